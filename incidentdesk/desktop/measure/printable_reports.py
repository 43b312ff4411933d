"""The reports of actions, SLAs and services as something that can be shown and printed."""

from functools import partial
from typing import TYPE_CHECKING, Any

from incidentdesk.desktop.measure.numbers_making import ACTIONS, SERVICES, SLA, TITLE, write_pages
from incidentdesk.desktop.printable import PrintableReport
from incidentdesk.language import _

if TYPE_CHECKING:
    from incidentdesk.desktop.desk import Desk

LAST_MONTH = "last-month"


def printable_actions(query: str = "") -> PrintableReport:
    """The corrective actions that a filter of their list means."""
    return _printable(ACTIONS, "", query)


def printable_sla(span: str = LAST_MONTH, query: str = "") -> PrintableReport:
    """How SLAs were kept; `span` is a choice of `measure.dashboard.SPANS` or a period as it is written."""
    return _printable(SLA, span, query)


def printable_services(span: str = LAST_MONTH, service: str = "") -> PrintableReport:
    """How all services did, or one by its name; `span` as above."""
    return _printable(SERVICES, span, service)


def _printable(kind: str, span: str, chosen: str) -> PrintableReport:
    title = _(TITLE[kind])
    name = " ".join(part for part in (title, chosen if kind == SERVICES else "", span) if part)
    return PrintableReport(title, name, partial(write_pages, kind, span, chosen), partial(_options, kind, span, chosen))


def _options(kind: str, span: str, chosen: str, desk: "Desk") -> Any:
    from incidentdesk.desktop.measure.numbers_options import NumbersOptions

    return NumbersOptions(desk, kind, span, chosen)
