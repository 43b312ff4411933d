"""All problems."""

from typing import Any

from incidentdesk.desktop import moment
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.problem_dialog import open_problem_dialog
from incidentdesk.desktop.investigate.problem_writing import withdrawing
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.desktop.widgets.state_mark import PROBLEM_MARK
from incidentdesk.desktop.writing import write
from incidentdesk.detect.priority import priority_label
from incidentdesk.investigate.problem_list import ProblemRow, problems
from incidentdesk.investigate.problem_state import ProblemState
from incidentdesk.investigate.subject import PROBLEM, Subject
from incidentdesk.language import N_, _, ngettext

_ORDER = {state: place for place, state in enumerate(ProblemState)}
COLUMNS = (
    Column(
        "priority", N_("Priority"), lambda row, _now: priority_label(row.priority), lambda row: row.priority, 88,
        priority=lambda row: row.priority,
    ),
    Column("number", N_("Number"), lambda row, _now: row.number, lambda row: row.id, 96, 1, role=lambda *_: "text2"),
    Column("title", N_("Title"), lambda row, _now: row.title, lambda row: row.title),
    Column(
        "state", N_("State"), lambda row, _now: _(row.state), lambda row: _ORDER[ProblemState(row.state)], 184, 1,
        mark=lambda row: PROBLEM_MARK[ProblemState(row.state)],
    ),
    Column("owner", N_("Owner"), lambda row, _now: row.owner, lambda row: row.owner, 136, 3),
    Column("service", N_("Service"), lambda row, _now: row.service, lambda row: row.service, 120, 5),
    Column(
        "incidents", N_("Incidents"), lambda row, _now: str(row.incidents), lambda row: row.incidents, 100, 2,
        trailing=True, descending=True,
    ),
    Column(
        "known_error", N_("Known error"), lambda row, _now: _("yes") if row.known_error else "",
        lambda row: not row.known_error, 116, 6,
    ),
    Column(
        "updated", N_("Updated"), lambda row, now: moment.relative(row.updated_at, now.at, now.zone),
        lambda row: row.updated_at, 100, 4, whole=lambda row, now: moment.full(row.updated_at, now.zone),
        role=lambda *_: "text2", trailing=True, descending=True,
    ),
)  # fmt: skip


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Problems"),
        icon="problem",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: problems(reader),
        nouns=frozenset({"problem", "problem_incident", "known_error", "person", "service"}),
        searched=lambda row: f"{row.number} {row.title} {_(row.state)} {row.owner} {row.service} {row.description}",
        counted=lambda count: ngettext("{count} problem", "{count} problems", count).format(count=count),
        placeholder=_("Words of the title, a state, a service, an owner"),
        nothing=_("No problems yet"),
        teaching=_("A problem is the cause behind one or more incidents. Open one when the same thing happens again."),
        making=_("New problem"),
        offered=("analyses.open", "analyses.fishbone", "analyses.whys"),
        more=("analyses.remove",),
        menu=("analyses.open", "analyses.fishbone", "analyses.whys", None, "edit.copy", None, "analyses.remove"),
    )


class ProblemsTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        for action in (
            Action(
                "analyses.fishbone", _("Open the &fishbone"), lambda: self._go("fishbone"), "fishbone", ("F",),
                "analyses", "analysis", 20, self.why_no_row,
            ),
            Action(
                "analyses.whys", _("Open the 5-&Whys"), lambda: self._go("whys"), "whys", ("W",), "analyses",
                "analysis", 20, self.why_no_row,
            ),
            Action(
                "analyses.remove", _("Move to the tras&h"), self._remove, "trash", ("Del",), "analyses", "analysis", 90,
                self.why_nothing,
            ),
        ):  # fmt: skip
            desk.registry.add(action, self.table)
        self.declare()

    def new(self) -> None:
        open_problem_dialog(
            self.desk, self, done=lambda problem_id: self.opened.emit(Subject(PROBLEM, problem_id).number)
        )

    def open_row(self, row: ProblemRow) -> None:
        self.opened.emit(row.number)

    def show_record(self, problem_id: int) -> None:
        self.opened.emit(Subject(PROBLEM, problem_id).number)

    def _go(self, part: str) -> None:
        row = self.table.current()
        if row is not None:
            self.opened.emit(f"{row.number}/{part}")

    def _remove(self) -> None:
        rows: list[Any] = self.selected()
        said = (
            _("{number} moved to the trash").format(number=rows[0].number)
            if len(rows) == 1
            else ngettext(
                "{count} problem moved to the trash", "{count} problems moved to the trash", len(rows)
            ).format(count=len(rows))
        )
        ids = [row.id for row in rows]
        write(self.desk, self, withdrawing(ids), said, failed=self._fail, toast=True)
