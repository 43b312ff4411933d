"""What is carried from an incident's page to elsewhere by dragging or by a command: an entry, or an attachment."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from PySide6.QtCore import QByteArray, QMimeData

from incidentdesk.desktop.clipboard import mime_data

_FORMAT = "application/x-incidentdesk-carried"


@dataclass(frozen=True, slots=True)
class Carried:
    """`entry_id` and `attachment_id` are 0 where it is none; a change of the timeline is neither, but has a text.

    `at` is when it happened, in microseconds since 1970; `source` names the incident it comes from.
    """

    text: str
    who: str
    at: int
    source: str
    entry_id: int = 0
    attachment_id: int = 0


def packed(carried: Carried) -> QMimeData:
    """With its text for other programs."""
    data = mime_data()
    data.setText(carried.text)
    data.setData(_FORMAT, QByteArray(json.dumps(asdict(carried)).encode()))
    return data


def is_carried(source: QMimeData) -> bool:
    return source.hasFormat(_FORMAT)


def carried_in(source: QMimeData) -> Carried | None:
    """None where nothing of ours is in it."""
    if not is_carried(source):
        return None
    facts: dict[str, Any] = json.loads(source.data(_FORMAT).data())
    return Carried(**facts)
