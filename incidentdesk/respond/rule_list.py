"""The rules in their order, and the runs of each."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.naming import same_name
from incidentdesk.refusal import Refused
from incidentdesk.respond.rule import TIMED as TIMED_TRIGGERS
from incidentdesk.respond.rule import Trigger
from incidentdesk.respond.rule_action import SHAPES, Action, Do, actions_of
from incidentdesk.respond.rule_condition import ALWAYS, Condition, comparisons, condition_of
from incidentdesk.respond.rule_field import BARE, FIELDS, Operator
from incidentdesk.store.reading import Reader, Row


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as a value; `amount` is minutes, or percent of a target. `id` is 0 for one that is not stored.

    Instants are microseconds since 1970. `trouble` says why the program switched it off.
    """

    name: str
    trigger: Trigger
    condition: Condition = ALWAYS
    actions: tuple[Action, ...] = ()
    amount: int = 0
    stops: bool = False
    id: int = 0
    position: int = 0
    enabled: bool = False
    enabled_at: int | None = None
    trouble: str = ""
    runs: int = 0
    last_run_at: int | None = None

    @property
    def timed(self) -> bool:
        return self.trigger in TIMED_TRIGGERS


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a rule: when, for which incident, and sentences of what was done; an instant in microseconds."""

    id: int
    rule_id: int
    rule: str
    incident_id: int
    title: str
    at: int
    done: tuple[str, ...]
    failed: bool
    late: bool


_COLUMNS = (
    'SELECT r.id, r.name, r.position, r.enabled, r."trigger", r.amount, r.conditions, r.actions, r.stops, r.enabled_at,'
    " r.trouble, coalesce(n.runs, 0), n.last_at FROM rule r"
    " LEFT JOIN (SELECT rule_id, count(*) AS runs, max(at) AS last_at FROM rule_run GROUP BY rule_id) n"
    " ON n.rule_id = r.id WHERE r.withdrawn_at IS NULL"
)


def rules(reader: Reader, *, enabled_only: bool = False) -> list[Rule]:
    """In the order in which they are asked."""
    enabled = " AND r.enabled" if enabled_only else ""
    return [_rule(row) for row in reader.rows(f"{_COLUMNS}{enabled} ORDER BY r.position, r.id")]


def rule_named(reader: Reader, name: str) -> Rule:
    """Raises Refused where there is none of that name."""
    found = next((each for each in rules(reader) if same_name(each.name, name)), None)
    if found is None:
        raise Refused(_("There is no rule “{name}”.").format(name=isolated(name.strip())))
    return found


def _rule(row: Row) -> Rule:
    rule_id, name, position, enabled, trigger, amount, conditions, actions, stops, enabled_at, trouble, *counted = row
    try:
        condition, todo = condition_of(json.loads(conditions)), actions_of(json.loads(actions))
    except Refused as refused:
        # What another program or version wrote there can be shown and set right, and is never run.
        condition, todo, trouble, enabled = ALWAYS, (), str(refused), False
    return Rule(
        name, Trigger(trigger), condition, todo, amount, bool(stops), rule_id, position, bool(enabled), enabled_at,
        trouble, *counted,
    )  # fmt: skip


def runs(reader: Reader, rule_id: int | None = None, incident_id: int | None = None, *, limit: int = 500) -> list[Run]:
    """The newest first, of one rule or one incident where that is asked."""
    which = " AND r.rule_id = :rule" * (rule_id is not None) + " AND r.incident_id = :incident" * (
        incident_id is not None
    )
    rows = reader.rows(
        "SELECT r.id, r.rule_id, rule.name, r.incident_id, incident.title, r.at, r.done, r.failed, r.late"
        " FROM rule_run r JOIN rule ON rule.id = r.rule_id JOIN incident ON incident.id = r.incident_id"
        f" WHERE r.withdrawn_at IS NULL{which} ORDER BY r.at DESC, r.id DESC LIMIT :limit",
        {
            name: value
            for name, value in (("rule", rule_id), ("incident", incident_id), ("limit", limit))
            if value is not None
        },
    )
    return [
        Run(run_id, rule_of, name, of, title, at, tuple(json.loads(done)), bool(failed), bool(late))
        for run_id, rule_of, name, of, title, at, done, failed, late in rows
    ]


# ── names that a rule asks for ───────────────────────────────────────────────────────────────────────────────────

# What a field or an action offers -> the table in which it must stand; "" is free.
_TABLES = ("service", "category", "team", "person", "department", "calendar", "rota", "plan", "escalation_policy",
           "role")  # fmt: skip
_MISSING = {
    "service": N_("There is no service “{name}”."),
    "category": N_("There is no category “{name}”."),
    "team": N_("There is no team “{name}”."),
    "person": N_("There is nobody of the name “{name}”."),
    "department": N_("There is no department “{name}”."),
    "calendar": N_("There is no calendar “{name}”."),
    "rota": N_("There is no rota “{name}”."),
    "plan": N_("There is no response plan “{name}”."),
    "escalation_policy": N_("There is no escalation policy “{name}”."),
    "role": N_("There is no role “{name}”."),
}


def missing_names(reader: Reader, rule: Rule) -> list[str]:
    """A sentence for each name that the rule asks for and that there is not."""
    known: dict[str, set[str]] = {}
    said = []
    for table, name in dict.fromkeys(_names_of(rule)):
        if table not in known:
            rows = reader.rows(f'SELECT name FROM "{table}" WHERE withdrawn_at IS NULL')
            known[table] = {str(row[0]).casefold() for row in rows}
        if name.casefold() not in known[table]:
            said.append(_(_MISSING[table]).format(name=isolated(name)))
    return said


def _names_of(rule: Rule) -> Iterable[tuple[str, str]]:
    for one in comparisons(rule.condition):
        table = FIELDS[one.field].offers.replace("subcategory", "category")
        if table in _TABLES and one.operator not in BARE and one.operator is not Operator.AMONG:
            yield table, str(one.value)
    for each in rule.actions:
        table = _table_of(each)
        if table in _TABLES and each.value:
            yield table, each.value
        if each.do is Do.TASK and each.field:
            yield "team", each.field


def _table_of(action: Action) -> str:
    if action.do is Do.SET:
        return {"assignee": "person", "subcategory": "category"}.get(action.field, action.field)
    if action.do is Do.NOTIFY:
        return action.field
    return SHAPES[action.do].offers
