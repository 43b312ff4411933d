"""The words of one kind of news or letter to reporters, the fields that can stand in them, and how they read."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QMenu, QPlainTextEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.news_reading import Preview, Words, preview
from incidentdesk.desktop.widgets.button import Button, PrimaryButton
from incidentdesk.desktop.widgets.field import LISTS, SCROLL_BARS, dress_fields
from incidentdesk.desktop.widgets.leading import lead
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.language import _
from incidentdesk.prepare.message_text import check_template
from incidentdesk.refusal import Refused

_AFTER = 250  # milliseconds from a key to the preview


class NewsForm(QWidget):
    """Emits `changed` for every key, `wanted` when it is to be saved."""

    changed = Signal()
    wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        theme = desk.theme
        self.shown: Words | None = None
        self.title, self.told, self.error = QLabel(), QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.subject, self.body = QLineEdit(maxLength=500), QPlainTextEdit()
        self.body.setTabChangesFocus(True)
        self.about = NameField(_("Preview for"), _("The number of an incident; if left empty, one that is made up"))
        self.about.setPlaceholderText(_("INC-0042, or nothing for one that is made up"))
        self.result = QPlainTextEdit(readOnly=True)
        self.result.setTabChangesFocus(True)
        self.insert = Button(theme, _("Insert a field ▾"), description=_("What is known of the incident"))
        self.usual = Button(theme, _("Usual words"), description=_("The words with which this program comes"))
        self.save = PrimaryButton(theme, _("Save"), description=_("Save these words"))
        self.error.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        self._asking = QTimer(self, singleShot=True, interval=_AFTER)
        self._asking.timeout.connect(self._ask)
        self._connect()
        theme.changed.connect(self.dress)
        self.dress()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.title, 0, 0, 1, 2)
        grid.addWidget(self.told, 1, 0, 1, 2)
        self._labels = []
        for row, column, text, field in (
            (2, 0, _("S&ubject"), self.subject),
            (4, 0, _("&Message"), self.body),
            (2, 1, _("Preview &for"), self.about),
            (4, 1, _("How it reads"), self.result),
        ):
            label = QLabel(text)
            label.setBuddy(field)
            self._labels.append(label)
            plain = text.replace("&", "")
            field.setAccessibleName(plain)
            if not field.accessibleDescription():
                field.setAccessibleDescription(plain)
            grid.addWidget(label, row, column)
            grid.addWidget(field, row + 1, column)
        grid.setRowStretch(5, 1)
        grid.addWidget(self.error, 6, 0, 1, 2)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.save)
        buttons.addWidget(self.insert)
        buttons.addWidget(self.usual)
        buttons.addStretch(1)
        grid.addLayout(buttons, 7, 0, 1, 2)

    def _connect(self) -> None:
        self.subject.textChanged.connect(lambda _text: self._typed())
        self.body.textChanged.connect(self._typed)
        self.about.textChanged.connect(lambda _text: self._asking.start())
        self.insert.clicked.connect(self._offer_fields)
        self.usual.clicked.connect(self._take_usual)
        self.save.clicked.connect(self.wanted)

    # -- what is shown

    def show_words(self, words: Words, subject: str, body: str) -> None:
        """Show a kind of news or letter with the words as they were typed last."""
        self.shown = words
        self.title.setText(words.title)
        self.told.setText(_told(words))
        for field in (self.subject, self.body):
            field.blockSignals(True)
        self.subject.setText(subject)
        self.subject.setCursorPosition(0)
        if self.body.toPlainText() != body:
            self.body.setPlainText(body)
        for field in (self.subject, self.body):
            field.blockSignals(False)
        self._complain()
        self._ask()

    def words(self) -> tuple[str, str]:
        return self.subject.text().strip(), self.body.toPlainText().strip() + "\n"

    def is_changed(self) -> bool:
        """Whether other words stand there than are stored."""
        shown = self.shown
        return shown is not None and self.words() != (shown.subject.strip(), shown.body.strip() + "\n")

    def why_not(self) -> str:
        """What is wrong with the words; "" where nothing is."""
        subject, body = self.words()
        if not subject or not body.strip():
            return _("Subject and text can't be empty.")
        try:
            for text in (subject, body):
                check_template(text, self.shown.fields if self.shown is not None else ())
        except Refused as refused:
            return str(refused)
        return ""

    def _typed(self) -> None:
        self._complain()
        self._asking.start()
        self.changed.emit()

    def _complain(self) -> None:
        why = self.why_not()
        self.error.setText(why)
        self.error.setAccessibleName(why)
        self.error.setVisible(bool(why))
        read_only = str(self._desk.database.read_only)
        self.save.setEnabled(self.is_changed() and not why and not read_only)
        self.save.setToolTip(why or read_only or ("" if self.is_changed() else _("Nothing was changed.")))
        self.usual.setEnabled(self.shown is not None and self.words() != _stripped(self.shown.usual))

    def _ask(self) -> None:
        if self.shown is not None and not self.why_not():
            subject, body = self.words()
            self._desk.background.run_latest(
                f"preview of {id(self)}", preview, self._desk.database, self.about.text(), self.shown.key, subject,
                body, self._desk.zone, then=self._show_preview, failed=self._no_preview,
            )  # fmt: skip

    def _show_preview(self, found: Preview) -> None:
        lines = [found.about, found.subject, "", found.body.rstrip()]
        if found.warning:
            lines += ["", found.warning]
        self.result.setPlainText("\n".join(lines))

    def _no_preview(self, refused: Refused) -> None:
        self.result.setPlainText(str(refused))

    # -- doing

    def _offer_fields(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for field in self.shown.fields if self.shown is not None else ():
            action = menu.addAction(_(field.meaning))
            action.triggered.connect(lambda _checked=False, name=field.name: self._insert(name))
        menu.popup(self.insert.mapToGlobal(self.insert.rect().bottomLeft()))

    def _insert(self, name: str) -> None:
        self.body.insertPlainText(f"{{{{ {name} }}}}")
        self.body.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_usual(self) -> None:
        if self.shown is not None:
            subject, body = self.shown.usual
            self.subject.setText(subject)
            self.body.setPlainText(body)

    def dress(self) -> None:
        theme = self._desk.theme
        self.title.setFont(theme.font("h2"))
        theme.tint(self.told, "text2")
        theme.tint(self.error, "danger")
        for label in (self.title, self.told, *self._labels):
            lead(label)
        dress_fields(self, theme, LISTS + SCROLL_BARS)


def _told(words: Words) -> str:
    if words.on:
        return _("It is sent by itself.")
    if words.letter:
        return _("It is not sent by itself: Settings, Follow-up switches it on.")
    return _("It is not sent: Space in the list switches it on.")


def _stripped(words: tuple[str, str]) -> tuple[str, str]:
    return words[0].strip(), words[1].strip() + "\n"
