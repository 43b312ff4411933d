"""Writing from the plan runner: at once, or after the reason was asked for in the layout."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage
    from incidentdesk.desktop.respond.plan_part import PlanPart


class PlanWriting:
    """`said` names the gesture for Undo; {number} in it is the number of the incident."""

    def __init__(self, part: "PlanPart", page: "IncidentPage") -> None:
        self._part, self._page, self._desk = part, page, page.desk

    def write(
        self, act: Callable[[Any], Any], said: str, *, then: Callable[[Any], None] | None = None, toast: bool = False
    ) -> None:
        text = said.replace("{number}", number(self._page.incident_id))

        def done(result: Any) -> None:
            self._went_well()
            if then is not None:
                then(result)

        write(self._desk, self._part, act, text, then=done, failed=self._say_refused, toast=toast)

    def ask(
        self, question: str, verb: str, act: Callable[[str], Callable[[Any], Any]], said: str, *, key: object
    ) -> None:
        """Ask why in the layout; what was typed stays until it is saved."""
        self._page.show_part(self._part.key)
        bar, text = self._part.reason, said.replace("{number}", number(self._page.incident_id))

        def refused(error: Refused) -> None:
            bar.complain(str(error))

        def saved(_result: Any) -> None:
            self._went_well()
            bar.saved()

        def answer(typed: str) -> None:
            write(self._desk, self._part, act(typed), text, then=saved, failed=refused)

        bar.ask(question, verb, answer, key=key, back=self._part.pane())

    def _say_refused(self, refused: Refused) -> None:
        self._part.refusal = str(refused)
        self._page.say_refused(refused)

    def _went_well(self) -> None:
        """What was refused before is no news any more."""
        if self._part.refusal and self._page.message.text == self._part.refusal:
            self._page.message.clear()
