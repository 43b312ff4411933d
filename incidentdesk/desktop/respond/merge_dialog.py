"""Choosing the incident into which alerts go, by its number or by words of its title."""

from typing import TYPE_CHECKING, Any

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import incident_id_of, number
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import _, ngettext
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.alerts_tab import AlertsTab

_MOST = 2_000
_WIDTH = 560


class MergeDialog(GestureDialog):
    def __init__(self, desk: Desk, alert_ids: list[int], pane: "AlertsTab") -> None:
        count = len(alert_ids)
        title = ngettext("Merge {count} alert into an incident", "Merge {count} alerts into an incident", count)
        super().__init__(desk, title.format(count=count), _("Merge"), pane.window())
        self._ids, self._pane = alert_ids, pane
        self.incident = NameField(_("Incident"))
        self.incident.setPlaceholderText(_("INC-0042, or words of its title"))
        self.incident.textChanged.connect(self.check)
        self.add_field(_("&Incident"), self.incident, _("A number, or words that complete from the open incidents"))
        self._body.addStretch(1)
        self.wanted.connect(self._merge)
        self.setMinimumWidth(_WIDTH)
        self.ready()
        self.incident.setFocus()
        desk.background.run(open_incidents, desk.database, then=self.incident.offer, failed=self.fail)

    def why_not(self) -> str:
        try:
            self.incident_id()
        except Refused as refused:
            return str(refused) if self.incident.text().strip() else _("Choose an incident, or write its number.")
        return ""

    def incident_id(self) -> int:
        """Raises Refused where no incident is named."""
        words = self.incident.text().split()
        return incident_id_of(words[0] if words else "")

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


def open_incidents(database: Any) -> list[str]:
    """Number and title of the open incidents, the latest first."""
    states = {f"state_{place}": str(state) for place, state in enumerate(OPEN_STATES)}
    with database.read() as reader:
        rows = reader.rows(
            "SELECT id, title FROM incident WHERE withdrawn_at IS NULL"
            f" AND state IN ({', '.join(f':{name}' for name in states)}) ORDER BY updated_at DESC, id DESC LIMIT :most",
            {"most": _MOST, **states},
        )
    return [f"{number(row[0])} {row[1]}" for row in rows]
