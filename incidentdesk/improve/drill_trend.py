"""The drills that were held with their scores, for whoever asks how it goes from one to the next."""

import json
from dataclasses import dataclass

from incidentdesk.improve.drill_number import drill_number
from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class HeldDrill:
    """A drill that ended at an instant in microseconds since 1970; `total` in percent of the points, None unscored."""

    id: int
    title: str
    ended_at: int
    total: int | None

    @property
    def number(self) -> str:
        return drill_number(self.id)


def held_drills(reader: Reader) -> list[HeldDrill]:
    """The drills that ended and were not cancelled, the oldest first."""
    rows = reader.rows(
        "SELECT d.id, COALESCE(NULLIF(d.title, ''), s.name), d.ended_at, d.score"
        " FROM drill d JOIN drill_scenario s ON s.id = d.scenario_id"
        " WHERE d.withdrawn_at IS NULL AND d.state = 'Ended' AND d.ended_at IS NOT NULL ORDER BY d.ended_at, d.id"
    )
    return [HeldDrill(drill_id, title, at, json.loads(score).get("total")) for drill_id, title, at, score in rows]
