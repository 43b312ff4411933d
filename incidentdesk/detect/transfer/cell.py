"""Cells that no spreadsheet takes for a formula, and back."""

import re
from collections.abc import Sequence

from incidentdesk.language import _

# Full-width forms too: some programs normalise them before they look.
_SIGNS = "=+@＝＋－＠-"
_OPENINGS = (*_SIGNS, "\t", "\r", "\n")
_BLANKS = " \u00a0\u3000\ufeff\u200b"  # some programs look behind these
_MARK = "'"
# Opened with another delimiter than the right one, a text is cut there, and what follows opens a cell.
_AFTER_DELIMITER = re.compile(f"([,;|\\t\\r\\n][\\s\"']*)([{_SIGNS}])")
_MARKED_AFTER_DELIMITER = re.compile(f"([,;|\\t\\r\\n][\\s\"']*)'([{_SIGNS}])")
_OURS = frozenset({"number", "title", "state", "created_at", "reopen_count"})


def safe_cell(text: str) -> str:
    """A text with an apostrophe before everything that could be the beginning of a formula."""
    text = _AFTER_DELIMITER.sub(r"\1'\2", text)
    return _MARK + text if _needs_mark(text) else text


def plain_cell(text: str) -> str:
    """The text from which `safe_cell` made this one."""
    if text.startswith(_MARK) and _needs_mark(text[1:]):
        text = text[1:]
    return _MARKED_AFTER_DELIMITER.sub(r"\1\2", text)


def has_safe_cells(columns: Sequence[str]) -> bool:
    """Whether a file is one of ours; in those of others an apostrophe is part of the text."""
    return _OURS.issubset(columns) or tuple(columns[:2]) in (("Row", "Reason"), (_("Row"), _("Reason")))


def _needs_mark(text: str) -> bool:
    # A text that has such an apostrophe of its own gets one more, so that it comes back.
    return text.lstrip(_BLANKS + _MARK).startswith(_OPENINGS)
