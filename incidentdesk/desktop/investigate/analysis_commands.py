"""What can be begun from the overview of an investigation; keys, menus, buttons and the palette lead here."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.analysis_ways import ways
from incidentdesk.desktop.investigate.action_dialog import open_action_dialog
from incidentdesk.desktop.investigate.problem_dialog import open_problem_chooser
from incidentdesk.investigate.subject import INCIDENT
from incidentdesk.language import _

if TYPE_CHECKING:
    from incidentdesk.desktop.investigate.analysis_pane import AnalysisPane


class AnalysisCommands(QObject):
    """Bound to `owner`, the page of the incident; `why_not` says why nothing can be changed there."""

    def __init__(
        self, pane: "AnalysisPane", owner: QWidget, why_absent: Callable[[], str], why_not: Callable[[], str]
    ) -> None:
        super().__init__(pane)
        self._pane, self._desk = pane, pane.desk
        self._why_absent, self._why_not = why_absent, why_not
        pane.desk.registry.add_all(self._actions(), owner)

    def _actions(self) -> Iterator[Action]:
        pane = self._pane
        yield from ways(INCIDENT, lambda: pane.subject, pane.opened.emit, why_absent=self._why_absent)
        for key, text, run, keys, icon, synonyms in (
            ("action", _("Add &action…"), self.add_action, ("Shift+A",), "action",
             _("corrective action counter-measure follow-up task")),
            ("problem", _("&Problem behind it…"), self.choose_problem, ("Shift+P",), "problem",
             _("link to problem make a problem known error")),
        ):  # fmt: skip
            yield Action(
                f"analysis.{key}", text, run, icon=icon, shortcuts=keys, scope="incident", menu="analysis/add",
                section=2, why_disabled=self._why_not, synonyms=synonyms,
            )  # fmt: skip

    def add_action(self) -> None:
        open_action_dialog(self._desk, self._pane, subject=self._pane.subject)

    def choose_problem(self) -> None:
        open_problem_chooser(self._desk, self._pane, self._pane.subject.id)
