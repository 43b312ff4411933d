"""How a response kept to its plan, beside its review: the counts of every run, and what was not as planned."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from incidentdesk.language import _, isolated
from incidentdesk.respond.adherence import Adherence, Departure, PhaseAdherence, StepDeparture

if TYPE_CHECKING:
    from incidentdesk.desktop.improve.review_side import Group

_ROLE = {Departure.LATE: "danger", Departure.SKIPPED: "warning", Departure.OPEN: "warning", Departure.ADDED: "info"}
_MOST = 10


def show_adherence(group: "Group", found: Iterable[Adherence]) -> None:
    group.clear()
    for each in found:
        plan = _("{plan}, version {number}").format(plan=isolated(each.run.plan), number=each.run.version)
        group.say(plan)
        group.say(counted(each.phases), "text2", "small")
        for step in each.departures[:_MOST]:
            group.say(step_words(step), _ROLE[step.kind], "small", step.phase)
        if len(each.departures) > _MOST:
            more = _("and {count} more").format(count=len(each.departures) - _MOST)
            group.say(more, "text2", "small")


def counted(phases: Iterable[PhaseAdherence]) -> str:
    """9 of 12 steps in time · 1 late · 1 skipped · 1 open · 2 added."""
    rows = list(phases)
    steps, in_time, late, skipped, left, added = (
        sum(getattr(row, name) for row in rows)
        for name in ("steps", "in_time", "late", "skipped", "open", "added")
    )  # fmt: skip
    parts = [_("{done} of {all} steps in time").format(done=in_time, all=steps)]
    for count, words in (
        (late, _("{count} late")), (skipped, _("{count} skipped")), (left, _("{count} open")),
        (added, _("{count} added")),
    ):  # fmt: skip
        if count:
            parts.append(words.format(count=count))
    return " · ".join(parts)


def step_words(step: StepDeparture) -> str:
    """Skipped: Call the provider (nobody had the number)."""
    said = _("{kind}: {step}").format(kind=_(step.kind), step=isolated(step.title))
    return f"{said} ({step.note})" if step.note else said
