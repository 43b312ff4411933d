"""What those who reported think of a period, and how well was drilled: never a score without its n."""

from collections.abc import Sequence

from reportlab.platypus import Flowable

from incidentdesk.language import _
from incidentdesk.measure.metric.definition import DEFINITIONS
from incidentdesk.measure.period_chart import charts_of
from incidentdesk.measure.period_content import PeriodContent
from incidentdesk.measure.period_section import FINE, RIGHT
from incidentdesk.measure.period_value import value_text
from incidentdesk.measure.printed import NEVER
from incidentdesk.paper.styles import STRONG
from incidentdesk.paper.table import Cell, Column, Table

_TOLD = ("csat", "response-rate", "drill-score")


def satisfaction_story(content: PeriodContent) -> list[Flowable]:
    columns = [
        Column(_("What"), share=1),
        Column(_("This period"), width=120, style=RIGHT.but(face=STRONG.face)),
        Column(_("Before"), width=120, style=RIGHT),
    ]
    return [
        Table(columns, [_row(content, name) for name in _TOLD], after=8),
        *charts_of(content, ["satisfaction", "drill-scores"], 135),
    ]


def _row(content: PeriodContent, name: str) -> Sequence[Cell]:
    definition, earlier = DEFINITIONS[name], content.earlier
    told = ((_(definition.label), STRONG), (_(definition.meaning), FINE))
    before = value_text(name, earlier.of(name)) if earlier else NEVER
    return told, value_text(name, content.figures.of(name)), before
