"""Running rules: what was heard since the last look and what time has brought about, in the order of its instants.

Each run is a transaction of its own, and the place up to which was heard moves on only behind them: whoever dies in
between hears it again, and what has run does not run again.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from incidentdesk.agent.delivery import ACTOR, VIA
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated
from incidentdesk.respond.escalation_step_taking import Tell
from incidentdesk.respond.rule_action import SHAPES
from incidentdesk.respond.rule_change import switch_off_for
from incidentdesk.respond.rule_condition import TooSlow
from incidentdesk.respond.rule_doing import LATE_AFTER
from incidentdesk.respond.rule_fact import Known
from incidentdesk.respond.rule_hearing import Heard, due_rules, hear
from incidentdesk.respond.rule_list import Rule, rules
from incidentdesk.respond.rule_place import RULES, place_of, set_place
from incidentdesk.respond.rule_running import actor_of, asked, fits, ran_already, rules_are_off, run_rule, seen_of
from incidentdesk.respond.rule_sentence import sentence
from incidentdesk.store.database import Database
from incidentdesk.store.reading import Reader

CLOCKS_EVERY = 60_000_000  # microseconds between looks at what time brings about
_MOST_ROUNDS = 20


# How long one look may take; everything else that is due waits for it.
LONGEST_LOOK = 2.0  # seconds

_Work = tuple[Rule, Heard]


@dataclass(slots=True)
class RuleWatch:
    """What the job keeps in mind between two looks; `longest` is how many seconds one may take."""

    longest: float = LONGEST_LOOK
    clocks_at: int = 0
    pause: int = CLOCKS_EVERY
    heard: dict[Heard, None] = field(default_factory=dict)


def run_due_rules(database: Database, now: int, tell: Tell, watch: RuleWatch | None = None) -> list[str]:
    """Run what rules are asked about by now; returns a line for each run.

    What rules do is heard in the next round, until nothing more follows from it. After some seconds the rest is left
    for the next look.
    """
    watch = watch or RuleWatch()
    until = time.monotonic() + watch.longest
    lines: list[str] = []
    for _round in range(_MOST_ROUNDS):
        fresh = _run_round(database, now, tell, watch, until)
        lines += fresh
        if not fresh or time.monotonic() > until:
            break
    return lines


def _run_round(database: Database, now: int, tell: Tell, watch: RuleWatch, until: float) -> list[str]:
    with database.read() as reader:
        on = [] if rules_are_off(reader) else rules(reader, enabled_only=True)
        place = place_of(reader, RULES)
        if not on or place is None:
            return []
        hearing = hear(reader, place, now=now)
        work = [(rule, one) for one in hearing.heard if one not in watch.heard for rule in asked(on, one)]
        if now - watch.clocks_at >= watch.pause or now < watch.clocks_at:
            began, watch.clocks_at = time.monotonic(), now
            work += due_rules(reader, on, now)
            # Where a desk has very many clocks, they don't take more than a twentieth of the time.
            watch.pause = max(CLOCKS_EVERY, int(20_000_000 * (time.monotonic() - began)))
    # Rules that hear the same are asked in their order.
    work.sort(key=lambda each: (each[1].at, each[1].ledger_id, each[0].position))
    lines, left = _run_all(database, work, now, tell, until)
    watch.heard = dict.fromkeys(hearing.heard)
    after = hearing.place
    if left:
        # What was due by time is found again at once, what was heard is heard again.
        watch.clocks_at, watch.heard = 0, {}
        after = min([after, *(each.began_id - 1 for _rule, each in left if each.began_id)])
    if after != place:
        with database.write(actor=ACTOR, via=VIA) as session:
            set_place(session, RULES, after)
    return lines


def _run_all(
    database: Database, work: Sequence[_Work], now: int, tell: Tell, until: float
) -> tuple[list[str], Sequence[_Work]]:
    """A line for each run, and what is left for the next look."""
    lines: list[str] = []
    stopped: set[tuple[int, str, str]] = set()
    off: set[int] = set()
    at = 0
    while at < len(work) and time.monotonic() <= until:
        at = _next_that_fits(database, work, at, stopped, off)
        if at == len(work):
            break
        rule, heard = work[at]
        try:
            line = _run(database, rule, heard, now, tell)
        except TooSlow as slow:
            off.add(rule.id)
            with database.write(actor=ACTOR, via=VIA) as session:
                switch_off_for(session, rule.id, str(slow))
            line = _("Rule {name} was switched off. {reason}").format(name=isolated(rule.name), reason=slow)
        if rule.stops:
            stopped.add(_case(heard))
        lines += [line] if line else []
        at += 1
    return lines, work[at:]


def _case(heard: Heard) -> tuple[int, str, str]:
    return heard.incident_id, heard.cause, heard.trigger


def _next_that_fits(
    database: Database, work: Sequence[_Work], start: int, stopped: set[tuple[int, str, str]], off: set[int]
) -> int:
    """The place of the next rule that is to run, or the end; the same is read once for all that do not fit.

    A rule whose pattern takes too long is to run too, and says so when it does.
    """
    with database.read() as reader:
        known, seen = Known(reader), None
        for at in range(start, len(work)):
            rule, heard = work[at]
            if rule.id in off or _case(heard) in stopped:
                continue
            if seen is None or work[at - 1][1] != heard:
                seen = seen_of(reader, heard)
            try:
                if not fits(known, rule, heard, seen):
                    continue
            except TooSlow:
                return at
            if not ran_already(reader, rule, heard):
                return at
            if rule.stops:
                stopped.add(_case(heard))
    return len(work)


def _run(database: Database, rule: Rule, heard: Heard, now: int, tell: Tell) -> str:
    with database.write(actor=actor_of(rule), via=VIA) as session:
        ran = run_rule(session, rule, heard, late=now - heard.at > LATE_AFTER, tell=tell)
    if ran is None or not ran.done:
        return ""
    return _("{number}: rule {name}: {done}").format(
        number=number(heard.incident_id), name=isolated(rule.name), done=" · ".join(ran.done)
    )


def late_rules(reader: Reader, now: int) -> list[tuple[int, int, str]]:
    """Instant, incident and sentence of what rules are late with by which people would be told (N14)."""
    on = [] if rules_are_off(reader) else rules(reader, enabled_only=True)
    telling = [each for each in on if any(SHAPES[action.do].sends for action in each.actions)]
    place = place_of(reader, RULES)
    if not telling or place is None:
        return []
    known = Known(reader)
    work = [(rule, one) for one in hear(reader, place, now=now).heard for rule in asked(telling, one)]
    found = []
    for rule, one in [*work, *due_rules(reader, telling, now)]:
        if one.at > now - LATE_AFTER or ran_already(reader, rule, one):
            continue
        try:
            fitting = fits(known, rule, one, seen_of(reader, one))
        except TooSlow:
            continue
        if fitting:
            found.append(
                (one.at, one.incident_id, f"{number(one.incident_id)}: {isolated(rule.name)}. {sentence(rule)}")
            )
    return found
