"""The parts of the page of a problem: cards with a heading, what can be done there, and what stands below."""

from PySide6.QtCore import QLocale, Qt, Signal

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.action_card import due_words
from incidentdesk.desktop.respond.command_card import CommandCard
from incidentdesk.desktop.respond.fact_field import FactField, LineEditor
from incidentdesk.desktop.widgets.button import Button, LinkButton
from incidentdesk.desktop.widgets.chip import state_glyph
from incidentdesk.desktop.widgets.state_mark import ACTION_MARK
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.detect.number import number
from incidentdesk.detect.priority import priority_label
from incidentdesk.investigate.action_hint import likely_type, reminder_hint, reminders_only
from incidentdesk.investigate.action_state import ActionState
from incidentdesk.investigate.cause_graph import STATUS_GLYPH, Status
from incidentdesk.investigate.problem_sheet import ProblemSheet
from incidentdesk.investigate.problem_state import ENDED_STATES
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.measure.judged_action import effect_of
from incidentdesk.prepare.known_error_state import KnownErrorState


class IncidentsCard(CommandCard):
    """The incidents that are linked. Emits `opened(reference)`, `add_wanted`, `release_wanted(id)`, `return_wanted`."""

    opened = Signal(str)
    add_wanted = Signal()
    release_wanted = Signal(int)
    return_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Linked incidents"))
        self.release = self.add_button(
            LinkButton(
                desk.theme, _("Release"), "minus", description=_("The problem is not the cause of this incident")
            )
        )
        self.add = self.add_button(
            LinkButton(desk.theme, _("Add incident…"), "plus", description=_("Link an incident to this problem"))
        )
        self.nothing = self.add_text(_("None yet. Link the incidents that have this cause; many can have one problem."))
        self.list = TwoLineList(desk.theme, _("Linked incidents"), most=8)
        self.back = Button(desk.theme, "", "restore", description=_("Move what waits for this problem to In Progress"))
        self.back.setAutoDefault(False)
        self.inside.addWidget(self.list)
        self.inside.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeading)
        self.list.opened.connect(lambda incident_id: self.opened.emit(number(incident_id)))
        self.list.removed.connect(lambda incident_id: self.release_wanted.emit(incident_id))
        self.list.currentItemChanged.connect(lambda *_items: self._enable())
        self.release.clicked.connect(lambda: self.release_wanted.emit(self.list.key()))
        self.add.clicked.connect(self.add_wanted)
        self.back.clicked.connect(self.return_wanted)
        self.dress()

    def show_sheet(self, sheet: ProblemSheet) -> None:
        items = []
        for each in sheet.incidents:
            state = _(each.state)
            if each.on_hold_reason:
                state = _("{state} · {reason}").format(state=state, reason=_(each.on_hold_reason))
            parts = (number(each.id), priority_label(each.priority), state, each.assignee)
            glyph = state_glyph(each.state, self.desk.theme, self.devicePixelRatioF())
            head = " · ".join(part for part in parts if part)
            items.append({"key": each.id, "head": head, "text": each.title, "mark": glyph})
        self.list.show_items(items)
        self.count(len(items))
        self.nothing.setVisible(not items)
        waiting = len(sheet.waiting)
        said = ngettext("Return {count} waiting incident to work", "Return {count} waiting incidents to work", waiting)
        self.back.setText(said.format(count=waiting))
        self.back.setAccessibleName(self.back.text())
        self.back.setVisible(bool(waiting) and sheet.state in ENDED_STATES)
        self._enable()

    def _enable(self) -> None:
        self.release.setVisible(self.list.count() > 0)
        self.release.setEnabled(self.list.key() is not None)


class ActionsCard(CommandCard):
    """The corrective actions of the problem. Emits `action_wanted(id)`, `new_wanted`."""

    action_wanted = Signal(int)
    new_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Corrective actions"))
        self.new = self.add_button(
            LinkButton(desk.theme, _("New action…"), "plus", description=_("Propose an action against this problem"))
        )
        self.nothing = self.add_text(_("None yet. What keeps it from happening again?"))
        self.hint = self.add_text(reminder_hint())
        self.list = TwoLineList(desk.theme, _("Corrective actions"), most=6)
        self.inside.addWidget(self.list)
        self.list.opened.connect(lambda action_id: self.action_wanted.emit(action_id))
        self.new.clicked.connect(self.new_wanted)
        self.dress()

    def show_sheet(self, sheet: ProblemSheet) -> None:
        today = clock.now().astimezone(self.desk.zone).date()
        self.list.show_items([
            {
                "key": row.id,
                "head": " · ".join(part for part in (row.number, _(row.state), row.owner) if part),
                "text": row.text,
                "note": effect.name if (effect := effect_of(row)) else due_words(row, today),
                "said": effect.sentence if effect else "",
                "late": row.overdue(today.isoformat()),
                "mark": ACTION_MARK[ActionState(row.state)],
            }
            for row in sheet.actions
        ])  # fmt: skip
        self.count(len(sheet.actions))
        self.nothing.setVisible(not sheet.actions)
        counted = [likely_type(row.type, row.text) for row in sheet.actions if row.state != ActionState.DROPPED]
        self.hint.setVisible(reminders_only(counted))


