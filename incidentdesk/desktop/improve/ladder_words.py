"""How the ladder of incident commanders is said."""

from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.improve.commander_ladder import WANTED, Climber
from incidentdesk.improve.training_result import CommanderStep
from incidentdesk.language import _

_DONE: Mark = ("seal", "success")
_BEGUN: Mark = ("half", "warning")
_OPEN: Mark = ("ring", "text2")


def rung_mark(row: Climber, step: CommanderStep) -> Mark:
    if row.has(step):
        return _DONE
    return _BEGUN if row.shown(step) else _OPEN


def rung_text(row: Climber, step: CommanderStep) -> str:
    """ "1 of 2", or that it is signed."""
    if step == CommanderStep.QUALIFIED:
        return _("signed") if row.has(step) else _("not yet")
    return _("{count} of {all}").format(count=row.shown(step), all=WANTED[step])


def next_text(row: Climber) -> str:
    """What comes next for somebody."""
    step = row.next_step
    if step is None:
        return _("may lead")
    return _("{rung} next").format(rung=_(step))
