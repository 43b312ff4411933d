"""All scenarios: what they drill, when they come next, and how the last drill on each went."""

from datetime import date
from typing import Any

from incidentdesk.desktop import moment
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.drill_dialog import open_drill_dialog
from incidentdesk.desktop.improve.drill_words import percent, score_role
from incidentdesk.desktop.improve.scenario_dialog import open_scenario_dialog
from incidentdesk.desktop.records.column import Column, Now
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.desktop.widgets.day_field import short_day
from incidentdesk.desktop.writing import write
from incidentdesk.improve.drill_list import ScenarioRow, scenarios
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.prepare.drill_time import drill_clock
from incidentdesk.prepare.scenario_number import scenario_number


def _next(row: ScenarioRow, now: Now) -> str:
    if not row.every_months:
        return _("when scheduled")
    return short_day(row.next_on, date.fromisoformat(now.today)) if row.next_on else _("no day set")


def _last(row: ScenarioRow, now: Now) -> str:
    return moment.day(row.last_at, now.at, now.zone) if row.last_at else _("never")


def _plan(row: ScenarioRow, _now: Now) -> str:
    if row.plan and not row.approved:
        return _("{plan}: no approved version").format(plan=row.plan)
    return row.plan or _("no plan")


COLUMNS = (
    Column("name", N_("Scenario"), lambda row, _now: row.name, lambda row: row.name.casefold(),
           whole=lambda row, _now: "\n".join(filter(None, (row.name, row.objectives, row.description)))),
    Column("kind", N_("Kind"), lambda row, _now: _(row.kind), lambda row: row.kind, 112, 5, role=lambda *_: "text2"),
    Column("plan", N_("Plan"), _plan, lambda row: row.plan.casefold(), 200, 2,
           role=lambda row, _now: "hint" if not row.plan else "text" if row.approved else "warning"),
    Column("injects", N_("Injects"), lambda row, _now: str(len(row.content.injects)),
           lambda row: len(row.content.injects), 80, 3, trailing=True, descending=True,
           role=lambda row, _now: "text" if row.content.injects else "warning"),
    Column("length", N_("Length"), lambda row, _now: drill_clock(row.content.length),
           lambda row: row.content.length, 88, 6, trailing=True, role=lambda *_: "text2"),
    Column("next", N_("Next by itself"), _next, lambda row: row.next_on or "9", 132, 4,
           role=lambda row, now: "danger" if row.every_months and row.next_on < now.today else "text2"),
    Column("last", N_("Last drill"), _last, lambda row: row.last_at or 0, 108, 1, descending=True,
           role=lambda row, _now: "text2" if row.last_at else "hint"),
    Column("score", N_("Score"), lambda row, _now: percent(row.last_total), lambda row: row.last_total or -1, 80, 1,
           trailing=True, descending=True, role=lambda row, _now: score_role(row.last_total)),
)  # fmt: skip


def _searched(row: ScenarioRow) -> str:
    injects = (f"{each.title} {each.role}" for each in row.content.injects)
    words = (row.name, row.description, row.objectives, row.plan, row.service, row.owner, row.replays, _(row.kind))
    return " ".join((*words, *injects))


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Scenarios"),
        icon="scenario",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: scenarios(reader),
        nouns=frozenset({"drill_scenario", "drill", "plan", "plan_version", "service", "person"}),
        searched=_searched,
        counted=lambda count: ngettext("{count} scenario", "{count} scenarios", count).format(count=count),
        placeholder=_("Words of the scenario or of an inject, a plan, a service"),
        nothing=_("No scenarios yet"),
        teaching=_("Write what happens minute by minute, or let a past incident be played once more."),
        making=_("New scenario"),
        offered=("drills.open", "scenarios.schedule", "scenarios.copy"),
        more=("scenarios.details", "scenarios.replay", None, "drills.remove"),
        menu=("drills.open", "scenarios.schedule", "scenarios.details", "scenarios.copy", None, "edit.copy",
              "scenarios.replay", None, "drills.remove"),
        scope="drills",
        page_menu="drills",
    )  # fmt: skip


class ScenariosTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        for key, text, run, keys, icon, why in (
            ("schedule", _("&Schedule a drill on it…"), self._schedule, ("S",), "schedule", self.why_one),
            ("details", _("Na&me, plan, recurrence…"), self._details, ("E",), "settings", self._why_none),
            ("copy", _("&Duplicate"), self._copy, ("D",), "copy", self.why_one),
        ):
            action = Action(f"scenarios.{key}", text, run, icon, keys, "drills", "drills", 30, why)
            desk.registry.add(action, self.table)
        text = _("&Replay a past incident…")
        desk.registry.add(
            Action("scenarios.replay", text, self.replay, "history", ("R",), "drills", "drills", 30,
                   self.why_read_only, synonyms=_("wheel of misfortune past incident as a drill")), self
        )  # fmt: skip
        self.declare()
        self.declare_removing(_withdraw, lambda count: ngettext(
            "{count} scenario moved to the trash", "{count} scenarios moved to the trash", count).format(count=count)
        )  # fmt: skip

    def new(self) -> None:
        open_scenario_dialog(self.desk, self, done=self.show_record)

    def open_row(self, row: ScenarioRow) -> None:
        self.show_record(row.id)

    def show_record(self, scenario_id: int) -> None:
        self.opened.emit(scenario_number(scenario_id))

    def why_one(self) -> str:
        return self.why_read_only() or self._why_none()

    def _why_none(self) -> str:
        return _("Select a row first.") if self.table.current() is None else ""

    def _schedule(self) -> None:
        open_drill_dialog(self.desk, self, scenario_id=self.table.current().id, done=self._scheduled)

    def _scheduled(self, drill_id: int) -> None:
        from incidentdesk.improve.drill_number import drill_number

        self.opened.emit(drill_number(drill_id))

    def _details(self) -> None:
        open_scenario_dialog(self.desk, self, self.table.current().id, done=self.stand_on)

    def _copy(self) -> None:
        row = self.table.current()
        said = _("Duplicated: {name}").format(name=isolated(row.name))
        write(self.desk, self, _copying(row.id), said, then=self.stand_on, failed=self._fail, toast=True)

    def replay(self) -> None:
        from incidentdesk.desktop.improve.replay_dialog import open_replay_dialog

        open_replay_dialog(self.desk, self, done=self.show_record)


def _copying(scenario_id: int) -> Any:
    def act(session: Any) -> int:
        from incidentdesk.prepare.drill_scenario_change import copy_scenario

        return copy_scenario(session, scenario_id)

    return act


def _withdraw(session: Any, scenario_id: int) -> None:
    from incidentdesk.prepare.drill_scenario_change import withdraw_scenario

    withdraw_scenario(session, scenario_id)
