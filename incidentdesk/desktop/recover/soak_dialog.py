"""Beginning a soak: which monitors have to pass how often and for how long."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QSpinBox, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog
from incidentdesk.language import _
from incidentdesk.recover.soak_watching import MINUTES, MOST_MINUTES, MOST_PASSES, PASSES


class SoakDialog(GestureDialog):
    """`ticked` are the ids of the monitors that are proposed."""

    def __init__(
        self, desk: Desk, monitors: Sequence[tuple[int, str]], ticked: Sequence[int], parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, _("Let the monitors prove it"), _("Begin to soak"), parent)
        self.boxes: dict[int, QCheckBox] = {}
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for monitor_id, name in monitors:
            box = self.boxes[monitor_id] = QCheckBox(name.replace("&", "&&"))
            box.setAccessibleDescription(_("Has to pass again and again"))
            box.setChecked(monitor_id in ticked)
            box.toggled.connect(self.check)
            column.addWidget(box)
        self.passes, self.minutes = QSpinBox(), QSpinBox()
        self.passes.setRange(1, MOST_PASSES)
        self.passes.setValue(PASSES)
        self.minutes.setRange(0, MOST_MINUTES)
        self.minutes.setValue(MINUTES)
        for box in (self.passes, self.minutes):
            # The style sheet of a dialog does not reach the padding of the line in it.
            box.lineEdit().setTextMargins(6, 0, 6, 0)
        self.add_field(_("Monitors"), listed, _("Those that found the trouble"))
        self.add_field(_("&Checks in a row that pass"), self.passes, _("One failure ends the soak"))
        self.add_field(_("&Minutes from the first of them to the last"), self.minutes)
        self._body.addStretch(1)
        self.ready()

    def chosen(self) -> list[int]:
        return [monitor_id for monitor_id, box in self.boxes.items() if box.isChecked()]

    def why_not(self) -> str:
        return "" if self.chosen() else _("Choose a monitor.")
