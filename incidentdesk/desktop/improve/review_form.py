"""The middle of the page: all sections of a review below each other, with room to write."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.impact_fields import ImpactFields
from incidentdesk.desktop.improve.review_section import LinkSection, Section, TextSection
from incidentdesk.desktop.widgets.field import dress_fields
from incidentdesk.improve.review_text import SECTIONS, TEXTS
from incidentdesk.language import _

_SETTLES_AFTER = 150  # milliseconds
# A longer line is hard to read.
_WIDEST = 760
_QSS = """
QScrollArea, #review_sheet { background: $window; }
QLabel { background: transparent; }
QPlainTextEdit[readOnly="true"], QLineEdit[readOnly="true"] { background: $window; border-color: $border; }
QPlainTextEdit[readOnly="true"]:focus, QLineEdit[readOnly="true"]:focus { border-color: $focus; }
"""


class ReviewForm(QScrollArea):
    """Emits `typed(field, value)`, `left(field)`, `entered(section)`, `lesson_wanted(section, line)`, and
    `timeline_wanted` and `actions_wanted` for what is done elsewhere."""

    typed = Signal(str, object)
    left = Signal(str)
    entered = Signal(str)
    lesson_wanted = Signal(str, str)
    timeline_wanted = Signal()
    actions_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._current = SECTIONS[0]
        self._writable: bool | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Sections of the review"))
        self.sheet = QWidget()
        self.sheet.setObjectName("review_sheet")
        self._column = QVBoxLayout(self.sheet)
        self._column.setSpacing(24)
        self.sections: dict[str, Section] = {}
        for name in SECTIONS:
            self._add(name)
        self._column.addStretch(1)
        self.setWidget(self.sheet)
        self._line = (self.sections[self._current], QRect())
        self._settling = QTimer(self, singleShot=True, interval=_SETTLES_AFTER)
        self.verticalScrollBar().rangeChanged.connect(self._make_room)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _add(self, name: str) -> None:
        if name == "timeline":
            section: Section = LinkSection(self._desk, name, _("Choose entries"), "star")
            section.wanted.connect(self.timeline_wanted)
        elif name == "actions":
            section = LinkSection(self._desk, name, _("Open the actions"), "action")
            section.wanted.connect(self.actions_wanted)
        else:
            section = TextSection(self._desk, name)
            section.typed.connect(self.typed)
            section.left.connect(self.left)
            section.lesson_wanted.connect(self.lesson_wanted)
            section.cursor_moved.connect(lambda rect, section=section: self._follow(section, rect))
        section.first().installEventFilter(self)
        section.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.sections[name] = section
        self._column.addWidget(section)
        if name == "impact":
            self.impact = ImpactFields(self._desk)
            self.impact.typed.connect(self.typed)
            self.impact.left.connect(self.left)
            section.fields.addWidget(self.impact)

    # -- showing

    def show_fields(self, names: Sequence[str], value: Callable[[str], Any]) -> None:
        for name in names:
            if name == "people_affected":
                self.impact.show_people(value(name))
            elif name == "impact_numbers":
                self.impact.show_numbers(value(name))
            else:
                self.sections[name].show_text(value(name))

    def tell(self, sentences: Mapping[str, str]) -> None:
        """What the record says in some sections."""
        for name, sentence in sentences.items():
            self.sections[name].tell(sentence)

    def show_hints(self, hints: Mapping[str, str]) -> None:
        for name in TEXTS:
            self.sections[name].show_hint(hints.get(name, ""))

    def let_write(self, writable: bool) -> None:
        if writable == self._writable:
            return
        self._writable = writable
        for name in TEXTS:
            self.sections[name].let_write(writable)
        self.impact.let_write(writable)
        # What a style sheet says of a property is not looked up again by itself.
        for field in (*self.findChildren(QPlainTextEdit), *self.findChildren(QLineEdit)):
            field.style().unpolish(field)
            field.style().polish(field)

    # -- going about

    @property
    def current(self) -> str:
        """The section in which the focus is, or was."""
        return self._current

    def go_to(self, name: str) -> None:
        section = self.sections[name]
        self._reveal(section)
        section.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self, by: int = 1) -> None:
        """To the next section, or back; from the last to the first."""
        self.go_to(SECTIONS[(SECTIONS.index(self._current) + by) % len(SECTIONS)])

    def _reveal(self, section: Section) -> None:
        """The heading and as much below it as there is room for."""
        at = section.mapTo(self.sheet, section.rect().topLeft()).y()
        bar = self.verticalScrollBar()
        view = self.viewport().height()
        if at < bar.value() or at + min(section.height(), view) > bar.value() + view:
            bar.setValue(max(0, at - 16))

    def _follow(self, section: Section, rect: QRect) -> None:
        """Keep the line in view on which somebody writes."""
        self._line = (section, rect)
        self._settling.start()
        self._show_line()

    def _show_line(self) -> None:
        section, rect = self._line
        at = section.mapTo(self.sheet, rect.center())
        self.ensureVisible(at.x(), at.y(), 0, 48)

    def _make_room(self) -> None:
        """The page has become longer, as it does a moment after a line was added."""
        if self._settling.isActive():
            self._show_line()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            name = next((name for name, section in self.sections.items() if section.first() is watched), "")
            if name:
                self._current = name
                self.entered.emit(name)
        return False

    # -- look

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        room = self.viewport().width()
        widest = _WIDEST * max(100, self._desk.theme.scale) // 100
        side = max(24, (room - widest) // 2)
        self._column.setContentsMargins(side, 24, side, 32)

    def _dress(self) -> None:
        dress_fields(self, self._desk.theme, _QSS)
        self._arrange()
