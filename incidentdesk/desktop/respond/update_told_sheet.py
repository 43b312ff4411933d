"""What was told, word for word, and what became of it with each recipient."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.desktop.writing import write
from incidentdesk.language import _, isolated
from incidentdesk.respond.outbox import MessageState
from incidentdesk.respond.outbox_list import OutboxRow, copied_text, messages_of
from incidentdesk.respond.status_update_list import Told

_MARK: dict[str, Mark] = {
    MessageState.QUEUED: ("ring", "info"),
    MessageState.SENDING: ("half", "info"),
    MessageState.SENT: ("check", "success"),
    MessageState.BY_HAND: ("dots", "warning"),
    MessageState.FAILED: ("cross", "danger"),
    MessageState.CANCELLED: ("minus", "text2"),
}
_MOST_LISTED = 200
_SEEN_TO = (MessageState.BY_HAND, MessageState.FAILED)  # a person has to see to these
_TELLABLE = (MessageState.BY_HAND, MessageState.FAILED, MessageState.QUEUED)


class ToldSheet(Sheet):
    def __init__(self, desk: Desk, told: Told, parent: QWidget | None = None) -> None:
        title = _("{kind} to {audience}").format(kind=_(told.kind), audience=told.audience or _("single people"))
        super().__init__(desk.theme, title, parent)
        self._desk, self.told = desk, told
        self.rows: dict[int, OutboxRow] = {}
        self.message = MessageBar(desk.theme)
        self.head = QLabel(wordWrap=True)
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        at = told.sent_at or told.written_at
        self.head.setText(
            _("Sent by {name}, {time}").format(
                name=isolated(told.sent_by or told.written_by), time=moment.full(at, desk.zone)
            )
        )
        self.text = QPlainTextEdit(f"{told.subject}\n\n{told.body}".strip())
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("Text"))
        self.text.setAccessibleDescription(_("What was sent, word for word"))
        self.list = TwoLineList(desk.theme, _("Recipients"), most=4, marked=True)
        self.list.currentItemChanged.connect(lambda *_items: self._enable())
        self.list.opened.connect(lambda _key: self.copy())
        self.copy_button = self._button(_("Copy for phone"), "copy", self.copy)
        self.told_button = self._button(_("Mark as told"), "check", self.mark_told)
        self.retry_button = self._button(_("Send again"), "refresh", self.retry)
        line = QHBoxLayout()
        line.setSpacing(8)
        for button in (self.copy_button, self.told_button, self.retry_button):
            line.addWidget(button)
        line.addStretch(1)
        for widget in (self.message, self.head):
            self.body.addWidget(widget)
        self.body.addWidget(self.text, 1)
        self.body.addWidget(self.list)
        self.body.addLayout(line)
        self.close_button = self.add_close_button(_("Close"))
        desk.changes.changed.connect(self._heard)
        self.dress()
        self.fit(680, 620)
        self._load()

    def _button(self, text: str, icon: str, run: Any) -> Button:
        button = Button(self.theme, text, icon)
        button.setAutoDefault(False)
        button.clicked.connect(run)
        return button

    def _heard(self, changes: Any) -> None:
        if "outbox_message" in changes:
            self._load()

    def _load(self) -> None:
        self._desk.background.run_latest(
            f"messages of {id(self)}", _read, self._desk.database, self.told.id, then=self._show, failed=self._fail
        )

    def _show(self, rows: Sequence[OutboxRow]) -> None:
        self.rows = {row.id: row for row in rows}
        shown = list(rows)
        if len(rows) > _MOST_LISTED:
            shown = sorted(rows, key=lambda row: row.state not in _SEEN_TO)[:_MOST_LISTED]
            said = _("The first {shown} of {count} recipients; all of them stand in the outbox.")
            self.message.say(said.format(shown=_MOST_LISTED, count=len(rows)), "info", dismissable=False)
        self.list.show_items([self._item(row) for row in shown])
        if self.list.currentRow() < 0 and shown:
            self.list.setCurrentRow(next((place for place, row in enumerate(shown) if row.state in _SEEN_TO), 0))
        self._enable()

    def _item(self, row: OutboxRow) -> dict[str, Any]:
        way = row.outlet or _("by hand")
        address = row.address if row.address != row.recipient else ""
        return {
            "key": row.id,
            "head": " · ".join(part for part in (row.recipient, address, way) if part),
            "text": row.trouble or (moment.full(row.sent_at, self._desk.zone) if row.sent_at else _("Waits")),
            "note": _(row.state),
            "mark": _MARK[row.state],
            "late": row.state == MessageState.FAILED,
        }

    def _row(self) -> OutboxRow | None:
        return self.rows.get(self.list.key())

    def _enable(self) -> None:
        row, read_only = self._row(), str(self._desk.database.read_only or "")
        nobody = "" if row else _("Choose a recipient first.")
        for button, states in (
            (self.copy_button, tuple(MessageState)),
            (self.told_button, _TELLABLE),
            (self.retry_button, (MessageState.FAILED, MessageState.CANCELLED, MessageState.BY_HAND)),
        ):
            why = nobody or (read_only if button is not self.copy_button else "")
            why = why or ("" if row.state in states else _("This message is {state}.").format(state=_(row.state)))
            if button is self.retry_button and not why and not row.outlet:
                why = _("No outlet sends this; tell it by hand.")
            button.setEnabled(not why)
            button.setToolTip(why or button.accessibleDescription())

    def copy(self) -> None:
        row = self._row()
        if row is not None:
            QGuiApplication.clipboard().setText(copied_text(row))
            self._desk.toasts.show(_("Text for {name} copied").format(name=isolated(row.recipient)))

    def mark_told(self) -> None:
        from incidentdesk.respond.outbox_change import told_by_hand

        row = self._row()
        if row is not None and self.told_button.isEnabled():
            said = _("{name} told by hand").format(name=isolated(row.recipient))
            write(self._desk, self, lambda session: told_by_hand(session, row.id), said, failed=self._fail)

    def retry(self) -> None:
        from incidentdesk.respond.outbox_change import retry_message

        row = self._row()
        if row is not None and self.retry_button.isEnabled():
            said = _("Message for {name} queued again").format(name=isolated(row.recipient))
            write(self._desk, self, lambda session: retry_message(session, row.id), said, failed=self._fail)

    def _fail(self, refused: Exception) -> None:
        self.message.say(str(refused), "danger")


def _read(database: Any, announcement_id: int) -> list[OutboxRow]:
    with database.read() as reader:
        return messages_of(reader, announcement_id)
