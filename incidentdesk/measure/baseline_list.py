"""The baselines of a metric in their order."""

from dataclasses import dataclass
from datetime import date

from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class Baseline:
    id: int
    starts_on: date
    caption: str


def baselines(reader: Reader, metric: str) -> list[Baseline]:
    """Those that were not taken back, the earliest first."""
    found = reader.rows(
        "SELECT id, starts_on, caption FROM baseline WHERE withdrawn_at IS NULL AND metric = :metric"
        " ORDER BY starts_on, id",
        {"metric": metric},
    )
    return [Baseline(int(each), date.fromisoformat(starts_on), caption) for each, starts_on, caption in found]
