"""Cells that no spreadsheet takes for a formula."""

# Full-width forms too: some programs normalise them before they look.
_OPENINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MARK = "'"


def safe_cell(text: str) -> str:
    """A text with an apostrophe before what could be the beginning of a formula."""
    return _MARK + text if text.startswith(_OPENINGS) else text


def plain_cell(text: str) -> str:
    """A text of a file without the apostrophe that a safe export put before it."""
    return text[1:] if text.startswith(_MARK) and text[1:].startswith(_OPENINGS) else text
