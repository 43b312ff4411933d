"""How drills are said: their states, their results, and what leaves them."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale

from incidentdesk.improve.drill import DrillPart, DrillState
from incidentdesk.improve.drill_gap import seconds_text
from incidentdesk.improve.drill_list import DrillRow
from incidentdesk.improve.drill_result import ScoreLine
from incidentdesk.language import _, isolated, ngettext

# Shape and colour role of the mark of a state.
DRILL_MARK = {
    DrillState.SCHEDULED: ("ring", "info"),
    DrillState.RUNNING: ("half", "warning"),
    DrillState.PAUSED: ("minus", "danger"),
    DrillState.ENDED: ("check", "success"),
    DrillState.CANCELED: ("cross", "hint"),
}
_GOOD, _FAIR = 80, 60  # percent


def percent(total: int | None) -> str:
    """ "82 %"; a dash where nothing is known."""
    return "–" if total is None else _("{count}\N{NO-BREAK SPACE}%").format(count=QLocale().toString(total))


def score_role(total: int | None) -> str:
    """The colour role of a score in percent; it stands beside the number and never alone."""
    if total is None:
        return "hint"
    return "success" if total >= _GOOD else "warning" if total >= _FAIR else "danger"


def people_words(row: DrillRow) -> str:
    """ "5 people, 1 observer" """
    observers = sum(seat.part == DrillPart.OBSERVER for seat in row.seats)
    others = len(row.seats) - observers
    said = [ngettext("{count} person", "{count} people", others).format(count=others)] if others else []
    if observers:
        said.append(ngettext("{count} observer", "{count} observers", observers).format(count=observers))
    return ", ".join(said) or _("nobody yet")


def leaving_words(effects: Sequence[str]) -> str:
    """What leaves a drill, as the banner says it."""
    if not effects:
        return _("Nothing leaves this drill. No message, no call, no figure of the real desk.")
    names = ", ".join(isolated(name) for name in effects)
    return _("Messages do leave through {outlets}; each begins with [DRILL].").format(outlets=names)


def plan_words(row: DrillRow) -> str:
    """The plan that it drills, with its version once that is known."""
    if row.plan and row.plan_version is not None:
        return _("{plan}, version {number}").format(plan=row.plan, number=row.plan_version)
    return row.plan or _("no plan")


def result_words(line: ScoreLine, *, live: bool = False) -> str:
    """ "3:20 min, target 5:00 min"; the note where nothing was measured, of a drill that goes on that it may come."""
    if line.counts and line.target:
        return _("{actual} of {target} in time").format(actual=line.actual or 0, target=line.target)
    if line.actual is not None and line.target:
        return _("{actual}, target {target}").format(actual=seconds_text(line.actual), target=seconds_text(line.target))
    if line.actual is not None:
        return seconds_text(line.actual)
    if live and line.share is None and line.target:
        return _("not yet, target {target}").format(target=seconds_text(line.target))
    return line.note
