"""Running a rule for one incident: whether it fits, what is done, and the row that says so, in one transaction.

It fits if its condition held at the trigger and still holds with what people have changed since; what other rules did
for the same cause counts as if it had been so at the trigger.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcing import notify_people
from incidentdesk.respond.escalation_step_taking import Tell
from incidentdesk.respond.rule import rule_run
from incidentdesk.respond.rule_change import OFF_SETTING
from incidentdesk.respond.rule_condition import holds
from incidentdesk.respond.rule_doing import do_action
from incidentdesk.respond.rule_effect import not_done
from incidentdesk.respond.rule_fact import TOLD, Columns, Known, Told, after, facts_at, told_of
from incidentdesk.respond.rule_hearing import Heard
from incidentdesk.respond.rule_list import Rule
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session


@dataclass(frozen=True, slots=True)
class Ran:
    """What a rule did for an incident, in sentences; `failed` says that some of it could not be done."""

    rule_id: int
    incident_id: int
    done: tuple[str, ...]
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """An incident as it was at the trigger and as it is, and who changed which column between."""

    then: Columns
    now: Columns
    changed_since: dict[str, str]


def rules_are_off(reader: Reader) -> bool:
    """Whether the one switch for all rules is off."""
    found = reader.rows("SELECT value FROM setting WHERE key = :key AND withdrawn_at IS NULL", {"key": OFF_SETTING})
    return bool(found and json.loads(found[0][0]))


def asked(rules: Iterable[Rule], heard: Heard) -> list[Rule]:
    """The rules that a trigger asks, in their order; what happened before one was switched on is not for it."""
    return [
        each for each in rules if each.enabled and each.trigger == heard.trigger and heard.at >= (each.enabled_at or 0)
    ]


def ran_already(reader: Reader, rule: Rule, heard: Heard) -> bool:
    return bool(
        reader.rows(
            "SELECT 1 FROM rule_run WHERE rule_id = :rule AND incident_id = :incident AND cause = :cause",
            {"rule": rule.id, "incident": heard.incident_id, "cause": heard.cause},
        )
    )


def actor_of(rule: Rule) -> str:
    """Under which name the timeline tells what a rule did."""
    return _("Rule “{name}”").format(name=isolated(rule.name))


def run_rule(
    session: Session, rule: Rule, heard: Heard, *, late: bool = False, tell: Tell = notify_people
) -> Ran | None:
    """Do what a rule says for an incident; None where it does not fit or has run for this cause already.

    What can't be done is said in the row of the run, the rest is done. Raises TooSlow for a pattern that takes too
    long.
    """
    ledger.hold(session, heard.incident_id)
    if ran_already(session.reader, rule, heard):
        return None
    known = Known(session.reader)
    seen = seen_of(session.reader, heard)
    if not fits(known, rule, heard, seen):
        return None
    done, failed = _do_all(session, rule, heard, seen, known, tell)
    values = {
        "rule_id": rule.id, "incident_id": heard.incident_id, "at": session.at, "cause": heard.cause,
        "done": json.dumps(done, ensure_ascii=False), "failed": failed, "late": late, "depth": heard.depth,
    }  # fmt: skip
    # Where nothing was to be done nothing is written; but time must not ask again every minute.
    if done or rule.timed:
        ledger.insert(session, rule_run, values)
    return Ran(rule.id, heard.incident_id, tuple(done), failed)


def _do_all(session: Session, rule: Rule, heard: Heard, seen: Seen, known: Known, tell: Tell) -> tuple[list[str], bool]:
    done, failed = [], False
    for place, action in enumerate(rule.actions):
        columns = _columns(session.reader, heard.incident_id)
        key = f"rule-{rule.id}-{heard.incident_id}-{heard.cause}-{place}"
        try:
            # What was written of an action that could not be done to its end is taken back.
            with session.connection.begin_nested():
                said = do_action(
                    session, action, heard.incident_id, columns, known=known, at=heard.at,
                    changed_since=seen.changed_since, tell=tell, key=key,
                )  # fmt: skip
        except Refused as refused:
            said, failed = not_done(refused), True
        done += [said] if said else []
    return done, failed


def fits(known: Known, rule: Rule, heard: Heard, seen: Seen) -> bool:
    """Whether a rule is to run for what was heard; raises TooSlow for a pattern that takes too long."""
    if not seen.now or seen.now.get("withdrawn_at") is not None:
        return False
    return all(
        holds(rule.condition, facts_at(known, heard.incident_id, columns, heard.at, rule.condition))
        for columns in ((seen.then,) if seen.then == seen.now else (seen.then, seen.now))
    )


def _rows(reader: Reader, incident_id: int) -> list[Told]:
    rows = reader.rows(
        f"SELECT {TOLD} FROM ledger WHERE chain = :id AND noun IN ('incident', 'rule_run') ORDER BY position",
        {"id": incident_id},
    )
    return [told_of(row) for row in rows]


def _columns(reader: Reader, incident_id: int) -> Columns:
    columns: Columns = {}
    for told in _rows(reader, incident_id):
        columns = after(columns, told)
    return columns


def seen_of(reader: Reader, heard: Heard) -> Seen:
    """The incident of which something was heard, as it was then and as it is now."""
    rows = _rows(reader, heard.incident_id)
    by_rules = {each.gesture for each in rows if each.noun == "rule_run"}
    then: Columns = {}
    now: Columns = {}
    since: dict[str, str] = {}
    for told in rows:
        now = after(now, told)
        if told.id <= heard.ledger_id or told.gesture in by_rules:
            then = after(then, told)
        elif told.noun == "incident" and told.act == "changed":
            since |= dict.fromkeys(told.changes, told.actor)
    return Seen(then, now, since)
