"""How often each rule has fired lately, and of how many of its runs something could not be done."""

from dataclasses import dataclass

from incidentdesk.respond.rule_list import Rule, rules
from incidentdesk.respond.rule_sentence import sentence
from incidentdesk.store.reading import Reader

DAYS = 30
_DAY = 24 * 60 * 60 * 1_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class Tallied:
    """A rule with its place in the order (from 1), its sentence, and its runs of the last 30 days."""

    rule: Rule
    place: int
    sentence: str
    fired: int
    failed: int

    @property
    def id(self) -> int:
        return self.rule.id


def tallied_rules(reader: Reader, now: int) -> list[Tallied]:
    """All rules in the order in which they are asked; `now` in microseconds since 1970."""
    rows = reader.rows(
        "SELECT rule_id, COUNT(*), SUM(CASE WHEN failed THEN 1 ELSE 0 END) FROM rule_run"
        " WHERE at > :since AND withdrawn_at IS NULL GROUP BY rule_id",
        {"since": now - DAYS * _DAY},
    )
    counts = {int(rule_id): (int(fired), int(failed)) for rule_id, fired, failed in rows}
    return [
        Tallied(each, place, sentence(each), *counts.get(each.id, (0, 0)))
        for place, each in enumerate(rules(reader), 1)
    ]
