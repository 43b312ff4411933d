"""One piece of evidence with all that is known of it, and everything that happened to it."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.evidence_acts import load_piece, noting
from incidentdesk.desktop.investigate.evidence_model import cause_texts, verdict_text
from incidentdesk.desktop.respond.fact_field import fill
from incidentdesk.desktop.respond.note_dialogs import broken
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.field import SCROLL_BARS, dress_fields
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.investigate.evidence_list import Act, Custody, Piece
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 680, 620
_ACT_LOOK = {
    Act.ADDED: ("plus", "text2"),
    Act.MATCHES: ("success", "success"),
    Act.DIFFERS: ("error", "danger"),
    Act.MISSING: ("warning", "danger"),
    Act.HANDED_OVER: ("hand-over", "text2"),
    Act.EXPORTED: ("download", "text2"),
    Act.WITHDRAWN: ("trash", "text2"),
    Act.NOTE: ("note", "text2"),
}
_FRAME = """
QScrollArea { border: 1px solid $border; border-radius: 6px; background: $surface; }
QScrollArea:focus { border: 2px solid $focus; }
"""
_LONG_WORD = re.compile(r"\S{24}(?=\S)")


def open_piece_dialog(desk: Desk, parent: QWidget, evidence_id: int) -> "PieceDialog":
    """Show a piece of evidence with its custody."""
    dialog = PieceDialog(desk, evidence_id, parent.window())
    dialog.open()
    return dialog


class PieceDialog(Sheet):
    """What happened to the piece is read again whenever it has become more."""

    def __init__(self, desk: Desk, evidence_id: int, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Evidence"), parent)
        self._desk, self._id = desk, evidence_id
        self.heading = QLabel(wordWrap=True)
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.message = MessageBar(desk.theme)
        self.facts = QGridLayout()
        self.facts.setHorizontalSpacing(12)
        self.facts.setVerticalSpacing(4)
        self.facts.setColumnStretch(1, 1)
        self.hash = QLineEdit(readOnly=True)
        self.hash.setAccessibleName("SHA-256")
        self.hash.setAccessibleDescription(_("The hash from when it was added"))
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(_("Text"))
        self.text.setAccessibleDescription(_("The text of the evidence, or the remark on it"))
        self.text.setMaximumHeight(140)
        self.custody_heading = QLabel(_("Custody"))
        self.lines: list[CustodyLine] = []
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(8)
        self._column.addStretch(1)
        self.scroll = QScrollArea()
        self.scroll.setWidgetResizable(True)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.scroll.setAccessibleName(_("Custody"))
        self.scroll.setAccessibleDescription(_("Who had it and what was done with it, the earliest first"))
        self.scroll.setWidget(self._inner)
        self.note = QLineEdit(placeholderText=_("A note for the custody"))
        self.note.setAccessibleName(_("Note for the custody"))
        self.note.setAccessibleDescription(_("Enter adds it; it can't be taken out again"))
        self.add = Button(desk.theme, _("Add &note"), "plus", description=_("Add the note to the custody"))
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._add_note)
        self.note.textChanged.connect(self._check)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.note, 1)
        row.addWidget(self.add)
        for widget in (self.heading, self.message):
            self.body.addWidget(widget)
        self.body.addLayout(self.facts)
        self.body.addWidget(self.text)
        self.body.addWidget(self.custody_heading)
        self.body.addWidget(self.scroll, 1)
        self.body.addLayout(row)
        self.add_close_button(_("Close")).setAutoDefault(False)
        self._check()
        self.dress()
        self.resize(_WIDTH, _HEIGHT)
        self.scroll.setFocus(Qt.FocusReason.OtherFocusReason)
        desk.changes.changed.connect(self._heard)
        self._load()

    def _heard(self, changes: dict) -> None:
        if {"custody", "evidence", "cause_evidence"} & set(changes):
            self._load()

    def _load(self) -> None:
        self._desk.background.run_latest(
            f"evidence {self._id} of {id(self)}", load_piece, self._desk.database, self._id,
            then=self._show, failed=self._fail,
        )  # fmt: skip

    def _fail(self, refused: Refused) -> None:
        self.message.say(str(refused), dismissable=False)

    def _show(self, loaded: tuple[Piece | None, list[Custody]]) -> None:
        piece, custody = loaded
        if piece is not None:
            self._show_facts(piece)
        self.note.setEnabled(piece is not None)
        for line in self.lines:
            self._column.removeWidget(line)
            line.deleteLater()
        self.lines = [CustodyLine(self._desk, each) for each in custody]
        for place, line in enumerate(self.lines):
            self._column.insertWidget(place, line)
        self._check()
        self.dress()

    def _show_facts(self, piece: Piece) -> None:
        self.setWindowTitle(piece.title)
        self.setAccessibleName(piece.title)
        self.heading.setText(piece.title)
        self.hash.setText(piece.sha256)
        self.hash.setCursorPosition(0)
        text = piece.text
        self.text.setVisible(bool(text))
        if broken(text) != self.text.toPlainText():
            self.text.setPlainText(broken(text))
        while self.facts.count():
            widget = self.facts.takeAt(0).widget()
            if widget is not self.hash:
                widget.deleteLater()
        for row, (name, value) in enumerate(self._values(piece)):
            self.facts.addWidget(_label(name), row, 0, Qt.AlignmentFlag.AlignTop)
            self.facts.addWidget(_label(value, wraps=True), row, 1)
        row = self.facts.rowCount()
        self.facts.addWidget(_label("SHA-256"), row, 0, Qt.AlignmentFlag.AlignVCenter)
        self.facts.addWidget(self.hash, row, 1)

    def _values(self, piece: Piece) -> list[tuple[str, str]]:
        now, zone = clock.stored(clock.now()), self._desk.zone
        by = _("{time}, {name}")
        collected = moment.day_and_time(piece.collected_at, now, zone)
        added = moment.day_and_time(piece.added_at, now, zone)
        size = _("{size} bytes").format(size=self.locale().toString(piece.size))
        kept = piece.attachment_name or piece.path or piece.link
        causes = "\n".join(f"{sign} {text}" for sign, text in cause_texts(piece))
        values = [
            (_("Type"), _(piece.type)),
            (_("Source"), piece.source),
            (_("Collected"), by.format(time=collected, name=isolated(piece.collected_by))),
            (_("Added"), by.format(time=added, name=isolated(piece.added_by))),
            (_("Kept"), " · ".join(part for part in (kept and isolated(kept), size) if part)),
            (_("Causes"), causes),
            (_("Hash"), verdict_text(piece, zone)),
        ]
        return [(name, value) for name, value in values if value]

    # -- notes

    def _check(self) -> None:
        empty = not self.note.text().strip()
        self.add.setEnabled(not empty and self.note.isEnabled())
        self.add.setToolTip(_("Write the note first.") if empty else _("Add the note to the custody"))

    def _add_note(self) -> None:
        # Not a step that Undo takes back: in a custody nothing is taken out.
        self.add.setEnabled(False)
        self._desk.background.run(
            _write_note, self._desk.database, self._desk.actor, self._id, self.note.text(),
            then=lambda _none: self.note.clear(), failed=self._fail,
        )  # fmt: skip

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.note.hasFocus():
            if self.add.isEnabled():
                self._add_note()
            return
        super().keyPressEvent(event)

    def dress(self) -> None:
        dress_fields(self, self.theme, "QDialog { background: $window; }" + SCROLL_BARS + _FRAME)
        self.heading.setFont(self.theme.font("h2"))
        self.custody_heading.setFont(self.theme.font("strong"))
        self.hash.setFont(self.theme.font("mono"))
        self.text.setFont(self.theme.font("mono"))
        fill(self._inner, self.theme)


class CustodyLine(QWidget):
    """When, who, what was done, and what there is to say of it."""

    def __init__(self, desk: Desk, line: Custody, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._line = desk.theme, line
        when = moment.day_and_time(line.at, clock.stored(clock.now()), desk.zone)
        what = _(line.act)
        if line.undone_at is not None:
            what = _("{act} (undone)").format(act=what)
        self.head = QLabel(_("{act} · {time} · {name}").format(act=what, time=when, name=isolated(line.who)))
        self.head.setToolTip(moment.full(line.at, desk.zone))
        self.note = QLabel(breakable(line.note), wordWrap=True)
        if not line.note:
            self.note.hide()
        self.icon = QLabel()
        self.icon.setAccessibleName(_(line.act))
        for label, said in ((self.head, self.head.text()), (self.note, line.note)):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAccessibleName(said)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.note)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        name, role = _ACT_LOOK[Act(self._line.act)]
        self.icon.setPixmap(self._theme.pixmap(name, role, 16, self.devicePixelRatioF()))
        self.note.setFont(self._theme.font("small"))
        self._theme.tint(self.note, "text2")


def breakable(text: str) -> str:
    """A text whose long words, as hashes and paths, may be broken where a line ends; to look at, not to copy."""
    return _LONG_WORD.sub(lambda found: found[0] + "\u200b", text)


def _label(text: str, *, wraps: bool = False) -> QLabel:
    label = QLabel(breakable(text) if wraps else text, wordWrap=wraps)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAccessibleName(text)
    return label


def _write_note(database: object, actor: str, evidence_id: int, text: str) -> None:
    with database.write(actor=actor, via="window") as session:
        noting(evidence_id, text)(session)
