"""The raw source of what came in, to be read and copied; it is a text and nothing in it is followed or run."""

import json
import re

from PySide6.QtWidgets import QPlainTextEdit

from incidentdesk.desktop.respond.note_dialogs import broken
from incidentdesk.desktop.theme import Theme
from incidentdesk.language import _

LONGEST_SHOWN = 200_000  # characters
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def readable(raw: bytes | str) -> str:
    """A text of whatever bytes, with a dot for what can't be seen, and cut where a window would take seconds."""
    text = raw if isinstance(raw, str) else raw.decode("utf-8", errors="replace")
    cut = text[:LONGEST_SHOWN]
    shown = broken(_CONTROL.sub("·", cut.replace("\r\n", "\n").replace("\r", "\n")))
    if len(text) > LONGEST_SHOWN:
        shown += "\n\n" + _("The rest is not shown here. Save it as a file to see all of it.")
    return shown


def pretty(payload: bytes | str) -> str:
    """JSON with a line for each value; as it is where it is no JSON."""
    try:
        return readable(json.dumps(json.loads(payload), indent=2, ensure_ascii=False))
    except (ValueError, RecursionError):
        return readable(payload)


def source_view(theme: Theme, name: str) -> QPlainTextEdit:
    """A box for a source, in letters of one width."""
    box = QPlainTextEdit()
    box.setReadOnly(True)
    box.setUndoRedoEnabled(False)
    box.setTabChangesFocus(True)
    box.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
    box.setFont(theme.font("mono"))
    box.setAccessibleName(name)
    box.setAccessibleDescription(_("A text to read and to copy; nothing in it is followed"))
    return box
