"""The root causes behind the incidents of a period, and what is done about each of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from incidentdesk.detect.number import number
from incidentdesk.investigate.action_list import ActionRow, actions
from incidentdesk.measure.metric.facts import Facts
from incidentdesk.measure.metric.grouping import in_period
from incidentdesk.measure.metric.period import Period
from incidentdesk.measure.metric.repeat import likeness, repeats
from incidentdesk.measure.metric.root_cause import root_causes
from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class CauseRow:
    """A verified root cause with the ids of the incidents resolved in the period that had it, and its actions."""

    text: str
    incidents: tuple[int, ...]
    actions: tuple[ActionRow, ...] = ()

    @property
    def numbers(self) -> str:
        return ", ".join(number(each) for each in self.incidents)


def period_causes(reader: Reader, facts: Facts, period: Period, known: Sequence[ActionRow]) -> list[CauseRow]:
    """The root causes of what was resolved in the period, the most frequent first."""
    ended = facts["id"][facts.timed & in_period(facts["resolved_at"], period)]
    wanted = set(ended.tolist())
    texts: dict[str, str] = {}
    behind: dict[str, set[int]] = defaultdict(set)
    for incident_id, text in root_causes(reader):
        if incident_id in wanted:
            texts.setdefault(text.casefold(), text)
            behind[text.casefold()].add(incident_id)
    order = sorted(behind, key=lambda key: (-len(behind[key]), key))
    return [CauseRow(texts[key], tuple(sorted(behind[key])), _against(key, known)) for key in order]


def _against(cause: str, known: Iterable[ActionRow]) -> tuple[ActionRow, ...]:
    return tuple(each for each in known if " ".join(each.cause.split()).casefold() == cause)


def actions_about(reader: Reader, facts: Facts, everything: Facts, *, today: str) -> list[ActionRow]:
    """The corrective actions of these incidents and of the problems behind them; of all incidents all actions.

    The overdue ones first. `today` as YYYY-MM-DD.
    """
    found = actions(reader, today=today)
    if len(facts) == len(everything):
        return found
    ids = set(facts["id"].tolist())
    problems = {
        problem_id
        for problem_id, incident_id in reader.rows(
            "SELECT problem_id, incident_id FROM problem_incident WHERE withdrawn_at IS NULL"
        )
        if incident_id in ids
    }
    return [
        each
        for each in found
        if each.subject and (each.subject.incident_id in ids or each.subject.problem_id in problems)
    ]


def repeated_in(reader: Reader, facts: Facts, everything: Facts, period: Period) -> list[int]:
    """The incidents logged in the period that repeat an earlier one."""
    again = repeats(everything, likeness(reader, everything))[0]
    logged = facts.timed & in_period(facts["created_at"], period)
    ids = facts["id"][logged]
    return [int(each) for each in ids[np.asarray(again[everything.places_of(ids)])]]
