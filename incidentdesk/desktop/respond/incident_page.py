"""The page of one incident."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.conflict_dialog import ask_conflict, given_up
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.list_change import look
from incidentdesk.desktop.printable import PrintableIncident
from incidentdesk.desktop.respond.attachments_pane import AttachmentsPane
from incidentdesk.desktop.respond.composer import Composer, Stream
from incidentdesk.desktop.respond.details_pane import DetailsPane
from incidentdesk.desktop.respond.drop_frame import DropFrame
from incidentdesk.desktop.respond.fact_field import FactField, fill
from incidentdesk.desktop.respond.header import Header, addressed
from incidentdesk.desktop.respond.loading import (
    OFFERED_NOUNS,
    Loaded,
    Offered,
    has_children_among,
    load,
    load_offered,
    load_similar,
)
from incidentdesk.desktop.respond.note_dialogs import CorrectDialog, WholeTextDialog
from incidentdesk.desktop.respond.page_commands import PageCommands
from incidentdesk.desktop.respond.related_pane import RelatedPane
from incidentdesk.desktop.respond.timeline_model import FactRow, GapRow
from incidentdesk.desktop.respond.timeline_pane import TimelinePane
from incidentdesk.desktop.respond.upload_list import Incoming, UploadList, incoming_of
from incidentdesk.desktop.respond.writing import changing, correcting, deciding, starring, taking_away, write
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.detect.number import number
from incidentdesk.detect.typed_time import written_time
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict

_RENEWED_EVERY = 30_000  # milliseconds
TIMELINE, ATTACHMENTS, RELATED, DETAILS = range(4)
# Below this width of the page, at the usual text size, the details become a part like the others.
_WIDE = 760


class IncidentPage(QWidget):
    """Emits `opened(reference)` to go elsewhere; `shown` comes whenever what was read stands on the page."""

    opened = Signal(str)
    shown = Signal()

    def __init__(self, desk: Desk, incident_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.incident_id = incident_id
        self.loaded: Loaded | None = None
        self.offered = Offered()
        self._looked_at = 0
        self.setAcceptDrops(True)
        self._build()
        self.commands = PageCommands(self)
        self.header.more.setMenu(self.commands.menu(self.header.more))
        self._connect()
        self._dress()
        self.refresh()

    # -- building

    def _build(self) -> None:
        desk = self.desk
        name = number(self.incident_id)
        self.header = Header(desk, self.incident_id)
        self.message = MessageBar(desk.theme)
        self.timeline = TimelinePane(desk)
        self.composer = Composer(desk, f"{name}-note")
        self.attachments = AttachmentsPane(desk)
        self.related = RelatedPane(desk)
        self.details = DetailsPane(desk)
        self.uploads = UploadList(desk, self.incident_id, name)
        talk = QWidget()
        column = _column(talk)
        column.addWidget(self.timeline, 1)
        column.addWidget(self.composer)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("Parts of the incident"))
        self.tabs.setAccessibleDescription(_("Left and right arrow change the part"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.parts = QStackedWidget()
        for part in (talk, self.attachments, self.related):
            self.tabs.addTab("")
            self.parts.addWidget(part)
        main = QWidget()
        column = _column(main)
        column.addWidget(self.tabs)
        column.addWidget(self.parts, 1)
        column.addWidget(self.uploads)
        body = self._body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(main, 1)
        body.addWidget(self.details)
        whole = QWidget()
        column = _column(whole)
        column.addWidget(self.header)
        self._message_margin = QWidget()
        margin = QVBoxLayout(self._message_margin)
        margin.setContentsMargins(16, 8, 16, 8)
        margin.addWidget(self.message)
        self._message_margin.hide()
        column.addWidget(self._message_margin)
        column.addLayout(body, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(whole)
        _column(self).addWidget(self.stack)
        self.drop_frame = DropFrame(desk.theme, _("Drop to attach to {number}").format(number=name), self)
        self._renewing = QTimer(self, interval=_RENEWED_EVERY)
        self._renewing.timeout.connect(self.timeline.view.renew)
        self._renewing.start()
        self._name_tabs()

    def _connect(self) -> None:
        self.desk.changes.changed.connect(self._heard)
        self.desk.theme.changed.connect(self._dress)
        self.message.dismissed.connect(self._message_margin.hide)
        self.tabs.currentChanged.connect(self._show_part)
        self._connect_header()
        composer, view = self.composer, self.timeline.view
        composer.sent.connect(self._send)
        composer.left.connect(lambda: view.setFocus(Qt.FocusReason.OtherFocusReason))
        composer.files_pasted.connect(lambda source: self.attach(incoming_of(source, self.desk.zone)))
        composer.attach_wanted.connect(self.choose_files)
        self.timeline.description.committed.connect(self.change)
        view.star_wanted.connect(lambda row: self._star(row))
        view.edit_wanted.connect(self.edit_entry)
        view.whole_wanted.connect(self.show_whole)
        view.gap_wanted.connect(self._add_from_memory)
        view.menu_wanted.connect(self._open_row_menu)
        self.details.committed.connect(self.change)
        self.details.priority_wanted.connect(lambda: self.commands.choose_priority())
        self.details.watch_wanted.connect(lambda: self.commands.watch())
        self.attachments.choose_wanted.connect(self.choose_files)
        self.attachments.take_away_wanted.connect(self._take_away)
        self.attachments.failed.connect(self.say_refused)
        self.related.opened.connect(self.opened)
        self.related.parent_committed.connect(self.change)
        self.related.child_wanted.connect(lambda: self.commands.add_child())
        self.related.child_dropped.connect(lambda child_id: self.commands.drop_child(child_id))

    def _connect_header(self) -> None:
        header = self.header
        header.title_committed.connect(self.change)
        header.back_wanted.connect(lambda: self.opened.emit("incidents"))
        header.next_wanted.connect(lambda: self.commands.next())
        header.state_wanted.connect(lambda: self.commands.choose_state())
        header.assignee_wanted.connect(lambda: self.commands.assign())
        header.watch_wanted.connect(lambda: self.commands.watch())
        header.parent_wanted.connect(self._open_parent)

    # -- the page in the window

    def title(self) -> str:
        return addressed(self.loaded.sheet) if self.loaded else number(self.incident_id)

    def printable(self) -> PrintableIncident:
        return PrintableIncident(self.incident_id)

    def panes(self) -> list[QWidget]:
        return [self.timeline.view, self.composer.edit, self.details.fields["assignee"].value_label]

    def keep(self) -> None:
        self.composer.keep()

    def unsaved(self) -> str:
        """What would be lost if the page went now; texts would not, they are kept as drafts."""
        self.composer.keep()
        return _("Files are still being attached to {number}.").format(number=number(self.incident_id)) if (
            self.uploads.busy
        ) else ""  # fmt: skip

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    def _look(self) -> None:
        """Note that this account has seen the incident as it is now."""
        if self.loaded is not None and self.isVisible() and self._looked_at != self.loaded.sheet.updated_at:
            self._looked_at = self.loaded.sheet.updated_at
            look(self.desk, [self.incident_id])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put the details beside the other parts, or among them where the page is narrow."""
        narrow = self.width() < _WIDE * max(100, self.desk.theme.scale) // 100
        beside = self.tabs.count() == DETAILS
        if narrow == (not beside):
            return
        if narrow:
            self._body.removeWidget(self.details)
            self.details.fix_width(False)
            self.parts.addWidget(self.details)
            self.tabs.addTab(_("Details"))
        else:
            self.tabs.removeTab(DETAILS)
            self.parts.removeWidget(self.details)
            self.details.fix_width(True)
            self._body.addWidget(self.details)
            self.details.show()

    def show_details(self) -> None:
        """Bring the facts into view where they are not beside the timeline."""
        if self.tabs.count() > DETAILS:
            self.show_tab(DETAILS)

    def show_tab(self, part: int) -> None:
        self.tabs.setCurrentIndex(part)

    def _show_part(self, part: int) -> None:
        self.parts.setCurrentIndex(part)
        if part == RELATED:
            self._load_similar()

    def _name_tabs(self) -> None:
        files = len(self.loaded.attachments) if self.loaded else 0
        sheet = self.loaded.sheet if self.loaded else None
        relatives = len(sheet.children) + (sheet.parent is not None) if sheet else 0
        for part, text, count in (
            (TIMELINE, _("Timeline"), 0),
            (ATTACHMENTS, _("Attachments"), files),
            (RELATED, _("Related"), relatives),
        ):
            counted = _("{what} {count}").format(what=text, count=self.locale().toString(count)) if count else text
            self.tabs.setTabText(part, counted)

    # -- reading

    def refresh(self) -> None:
        """Read everything anew; what is being typed stays."""
        self._load(self._say_absent)
        self._load_offered()

    def _load(self, failed: Callable[[Refused], None]) -> None:
        key = f"incident {self.incident_id} of page {id(self)}"
        self.desk.background.run_latest(key, load, self.desk.database, self.incident_id, then=self._show, failed=failed)

    def _load_offered(self) -> None:
        self.desk.background.run_latest(
            f"names of page {id(self)}", load_offered, self.desk.database, then=self._offer, failed=self.say_refused
        )

    def _load_similar(self) -> None:
        if self.loaded is not None:
            self.desk.background.run_latest(
                f"similar of page {id(self)}",
                load_similar,
                self.desk.database,
                self.loaded.sheet,
                then=self.related.show_similar,
                failed=self.say_refused,
            )

    def _heard(self, changes: Any) -> None:
        ids = changes.get("incident", frozenset())
        if ids is None or ids & self._family():
            self._load(self.say_refused)
        elif ids:
            self.desk.background.run(
                has_children_among,
                self.desk.database,
                self.incident_id,
                ids,
                then=self._heard_of_children,
                failed=self.say_refused,
            )
        if OFFERED_NOUNS & set(changes):
            self._load_offered()

    def _heard_of_children(self, there_are: bool) -> None:
        """Another incident has become a child of this one."""
        if there_are:
            self._load(self.say_refused)

    def _family(self) -> set[int]:
        """Those whose changes are to be seen here."""
        if self.loaded is None:
            return {self.incident_id}
        sheet = self.loaded.sheet
        parent = {sheet.parent.id} if sheet.parent else set()
        return {self.incident_id, *(child.id for child in sheet.children)} | parent

    def _show(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.stack.setCurrentIndex(0)
        sheet = loaded.sheet
        self.header.show_sheet(sheet)
        self.details.show_sheet(sheet)
        self.details.offer(self.offered.names, list(self.offered.codes))
        self.timeline.description.show_value(sheet.facts["description"])
        self.timeline.show_facts(loaded.facts)
        self.composer.know(loaded.facts, sheet.facts["reporter"])
        self.attachments.show_attachments(loaded.attachments)
        self.related.show_sheet(sheet)
        self._name_tabs()
        self._show_trash(sheet.withdrawn)
        self._look()
        self.desk.registry.refresh()
        self.shown.emit()

    def _show_trash(self, withdrawn: bool) -> None:
        said = _("This incident is in the trash.")
        if withdrawn:
            self._say(said, "warning", _("Bring it back"), self.commands.restore)
        elif self.message.text == said:
            self.message.clear()

    def _offer(self, offered: Offered) -> None:
        self.offered = offered
        self.details.offer(offered.names, list(offered.codes))

    def _say_absent(self, refused: Refused) -> None:
        if self.loaded is not None:
            self.say_refused(refused)
            return
        empty = EmptyState(
            self.desk.theme,
            "incident",
            _("{number} can't be shown").format(number=number(self.incident_id)),
            str(refused),
            _("Back to the list"),
            lambda: self.opened.emit("incidents"),
            _("Try again"),
            self.refresh,
        )
        while self.stack.count() > 1:
            before = self.stack.widget(1)
            self.stack.removeWidget(before)
            before.deleteLater()
        self.stack.addWidget(empty)
        self.stack.setCurrentWidget(empty)

    def say_refused(self, refused: Refused) -> None:
        self._say(str(refused), "danger")

    def _say(self, text: str, kind: str, action: str = "", run: Callable[[], None] | None = None) -> None:
        self._message_margin.show()
        self.message.say(text, kind, action, run)

    # -- facts

    def change(self, field: str, value: Any, seen: Any) -> None:
        """Save a changed fact; where somebody else has changed it meanwhile, a person decides."""
        facts = self.loaded.sheet.facts
        write(
            self.desk,
            self,
            changing(self.incident_id, {field: value}, {**facts, field: seen}),
            _("{number} changed").format(number=number(self.incident_id)),
            failed=lambda refused: self._not_changed(field, value, seen, refused),
        )

    def _not_changed(self, field: str, value: Any, seen: Any, refused: Refused) -> None:
        if isinstance(refused, Conflict):
            self._decide(field, value, seen, refused)
            return
        view = self._view_of(field)
        if view is not None and view.has_editor:
            if field in self.details.fields:
                self.show_details()
            view.fail(value, seen, str(refused))
        else:
            self.say_refused(refused)
            self._show(self.loaded)

    def _view_of(self, field: str) -> FactField | None:
        others = {
            "title": self.header.title,
            "description": self.timeline.description,
            "parent": self.related.parent_field,
        }
        return others.get(field) or self.details.fields.get(field)

    def _decide(self, field: str, value: Any, seen: Any, conflict: Conflict) -> None:
        """Ask which value stays; who goes on writing finds the own text in its field."""
        decided = ask_conflict(self, self.desk, conflict)
        if decided is None:
            view = self._view_of(field)
            if view is not None and view.has_editor:
                view.fail(value, seen, _("Not saved yet: {name} has changed it too.").format(
                    name=isolated(conflict.changed_by)
                ))  # fmt: skip
            return
        theirs = {clash.field: clash.theirs for clash in conflict.clashes}
        write(
            self.desk,
            self,
            deciding(self.incident_id, {field: value, **decided}, theirs, given_up(conflict, decided)),
            _("{number} changed").format(number=number(self.incident_id)),
            failed=lambda refused: self._not_changed(
                field, decided.get(field, value), theirs.get(field, seen), refused
            ),
        )

    def _open_parent(self) -> None:
        if self.loaded and self.loaded.sheet.parent:
            self.opened.emit(number(self.loaded.sheet.parent.id))

    # -- timeline

    def _send(self, stream: Stream, text: str, happened_at: datetime | None) -> None:
        reporter = self.loaded.sheet.facts["reporter"] if self.loaded else ""
        said = {
            Stream.NOTE: _("Work note added to {number}"),
            Stream.COMMENT: _("Public comment added to {number}"),
            Stream.ANSWER: _("Caller’s answer added to {number}"),
        }[stream].format(number=number(self.incident_id))
        write(
            self.desk,
            self,
            noting(self.incident_id, stream, text, happened_at, reporter),
            said,
            then=self._sent,
            failed=self.composer.failed,
        )

    def _sent(self, _entry_id: int) -> None:
        self.composer.written()
        self.timeline.show_latest()

    def _star(self, row: FactRow) -> None:
        fact = row.fact
        said = _("Star in {number} changed").format(number=number(self.incident_id))
        write(self.desk, self, starring(fact.entry_id, not fact.starred), said, failed=self.say_refused)

    def edit_entry(self, row: Any) -> None:
        """Correct one's own entry, read another's."""
        if not isinstance(row, FactRow) or row.fact.entry_id is None:
            return
        if row.fact.actor == self.desk.actor and not self.commands.why_nothing():
            self.correct(row)
        else:
            self.show_whole(row)

    def correct(self, row: FactRow) -> None:
        dialog = CorrectDialog(self.desk, row, self.window())
        dialog.wanted.connect(lambda: self._save_correction(dialog, row, row.fact.text))
        dialog.open()

    def _save_correction(self, dialog: CorrectDialog, row: FactRow, seen: str) -> None:
        text = dialog.text.toPlainText()

        def failed(refused: Refused) -> None:
            decided = ask_conflict(dialog, self.desk, refused) if isinstance(refused, Conflict) else None
            if decided is None:
                dialog.fail(refused)
                return
            dialog.text.setPlainText(str(decided["text"]))
            self._save_correction(dialog, row, str(refused.clashes[0].theirs))

        write(
            self.desk,
            dialog,
            correcting(row.fact.entry_id, text, seen),
            _("Note in {number} corrected").format(number=number(self.incident_id)),
            then=lambda _none: dialog.accept(),
            failed=failed,
        )

    def show_whole(self, row: FactRow) -> None:
        WholeTextDialog(self.desk, row, self.window()).open()

    def _add_from_memory(self, row: GapRow) -> None:
        """Write about a time at which nothing was recorded."""
        middle = clock.instant((row.start + row.end) // 2).replace(second=0, microsecond=0)
        self.composer.back_date(written_time(middle, self.desk.zone))

    def _open_row_menu(self, row: Any, where: QPoint) -> None:
        if not isinstance(row, FactRow):
            return
        ids = ["incident.star", "incident.correct"] if row.fact.entry_id is not None else []
        menu = self.desk.registry.context_menu(self, ids)
        menu.addAction(_("Copy text"), self.timeline.view.copy)
        if row.fact.entry_id is not None:
            menu.addAction(_("Read the whole text"), lambda: self.show_whole(row))
        menu.popup(where)

    # -- files

    def attach(self, files: list[Incoming]) -> None:
        """Attach files, one after the other."""
        why = self.commands.why_nothing()
        if why:
            self._say(why, "warning")
        elif files:
            self.uploads.take(files)

    def choose_files(self) -> None:
        dialog = QFileDialog(self.window(), _("Attach files"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(
            lambda paths: self.attach([Incoming(Path(path).name, Path(path)) for path in paths])
        )
        dialog.open()

    def _take_away(self, attached: Any) -> None:
        write(
            self.desk,
            self,
            taking_away(attached.id),
            _("{name} taken away from {number}").format(name=isolated(attached.name), number=number(self.incident_id)),
            toast=True,
            failed=self.say_refused,
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        source = event.mimeData()
        files = source.hasUrls() and any(url.isLocalFile() for url in source.urls())
        if (files or source.hasImage()) and not self.commands.why_nothing():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.drop_frame.appear()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_frame.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_frame.hide()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.attach(incoming_of(event.mimeData(), self.desk.zone))

    # -- look

    def _dress(self) -> None:
        theme = self.desk.theme
        self.tabs.setStyleSheet(
            theme.sheet(
                "QTabBar { background: $surface; border: none; }"
                "QTabBar::tab { color: $text2; background: $surface; border: none; padding: 8px 16px;"
                " border-bottom: 2px solid transparent; }"
                "QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }"
                "QTabBar::tab:hover { color: $text; background: $hover; }"
                "QTabBar::tab:focus { border: 2px solid $focus; border-radius: 6px; }"
            )
        )
        self.tabs.setFont(theme.font("base"))
        fill(self.tabs, theme)
        self._arrange()


def _column(widget: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout


def noting(
    incident_id: int, stream: Stream, text: str, happened_at: datetime | None, reporter: str
) -> Callable[[Any], int]:
    """The act of writing a note, a comment or an answer."""

    def act(session: Any) -> int:
        from incidentdesk.respond.note import add_note

        return add_note(
            session,
            incident_id,
            text,
            public=stream == Stream.COMMENT,
            happened_at=happened_at,
            from_caller=reporter if stream == Stream.ANSWER else "",
        )

    return act
