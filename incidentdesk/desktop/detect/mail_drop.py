"""Dropping files of mail on a page, which takes them in."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.mail_files import mail_files_of, take_mail_files
from incidentdesk.desktop.widgets.drop_frame import DropFrame
from incidentdesk.language import _


class MailDrop(QObject):
    """Lets a page take .eml and .mbox files; `speaker()` is the widget whose `message` says what became of them."""

    def __init__(self, desk: Desk, page: QWidget, speaker: Callable[[], QWidget]) -> None:
        super().__init__(page)
        self._desk, self._speaker = desk, speaker
        self.frame = DropFrame(desk.theme, _("Drop mail to take it in"), page)
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DragLeave:
            self.frame.hide()
        elif event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            paths = mail_files_of(event.mimeData())
            if not paths:
                return False
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self.frame.hide()
                take_mail_files(self._desk, self._speaker(), paths)
            elif event.type() == QEvent.Type.DragEnter:
                self.frame.appear()
            return True
        return False
