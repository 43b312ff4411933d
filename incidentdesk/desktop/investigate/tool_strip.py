"""The line above a diagram: where we are, and buttons that give up their words where there is little room."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import Button, LinkButton
from incidentdesk.language import _

_HEIGHT = 48


class Breadcrumb(QWidget):
    """The way here; each step but the last is a link. Emits `opened(reference)`."""

    opened = Signal(str)

    def __init__(self, desk: Desk, steps: Sequence[tuple[str, str]], here: str, parent: QWidget | None = None) -> None:
        """`steps` are texts with the references that they lead to."""
        super().__init__(parent)
        self._desk = desk
        self.links: list[LinkButton] = []
        self._signs: list[QLabel] = []
        self.here = QLabel(here)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for text, reference in steps:
            link = LinkButton(desk.theme, text, description=_("Open {name}").format(name=text))
            link.clicked.connect(lambda _checked=False, reference=reference: self.opened.emit(reference))
            sign = QLabel("‹" if mirrored else "›")
            self.links.append(link)
            self._signs.append(sign)
            line.addWidget(link)
            line.addWidget(sign)
        line.addSpacing(6)
        line.addWidget(self.here)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        theme = self._desk.theme
        self.here.setFont(theme.font("strong"))
        for sign in self._signs:
            theme.tint(sign, "text2")


class ToolStrip(QWidget):
    """`lead` stands at the start; the buttons after it lose their words from the last to the first."""

    def __init__(self, desk: Desk, lead: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._lead = desk, lead
        self._buttons: list[tuple[Button, str]] = []
        self._fixed: list[QWidget] = []
        self.setAutoFillBackground(True)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(16, 0, 12, 0)
        self._line.setSpacing(6)
        self._line.addWidget(lead)
        self._line.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def add(self, button: Button) -> None:
        """A button that has a word and an icon."""
        self._buttons.append((button, button.text()))
        self._line.addWidget(button)

    def add_fixed(self, widget: QWidget) -> None:
        self._fixed.append(widget)
        self._line.addWidget(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Give as many buttons their words as there is room for."""
        for button, text in self._buttons:
            button.setText(text)
        shown = [(button, text) for button, text in self._buttons if not button.isHidden()]
        for button, _text in reversed(shown):
            if self._needed() <= self.width():
                break
            button.setText("")
        for button, _text in self._buttons:
            button.updateGeometry()

    def _needed(self) -> int:
        margins, spacing = self._line.contentsMargins(), self._line.spacing()
        widgets = [self._lead, *self._fixed, *(button for button, _text in self._buttons)]
        shown = [widget for widget in widgets if not widget.isHidden()]
        return margins.left() + margins.right() + sum(each.sizeHint().width() + spacing for each in shown) + spacing

    def _dress(self) -> None:
        self._desk.theme.tint(self, "window", QPalette.ColorRole.Window)
        self.setFixedHeight(max(_HEIGHT, self._desk.theme.scale * _HEIGHT // 100))
        self.arrange()
