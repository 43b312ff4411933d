"""What a state of an improvement asks for before it gets there."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog, text_field
from incidentdesk.desktop.improve.improvement_writing import ImprovementMove
from incidentdesk.desktop.widgets.name_field import PersonField
from incidentdesk.improve.improvement import ImprovementState
from incidentdesk.improve.improvement_list import ImprovementRow
from incidentdesk.improve.improvement_state import PROMISED_STATES
from incidentdesk.language import _

# The verb that brings an improvement to a state.
VERB = {
    ImprovementState.NEW: lambda: _("Make it new"),
    ImprovementState.ACCEPTED: lambda: _("Accept"),
    ImprovementState.ASSESS: lambda: _("Assess"),
    ImprovementState.APPROVED: lambda: _("Approve"),
    ImprovementState.IN_PROGRESS: lambda: _("Start"),
    ImprovementState.REVIEW: lambda: _("Look at the result"),
    ImprovementState.CLOSED: lambda: _("Close improvement"),
    ImprovementState.REJECTED: lambda: _("Reject"),
}


def verb(before: str, after: str) -> str:
    """What is done by going from one state to another."""
    back = before in (ImprovementState.REVIEW, ImprovementState.CLOSED, ImprovementState.REJECTED)
    if back and after in (ImprovementState.IN_PROGRESS, ImprovementState.NEW):
        return _("Take up again")
    return VERB[ImprovementState(after)]()


def asks(state: str, rows: Sequence[ImprovementRow]) -> bool:
    """Whether a state asks for something that these improvements do not have yet."""
    return lacks_owner(state, rows) or lacks_result(state, rows) or needs_reason(state, rows)


def lacks_owner(state: str, rows: Sequence[ImprovementRow]) -> bool:
    return state in PROMISED_STATES and any(not row.owner for row in rows)


def lacks_result(state: str, rows: Sequence[ImprovementRow]) -> bool:
    return state == ImprovementState.CLOSED and any(not row.result for row in rows)


def needs_reason(state: str, rows: Sequence[ImprovementRow]) -> bool:
    return state == ImprovementState.REJECTED or any(row.state == ImprovementState.CLOSED for row in rows)


class ImprovementMoveDialog(GestureDialog):
    """Asks only for what is missing; `wish()` has what was said."""

    def __init__(
        self, desk: Desk, state: str, title: str, rows: Sequence[ImprovementRow], staff: Sequence[str], parent: QWidget
    ) -> None:
        super().__init__(desk, title, verb(rows[0].state, state), parent)
        self._state = state
        self._lacks_owner, self._lacks_result = lacks_owner(state, rows), lacks_result(state, rows)
        self._needs_reason = needs_reason(state, rows)
        self.owner = PersonField(_("Owner"))
        self.owner.offer(staff)
        self.text = text_field()
        self.owner.textChanged.connect(self.check)
        self.text.textChanged.connect(self.check)
        if self._lacks_owner:
            several = any(row.owner for row in rows)
            question = _("&Owner of those without one") if several else _("&Owner: who will see to it?")
            self.add_field(question, self.owner)
        if self._lacks_result:
            self.add_field(_("&What came of it?"), self.text)
        elif self._needs_reason:
            rejected = state == ImprovementState.REJECTED
            self.add_field(_("&Why is it not done?") if rejected else _("&What does not help?"), self.text)
        self._body.addStretch(1)
        self.ready()
        (self.owner if self._lacks_owner else self.text).setFocus()

    def why_not(self) -> str:
        if self._lacks_owner and not self.owner.text().strip():
            return _("Say who will see to it.")
        if (self._lacks_result or self._needs_reason) and not self.text.toPlainText().strip():
            return _("Say what came of it.") if self._lacks_result else _("Say why.")
        return ""

    def wish(self) -> ImprovementMove:
        text = self.text.toPlainText().strip()
        return ImprovementMove(
            self._state,
            owner=self.owner.text().strip() if self._lacks_owner else "",
            result=text if self._lacks_result else "",
            reason="" if self._lacks_result else text,
        )
