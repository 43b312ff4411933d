"""The columns of the comparison of SLAs: what was met on both sides, and the clocks with another outcome."""

from collections.abc import Callable
from typing import Any

from incidentdesk.desktop.records.column import Column
from incidentdesk.detect.number import number
from incidentdesk.detect.sla_clock import Clock, ClockState
from incidentdesk.detect.sla_wording import MINUTE, aim_text, span_words
from incidentdesk.language import N_, _
from incidentdesk.measure.metric.distribution import FEW, Share
from incidentdesk.measure.sla_what_if import ALL_PRIORITIES, Changed, Line
from incidentdesk.measure.sla_what_if_words import (
    changed_cells,
    difference_words,
    outcome_words,
    priority_words,
    share_words,
    target_words,
)
from incidentdesk.prepare.minutes import hours_text


def line_key(line: Line) -> tuple[str, str, int]:
    return line.kind, line.target, line.priority


def changed_key(each: Changed) -> tuple[int, str, str, int | None]:
    return each.incident_id, each.after.kind, each.after.target, each.after.ended_at


def _met(share: Share) -> str:
    """With the n that it rests on."""
    return _("{share} n={n}").format(share=share_words(share), n=f"{share.n:,}") if share.n else share_words(share)


def _is_sum(line: Line, _now: Any) -> bool:
    return line.priority == ALL_PRIORITIES


def _difference_role(line: Line, _now: Any) -> str:
    before, after = line.before.value, line.after.value
    if before is None or after is None or before == after or min(line.before.n, line.after.n) < FEW:
        return "text2"
    return "danger" if after < before else "success"


def _count(count: Callable[[Line], int]) -> dict[str, Any]:
    return {"text": lambda line, _now: f"{count(line):,}" if count(line) else "–", "sort": count, "trailing": True}


LINES = (
    Column("what", N_("Target"), lambda line, _now: f"{target_words(line.kind, line.target)} · "
           f"{priority_words(line.priority)}", line_key, strong=_is_sum),
    Column("before", N_("Met today"), lambda line, _now: _met(line.before),
           lambda line: line.before.value if line.before.value is not None else -1, 204, 1, strong=_is_sum),
    Column("after", N_("Met as proposed"), lambda line, _now: _met(line.after),
           lambda line: line.after.value if line.after.value is not None else -1, 204, 1, strong=_is_sum),
    Column("difference", N_("Difference"), lambda line, _now: difference_words(line),
           lambda line: (line.after.value or 0) - (line.before.value or 0), 108, 2, role=_difference_role),
    Column("breached", N_("Newly late"), width=96, rank=3, **_count(lambda line: line.newly_breached)),
    Column("met", N_("Newly met"), width=96, rank=4, **_count(lambda line: line.newly_met)),
)  # fmt: skip


def _hours(one: Clock) -> str:
    """In hours however many they are, so that both lengths can be compared at a glance."""
    elapsed, aim = (hours_text(amount // MINUTE) for amount in (one.elapsed, one.aim))
    return _("{elapsed} of {aim}").format(elapsed=elapsed, aim=aim)


def _used(one: Clock) -> str:
    return _("{elapsed} of {aim}").format(elapsed=span_words(one.elapsed, one.day), aim=aim_text(one))


def _mark(one: Clock) -> tuple[str, str]:
    return ("cross", "danger") if one.state is ClockState.BREACHED else ("check", "success")


def _side(key: str, title: str, clock_of: Callable[[Changed], Clock], rank: int) -> Column:
    return Column(
        key, title, lambda each, _now: _hours(clock_of(each)), lambda each: clock_of(each).elapsed, 192, rank,
        whole=lambda each, _now: f"{outcome_words(clock_of(each))}: {_used(clock_of(each))}",
        mark=lambda each: _mark(clock_of(each)), role=lambda *_: "text2",
    )  # fmt: skip


CHANGED = (
    Column("number", N_("Number"), lambda each, _now: number(each.incident_id), lambda each: each.incident_id, 84, 1),
    Column("title", N_("Title"), lambda each, _now: " ".join(each.title.split()), lambda each: each.title.casefold()),
    Column("target", N_("Target"), lambda each, _now: target_words(each.after.kind, each.after.target),
           lambda each: each.after.target, 124, 4),
    Column("priority", N_("Priority"), lambda each, _now: priority_words(each.priority), lambda each: each.priority,
           112, 5, role=lambda *_: "text2"),
    _side("before", N_("Today"), lambda each: each.before, 2),
    _side("after", N_("As proposed"), lambda each: each.after, 3),
    Column("ended", N_("Ended"), lambda each, now: changed_cells(each, now.zone)[-1],
           lambda each: each.after.ended_at or 0, 136, 6, role=lambda *_: "text2"),
)  # fmt: skip
