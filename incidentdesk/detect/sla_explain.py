"""Why a clock shows what it shows: its SLA, why that one, and each piece of time with the running total (rule 13)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from incidentdesk import clock
from incidentdesk.detect.number import number
from incidentdesk.detect.sla_clock import Clock, calendar_of, clock_of, clocks_of
from incidentdesk.detect.sla_event import Story, stories
from incidentdesk.detect.sla_policy import Policy, governing, policies_in_force, why_chosen
from incidentdesk.detect.sla_segment import Segment, rounds
from incidentdesk.detect.sla_wording import aim_text, clock_title, span_words, spoken_state
from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.business_time import MINUTE, WorkingTime, holidays_between, never_works, working_times
from incidentdesk.store.reading import Reader

_NAMED_DAYS = 6


@dataclass(frozen=True, slots=True)
class Explained:
    """A clock with all that it is made of. `segments` is empty where the SLA that it ended under is another one now."""

    clock: Clock
    why: str
    hours: str
    segments: tuple[Segment, ...] = ()


def explained(reader: Reader, incident_id: int, now: datetime) -> list[Explained]:
    """The clocks of an incident in their order, each explained; none where no SLA fits."""
    shown = clocks_of(reader, [incident_id], now).get(incident_id, ())
    story = stories(reader, [incident_id]).get(incident_id) if shown else None
    if story is None:
        return [Explained(one, "", "") for one in shown]
    policies = policies_in_force(reader)
    chosen = governing(policies, story)
    working = working_times(reader, {calendar_of(policy, each) for each, policy in chosen})
    made = {
        _key(one): Explained(one, why_chosen(policy, policies, each), _hours(hours, found), tuple(found))
        for each, policy in chosen
        for hours in [working[calendar_of(policy, each)]]
        for one, found in _made(each, policy, hours, clock.stored(now))
    }
    return [_explained(one, made.get(_key(one))) for one in shown]


def _made(story: Story, policy: Policy, working: WorkingTime, at: int) -> Iterator[tuple[Clock, Sequence[Segment]]]:
    for target, aim in policy.aims.get(story.priority, {}).items():
        for one in rounds(story, policy, target):
            yield clock_of(story, policy, target, aim, one, working, at)


def _key(one: Clock) -> tuple[str, str, int, int | None]:
    return one.kind, one.target, one.started_at, one.ended_at


def _explained(shown: Clock, made: Explained | None) -> Explained:
    """What is shown of a clock that has ended was written then, and the SLA may be another one by now."""
    if not shown.aim:
        return Explained(shown, _("It is what the tool said that the incident was imported from."), "")
    if made is None or (made.clock.aim, made.clock.elapsed) != (shown.aim, shown.elapsed):
        return Explained(shown, _("It is shown as it was written when it ended; the SLA has been changed since."), "")
    return Explained(shown, made.why, made.hours, made.segments)


def _hours(working: WorkingTime, found: Sequence[Segment]) -> str:
    if working.always:
        return _("Every hour counts, day and night.")
    if never_works(working):
        return _("The calendar {name} has no working hour, so it is never due.").format(name=isolated(working.name))
    said = _("Working hours of {name}, by the clock of {zone}.").format(name=isolated(working.name), zone=working.zone)
    closed = [day for each in found if each.counts for day in holidays_between(working, each.start, each.end)]
    return " ".join([said, *_closed(list(dict.fromkeys(closed)))])


def _closed(days: Sequence[date]) -> Iterator[str]:
    named = _(", ").join(day.isoformat() for day in days[:_NAMED_DAYS])
    if len(days) > _NAMED_DAYS:
        yield _("Closed on {days} and {count} other holidays.").format(days=named, count=len(days) - _NAMED_DAYS)
    elif days:
        yield _("Closed on {days}: holidays.").format(days=named)


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def fact_lines(each: Explained, zone: tzinfo) -> list[tuple[str, str]]:
    """What there is to know of a clock: labels and texts, times in a zone."""
    one = each.clock
    due = _("never") if one.never_due else "" if one.due_at is None else _minute(one.due_at, zone)
    found = [
        (_("State"), spoken_state(one)),
        (_("Target"), _aim(one)),
        (_("Elapsed"), span_words(one.elapsed, one.day)),
        (_("Actual"), _("{length} by the clock on the wall").format(length=span_words(one.actual))),
        (_("Paused"), span_words(one.paused, one.day) if one.paused else ""),
        (_("Started"), _minute(one.started_at, zone)),
        (_("Due"), due),
        (_("Ended"), "" if one.ended_at is None else _minute(one.ended_at, zone)),
        (_("How it ended"), _(one.given_up) if one.given_up else ""),
        (_("Difference"), _difference(one)),
        (_("SLA"), isolated(one.sla)),
        (_("Why this SLA"), each.why),
        (_("Hours"), each.hours),
    ]
    return [(label, text) for label, text in found if text]


def _aim(one: Clock) -> str:
    if not one.aim:
        return aim_text(one)
    return _("{aim} ({percent} % used)").format(aim=aim_text(one), percent=int(one.percent))


def _difference(one: Clock) -> str:
    if not one.aim:
        return ""
    length = span_words(abs(one.left), one.day)
    text = _("{length} over the target") if one.left < 0 else _("{length} left")
    return text.format(length=length)


def segment_cells(each: Segment, day: int, zone: tzinfo) -> tuple[str, str, str, str, str, str]:
    """From, to, state, whether it counts and why, what counts of it, and the running total."""
    state = _(each.state)
    if each.hold_reason:
        state = _("{state}, {reason}").format(state=state, reason=_(each.hold_reason))
    # In whole minutes that add up to the total.
    minutes = each.total // MINUTE - (each.total - each.counted) // MINUTE
    counted = span_words(minutes * MINUTE, day) if each.counts else _("not counted")
    return (
        _minute(each.start, zone), _minute(each.end, zone), state, _why(each), counted, span_words(each.total, day)
    )  # fmt: skip


def _why(each: Segment) -> str:
    if each.idle < MINUTE:
        return _(each.why)
    if not each.counted:
        return _("{why}; outside working hours").format(why=_(each.why))
    return _("{why}; {length} outside working hours").format(why=_(each.why), length=span_words(each.idle))


HEADINGS = (N_("From"), N_("To"), N_("State"), N_("Why"), N_("Counted"), N_("Total"))


def explanation_text(incident_id: int, found: Sequence[Explained], zone: tzinfo) -> str:
    """Everything as text, to be copied or printed."""
    if not found:
        return _("{number}: no SLA fits this incident, so it has no clock.").format(number=number(incident_id))
    return "\n\n".join([number(incident_id), *(_text(each, zone) for each in found)])


def _text(each: Explained, zone: tzinfo) -> str:
    lines = [clock_title(each.clock)]
    lines += [f"  {label + ':':<14} {text}" for label, text in fact_lines(each, zone)]
    rows = [segment_cells(segment, each.clock.day, zone) for segment in each.segments]
    if rows:
        headings = tuple(map(_, HEADINGS))
        widths = [max(len(row[place]) for row in (headings, *rows)) for place in range(len(headings))]
        lines += [""]
        lines += [
            "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in (headings, *rows)
        ]
    return "\n".join(lines)


def _minute(at: int, zone: tzinfo) -> str:
    return clock.instant(at).astimezone(zone).strftime("%Y-%m-%d %H:%M")
