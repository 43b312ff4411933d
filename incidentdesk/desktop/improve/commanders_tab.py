"""The ladder of incident commanders: who has shown what, what comes next, who may lead on their own."""

from typing import Any

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.climber_sheet import ClimberSheet
from incidentdesk.desktop.improve.ladder_words import next_text, rung_mark, rung_text
from incidentdesk.desktop.improve.rung_dialog import open_rung_dialog
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.improve.commander_ladder import Climber, ladder
from incidentdesk.improve.training_result import CommanderStep
from incidentdesk.language import N_, _, ngettext

_ORDER = {step: place for place, step in enumerate(CommanderStep)}


def _rung(step: CommanderStep, width: int, rank: int) -> Column:
    return Column(
        step.name.lower(), str(step), lambda row, _now: rung_text(row, step), lambda row: row.shown(step), width, rank,
        mark=lambda row: rung_mark(row, step), descending=True,
        whole=lambda row, _now: f"{_(step)}: {rung_text(row, step)}",
    )  # fmt: skip


COLUMNS = (
    Column("name", N_("Person"), lambda row, _now: row.name, lambda row: row.name.casefold(),
           strong=lambda row, _now: row.qualified),
    Column("team", N_("Team"), lambda row, _now: row.team, lambda row: row.team.casefold(), 132, 3,
           role=lambda *_: "text2"),
    _rung(CommanderStep.SHADOW, 104, 2),
    _rung(CommanderStep.SCRIBE, 104, 2),
    _rung(CommanderStep.REVERSE_SHADOW, 136, 2),
    _rung(CommanderStep.QUALIFIED, 116, 1),
    Column("next", N_("What comes next"), lambda row, _now: next_text(row),
           lambda row: _ORDER.get(row.next_step, len(_ORDER)), 176,
           role=lambda row, _now: "success" if row.qualified else "text",
           whole=lambda row, _now: _("May lead since {day}").format(day=row.qualified_on) if row.qualified else
           next_text(row)),
)  # fmt: skip


def _searched(row: Climber) -> str:
    shown = (f"{_(each.step)} {each.where} {each.incident_title} {each.drill_title}" for each in row.evidence)
    return " ".join((row.name, row.team, next_text(row), *shown))


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Commanders"),
        icon="ladder",
        columns=COLUMNS,
        identity=lambda row: row.person_id,
        load=ladder,
        nouns=frozenset({"commander_evidence", "person", "team", "incident", "drill"}),
        searched=_searched,
        counted=lambda count: ngettext("{count} person", "{count} people", count).format(count=count),
        placeholder=_("A person, a team, a rung, an incident, “may lead”"),
        nothing=_("Nobody is on the ladder yet"),
        teaching=_(
            "Who is to lead watches first, keeps the record, then leads while somebody watches, and is signed at last."
        ),
        making=_("Record a rung"),
        offered=("drills.open", "commander.record"),
        menu=("drills.open", "commander.record", None, "edit.copy"),
        scope="drills",
        page_menu="drills",
    )


class CommandersTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        record = Action(
            "commander.record", _("&Record what was shown…"), self._record, "ladder", ("U",), "drills", "drills", 20,
            self.why_nothing,
        )  # fmt: skip
        desk.registry.add(record, self.table)
        self.declare()

    def new(self) -> None:
        open_rung_dialog(self.desk, self)

    def open_row(self, row: Climber) -> None:
        self.show_record(row.person_id)

    def show_record(self, person_id: int) -> None:
        self.stand_on(person_id)
        sheet = ClimberSheet(self.desk, person_id, self.window())
        sheet.wanted.connect(self.opened)
        sheet.open()

    def _record(self) -> None:
        row: Any = self.table.current()
        open_rung_dialog(self.desk, self, facts=next_facts(row))


def next_facts(row: Climber) -> dict[str, str]:
    """What a new piece of evidence begins with: the person and the rung that comes next."""
    step = row.next_step or CommanderStep.QUALIFIED
    return {"person": row.name, "step": str(step)}
