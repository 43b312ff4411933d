"""One thing that could not be taken: who sent it, why not, and its source as it came."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLabel

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.file_name import documents, safe_file_name
from incidentdesk.desktop.respond.source_text import pretty, readable, source_view
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.field import SCROLL_BARS, dress_fields
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.detect.dead_letter import LetterKind, LetterState
from incidentdesk.detect.dead_letter_list import DeadLetterRow, raw_of
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.letters_tab import LettersTab


class LetterSheet(Sheet):
    def __init__(self, desk: Desk, row: DeadLetterRow, pane: "LettersTab") -> None:
        super().__init__(desk.theme, _("Could not be taken"), pane.window())
        self._desk, self._row, self._pane = desk, row, pane
        self._raw: bytes | None = None
        self.heading = _label(row.subject or _("without a subject"))
        self.facts = _label(_facts(desk, row))
        self.reason = MessageBar(desk.theme)
        self.reason.say(row.reason, "info" if row.parked else "warning", dismissable=False)
        self.message = MessageBar(desk.theme)
        self.source = source_view(desk.theme, _("Source"))
        for widget in (self.heading, self.facts, self.reason, self.message):
            self.body.addWidget(widget)
        self.body.addWidget(self.source, 1)
        self._add_buttons()
        self.dress()
        self.fit(860, 640)
        desk.background.run(read_raw, desk.database, row.id, then=self._show, failed=self._fail)

    def _add_buttons(self) -> None:
        role = QDialogButtonBox.ButtonRole
        self.save_button = self.add_button(
            _("&Save as file…"), role.ActionRole, description=_("Keep the source as it came, byte for byte")
        )
        self.save_button.clicked.connect(self._choose_file)
        self.save_button.setEnabled(False)
        waiting = self._row.state == LetterState.WAITING and not self._desk.database.read_only
        self.drop_button = self.add_button(_("&Drop…"), role.DestructiveRole, description=_("It is not to be taken"))
        self.drop_button.clicked.connect(lambda: self._leave_for(self._pane.drop))
        self.again_button = self.add_button(
            _("T&ry again"), role.ActionRole, primary=waiting, description=_("Take it in as if it had just come")
        )
        self.again_button.clicked.connect(lambda: self._leave_for(self._pane.try_again))
        for button in (self.drop_button, self.again_button):
            button.setEnabled(waiting)
            button.setToolTip("" if waiting else _("It was decided already."))
        self.add_close_button(_("Close"))

    def _leave_for(self, act: Any) -> None:
        """What is done here is done by the list, so that it is said and undone there."""
        self._pane.table.go_to(self._row.id)
        self.accept()
        act()

    def _show(self, raw: bytes) -> None:
        self._raw = raw
        self.source.setPlainText(readable(raw) if self._row.kind == LetterKind.MAIL else pretty(raw))
        self.save_button.setEnabled(True)

    def _fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")

    def _choose_file(self) -> None:
        ending = ".eml" if self._row.kind == LetterKind.MAIL else ".json"
        proposed = documents() / safe_file_name(self._row.subject or _(self._row.kind), ending)
        dialog = QFileDialog(self, _("Save the source"), str(proposed))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(self.save)
        dialog.open()

    def save(self, path: str) -> None:
        """Write the source to a file."""
        self._desk.background.run(
            write_bytes, Path(path), self._raw or b"", then=lambda _none: self._saved(path), failed=self._fail
        )

    def _saved(self, path: str) -> None:
        self.message.say(_("Saved as {file}.").format(file=isolated(path)), "success")

    def dress(self) -> None:
        dress_fields(self, self.theme, SCROLL_BARS)
        self.heading.setFont(self.theme.font("h2"))
        self.theme.tint(self.facts, "text2")
        self.source.setFont(self.theme.font("mono"))


def _label(text: str) -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _facts(desk: Desk, row: DeadLetterRow) -> str:
    parts = (_(row.kind), isolated(row.sender), isolated(row.source), moment.full(row.received_at, desk.zone))
    return " · ".join(part for part in parts if part.strip("\u2068\u2069"))


def read_raw(database: Any, letter_id: int) -> bytes:
    with database.read() as reader:
        return raw_of(reader, letter_id)


def write_bytes(path: Path, raw: bytes) -> None:
    """Raises Refused where the file can't be written."""
    try:
        path.write_bytes(raw)
    except OSError as error:
        raise Refused(
            _("{file} could not be written: {reason}. Choose another folder.").format(
                file=isolated(str(path)), reason=error.strerror or str(error)
            )
        ) from error
