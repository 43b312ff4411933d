"""A line for an instant as a person says it; what it means is written below while it is typed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.field import mark_invalid
from incidentdesk.detect.typed_time import typed_time
from incidentdesk.language import _
from incidentdesk.refusal import Refused


class TimeField(QWidget):
    """Empty means now. `changed` comes while it is typed."""

    changed = Signal()

    def __init__(
        self, theme: Theme, zone: ZoneInfo, name: str, *, placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._zone = zone
        self.field = QLineEdit(placeholderText=placeholder or _("now"))
        self.field.setAccessibleName(name)
        self.field.setAccessibleDescription(_("A time such as 09:50, yesterday 17:00 or -20m"))
        self.field.setToolTip(_("09:50, yesterday 17:00, -20m"))
        self.meaning = QLabel(wordWrap=True)
        self.meaning.setTextFormat(Qt.TextFormat.PlainText)
        self.meaning.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.field)
        layout.addWidget(self.meaning)
        self.setFocusProxy(self.field)
        self.field.textChanged.connect(self._explain)
        theme.changed.connect(self._explain)

    def text(self) -> str:
        return self.field.text()

    def write(self, text: str) -> None:
        self.field.setText(text)

    def value(self) -> datetime | None:
        """The instant, None for now; raises Refused for what is no time."""
        return typed_time(self.field.text(), clock.now(), self._zone)

    def complain(self, sentence: str) -> None:
        """Say below the field what is wrong with it; an empty sentence takes it away."""
        if sentence:
            self._say(sentence, "danger")
            mark_invalid(self.field, True)
        elif self.field.property("invalid"):
            self._explain()

    def _explain(self) -> None:
        try:
            value = self.value()
        except Refused as refused:
            # While somebody still types, a time is often none yet: only the words, no red.
            self._say(str(refused), "text2")
        else:
            now = clock.stored(clock.now())
            self._say(moment.day_and_time(clock.stored(value), now, self._zone) if value else "", "text2")
        mark_invalid(self.field, False)
        self.changed.emit()

    def _say(self, text: str, role: str) -> None:
        self.meaning.setText(text)
        self.meaning.setAccessibleName(text)
        self.meaning.setVisible(bool(text))
        self._theme.tint(self.meaning, role)
        self.meaning.setFont(self._theme.font("small"))
