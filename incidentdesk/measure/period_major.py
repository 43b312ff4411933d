"""The major incidents of a period: what happened when, why, and what is done about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from incidentdesk.detect.id_list import among_ids, list_of_ids
from incidentdesk.detect.number import number
from incidentdesk.detect.stage_time import TIME_NAME
from incidentdesk.improve.review_state import ReviewSummary, review_state
from incidentdesk.investigate.action_list import ActionRow
from incidentdesk.measure.metric.facts import Facts
from incidentdesk.measure.metric.grouping import in_period
from incidentdesk.measure.metric.period import Period
from incidentdesk.measure.metric.root_cause import root_causes
from incidentdesk.store.reading import Reader

# So many are told one by one; a report of a thousand pages is read by nobody.
MOST = 25


@dataclass(frozen=True, slots=True)
class Major:
    """`times` are the stages that came, by column, in microseconds since 1970 and in their order."""

    id: int
    title: str
    priority: int
    state: str
    service: str
    times: Sequence[tuple[str, int]]
    review: ReviewSummary
    causes: Sequence[str] = ()
    actions: Sequence[ActionRow] = ()

    @property
    def number(self) -> str:
        return number(self.id)


def period_majors(
    reader: Reader, facts: Facts, period: Period, known: Sequence[ActionRow]
) -> tuple[list[Major], list[int]]:
    """The major incidents that were logged or ended in the period, the latest first, and the ids of those beyond
    MOST."""
    touched = in_period(facts["created_at"], period) | in_period(facts.ended_at, period)
    chosen = np.flatnonzero(facts.counted & (facts["major"] == 1) & touched)
    order = chosen[np.argsort(-facts["created_at"][chosen], kind="stable")]
    ids: list[int] = facts["id"][order].tolist()
    return _majors(reader, ids[:MOST], known), ids[MOST:]


def _majors(reader: Reader, ids: Sequence[int], known: Sequence[ActionRow]) -> list[Major]:
    if not ids:
        return []
    columns = ", ".join(f"i.{name}" for name in TIME_NAME)
    rows = reader.rows(
        f"SELECT i.id, i.title, i.priority, i.state, coalesce(s.name, ''), {columns} FROM incident AS i"
        f" LEFT JOIN service AS s ON s.id = i.service_id WHERE {among_ids(reader.dialect, 'i.id', 'ids')}",
        {"ids": list_of_ids(ids)},
    )
    causes = _causes(reader, ids)
    found = {}
    for incident_id, title, priority, state, service, *times in rows:
        stages = [(name, at) for name, at in zip(TIME_NAME, times, strict=True) if at is not None]
        found[incident_id] = Major(
            incident_id, title, priority, state, service, sorted(stages, key=lambda each: each[1]),
            review_state(reader, incident_id), causes.get(incident_id, ()), _about(incident_id, known),
        )  # fmt: skip
    return [found[each] for each in ids]


def _causes(reader: Reader, ids: Iterable[int]) -> dict[int, list[str]]:
    wanted, found = set(ids), dict[int, list[str]]()
    for incident_id, text in root_causes(reader):
        if incident_id in wanted:
            found.setdefault(incident_id, []).append(text)
    return found


def _about(incident_id: int, known: Iterable[ActionRow]) -> list[ActionRow]:
    return [each for each in known if each.subject and each.subject.incident_id == incident_id]
