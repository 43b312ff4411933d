"""The escalation policies."""

from dataclasses import dataclass

from PySide6.QtGui import QGuiApplication

from incidentdesk import clock
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.escalation_dialog import open_escalation_dialog
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.prepare.escalation_change import withdraw_escalation
from incidentdesk.prepare.escalation_list import Policy, policies
from incidentdesk.prepare.escalation_words import policy_sentence, warnings
from incidentdesk.prepare.minutes import minutes_text
from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """`wrong` is what is wrong with steps, in sentences."""

    policy: Policy
    wrong: tuple[str, ...]


def _load(reader: Reader, _today: str) -> list[PolicyLine]:
    at = clock.stored(clock.now())
    return [PolicyLine(each, tuple(warnings(reader, each, at).values())) for each in policies(reader)]


def _first(row: PolicyLine) -> str:
    return row.policy.steps[0].target or _("nobody") if row.policy.steps else _("nobody")


def _wrong(row: PolicyLine) -> str:
    if not row.policy.steps:
        return _("no steps yet")
    count = len(row.wrong)
    return ngettext("{count} step", "{count} steps", count).format(count=count) if count else _("none")


def _is_wrong(row: PolicyLine) -> bool:
    return bool(row.wrong) or not row.policy.steps


COLUMNS = (
    Column("name", N_("Escalation policy"), lambda row, _now: row.policy.name, lambda row: row.policy.name.casefold(),
           whole=lambda row, _now: f"{row.policy.name}\n{policy_sentence(row.policy)}"),
    Column("first", N_("First"), lambda row, _now: _first(row), _first, 160, 2),
    Column("steps", N_("Steps"), lambda row, _now: str(len(row.policy.steps)), lambda row: len(row.policy.steps), 72, 1,
           trailing=True),
    Column("repeats", N_("Repeated"), lambda row, _now: _("{count}×").format(count=row.policy.repeats)
           if row.policy.repeats else _("no"), lambda row: row.policy.repeats, 92, 4, trailing=True),
    Column("total", N_("Last step after"), lambda row, _now: minutes_text(row.policy.total_minutes)
           if row.policy.steps else "", lambda row: row.policy.total_minutes, 128, 2, trailing=True),
    Column("wrong", N_("Warnings"), lambda row, _now: _wrong(row), lambda row: len(row.wrong), 140, 1,
           whole=lambda row, _now: "\n".join(row.wrong) or _wrong(row),
           mark=lambda row: ("ring", "warning") if _is_wrong(row) else ("check", "success"),
           role=lambda row, _now: "warning" if _is_wrong(row) else "text2"),
    Column("services", N_("Services"), lambda row, _now: ", ".join(row.policy.services),
           lambda row: ", ".join(row.policy.services), 200, 3, role=lambda *_: "text2"),
)  # fmt: skip


def _searched(row: PolicyLine) -> str:
    one = row.policy
    targets = (step.target for step in one.steps)
    return " ".join((one.name, one.description, one.calendar, *targets, *one.services, *row.wrong))


def _listing() -> RecordListing:
    menu = ("plans.open", "escalation.copy")
    return RecordListing(
        name=_("Escalation policies"),
        icon="escalation",
        columns=COLUMNS,
        identity=lambda row: row.policy.id,
        load=_load,
        nouns=frozenset({
            "escalation_policy", "escalation_step", "service", "role", "role_holder", "rota", "rota_override", "person",
            "absence", "contact_method", "team", "calendar",
        }),
        searched=_searched,
        counted=lambda count: ngettext("{count} escalation policy", "{count} escalation policies", count).format(
            count=count
        ),
        placeholder=_("Words of the policy, whom it notifies, a service"),
        nothing=_("No escalation policies yet"),
        teaching=_("A policy says who is notified, and who next, while nobody acknowledges an incident."),
        making=_("New escalation policy"),
        offered=menu,
        more=("plans.remove",),
        menu=(*menu, None, "edit.copy", None, "plans.remove"),
        scope="plans",
        page_menu="plans",
    )  # fmt: skip


class EscalationsTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        copying = Action(
            "escalation.copy", _("&Copy as a sentence"), self._copy, "copy", ("Ctrl+Shift+C",), "plans", "plans", 20,
            self.why_no_row,
        )  # fmt: skip
        desk.registry.add(copying, self.table)
        self.declare_removing(withdraw_escalation, _removed)
        self.declare()

    def new(self) -> None:
        open_escalation_dialog(self.desk, self, done=self.stand_on)

    def open_row(self, row: PolicyLine) -> None:
        self.show_record(row.policy.id)

    def show_record(self, policy_id: int) -> None:
        self.stand_on(policy_id)
        open_escalation_dialog(self.desk, self, policy_id)

    def _copy(self) -> None:
        policy: Policy = self.table.current().policy
        QGuiApplication.clipboard().setText(f"{policy.name}: {policy_sentence(policy)}")
        self.desk.toasts.show(_("Copied: {text}").format(text=isolated(policy.name)))


def _removed(count: int) -> str:
    return ngettext(
        "{count} escalation policy moved to the trash", "{count} escalation policies moved to the trash", count
    ).format(count=count)
