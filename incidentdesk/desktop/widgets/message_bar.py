"""A message in the layout, next to what it is about."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import Button, IconButton
from incidentdesk.language import _

_ICONS = {"danger": "error", "warning": "warning", "info": "info", "success": "success"}


class MessageBar(QFrame):
    """Hidden until it has something to say. Errors say what happened, why, and what to do."""

    dismissed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind = "danger"
        self.setObjectName("message")
        self._icon = QLabel()
        self._icon.setAccessibleName(_("Kind of message"))
        self._label = QLabel(wordWrap=True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._action: Button | None = None
        self._close = IconButton(theme, "close", _("Dismiss"), description=_("Dismiss this message"))
        self._close.clicked.connect(self.clear)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(12, 4, 4, 4)
        self._layout.setSpacing(12)
        self._layout.addWidget(self._icon)
        self._layout.addWidget(self._label, 1)
        self._layout.addWidget(self._close)
        self.hide()
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def text(self) -> str:
        return self._label.text() if not self.isHidden() else ""

    def say(
        self,
        text: str,
        kind: str = "danger",
        action: str = "",
        run: Callable[[], None] | None = None,
        *,
        dismissable: bool = True,
    ) -> None:
        """Show a message of the kind "danger", "warning", "info" or "success", with a button for the way on."""
        self._kind = kind
        self._label.setText(text)
        self._label.setAccessibleName(text)
        if self._action is not None:
            self._action.deleteLater()
            self._action = None
        if action and run is not None:
            self._action = Button(self._theme, action, description=text)
            self._action.clicked.connect(lambda: run())
            self._layout.insertWidget(2, self._action)
            # What is new comes last in the window; the Tab key is to find it where the eye does.
            QWidget.setTabOrder(self._close, self._action)
            QWidget.setTabOrder(self._action, self._close)
        self._close.setVisible(dismissable)
        self._dress()
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    @property
    def action_button(self) -> Button | None:
        return self._action

    def clear(self) -> None:
        if not self.isHidden():
            self.hide()
            self.dismissed.emit()

    def _dress(self) -> None:
        self.setStyleSheet(
            self._theme.sheet(
                "#message { background: $BACK; border: 1px solid $FRONT; border-radius: 6px; }"
                "QLabel { color: $text; background: transparent; }".replace("BACK", f"{self._kind}_bg").replace(
                    "FRONT", self._kind
                )
            )
        )
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(self._theme.pixmap(_ICONS[self._kind], self._kind, 20, ratio))
