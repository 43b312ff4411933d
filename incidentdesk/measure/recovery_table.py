"""The recovery of an incident on paper: restore tasks with their targets, and the exit criteria."""

from collections.abc import Iterator

from reportlab.platypus import Flowable

from incidentdesk.language import _
from incidentdesk.measure.printed import NEVER
from incidentdesk.measure.recovery_told import CriterionTold, RecoveryTold, TaskTold
from incidentdesk.paper.styles import BODY, CELL, LABEL, STRONG, Align
from incidentdesk.paper.table import Cell, Column, Table
from incidentdesk.paper.text import Text


def recovery_blocks(recovery: RecoveryTold) -> Iterator[Flowable]:
    yield Text("\n".join(recovery.lines), BODY)
    if recovery.tasks:
        columns = [
            Column(_("No."), width=26, style=CELL.but(align=Align.RIGHT)),
            Column(_("Restored"), share=1.6),
            Column(_("State"), width=70),
            Column(_("RTO"), width=96),
            Column(_("RPO"), width=96),
        ]
        yield Table(columns, [_task_row(each) for each in recovery.tasks])
    if recovery.criteria:
        columns = [Column(_("Exit criterion"), share=1.2), Column(_("State"), width=70), Column(_("Why"), share=1)]
        yield Table(columns, [_criterion_row(each) for each in recovery.criteria])


def _task_row(each: TaskTold) -> tuple[Cell, ...]:
    below = " · ".join(part for part in (each.phase, each.who, " ".join(each.result.split())) if part)
    return str(each.number), ((each.title, STRONG), (below, LABEL)), each.state, each.rto or NEVER, each.rpo or NEVER


def _criterion_row(each: CriterionTold) -> tuple[Cell, ...]:
    title: Cell = ((each.title, STRONG), (each.by, LABEL)) if each.by else each.title
    return title, each.state, each.reason or NEVER
