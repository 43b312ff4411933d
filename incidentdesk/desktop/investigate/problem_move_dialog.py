"""What a state of a problem asks for, and how a workaround is told to its incidents."""

from typing import Any

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QLabel, QPlainTextEdit, QRadioButton, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog, text_field
from incidentdesk.investigate.problem_sheet import ProblemSheet
from incidentdesk.investigate.problem_state import ProblemState, is_reanalysis
from incidentdesk.investigate.workaround import workaround_note
from incidentdesk.language import _, ngettext

# The verb that brings a problem to a state.
VERB = {
    ProblemState.NEW: lambda: _("Make it new"),
    ProblemState.ASSESS: lambda: _("Assess"),
    ProblemState.ANALYSIS: lambda: _("Analyse root cause"),
    ProblemState.FIX: lambda: _("Begin fix"),
    ProblemState.RESOLVED: lambda: _("Resolve"),
    ProblemState.CLOSED: lambda: _("Close problem"),
    ProblemState.RISK_ACCEPTED: lambda: _("Accept risk"),
}


def verb(before: str, after: str) -> str:
    return _("Re-analyse") if is_reanalysis(before, after) else VERB[ProblemState(after)]()


def asks(state: str, sheet: ProblemSheet) -> bool:
    """Whether a state asks for something that the problem does not have yet."""
    if state == ProblemState.FIX:
        return not sheet.known_causes
    if state == ProblemState.RESOLVED:
        return True
    return state == ProblemState.RISK_ACCEPTED or is_reanalysis(sheet.state, state)


class ProblemMoveDialog(GestureDialog):
    """`wish()` has what was said."""

    def __init__(self, desk: Desk, state: str, sheet: ProblemSheet, parent: QWidget) -> None:
        name = verb(sheet.state, state)
        super().__init__(desk, _("{verb}: {number}").format(verb=name, number=sheet.number), name, parent)
        self._state = state
        self.text = text_field(120)
        if state == ProblemState.RESOLVED:
            self.text.setPlainText(sheet.facts["resolution"])
        self.add_field(self._question(sheet), self.text)
        self._add_news(state, sheet)
        self.text.textChanged.connect(self.check)
        self.ready()
        self.text.setFocus()

    def _question(self, sheet: ProblemSheet) -> str:
        if self._state == ProblemState.FIX:
            return _("No cause is verified yet. &Why does the fix begin now?")
        if self._state == ProblemState.RESOLVED:
            return _("&What removed the cause?")
        if is_reanalysis(sheet.state, self._state):
            return _("&What is not solved?")
        return _("&Why is the cause not removed?")

    def _add_news(self, state: str, sheet: ProblemSheet) -> None:
        if state in (ProblemState.RESOLVED, ProblemState.RISK_ACCEPTED) and sheet.waiting:
            count = len(sheet.waiting)
            said = ngettext(
                "{count} incident waits for this problem and gets a work note.",
                "{count} incidents wait for this problem and get a work note.",
                count,
            )
            label = QLabel(said.format(count=count), wordWrap=True)
            self._body.addSpacing(8)
            self._body.addWidget(label)

    def why_not(self) -> str:
        if self.text.toPlainText().strip():
            return ""
        return _("Say what removed the cause.") if self._state == ProblemState.RESOLVED else _("Say why.")

    def wish(self) -> Any:
        """An investigate.problem_move.ProblemMove."""
        from incidentdesk.investigate.problem_move import ProblemMove

        text = self.text.toPlainText().strip()
        if self._state == ProblemState.RESOLVED:
            return ProblemMove(self._state, resolution=text)
        return ProblemMove(self._state, reason=text)


class PushDialog(GestureDialog):
    """Shows what the incidents will be told, and asks in which stream."""

    def __init__(self, desk: Desk, sheet: ProblemSheet, count: int, parent: QWidget) -> None:
        title = ngettext("Tell {count} incident the workaround", "Tell {count} incidents the workaround", count)
        action = ngettext("Push to {count} incident", "Push to {count} incidents", count)
        super().__init__(desk, title.format(count=count), action.format(count=count), parent)
        self._sheet = sheet
        self.note, self.comment = QRadioButton(_("Work &note for the team")), QRadioButton(_("&Public comment"))
        self.note.setChecked(True)
        self._kind = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(16)
        for button in (self.note, self.comment):
            button.setAccessibleName(button.text().replace("&", ""))
            button.setAccessibleDescription(_("For whom the text is"))
            self._kind.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        self._body.addLayout(row)
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setTabChangesFocus(True)
        self.preview.setMinimumHeight(110)
        self.add_field(_("What each of them is told"), self.preview)
        self.again = QCheckBox(_("&Also those that were told the same before"))
        self.again.setAccessibleName(self.again.text().replace("&", ""))
        self.again.setAccessibleDescription(_("Without it nobody reads the same words twice"))
        self._body.addSpacing(8)
        self._body.addWidget(self.again)
        self.comment.toggled.connect(self._show)
        self._show()
        self.ready()
        self.note.setFocus()

    @property
    def public(self) -> bool:
        return self.comment.isChecked()

    def _show(self) -> None:
        text = self._sheet.facts["workaround"]
        self.preview.setPlainText(workaround_note(self._sheet.id, text, public=self.public))
