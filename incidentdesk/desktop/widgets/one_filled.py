"""Of the filled buttons of a page one is filled at a time (ux.md 13.2): the one that came into view last."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.widgets.button import PrimaryButton


class OneFilled(QObject):
    """What comes into view has to do with what is being done now, so the buttons that were there before step back."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._in_view: list[PrimaryButton] = []
        for button in page.findChildren(PrimaryButton):
            button.installEventFilter(self)
            if button.isVisible():
                self._in_view.append(button)
        self._fill()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._in_view = [each for each in self._in_view if each is not watched]
            if event.type() == QEvent.Type.Show:
                self._in_view.append(watched)
            self._fill()
        return False

    def _fill(self) -> None:
        for button in self._in_view:
            button.fill(button is self._in_view[-1])
