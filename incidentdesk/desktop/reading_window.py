"""Texts that come with the program: the user guide and what is new."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from incidentdesk import paths
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.language import _


class LocalText(QTextBrowser):
    """Shows Markdown and fetches nothing: no picture, no page, no file (promise sec-8)."""

    def loadResource(self, _kind: int, _name: QUrl) -> None:
        return None

    def show_markdown(self, text: str) -> None:
        features = QTextDocument.MarkdownFeature
        self.document().setMarkdown(text, features.MarkdownDialectGitHub | features.MarkdownNoHTML)


class ReadingWindow(Sheet):
    """A text with a button to close it."""

    def __init__(self, desk: Desk, title: str, markdown: str, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, title, parent)
        self._markdown = markdown
        self.setModal(False)
        self.text = LocalText()
        self.text.setAccessibleName(title)
        self.text.setAccessibleDescription(_("A text to read; links open in the browser"))
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        self.body.addWidget(self.text, 1)
        self.add_close_button(_("Close"))
        scale = max(1.0, desk.theme.scale / 100)
        self.resize(round(760 * scale), round(640 * scale))
        self.dress()
        self.text.setFocus()

    def dress(self) -> None:
        theme = self.theme
        self.text.setFont(theme.font("base"))
        self.text.document().setDocumentMargin(16)
        self.text.setStyleSheet(
            theme.sheet(
                "QTextBrowser { background: $surface; color: $text; border: 1px solid $border; border-radius: 8px; }"
            )
        )
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
