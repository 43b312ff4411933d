"""The reports that can be printed at once, from the menu, the palette, and the page of reports."""

from collections.abc import Callable
from dataclasses import dataclass

from incidentdesk.desktop.measure.binder import printable_binder
from incidentdesk.desktop.measure.printable_reports import printable_actions, printable_services, printable_sla
from incidentdesk.desktop.printable import Printable, PrintablePeriod
from incidentdesk.language import N_


@dataclass(frozen=True, slots=True)
class ReportKind:
    """A report that can be printed at once; the texts are marked for translation."""

    key: str
    icon: str
    title: str
    sentence: str
    printable: Callable[[], Printable]
    synonyms: str
    shortcuts: tuple[str, ...] = ()


KINDS = (
    ReportKind(
        "period", "report", N_("Period report"),
        N_("How a month went: summary, times, volume, causes, load, major incidents."), PrintablePeriod,
        N_("monthly quarterly weekly management pdf"),
    ),
    ReportKind(
        "sla", "sla", N_("SLA report"), N_("What was met, and why each breach was one, piece by piece."), printable_sla,
        N_("breach compliance explain pdf"),
    ),
    ReportKind(
        "services", "service", N_("Service report"), N_("For each service: volume, times, availability, outages."),
        printable_services, N_("availability mtbf pdf"),
    ),
    ReportKind(
        "actions", "action", N_("Actions report"), N_("Corrective actions, overdue first, and whether they worked."),
        printable_actions, N_("corrective counter-measure effectiveness pdf"),
    ),
    ReportKind(
        "binder", "binder", N_("Crisis binder"), N_("Plans, contacts and rota, for the day without screens."),
        printable_binder, N_("print plans contacts rota emergency paper"), ("Ctrl+Alt+B",),
    ),
)  # fmt: skip
