"""Choosing the incident into which alerts go, by its number or by words of its title."""

from typing import TYPE_CHECKING, Any

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.incident_dialog import IncidentDialog, open_incidents
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.language import _, ngettext

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.alerts_tab import AlertsTab


class MergeDialog(IncidentDialog):
    def __init__(self, desk: Desk, alert_ids: list[int], pane: "AlertsTab") -> None:
        count = len(alert_ids)
        title = ngettext("Merge {count} alert into an incident", "Merge {count} alerts into an incident", count)
        hint = _("A number, or words that complete from the open incidents")
        super().__init__(desk, title.format(count=count), _("Merge"), hint, open_incidents, pane.window())
        self._ids, self._pane = alert_ids, pane
        self.wanted.connect(self._merge)

    def _merge(self) -> None:
        ids, incident_id = self._ids, self.incident_id()
        said = ngettext("{count} alert merged into {number}", "{count} alerts merged into {number}", len(ids))

        def act(session: Any) -> None:
            from incidentdesk.respond.alert_taking import merge

            merge(session, ids, incident_id)

        write(
            self._desk, self, act, said.format(count=len(ids), number=number(incident_id)), toast=True,
            failed=self.fail, then=lambda _none: self.accept(),
        )  # fmt: skip
