"""Short news at the bottom of the page, gone by themselves."""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.language import _

_MOST = 3
_SHORT, _LONG = 6_000, 10_000
_GAP = 8
_ABOVE = 16
# Height of the footer with the selection bar, which a toast never covers.
_FOOTER = 40


class Toast(QFrame):
    """One piece of news with an optional Undo."""

    closed = Signal()

    def __init__(self, theme: Theme, text: str, undo: Callable[[], None] | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = text
        self._undo = undo
        self.setObjectName("toast")
        self.setAccessibleName(text)
        self.setAccessibleDescription(_("A message that goes away by itself"))
        self._label = QLabel(text)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(len(text) > 60)
        self._label.setMinimumWidth(min(440, self._label.fontMetrics().horizontalAdvance(text) + 4))
        self._label.setMaximumWidth(480)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(12)
        layout.addWidget(self._label, 1)
        if undo is not None:
            self.undo_button = QPushButton(_("Undo"))
            self.undo_button.setObjectName("toast.undo")
            self.undo_button.setAccessibleName(_("Undo"))
            self.undo_button.setAccessibleDescription(text)
            self.undo_button.clicked.connect(self._take_back)
            layout.addWidget(self.undo_button)
        self._close = QToolButton()
        self._close.setObjectName("toast.close")
        self._close.setAccessibleName(_("Dismiss"))
        self._close.setAccessibleDescription(text)
        self._close.setToolTip(_("Dismiss"))
        self._close.clicked.connect(self.leave)
        layout.addWidget(self._close)
        self._timer = QTimer(self, singleShot=True, interval=_LONG if undo else _SHORT)
        self._timer.timeout.connect(self.leave)
        self._timer.start()
        shadow = QGraphicsDropShadowEffect(self, blurRadius=18, color=QColor(0, 0, 0, 90))
        shadow.setOffset(0, 3)
        self.setGraphicsEffect(shadow)
        for child in self.findChildren(QPushButton) + self.findChildren(QToolButton):
            child.installEventFilter(self)
        self.dress(theme)

    def dress(self, theme: Theme) -> None:
        self.setStyleSheet(
            theme.sheet(
                """
                #toast { background: $toast; border-radius: 8px; }
                QLabel { color: $toast_text; background: transparent; }
                QPushButton { color: $toast_link; background: transparent; border: 2px solid transparent;
                    border-radius: 6px; padding: 4px 8px; font-weight: 600; }
                QToolButton { background: transparent; border: 2px solid transparent; border-radius: 6px;
                    padding: 4px; }
                QPushButton:focus, QToolButton:focus { border-color: $toast_link; }
                QPushButton:hover { text-decoration: underline; }
                """
            )
        )
        self._close.setIcon(theme.icon("close", "toast_text"))

    def leave(self) -> None:
        self._timer.stop()
        self.hide()
        self.closed.emit()
        self.deleteLater()

    @property
    def resting(self) -> bool:
        """Whether its time stands still."""
        return not self._timer.isActive()

    def enterEvent(self, event: QEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._go_on()
        super().leaveEvent(event)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._timer.stop()
        elif event.type() == QEvent.Type.FocusOut:
            self._go_on()
        return False

    def _go_on(self) -> None:
        focus = self.focusWidget()
        if not self.underMouse() and not (focus is not None and focus.hasFocus()) and self.isVisible():
            self._timer.start()

    def _take_back(self) -> None:
        undo = self._undo
        self.leave()
        if undo is not None:
            undo()


class Toasts(QObject):
    """Shows toasts over the content of the window that it has been settled in.

    `shown` carries the text of each, also before there is a window.
    """

    shown = Signal(str)

    def __init__(self, theme: Theme, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._preferences = preferences
        self._host: QWidget | None = None
        self._toasts: list[Toast] = []
        theme.changed.connect(self._dress)

    def settle(self, host: QWidget) -> None:
        """Show toasts at the bottom centre of this widget from now on."""
        self._host = host
        host.installEventFilter(self)

    def show(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Say something that is not plain to see anyway; `undo` adds a button and time to press it."""
        self.shown.emit(text)
        if self._host is None or not shiboken6.isValid(self._host):
            return
        while len(self._toasts) >= _MOST:
            self._toasts[0].leave()
        toast = Toast(self._theme, text, undo, self._host)
        toast.closed.connect(lambda: self._gone(toast))
        self._toasts.append(toast)
        toast.adjustSize()
        self._place()
        toast.show()
        toast.raise_()
        announcement = QAccessibleAnnouncementEvent(self._host, text)
        QAccessible.updateAccessibility(announcement)

    def texts(self) -> list[str]:
        """What stands there now, oldest first."""
        return [toast.text for toast in self._toasts]

    def holds(self, widget: QWidget) -> bool:
        """Whether it is a part of one of them."""
        return any(toast.isAncestorOf(widget) for toast in self._toasts)

    def toasts(self) -> list[Toast]:
        return list(self._toasts)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _gone(self, toast: Toast) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)
        self._place()

    def _place(self) -> None:
        if self._host is None or not shiboken6.isValid(self._host):
            return
        bottom = self._host.height() - _FOOTER - _ABOVE
        for toast in reversed(self._toasts):
            size = toast.sizeHint()
            toast.resize(size)
            bottom -= size.height()
            toast.move(QPoint((self._host.width() - size.width()) // 2, bottom))
            bottom -= _GAP

    def _dress(self) -> None:
        for toast in self._toasts:
            toast.dress(self._theme)
