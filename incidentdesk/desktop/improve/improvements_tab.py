"""The register of improvements, as a list with the overdue first and as a board."""

from datetime import date

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.improvement_card import (
    IMPROVEMENT_BOARD,
    counted,
    due_words,
    plan_words,
    whole_due,
    worth_words,
)
from incidentdesk.desktop.improve.improvement_commands import ImprovementCommands
from incidentdesk.desktop.improve.improvement_dialog import open_improvement_dialog, origin_of
from incidentdesk.desktop.improve.improvement_mark import IMPROVEMENT_MARK
from incidentdesk.desktop.improve.propose_sheet import open_propose_sheet
from incidentdesk.desktop.records.board_pane import BoardPane
from incidentdesk.desktop.records.column import Column, Now
from incidentdesk.desktop.records.table_pane import RecordListing
from incidentdesk.improve.improvement import Amount, ImprovementSource, ImprovementState
from incidentdesk.improve.improvement_list import ImprovementRow, improvements
from incidentdesk.language import N_, _

_STATES = {state: place for place, state in enumerate(ImprovementState)}
_SOURCES = {source: place for place, source in enumerate(ImprovementSource)}
_AMOUNTS = {"": 0} | {amount: place for place, amount in enumerate(Amount, 1)}


def _late(row: ImprovementRow, now: Now) -> bool:
    return row.overdue(now.today)


def _worth(row: ImprovementRow) -> int:
    """What brings most for the least comes first."""
    return _AMOUNTS[row.benefit] * 4 - (_AMOUNTS[row.effort] or 2)


def _origin(row: ImprovementRow) -> str:
    return f"{_(row.source)} · {row.origin}" if row.origin else _(row.source)


COLUMNS = (
    Column("number", N_("Number"), lambda row, _now: row.number, lambda row: row.id, 96, 4, role=lambda *_: "text2"),
    Column(
        "title", N_("What is to become better"), lambda row, _now: row.title, lambda row: row.title,
        whole=lambda row, _now: f"{row.title}\n{row.description}".strip(),
    ),
    Column(
        "state", N_("State"), lambda row, _now: _(row.state), lambda row: _STATES[ImprovementState(row.state)], 128,
        mark=lambda row: IMPROVEMENT_MARK[ImprovementState(row.state)], field="state",
        whole=lambda row, _now: f"{_(row.state)}: {row.reason}" if row.reason else _(row.state),
    ),
    Column(
        "source", N_("Source"), lambda row, _now: _origin(row), lambda row: _SOURCES[ImprovementSource(row.source)],
        148, 2, whole=lambda row, _now: f"{_origin(row)} {row.incident_title}".strip(), role=lambda *_: "text2",
    ),
    Column(
        "owner", N_("Owner"), lambda row, _now: row.owner or _("nobody"), lambda row: row.owner, 132, 1,
        role=lambda row, _now: "text" if row.owner else "hint", field="owner",
    ),
    Column(
        "due", N_("Due"), lambda row, now: due_words(row, date.fromisoformat(now.today)), lambda row: row.due_on, 108,
        whole=lambda row, now: whole_due(row, date.fromisoformat(now.today)), strong=_late,
        role=lambda row, now: "danger" if _late(row, now) else "text", field="due_on",
    ),
    Column(
        "worth", N_("Benefit and effort"), lambda row, _now: worth_words(row), _worth, 188, 5, descending=True,
    ),
    Column(
        "plan", N_("Plan"), lambda row, _now: row.plan, lambda row: row.plan, 148, 3,
        whole=lambda row, _now: "\n".join(filter(None, (row.plan, plan_words(row)))),
        mark=lambda row: ("seal", "success") if row.version else ("ring", "info") if row.proposed else None,
    ),
    Column("service", N_("Service"), lambda row, _now: row.service, lambda row: row.service, 120, 6),
)  # fmt: skip


