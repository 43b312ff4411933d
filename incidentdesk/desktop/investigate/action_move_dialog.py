"""What a state of a corrective action asks for before it gets there."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog, text_field
from incidentdesk.desktop.widgets.day_field import DayField
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.desktop.widgets.time_field import TimeField
from incidentdesk.investigate.action_list import ActionRow
from incidentdesk.investigate.action_state import PROMISED_STATES, ActionState
from incidentdesk.language import _
from incidentdesk.refusal import Refused

# The verb that brings an action to a state.
VERB = {
    ActionState.PROPOSED: lambda: _("Propose again"),
    ActionState.COMMITTED: lambda: _("Commit"),
    ActionState.IN_PROGRESS: lambda: _("Start"),
    ActionState.DONE: lambda: _("Mark as done"),
    ActionState.VERIFIED: lambda: _("Mark as verified"),
    ActionState.DROPPED: lambda: _("Drop"),
}


def asks(state: str, rows: Sequence[ActionRow]) -> bool:
    """Whether a state asks for something that these actions do not have yet."""
    if state in PROMISED_STATES and any(not row.owner or not row.due_on for row in rows):
        return True
    if state == ActionState.DONE:
        return any(not row.completion for row in rows)
    return state in (ActionState.DROPPED, ActionState.VERIFIED) or any(
        row.state == ActionState.VERIFIED for row in rows
    )


class ActionMoveDialog(GestureDialog):
    """Asks only for what is missing; `wish()` has what was said."""

    def __init__(
        self, desk: Desk, state: str, title: str, rows: Sequence[ActionRow], staff: Sequence[str], parent: QWidget
    ) -> None:
        super().__init__(desk, title, VERB[ActionState(state)](), parent)
        self._state = state
        self._needs_owner = state in PROMISED_STATES and any(not row.owner for row in rows)
        self._needs_due = state in PROMISED_STATES and any(not row.due_on for row in rows)
        self._needs_completion = state == ActionState.DONE and any(not row.completion for row in rows)
        self._needs_reason = state == ActionState.DROPPED or any(row.state == ActionState.VERIFIED for row in rows)
        self.owner = NameField(_("Owner"))
        self.owner.offer(staff)
        self.due = DayField(desk.theme, desk.zone, _("Due"))
        self.text = text_field()
        self.verifier = NameField(_("Verified by"))
        self.verifier.offer(staff)
        self.when = TimeField(desk.theme, desk.zone, _("When"))
        self._add_fields(desk, rows)
        for line in (self.owner, self.verifier):
            line.textChanged.connect(self.check)
        for part in (self.due, self.when):
            part.changed.connect(self.check)
        self.text.textChanged.connect(self.check)
        self._body.addStretch(1)
        self.ready()

    def _add_fields(self, desk: Desk, rows: Sequence[ActionRow]) -> None:
        first: QWidget | None = None
        if self._needs_owner:
            several = any(row.owner for row in rows)
            self.add_field(_("&Owner of those without one") if several else _("&Owner: who will do it?"), self.owner)
            first = self.owner
        if self._needs_due:
            several = any(row.due_on for row in rows)
            self.add_field(_("&Due date of those without one") if several else _("&Due: until when?"), self.due)
            first = first or self.due.field
        if self._needs_completion:
            self.add_field(_("&What shows that it was done?"), self.text)
            first = first or self.text
        elif self._needs_reason:
            dropped = self._state == ActionState.DROPPED
            self.add_field(_("&Why is it not done?") if dropped else _("&What does not work?"), self.text)
            first = first or self.text
        if self._state == ActionState.VERIFIED:
            self.verifier.setText(desk.actor)
            self.add_field(_("Verified &by"), self.verifier)
            self.add_field(_("&When"), self.when)
            first = first or self.verifier
        if first is not None:
            first.setFocus()

    def why_not(self) -> str:
        if self._needs_owner and not self.owner.text().strip():
            return _("Say who will do it.")
        if self._needs_due:
            try:
                if not self.due.value():
                    return _("Say until when.")
            except Refused as refused:
                return str(refused)
        if (self._needs_completion or self._needs_reason) and not self.text.toPlainText().strip():
            return _("Say what shows that it was done.") if self._needs_completion else _("Say why.")
        return self._why_not_verified()

    def _why_not_verified(self) -> str:
        if self._state != ActionState.VERIFIED:
            return ""
        try:
            self.when.value()
        except Refused as refused:
            return str(refused)
        return "" if self.verifier.text().strip() else _("Say who has seen that it works.")

    def wish(self) -> Any:
        """An investigate.action_move.ActionMove."""
        from incidentdesk.investigate.action_move import ActionMove

        text = self.text.toPlainText().strip()
        when = self.when.value() if self._state == ActionState.VERIFIED else None
        return ActionMove(
            self._state,
            owner=self.owner.text().strip() if self._needs_owner else "",
            due_on=self.due.value() if self._needs_due else "",
            completion=text if self._needs_completion else "",
            reason="" if self._needs_completion else text,
            verified_by=self.verifier.text().strip(),
            verified_at=None if when is None else clock.stored(when),
        )
