"""Texts of people as documents: Markdown where it is tame, plain text where it is not, and nothing is ever fetched."""

import re

from PySide6.QtCore import QUrl
from PySide6.QtGui import QFont, QTextCursor, QTextDocument, QTextOption

from incidentdesk.desktop.theme import Theme

# What a list shows of one text; more would make it crawl.
SHOWN_CHARACTERS, SHOWN_LINES = 2_000, 24
# A text above this size is shown as it was typed.
LONGEST_MARKDOWN, MOST_LINES = 20_000, 1_000
_MOST_PIPES, _DEEPEST = 40, 12
_MARKS = re.compile(r"^[ \t]*((?:[>*+-]|\d{1,9}[.)])[ \t]*)+")
_FENCE = re.compile(r"^\s*(```|~~~)")
_TARGET = re.compile(
    r"\]\([^)\s]*(?:\s+\"[^\"]*\")?\)|^\s*(?:```|~~~).*$|&#?\w+;|^\s*\d+[.)]|^\[[^\]]+\]:.*$", re.MULTILINE
)
_WORD = re.compile(r"\w", re.UNICODE)
_FEATURES = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML


class SilentDocument(QTextDocument):
    """Asks nobody for pictures, style sheets or anything else: Qt would read files and shares for them."""

    def loadResource(self, _kind: int, _url: QUrl) -> object:
        return None


def document_of(text: str, theme: Theme, *, role: str = "text", font: QFont | None = None) -> QTextDocument:
    """A text as a document in the colours of the theme; set its width before it is painted."""
    document = SilentDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setDefaultFont(font or theme.font("base"))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    if not (is_tame(text) and _as_markdown(document, text)):
        document.setPlainText(text)
    _colour(document, theme, role)
    return document


def shortened(text: str) -> tuple[str, bool]:
    """The beginning of a text that a list shows, and whether that is not all."""
    lines = text[: SHOWN_CHARACTERS + 1].split("\n")
    if len(text) <= SHOWN_CHARACTERS and len(lines) <= SHOWN_LINES:
        return text, False
    return "\n".join(lines[:SHOWN_LINES])[:SHOWN_CHARACTERS].rstrip() + " …", True


def is_tame(text: str) -> bool:
    """Whether Markdown lays out quickly; wide tables and deep nesting freeze Qt for seconds."""
    if len(text) > LONGEST_MARKDOWN or text.count("\n") > MOST_LINES:
        return False
    for line in text.split("\n"):
        if line.count("|") > _MOST_PIPES:
            return False
        if (marks := _MARKS.match(line)) and len(marks[0].split()) + marks[0].count(">") > _DEEPEST:
            return False
    return text.count("|") < 20 * _MOST_PIPES


def _as_markdown(document: QTextDocument, text: str) -> bool:
    """False where Markdown would hide words of the text."""
    # The empty line keeps a beginning of three dashes from being taken for hidden front matter.
    document.setMarkdown("\n" + _with_line_breaks(text), _FEATURES)
    shown = document.toPlainText()
    return bool(shown.strip()) and _words(shown) >= _words(_TARGET.sub(" ", text))


def _words(text: str) -> int:
    return len(_WORD.findall(text.replace("_", "")))


def _with_line_breaks(text: str) -> str:
    """Markdown joins lines; people who write a note do not."""
    lines, fenced = [], False
    for line in text.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        lines.append(line if fenced or not line.strip() or "|" in line else line + "  ")
    return "\n".join(lines)


def _colour(document: QTextDocument, theme: Theme, role: str) -> None:
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    block = document.begin()
    while block.isValid():
        _colour_block(cursor, block, theme, role)
        block = block.next()
    cursor.endEditBlock()


def _colour_block(cursor: QTextCursor, block, theme: Theme, role: str) -> None:
    fragments = block.begin()
    spans = []
    while not fragments.atEnd():
        fragment = fragments.fragment()
        spans.append((fragment.position(), fragment.length(), fragment.charFormat()))
        fragments += 1
    for position, length, style in spans:
        style.setForeground(theme.colour("link" if style.isAnchor() else role))
        if style.fontFixedPitch():
            style.setBackground(theme.colour("neutral_bg"))
        if style.property(style.Property.FontSizeAdjustment) or 0:
            # Headings as large as the page's own would shout.
            style.setProperty(style.Property.FontSizeAdjustment, 1)
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(style)