def _searched(row: ImprovementRow) -> str:
    words = (row.number, row.title, row.description, _(row.state), _(row.source), row.origin, row.incident_title)
    return " ".join((*words, row.owner, row.service, row.plan, row.metric, row.result, row.reason))


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Improvements"),
        icon="improvement",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, today: improvements(reader, today=today),
        nouns=frozenset({"improvement", "incident", "person", "service", "plan", "plan_proposal", "plan_version"}),
        searched=_searched,
        counted=counted,
        placeholder=_("Words of the improvement, a state, a source, an owner"),
        nothing=_("No improvements yet"),
        teaching=_("Keep what is to become better, from a review, a drill or a survey, and what came of it."),
        making=_("New improvement"),
        offered=("action.state", "action.owner", "action.due", "analyses.propose"),
        more=("analyses.open", "analyses.subject", None, "analyses.remove"),
        menu=(
            "analyses.open", "analyses.subject", "analyses.propose", None, "action.state", "action.owner",
            "action.due", None, "edit.copy", None, "analyses.remove",
        ),
    )  # fmt: skip


class ImprovementsTab(BoardPane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing(), IMPROVEMENT_BOARD, "improvements_view")
        self.commands = ImprovementCommands(self)
        self.board.moved.connect(lambda rows, state: self.commands.move(state, rows))
        self.table.edit_wanted.connect(self._edit)
        self._declare_own()
        self.ready()

    def _declare_own(self) -> None:
        commands = self.commands
        nothing = self.why_nothing
        ahead, back = ("Ctrl+Left", "Ctrl+Right") if self.isRightToLeft() else ("Ctrl+Right", "Ctrl+Left")
        own = (
            ("action.state", _("S&tate…"), commands.choose_state, ("S",), "state", 30, nothing),
            ("action.owner", _("O&wner…"), commands.choose_owner, ("A",), "assign", 30, nothing),
            ("action.due", _("&Due date…"), commands.choose_due, ("D",), "calendar", 30, nothing),
            ("action.next", _("&Next state"), lambda: commands.step(1), (ahead,), "forward", 30,
             self._why_no_next),
            ("action.back", _("Pre&vious state"), lambda: commands.step(-1), (back,), "back", 30,
             self._why_no_back),
            ("analyses.propose", _("&Propose a change to a plan…"), self._propose, ("G",), "proposal", 20, nothing),
            ("action.view", _("List or &board"), self.turn, ("B",), "columns", 40, lambda: ""),
            ("analyses.subject", _("Open the &incident or drill"), self._go, ("I",), "incident", 20,
             self._why_no_origin),
            ("analyses.remove", _("Move to the tras&h"), commands.remove, ("Del",), "trash", 90, nothing),
        )  # fmt: skip
        for action_id, text, run, keys, icon, section, why in own:
            self.desk.registry.add(Action(action_id, text, run, icon, keys, "analyses", "analysis", section, why), self)

    def refresh(self) -> None:
        super().refresh()
        self.commands.load_names()

    # -- doing

    def new(self) -> None:
        open_improvement_dialog(self.desk, self, done=self.stand_on, opened=self.opened.emit)

    def open_row(self, row: ImprovementRow) -> None:
        self.show_record(row.id)

    def show_record(self, improvement_id: int) -> None:
        self.stand_on(improvement_id)
        open_improvement_dialog(self.desk, self, improvement_id, opened=self.opened.emit)

    def _propose(self) -> None:
        row = self.selected()[0]
        open_propose_sheet(self.desk, self, origin_of(row))

    def _go(self) -> None:
        self.opened.emit(self.selected()[0].origin)

    def _why_no_origin(self) -> str:
        if not self.has_row():
            return self.why_no_row()
        return "" if self.selected()[0].origin else _("This improvement came from no incident and no drill.")

    def _edit(self, _row: ImprovementRow, column: Column) -> None:
        run = {
            "state": self.commands.choose_state, "owner": self.commands.choose_owner,
            "due_on": self.commands.choose_due,
        }  # fmt: skip
        if not self.why_nothing():
            run[column.field]()

    def _why_no_next(self) -> str:
        return self.why_nothing() or self.commands.why_no_way(1)

    def _why_no_back(self) -> str:
        return self.why_nothing() or self.commands.why_no_way(-1)
