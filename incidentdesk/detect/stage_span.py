"""How long it takes from one stage of an incident to another: between which times, and of which incidents.

The register finds what a span counts (`metric:`) and what contradicts itself (`anomaly:`) by the same conditions by
which it is measured, so that a number and the list behind it are the same (features, section 5).
"""

from dataclasses import dataclass

from incidentdesk.language import N_

# Canceled ones and duplicates count nowhere; what was merged into a parent counts in volume, and the parent in time.
COUNTED = "i.withdrawn_at IS NULL AND i.state <> 'Canceled' AND lower(i.resolution_code) <> 'duplicate'"
TIMED = f"{COUNTED} AND i.parent_id IS NULL"


@dataclass(frozen=True, slots=True)
class StageSpan:
    """`starts` are columns of stage times of which the first that is known counts, `end` is the one that ends it."""

    name: str
    label: str
    starts: tuple[str, ...]
    end: str

    @property
    def start_sql(self) -> str:
        columns = ", ".join(f"i.{each}" for each in self.starts)
        return columns if len(self.starts) == 1 else f"COALESCE({columns})"

    @property
    def counted_sql(self) -> str:
        """Both times are known and stand in their order."""
        return f"({TIMED} AND i.{self.end} >= {self.start_sql})"

    @property
    def anomaly_sql(self) -> str:
        """It has ended before it began."""
        return f"({TIMED} AND {self.contradiction_sql})"

    @property
    def contradiction_sql(self) -> str:
        return f"i.{self.end} < {self.start_sql}"


SPANS = {
    each.name: each
    for each in (
        StageSpan("time-to-detect", N_("Time to detect"), ("occurred_at",), "detected_at"),
        StageSpan("time-to-acknowledge", N_("Time to acknowledge"), ("detected_at",), "acknowledged_at"),
        StageSpan("time-to-first-response", N_("Time to first response"), ("created_at",), "first_response_at"),
        StageSpan("time-to-mitigate", N_("Time to mitigate"), ("occurred_at",), "mitigated_at"),
        StageSpan("time-to-restore", N_("Time to restore"), ("occurred_at", "detected_at"), "restored_at"),
        StageSpan("time-to-resolve", N_("Time to resolve"), ("created_at",), "resolved_at"),
        StageSpan("time-to-close", N_("Time to close"), ("created_at",), "closed_at"),
    )
}
