"""The map of services on paper, as large as it can be read."""

from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path

from incidentdesk.detect.service_load import open_by_service
from incidentdesk.language import _
from incidentdesk.measure.printed import minute_and_zone
from incidentdesk.paper.diagram import diagram_story
from incidentdesk.paper.frame import PageSize, Sheet, write_document
from incidentdesk.paper.label import measured
from incidentdesk.paper.page_choice import Choice, chosen_pages
from incidentdesk.prepare.service_list import services
from incidentdesk.prepare.service_map import service_map
from incidentdesk.prepare.setting import setting_of
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader


def service_map_pages(reader: Reader, *, letter: bool = False) -> Choice:
    """The pages of the map with the incidents that are open now; raises Refused where there is no service."""
    rows = services(reader)
    if not rows:
        raise Refused(_("There are no services yet, so there is no map."))
    drawing = service_map(rows, measured, open_by_service(reader)).drawing
    return chosen_pages([lambda: drawing], letter=letter, upright=True)


def service_map_report(
    reader: Reader,
    path: Path | str,
    *,
    zone: tzinfo,
    made_by: str,
    made_at: int,
    page_size: PageSize | str = "A4",
    cancelled: Callable[[], bool] = lambda: False,
) -> str:
    """Write the map as a PDF; returns the sentence that says on which pages it stands, and why.

    `made_at` in microseconds since 1970. Raises Refused where the file can't be written, or when it is cancelled.
    """
    size = PageSize(page_size)
    choice = service_map_pages(reader, letter=size == PageSize.LETTER)
    title = _("Service map")
    made = _("Made {time} by {person}").format(time=minute_and_zone(made_at, zone), person=made_by)
    desk = str(setting_of(reader, "desk_name"))
    sheet = Sheet(desk=desk, title=title, made=made, author=made_by, subject=title, mark="", page_size=size)
    write_document(path, diagram_story(choice, title), sheet, cancelled=cancelled)
    return choice.why
