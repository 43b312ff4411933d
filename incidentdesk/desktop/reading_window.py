"""Texts that come with the program: the user guide and what is new."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QTextBlock, QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QTextBrowser, QTextEdit, QWidget

from incidentdesk import paths
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.field import LISTS, SCROLL_BARS
from incidentdesk.language import _

_CHAPTERS_WIDE = 256
_FEW = 8  # chapters that are seen without a list of them


class LocalText(QTextBrowser):
    """Shows Markdown and fetches nothing: no picture, no page, no file (promise sec-8)."""

    def loadResource(self, _kind: int, _name: QUrl) -> None:
        return None

    def show_markdown(self, text: str) -> None:
        features = QTextDocument.MarkdownFeature
        self.document().setMarkdown(text, features.MarkdownDialectGitHub | features.MarkdownNoHTML)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def chapters(self) -> Iterator[QTextBlock]:
        """The headings below the title."""
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() == 2:
                yield block
            block = block.next()

    def show_block(self, block: QTextBlock) -> None:
        """Put it at the top."""
        self.setTextCursor(QTextCursor(block))
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(round(top))


class ReadingWindow(Sheet):
    """A text with a button to close it, and with its chapters beside it where they are many."""

    def __init__(self, desk: Desk, title: str, markdown: str, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, title, parent)
        self._markdown = markdown
        self.setModal(False)
        self.text = LocalText()
        self.text.setAccessibleName(title)
        self.text.setAccessibleDescription(_("A text to read; links open in the browser"))
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        self.text.setLineWrapMode(QTextEdit.LineWrapMode.WidgetWidth)
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.chapters = QListWidget()
        self.chapters.setAccessibleName(_("Chapters"))
        self.chapters.setAccessibleDescription(_("The text goes to the chosen chapter"))
        self.chapters.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.chapters.setTextElideMode(Qt.TextElideMode.ElideRight)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.chapters)
        row.addWidget(self.text, 1)
        self.body.addLayout(row, 1)
        self.add_close_button(_("Close"))
        self.dress()
        names = [block.text() for block in self.text.chapters()]
        self.chapters.addItems(names)
        self.chapters.setVisible(len(names) > _FEW)
        self.chapters.currentRowChanged.connect(self._go_to)
        scale = max(1.0, desk.theme.scale / 100)
        self.chapters.setFixedWidth(round(_CHAPTERS_WIDE * scale))
        wide = 760 if len(names) <= _FEW else 760 + _CHAPTERS_WIDE
        self.resize(round(wide * scale), round(640 * scale))
        self.text.setFocus()

    def _go_to(self, row: int) -> None:
        self.text.show_block(list(self.text.chapters())[row])

    def dress(self) -> None:
        theme = self.theme
        self.text.setFont(theme.font("base"))
        self.text.document().setDocumentMargin(16)
        self.text.setStyleSheet(
            theme.sheet(
                "QTextBrowser { background: $surface; color: $text; border: 1px solid $border; border-radius: 8px; }"
                + SCROLL_BARS
            )
        )
        self.chapters.setStyleSheet(theme.sheet(LISTS + SCROLL_BARS))
        # Colours of links are taken when the text is read.
        self.text.show_markdown(self._markdown)

    def _follow(self, url: QUrl) -> None:
        if url.scheme() in ("", "file") and url.hasFragment():
            self.text.scrollToAnchor(url.fragment())
        elif url.scheme() == "https":
            QDesktopServices.openUrl(url)


def resource_text(name: str) -> str:
    return (paths.resources() / name).read_text(encoding="utf-8")


def open_guide(desk: Desk, parent: QWidget) -> ReadingWindow:
    return _shown(ReadingWindow(desk, _("User guide"), resource_text("user_guide.md"), parent))


def open_news(desk: Desk, parent: QWidget) -> ReadingWindow:
    return _shown(ReadingWindow(desk, _("What’s new"), resource_text("whats_new.md"), parent))


def _shown(window: ReadingWindow) -> ReadingWindow:
    window.show()
    return window
