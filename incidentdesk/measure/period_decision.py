"""What a manager has to decide after a period: at most three things, each with the numbers that it follows from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from incidentdesk import clock
from incidentdesk.detect.priority import priority_label
from incidentdesk.improve.review_state import ReviewState
from incidentdesk.investigate.problem_list import problems
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.measure.metric.distribution import FEW, Share
from incidentdesk.store.reading import Reader

if TYPE_CHECKING:
    from incidentdesk.measure.period_content import PeriodContent

MOST = 3
_PRESSING = 2  # the lowest priority at which a problem without a plan is a matter for a manager
_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Decision:
    """`ask` is what is wanted, `reason` the numbers from which it follows."""

    ask: str
    reason: str


def decisions_of(reader: Reader, content: "PeriodContent") -> list[Decision]:
    """The most pressing first."""
    return list(islice(_decisions(reader, content), MOST))


def _decisions(reader: Reader, content: "PeriodContent") -> Iterator[Decision]:
    yield from _missed_target(content)
    yield from _overdue_actions(content)
    yield from _unreviewed(content)
    yield from _problems_without_plan(reader, content)
    yield from _causes_without_action(content)


def _missed_target(content: "PeriodContent") -> Iterator[Decision]:
    sla, interval = content.sla, content.sla.interval
    # Below the target by more than chance: the whole interval lies under it.
    if sla.value is None or interval is None or sla.n < FEW or interval[1] >= content.target:
        return
    missed = sla.n - sla.hits
    worst, share = _worst_priority(content)
    sentence = _(
        "{share} % were in time, the target is {target} % (n={n}). Of {all} missed ones {missed} were {priority}."
    )
    yield Decision(
        _("Choose between more capacity and another target for resolutions."),
        sentence.format(
            share=f"{sla.value * 100:.1f}",
            target=f"{content.target * 100:g}",
            n=sla.n,
            all=missed,
            missed=share,
            priority=worst,
        ),
    )


def _worst_priority(content: "PeriodContent") -> tuple[str, int]:
    """Of which priority most missed ones were, and how many."""
    found = content.by["priority"]
    missed = [each.n - each.hits for each in found.values["sla-resolution"] if isinstance(each, Share)]
    place = max(range(len(missed)), key=missed.__getitem__)
    return priority_label(place + 1), missed[place]


def _overdue_actions(content: "PeriodContent") -> Iterator[Decision]:
    late = [each for each in content.actions if each.overdue(content.today)]
    if not late:
        return
    first = min(late, key=lambda each: each.due_on)
    days = (date.fromisoformat(content.today) - date.fromisoformat(first.due_on)).days
    yield Decision(
        ngettext(
            "Give {count} overdue corrective action a new date or the means it needs, or drop it.",
            "Give {count} overdue corrective actions a new date or the means they need, or drop them.",
            len(late),
        ).format(count=len(late)),
        ngettext(
            "The longest overdue, by {days} day, is {number} {text} ({owner}).",
            "The longest overdue, by {days} days, is {number} {text} ({owner}).",
            days,
        ).format(days=days, number=first.number, text=isolated(first.text), owner=isolated(first.owner or _("nobody"))),
    )


def _unreviewed(content: "PeriodContent") -> Iterator[Decision]:
    waiting = [each for each in content.majors if each.review.wanted and each.review.resolved_at is not None]
    late = [each for each in waiting if (each.review.due_at or content.now) < content.now]
    if not late:
        return
    states = {each.review.state for each in late}
    numbers = ", ".join(each.number for each in late[:5]) + ("…" if len(late) > 5 else "")
    yield Decision(
        ngettext(
            "Name who reviews {count} major incident, and by when.",
            "Name who reviews {count} major incidents, and by when.",
            len(late),
        ).format(count=len(late)),
        _("Their review is overdue and has not begun: {numbers}.").format(numbers=numbers)
        if states == {ReviewState.NOT_STARTED}
        else _("Their review is overdue and not published: {numbers}.").format(numbers=numbers),
    )


def _problems_without_plan(reader: Reader, content: "PeriodContent") -> Iterator[Decision]:
    """Open problems of high priority for which nothing is planned after a month."""
    planned = {each.subject.problem_id for each in content.actions if each.subject}
    old = [
        each
        for each in problems(reader)
        if each.open
        and each.priority <= _PRESSING
        and each.id not in planned
        and each.created_at < content.now - 30 * _DAY
        and not content.query
    ]
    if old:
        first = min(old, key=lambda each: each.created_at)
        yield Decision(
            ngettext(
                "Accept the risk of {count} problem, or pay for the repair.",
                "Accept the risk of {count} problems, or pay for the repair.",
                len(old),
            ).format(count=len(old)),
            _("{number} {title} has been open since {day} and nothing is planned.").format(
                number=first.number,
                title=isolated(first.title),
                day=clock.instant(first.created_at).astimezone(content.zone).date(),
            ),
        )


def _causes_without_action(content: "PeriodContent") -> Iterator[Decision]:
    bare = [each for each in content.causes if not each.actions and len(each.incidents) > 1]
    if bare:
        yield Decision(
            _("Name an owner for the root cause that came back most often."),
            _("{cause} was behind {count} incidents, and nothing is planned against it.").format(
                cause=isolated(bare[0].text), count=len(bare[0].incidents)
            ),
        )
