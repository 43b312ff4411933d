"""What runs, how far it is, and what is wrong with it, above the steps of the plan runner."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.plan_sheet import PlanSheet
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.share_bar import ShareBar
from incidentdesk.language import _, isolated
from incidentdesk.respond.task_list import finished_of

STEPS, LANES, PEOPLE = "steps", "lanes", "people"


class PlanHeader(QWidget):
    """Emits `viewed(name)` when another view of the tasks is wanted."""

    viewed = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.title, self.about, self.count = QLabel(wordWrap=True), QLabel(wordWrap=True), QLabel()
        self.warnings = QLabel(wordWrap=True)
        for label in (self.title, self.about, self.warnings):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = ShareBar(desk.theme)
        views = [(STEPS, _("Steps")), (LANES, _("By department")), (PEOPLE, _("Roles and contacts"))]
        self.view = Chooser(desk.theme, _("What is shown"), views)
        self.view.chosen.connect(lambda name: self.viewed.emit(name))
        self.more = Button(desk.theme, _("More"), description=_("What else can be done with the plan and its tasks"))
        self._build()
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.about)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addLayout(words, 1)
        top.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        share = QHBoxLayout()
        share.setSpacing(12)
        share.addWidget(self.bar, 1)
        share.addWidget(self.count)
        share.addWidget(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 8)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addLayout(share)
        layout.addWidget(self.warnings)

    def show_sheet(self, sheet: PlanSheet, now: int) -> None:
        run = sheet.run
        rows = sheet.steps(run) if run else list(sheet.tasks)
        done, count = finished_of(rows)
        self.bar.show_share(done, count)
        self.count.setText(_("{done} of {count} steps").format(done=done, count=count))
        self.title.setText(run.plan if run else _("Tasks"))
        self.about.setText(self._about(sheet, now))
        self.warnings.setText("\n".join(f"⚠ {each}" for each in sheet.warnings))
        self.warnings.setVisible(bool(sheet.warnings))

    def _about(self, sheet: PlanSheet, now: int) -> str:
        run = sheet.run
        if run is None:
            return _("No plan runs for this incident.")
        at = moment.day_and_time(run.activated_at, now, self._desk.zone)
        parts = [_("version {number}").format(number=run.version)]
        parts.append(_("activated {time} by {person}").format(time=at, person=isolated(run.activated_by)))
        if run.running:
            parts.append(_("for {length}").format(length=moment.length(max(0, now - run.activated_at))))
        else:
            ended = _("{state} by {person}").format(state=_(run.state), person=isolated(run.ended_by))
            parts.append(f"{ended}: {isolated(run.end_reason)}" if run.end_reason else ended)
        others = sum(each.running for each in sheet.runs[1:])
        if others:
            parts.append(_("and {count} more running").format(count=others))
        return " · ".join(parts)

    def _dress(self) -> None:
        theme = self._desk.theme
        self.title.setFont(theme.font("h2"))
        theme.tint(self.about, "text2")
        theme.tint(self.count, "text2")
        theme.tint(self.warnings, "warning")
