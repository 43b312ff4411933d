"""What was typed and not saved yet, kept on this machine so that no kill and no Esc loses it."""

import contextlib
import hashlib
import json
import re
from pathlib import Path
from typing import Any

from incidentdesk import paths

_KEY = re.compile(r"[^A-Za-z0-9_-]")


def drafts_folder(place: str) -> Path:
    """The folder of the drafts for one database."""
    return paths.state_folder() / "drafts" / hashlib.sha256(place.encode()).hexdigest()[:16]


def keep_draft(place: str, key: str, values: dict[str, Any]) -> None:
    """Write a draft, whole or not at all; a disk that does not take it is passed over, for the text is on the screen.

    Nothing is forced to the disk: a draft outlives the program, which is what it is for, and typing never waits.
    """
    file = _file(place, key)
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.write_text(json.dumps(values), encoding="utf-8")
        part.replace(file)


def draft(place: str, key: str) -> dict[str, Any]:
    """What was kept under a key; empty where there is nothing that can be read."""
    try:
        values = json.loads(_file(place, key).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def forget_draft(place: str, key: str) -> None:
    with contextlib.suppress(OSError):
        _file(place, key).unlink(missing_ok=True)


def _file(place: str, key: str) -> Path:
    return drafts_folder(place) / f"{_KEY.sub('_', key)}.json"


def drafts(place: str, start: str) -> list[tuple[str, dict[str, Any]]]:
    """The drafts whose keys begin so, each with its key, the latest first."""
    with contextlib.suppress(OSError):
        files = [(file.stat().st_mtime, file.stem) for file in drafts_folder(place).glob(f"{start}*.json")]
        found = [(key, draft(place, key)) for _time, key in sorted(files, reverse=True)]
        return [(key, values) for key, values in found if values]
    return []
