"""Choosing a past incident that is played once more as a drill."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.incident_dialog import IncidentDialog, past_incidents
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.language import _


def open_replay_dialog(desk: Desk, owner: QWidget, *, done: Callable[[int], None]) -> "ReplayDialog":
    """Make a scenario of a past incident; `done(id)` follows with the scenario."""
    dialog = ReplayDialog(desk, done, owner.window())
    dialog.open()
    return dialog


class ReplayDialog(IncidentDialog):
    def __init__(self, desk: Desk, done: Callable[[int], None], parent: QWidget) -> None:
        hint = _("A number, or words that complete from what was resolved")
        super().__init__(desk, _("Replay a past incident"), _("Make a scenario"), hint, past_incidents, parent)
        self._done = done
        self.wanted.connect(self._make)

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
