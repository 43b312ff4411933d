"""Saying why an incident is major: the qualifiers that hold, each with what was said of it (R3)."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog
from incidentdesk.language import _
from incidentdesk.respond.major_step import QUALIFIERS


class MajorDialog(GestureDialog):
    """`said` is what holds already; with `proposed` the reason may stay empty."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        verb: str,
        *,
        said: Mapping[str, str],
        reason_label: str,
        proposed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, title, verb, parent)
        self._proposed = proposed
        self.boxes: dict[str, QCheckBox] = {}
        self.lines: dict[str, QLineEdit] = {}
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (key, text) in enumerate(QUALIFIERS.items()):
            self._add(grid, row, key, _(text), said)
        self._body.addWidget(inner)
        self.reason = QLineEdit()
        self.reason.textChanged.connect(self.check)
        self.add_field(reason_label, self.reason)
        self._body.addStretch(1)
        self.setMinimumWidth(680 * desk.theme.scale // 100)
        self.ready()
        next(iter(self.boxes.values())).setFocus()

    def _add(self, grid: QGridLayout, row: int, key: str, text: str, said: Mapping[str, str]) -> None:
        box, line = QCheckBox(text), QLineEdit(said.get(key, ""))
        box.setChecked(key in said)
        box.setAccessibleName(text)
        box.setAccessibleDescription(_("Holds of this incident"))
        line.setAccessibleName(_("What is to be said of: {qualifier}").format(qualifier=text))
        line.setAccessibleDescription(line.accessibleName())
        line.setPlaceholderText(_("how much, who says so"))
        # Whoever says something of it means that it holds.
        line.textEdited.connect(lambda typed: box.setChecked(box.isChecked() or bool(typed.strip())))
        box.toggled.connect(lambda _on: self.check())
        self.boxes[key], self.lines[key] = box, line
        grid.addWidget(box, row, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(line, row, 1)

    def qualifiers(self) -> dict[str, str]:
        return {key: self.lines[key].text().strip() for key, box in self.boxes.items() if box.isChecked()}

    def why_not(self) -> str:
        if self._proposed or self.qualifiers() or self.reason.text().strip():
            return ""
        return _("Tick what holds of the incident, or say why it is major.")
