"""The marks of the states of a message; apart from the other marks, because these load the database library."""

from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.respond.outbox import MessageState

MESSAGE_MARK: dict[str, Mark] = {
    MessageState.QUEUED: ("ring", "info"),
    MessageState.SENDING: ("half", "info"),
    MessageState.SENT: ("check", "success"),
    MessageState.BY_HAND: ("shield", "warning"),
    MessageState.FAILED: ("cross", "danger"),
    MessageState.CANCELLED: ("minus", "hint"),
}
