"""The charts of the report of a period as blocks for a page."""

from typing import TYPE_CHECKING

from incidentdesk.language import _
from incidentdesk.measure.chart.look import paper_look
from incidentdesk.measure.period_content import Charted, PeriodContent
from incidentdesk.paper.chart import Chart

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def charts_of(content: PeriodContent, names: "list[str] | tuple[str, ...]", height: float) -> list[Chart]:
    """So high, in points, with what they are called and how they are drawn."""
    return [_block(content.charts[name], height) for name in names if name in content.charts]


def _block(charted: Charted, height: float) -> Chart:
    chart, data = charted.chart, charted.data

    def drawing(width: float, tall: float) -> "Figure":
        return chart.draw(data, paper_look(width, tall)).figure

    return Chart(drawing, height, _(chart.title), chart.subtitle(data))
