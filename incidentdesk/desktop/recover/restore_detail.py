"""What the list has no room for about the restore task under the cursor, and what can be done with it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.command_button import command_button
from incidentdesk.desktop.widgets.flow import FlowLayout
from incidentdesk.language import _
from incidentdesk.recover.recovery import RestoreState
from incidentdesk.recover.recovery_list import RecoverySheet, RestoreRow

_COMMANDS = ("start", "finish", "fail", "unaffected", "skip", "reopen", "edit")


class RestoreDetail(QFrame):
    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("detail")
        self.title = QLabel(wordWrap=True)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        texts = {
            "start": _("Begin"), "finish": _("Done…"), "fail": _("It failed…"), "skip": _("Skip…"),
            "unaffected": _("It worked all the time"),
            "reopen": _("Reopen…"), "edit": _("Edit…"),
        }  # fmt: skip
        self.buttons = {
            key: command_button(desk.theme, desk.registry, f"recovery.{key}", Button, texts[key]) for key in _COMMANDS
        }
        line = QWidget()
        flow = FlowLayout(line)
        for button in self.buttons.values():
            flow.addWidget(button)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addLayout(self._grid)
        column.addWidget(line)
        self._rows: list[tuple[QLabel, QLabel]] = []
        desk.theme.changed.connect(self._dress)
        self._dress()

    def show_task(self, task: RestoreRow | None, sheet: RecoverySheet | None, now: int) -> None:
        self.setVisible(task is not None)
        if task is None or sheet is None:
            return
        self.title.setText(_("{number} · {title}").format(number=task.number, title=task.title))
        self._show_facts([(name, text) for name, text in self._facts(task, sheet, now) if text])
        finished = task.finished
        for key in ("fail", "skip"):
            self.buttons[key].setVisible(not finished)
        self.buttons["unaffected"].setVisible(task.state == RestoreState.OPEN and bool(task.service))
        self.buttons["start"].setVisible(task.state in (RestoreState.OPEN, RestoreState.FAILED))
        self.buttons["finish"].setVisible(task.state != RestoreState.SKIPPED)
        self.buttons["finish"].setText(_("What came of it…") if finished else _("Done…"))
        self.buttons["reopen"].setVisible(finished)

    def _facts(self, task: RestoreRow, sheet: RecoverySheet, now: int) -> list[tuple[str, str]]:
        zone = self._desk.zone
        titles = {each.id: f"{each.number} · {each.title}" for each in sheet.tasks}
        began = moment.day_and_time(task.started_at, now, zone) if task.started_at is not None else ""
        ended = moment.day_and_time(task.ended_at, now, zone) if task.ended_at is not None else ""
        data = moment.day_and_time(task.data_until, now, zone) if task.data_until is not None else ""
        return [
            (_("Service"), " · ".join(filter(None, (task.service, _(task.criticality) if task.criticality else "")))),
            (_("Waits for"), "\n".join(titles[each] for each in task.waits_for if each in titles)),
            (_("Needed by"), "\n".join(titles[each] for each in task.blocks if each in titles)),
            (_("Instructions"), task.instructions),
            (_("Begun"), began),
            (_("Ended"), ended),
            (_("Data up to"), data),
            (_("Result"), task.result),
            (_("If it makes things worse"), task.rollback),
            (_("Change"), task.change_ref),
        ]

    def _show_facts(self, facts: list[tuple[str, str]]) -> None:
        while len(self._rows) < len(facts):
            name, text = QLabel(), QLabel(wordWrap=True)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(name, len(self._rows), 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text, len(self._rows), 1)
            self._desk.theme.tint(name, "text2")
            self._rows.append((name, text))
        for place, (name, text) in enumerate(self._rows):
            shown = place < len(facts)
            name.setVisible(shown)
            text.setVisible(shown)
            if shown:
                name.setText(facts[place][0])
                text.setText(facts[place][1])
                text.setAccessibleName(facts[place][0])
                text.setAccessibleDescription(facts[place][1])

    def _dress(self) -> None:
        theme = self._desk.theme
        self.title.setFont(theme.font("strong"))
        sheet = "#detail { background: $window; border: 1px solid $border; border-radius: 8px; }"
        self.setStyleSheet(theme.sheet(sheet))
