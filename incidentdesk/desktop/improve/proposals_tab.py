"""The proposed changes to response plans: what waits for a decision first, then what was decided."""

from incidentdesk.desktop import moment
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.improvement_mark import PROPOSAL_MARK
from incidentdesk.desktop.improve.proposal_loading import withdrawing
from incidentdesk.desktop.improve.proposal_sheet import open_proposal_sheet
from incidentdesk.desktop.improve.propose_sheet import Origin, open_propose_sheet
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.desktop.writing import write
from incidentdesk.improve.plan_proposal import ProposalState
from incidentdesk.improve.plan_proposal_list import ProposalRow, proposals
from incidentdesk.language import N_, _, ngettext

_STATES = {state: place for place, state in enumerate(ProposalState)}


def _version(row: ProposalRow) -> str:
    if row.version_number is not None:
        return _("became {number}").format(number=row.version_number)
    return _("for {number}, plan has changed") if row.is_behind else _("for {number}")


def _decision(row: ProposalRow) -> str:
    return f"{row.decided_by}: {row.decision}" if row.decision else row.decided_by


COLUMNS = (
    Column(
        "state", N_("State"), lambda row, _now: _(row.state), lambda row: _STATES[ProposalState(row.state)], 120,
        mark=lambda row: PROPOSAL_MARK[ProposalState(row.state)],
    ),
    Column("plan", N_("Plan"), lambda row, _now: row.plan, lambda row: row.plan.lower(), 200),
    Column("reason", N_("Why"), lambda row, _now: " ".join(row.reason.split()), lambda row: row.reason),
    Column(
        "version", N_("Version"), lambda row, _now: _version(row).format(number=row.base_number),
        lambda row: row.version_number or row.base_number, 168, 2,
        role=lambda row, _now: "warning" if row.is_behind else "text2",
    ),
    Column(
        "origin", N_("From"), lambda row, _now: row.origin_number or row.origin_title, lambda row: row.origin_title,
        112, 3, whole=lambda row, _now: f"{row.origin_number} {row.origin_title}".strip(), role=lambda *_: "text2",
    ),
    Column("by", N_("Proposed by"), lambda row, _now: row.created_by, lambda row: row.created_by, 140, 4),
    Column(
        "decision", N_("Decision"), lambda row, _now: _decision(row), lambda row: row.decided_by, 160, 5,
        role=lambda *_: "text2",
    ),
    Column(
        "at", N_("When"), lambda row, now: moment.relative(row.decided_at or row.created_at, now.at, now.zone),
        lambda row: row.decided_at or row.created_at, 100, 1,
        whole=lambda row, now: moment.full(row.decided_at or row.created_at, now.zone), role=lambda *_: "text2",
        trailing=True, descending=True,
    ),
)  # fmt: skip


def _searched(row: ProposalRow) -> str:
    words = (row.plan, row.plan_number, row.reason, row.origin_title, row.origin_number, row.created_by)
    return " ".join((*words, row.decided_by, row.decision, _(row.state)))


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Plan changes"),
        icon="proposal",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: proposals(reader),
        nouns=frozenset({"plan_proposal", "plan", "plan_version", "improvement", "lesson"}),
        searched=_searched,
        counted=lambda count: ngettext("{count} plan change", "{count} plan changes", count).format(count=count),
        placeholder=_("Words of the reason, a plan, a name, a state"),
        nothing=_("No changes to plans proposed yet"),
        teaching=_("A lesson or an improvement proposes what a plan should say; accepted, it is the next version."),
        making=_("Propose a change"),
        offered=("analyses.open", "proposal.plan"),
        more=("proposal.origin", None, "analyses.remove"),
        menu=(
            "analyses.open", "proposal.plan", "proposal.origin", None, "edit.copy", None, "analyses.remove",
        ),
    )  # fmt: skip


class ProposalsTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        for action_id, text, run, keys, icon, section, why in (
            ("proposal.plan", _("Open the &plan"), self._go_to_plan, ("L",), "plan", 20, self.why_no_row),
            ("proposal.origin", _("Open the i&mprovement or lesson"), self._go, ("O",), "improvement", 20,
             self._why_no_origin),
            ("analyses.remove", _("Move to the tras&h"), self._remove, ("Del",), "trash", 90, self._why_decided),
        ):  # fmt: skip
            desk.registry.add(
                Action(action_id, text, run, icon, keys, "analyses", "analysis", section, why), self.table
            )
        self.declare()

    def new(self) -> None:
        open_propose_sheet(self.desk, self, Origin(""), done=self.stand_on)

    def open_row(self, row: ProposalRow) -> None:
        self.show_record(row.id)

    def show_record(self, proposal_id: int) -> None:
        self.stand_on(proposal_id)
        open_proposal_sheet(self.desk, self, proposal_id, opened=self.opened.emit)

    def _go_to_plan(self) -> None:
        self.opened.emit(self.table.current().plan_number)

    def _go(self) -> None:
        row: ProposalRow = self.table.current()
        part = f"improvements/{row.improvement_id}" if row.improvement_id else f"lessons/{row.lesson_id}"
        self.opened.emit(f"analyses#{part}")

    def _why_no_origin(self) -> str:
        row = self.table.current()
        if row is None:
            return self.why_no_row()
        known = row.improvement_id or row.lesson_id
        return "" if known else _("It was proposed by itself, from no improvement and no lesson.")

    def _why_decided(self) -> str:
        if why := self.why_nothing():
            return why
        return "" if all(row.is_open for row in self.selected()) else _("It is decided already.")

    def _remove(self) -> None:
        ids = [row.id for row in self.selected()]
        said = ngettext("{count} proposal taken back", "{count} proposals taken back", len(ids))
        write(
            self.desk, self, withdrawing(ids), said.format(count=len(ids)), failed=self._fail, toast=True
        )  # fmt: skip
