"""Several values of which any may hold, each with a box to tick; as a text they stand with blanks between them."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from incidentdesk.desktop.widgets.flow import FlowLayout
from incidentdesk.language import _


class TickField(QWidget):
    """Where exactly the `usual` ones are ticked, its text is empty; what is not offered yet is kept until it is.

    The `fixed` ones are always ticked.
    """

    changed = Signal()

    def __init__(self, name: str, options: Iterable[tuple[str, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAccessibleDescription(_("Any of these; Space ticks one"))
        self.boxes: dict[str, QCheckBox] = {}
        self._name, self._wanted = name, ""
        self._usual: tuple[str, ...] = ()
        self._fixed: tuple[str, ...] = ()
        self._flow = FlowLayout(self, gap=4)
        self.offer(options)

    def offer(self, options: Iterable[tuple[str, str]], usual: Iterable[str] = (), fixed: Iterable[str] = ()) -> None:
        """Offer these values from now on; what was wanted stays ticked."""
        self._usual, self._fixed = tuple(usual), tuple(fixed)
        for box in self.boxes.values():
            box.deleteLater()
        self.boxes = {}
        for value, text in options:
            box = self.boxes[value] = QCheckBox(text.replace("&", "&&"))
            box.setAccessibleName(_("{name}: {value}").format(name=self._name, value=text))
            box.setAccessibleDescription(text)
            box.setEnabled(value not in self._fixed)
            box.toggled.connect(self._take)
            self._flow.addWidget(box)
        if self.boxes:
            self.setFocusProxy(next((box for box in self.boxes.values() if box.isEnabled()), None))
        self.setText(self._wanted)

    def text(self) -> str:
        return self._wanted

    def setText(self, text: str) -> None:
        self._wanted = text
        wanted = (*(text.split() or self._usual), *self._fixed)
        for value, box in self.boxes.items():
            box.blockSignals(True)
            box.setChecked(value in wanted)
            box.blockSignals(False)
        self.changed.emit()

    def _take(self) -> None:
        ticked = tuple(value for value, box in self.boxes.items() if box.isChecked())
        self._wanted = "" if self._usual and set(ticked) == set(self._usual) else " ".join(ticked)
        self.changed.emit()
