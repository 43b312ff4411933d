"""A fact that is shown and, on Enter, F2 or a click, edited where it stands."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.field import dress_fields, mark_invalid
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.desktop.widgets.time_field import TimeField
from incidentdesk.detect.typed_time import written_time
from incidentdesk.language import _
from incidentdesk.refusal import Refused

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STAYING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.MenuBarFocusReason)


class ValueLabel(QWidget):
    """A text of some lines that can be focused and activated; what does not fit is elided and told in the tooltip."""

    activated = Signal()

    def __init__(self, theme: Theme, name: str, *, font: str = "base", lines: int = 6, editable: bool = True) -> None:
        super().__init__()
        self._theme, self._name, self._font, self._lines = theme, name, font, lines
        self._editable = editable
        self._text, self._hint, self._note = "", False, ""
        self._laid_out: tuple[tuple, tuple[list[str], int]] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if editable else Qt.FocusPolicy.NoFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if editable:
            self.setCursor(Qt.CursorShape.IBeamCursor)
        theme.changed.connect(self._dress)

    def text(self) -> str:
        return self._text

    def write(self, text: str, *, hint: bool = False, note: str = "", tooltip: str = "") -> None:
        """Show a text; `hint` greys it, `note` stands below it in small letters."""
        self._text, self._hint, self._note = text, hint, note
        self.setAccessibleName(_("{name}: {value}").format(name=self._name, value=text))
        spoken = _("Enter changes it") if self._editable else note or text
        self.setAccessibleDescription(". ".join(part for part in (note, spoken) if part))
        self.setToolTip(tooltip or text)
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (*_ENTER, Qt.Key.Key_F2, Qt.Key.Key_Space) and self._editable:
            self.activated.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._editable and self.rect().contains(event.pos()):
            self.activated.emit()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._layout(width)[1] + 8

    def sizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(max(60, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.heightForWidth(max(60, self.width())))

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _layout(self, width: int) -> tuple[list[str], int]:
        """The lines at a width and the height of everything; kept, because layouts ask again and again."""
        key = (width, self._text, self._note, self._theme.scale)
        if self._laid_out is None or self._laid_out[0] != key:
            self._laid_out = (key, self._lay_out(width))
        return self._laid_out[1]

    def _lay_out(self, width: int) -> tuple[list[str], int]:
        lines = wrapped(self._text, self._theme.font(self._font), max(20, width - 12), self._lines)
        height = len(lines) * self._metrics(self._font).lineSpacing()
        if self._note:
            notes = wrapped(self._note, self._theme.font("small"), max(20, width - 12), 3)
            height += len(notes) * self._metrics("small").lineSpacing()
        return lines, max(height, self._metrics(self._font).lineSpacing())

    def _metrics(self, font: str) -> QFontMetrics:
        return QFontMetrics(self._theme.font(font))

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        frame = self.rect().adjusted(1, 1, -1, -1)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRoundedRect(frame, 6, 6)
        elif self._editable and self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(frame, 6, 6)
        lines, height = self._layout(self.width())
        y = max(4, (self.height() - height) // 2)
        for text, font, role in self._painted(lines):
            painter.setFont(theme.font(font))
            painter.setPen(theme.colour(role))
            spacing = painter.fontMetrics().lineSpacing()
            draw_text(painter, QRect(6, y, self.width() - 12, spacing), text)
            y += spacing
        painter.end()

    def _painted(self, lines: list[str]) -> list[tuple[str, str, str]]:
        role = "hint" if self._hint else "text"
        rows = [(line, self._font, role) for line in lines]
        if self._note:
            notes = wrapped(self._note, self._theme.font("small"), max(20, self.width() - 12), 3)
            rows += [(line, "small", "text2") for line in notes]
        return rows

    def _dress(self) -> None:
        self._laid_out = None
        self.updateGeometry()
        self.update()


def draw_text(painter: QPainter, rect: QRect, text: str, *, trailing: bool = False) -> None:
    """One line at the leading or trailing edge; a text of a person keeps its own direction in a page of the other."""
    mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
    edge = Qt.AlignmentFlag.AlignRight if mirrored != trailing else Qt.AlignmentFlag.AlignLeft
    strong = next((kind for letter in text if (kind := unicodedata.bidirectional(letter)) in ("L", "R", "AL")), "L")
    painter.save()
    painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight if strong == "L" else Qt.LayoutDirection.RightToLeft)
    flags = edge | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
    painter.drawText(rect, flags, text)
    painter.restore()


def wrapped(text: str, font: QFont, width: int, most: int) -> list[str]:
    """A text in lines that fit a width, the last one elided where there would be more than `most`."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    result: list[str] = []
    for paragraph in text[:4_000].split("\n"):
        layout = QTextLayout(paragraph, font)
        layout.setTextOption(option)
        layout.beginLayout()
        utf16 = paragraph.encode("utf-16-le", "surrogatepass")
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            start, length = line.textStart(), line.textLength()
            piece = utf16[2 * start : 2 * (start + length)].decode("utf-16-le", "surrogatepass")
            if len(result) == most - 1:
                rest = utf16[2 * start :].decode("utf-16-le", "surrogatepass")
                result.append(QFontMetrics(font).elidedText(rest.strip(), Qt.TextElideMode.ElideRight, width))
                layout.endLayout()
                return result
            result.append(piece.strip())
        layout.endLayout()
        if not paragraph:
            result.append("")
    return result


