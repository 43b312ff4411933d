"""How a response kept to its plan, on paper: counts by phase, and each step that was not as the plan says (N4)."""

from collections.abc import Sequence

from reportlab.platypus import Flowable

from incidentdesk.language import _
from incidentdesk.measure.printed import NEVER
from incidentdesk.paper.styles import CELL, LABEL, STRONG, Align
from incidentdesk.paper.table import Cell, Column, Table
from incidentdesk.respond.adherence import PhaseAdherence, StepDeparture

_COUNT = CELL.but(align=Align.RIGHT)


def phases_table(plan: str, phases: Sequence[PhaseAdherence]) -> Flowable:
    """A line for each phase, with a dash where it has none of a kind."""
    counts = (_("Steps"), _("In time"), _("Late"), _("Skipped"), _("Open"), _("Added"))
    columns = [Column(plan), *(Column(name, width=50, style=_COUNT) for name in counts)]
    return Table(columns, [_phase_row(each) for each in phases])


def _phase_row(each: PhaseAdherence) -> tuple[Cell, ...]:
    counts = (each.steps, each.in_time, each.late, each.skipped, each.open, each.added)
    return each.phase, *(str(count or NEVER) for count in counts)


def departures_table(departures: Sequence[StepDeparture]) -> Flowable:
    columns = [
        Column(_("Not as the plan says"), width=110, style=LABEL),
        Column(_("Step"), share=1.2),
        Column(_("Why, or by how much"), share=1),
    ]
    return Table(columns, [_departure_row(each) for each in departures])


def _departure_row(each: StepDeparture) -> tuple[Cell, ...]:
    return str(_(each.kind)), ((each.title, STRONG), (each.phase, LABEL)), each.note or NEVER
