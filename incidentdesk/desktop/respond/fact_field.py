"""A fact that is shown and, on Enter, F2 or a click, edited where it stands."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.field import dress_fields, mark_invalid
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.desktop.widgets.time_field import TimeField
from incidentdesk.desktop.widgets.value_label import ValueLabel
from incidentdesk.desktop.widgets.value_label import draw_text as draw_text
from incidentdesk.desktop.widgets.value_label import wrapped as wrapped
from incidentdesk.detect.typed_time import written_time
from incidentdesk.language import _
from incidentdesk.refusal import Refused

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STAYING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.MenuBarFocusReason)


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
            theme.tint(label, role)
        self.error.setFont(theme.font("small"))
        if self._editor is not None:
            dress_fields(self._editor.widget, theme)


def fill(widget: QWidget, theme: Theme, role: str = "surface") -> None:
    """Give a widget a ground of its own without a style sheet, which would be applied to everything in it."""
    theme.tint(widget, role, QPalette.ColorRole.Window)
    widget.setAutoFillBackground(True)
