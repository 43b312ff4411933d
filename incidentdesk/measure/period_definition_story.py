"""The last pages of the report of a period: all figures exactly as in its data, and what each of them means."""

from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.platypus import Flowable

from incidentdesk.language import _, isolated, ngettext
from incidentdesk.measure.comparison import TESTS
from incidentdesk.measure.metric.definition import DEFINITIONS, POPULATION, STATISTICS, Unit
from incidentdesk.measure.metric_file import value_object
from incidentdesk.measure.period_content import PeriodContent
from incidentdesk.measure.period_label import period_label
from incidentdesk.measure.period_section import FINE, RIGHT, numbers, sub
from incidentdesk.measure.printed import NEVER, minute_and_zone
from incidentdesk.paper.styles import CELL, NOTE, STRONG
from incidentdesk.paper.table import Cell, Column, Table, facts
from incidentdesk.paper.text import Text

_MOST_ANOMALIES = 100


def figures_story(content: PeriodContent) -> list[Flowable]:
    """Every metric to the last digit that its CSV and its workbook have."""
    note = _(
        "The numbers of this report as its CSV and its workbook have them: times in seconds, shares from 0 to 1, scores"
        " of drills in points of 100."
    )
    return [Text(note, NOTE.but(after=6)), Table(_figure_columns(), list(_figure_rows(content)))]


def _figure_columns() -> list[Column]:
    return [
        Column(_("Metric"), share=1, style=CELL.but(size=8)),
        *(
            Column(heading, width=width, style=RIGHT.but(size=8))
            for heading, width in (
                (_("n"), 36),
                (_("Of"), 36),
                (_("Median"), 72),
                (_("90th perc."), 72),
                (_("Mean"), 78),
                (_("Value"), 50),
            )
        ),
    ]


def _figure_rows(content: PeriodContent) -> Iterator[Sequence[Cell]]:
    for name, values in content.figures.values.items():
        found = value_object(values[0])
        share = found["share"] if DEFINITIONS[name].unit is Unit.SHARE else found["value"]
        exact = (found[key] for key in ("n", "population", "median", "p90", "mean"))
        yield _(DEFINITIONS[name].label), *map(_exact, exact), _exact(share)


def _exact(value: Any) -> str:
    return NEVER if value is None else str(value)


def definitions_story(content: PeriodContent) -> list[Flowable]:
    columns = [
        Column(_("Metric"), share=0.8, style=STRONG),
        Column(_("What it is and how it is reckoned"), share=1.7),
        Column(_("Left out"), share=1),
    ]
    rows = [_definition_row(name) for name in content.figures.values]
    rules = [Text(_(each), NOTE) for each in (POPULATION, STATISTICS, TESTS)]
    return [
        *sub(_("About these numbers"), facts(list(_about(content)), label_width=112)),
        *sub(_("Rules for all of them"), *rules),
        *sub(_("Metrics"), Table(columns, rows)),
    ]


def _definition_row(name: str) -> Sequence[Cell]:
    each = DEFINITIONS[name]
    told = ((_(each.meaning), FINE), (_(each.formula), FINE))
    return _(each.label), told, ((_(each.left_out) if each.left_out else NEVER, FINE),)


def _about(content: PeriodContent) -> Iterator[tuple[str, Cell]]:
    period, out = content.period, content.left_out
    yield _("Period"), f"{period_label(period)} ({period.first or NEVER} – {period.last or NEVER})"
    yield _("Incidents"), isolated(content.query) if content.query else _("all that are not in the trash")
    yield _("Data cut-off"), minute_and_zone(content.now, content.zone)
    yield _("Time zone"), str(getattr(content.zone, "key", None) or content.zone)
    yield _("Calendars"), _calendars(content)
    yield (
        _("Left out"),
        _("{canceled} canceled, {duplicates} duplicates; {children} children count in volume only.").format(
            canceled=out.canceled, duplicates=out.duplicates, children=out.children
        ),
    )
    yield _("Anomalies"), _anomalies(content)


def _calendars(content: PeriodContent) -> str:
    names = [isolated(name) if name else _("every hour") for name in content.figures.calendars]
    told = ", ".join(names) or _("none was needed")
    return told if content.business else _("{calendars} (for the first response only)").format(calendars=told)


def _anomalies(content: PeriodContent) -> str:
    """The incidents that ended before they began; they enter no figure."""
    ids = list(dict.fromkeys(each.incident_id for each in content.figures.anomalies))
    if not ids:
        return _("None: no incident ended before it began.")
    sentence = ngettext(
        "{count} incident has a stage that ended before it began, and is left out of its time: {numbers}.",
        "{count} incidents have a stage that ended before it began, and are left out of its time: {numbers}.",
        len(ids),
    )
    return sentence.format(count=len(ids), numbers=numbers(ids, _MOST_ANOMALIES))
