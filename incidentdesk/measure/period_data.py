"""The numbers of the report of a period for other programs: the same, to the digit, as CSV and as a workbook."""

from pathlib import Path
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.number import number
from incidentdesk.language import _
from incidentdesk.measure.chart.drawn import Table
from incidentdesk.measure.metric.grouping import FIELDS
from incidentdesk.measure.metric_file import metric_rows, metric_tables, write_csv, write_xlsx
from incidentdesk.measure.period_content import PeriodContent


def period_csv(content: PeriodContent, path: Path) -> None:
    """Write all numbers of the report; raises Refused where that can't be."""
    write_csv(path, period_tables(content))


def period_xlsx(content: PeriodContent, path: Path) -> None:
    """Write all numbers of the report as sheets of a workbook; raises Refused where that can't be."""
    write_xlsx(path, period_tables(content))


def period_tables(content: PeriodContent) -> dict[str, Table]:
    """The metrics first, then in groups, then what each chart shows."""
    tables = metric_tables(content.figures, _about(content))
    if content.earlier is not None:
        tables[_("Period before")] = Table(*metric_rows(content.earlier))
    for by, measurement in content.by.items():
        tables[_("By {field}").format(field=_(FIELDS[by]).lower())] = Table(*metric_rows(measurement))
    for charted in content.charts.values():
        tables[_(charted.chart.title)] = charted.chart.table(charted.data)
    tables[_("Root causes")] = Table(
        (_("Root cause"), _("Incidents"), _("Numbers")),
        [(each.text, len(each.incidents), each.numbers) for each in content.causes],
    )
    tables[_("Summary")] = Table((_("Sentence"),), [(each,) for each in content.sentences])
    return tables


def _about(content: PeriodContent) -> dict[str, Any]:
    period = content.period
    return {
        _("Desk"): content.desk,
        _("Period"): period.key,
        _("From"): str(period.first or ""),
        _("To"): str(period.last or ""),
        _("Filter"): content.query,
        _("Times"): _("working hours") if content.business else _("calendar hours"),
        _("Time zone"): str(getattr(content.zone, "key", None) or content.zone),
        _("Data cut-off"): clock.iso(content.now),
        _("Left out of the period"): content.left_out.canceled + content.left_out.duplicates,
        _("Repeated incidents"): ", ".join(number(each) for each in content.repeated),
    }
