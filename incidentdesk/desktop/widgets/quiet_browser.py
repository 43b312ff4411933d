"""A text to read, with links that the desktop opens and nothing that is ever fetched."""

from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

_SAFE_SCHEMES = ("https", "http", "mailto")


class QuietBrowser(QTextBrowser):
    """Fetches nothing and follows nothing by itself."""

    def loadResource(self, _kind: int, _url: Any) -> object:
        return None

    def doSetSource(self, _url: Any, _kind: Any) -> None:
        """A link is opened by the desktop, never in here."""


class ReadingView(QuietBrowser):
    """Shows a document that it owns; a web or mail address is opened in the program of the person, nothing else is."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAccessibleDescription(name)
        self.setOpenLinks(False)
        self.anchorClicked.connect(open_safely)

    def show_document(self, document: QTextDocument) -> None:
        place = self.verticalScrollBar().value()
        document.setParent(self)
        document.setDocumentMargin(16)
        self.setDocument(document)
        self.verticalScrollBar().setValue(place)


def open_safely(url: QUrl) -> None:
    if url.scheme().lower() in _SAFE_SCHEMES:
        QDesktopServices.openUrl(url)
