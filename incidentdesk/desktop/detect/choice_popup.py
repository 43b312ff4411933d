"""Choosing one of many in a pop-up: what is typed narrows the list, Enter takes what is marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from incidentdesk.desktop.detect.offer_delegate import MARK, MEANING, OfferDelegate, popup_sheet
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.elided_label import ElidedLabel
from incidentdesk.desktop.widgets.field import dress_fields
from incidentdesk.language import _, isolated

_ROWS = 9
# Milliseconds within which another key may still turn a key of one letter into a name.
_LINGER = 400


@dataclass(frozen=True, slots=True)
class Choice:
    """`key` chooses it at once when it is the first that is typed; where names may begin with it, after a moment."""

    value: Any
    text: str
    meaning: str = ""
    mark: QPixmap | None = None
    key: str = ""
    why_disabled: str = ""


class ChoicePopup(QFrame):
    """Emits `chosen(value)`, `tabbed(value, back)` where Tab took it, and `closed` at last, however it went.

    It is a part of the window and no window of its own: those are closed, or get no keys, as the platform likes.
    """

    chosen = Signal(object)
    tabbed = Signal(object, bool)
    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        title: str,
        choices: Sequence[Choice],
        *,
        current: Any = None,
        new: str = "",
        window: QWidget,
    ) -> None:
        """`new` offers what is typed as something new: "Create “{name}”"."""
        super().__init__(window)
        self._theme = theme
        self._choices = list(choices)
        self._new = new
        self._shown: list[Choice] = []
        self._taken = False
        self.setObjectName("choice")
        self._before = window.focusWidget()
        self.setAccessibleName(title)
        self._title = ElidedLabel(title)
        self._title.setToolTip(title)
        self.line = QLineEdit()
        self.line.setAccessibleName(title)
        self.line.setAccessibleDescription(_("Typing narrows the list; Enter takes what is marked, Esc gives up"))
        self.line.setPlaceholderText(_("type to narrow…"))
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(title)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setItemDelegate(OfferDelegate(theme, self.list))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        # Not before it has a parent, or it would be a window of its own for a moment.
        self._title.setVisible(bool(title))
        layout.addWidget(self.line)
        layout.addWidget(self.list)
        self.line.textEdited.connect(self._typed)
        self.list.itemClicked.connect(lambda item: self._take(self.list.row(item)))
        self._linger = QTimer(self, singleShot=True, interval=_LINGER)
        self._linger.timeout.connect(lambda: self._take(self.list.currentRow()))
        self._dress()
        self._offer(self._choices)
        self._mark(current)

    def open_at(self, anchor: QRect) -> None:
        """Stand below a place on the screen, or above where there is no room; as wide as it at least."""
        width = max(300, anchor.width())
        row = self.list.sizeHintForRow(0) if self.list.count() else 28
        self.list.setFixedHeight(max(1, min(_ROWS, self.list.count())) * row + 2)
        self.resize(width, self.sizeHint().height())
        room = self.parentWidget().rect().adjusted(4, 4, -4, -4)
        place = QRect(self.parentWidget().mapFromGlobal(anchor.topLeft()), anchor.size())
        below = place.bottom() + 1 + self.height() <= room.bottom()
        top = place.bottom() + 1 if below else place.top() - self.height()
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = place.right() + 1 - width if mirrored else place.left()
        self.move(min(max(room.left(), left), room.right() - width), max(room.top(), top))
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        QApplication.instance().installEventFilter(self)

    def texts(self) -> list[str]:
        """What is offered now."""
        return [choice.text for choice in self._shown]

    # -- narrowing

    def _typed(self, text: str) -> None:
        self._linger.stop()
        self._offer(narrowed(self._choices, text))
        if (
            self._new
            and text.strip()
            and not any(each.text.casefold() == text.strip().casefold() for each in self._shown)
        ):
            self._add(Choice(text.strip(), self._new.format(name=isolated(text.strip()))))
        self._mark(None)
        self._take_key(text)

    def _take_key(self, text: str) -> None:
        for row, choice in enumerate(self._shown):
            if choice.key and choice.key.casefold() == text.casefold():
                self.list.setCurrentRow(row)
                if choice.key.isdigit():
                    self._take(row)
                else:
                    self._linger.start()
                return

    def _offer(self, choices: Sequence[Choice]) -> None:
        self._shown = []
        self.list.clear()
        for choice in choices:
            self._add(choice)

    def _add(self, choice: Choice) -> None:
        item = QListWidgetItem(choice.text)
        meaning = choice.why_disabled or choice.meaning or (choice.key and _("key {key}").format(key=choice.key))
        item.setData(MEANING, meaning)
        item.setData(MARK, choice.mark)
        item.setToolTip(choice.why_disabled)
        spoken = _("{label}, {meaning}").format(label=choice.text, meaning=meaning) if meaning else choice.text
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        if choice.why_disabled:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        self._shown.append(choice)
        self.list.addItem(item)

    def _mark(self, value: Any) -> None:
        possible = [place for place, choice in enumerate(self._shown) if not choice.why_disabled]
        places = [place for place in possible if self._shown[place].value == value]
        self.list.setCurrentRow((places or possible or [-1])[0])

    # -- taking

    def _take(self, row: int) -> None:
        choice = self._choice(row)
        if choice is not None:
            self._go()
            self.chosen.emit(choice.value)

    def _choice(self, row: int) -> Choice | None:
        choice = self._shown[row] if 0 <= row < len(self._shown) else None
        return None if choice is None or choice.why_disabled or self._taken else choice

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line:
            if event.type() == QEvent.Type.FocusOut and event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
                self.give_up()
            return event.type() == QEvent.Type.KeyPress and self._key(event)
        if event.type() == QEvent.Type.MouseButtonPress and self._is_outside(watched):
            self.give_up()
        return False

    def _is_outside(self, watched: QObject) -> bool:
        return isinstance(watched, QWidget) and watched is not self and not self.isAncestorOf(watched)

    def give_up(self) -> None:
        """Go without taking anything."""
        if not self._taken:
            self._go()

    def _go(self) -> None:
        """Go, and give the keyboard back to where it was."""
        self._taken = True
        self._linger.stop()
        QApplication.instance().removeEventFilter(self)
        had_focus = self.line.hasFocus()
        self.hide()
        if had_focus and self._before is not None and shiboken6.isValid(self._before):
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()
        self.deleteLater()

    def _key(self, event: QKeyEvent) -> bool:
        key, row = event.key(), self.list.currentRow()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._linger.stop()
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(row)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._tab(row, key == Qt.Key.Key_Backtab)
        elif key == Qt.Key.Key_Escape:
            self.give_up()
        else:
            return False
        return True

    def _step(self, rows: int) -> None:
        row = self.list.currentRow()
        for _each in self._shown:
            row = (row + rows) % len(self._shown)
            if not self._shown[row].why_disabled:
                self.list.setCurrentRow(row)
                return

    def _tab(self, row: int, back: bool) -> None:
        choice = self._choice(row)
        if choice is not None:
            self._go()
            self.tabbed.emit(choice.value, back)

    def _dress(self) -> None:
        theme = self._theme
        self._title.setFont(theme.font("strong"))
        self.line.setFont(theme.font("base"))
        dress_fields(self, theme, "#choice { background: $surface; border: 1px solid $outline; border-radius: 6px; }"
                     "QListWidget { background: $surface; border: none; }")  # fmt: skip
        self.list.setStyleSheet(popup_sheet(theme, "none"))


def narrowed(choices: Sequence[Choice], text: str) -> list[Choice]:
    """The choices that have the text in them; those that begin with it first, then those with a word that does."""
    wanted = text.strip().casefold()
    if not wanted:
        return list(choices)
    ranked = [(_rank(choice, wanted), place, choice) for place, choice in enumerate(choices)]
    return [choice for rank, _place, choice in sorted(ranked, key=lambda each: each[:2]) if rank < 4]


def _rank(choice: Choice, wanted: str) -> int:
    text = choice.text.casefold()
    if choice.key and choice.key.casefold() == wanted:
        return 0
    if text.startswith(wanted):
        return 1
    if f" {wanted}" in text:
        return 2
    return 3 if wanted in text else 4
