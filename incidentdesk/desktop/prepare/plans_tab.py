"""All response plans: which version incidents run, what is worked on, when each is looked at again, what is wrong."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.plan_export import export_plan
from incidentdesk.desktop.prepare.plan_facts_dialog import open_plan_facts
from incidentdesk.desktop.prepare.plan_head import PLAN_MARK
from incidentdesk.desktop.prepare.plan_import_sheet import PlanImportSheet
from incidentdesk.desktop.prepare.plan_new_sheet import NewPlanSheet
from incidentdesk.desktop.prepare.plan_printing import printable_plan
from incidentdesk.desktop.prepare.plan_reading import withdrawing
from incidentdesk.desktop.prepare.plan_rules_sheet import PlanRulesSheet
from incidentdesk.desktop.records.column import Column, Now
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.desktop.widgets.day_field import short_day
from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.desktop.writing import write
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.prepare.plan_check import Finding, Weight, check_plan, known_names
from incidentdesk.prepare.plan_list import PlanRow, plans
from incidentdesk.prepare.plan_number import plan_number


@dataclass(frozen=True, slots=True)
class ListedPlan:
    """A plan with what was found about the version that is worked on, else the approved one, and its runs."""

    plan: PlanRow
    findings: Sequence[Finding]
    runs: int

    @property
    def id(self) -> int:
        return self.plan.id

    @property
    def errors(self) -> int:
        return sum(1 for each in self.findings if each.weight == Weight.ERROR)

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.errors


def _load(reader: Any, _today: str) -> list[ListedPlan]:
    runs = Counter(
        int(row[0])
        for row in reader.rows("SELECT v.plan_id FROM plan_run r JOIN plan_version v ON v.id = r.plan_version_id")
    )
    found, known = [], known_names(reader)
    for row in plans(reader):
        version = row.draft or row.approved
        found.append(ListedPlan(row, check_plan(reader, version.content, known) if version else (), runs[row.id]))
    return found


def _approved(row: ListedPlan, _now: Now) -> str:
    version = row.plan.approved
    return _("version {number}").format(number=version.number) if version else _("none")


def _draft(row: ListedPlan, _now: Now) -> str:
    version = row.plan.draft
    return _("{state}, version {number}").format(state=_(version.state), number=version.number) if version else ""


def _draft_mark(row: ListedPlan) -> Mark | None:
    return PLAN_MARK[row.plan.draft.state] if row.plan.draft else None


def _review(row: ListedPlan, now: Now) -> str:
    if not row.plan.review_by:
        return _("no day set")
    day = short_day(row.plan.review_by, date.fromisoformat(now.today))
    return _("overdue, {day}").format(day=day) if row.plan.due_for_review(now.today) else day


def _review_role(row: ListedPlan, now: Now) -> str:
    if row.plan.due_for_review(now.today):
        return "danger"
    return "text2" if row.plan.review_by else "hint"


def _findings(row: ListedPlan, _now: Now) -> str:
    if row.errors:
        return ngettext("{count} error", "{count} errors", row.errors).format(count=row.errors)
    if row.warnings:
        return ngettext("{count} warning", "{count} warnings", row.warnings).format(count=row.warnings)
    return _("none")


def _findings_mark(row: ListedPlan) -> Mark:
    if row.errors:
        return ("cross", "danger")
    return ("half", "warning") if row.warnings else ("check", "success")


def _all_findings(row: ListedPlan, _now: Now) -> str:
    return "\n".join(each.text for each in row.findings[:8]) or _("Nothing is wrong with this plan.")


COLUMNS = (
    Column("number", N_("Number"), lambda row, _now: row.plan.number, lambda row: row.id, 104, 6,
           role=lambda *_: "text2"),
    Column("name", N_("Response plan"), lambda row, _now: row.plan.name, lambda row: row.plan.name.casefold(),
           whole=lambda row, _now: "\n".join(filter(None, (row.plan.name, row.plan.description)))),
    Column("approved", N_("Incidents run"), _approved,
           lambda row: -(row.plan.approved.number if row.plan.approved else 0), 128, 0,
           mark=lambda row: ("seal", "success") if row.plan.approved else ("dots", "text2"),
           role=lambda row, _now: "text" if row.plan.approved else "hint"),
    Column("draft", N_("Worked on"), _draft, lambda row: row.plan.draft.state if row.plan.draft else "~", 168, 3,
           mark=_draft_mark),
    Column("review", N_("Review by"), _review, lambda row: row.plan.review_by or "9", 148, 1, role=_review_role,
           strong=lambda row, now: row.plan.due_for_review(now.today)),
    Column("findings", N_("Findings"), _findings, lambda row: (-row.errors, -row.warnings), 128, 1,
           whole=_all_findings, mark=_findings_mark),
    Column("owner", N_("Owner"), lambda row, _now: row.plan.owner or _("nobody"), lambda row: row.plan.owner, 156, 4,
           role=lambda row, _now: "text" if row.plan.owner else "hint"),
    Column("steps", N_("Steps"), lambda row, _now: str(len(row.plan.content.actions)),
           lambda row: len(row.plan.content.actions), 72, 5, trailing=True, descending=True),
    Column("runs", N_("Runs"), lambda row, _now: str(row.runs) if row.runs else "–", lambda row: row.runs, 72, 7,
           trailing=True, descending=True, role=lambda *_: "text2"),
)  # fmt: skip


def _searched(row: ListedPlan) -> str:
    plan = row.plan
    state = _(plan.draft.state) if plan.draft else _("approved")
    roles = (action.role for action in plan.content.actions)
    return " ".join((plan.number, plan.name, plan.description, plan.owner, state, *plan.content.roles, *roles))


def _listing() -> RecordListing:
    menu = ("plans.open", "plans.details", None, "plans.export", "plans.print")
    return RecordListing(
        name=_("Response plans"),
        icon="plan",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=_load,
        nouns=frozenset({
            "plan", "plan_version", "plan_run", "person", "role", "role_holder", "audience", "message_template",
            "contact",
        }),
        searched=_searched,
        counted=lambda count: ngettext("{count} plan", "{count} plans", count).format(count=count),
        placeholder=_("Words of the plan, an owner, a role, a state"),
        nothing=_("No response plans yet"),
        teaching=_("Begin with one of the plans that come with the program; one key runs it in an incident."),
        making=_("New plan"),
        offered=("plans.open", "plans.print", "plans.export", "plans.rules"),
        more=("plans.details", "plans.import", None, "plans.remove"),
        menu=(*menu, None, "edit.copy", "plans.import", "plans.rules", None, "plans.remove"),
        scope="plans",
        page_menu="plans",
    )  # fmt: skip


class PlansTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        read_only = self.why_read_only
        for key, text, run, keys, icon, section, why in (
            ("details", _("&Name, owner, review…"), self._details, ("R",), "settings", 20, self.why_no_row),
            ("import", _("&Import plan…"), self.choose_file, ("I",), "import", 30, read_only),
            ("export", _("&Export plan…"), self._export, ("X",), "export", 30, self.why_no_row),
            ("print", _("&Print runbook…"), self._print, ("P",), "printer", 30, self.why_no_row),
            ("rules", _("R&ules: which plan fits…"), self.open_rules, ("U",), "filter", 40, lambda: ""),
            ("remove", _("Move to the tras&h"), self._remove, ("Del",), "trash", 90, self.why_nothing),
        ):  # fmt: skip
            owner = self if key in ("import", "rules") else self.table
            desk.registry.add(Action(f"plans.{key}", text, run, icon, keys, "plans", "plans", section, why), owner)
        self.declare()

    def new(self) -> None:
        sheet = NewPlanSheet(self.desk, self.window())
        sheet.made.connect(self._go)
        sheet.file_wanted.connect(self.choose_file)
        sheet.open()

    def _go(self, plan_id: int) -> None:
        self.opened.emit(plan_number(plan_id))

    def open_row(self, row: ListedPlan) -> None:
        self._go(row.id)

    def show_record(self, plan_id: int) -> None:
        self._go(plan_id)

    # -- commands

    def _details(self) -> None:
        open_plan_facts(self.desk, self, self.table.current().id, self.stand_on)

    def choose_file(self) -> None:
        sheet = PlanImportSheet(self.desk, 0, self.window())
        sheet.imported.connect(self._go)
        sheet.open()

    def _export(self) -> None:
        plan = self.table.current().plan
        export_plan(self.desk, self, plan.name, plan.content, self._fail)

    def _print(self) -> None:
        from incidentdesk.desktop.measure.report_preview import ReportPreview

        plan = self.table.current().plan
        ReportPreview(self.desk, printable_plan(plan.id, plan.name), self.window()).open()

    def open_rules(self) -> None:
        PlanRulesSheet(self.desk, self.window()).open()

    def _remove(self) -> None:
        rows = self.selected()
        said = ngettext("{count} plan moved to the trash", "{count} plans moved to the trash", len(rows))
        if len(rows) == 1:
            said = _("Moved to the trash: {name}").format(name=isolated(rows[0].plan.name))
        ids = [row.id for row in rows]
        write(self.desk, self, withdrawing(ids), said.format(count=len(ids)), failed=self._fail, toast=True)
