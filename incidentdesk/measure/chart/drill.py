"""The queries of marks: what finds the very incidents that a mark counts."""

from datetime import date, timedelta

from incidentdesk.detect.query import Either, parse
from incidentdesk.measure.metric.period import Period


def drill(query: str, *terms: str) -> str:
    """The filter that has chosen the incidents of a chart, narrowed by more terms."""
    chosen = query.strip()
    if any(isinstance(term, Either) for term in parse(chosen).terms):
        chosen = f"({chosen})"
    return " ".join(term for term in (chosen, *terms) if term)


def days(first: date, last: date) -> str:
    """As a value of a date key, both days included."""
    return f"{first.isoformat()}..{last.isoformat()}"


def days_within(step: Period, period: Period) -> str:
    """The days of a step of time that also belong to the period."""
    first, until = inside(step, period)
    return days(first, until - timedelta(days=1))


def inside(step: Period, period: Period) -> tuple[date, date]:
    """From which day up to before which one a step of time lies in the period."""
    assert step.first is not None
    assert step.until is not None
    first = step.first if period.first is None else max(step.first, period.first)
    until = step.until if period.until is None else min(step.until, period.until)
    return first, until
