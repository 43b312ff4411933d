"""All drills: those to come, the one that runs, and what came of the others."""

from collections.abc import Callable, Sequence
from typing import Any

from incidentdesk.desktop import moment
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.desktop.improve.drill_dialog import open_drill_dialog
from incidentdesk.desktop.improve.drill_export import ask_to_save_calendar
from incidentdesk.desktop.improve.drill_words import DRILL_MARK, people_words, percent, plan_words, score_role
from incidentdesk.desktop.records.column import Column, Now
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.desktop.writing import write
from incidentdesk.improve.drill import DrillState
from incidentdesk.improve.drill_list import DrillRow, drills
from incidentdesk.improve.drill_number import drill_number
from incidentdesk.language import N_, _, ngettext

_ORDER = {DrillState.RUNNING: 0, DrillState.PAUSED: 1, DrillState.SCHEDULED: 2, DrillState.ENDED: 3}


def _when(row: DrillRow, now: Now) -> str:
    return moment.day_and_time(row.started_at or row.planned_at, now.at, now.zone)


def _is_late(row: DrillRow, now: Now) -> bool:
    return row.state == DrillState.SCHEDULED and row.planned_at < now.at


def _score(row: DrillRow) -> int | None:
    return row.score.total if row.score else None


def _seats(row: DrillRow, _now: Now) -> str:
    lines = (" · ".join(filter(None, (seat.person, _(seat.part), seat.role))) for seat in row.seats)
    return "\n".join(lines) or people_words(row)


COLUMNS = (
    Column("number", N_("Number"), lambda row, _now: row.number, lambda row: row.id, 96, 2, role=lambda *_: "text2"),
    Column("title", N_("Drill"), lambda row, _now: row.title, lambda row: row.title.casefold(),
           whole=lambda row, _now: "\n".join(filter(None, (row.title, row.reason, row.conclusion)))),
    Column("state", N_("State"), lambda row, _now: _(row.state), lambda row: _ORDER.get(DrillState(row.state), 4),
           124, mark=lambda row: DRILL_MARK[DrillState(row.state)], strong=lambda row, _now: row.live),
    Column("when", N_("When"), _when, lambda row: row.started_at or row.planned_at, 148, 1,
           whole=lambda row, now: moment.full(row.started_at or row.planned_at, now.zone), descending=True,
           role=lambda row, now: "danger" if _is_late(row, now) else "text2", strong=_is_late),
    Column("score", N_("Score"), lambda row, _now: percent(_score(row)), lambda row: _score(row) or -1, 88, 1,
           trailing=True, descending=True, role=lambda row, _now: score_role(_score(row))),
    Column("plan", N_("Plan"), lambda row, _now: plan_words(row), lambda row: row.plan.casefold(), 220, 4,
           role=lambda row, _now: "text" if row.plan else "hint"),
    Column("people", N_("People"), lambda row, _now: people_words(row), lambda row: len(row.seats), 164, 5,
           whole=_seats, role=lambda *_: "text2"),
    Column("kind", N_("Kind"), lambda row, _now: _(row.kind), lambda row: row.kind, 112, 6, role=lambda *_: "text2"),
)  # fmt: skip


def _searched(row: DrillRow) -> str:
    people = (f"{seat.person} {seat.role}" for seat in row.seats)
    return " ".join((row.number, row.title, row.scenario, row.plan, row.service, _(row.state), _(row.kind), *people))


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Drills"),
        icon="drill",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: in_order(drills(reader)),
        nouns=frozenset({"drill", "drill_participant", "drill_scenario", "person", "role", "plan", "plan_version"}),
        searched=_searched,
        counted=lambda count: ngettext("{count} drill", "{count} drills", count).format(count=count),
        placeholder=_("Words of the drill, a plan, a person, a state"),
        nothing=_("No drills yet"),
        teaching=_("Schedule one on a scenario: it runs the real plan in a sandbox from which nothing leaves."),
        making=_("Schedule a drill"),
        offered=("drills.open", "drills.details", "drills.again", "drills.report"),
        more=("drills.calendar", "drills.cancel", None, "drills.remove"),
        menu=("drills.open", "drills.details", "drills.again", "drills.cancel", "drills.report", None, "edit.copy",
              None, "drills.remove"),
        scope="drills",
        page_menu="drills",
    )  # fmt: skip


