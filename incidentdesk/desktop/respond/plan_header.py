"""What runs, how far it is, and what is wrong with it, above the steps of the plan runner."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.plan_sheet import PlanSheet
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.leading import lead
from incidentdesk.desktop.widgets.share_bar import ShareBar
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.respond.adherence import adherence
from incidentdesk.respond.effort import effort_of
from incidentdesk.respond.next_step import late_of, mine_of
from incidentdesk.respond.task_list import TaskRow, finished_of

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
        self.count.setText(self._counted(rows, done, count, now))
        self.title.setText(run.plan if run else _("Tasks"))
        self.about.setText(self._about(sheet, now))
        self.warnings.setText("\n".join(f"⚠ {each}" for each in sheet.warnings))
        self.warnings.setVisible(bool(sheet.warnings))

    def be_low(self, low: bool) -> None:
        """Leave out who activated it and when, where the steps need the room."""
        self.about.setVisible(not low)

    def _counted(self, rows: list[TaskRow], done: int, count: int, now: int) -> str:
        """ "4 of 9 steps · 1 late · 3 yours"."""
        parts = [_("{done} of {count} steps").format(done=done, count=count)]
        late, mine = len(late_of(rows, now)), len(mine_of(rows, self._desk.actor))
        if late:
            parts.append(ngettext("{count} late", "{count} late", late).format(count=late))
        if mine:
            parts.append(ngettext("{count} yours", "{count} yours", mine).format(count=mine))
        return " · ".join(parts)

    def _kept(self, sheet: PlanSheet, now: int) -> str:
        """How the response kept to its plan, once it is over."""
        found = adherence(sheet.run, sheet.steps(sheet.run), now)
        said = {
            "in_time": _("{count} in time"), "late": _("{count} late"), "skipped": _("{count} skipped"),
            "open": _("{count} left open"), "added": _("{count} added"),
        }  # fmt: skip
        counts = {name: sum(getattr(phase, name) for phase in found.phases) for name in said}
        return " · ".join(said[name].format(count=count) for name, count in counts.items() if count)

    def _about(self, sheet: PlanSheet, now: int) -> str:
        run = sheet.run
        if run is None:
            return _("No plan runs for this incident.")
        at = moment.day_and_time(run.activated_at, now, self._desk.zone)
        parts = [_("version {number}").format(number=run.version)]
        if not run.running:
            parts.append(self._kept(sheet, now))
        parts.append(_("activated {time} by {person}").format(time=at, person=isolated(run.activated_by)))
        worked = sum(each.minutes for each in effort_of(sheet.tasks, now))
        if worked:
            parts.append(_("{length} of work").format(length=moment.length(worked * moment.MINUTE)))
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
        for label in (self.title, self.about, self.warnings):
            lead(label)
        self.title.setFont(theme.font("h2"))
        theme.tint(self.about, "text2")
        theme.tint(self.count, "text2")
        theme.tint(self.warnings, "warning")
