"""The full screen of a page that is made for a wall: without menus and sidebar, in letters that are read from afar."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, QTimer

if TYPE_CHECKING:
    from incidentdesk.desktop.main_window import MainWindow

# The least screen on which everything stands at the usual size of letters; on a larger one they grow with it.
_LEAST = QSize(1280, 720)
_NO_LIMIT = 16_777_215  # Qt's largest height


class Wall(QObject):
    """Follows the state of the window and its page. A page that is made for it has `fills_screen`."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.up = False
        window.installEventFilter(self)
        window.stack.currentChanged.connect(self._settle)
        window.desk.preferences.changed.connect(self._settle_soon)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.WindowStateChange, QEvent.Type.Resize):
            self._settle()
        elif event.type() == QEvent.Type.Close and self.up:
            # Other windows have the same letters.
            self._enlarge(self._usual())
        return False

    def _settle_soon(self, _preference: str) -> None:
        """After the letters were made as large as they are wanted elsewhere."""
        QTimer.singleShot(0, self, self._settle)

    def _settle(self, _place: int = 0) -> None:
        window = self._window
        up = window.isFullScreen() and getattr(window.page, "fills_screen", False)
        if up or self.up:
            self.up = up
            window.sidebar.setVisible(not up)
            window.status.setVisible(not up)
            # Hidden, it would take the keys of its commands with it.
            window.menuBar().setMaximumHeight(0 if up else _NO_LIMIT)
            self._enlarge(self._scale() if up else self._usual())

    def _usual(self) -> int:
        return int(self._window.desk.preferences.get("font_scale"))

    def _scale(self) -> int:
        """Percent, as the settings have it, for the room that there is."""
        size = self._window.size()
        fitting = 100 * min(size.width() / _LEAST.width(), size.height() / _LEAST.height())
        return max(self._usual(), int(fitting) // 10 * 10)

    def _enlarge(self, percent: int) -> None:
        theme = self._window.desk.theme
        if theme.scale != theme.possible(percent):
            theme.choose_scale(percent)
