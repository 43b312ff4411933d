"""Choosing an incident, by its number or by words of its title, for something that is done with it."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.detect.number import incident_id_of, number
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_MOST = 2_000
_WIDTH = 560
_STATES = {f"state_{place}": str(state) for place, state in enumerate(OPEN_STATES)}
_OPEN = f"state IN ({', '.join(f':{name}' for name in _STATES)}) ORDER BY updated_at DESC, id DESC"
_PAST = "resolved_at IS NOT NULL ORDER BY major DESC, resolved_at DESC, id DESC"
Offered = Callable[[Any], list[str]]


class IncidentDialog(GestureDialog):
    """`verb` stands on its button, `hint` says which incidents complete what is typed, and `offered` reads them."""

    def __init__(self, desk: Desk, title: str, verb: str, hint: str, offered: Offered, parent: QWidget) -> None:
        super().__init__(desk, title, verb, parent)
        self.incident = NameField(_("Incident"))
        self.incident.setPlaceholderText(_("INC-0042, or words of its title"))
        self.incident.textChanged.connect(self.check)
        self.add_field(_("&Incident"), self.incident, hint)
        self._body.addStretch(1)
        self.setMinimumWidth(_WIDTH)
        self.ready()
        self.incident.setFocus()
        desk.background.run(offered, desk.database, then=self.incident.offer, failed=self.fail)

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


def open_incidents(database: Any) -> list[str]:
    """Number and title of the open incidents, the latest first."""
    with database.read() as reader:
        return _titles(reader, _OPEN, _STATES)


def past_incidents(database: Any) -> list[str]:
    """Number and title of what was resolved, majors first, the latest first."""
    with database.read() as reader:
        return _titles(reader, _PAST, {})


def _titles(reader: Reader, which: str, parameters: Mapping[str, str]) -> list[str]:
    sql = f"SELECT id, title FROM incident WHERE withdrawn_at IS NULL AND {which} LIMIT :most"
    return [f"{number(row[0])} {row[1]}" for row in reader.rows(sql, {"most": _MOST, **parameters})]
