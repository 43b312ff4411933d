"""The impact of an incident in numbers: spans between its stage times, by the wall clock.

Definitions after features.md 5. A span of which one time is missing is not recorded; "now" never stands in for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidentdesk.detect.stage_time import TIME_NAME
from incidentdesk.language import N_, _

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Span:
    """How long something took; `length` is None where it is not recorded, `why` then says what is missing.

    `note` names a time that had to stand in for the one of the definition.
    """

    key: str
    name: str
    definition: str
    length: timedelta | None = None
    why: str = ""
    note: str = ""

    @property
    def text(self) -> str:
        """ "2 h 31 min", or that it is not recorded."""
        return length_text(self.length) if self.length is not None else _("not recorded")


# Where from and where to; a second name stands in where the first is missing.
_SPANS: tuple[tuple[str, str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "impact",
        N_("Duration of the impact"),
        N_("from occurred to mitigated, else to restored"),
        ("occurred_at", "detected_at"),
        ("mitigated_at", "restored_at"),
    ),
    ("detect", N_("Time to detect"), N_("from occurred to detected"), ("occurred_at",), ("detected_at",)),
    (
        "acknowledge",
        N_("Time to acknowledge"),
        N_("from detected to acknowledged"),
        ("detected_at",),
        ("acknowledged_at",),
    ),
    (
        "respond",
        N_("Time to first response"),
        N_("from created to the first public answer"),
        ("created_at",),
        ("first_response_at",),
    ),
    ("mitigate", N_("Time to mitigate"), N_("from occurred to mitigated"), ("occurred_at",), ("mitigated_at",)),
    (
        "restore",
        N_("Time to restore"),
        N_("from occurred to restored"),
        ("occurred_at", "detected_at"),
        ("restored_at",),
    ),
    ("resolve", N_("Time to resolve"), N_("from created to resolved"), ("created_at",), ("resolved_at",)),
)


def meanings() -> str:
    """What the times mean between which the spans run."""
    return _(
        "Acknowledged is when somebody first took it on; mitigated, when the impact ended, if only by a workaround;"
        " restored, when the service was found to be normal again; resolved, the last time that it was."
    )


def spans(times: Mapping[str, datetime | None]) -> list[Span]:
    """All spans of an incident from its stage times, by the names of their columns."""
    return [_span(times, *row) for row in _SPANS]


def _span(
    times: Mapping[str, datetime | None],
    key: str,
    name: str,
    definition: str,
    starts: tuple[str, ...],
    ends: tuple[str, ...],
) -> Span:
    known = Span(key, _(name), _(definition))
    start, end = _first(times, starts), _first(times, ends)
    missing = [names[0] for names, found in ((starts, start), (ends, end)) if not found]
    if missing:
        names = ", ".join(_(TIME_NAME[each]) for each in missing)
        return _but(known, why=_("missing: {times}").format(times=names))
    if times[end] < times[start]:  # type: ignore[operator]
        return _but(
            known,
            why=_("{later} is before {earlier}").format(later=_(TIME_NAME[end]), earlier=_(TIME_NAME[start])),
        )
    stand_ins = [found for names, found in ((starts, start), (ends, end)) if found != names[0]]
    note = _("counted with {times}").format(times=", ".join(_(TIME_NAME[each]) for each in stand_ins))
    return _but(known, length=times[end] - times[start], note=note if stand_ins else "")  # type: ignore[operator]


def _but(span: Span, *, length: timedelta | None = None, why: str = "", note: str = "") -> Span:
    return Span(span.key, span.name, span.definition, length, why, note)


def _first(times: Mapping[str, datetime | None], names: tuple[str, ...]) -> str:
    return next((name for name in names if times.get(name) is not None), "")


def length_text(length: timedelta) -> str:
    """In its two largest units: "40 s", "4 min", "2 h 31 min", "3 d 4 h"."""
    if length < _MINUTE:
        return _("{count} s").format(count=int(length.total_seconds()))
    minutes = length // _MINUTE
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return _("{days} d {hours} h").format(days=days, hours=hours) if hours else _("{count} d").format(count=days)
    if hours and minutes:
        return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    return _("{count} h").format(count=hours) if hours else _("{count} min").format(count=minutes)
