"""The filter field: what is typed is a query, what is understood of it becomes chips."""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, QLocale, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QWidget,
)

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.offer_delegate import MEANING, OfferDelegate, popup_sheet
from incidentdesk.desktop.detect.query_chip import is_finished, split
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import Button, LinkButton
from incidentdesk.detect.query import Completion, Hint, completions
from incidentdesk.language import _, isolated

# Milliseconds after the last key until the list follows.
_CALM = 120
_CHIP_AT_MOST = 240
_FIRST_TEXT = 160


class FilterField(QFrame):
    """Emits `changed(text)` when the query has become another, `left` when the keyboard goes back to the list."""

    changed = Signal(str)
    left = Signal()
    save_wanted = Signal()
    save_as_wanted = Signal()
    reset_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.vocabulary: Mapping[str, Iterable[str]] = {}
        self._chips: list[QueryChip] = []
        self._told = ""
        self.setObjectName("filter")
        self.line = FilterLine(self)
        self.line.setPlaceholderText(_("type to filter…"))
        self.line.setAccessibleName(_("Filter"))
        self.line.setAccessibleDescription(_("Words and filters such as status:open; Esc clears"))
        self.setFocusProxy(self.line)
        self._icon = QLabel()
        self._icon.setAccessibleName(_("Filter"))
        self._hint = QLabel()
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._count = QLabel()
        self._make_buttons()
        self._lay_out()
        self.popup = CompletionPopup(desk.theme, self)
        self.popup.chosen.connect(self._complete)
        self._calm = QTimer(self, singleShot=True, interval=_CALM)
        self._calm.timeout.connect(self._tell)
        self.line.textEdited.connect(self._edited)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _make_buttons(self) -> None:
        theme = self._desk.theme
        self._changed_label = QLabel(_("View changed"))
        self.save_button = Button(theme, _("Save"), description=_("Save this filter as a view"))
        self.save_as_button = LinkButton(theme, _("Save as…"), description=_("Save this filter as another view"))
        self.reset_button = LinkButton(theme, _("Reset"), description=_("Back to the view as it was saved"))
        self.save_button.clicked.connect(self.save_wanted)
        self.save_as_button.clicked.connect(self.save_as_wanted)
        self.reset_button.clicked.connect(self.reset_wanted)

    def _lay_out(self) -> None:
        self._chip_row = QHBoxLayout()
        self._chip_row.setSpacing(8)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 3, 6, 3)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addLayout(self._chip_row)
        layout.addWidget(self.line, 1)
        for widget in (
            self._hint, self._count, self._changed_label, self.save_button, self.save_as_button, self.reset_button,
        ):  # fmt: skip
            layout.addWidget(widget)
        self._hint.hide()
        self.show_view("", changed=False)

    # -- the query

    @property
    def text(self) -> str:
        """The query as it stands."""
        return " ".join(part for part in (*self.chips, self.line.text().strip()) if part)

    @property
    def chips(self) -> list[str]:
        return [chip.text() for chip in self._chips]

    def set_text(self, text: str) -> None:
        """Show a query without telling of it."""
        chips, rest = split(text)
        self._set_chips(chips)
        self.line.setText(rest)
        self._fit()
        self._calm.stop()
        self._told = self.text

    def add(self, written: str) -> None:
        """Narrow the query by one more filter."""
        self.set_text(f"{self.text} {written}".strip())
        self._told = ""
        self._tell()

    def clear(self) -> None:
        self._set_chips([])
        self.line.wipe()
        self._tell()

    def _edited(self, text: str) -> None:
        if is_finished(text):
            self._absorb()
        self.show_completions()
        self._calm.start()

    def _absorb(self) -> None:
        """Make chips of what is understood."""
        chips, rest = split(self.line.text())
        if chips:
            self._set_chips([*self.chips, *chips])
            self.line.setText(rest)
            self._fit()

    def finish(self) -> None:
        """Take what stands there, without waiting for more."""
        self.popup.hide()
        self._absorb()
        self._tell()

    def _tell(self) -> None:
        self._calm.stop()
        if self.text != self._told:
            self._told = self.text
            self.changed.emit(self.text)

    def remember(self) -> None:
        if self.text:
            self._desk.preferences.remember("recent_queries", self.text)

    # -- chips

    def _set_chips(self, texts: Sequence[str]) -> None:
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [self._make_chip(text) for text in texts]

    def _make_chip(self, text: str) -> "QueryChip":
        chip = QueryChip(self._desk.theme, text, self)
        chip.removed.connect(lambda: self.remove_chip(self._chips.index(chip)))
        chip.clicked.connect(lambda: self._edit_chip(self._chips.index(chip)))
        self._chip_row.addWidget(chip)
        return chip

    def remove_chip(self, place: int) -> None:
        texts = self.chips
        del texts[place]
        self._set_chips(texts)
        self._tell()
        self.line.setFocus()

    def remove_last_chip(self) -> bool:
        if self._chips:
            self.remove_chip(len(self._chips) - 1)
            return True
        return False

    def _edit_chip(self, place: int) -> None:
        texts = self.chips
        text = texts.pop(place)
        self._set_chips(texts)
        self.line.setText(f"{self.line.text().strip()} {text}".strip())
        self.line.setFocus()

    def _fit(self) -> None:
        """Where there is no room for so many chips, the last ones stand as text."""
        room = self.width() - self._right_width() - _FIRST_TEXT
        texts, used = [], 0
        for chip in self._chips:
            used += chip.sizeHint().width() + 8
            if used > room and room > 0 and self.isVisible():
                break
            texts.append(chip.text())
        over = self.chips[len(texts) :]
        if over:
            self._set_chips(texts)
            self.line.setText(" ".join([*over, self.line.text()]))

    def _right_width(self) -> int:
        shown = (self._icon, self._count, self._changed_label, self.save_button, self.save_as_button, self.reset_button)
        return sum(widget.sizeHint().width() + 8 for widget in shown if not widget.isHidden())

    # -- completion

    def show_completions(self, *, everything: bool = False) -> None:
        text, cursor = self.line.text(), self.line.cursorPosition()
        if not everything and (not text[:cursor].strip() or text[:cursor].endswith(" ")):
            self.popup.hide()
            return
        found = completions(text, cursor, self.vocabulary)
        # A value that stands there already needs no offer.
        found = [each for each in found if text[each.start : each.end] != each.insert]
        if everything and not text.strip() and not self._chips:
            found = [*self._recent(), *found]
        self.popup.offer(found)

    def _recent(self) -> list[Completion]:
        queries = self._desk.preferences.get("recent_queries")
        return [Completion(0, len(self.line.text()), each, each, _("used before")) for each in queries[:5]]

    def _complete(self, completion: Completion) -> None:
        text = self.line.text()
        before, after = text[: completion.start], text[completion.end :]
        self.line.setText(before + completion.insert + after)
        self.line.setCursorPosition(completion.start + len(completion.insert))
        self._calm.start()
        if completion.insert.endswith(":"):
            self.show_completions(everything=True)
        else:
            self.finish()

    # -- what stands at the right

    def show_count(self, shown: int | None, total: int | None) -> None:
        """How many of how many; None where it is not known yet."""
        local = QLocale()
        if shown is None:
            text = ""
        elif total is None:
            text = local.toString(shown)
        else:
            text = _("{shown} of {total}").format(shown=local.toString(shown), total=local.toString(total))
        self._count.setText(text)
        self._count.setAccessibleName(text)

    @property
    def count_text(self) -> str:
        return self._count.text()

    def show_hints(self, hints: Iterable[Hint]) -> None:
        """Say what was not understood, next to it."""
        texts = [hint.text for hint in hints]
        self._hint.setToolTip("\n".join(texts))
        self._hint.setAccessibleName(" ".join(texts))
        self._hint.setVisible(bool(texts))
        self._hint_text = texts[0] if texts else ""
        self._write_hint()

    @property
    def hint_text(self) -> str:
        return "" if self._hint.isHidden() else self._hint_text

    def _write_hint(self) -> None:
        if not self._hint.isHidden():
            room = max(80, (self.width() - self._right_width() - _FIRST_TEXT) * 2 // 3)
            metrics = QFontMetrics(self._desk.theme.font("small"))
            self._hint.setText(metrics.elidedText(self._hint_text, Qt.TextElideMode.ElideRight, room))

    def show_view(self, name: str, *, changed: bool) -> None:
        """Offer what can be done with the filter: save it, or save or reset the view that it has come from."""
        in_view = bool(name)
        self._changed_label.setVisible(in_view and changed)
        self._changed_label.setToolTip(isolated(name))
        self.save_button.setVisible(changed)
        self.save_as_button.setVisible(in_view and changed)
        self.reset_button.setVisible(in_view and changed)

    # -- look

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._write_hint()
        self.popup.place()

    def _dress(self) -> None:
        theme = self._desk.theme
        focus = "2px solid $focus" if self.line.hasFocus() else "1px solid $outline"
        self.setStyleSheet(
            theme.sheet(
                f"#filter {{ background: $surface; border: {focus}; border-radius: 6px; }}"
                "QLineEdit { border: none; background: transparent; color: $text; padding: 0; }"
                "QLabel { color: $text2; background: transparent; }"
                "#hint { color: $warning; }"
            )
        )
        self._hint.setObjectName("hint")
        self._hint.setFont(theme.font("small"))
        self._icon.setPixmap(theme.pixmap("search", "text2", 20, self.devicePixelRatioF()))
        self.setFixedHeight(max(38, QFontMetrics(theme.font("base")).height() + 20))
        for button in (self.save_button, self.save_as_button, self.reset_button):
            button.setFixedHeight(self.height() - 8)

    def show_focus(self) -> None:
        self._dress()


class FilterLine(QLineEdit):
    """The text part of the field, with its keys."""

    def __init__(self, field: FilterField) -> None:
        super().__init__(field)
        self._field = field
        self.setFrame(False)
        self.setMinimumWidth(60)

    def wipe(self) -> None:
        """Take the text out so that Ctrl+Z brings it back."""
        self.selectAll()
        self.del_()

    def event(self, event: QEvent) -> bool:
        # Tab would otherwise go to the next widget before it can choose a completion.
        if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab and self._field.popup.isVisible():
            self._field.popup.choose(first=True)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._handle(event):
            super().keyPressEvent(event)

    def _handle(self, event: QKeyEvent) -> bool:
        field, popup, key = self._field, self._field.popup, event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return self._go(1 if key == Qt.Key.Key_Down else -1)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if popup.isVisible() and popup.current is not None:
                popup.choose()
            else:
                field.finish()
                field.remember()
                field.left.emit()
            return True
        if key == Qt.Key.Key_Escape:
            self._escape()
            return True
        if key == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            field.show_completions(everything=True)
            return True
        if key == Qt.Key.Key_Backspace and not self.cursorPosition() and not self.hasSelectedText():
            return field.remove_last_chip()
        return False

    def _go(self, step: int) -> bool:
        popup = self._field.popup
        if popup.isVisible():
            popup.step(step)
        elif step > 0 and not self.text().strip():
            self._field.show_completions(everything=True)
        elif step > 0:
            self._field.finish()
            self._field.left.emit()
        return True

    def _escape(self) -> None:
        field = self._field
        if field.popup.isVisible():
            field.popup.hide()
        elif field.text:
            field.clear()
        else:
            field.left.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._field.show_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._field.popup.hide()
        self._field.show_focus()
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._field.finish()


class QueryChip(QAbstractButton):
    """One filter that is understood. A click puts it back into the text, the cross takes it out."""

    removed = Signal()

    def __init__(self, theme: Theme, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Filter {text}").format(text=isolated(text)))
        self.setAccessibleDescription(_("Backspace in the field takes the last one out"))
        self.setToolTip(_("{text} · a click changes it").format(text=isolated(text)))
        self.setMouseTracking(True)
        self.show()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("base"))
        width = min(_CHIP_AT_MOST, metrics.horizontalAdvance(self.text()) + 10 + 24)
        return QSize(width, max(24, metrics.height() + 6))

    minimumSizeHint = sizeHint

    def _cross(self) -> QRect:
        left = 0 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else self.width() - 24
        return QRect(left, 0, 24, self.height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._cross().contains(event.position().toPoint()) and self.rect().contains(event.position().toPoint()):
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.setBrush(theme.colour("hover" if self.underMouse() else "neutral_bg"))
        painter.drawRoundedRect(QRect(0, 0, self.width() - 1, self.height() - 1), 4, 4)
        font = theme.font("base")
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        inner = self.rect().adjusted(24 if mirrored else 8, 0, -8 if mirrored else -24, 0)
        text = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        cross = self._cross()
        icon = theme.pixmap("close", "text2", 12, self.devicePixelRatioF())
        painter.drawPixmap(cross.center().x() - 6, cross.center().y() - 5, icon)
        painter.end()


class CompletionPopup(QListWidget):
    """Offers keys and values below the field without taking the keyboard from it."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, field: FilterField) -> None:
        super().__init__(field.window())
        self._theme = theme
        self._field = field
        self._offered: list[Completion] = []
        self.setObjectName("completions")
        self.setAccessibleName(_("Completions"))
        self.setAccessibleDescription(_("Keys and values that fit; Down chooses, Tab takes the first"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(OfferDelegate(theme, self))
        self.itemClicked.connect(lambda item: self._take(self.row(item)))
        self.hide()
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def current(self) -> Completion | None:
        row = self.currentRow()
        return self._offered[row] if 0 <= row < len(self._offered) else None

    def offer(self, found: Sequence[Completion]) -> None:
        self._offered = list(found)
        self.clear()
        for each in self._offered:
            item = QListWidgetItem(each.label)
            item.setData(MEANING, each.meaning)
            spoken = (
                _("{label}, {meaning}").format(label=each.label, meaning=each.meaning) if each.meaning else each.label
            )
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
            self.addItem(item)
        self.setCurrentRow(-1)
        self.setVisible(bool(self._offered))
        self.place()

    def step(self, rows: int) -> None:
        self.setCurrentRow(
            (self.currentRow() + rows) % len(self._offered) if self.currentRow() >= 0 or rows > 0 else -1
        )

    def choose(self, *, first: bool = False) -> None:
        row = self.currentRow()
        if row >= 0 or first:
            self._take(max(0, row))

    def _take(self, row: int) -> None:
        completion = self._offered[row]
        self.hide()
        self.chosen.emit(completion)

    def place(self) -> None:
        """Stand below the text that is being typed."""
        if not self.isVisible():
            return
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
            self.show()
        line = self._field.line
        at = self._field.mapTo(window, QPoint(0, self._field.height() + 2))
        left = line.mapTo(window, QPoint(0, 0)).x()
        width = min(440, self._field.width())
        left = min(left, at.x() + self._field.width() - width)
        rows = min(9, self.count())
        self.setGeometry(left, at.y(), width, rows * self.sizeHintForRow(0) + 10)
        self.raise_()

    def _dress(self) -> None:
        self.setStyleSheet(popup_sheet(self._theme, "completions"))
        self.setFont(self._theme.font("base"))
