"""The rules of the sample desk and what they did there."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

from incidentdesk.language import _, isolated
from incidentdesk.measure.sample_deed import Deed, Logged, Told, texts
from incidentdesk.paths import resources
from incidentdesk.respond.rule import rule_run
from incidentdesk.respond.rule_change import create_rule, switch_rule
from incidentdesk.respond.rule_file import rule_in
from incidentdesk.respond.rule_list import Rule, rules
from incidentdesk.respond.rule_running import actor_of
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

_WRITTEN = timedelta(days=39)
_LOOKED_THROUGH = timedelta(minutes=11)
_UNTIL_HEARD = timedelta(seconds=2)


def rule_deeds(begun: Mapping[str, datetime], now: datetime) -> Iterator[Deed]:
    """`begun` says when incidents were logged, by their titles."""
    told = texts("detection")
    for place, each in enumerate(told["rule"]):
        rule, at = _rule_of(each), now - _WRITTEN + timedelta(minutes=2 * place)
        yield Deed(at, told["by"], partial(_write, rule))
        if "on" in each:
            yield Deed(at + timedelta(minutes=1), told["by"], partial(_switch, rule, True))
            yield Deed(now - _LOOKED_THROUGH, told["by"], partial(_switch, rule, False))
            # The last of all, so that nothing that was before is for them.
            yield Deed(now - timedelta(seconds=1), told["by"], partial(_switch, rule, True))
        for title in each.get("ran", ()):
            yield Deed(begun[title] + _UNTIL_HEARD, actor_of(rule), partial(_run, rule, title))


def _rule_of(told: Told) -> Rule:
    return rule_in((resources() / "rules" / f"{told['file']}.toml").read_bytes())


def _write(rule: Rule, session: Session, _logged: Logged) -> None:
    create_rule(
        session,
        name=rule.name,
        trigger=rule.trigger,
        condition=rule.condition,
        actions=rule.actions,
        amount=rule.amount,
        stops=rule.stops,
    )


def _switch(rule: Rule, on: bool, session: Session, _logged: Logged) -> None:
    switch_rule(session, _stored(session, rule).id, on)


def _run(rule: Rule, title: str, session: Session, logged: Logged) -> None:
    """The incident bears the tag since it was logged; nothing about it is changed here."""
    incident_id = logged[title][-1]
    done = [_("Tags added: {tags}").format(tags=isolated(rule.actions[-1].value))]
    run = {"rule_id": _stored(session, rule).id, "incident_id": incident_id, "at": session.at}
    ledger.insert(
        session, rule_run, {**run, "cause": f"logged {incident_id}", "done": json.dumps(done, ensure_ascii=False)}
    )


def _stored(session: Session, rule: Rule) -> Rule:
    return next(each for each in rules(session.reader) if each.name == rule.name)