def in_order(rows: Sequence[DrillRow]) -> list[DrillRow]:
    """What runs first, then what is to come, the soonest first, then what is over, the latest first."""
    scheduled = sorted((row for row in rows if row.state == DrillState.SCHEDULED), key=lambda row: row.planned_at)
    over = [row for row in rows if not row.live and row.state != DrillState.SCHEDULED]
    return [*(row for row in rows if row.live), *scheduled, *over]


class DrillsTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        for key, text, run, keys, icon, section, why in (
            ("details", _("&Change: when, who, what leaves…"), self._details, ("E",), "edit", 20, self._why_begun),
            ("again", _("Schedule it &again…"), self._again, ("A",), "schedule", 20, self._why_no_one),
            ("cancel", _("&Give up…"), self._cancel, ("X",), "cancel", 20, self._why_over),
            ("calendar", _("Save as ca&lendar file…"), self._save_calendar, (), "calendar", 30, self.why_no_row),
            ("report", _("After-action &report…"), self._report, ("R",), "report", 30, self._why_not_ended),
        ):
            action = Action(f"drills.{key}", text, run, icon, keys, "drills", "drills", section, why)
            desk.registry.add(action, self.table)
        self.declare()
        self.declare_removing(_withdraw, lambda count: ngettext(
            "{count} drill moved to the trash", "{count} drills moved to the trash", count).format(count=count)
        )  # fmt: skip

    def new(self) -> None:
        open_drill_dialog(self.desk, self, done=self.stand_on)

    def open_row(self, row: DrillRow) -> None:
        self.show_record(row.id)

    def show_record(self, drill_id: int) -> None:
        self.opened.emit(drill_number(drill_id))

    # -- commands

    def _why_no_one(self) -> str:
        return self.why_read_only() or self._why_not(lambda _row: "")

    def _why_not(self, of: Callable[[DrillRow], str]) -> str:
        row = self.table.current()
        return _("Select a row first.") if row is None else of(row)

    def _why_begun(self) -> str:
        said = _("Only a drill that has not started can be changed.")
        return self.why_read_only() or self._why_not(lambda row: "" if row.state == DrillState.SCHEDULED else said)

    def _why_over(self) -> str:
        over, said = (DrillState.ENDED, DrillState.CANCELED), _("This drill is over.")
        return self.why_read_only() or self._why_not(lambda row: said if row.state in over else "")

    def _why_not_ended(self) -> str:
        said = _("A drill has its report when it has ended.")
        return self._why_not(lambda row: "" if row.state == DrillState.ENDED else said)

    def _save_calendar(self) -> None:
        ask_to_save_calendar(self.desk, self, self.selected(), self._fail)

    def _report(self) -> None:
        from incidentdesk.desktop.improve.drill_printing import printable_drill
        from incidentdesk.desktop.measure.report_preview import ReportPreview

        row = self.table.current()
        ReportPreview(self.desk, printable_drill(row.id, row.number), self.window()).open()

    def _details(self) -> None:
        open_drill_dialog(self.desk, self, self.table.current().id, done=self.stand_on)

    def _again(self) -> None:
        open_drill_dialog(self.desk, self, scenario_id=self.table.current().scenario_id, done=self.stand_on)

    def _cancel(self) -> None:
        ask_to_cancel(self.desk, self, self.table.current())


def ask_to_cancel(desk: Desk, owner: Any, row: DrillRow) -> None:
    """Give up a drill for a reason that those who took part will read."""
    dialog = LineDialog(
        desk, _("Give up {number}").format(number=row.number), _("&Why is it given up?"), _("Give up"),
        _("Say why; those who take part will ask."), parent=owner.window(),
    )  # fmt: skip
    said = _("{number} given up").format(number=row.number)

    def act(session: Any) -> None:
        from incidentdesk.improve.drill_change import cancel_drill

        cancel_drill(session, row.id, dialog.line.text())

    dialog.wanted.connect(
        lambda: write(desk, dialog, act, said, then=lambda _none: dialog.accept(), failed=dialog.fail, toast=True)
    )
    dialog.open()


def _withdraw(session: Any, drill_id: int) -> None:
    from incidentdesk.improve.drill_change import withdraw_drill

    withdraw_drill(session, drill_id)
