"""One message of the outbox: to whom, by which outlet, what was said of it, and its very words."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.language import _
from incidentdesk.respond.outbox import MessageState
from incidentdesk.respond.outbox_list import OutboxRow


class MessagePreview(QFrame):
    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("message")
        self.setMinimumWidth(240)
        self._subject = _wrapping_label()
        self.facts = {name: (QLabel(text), _wrapping_label()) for name, text in _names()}
        facts = QGridLayout()
        facts.setHorizontalSpacing(12)
        facts.setVerticalSpacing(8)
        facts.setColumnStretch(1, 1)
        for place, (name, value) in enumerate(self.facts.values()):
            facts.addWidget(name, place, 0, Qt.AlignmentFlag.AlignTop)
            facts.addWidget(value, place, 1)
        self.body = QPlainTextEdit(readOnly=True)
        self.body.setAccessibleName(_("Message"))
        self.body.setAccessibleDescription(_("The very words that are sent"))
        self._nothing = _wrapping_label()
        self._nothing.setText(_("Select a message to read it."))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self._subject)
        layout.addLayout(facts)
        layout.addWidget(self.body, 1)
        layout.addWidget(self._nothing, 1, Qt.AlignmentFlag.AlignTop)
        desk.theme.changed.connect(self._dress)
        self.show_message(None)
        self._dress()

    def show_message(self, row: OutboxRow | None) -> None:
        self._subject.setText(row.subject if row else "")
        self._subject.setVisible(row is not None)
        self._nothing.setVisible(row is None)
        self.body.setVisible(row is not None)
        if row is None or self.body.toPlainText() != row.body:
            self.body.setPlainText(row.body if row else "")
        told = self._told(row) if row else {}
        for name, labels in self.facts.items():
            labels[1].setText(told.get(name, ""))
            for label in labels:
                label.setVisible(bool(told.get(name)))

    def _told(self, row: OutboxRow) -> dict[str, str]:
        zone = self._desk.zone
        return {
            "state": _(row.state),
            "to": row.recipient,
            "address": row.address,
            "outlet": row.outlet or _("by hand"),
            "queued": moment.full(row.queued_at, zone),
            "sent": moment.full(row.sent_at, zone) if row.sent_at else "",
            "next": moment.full(row.next_at, zone) if _waits(row) else "",
            "attempts": self.locale().toString(row.attempts) if row.attempts else "",
            "file": f"{row.file} ({self.locale().formattedDataSize(row.file_size, 0)})" if row.file else "",
            "trouble": row.trouble,
        }

    def _dress(self) -> None:
        theme = self._desk.theme
        self.setStyleSheet(
            theme.sheet(
                "#message { background: $surface; border: 1px solid $border; border-radius: 8px; }"
                " QPlainTextEdit { background: $surface; color: $text; border: 1px solid $border; border-radius: 6px;"
                " padding: 4px; }"
                f" {SCROLL_BARS}"
            )
        )
        self._subject.setFont(theme.font("h2"))
        for name, _value in self.facts.values():
            theme.tint(name, "text2")
        theme.tint(self._nothing, "text2")


def _waits(row: OutboxRow) -> bool:
    """Whether it leaves later than it was queued."""
    return row.state == MessageState.QUEUED and row.next_at > row.queued_at


def _wrapping_label() -> QLabel:
    label = QLabel(wordWrap=True)
    label.setTextFormat(label.textFormat().PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def _names() -> list[tuple[str, str]]:
    return [
        ("state", _("State")), ("to", _("To")), ("address", _("Address")), ("outlet", _("Outlet")),
        ("queued", _("Queued")), ("sent", _("Sent")), ("next", _("Next attempt")), ("attempts", _("Attempts")),
        ("file", _("File")), ("trouble", _("What was said")),
    ]  # fmt: skip
