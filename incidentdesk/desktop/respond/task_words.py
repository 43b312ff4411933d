"""How a task is put into words and glyphs: who, when, and how it stands."""

from typing import NamedTuple

from incidentdesk.desktop import moment
from incidentdesk.language import _, isolated
from incidentdesk.respond.task import TaskState
from incidentdesk.respond.task_list import TaskRow


class Timing(NamedTuple):
    """`role` is the colour role of the theme in which it is written."""

    text: str
    role: str


def role_and_who(task: TaskRow) -> str:
    """ "Network engineer: Bo Diaz", "Scribe: nobody yet", "Facilities"."""
    if not task.role:
        return task.who
    return _("{role}: {person}").format(role=isolated(task.role), person=isolated(task.who or _("nobody yet")))


def offset_of(task: TaskRow) -> str:
    """ "T+15", "T+2 h"; "" where it has no time in a plan."""
    if task.due_at is None or task.activated_at is None:
        return ""
    minutes = round((task.due_at - task.activated_at) / moment.MINUTE)
    if abs(minutes) < 120 or minutes % 60:
        return _("T+{minutes} min").format(minutes=minutes) if minutes >= 0 else ""
    return _("T+{hours} h").format(hours=minutes // 60)


def timing(task: TaskRow, now: int) -> Timing:
    """What is said of the time of a task: due, late, done early, skipped, blocked."""
    if task.state == TaskState.SKIPPED:
        return Timing(_("↷ skipped"), "text2")
    if task.state == TaskState.DONE:
        return _when_done(task)
    if task.state == TaskState.BLOCKED:
        return Timing(_("‖ blocked"), "warning")
    if not task.active:
        return Timing(_("○ left open"), "text2")
    if task.due_at is None:
        return Timing("", "text2")
    left = task.due_at - now
    if left < 0:
        return Timing(_("⚠ {length} late").format(length=moment.length(max(moment.MINUTE, -left))), "danger")
    if left < moment.MINUTE:
        return Timing(_("⚠ due now"), "warning")
    return Timing(_("due in {length}").format(length=moment.length(left)), "warning" if left < _SOON else "text2")


_SOON = 5 * moment.MINUTE


def _when_done(task: TaskRow) -> Timing:
    if task.due_at is None or task.ended_at is None:
        return Timing(_("✓ done"), "success")
    over = task.ended_at - task.due_at
    if over > 0:
        return Timing(_("✓ {length} late").format(length=moment.length(max(moment.MINUTE, over))), "warning")
    if over <= -moment.MINUTE:
        return Timing(_("✓ {length} early").format(length=moment.length(-over)), "success")
    return Timing(_("✓ on time"), "success")


def state_words(task: TaskRow) -> str:
    return _(task.state)
