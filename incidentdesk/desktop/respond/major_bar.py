"""A bar that says that an incident may be a major one, and what is to be decided."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.major_commands import MajorCommands
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.language import _, isolated


class MajorBar(QWidget):
    """Shown while a rule makes the incident a candidate, or while a proposal waits for its decision."""

    def __init__(self, desk: Desk, commands: MajorCommands) -> None:
        super().__init__()
        self._desk, self._commands = desk, commands
        self.message = MessageBar(desk.theme)
        self.reject_button = Button(desk.theme, _("Reject…"), description=_("Say why it is not major"))
        self.reject_button.clicked.connect(lambda: desk.registry.run("major.reject"))
        self.message.layout().insertWidget(2, self.reject_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.addWidget(self.message)
        self.hide()

    def show_state(self) -> None:
        commands = self._commands
        proposed = commands.state == "Proposed"
        self.setVisible(proposed or commands.candidate)
        self.reject_button.setVisible(proposed)
        self.reject_button.setEnabled(not self._desk.registry.why_disabled("major.reject"))
        if proposed:
            self._say(_proposal(commands.major), _("Accept…"), "major.accept")
        elif commands.candidate:
            why = " · ".join(each.sentence for each in commands.triggers)
            self._say(_("Candidate for a major incident: {why}.").format(why=why), _("Propose…"), "major.propose")
        else:
            self.message.clear()

    def _say(self, text: str, verb: str, action_id: str) -> None:
        registry = self._desk.registry
        button = self.message.action_button
        if self.message.text != text or button is None or button.text() != verb:
            self.message.say(text, "warning", verb, lambda: registry.run(action_id), dismissable=False)
        why = registry.why_disabled(action_id)
        self.message.action_button.setEnabled(not why)
        self.message.action_button.setToolTip(why or text)


def _proposal(major: object) -> str:
    said = _("{name} has proposed it as a major incident.").format(name=isolated(major.proposed_by))
    if not major.reason:
        return said
    return _("{said} Reason: {reason}").format(said=said, reason=isolated(major.reason))
