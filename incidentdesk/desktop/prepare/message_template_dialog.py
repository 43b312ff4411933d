"""The dialog of one message template: its words, the fields that can stand in them, and what comes out."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, text_box, when_changed
from incidentdesk.language import _, isolated
from incidentdesk.prepare.audience_list import audiences
from incidentdesk.prepare.message_template import MessagePhase
from incidentdesk.prepare.message_template_change import (
    change_message_template,
    create_message_template,
    give_up_message_template,
    withdraw_message_template,
)
from incidentdesk.prepare.message_template_list import message_templates
from incidentdesk.prepare.message_text import FIELDS, MessageField, check_template, rendered
from incidentdesk.refusal import Refused
from incidentdesk.respond.message_draft import sample_values
from incidentdesk.store.reading import Reader

_WIDTH, _HEIGHT = 860, 680


def open_message_template_dialog(
    desk: Desk, parent: QWidget, template_id: int = 0, *, done: Callable[[int], None] | None = None
) -> "MessageTemplateDialog":
    """Show a template, or write a new one; `done(id)` follows when it is saved."""
    dialog = MessageTemplateDialog(desk, template_id, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class MessageTemplateDialog(RecordDialog):
    def __init__(self, desk: Desk, template_id: int, parent: QWidget | None) -> None:
        title = _("Message template") if template_id else _("New message template")
        key = f"message-template-{template_id or 'new'}"
        super().__init__(desk, title, TEMPLATE_STORE, template_id, key, parent)
        self._build()
        new: Facts = {"name": "", "audience": "", "phase": str(MessagePhase.STARTED), "subject": "", "body": ""}
        self.begin(new, _WIDTH, _HEIGHT)
        desk.background.run(_load_audiences, desk.database, then=self._offer, failed=self.fail)
        self._preview()
        if not template_id:
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        self.audience = ChoiceBox([("", _("every audience"))])
        self.subject, self.text = QLineEdit(maxLength=500), text_box(6)
        self.offered = QListWidget()
        self.offered.setAccessibleName(_("Fields"))
        self.offered.setAccessibleDescription(_("Enter or a double click writes the field into the message"))
        self.offered.setToolTip(self.offered.accessibleDescription())
        for field in FIELDS:
            item = QListWidgetItem(_(field.meaning))
            item.setToolTip(written(field))
            item.setData(Qt.ItemDataRole.UserRole, written(field))
            self.offered.addItem(item)
        self.offered.itemActivated.connect(self._insert)
        self.shown = QPlainTextEdit(readOnly=True)
        self.shown.setAccessibleName(_("What comes out"))
        self.shown.setAccessibleDescription(_("The message as it would be for an incident made up for this"))
        phases = [(str(each), _(each)) for each in MessagePhase]
        form = self.form
        form.add_row(
            ("name", _("&Name"), QLineEdit(maxLength=200), 2),
            ("audience", _("For the &audience"), self.audience, 2),
            ("phase", _("In the &phase"), ChoiceBox(phases), 2),
        )
        form.add_row(("subject", _("S&ubject"), self.subject, 6))
        form.add_row(("body", _("&Message"), self.text, 6), stretch=3)
        form.add_whole(self._below())
        self._into: QWidget = self.text
        for field in (self.subject, self.text):
            when_changed(field, self._preview)
            field.installEventFilter(self)

    def _below(self) -> QWidget:
        """The fields that can be written in, and beside them what comes out."""
        below = QWidget()
        grid = QGridLayout(below)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for column, (text, widget) in enumerate(((_("&Fields"), self.offered), (_("What comes out"), self.shown))):
            label = QLabel(text)
            label.setBuddy(widget)
            widget.setMinimumHeight(150)
            grid.addWidget(label, 0, column)
            grid.addWidget(widget, 1, column)
            grid.setColumnStretch(column, 1)
        return below

    def _offer(self, names: tuple[str, ...]) -> None:
        self.audience.offer([("", _("every audience")), *((name, name) for name in names)])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and watched in (self.subject, self.text):
            self._into = watched
        return super().eventFilter(watched, event)

    def _insert(self, item: QListWidgetItem) -> None:
        """Where the cursor stood last; the list has it now."""
        text = item.data(Qt.ItemDataRole.UserRole)
        if self._into is self.subject:
            self.subject.insert(text)
        else:
            self.text.insertPlainText(text)
        # The dialog has its own idea of Enter, which is on its way to it.
        QTimer.singleShot(0, self._into, self._into.setFocus)

    def _preview(self) -> None:
        values = sample_values(self.desk.zone)
        for name, field in (("subject", self.subject), ("body", self.text)):
            self.form.complain(name, _wrong(str(raw(field))))
        try:
            texts = [rendered(str(raw(field)), values) for field in (self.subject, self.text)]
        except Refused:
            # What came out before the mistake would be taken for what comes out now.
            texts = []
        self.shown.setPlainText("\n\n".join(text for text in texts if text.strip()))

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        return (_("Message template added: {name}") if created else _("Message template changed: {name}")).format(
            name=name
        )

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["name"]:
            return "name", _("A message template needs a name.")
        for name, sentence in (
            ("subject", _("A message needs a subject.")),
            ("body", _("A message template needs a text.")),
        ):
            wrong = _wrong(values[name]) or ("" if values[name] else sentence)
            if wrong:
                return name, wrong
        return "", ""


def written(field: MessageField) -> str:
    """A field as it is written into a template; a list with a line for each of it."""
    if not field.each:
        return f"{{{{ {field.name} }}}}"
    inner = field.name.removesuffix("s")
    return f"{{% for {inner} in {field.name} %}}- {{{{ {inner}.{field.each[0][0]} }}}}\n{{% endfor %}}"


def _wrong(text: str) -> str:
    try:
        check_template(text)
    except Refused as refused:
        return str(refused)
    return ""


def _load_audiences(database: Any) -> tuple[str, ...]:
    with database.read() as reader:
        return tuple(row.name for row in audiences(reader))


def _read(reader: Reader, template_id: int) -> Facts:
    row = next((row for row in message_templates(reader) if row.id == template_id), None)
    if row is None:
        raise Refused(_("This is not there any more; somebody has taken it away."))
    return {name: getattr(row, name) for name in ("name", "audience", "phase", "subject", "body")}


TEMPLATE_STORE = RecordStore(
    noun="message_template",
    read=_read,
    create=lambda session, facts: create_message_template(session, **facts),
    change=lambda session, template_id, changes, seen: change_message_template(
        session, template_id, changes, seen=seen
    ),
    give_up=give_up_message_template,
    withdraw=withdraw_message_template,
)
