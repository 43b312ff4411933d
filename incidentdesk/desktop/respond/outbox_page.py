"""The outbox: every message that left the desk or is to leave it, with what came of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.file_name import documents
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane, count_text
from incidentdesk.desktop.respond.message_mark import MESSAGE_MARK
from incidentdesk.desktop.respond.message_preview import MessagePreview
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.leading import lead
from incidentdesk.desktop.writing import write
from incidentdesk.detect.attachment_file import save_attachment
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.respond.outbox import MessageState
from incidentdesk.respond.outbox_change import cancel_message, retry_message, told_by_hand
from incidentdesk.respond.outbox_list import OutboxRow, copied_text, outbox

_ORDER = {state: place for place, state in enumerate(MessageState)}
_PREVIEW_WIDTH = 360
COLUMNS = (
    Column(
        "state", N_("State"), lambda row, _now: _(row.state), lambda row: _ORDER[MessageState(row.state)], 120,
        mark=lambda row: MESSAGE_MARK[row.state],
    ),
    Column(
        "recipient", N_("Recipient"), lambda row, _now: row.recipient or row.address, lambda row: row.recipient, 176, 1
    ),
    Column("subject", N_("Subject"), lambda row, _now: row.subject, lambda row: row.subject),
    Column(
        "incident", N_("Incident"), lambda row, _now: row.incident, lambda row: row.incident_id or 0, 96, 2,
        role=lambda *_: "text2",
    ),
    Column(
        "outlet", N_("Outlet"), lambda row, _now: row.outlet or _("by hand"), lambda row: row.outlet, 128, 3,
    ),
    Column(
        "trouble", N_("What was said"), lambda row, _now: row.trouble, lambda row: row.trouble, 200, 5,
        role=lambda *_: "text2",
    ),
    Column(
        "queued", N_("Queued"), lambda row, now: moment.relative(row.queued_at, now.at, now.zone),
        lambda row: row.queued_at, 100, 4, whole=lambda row, now: moment.full(row.queued_at, now.zone),
        role=lambda *_: "text2", trailing=True, descending=True,
    ),
)  # fmt: skip


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Outbox"),
        icon="outbox",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: outbox(reader),
        nouns=frozenset({"outbox_message", "announcement", "outlet"}),
        searched=lambda row: (
            f"{row.incident} {row.subject} {row.recipient} {row.address} {_(row.state)} {row.outlet} {row.trouble}"
            f" {row.file}"
        ),
        counted=lambda count: count_text(ngettext("{count} message", "{count} messages", count), count),
        placeholder=_("A recipient, a state, an incident, words of the subject"),
        nothing=_("Nothing was sent yet"),
        teaching=_("Status updates, escalations and reminders stand here until they are delivered, and afterwards."),
        making="",
        offered=("outbox.retry", "outbox.copy", "outbox.told", "outbox.cancel"),
        more=("outbox.open", "outbox.save"),
        menu=(
            "outbox.open",
            None,
            "outbox.retry",
            "outbox.copy",
            "outbox.told",
            "outbox.save",
            None,
            "outbox.cancel",
            "edit.copy",
        ),
        scope="outbox",
        page_menu="tools",
    )


class OutboxList(TablePane):
    """The messages; Enter goes to the incident that a message tells of."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        for key, text, run, keys, icon, why in (
            ("retry", _("&Try again"), self._retry, ("R",), "refresh", self._why_no_retry),
            ("copy", _("&Copy for phone"), self._copy_text, ("C",), "phone", self.why_no_row),
            ("told", _("&Mark as told"), self._mark_told, ("M",), "check", self._why_not_told),
            ("save", _("Save the &file…"), self._ask_where, ("S",), "save", self._why_no_file),
            ("cancel", _("Don't &send"), self._cancel, ("Del",), "cancel", self._why_no_cancel),
        ):
            action = Action(f"outbox.{key}", text, run, icon, keys, "outbox", "tools", 60, why)
            desk.registry.add(action, self.table)
        self.declare()

    def _make_empty_states(self) -> None:
        super()._make_empty_states()
        listing = self.listing
        self.first_use = EmptyState(
            self.desk.theme, listing.icon, listing.nothing, listing.teaching, _("Set up sending"), self._set_up
        )

    def _set_up(self) -> None:
        self.opened.emit(f"settings#{_('Messages')}")

    def open_row(self, row: OutboxRow) -> None:
        if row.incident:
            self.opened.emit(row.incident)

    def _in(self, *states: MessageState) -> list[OutboxRow]:
        return [row for row in self.selected() if row.state in states]

    def _why(self, states: tuple[MessageState, ...], sentence: str) -> str:
        return self.why_nothing() or ("" if self._in(*states) else sentence)

    def _why_no_retry(self) -> str:
        return self._why(_RETRIED, _("Only what failed, was held back or still waits can be tried again."))

    def _why_not_told(self) -> str:
        return self._why(_TOLD, _("Only what is sent by hand, or has failed, can be marked as told."))

    def _why_no_cancel(self) -> str:
        return self._why(_CANCELLED, _("It was sent already."))

    def _retry(self) -> None:
        self._write(retry_message, _RETRIED, _("tried a message again"))

    def _mark_told(self) -> None:
        self._write(told_by_hand, _TOLD, _("marked a message as told"))

    def _cancel(self) -> None:
        self._write(cancel_message, _CANCELLED, _("held a message back"))

    def _write(self, act: Callable[[Any, int], object], states: tuple[MessageState, ...], said: str) -> None:
        ids = [row.id for row in self._in(*states)]
        write(self.desk, self, lambda session: [act(session, each) for each in ids], said, failed=self._fail)

    def _why_no_file(self) -> str:
        row = self.table.current()
        return self.why_no_row() or ("" if row and row.file else _("No file goes along with this message."))

    def _ask_where(self) -> None:
        row = self.table.current()
        dialog = QFileDialog(self.window(), _("Save the file of a message"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDirectory(str(documents()))
        dialog.selectFile(row.file)
        dialog.fileSelected.connect(lambda name: self.save_file(row, Path(name)))
        dialog.open()

    def save_file(self, row: OutboxRow, path: Path) -> None:
        """Write the file that goes along with a message to this machine."""
        self.desk.background.run(
            _save, self.desk.database, row, path,
            then=lambda _none: self.desk.toasts.show(_("Saved as {file}.").format(file=isolated(str(path)))),
            failed=self._fail,
        )  # fmt: skip

    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(copied_text(row) for row in self.selected()))
        self.desk.toasts.show(_("The message is on the clipboard"))


_RETRIED = (MessageState.QUEUED, MessageState.FAILED, MessageState.CANCELLED)
_TOLD = (MessageState.BY_HAND, MessageState.FAILED, MessageState.QUEUED)
_CANCELLED = (MessageState.QUEUED, MessageState.BY_HAND, MessageState.FAILED)


def _save(database: Any, row: OutboxRow, path: Path) -> None:
    with database.read() as reader:
        save_attachment(reader, row.file_id or 0, path, size=row.file_size)


class OutboxPage(QWidget):
    """Emits `opened(reference)`."""

    opened = Signal(str)
    has_preview = True

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._title = QLabel(_("Outbox"))
        self.list = OutboxList(desk)
        self.preview = MessagePreview(desk)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(12)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(self.preview)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([900, _PREVIEW_WIDTH])
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.splitter, 1)
        self.list.opened.connect(self.opened)
        self.list.table.chosen.connect(self._show_message)
        self.list.loaded.connect(self._show_message)
        desk.theme.changed.connect(self._dress)
        self._dress()
        self.list.refresh()

    def _show_message(self) -> None:
        self.preview.show_message(self.list.table.current())

    def title(self) -> str:
        return _("Outbox")

    def refresh(self) -> None:
        self.list.refresh()

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [*self.list.panes(), *([self.preview.body] if self.preview.body.isVisible() else [])]

    def _dress(self) -> None:
        self._title.setFont(self.desk.theme.font("h1"))
        lead(self._title)
