"""What recovering brings to the page of an incident: recording the outage that it was."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.recover.outage_dialog import open_outage_dialog
from incidentdesk.detect.number import number
from incidentdesk.detect.typed_time import written_time
from incidentdesk.language import _

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage


class OutageCommands(QObject):
    """`menu_actions` are for the menu of the page."""

    menu_actions = ("incident.record_outage",)

    def __init__(self, page: "IncidentPage") -> None:
        super().__init__(page)
        self._page = page
        page.desk.registry.add(
            Action(
                "incident.record_outage", _("Record &outage…"), self.record, icon="outage", scope="incident",
                menu="incident", section=26, why_disabled=page.commands.why_nothing,
                synonyms=_("downtime service not available degraded"),
            ),
            page,
        )  # fmt: skip

    def record(self) -> None:
        """Begin with what the incident says: its service, since when, and until when."""
        facts = self._page.commands.sheet.facts
        began = facts["occurred_at"] or facts["detected_at"] or facts["created_at"]
        ended = facts["restored_at"]
        open_outage_dialog(
            self._page.desk,
            self._page,
            facts={
                "service": facts["service"],
                "began": self._written(began),
                "ended": self._written(ended if ended and ended > began else None),
                "incident": number(self._page.incident_id),
            },
        )

    def _written(self, instant: Any) -> str:
        return written_time(instant, self._page.desk.zone) if instant else ""
