"""What a page has to print or to export; the window asks the page that is shown.

A page that has something defines `printable() -> Printable`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from incidentdesk.detect.condition import Context
from incidentdesk.detect.query import Query
from incidentdesk.investigate.subject import Subject

if TYPE_CHECKING:
    from incidentdesk.desktop.desk import Desk


@dataclass(frozen=True, slots=True)
class PrintableIncident:
    incident_id: int


@dataclass(frozen=True, slots=True)
class PrintableReview:
    """The review of an incident."""

    incident_id: int


@dataclass(frozen=True, slots=True)
class PrintableList:
    """A list as it is filtered and ordered now.

    `columns` are fields of IncidentRow in the order of the list. `selected` are the ids that somebody has picked out,
    empty unless they are several. `count` is None while it is not known.
    """

    query: Query
    query_text: str
    context: Context
    title: str
    columns: Sequence[str] = ()
    selected: Sequence[int] = ()
    count: int | None = None


@dataclass(frozen=True, slots=True)
class PrintableDiagram:
    """The "fishbone" or the "whys" of an incident or a problem."""

    kind: str
    subject: Subject


@dataclass(frozen=True, slots=True)
class PrintablePeriod:
    """The report of a period; `span` is a choice of `measure.dashboard.SPANS` or a period as it is written."""

    span: str = "last-month"
    query: str = ""
    business: bool = False


@dataclass(frozen=True, slots=True)
class PrintableReport:
    """A report that `write` makes, in a worker; `options` are what can be chosen about it, if more than the paper."""

    title: str
    file_name: str
    write: "Callable[[Desk, Path, str, Callable[[], bool]], None]"
    options: "Callable[[Desk], Any] | None" = None


Printable = PrintableReport | PrintablePeriod | PrintableIncident | PrintableReview | PrintableList | PrintableDiagram
