"""The difference between two versions of a plan as a document: read in black and white as well as in colours."""

from collections.abc import Sequence

from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.markdown import SilentDocument
from incidentdesk.language import _, isolated
from incidentdesk.prepare.plan_difference import Change, Kind, change_title

# What is read as one value and not word by word.
_WHOLE = frozenset({"offset", "cadence", "mandatory", "role", "department", "audience", "message", "first_message"})
_SIGN: dict[str, str] = {Kind.ADDED: "+", Kind.REMOVED: "−", Kind.MOVED: "↕", Kind.CHANGED: "≠"}


def difference_document(changes: Sequence[Change], theme: Theme) -> SilentDocument:
    """What came is underlined and strong, what went is struck through."""
    document = SilentDocument()
    document.setUndoRedoEnabled(False)
    document.setDefaultFont(theme.font("base"))
    cursor = QTextCursor(document)
    if not changes:
        cursor.insertText(_("The two versions say the same."), _ink(theme, "text2"))
    for place, change in enumerate(changes):
        _write(cursor, change, theme, first=place == 0)
    return document


def _write(cursor: QTextCursor, change: Change, theme: Theme, *, first: bool) -> None:
    block = QTextBlockFormat()
    block.setTopMargin(0 if first else 14)
    if first:
        cursor.setBlockFormat(block)
    else:
        cursor.insertBlock(block)
    heading = _ink(theme, "text")
    heading.setFontWeight(QFont.Weight.DemiBold)
    cursor.insertText(f"{_SIGN[change.kind]}  {change_title(change)}", heading)
    if change.where:
        cursor.insertText("   " + isolated(change.where), _ink(theme, "text2"))
    spans = _spans(change)
    if spans:
        below = QTextBlockFormat()
        below.setTopMargin(2)
        below.setIndent(1)
        cursor.insertBlock(below)
    for sign, text in spans:
        cursor.insertText(text, _span(sign, theme))


def _spans(change: Change) -> list[tuple[str, str]]:
    if change.kind == Kind.CHANGED and change.part in _WHOLE:
        both = [("-", change.before), ("", "  →  "), ("+", change.after)]
        return both if change.before and change.after else [each for each in both if each[0] and each[1]]
    if change.kind == Kind.CHANGED:
        return [(span.sign, span.text) for span in change.spans]
    if change.kind == Kind.MOVED:
        moved = _("from “{before}” to “{after}”").format(before=change.before, after=change.after)
        return [("", moved)] if change.part else []
    text = change.after or change.before
    return [("+" if change.kind == Kind.ADDED else "-", text)] if text else []


def _span(sign: str, theme: Theme) -> QTextCharFormat:
    ink = _ink(theme, {"+": "success", "-": "danger"}.get(sign, "text"))
    if sign == "+":
        ink.setBackground(theme.colour("success_bg"))
        ink.setFontUnderline(True)
        ink.setFontWeight(QFont.Weight.DemiBold)
    elif sign == "-":
        ink.setBackground(theme.colour("danger_bg"))
        ink.setFontStrikeOut(True)
    return ink


def _ink(theme: Theme, role: str) -> QTextCharFormat:
    ink = QTextCharFormat()
    ink.setForeground(theme.colour(role))
    return ink
