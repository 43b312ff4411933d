"""Where a work note, a public comment or an answer of the caller is written."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPlainTextEdit, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.draft_timer import DraftTimer
from incidentdesk.desktop.drafts import draft, forget_draft, keep_draft
from incidentdesk.desktop.widgets.button import Button, IconButton
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.time_field import TimeField
from incidentdesk.language import N_, _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.respond.timeline import Fact, Kind

_SMALLEST_LINES, _LARGEST_LINES = 2, 8
_ROOMY = 660  # logical pixels
# A line of a work note that is at least this long is known again where it is pasted.
_TELLING_LENGTH = 15


class Stream(StrEnum):
    NOTE = "note"
    COMMENT = "comment"
    ANSWER = "answer"


_SEND = {
    Stream.NOTE: N_("Add work note"),
    Stream.COMMENT: N_("Send public comment"),
    Stream.ANSWER: N_("Add caller’s answer"),
}
_HINT = {
    Stream.NOTE: N_("Write a work note; only the team sees it"),
    Stream.COMMENT: N_("Write a public comment; the requester sees it"),
    Stream.ANSWER: N_("Write down what the caller answered"),
}
_WHO_SEES = {
    Stream.NOTE: N_("Only the team sees this."),
    Stream.COMMENT: N_("The requester sees this."),
    Stream.ANSWER: N_("What the caller said; the requester sees this."),
}
_LOOK = {
    Stream.NOTE: ("warning_bg", "warning"),
    Stream.COMMENT: ("info_bg", "info"),
    Stream.ANSWER: ("info_bg", "info"),
}


class NoteEdit(QPlainTextEdit):
    """Grows with its text; Ctrl+Enter sends, Esc never destroys anything."""

    send_wanted = Signal()
    leave_wanted = Signal()
    files_pasted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.send_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.leave_wanted.emit()
        else:
            super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasImage() or source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """A picture or a file that is pasted becomes an attachment."""
        files = source.hasUrls() and all(url.isLocalFile() for url in source.urls())
        if files or (source.hasImage() and not source.hasText()):
            self.files_pasted.emit(source)
        else:
            super().insertFromMimeData(source)

    def changeEvent(self, event) -> None:
        super().changeEvent(event)
        if event.type() == event.Type.FontChange:
            self._grow()

    def _grow(self, _size: object = None) -> None:
        lines = min(_LARGEST_LINES, max(_SMALLEST_LINES, int(self.document().size().height())))
        margins = 2 * int(self.document().documentMargin()) + 10
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + margins)


class Composer(QFrame):
    """Emits `sent(stream, text, happened_at)` when something is to be written; `written()` or `failed()` answer it."""

    sent = Signal(object, str, object)
    left = Signal()
    files_pasted = Signal(object)
    attach_wanted = Signal()

    def __init__(self, desk: Desk, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._key = key
        self._stream = Stream.NOTE
        self._reporter = ""
        self._internal: frozenset[str] = frozenset()
        self._confirmed = ""
        self.setObjectName("composer")
        self._build()
        self._keeping = DraftTimer(self.keep, self)
        self._restore()
        self.edit.textChanged.connect(self._typed)
        self.time.changed.connect(self._keeping.begin)
        desk.theme.changed.connect(self._dress)
        self._show_stream()

    def _build(self) -> None:
        theme = self._desk.theme
        self.message = MessageBar(theme)
        self.edit = NoteEdit()
        self.edit.setAccessibleDescription(_("Ctrl+Enter sends, Esc goes to the timeline and keeps the text"))
        self.edit.send_wanted.connect(self.send)
        self.edit.leave_wanted.connect(self.left)
        self.edit.files_pasted.connect(self.files_pasted)
        self.attach_button = IconButton(theme, "attachment", _("Attach a file"))
        self.attach_button.clicked.connect(self.attach_wanted)
        self.time = TimeField(theme, self._desk.zone, _("When it happened"), placeholder=_("happened now"))
        self.time.field.setAcceptDrops(False)
        self._who = QLabel()
        self._who.setTextFormat(Qt.TextFormat.PlainText)
        self.send_button = Button(theme, "", "send")
        self.send_button.clicked.connect(self.send)
        self.stream_button = IconButton(theme, "chevron-down", _("Choose who sees it"))
        self.stream_button.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        self.stream_button.setMenu(self._menu())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self.message)
        layout.addWidget(self.edit)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.attach_button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.time, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._who)
        row.addStretch(1)
        row.addWidget(self.send_button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.stream_button, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(row)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        group = QActionGroup(menu)
        self.stream_actions: dict[Stream, QAction] = {}
        for stream in Stream:
            action = menu.addAction(_(_SEND[stream]))
            action.setCheckable(True)
            action.setToolTip(_(_WHO_SEES[stream]))
            action.triggered.connect(lambda _checked=False, stream=stream: self.choose(stream))
            group.addAction(action)
            self.stream_actions[stream] = action
        return menu

    # -- what is written

    @property
    def stream(self) -> Stream:
        return self._stream

    def choose(self, stream: Stream) -> None:
        """Write into this stream, and be ready for the text."""
        self._stream = stream
        self.message.clear()
        self._show_stream()
        self._keeping.begin()
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def back_date(self, text: str) -> None:
        """Write about an earlier time."""
        self.time.write(text)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def know(self, facts: Iterable[Fact], reporter: str) -> None:
        """Take note of what is internal, and of who the requester is."""
        self._reporter = reporter
        notes = (fact.text for fact in facts if fact.kind == Kind.NOTE)
        self._internal = frozenset(line for note in notes for line in telling_lines(note))
        self.stream_actions[Stream.ANSWER].setEnabled(bool(reporter))
        self.stream_actions[Stream.ANSWER].setToolTip(
            _("{name} answered").format(name=isolated(reporter)) if reporter else _("Enter a reporter first.")
        )

    def send(self) -> None:
        text = self.edit.toPlainText()
        if not text.strip() or self.edit.isReadOnly():
            self.edit.setFocus()
            return
        try:
            happened_at = self.time.value()
        except Refused as refused:
            self.time.complain(str(refused))
            self.time.field.setFocus()
            return
        if self._stream != Stream.NOTE and text != self._confirmed and self._is_internal(text):
            self._ask(text)
            return
        self._send(text, happened_at)

    def _send(self, text: str, happened_at: datetime | None) -> None:
        self.message.clear()
        self.edit.setReadOnly(True)
        self.send_button.setEnabled(False)
        self.keep()
        self.sent.emit(self._stream, text, happened_at)

    def _is_internal(self, text: str) -> bool:
        flat = " ".join(text.split())
        return any(line in flat for line in self._internal)

    def _ask(self, text: str) -> None:
        def go_on() -> None:
            self._confirmed = text
            self.send()

        self.message.say(
            _("This text stands in a work note, which only the team sees. The requester would read it."),
            "warning",
            _("Send it to the requester"),
            go_on,
        )

    def written(self) -> None:
        """It has been saved: begin anew."""
        self._free()
        self.edit.clear()
        self.time.write("")
        self._confirmed = ""
        self._keeping.stop()
        forget_draft(self._desk.database.place, self._key)
        if self._stream == Stream.ANSWER:
            self._stream = Stream.NOTE
            self._show_stream()

    def failed(self, refused: Refused) -> None:
        """It has not been saved: everything stays as it was typed."""
        self._free()
        self.message.say(str(refused), "danger", _("Try again"), self.send)
        self.edit.setFocus()

    def _free(self) -> None:
        self.edit.setReadOnly(False)
        self.send_button.setEnabled(True)

    # -- drafts

    def keep(self) -> None:
        """Keep what is typed on this machine."""
        self._keeping.stop()
        text = self.edit.toPlainText()
        if text.strip():
            values = {"text": text, "stream": str(self._stream), "time": self.time.text()}
            keep_draft(self._desk.database.place, self._key, values)
        else:
            forget_draft(self._desk.database.place, self._key)

    def _restore(self) -> None:
        kept: dict[str, Any] = draft(self._desk.database.place, self._key)
        self.edit.setPlainText(str(kept.get("text", "")))
        self.time.write(str(kept.get("time", "")))
        if kept.get("stream") in list(Stream):
            self._stream = Stream(kept["stream"])

    def _typed(self) -> None:
        self._keeping.begin()

    # -- look

    def _show_stream(self) -> None:
        stream = self._stream
        self.stream_actions[stream].setChecked(True)
        self.send_button.setText(_(_SEND[stream]))
        self.send_button.setAccessibleName(_(_SEND[stream]))
        keys = QKeySequence("Ctrl+Return").toString(QKeySequence.SequenceFormat.NativeText)
        self.send_button.setToolTip(_("{text} ({keys})").format(text=_(_WHO_SEES[stream]), keys=keys))
        self.send_button.setAccessibleDescription(_(_WHO_SEES[stream]))
        self.edit.setPlaceholderText(_(_HINT[stream]))
        self.edit.setAccessibleName(_(_HINT[stream]))
        self._who.setText(_(_WHO_SEES[stream]))
        self._dress()

    def _dress(self) -> None:
        theme = self._desk.theme
        ground, bar = _LOOK[self._stream]
        self.setStyleSheet(
            theme.sheet(
                f"#composer {{ background: ${ground}; border: none; border-top: 2px solid ${bar}; }}"
                "QLabel { color: $text2; background: transparent; }"
                "QPlainTextEdit, QLineEdit { color: $text; background: $surface; border: 1px solid $outline;"
                " border-radius: 6px; padding: 2px 5px; selection-background-color: $selection;"
                " selection-color: $text; }"
                "QLineEdit { min-height: 26px; }"
                "QPlainTextEdit:focus, QLineEdit:focus { border: 2px solid $focus; padding: 1px 4px; }"
                'QLineEdit[invalid="true"] { border: 2px solid $danger; padding: 1px 4px; }'
            )
        )
        self._who.setFont(theme.font("small"))
        self.time.setFixedWidth(180 * max(100, theme.scale) // 100)
        self._make_room()

    def _make_room(self) -> None:
        """Where there is little, the button says alone who sees it."""
        self._who.setVisible(self.width() >= _ROOMY * max(100, self._desk.theme.scale) // 100)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()


def telling_lines(text: str) -> list[str]:
    """The lines that are long enough to be known again."""
    return [line for each in text.split("\n") if len(line := " ".join(each.split())) >= _TELLING_LENGTH]
