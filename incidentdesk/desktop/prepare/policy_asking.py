"""What is asked before a policy is published, and before its reading is recorded for somebody else."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.drafts import draft, forget_draft, keep_draft
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.form_grid import ChoiceBox
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.language import _, ngettext
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 480, 320


class PublishDialog(Sheet):
    """Emits `wanted(note)`; whoever asked calls `accept` when it is published, or `fail`."""

    wanted = Signal(str)

    def __init__(self, desk: Desk, number: int, asked: int, key: str, parent: QWidget) -> None:
        super().__init__(desk.theme, _("Publish version {number}").format(number=number), parent)
        self._place, self._key = desk.database.place, key
        self.message = MessageBar(desk.theme)
        said = ngettext(
            "{count} person is asked to read it; earlier acknowledgements stay with their versions.",
            "{count} people are asked to read it; earlier acknowledgements stay with their versions.",
            asked,
        ).format(count=asked)
        sentence = QLabel(said, wordWrap=True)
        self.note = QPlainTextEdit(str(draft(self._place, key).get("note", "")))
        self.note.setTabChangesFocus(True)
        self.note.setAccessibleName(_("What is new in it"))
        self.note.setAccessibleDescription(_("Those who are asked to read it see this first"))
        label = QLabel(_("&What is new in it"))
        label.setBuddy(self.note)
        for widget in (self.message, sentence, label):
            self.body.addWidget(widget)
        self.body.addWidget(self.note, 1)
        self.add_close_button(_("Cancel"))
        self.publish = self.add_button(_("Publish"), QDialogButtonBox.ButtonRole.AcceptRole, primary=True)
        self.buttons.accepted.disconnect()
        self.buttons.accepted.connect(self._want)
        self.accepted.connect(lambda: forget_draft(self._place, key))
        self.rejected.connect(lambda: keep_draft(self._place, key, {"note": self.note.toPlainText()}))
        self.fit(_WIDTH, _HEIGHT)
        self.dress()
        self.note.setFocus()

    def _want(self) -> None:
        self.publish.setEnabled(False)
        self.wanted.emit(self.note.toPlainText())

    def fail(self, refused: Refused) -> None:
        self.message.say(str(refused), dismissable=False)
        self.publish.setEnabled(True)


class RecordForDialog(Sheet):
    """Emits `wanted(person id, reason)`; whoever asked calls `accept` when it is recorded, or `fail`."""

    wanted = Signal(int, str)

    def __init__(self, desk: Desk, people: Sequence[tuple[int, str]], chosen: int, parent: QWidget) -> None:
        super().__init__(desk.theme, _("Record for somebody"), parent)
        self.message = MessageBar(desk.theme)
        self.person = ChoiceBox(people)
        self.person.choose(chosen)
        self.reason = QLineEdit(maxLength=300)
        self.reason.setPlaceholderText(_("signed on paper"))
        for field, text in ((self.person, _("&Who has read it")), (self.reason, _("Why &you record it"))):
            label = QLabel(text)
            label.setBuddy(field)
            field.setAccessibleName(text.replace("&", ""))
            field.setAccessibleDescription(text.replace("&", ""))
            self.body.addWidget(label)
            self.body.addWidget(field)
        self.body.insertWidget(0, self.message)
        self.body.addStretch(1)
        self.add_close_button(_("Cancel"))
        self.save = self.add_button(_("Record"), QDialogButtonBox.ButtonRole.AcceptRole, primary=True)
        self.buttons.accepted.disconnect()
        self.buttons.accepted.connect(self._want)
        self.reason.textChanged.connect(lambda _text: self._check())
        self.fit(_WIDTH, 240)
        self.dress()
        self._check()
        self.reason.setFocus()

    def _check(self) -> None:
        reason = self.reason.text().strip()
        self.save.setEnabled(bool(reason))
        self.save.setToolTip("" if reason else _("Say why it is recorded for somebody else, such as signed on paper."))

    def _want(self) -> None:
        if self.reason.text().strip():
            self.save.setEnabled(False)
            self.wanted.emit(self.person.currentData(), self.reason.text())

    def fail(self, refused: Refused) -> None:
        self.message.say(str(refused), dismissable=False)
        self._check()