# -- editors: a widget that takes a value, gives one back, and says when it is done


class LineEditor:
    """A line of text, completed from names."""

    def __init__(self, name: str) -> None:
        self.widget = NameField(name)
        # What is dropped on the page is attached, not typed.
        self.widget.setAcceptDrops(False)
        self.key_widget: QWidget = self.widget

    def offer(self, names: Iterable[str]) -> None:
        self.widget.offer(names)

    def put(self, value: Any) -> None:
        self.widget.setText(str(value or ""))
        self.widget.selectAll()

    def take(self) -> Any:
        return self.widget.text().strip()


class TagsEditor(LineEditor):
    def put(self, value: Any) -> None:
        self.widget.setText(" ".join(value))

    def take(self) -> Any:
        from incidentdesk.detect.wording import tags_in, tags_text

        return tags_in(tags_text([self.widget.text()]))


class TextEditor:
    """Several lines; Ctrl+Enter is done."""

    def __init__(self, name: str) -> None:
        self.widget = QPlainTextEdit()
        self.widget.setAcceptDrops(False)
        self.widget.setTabChangesFocus(True)
        self.widget.setAccessibleName(name)
        self.widget.setAccessibleDescription(_("Ctrl+Enter saves, Esc gives up"))
        self.widget.setMinimumHeight(96)
        self.key_widget: QWidget = self.widget

    def put(self, value: Any) -> None:
        self.widget.setPlainText(str(value))
        self.widget.moveCursor(self.widget.textCursor().MoveOperation.End)

    def take(self) -> Any:
        return self.widget.toPlainText()


class ChoiceEditor:
    """One of a few values."""

    def __init__(self, name: str, options: Sequence[tuple[Any, str]]) -> None:
        self.widget = QComboBox()
        self.widget.setAccessibleName(name)
        self.widget.setAccessibleDescription(_("Enter saves, Esc gives up"))
        self.widget.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.widget.setMinimumContentsLength(6)
        for value, text in options:
            self.widget.addItem(text, value)
        self.key_widget: QWidget = self.widget

    def put(self, value: Any) -> None:
        self.widget.setCurrentIndex(max(0, self.widget.findData(value)))

    def take(self) -> Any:
        return self.widget.currentData()


class TimeEditor:
    """A stage time; empty means that the stage has not been reached."""

    def __init__(self, desk: Desk, name: str) -> None:
        self._zone = desk.zone
        self.widget = TimeField(desk.theme, desk.zone, name, placeholder=_("not yet"))
        self.key_widget: QWidget = self.widget.field

    def put(self, value: datetime | None) -> None:
        self.widget.write("" if value is None else written_time(value, self._zone))
        self.widget.field.selectAll()

    def take(self) -> datetime | None:
        if self.widget.text().strip().lower() in ("now", _("now")):
            return clock.now()
        return self.widget.value()


