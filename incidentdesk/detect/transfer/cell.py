"""Cells that no spreadsheet takes for a formula."""

# Full-width forms too: some programs normalise them before they look.
_OPENINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BLANKS = " \u00a0\u3000\ufeff\u200b"  # some programs look behind these
_MARK = "'"


def safe_cell(text: str) -> str:
    """A text with an apostrophe before what could be the beginning of a formula."""
    return _MARK + text if _opens_formula(text) else text


def plain_cell(text: str) -> str:
    """A text of a file without the apostrophe that a safe export put before it."""
    return text[1:] if text.startswith(_MARK) and _opens_formula(text[1:]) else text


def _opens_formula(text: str) -> bool:
    return text.lstrip(_BLANKS).startswith(_OPENINGS)
