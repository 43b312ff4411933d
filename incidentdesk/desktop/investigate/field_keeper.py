"""A field of the inspector whose text is kept when it is left or the typing pauses, and never overwritten meanwhile."""

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

_PAUSE = 1_500  # milliseconds


class FieldKeeper(QObject):
    """`typed(text, seen)` with every key, `kept(text, seen)` when there is something to write; `seen` is the text that
    stood in the field before."""

    typed = Signal(str, str)
    kept = Signal(str, str)

    def __init__(self, field: QLineEdit | QPlainTextEdit) -> None:
        super().__init__(field)
        self.field = field
        self._seen = ""
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.keep)
        field.textChanged.connect(self._changed)
        field.installEventFilter(self)

    @property
    def text(self) -> str:
        return self.field.toPlainText() if isinstance(self.field, QPlainTextEdit) else self.field.text()

    @property
    def dirty(self) -> bool:
        return self.text != self._seen

    def show(self, text: str) -> None:
        """Show a text; what is being typed stays until it is kept."""
        if self.dirty:
            return
        self._seen = text
        if text != self.text:
            with QSignalBlocker(self.field):
                self._write(text)

    def _write(self, text: str) -> None:
        if isinstance(self.field, QPlainTextEdit):
            self.field.setPlainText(text)
        else:
            self.field.setText(text)

    def _changed(self) -> None:
        if self.dirty:
            self._pause.start()
            self.typed.emit(self.text, self._seen)

    def keep(self) -> None:
        """Have what was typed written."""
        self._pause.stop()
        text, seen = self.text, self._seen
        if text != seen:
            self._seen = text
            self.kept.emit(text, seen)

    def eventFilter(self, _field: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.keep()
        return False
