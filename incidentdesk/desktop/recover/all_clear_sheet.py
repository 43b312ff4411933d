"""Writing the all-clear: one text for all or one for each audience, and everybody who gets it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.draft_timer import DraftTimer
from incidentdesk.desktop.drafts import draft, forget_draft, keep_draft
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.part_tabs import PartTabs
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.language import _, ngettext
from incidentdesk.recover.all_clear import ClosingText, Knows, ToldOf

_WIDTH, _HEIGHT = 640, 580
_ALL = 0  # in place of the id of an audience: everybody who has no words of their own
Words = tuple[str, str]  # subject and text


class AllClearSheet(Sheet):
    """`left` is how many restore tasks are not finished; then it says so, and a person decides.

    Each audience has a tab where each is told in its own words; a template that was written for one makes it so.
    """

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
        self._words: dict[int, Words] = {}
        self._audiences: list[int] = []
        self._shown = _ALL
        self.separately = QCheckBox(_("&Each audience in its own words"))
        self.separately.setAccessibleName(_("Each audience in its own words"))
        self.separately.setAccessibleDescription(_("Drafted by the template for the audience and the phase Resolved"))
        self.tabs = PartTabs(desk.theme, _("Who is told in these words"), ground="window")
        for widget in (self.separately, self.tabs):
            widget.hide()
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
        self.body.addWidget(self.separately)
        self.body.addWidget(self.tabs)
        for text, field in ((_("&Subject"), self.subject), (_("&Text"), self.text)):
            label = QLabel(text)
            label.setBuddy(field)
            field.setAccessibleName(text.replace("&", ""))
            field.setAccessibleDescription(_("What everybody is told who was told of the trouble"))
            self.body.addWidget(label)
            self.body.addWidget(field, 1 if field is self.text else 0)
        self.body.addWidget(self.people)

    def _begin(self) -> None:
        """By the templates for what is resolved, and what was typed before in place of them."""
        self._desk.background.run(
            _load_texts, self._desk.database, self._id, self._desk.actor, self._desk.zone, then=self._show,
            failed=self.fail,
        )  # fmt: skip

    def _show(self, texts: Sequence[ClosingText]) -> None:
        kept = draft(self._desk.database.place, self._draft_key)
        self._audiences = [each.audience_id for each in texts if each.audience_id is not None]
        typed = {_ALL: (self.subject.text(), self.text.toPlainText())}
        drafted = {each.audience_id or _ALL: (each.subject, each.body) for each in texts}
        self._words = drafted | _kept_words(kept) | (typed if any(typed[_ALL]) else {})
        for each in texts:
            self.tabs.addTab(each.audience or _("Everybody else"))
        self.separately.setChecked(bool(kept.get("separately", any(each.templated for each in texts))))
        self.separately.setVisible(bool(self._audiences))
        self.tabs.currentChanged.connect(self._turn_to)
        self._fill_in()
        self._arrange()
        self.separately.toggled.connect(self._arrange)
        self.separately.toggled.connect(self._keeping.begin)
        self.subject.textChanged.connect(self._keeping.begin)
        self.text.textChanged.connect(self._keeping.begin)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrange(self) -> None:
        """One text, or one behind each tab; what was written for an audience stays while it is not used."""
        separate = self.separately.isChecked()
        self.tabs.setVisible(separate)
        self.tabs.setCurrentIndex(1 if separate else 0)

    def _turn_to(self, place: int) -> None:
        self._take_up()
        self._shown = (_ALL, *self._audiences)[place]
        self._fill_in()

    def _take_up(self) -> None:
        self._words[self._shown] = (self.subject.text(), self.text.toPlainText())

    def _fill_in(self) -> None:
        """What only comes into view was not typed."""
        subject, text = self._words.get(self._shown, ("", ""))
        with QSignalBlocker(self.subject), QSignalBlocker(self.text):
            self.subject.setText(subject)
            self.text.setPlainText(text)

    def keep(self) -> None:
        self._take_up()
        words = {str(key): list(each) for key, each in self._words.items()}
        kept = {"words": words, "separately": self.separately.isChecked()}
        keep_draft(self._desk.database.place, self._draft_key, kept)

    def accept(self) -> None:
        if not self.send.isEnabled():
            return
        self.send.setEnabled(False)
        self._take_up()
        own = {key: self._words[key] for key in self._audiences} if self.separately.isChecked() else {}
        said = _("All-clear for {number} given").format(number=number(self._id))
        write(
            self._desk, self, _sending(self._id, self._words[_ALL], own), said, then=lambda _count: self._sent(),
            failed=self.fail, toast=True,
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
    missing = [each for each in told if each.knows in (Knows.NOT, Knows.FAILED)]
    count = ngettext("{count} person gets it", "{count} people get it", len(missing)).format(count=len(missing))
    bearing = Counter(each.name for each in missing)
    names = [f"{each.name} ({each.address})" if bearing[each.name] > 1 else each.name for each in missing]
    return _("{count}: {names}").format(count=count, names=", ".join(names))


def _kept_words(kept: Mapping[str, Any]) -> dict[int, Words]:
    return {int(key): (str(subject), str(text)) for key, (subject, text) in dict(kept.get("words", {})).items()}


def _sending(incident_id: int, words: Words, own: Mapping[int, Words]) -> Any:
    def act(session: Any) -> int:
        from incidentdesk.recover.all_clear import send_all_clear

        return send_all_clear(session, incident_id, subject=words[0], body=words[1], own=own)

    return act


def _load_texts(database: Any, incident_id: int, sender: str, zone: Any) -> tuple[ClosingText, ...]:
    from incidentdesk.recover.all_clear import closing_texts

    with database.read() as reader:
        return closing_texts(reader, incident_id, sender=sender, zone=zone)
