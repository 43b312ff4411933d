"""A draft that waits to be looked through and sent, as the activation of a plan leaves one behind."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.command_label import align_leading
from incidentdesk.desktop.widgets.button import Button, IconButton
from incidentdesk.language import _, isolated
from incidentdesk.respond.status_update_list import Told


class DraftRow(QFrame):
    """Emits `open_wanted` and `discard_wanted` with the draft."""

    open_wanted = Signal(object)
    discard_wanted = Signal(object)

    def __init__(self, desk: Desk, told: Told, now: int, why_nothing: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self.told = desk, told
        self.setObjectName("draft")
        head = [_("Draft for {audience}").format(audience=isolated(told.audience or _("nobody")))]
        if told.phase:
            head.append(_(told.phase))
        head.append(_("written by {name} {time}").format(
            name=isolated(told.written_by), time=moment.relative(told.written_at, now, desk.zone)
        ))  # fmt: skip
        self.head = QLabel(" · ".join(head), wordWrap=True)
        self.subject = QLabel(told.subject, wordWrap=True)
        for label in (self.head, self.subject):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setToolTip(moment.full(told.written_at, desk.zone))
        self.open_button = Button(desk.theme, _("Look through and send…"), "send")
        self.open_button.setAccessibleName(f"{self.open_button.text()} {told.subject}")
        self.open_button.clicked.connect(lambda: self.open_wanted.emit(self.told))
        self.discard_button = IconButton(desk.theme, "trash", _("Throw the draft away"))
        self.discard_button.clicked.connect(lambda: self.discard_wanted.emit(self.told))
        for button in (self.open_button, self.discard_button):
            button.setEnabled(not why_nothing)
            button.setToolTip(why_nothing or button.accessibleDescription())
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.head)
        words.addWidget(self.subject)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addWidget(self.open_button)
        row.addWidget(self.discard_button)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        theme = self._desk.theme
        self.setStyleSheet(theme.sheet("#draft { background: $info_bg; border: 1px solid $info; border-radius: 8px; }"))
        self.head.setFont(theme.font("small"))
        align_leading(self.head, self.subject)
        theme.tint(self.head, "text2")
