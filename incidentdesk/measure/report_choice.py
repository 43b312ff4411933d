"""What can be chosen about a report that is kept: which one, of what time and incidents, and as which files."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import date, tzinfo
from typing import Any

from incidentdesk.language import N_, _, isolated
from incidentdesk.measure.metric.period import STEPS, Period, between, day_of
from incidentdesk.refusal import Refused

REPORT_NAME = {
    "period": N_("Period report"),
    "actions": N_("Actions"),
    "sla": N_("SLA"),
    "service": N_("Service"),
}
# What can be chosen about each beside its period, its paper and its numbers as CSV.
TAKES = {
    "period": frozenset({"query", "business", "sections", "xlsx"}),
    "actions": frozenset({"query"}),
    "sla": frozenset({"query"}),
    "service": frozenset({"service"}),
}
RANGE = "range"
PERIOD_NAME = {
    "week": N_("Week"),
    "month": N_("Month"),
    "quarter": N_("Quarter"),
    "year": N_("Year"),
    RANGE: N_("From … to …"),
}
PAGE_SIZES = ("A4", "Letter")
FORMATS = ("pdf", "csv", "xlsx")


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """`first` and `last` are days as YYYY-MM-DD for a range; without `sections` the usual are in it, without `service`
    all services.

    `business` counts in working hours. The fields are those of the JSON in report_definition.choice, beside `report`.
    """

    report: str = "period"
    period: str = "month"
    first: str = ""
    last: str = ""
    query: str = ""
    service: str = ""
    business: bool = False
    sections: tuple[str, ...] = ()
    page_size: str = "A4"
    formats: tuple[str, ...] = ("pdf",)


def choice_text(choice: ReportChoice) -> str:
    """The JSON of a choice; which report it is stands in a column of its own."""
    kept = {name: value for name, value in asdict(choice).items() if name != "report"}
    return json.dumps(kept, ensure_ascii=False)


def read_choice(report: str, text: str) -> ReportChoice:
    """The choice that is written so; raises Refused for what a newer program or a stranger has written."""
    return checked_choice(ReportChoice(**{**read_fields(ReportChoice, text), "report": report}))


def read_fields(kind: type, text: str) -> dict[str, Any]:
    """The fields of a dataclass out of JSON; lists become tuples. Raises Refused for any other form."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    usual = {each.name: each.default for each in fields(kind)}
    if not isinstance(found, dict) or not found.keys() <= usual.keys():
        raise Refused(unreadable())
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}
    for name, value in values.items():
        texts = not isinstance(value, tuple) or all(isinstance(each, str) for each in value)
        if type(value) is not type(usual[name]) or not texts:
            raise Refused(unreadable())
    return values


def unreadable() -> str:
    return _("This report was kept by another version of the program, or its file is damaged. Choose anew what it is.")


def checked_choice(choice: ReportChoice) -> ReportChoice:
    """The choice itself; raises Refused for what can't be reported."""
    if choice.report not in REPORT_NAME:
        raise Refused(_("There is no report “{name}”.").format(name=isolated(choice.report)))
    if choice.period not in PERIOD_NAME:
        raise Refused(_("Choose a week, a month, a quarter, a year, or two days."))
    if choice.page_size not in PAGE_SIZES:
        raise Refused(_("Paper is A4 or Letter."))
    if not choice.formats or not set(choice.formats) <= set(FORMATS):
        raise Refused(_("Choose at least one kind of file: PDF, CSV or XLSX."))
    if "xlsx" in choice.formats and "xlsx" not in TAKES[choice.report]:
        raise Refused(_("Only the period report is made for Excel. Take XLSX away; CSV has the same numbers."))
    if choice.period == RANGE:
        _range(choice)
    return choice


def _range(choice: ReportChoice) -> tuple[date, date]:
    try:
        first, last = date.fromisoformat(choice.first), date.fromisoformat(choice.last)
    except ValueError:
        raise Refused(_("Give the first and the last day.")) from None
    if last < first:
        raise Refused(
            _("The period ends on {last}, before it begins on {first}. Swap them.").format(first=first, last=last)
        )
    return first, last


def period_before(choice: ReportChoice, now: int, zone: tzinfo) -> Period:
    """The whole period that ended last before an instant (microseconds since 1970); a range is what it is."""
    if choice.period == RANGE:
        return between(*_range(choice), zone)
    return period_that_ended(choice.period, day_of(now, zone), zone)


def period_that_ended(kind: str, day: date, zone: tzinfo) -> Period:
    """The week, month, quarter or year before that of a day."""
    running = STEPS[kind](day, zone)
    return STEPS[kind](date.fromordinal((running.first or day).toordinal() - 1), zone)
