"""One section of a review on its page: what it asks, and where it is answered."""

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.growing_text import GrowingText
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.improve.review_text import QUESTION, SECTION_NAME
from incidentdesk.language import _

# Of their lines a lesson can be made.
TEACHING = ("went_well", "went_badly", "got_lucky")


class Section(QFrame):
    """A heading, and below it whatever a subclass adds to `body`; `links` stand at the end of the heading."""

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.name = desk, name
        self.heading = QLabel(_(SECTION_NAME[name]))
        self.links = QHBoxLayout()
        self.links.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.heading)
        head.addStretch(1)
        head.addLayout(self.links)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(8)
        self.body.addLayout(head)
        desk.theme.changed.connect(self.dress)

    def first(self) -> QWidget:
        """What gets the focus when somebody goes to this section."""
        return self

    def dress(self) -> None:
        self.heading.setFont(self.desk.theme.font("h2"))


class TextSection(Section):
    """Emits `typed(name, text)` while somebody writes, `left(name)` when the field is left, `cursor_moved(rect)` in
    coordinates of this widget, and `lesson_wanted(name, line)`."""

    typed = Signal(str, object)
    left = Signal(str)
    cursor_moved = Signal(QRect)
    lesson_wanted = Signal(str, str)

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, name, parent)
        self.edit = GrowingText()
        self.edit.setAccessibleName(_(SECTION_NAME[name]))
        self.edit.setAccessibleDescription(_(QUESTION[name]))
        self.edit.setPlaceholderText(_(QUESTION[name]))
        self.message = MessageBar(desk.theme)
        self.hint = QLabel(wordWrap=True)
        self.hint.hide()
        self.told = QLabel(wordWrap=True)
        self.told.hide()
        self.fields = QVBoxLayout()
        self.fields.setSpacing(8)
        self.body.addWidget(self.told)
        self.body.addWidget(self.edit)
        self.body.addWidget(self.hint)
        self.body.addWidget(self.message)
        self.body.addLayout(self.fields)
        if name in TEACHING:
            self._add_lesson_link()
        self.edit.textChanged.connect(self._typed)
        self.edit.left.connect(lambda: self.left.emit(name))
        self.edit.cursor_moved.connect(self._move)
        self.dress()

    def _add_lesson_link(self) -> None:
        self.lesson = LinkButton(
            self.desk.theme,
            _("Make a lesson of this line"),
            "lesson",
            description=_("Keep the line on which the cursor stands in the register of lessons"),
        )
        self.lesson.clicked.connect(self.want_lesson)
        self.links.addWidget(self.lesson)
        self.edit.cursorPositionChanged.connect(self._allow_lesson)
        self.edit.textChanged.connect(self._allow_lesson)
        self._allow_lesson()

    def _allow_lesson(self) -> None:
        self.lesson.setEnabled(bool(self.edit.line()))

    def want_lesson(self) -> None:
        if self.name in TEACHING and self.edit.line():
            self.lesson_wanted.emit(self.name, self.edit.line().lstrip("-*• ").strip())

    def first(self) -> QWidget:
        return self.edit

    def show_text(self, text: str) -> None:
        if text != self.edit.toPlainText():
            blocked = self.edit.blockSignals(True)
            self.edit.show_text(text)
            self.edit.blockSignals(blocked)
            self.edit._grow()
            if self.name in TEACHING:
                self._allow_lesson()

    def let_write(self, writable: bool) -> None:
        self.edit.setReadOnly(not writable)

    def show_hint(self, sentence: str) -> None:
        """A question about what is written; none for an empty sentence."""
        if sentence != self.hint.text() or bool(sentence) == self.hint.isHidden():
            self.hint.setText(sentence)
            self.hint.setAccessibleName(sentence)
            self.hint.setVisible(bool(sentence))

    def tell(self, sentence: str) -> None:
        """What the record says about it, above the text."""
        self.told.setText(sentence)
        self.told.setVisible(bool(sentence))

    def _typed(self) -> None:
        self.typed.emit(self.name, self.edit.toPlainText())

    def _move(self, rect: QRect) -> None:
        self.cursor_moved.emit(QRect(self.edit.mapTo(self, rect.topLeft()), rect.size()))

    def dress(self) -> None:
        super().dress()
        theme = self.desk.theme
        for label, role in ((self.hint, "warning"), (self.told, "text2")):
            label.setFont(theme.font("small"))
            theme.tint(label, role)


class LinkSection(Section):
    """A section that is read from the record: a sentence, and where it is made. Emits `wanted`."""

    wanted = Signal()

    def __init__(self, desk: Desk, name: str, link: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, name, parent)
        self.sentence = QLabel(wordWrap=True)
        self.link = LinkButton(desk.theme, link, icon)
        self.link.clicked.connect(self.wanted)
        self.links.addWidget(self.link)
        self.body.addWidget(self.sentence)
        self.dress()

    def first(self) -> QWidget:
        return self.link

    def tell(self, sentence: str) -> None:
        self.sentence.setText(sentence)

    def dress(self) -> None:
        super().dress()
        self.desk.theme.tint(self.sentence, "text2")
