"""Making the PDF that the preview shows; everything here runs in a worker."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from incidentdesk import clock
from incidentdesk.desktop.background import Cancelled
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.own_command import run_own_command
from incidentdesk.desktop.printable import PrintableList, PrintableReport
from incidentdesk.investigate.subject import Subject

# A list up to this length is made in a worker's thread, a longer one in a process of its own.
MOST_HERE = 500


@dataclass(frozen=True, slots=True)
class IncidentWish:
    incident_id: int
    page_size: str
    internal: bool = True
    attachments: bool = True


@dataclass(frozen=True, slots=True)
class ReviewWish:
    """`outside` leaves out everything but overview, impact and message, and all names."""

    incident_id: int
    page_size: str
    outside: bool = False
    whole_timeline: bool = False
    diagrams: bool = True


@dataclass(frozen=True, slots=True)
class ListWish:
    """`only_selected` leaves out what is not selected in the list."""

    of: PrintableList
    page_size: str
    title: str
    columns: Sequence[str]
    only_selected: bool = False


@dataclass(frozen=True, slots=True)
class DiagramWish:
    """`kind` is "fishbone" or "whys"; `tell` takes the sentence that says which pages it took, in the worker."""

    kind: str
    subject: Subject
    page_size: str
    tell: Callable[[str], None]
    right_to_left: bool = False


@dataclass(frozen=True, slots=True)
class ReportWish:
    of: PrintableReport
    page_size: str


@dataclass(frozen=True, slots=True)
class PeriodWish:
    """`period` as it is written: 2026-10, 2026-Q4, 2026-10-01..2026-10-15, all."""

    page_size: str
    period: str
    query: str
    sections: Sequence[str]
    business: bool


Wish = PeriodWish | IncidentWish | ReviewWish | ListWish | DiagramWish | ReportWish


def make(
    desk: Desk, wish: Wish, path: Path, *, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
) -> Path:
    """Write the PDF and return its path; raises Refused as the reports do, or Cancelled."""
    if isinstance(wish, ListWish):
        _make_list(desk, wish, path, progress, cancelled)
    elif isinstance(wish, PeriodWish):
        _make_period(desk, wish, path, progress, cancelled)
    else:
        _MAKING[type(wish)](desk, wish, path, cancelled)
    if cancelled():
        # It was ready before it heard of it; nobody waits for the file.
        path.unlink(missing_ok=True)
        raise Cancelled
    return path


def _make_incident(desk: Desk, wish: IncidentWish, path: Path, cancelled: Callable[[], bool]) -> None:
    from incidentdesk.measure.incident_report import gather_incident_report, incident_report

    with desk.database.read() as reader:
        gathered = gather_incident_report(reader, wish.incident_id, zone=desk.zone)
    incident_report(
        gathered,
        path,
        zone=desk.zone,
        internal=wish.internal,
        made_by=desk.actor,
        made_at=clock.stored(clock.now()),
        page_size=wish.page_size,
        attachments=wish.attachments,
        cancelled=cancelled,
    )


def _make_review(desk: Desk, wish: ReviewWish, path: Path, cancelled: Callable[[], bool]) -> None:
    from incidentdesk.measure.review_content import gather_review_report
    from incidentdesk.measure.review_report import DESK, OUTSIDE, review_report

    with desk.database.read() as reader:
        gathered = gather_review_report(reader, wish.incident_id, zone=desk.zone)
    review_report(
        gathered,
        path,
        zone=desk.zone,
        made_by=desk.actor,
        made_at=clock.stored(clock.now()),
        audience=OUTSIDE if wish.outside else DESK,
        page_size=wish.page_size,
        whole_timeline=wish.whole_timeline,
        diagrams=wish.diagrams,
        cancelled=cancelled,
    )


def _make_diagram(desk: Desk, wish: DiagramWish, path: Path, cancelled: Callable[[], bool]) -> None:
    from incidentdesk.measure.diagram_report import diagram_report, gather_diagram

    with desk.database.read() as reader:
        gathered = gather_diagram(reader, wish.subject)
    why = diagram_report(
        gathered,
        wish.kind,
        path,
        zone=desk.zone,
        made_by=desk.actor,
        made_at=clock.stored(clock.now()),
        page_size=wish.page_size,
        right_to_left=wish.right_to_left,
        cancelled=cancelled,
    )
    wish.tell(why)


def _make_report(desk: Desk, wish: ReportWish, path: Path, cancelled: Callable[[], bool]) -> None:
    wish.of.write(desk, path, wish.page_size, cancelled)


_MAKING: dict[type, Callable[[Desk, Any, Path, Callable[[], bool]], None]] = {
    IncidentWish: _make_incident,
    ReviewWish: _make_review,
    DiagramWish: _make_diagram,
    ReportWish: _make_report,
}


def _make_list(
    desk: Desk,
    wish: ListWish,
    path: Path,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> None:
    ids = ids_of(desk, wish.of, only_selected=wish.only_selected)
    scope = scope_of(wish)
    if len(ids) > MOST_HERE:
        options = ["--query", scope, "--title", wish.title, "--page-size", wish.page_size, "--made-by", desk.actor]
        command = ["report", "list", *options, "--columns", ",".join(wish.columns), str(path)]
        run_own_command(desk.database, command, zone=desk.zone, ids=ids, progress=progress, cancelled=cancelled)
        return
    from incidentdesk.detect.register import Context, rows
    from incidentdesk.measure.list_report import list_report
    from incidentdesk.prepare.setting import setting_of

    with desk.database.read() as reader:
        found = rows(reader, ids, Context(clock.now(), desk.zone))
        name = setting_of(reader, "desk_name")
    list_report(
        found,
        path,
        title=wish.title,
        query_text=scope,
        zone=desk.zone,
        made_by=desk.actor,
        made_at=clock.stored(clock.now()),
        columns=wish.columns,
        desk=name,
        page_size=wish.page_size,
        progress=progress,
        cancelled=cancelled,
    )


def _make_period(
    desk: Desk,
    wish: PeriodWish,
    path: Path,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> None:
    """In a process of its own: charts and pages would take the interpreter from the window again and again."""
    command = ["report", "period", str(path), *period_arguments(wish), "--made-by", desk.actor]
    run_own_command(desk.database, command, zone=desk.zone, progress=progress, cancelled=cancelled)


def period_arguments(wish: PeriodWish) -> list[str]:
    """The options of the command for what was chosen."""
    chosen = ["--query", wish.query, "--sections", ",".join(wish.sections), "--page-size", wish.page_size]
    return ["--period", wish.period, *chosen, *(["--business"] if wish.business else [])]


def save_figures(desk: Desk, wish: PeriodWish, path: Path, *, cancelled: Callable[[], bool]) -> Path:
    """Write the numbers of a period report as the CSV or XLSX that the path names."""
    with TemporaryDirectory(prefix="incidentdesk-") as folder:
        option = "--xlsx" if path.suffix.lower() == ".xlsx" else "--csv"
        command = ["report", "period", str(Path(folder) / "unread.pdf"), *period_arguments(wish), option, str(path)]
        run_own_command(desk.database, command, zone=desk.zone, cancelled=cancelled)
    return path


def ids_of(desk: Desk, of: PrintableList, *, only_selected: bool) -> Sequence[int]:
    """What the list holds now, or what was selected in it."""
    from incidentdesk.detect.register import ids

    if only_selected:
        return of.selected
    with desk.database.read() as reader:
        return ids(reader, of.query, of.context)


def scope_of(wish: ListWish) -> str:
    """What the paper says about which incidents are on it."""
    from incidentdesk.language import _

    if not wish.only_selected:
        return wish.of.query_text
    if not wish.of.query_text.strip():
        return _("selected by hand")
    return _("{query} (of these, selected by hand)").format(query=wish.of.query_text)