class FactField(QWidget):
    """Emits `committed(name, value, seen)` with the value that stood there when the editing began.

    Without an editor it emits `opened` when it is activated.
    """

    committed = Signal(str, object, object)
    opened = Signal()

    def __init__(
        self,
        desk: Desk,
        name: str,
        label: str,
        make_editor: Callable[[], Any] | None = None,
        show: Callable[[Any], dict[str, Any]] | None = None,
        *,
        font: str = "base",
        lines: int = 6,
        bare: bool = False,
        editable: bool = True,
    ) -> None:
        super().__init__()
        self._desk, self.name, self._make_editor = desk, name, make_editor
        self._editor: Any = None
        self._offered: list[str] = []
        self._show = show or (lambda value: {"text": str(value)} if value else {"text": "—", "hint": True})
        self._value: Any = None
        self._seen: Any = None
        self._editing = False
        self.label = QLabel(label, wordWrap=True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.value_label = ValueLabel(desk.theme, label, font=font, lines=lines, editable=editable)
        self.value_label.activated.connect(self.edit)
        self.error = QLabel(wordWrap=True)
        self.error.setTextFormat(Qt.TextFormat.PlainText)
        self.error.hide()
        column = QVBoxLayout()
        column.setSpacing(4)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.value_label)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.label, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        self._column = column
        self.label.setVisible(not bare)
        column.addWidget(self.error)
        desk.theme.changed.connect(self._dress)
        self._dress()

    @property
    def value(self) -> Any:
        return self._value

    @property
    def editing(self) -> bool:
        return self._editing

    @property
    def has_editor(self) -> bool:
        return self._make_editor is not None

    def show_value(self, value: Any) -> None:
        """What is stored now; what is being typed stays."""
        self._value = value
        self.value_label.write(**self._show(value))

    def edit(self) -> None:
        """Begin to edit, or let the owner do it where there is no editor."""
        if self._make_editor is None:
            self.opened.emit()
            return
        if self._editing:
            return
        self._need_editor()
        self._editing = True
        self._seen = self._value
        self._editor.put(self._value)
        self._swap(True)
        self._editor.key_widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _need_editor(self) -> None:
        """Editors are made when they are first wanted, so that a page with many fields opens at once."""
        if self._editor is not None:
            return
        editor = self._editor = self._make_editor()
        editor.widget.hide()
        self._column.insertWidget(1, editor.widget)
        editor.key_widget.installEventFilter(self)
        if isinstance(editor, ChoiceEditor):
            editor.widget.activated.connect(lambda _index: self.commit())
        self.offer(self._offered)
        dress_fields(editor.widget, self._desk.theme)

    def commit(self) -> None:
        """Take what is typed; a value that makes no sense stays in the editor with a sentence below."""
        if not self._editing:
            return
        try:
            value = self._editor.take()
        except Refused as refused:
            self._complain(str(refused))
            return
        focused = self._holds_focus()
        self._close(focused)
        if value != self._seen:
            seen, self._seen = self._seen, None
            self.value_label.write(**self._show(value))
            self.committed.emit(self.name, value, seen)

    def give_up(self) -> None:
        """Leave the editor with everything as it was."""
        self._close(True)
        self.show_value(self._value)

    def fail(self, value: Any, seen: Any, sentence: str) -> None:
        """It could not be saved: what was typed is there again, with the reason."""
        self._need_editor()
        self._editing = True
        self._seen = seen
        self._editor.put(value)
        self._swap(True)
        self._complain(sentence)
        self._editor.key_widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self.value_label.write(**self._show(self._value))

    def offer(self, names: Iterable[str]) -> None:
        """Complete with these names what is typed."""
        self._offered = list(names)
        if isinstance(self._editor, LineEditor):
            self._editor.offer(self._offered)

    @property
    def editor_widget(self) -> QWidget:
        """What takes the keys while it is edited."""
        self._need_editor()
        return self._editor.key_widget

    def _close(self, focused: bool) -> None:
        self._editing = False
        self._complain("")
        self._swap(False)
        if focused:
            self.value_label.setFocus(Qt.FocusReason.OtherFocusReason)

    def _swap(self, editing: bool) -> None:
        if editing:
            self._editor.widget.show()
            self.value_label.hide()
        else:
            self.value_label.show()
            self._editor.widget.hide()

    def _holds_focus(self) -> bool:
        focus = self.window().focusWidget()
        return focus is not None and (focus is self._editor.widget or self._editor.widget.isAncestorOf(focus))

    def _complain(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.setAccessibleName(sentence)
        self.error.setVisible(bool(sentence))
        key_widget = self._editor.key_widget
        if isinstance(key_widget, QLineEdit | QPlainTextEdit | QComboBox):
            mark_invalid(key_widget, bool(sentence))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not self._editing:
            return False
        if event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        if event.type() == QEvent.Type.FocusOut and event.reason() not in _STAYING:
            self.commit()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.give_up()
            return True
        if event.key() not in _ENTER:
            return False
        if isinstance(self._editor, TextEditor) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        self.commit()
        return True

    def align(self, label_width: int) -> None:
        self.label.setFixedWidth(label_width)

    def _dress(self) -> None:
        theme = self._desk.theme
        self.label.setFont(theme.font("base"))
        self.label.setContentsMargins(0, 4, 0, 4)
        for label, role in ((self.label, "text2"), (self.error, "danger")):
            palette = label.palette()
            palette.setColor(palette.ColorRole.WindowText, theme.colour(role))
            label.setPalette(palette)
        self.error.setFont(theme.font("small"))
        if self._editor is not None:
            dress_fields(self._editor.widget, theme)


def fill(widget: QWidget, theme: Theme, role: str = "surface") -> None:
    """Give a widget a ground of its own without a style sheet, which would be applied to everything in it."""
    palette = widget.palette()
    palette.setColor(palette.ColorRole.Window, theme.colour(role))
    widget.setPalette(palette)
    widget.setAutoFillBackground(True)
