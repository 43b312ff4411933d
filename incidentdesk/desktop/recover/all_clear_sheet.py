"""Writing the all-clear: its text, and everybody who gets it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.draft_timer import DraftTimer
from incidentdesk.desktop.drafts import draft, forget_draft, keep_draft
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.language import _, ngettext
from incidentdesk.recover.all_clear import Knows, ToldOf

_WIDTH, _HEIGHT = 640, 560


class AllClearSheet(Sheet):
    """`left` is how many restore tasks are not finished; then it says so, and a person decides."""

    def __init__(
        self, desk: Desk, incident_id: int, told: Sequence[ToldOf], left: int, parent: QWidget | None = None
    ) -> None:
        name = number(incident_id)
        super().__init__(desk.theme, _("All-clear for {number}").format(number=name), parent)
        self._desk, self._id, self._draft_key = desk, incident_id, f"all-clear-{incident_id}"
        self._keeping = DraftTimer(self.keep, self)
        self.message = MessageBar(desk.theme)
        self.subject, self.text = QLineEdit(maxLength=500), QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.people = QLabel(wordWrap=True)
        self.people.setTextFormat(Qt.TextFormat.PlainText)
        self.people.setText(_receivers(told))
        self._build()
        role = QDialogButtonBox.ButtonRole
        self.cancel = self.add_button(_("Cancel"), role.RejectRole, description=_("What is typed is kept as a draft"))
        self.send = self.add_button(_("Send all-clear"), role.AcceptRole, primary=True)
        self.send.setDefault(False)
        self.send.setAutoDefault(False)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.accept)
        self.dress()
        self.fit(_WIDTH, _HEIGHT)
        if left:
            said = ngettext(
                "{count} restore task is not finished. Give the all-clear only if that no longer hurts anybody.",
                "{count} restore tasks are not finished. Give the all-clear only if that no longer hurts anybody.",
                left,
            )
            self.message.say(said.format(count=left), "warning")
        self._begin()

    def _build(self) -> None:
        self.body.addWidget(self.message)
        for text, field in ((_("&Subject"), self.subject), (_("&Text"), self.text)):
            label = QLabel(text)
            label.setBuddy(field)
            field.setAccessibleName(text.replace("&", ""))
            field.setAccessibleDescription(_("What everybody is told who was told of the trouble"))
            self.body.addWidget(label)
            self.body.addWidget(field, 1 if field is self.text else 0)
        self.body.addWidget(self.people)

    def _begin(self) -> None:
        """With what was typed before, else by the template for what is resolved."""
        kept = draft(self._desk.database.place, self._draft_key)
        if kept:
            self._show(str(kept.get("subject", "")), str(kept.get("body", "")))
            return
        self._desk.background.run(
            _load_text, self._desk.database, self._id, self._desk.actor, self._desk.zone,
            then=lambda drafted: self._show(drafted.subject, drafted.body), failed=self.fail,
        )  # fmt: skip

    def _show(self, subject: str, body: str) -> None:
        if not self.subject.text() and not self.text.toPlainText():
            self.subject.setText(subject)
            self.text.setPlainText(body)
        self.subject.textChanged.connect(self._keeping.begin)
        self.text.textChanged.connect(self._keeping.begin)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> None:
        words = {"subject": self.subject.text(), "body": self.text.toPlainText()}
        keep_draft(self._desk.database.place, self._draft_key, words)

    def accept(self) -> None:
        if not self.send.isEnabled():
            return
        self.send.setEnabled(False)
        words = {"subject": self.subject.text(), "body": self.text.toPlainText()}
        said = _("All-clear for {number} given").format(number=number(self._id))
        write(
            self._desk, self, _sending(self._id, words), said, then=lambda _count: self._sent(), failed=self.fail,
            toast=True,
        )  # fmt: skip

    def _sent(self) -> None:
        self._keeping.stop()
        forget_draft(self._desk.database.place, self._draft_key)
        super().accept()

    def reject(self) -> None:
        if self._keeping.isActive():
            self._keeping.stop()
            self.keep()
        super().reject()

    def fail(self, refused: Exception) -> None:
        self.send.setEnabled(True)
        self.message.say(str(refused), "danger")


def _receivers(told: Sequence[ToldOf]) -> str:
    missing = [each.name for each in told if each.knows in (Knows.NOT, Knows.FAILED)]
    count = ngettext("{count} person gets it", "{count} people get it", len(missing)).format(count=len(missing))
    return _("{count}: {names}").format(count=count, names=", ".join(missing))


def _sending(incident_id: int, words: dict[str, str]) -> Any:
    def act(session: Any) -> int:
        from incidentdesk.recover.all_clear import send_all_clear

        return send_all_clear(session, incident_id, **words)

    return act


def _load_text(database: Any, incident_id: int, sender: str, zone: Any) -> Any:
    from incidentdesk.recover.all_clear import closing_text

    with database.read() as reader:
        return closing_text(reader, incident_id, sender=sender, zone=zone)
