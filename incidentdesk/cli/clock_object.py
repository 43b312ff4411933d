"""A clock of an SLA for programs: times in UTC, lengths in seconds, null where the target is not known."""

from typing import TYPE_CHECKING, Any

from incidentdesk import clock

if TYPE_CHECKING:
    from incidentdesk.detect.sla_clock import Clock


def clock_object(one: "Clock") -> dict[str, Any]:
    known = one.aim > 0
    return {
        "target": str(one.target),
        "kind": str(one.kind),
        "sla": one.sla,
        "state": str(one.state),
        "target_seconds": one.aim // 1_000_000 if known else None,
        "elapsed_seconds": one.elapsed // 1_000_000,
        "actual_seconds": one.actual // 1_000_000,
        "paused_seconds": one.paused // 1_000_000,
        "difference_seconds": one.left // 1_000_000 if known else None,
        "percent": round(one.percent, 2) if known else None,
        "started_at": clock.iso(one.started_at),
        "due_at": clock.iso(one.due_at),
        "ended_at": clock.iso(one.ended_at),
        "never_due": one.never_due,
    }