class AnalysisCard(CommandCard):
    """What is known of the causes. Emits `part_wanted` with "fishbone" or "whys"."""

    part_wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Root cause analysis"))
        self.fishbone = self.add_button(
            Button(desk.theme, _("Fishbone"), "fishbone", description=_("Open the fishbone of this problem"))
        )
        self.whys = self.add_button(
            Button(desk.theme, _("5-Whys"), "whys", description=_("Open the 5-Whys of this problem"))
        )
        self.text = self.add_text("")
        self.fishbone.clicked.connect(lambda: self.part_wanted.emit("fishbone"))
        self.whys.clicked.connect(lambda: self.part_wanted.emit("whys"))
        self.dress()

    def show_sheet(self, sheet: ProblemSheet) -> None:
        counted = [
            f"{STATUS_GLYPH[status]} {QLocale().toString(sheet.causes[status])} {_(status)}"
            for status in (Status.ROOT_CAUSE, Status.VERIFIED, Status.SUSPECTED, Status.RULED_OUT)
            if sheet.causes.get(status)
        ]
        own = sum(sheet.causes.get(status, 0) for status in (Status.ROOT_CAUSE, Status.VERIFIED))
        elsewhere = sheet.known_causes - own
        if elsewhere > 0:
            said = ngettext("{count} verified on a linked incident", "{count} verified on linked incidents", elsewhere)
            counted.append(said.format(count=elsewhere))
        self.text.setText("  ·  ".join(counted) or _("No cause has been looked for yet."))


class KnownErrorCard(CommandCard):
    """The known error that has come from the problem. Emits `make_wanted`, `open_wanted(id)`."""

    make_wanted = Signal()
    open_wanted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Known error"))
        self._id = 0
        self.button = self.add_button(LinkButton(desk.theme, "", "known-error"))
        self.text = self.add_text("")
        self.button.clicked.connect(self._press)
        self.dress()

    def show_sheet(self, sheet: ProblemSheet) -> None:
        found = sheet.known_error
        self._id = found.id if found else 0
        verb = _("Open {number}").format(number=found.number) if found else _("Make known error")
        self.button.setText(verb)
        self.button.setAccessibleName(verb)
        self.button.setAccessibleDescription(
            _("Open the known error") if found else _("Symptom, cause and workaround are taken over")
        )
        if found is None:
            self.text.setText(_("None yet. A known error offers the workaround to whoever logs the next incident."))
        elif found.state == KnownErrorState.PUBLISHED:
            self.text.setText(_("Published: it is offered while incidents are logged."))
        else:
            self.text.setText(_("{state}: it is not offered to others.").format(state=_(found.state)))

    def _press(self) -> None:
        if self._id:
            self.open_wanted.emit(self._id)
        else:
            self.make_wanted.emit()


class DetailsCard(CommandCard):
    """Who has it, what it concerns, and when it was opened and ended; `fields` are changed where they stand."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Details"))
        self.fields: dict[str, FactField] = {}
        for name, label in (("owner", _("Owner")), ("service", _("Service"))):
            field = FactField(desk, name, label, lambda label=label: LineEditor(label))
            field.align(88)
            self.fields[name] = field
            self.inside.addWidget(field)
        self.text = self.add_text("")
        self.dress()

    def show_sheet(self, sheet: ProblemSheet) -> None:
        now, zone = clock.stored(clock.now()), self.desk.zone
        opened = _("Opened {day} by {name}").format(
            day=moment.day(sheet.created_at, now, zone), name=isolated(sheet.created_by)
        )
        lines = [opened]
        for at, said in ((sheet.resolved_at, _("Resolved {day}")), (sheet.closed_at, _("Ended {day}"))):
            if at is not None:
                lines.append(said.format(day=moment.day(at, now, zone)))
        self.text.setText("\n".join(lines))


class HistoryCard(CommandCard):
    """What has happened to the problem, the latest first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("History"))
        self.list = TwoLineList(desk.theme, _("History"), most=8)
        self.inside.addWidget(self.list)
        self.dress()

    def show_sheet(self, sheet: ProblemSheet) -> None:
        now = clock.stored(clock.now())
        self.list.show_items([
            {
                "key": place,
                "head": line.actor,
                "text": line.text,
                "note": moment.day_and_time(line.at, now, self.desk.zone),
            }
            for place, line in enumerate(sheet.history)
        ])  # fmt: skip
