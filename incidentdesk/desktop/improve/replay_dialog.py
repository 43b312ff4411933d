"""Choosing a past incident that is played once more as a drill."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import incident_id_of, number
from incidentdesk.language import _
from incidentdesk.refusal import Refused

_MOST = 2_000
_WIDTH = 560


def open_replay_dialog(desk: Desk, owner: QWidget, *, done: Callable[[int], None]) -> "ReplayDialog":
    """Make a scenario of a past incident; `done(id)` follows with the scenario."""
    dialog = ReplayDialog(desk, done, owner.window())
    dialog.open()
    return dialog


class ReplayDialog(GestureDialog):
    def __init__(self, desk: Desk, done: Callable[[int], None], parent: QWidget) -> None:
        super().__init__(desk, _("Replay a past incident"), _("Make a scenario"), parent)
        self._done = done
        self.incident = NameField(_("Incident"))
        self.incident.setPlaceholderText(_("INC-0042, or words of its title"))
        self.incident.textChanged.connect(self.check)
        self.add_field(_("&Incident"), self.incident, _("A number, or words that complete from what was resolved"))
        self._body.addStretch(1)
        self.wanted.connect(self._make)
        self.setMinimumWidth(_WIDTH)
        self.ready()
        self.incident.setFocus()
        desk.background.run(_past_incidents, desk.database, then=self.incident.offer, failed=self.fail)

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

    def _make(self) -> None:
        incident_id = self.incident_id()

        def act(session: Any) -> int:
            from incidentdesk.improve.scenario_replay import replay_of
            from incidentdesk.prepare.drill_scenario_change import create_scenario

            return create_scenario(session, **replay_of(session.reader, incident_id))

        said = _("Scenario made of {number}").format(number=number(incident_id))
        write(self._desk, self, act, said, then=self._made, failed=self.fail)

    def _made(self, scenario_id: int) -> None:
        self.accept()
        self._done(scenario_id)


def _past_incidents(database: Any) -> list[str]:
    """Number and title of what was resolved, majors first, the latest first."""
    with database.read() as reader:
        rows = reader.rows(
            "SELECT id, title FROM incident WHERE withdrawn_at IS NULL AND resolved_at IS NOT NULL"
            " ORDER BY major DESC, resolved_at DESC, id DESC LIMIT :most",
            {"most": _MOST},
        )
    return [f"{number(row[0])} {row[1]}" for row in rows]
