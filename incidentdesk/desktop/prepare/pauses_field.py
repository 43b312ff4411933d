"""The on-hold reasons that stop the clocks of an SLA, as a field of a form."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from incidentdesk.detect.state import HoldReason
from incidentdesk.language import _

_COLUMNS = 3


class PausesField(QWidget):
    """Takes and gives a line for each reason. Emits `changed`."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Stopped while on hold"))
        self.setAccessibleDescription(_("The on-hold reasons that stop the clocks of update and resolution"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(0)
        self.boxes: dict[str, QCheckBox] = {}
        # Reasons that another program has written.
        self._others: list[str] = []
        for place, reason in enumerate(HoldReason):
            box = QCheckBox(_(reason))
            box.setAccessibleName(_(reason))
            box.setAccessibleDescription(_("The clocks stop while an incident is on hold for this reason"))
            box.toggled.connect(lambda _on: self.changed.emit())
            self.boxes[str(reason)] = box
            grid.addWidget(box, place // _COLUMNS, place % _COLUMNS)
        self.setFocusProxy(next(iter(self.boxes.values())))

    def text(self) -> str:
        return "\n".join([*(name for name, box in self.boxes.items() if box.isChecked()), *self._others])

    def setText(self, text: str) -> None:
        named = [line.strip() for line in text.splitlines() if line.strip()]
        self._others = [name for name in named if name not in self.boxes]
        for name, box in self.boxes.items():
            box.setChecked(name in named)
