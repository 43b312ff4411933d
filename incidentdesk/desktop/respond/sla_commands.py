"""What can be done with the clocks of the incident on the page."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.respond.sla_explain_sheet import SlaExplainSheet
from incidentdesk.language import _

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage


class SlaCommands(QObject):
    def __init__(self, page: "IncidentPage") -> None:
        super().__init__(page)
        self._page = page
        page.desk.registry.add_all(self.actions(), page)
        page.header.clocks.explain_wanted.connect(self.explain)

    def actions(self) -> list[Action]:
        return [
            Action(
                "incident.explain_sla", _("E&xplain the SLA clocks…"), self.explain, icon="sla", shortcuts=("Shift+S",),
                scope="incident", menu="incident/respond", section=60, why_disabled=self._why_absent,
                synonyms=_("service level due breach deadline"),
            )
        ]  # fmt: skip

    def explain(self, place: int = 0) -> None:
        """Show why the clock at that place, the most urgent one first, shows what it shows."""
        SlaExplainSheet(self._page.desk, self._page.incident_id, place, self._page.window()).open()

    def _why_absent(self) -> str:
        return "" if self._page.loaded else _("The incident is not shown yet.")
