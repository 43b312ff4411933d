"""A fishbone or a 5-Whys on paper, as large as it can be read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from incidentdesk import clock
from incidentdesk.investigate.cause_graph import CauseGraph
from incidentdesk.investigate.cause_record import cause_graph_of
from incidentdesk.investigate.fishbone_layout import Look
from incidentdesk.investigate.fishbone_pages import fishbone_pages
from incidentdesk.investigate.subject import INCIDENT, Subject
from incidentdesk.investigate.whys_layout import WhysLook
from incidentdesk.investigate.whys_pages import whys_pages
from incidentdesk.language import _, isolated
from incidentdesk.measure.printed import minute_and_zone
from incidentdesk.paper.diagram import diagram_story
from incidentdesk.paper.frame import PageSize, Sheet, write_document
from incidentdesk.paper.label import measured
from incidentdesk.prepare.setting import setting_of
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

FISHBONE, WHYS = "fishbone", "whys"


@dataclass(frozen=True, slots=True)
class DiagramReport:
    """What stands on the paper: the causes, and whose they are."""

    subject: Subject
    title: str
    team: str
    desk: str
    graph: CauseGraph


def gather_diagram(reader: Reader, subject: Subject, graph: CauseGraph | None = None) -> DiagramReport:
    """What is known about a subject and its causes; `graph` stands for those that are stored.

    Raises Refused where there is no such incident or problem, or where nothing has been investigated yet.
    """
    if subject.noun == INCIDENT:
        facts = "i.title, coalesce(t.name, '') FROM incident i LEFT JOIN team t ON t.id = i.team_id WHERE i.id = :id"
    else:
        facts = "p.title, '' FROM problem p WHERE p.id = :id"
    rows = reader.rows(f"SELECT {facts}", {"id": subject.id})
    if not rows:
        raise Refused(_("There is no {number}.").format(number=subject.number))
    graph = graph or cause_graph_of(reader, subject)
    if graph is None:
        raise Refused(
            _("Nothing has been investigated about {number} yet. Add a cause first.").format(number=subject.number)
        )
    title, team = rows[0]
    return DiagramReport(subject, str(title), str(team), str(setting_of(reader, "desk_name")), graph)


def diagram_report(
    report: DiagramReport,
    kind: str,
    path: Path | str,
    *,
    zone: tzinfo,
    made_by: str,
    made_at: int,
    page_size: PageSize | str = "A4",
    right_to_left: bool = False,
    cancelled: Callable[[], bool] = lambda: False,
) -> str:
    """Write the FISHBONE or the WHYS as a PDF; returns the sentence that says on which pages it stands, and why.

    In a hidden round it shows the votes of `made_by` only. `made_at` in microseconds since 1970.
    Raises Refused where the file cannot be written, or when it is cancelled.
    """
    size = PageSize(page_size)
    letter = size == PageSize.LETTER
    if kind == WHYS:
        today = clock.instant(made_at).astimezone(zone).date().isoformat()
        choice = whys_pages(report.graph, measured, WhysLook(seen_by=made_by, today=today), letter=letter)
        name = _("5-Whys of {number} {title}")
    else:
        look = Look(right_to_left=right_to_left, seen_by=made_by)
        choice = fishbone_pages(report.graph, measured, look, letter=letter)
        name = _("Fishbone of {number} {title}")
    title = name.format(number=report.subject.number, title=isolated(report.title))
    made = _("Made {time} by {person}").format(time=minute_and_zone(made_at, zone), person=isolated(made_by))
    sheet = Sheet(
        desk=report.desk, title=title, made=made, author=made_by, subject=title, mark=report.team, page_size=size
    )
    write_document(path, diagram_story(choice, title), sheet, cancelled=cancelled)
    return choice.why
