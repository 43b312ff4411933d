"""One message of the outbox: to whom, by which outlet, what was said of it, and its very words."""

from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.language import _
from incidentdesk.respond.outbox_list import OutboxRow


class MessagePreview(QFrame):
    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("message")
        self.setMinimumWidth(240)
        self._subject = _wrapping_label()
        self._names: list[QLabel] = []
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(8)
        self._facts.setColumnStretch(1, 1)
        self.body = QPlainTextEdit(readOnly=True)
        self.body.setAccessibleName(_("Message"))
        self.body.setAccessibleDescription(_("The very words that are sent"))
        self._nothing = _wrapping_label()
        self._nothing.setText(_("Select a message to read it."))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self._subject)
        layout.addLayout(self._facts)
        layout.addWidget(self.body, 1)
        layout.addWidget(self._nothing)
        layout.addStretch(0)
        desk.theme.changed.connect(self._dress)
        self.show_message(None)

    def show_message(self, row: OutboxRow | None) -> None:
        while self._facts.count():
            self._facts.takeAt(0).widget().deleteLater()
        self._names = []
        self._subject.setText(row.subject if row else "")
        self._subject.setVisible(row is not None)
        self._nothing.setVisible(row is None)
        if row is None or self.body.toPlainText() != row.body:
            self.body.setPlainText(row.body if row else "")
        for place, (name, value) in enumerate(self._told(row) if row else []):
            label, fact = QLabel(name), _wrapping_label()
            fact.setText(value)
            self._names.append(label)
            self._facts.addWidget(label, place, 0)
            self._facts.addWidget(fact, place, 1)
        self._dress()

    def _told(self, row: OutboxRow) -> list[tuple[str, str]]:
        zone = self._desk.zone
        told = [
            (_("State"), _(row.state)),
            (_("To"), row.recipient),
            (_("Address"), row.address),
            (_("Outlet"), row.outlet or _("by hand")),
            (_("Queued"), moment.full(row.queued_at, zone)),
            (_("Sent"), moment.full(row.sent_at, zone) if row.sent_at else ""),
            (_("Attempts"), self.locale().toString(row.attempts) if row.attempts else ""),
            (_("What was said"), row.trouble),
        ]
        return [(name, value) for name, value in told if value]

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
        for label in self._names:
            theme.tint(label, "text2")
        theme.tint(self._nothing, "text2")


def _wrapping_label() -> QLabel:
    label = QLabel(wordWrap=True)
    label.setTextFormat(label.textFormat().PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
