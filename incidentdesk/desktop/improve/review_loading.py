"""What the page of a review reads, in one go and away from the window."""

from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from incidentdesk import clock
from incidentdesk.drawing.shapes import Drawing
from incidentdesk.improve.review_record import ReviewRecord, review_record
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph
from incidentdesk.measure.judged_action import judged
from incidentdesk.prepare.known_names import known_names

FISHBONE, WHYS = "fishbone", "whys"


@dataclass(frozen=True, slots=True)
class Loaded:
    """`drawings` by FISHBONE and WHYS, those in which there is something to see; `staff` are the names that complete
    a lead, `people` those that a text without blame does not name."""

    record: ReviewRecord
    drawings: dict[str, Drawing]
    staff: tuple[str, ...]
    people: tuple[str, ...]


def load(database: Any, incident_id: int, zone: ZoneInfo) -> Loaded:
    """Raises Refused where there is no such incident."""
    today = clock.now().astimezone(zone).date().isoformat()
    with database.read() as reader:
        record = review_record(reader, incident_id, today=today)
        record = replace(record, actions=judged(reader, record.actions, clock.stored(clock.now())))
        names = known_names(reader)
    return Loaded(record, _drawings(record.graph), names.staff, names.staff)


def _drawings(graph: CauseGraph | None) -> dict[str, Drawing]:
    from incidentdesk.investigate.fishbone import fishbone
    from incidentdesk.investigate.whys_drawing import whys
    from incidentdesk.paper.label import measured

    found: dict[str, Drawing] = {}
    if graph is not None and any(graph.children(category.key) for category in graph.categories):
        found[FISHBONE] = fishbone(graph, measured).drawing
    if graph is not None and graph.answers(EFFECT):
        found[WHYS] = whys(graph, measured).drawing
    return found
