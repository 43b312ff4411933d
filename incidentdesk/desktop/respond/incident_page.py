"""The page of one incident."""

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.list_change import look
from incidentdesk.desktop.printable import PrintableIncident
from incidentdesk.desktop.records.page_stack import PageStack
from incidentdesk.desktop.respond.attachments_pane import AttachmentsPane
from incidentdesk.desktop.respond.child_commands import ChildCommands
from incidentdesk.desktop.respond.composer import Composer
from incidentdesk.desktop.respond.details_pane import DetailsPane
from incidentdesk.desktop.respond.header import Header, addressed
from incidentdesk.desktop.respond.loading import Loaded, Offered
from incidentdesk.desktop.respond.page_commands import PageCommands
from incidentdesk.desktop.respond.page_facts import PageFacts
from incidentdesk.desktop.respond.page_files import PageFiles
from incidentdesk.desktop.respond.page_notes import PageNotes
from incidentdesk.desktop.respond.page_part import MakeCommands, MakePart, PagePart
from incidentdesk.desktop.respond.page_reading import PageReading
from incidentdesk.desktop.respond.part_stack import PartStack
from incidentdesk.desktop.respond.related_pane import RelatedPane
from incidentdesk.desktop.respond.timeline_model import FactRow
from incidentdesk.desktop.respond.timeline_pane import TimelinePane
from incidentdesk.desktop.respond.upload_list import UploadList, incoming_of
from incidentdesk.desktop.widgets.drop_frame import DropFrame
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.one_filled import OneFilled
from incidentdesk.desktop.widgets.tab_order import put_behind
from incidentdesk.detect.number import number
from incidentdesk.language import _
from incidentdesk.refusal import Refused

_RENEWED_EVERY = 30_000  # milliseconds
TIMELINE, ATTACHMENTS, RELATED, DETAILS = "timeline", "attachments", "related", "details"
# Below this width of the page, at the usual text size, the details become a part like the others.
_WIDE = 760


class IncidentPage(QWidget):
    """Emits `opened(reference)` to go elsewhere; `shown` comes whenever what was read stands on the page.

    `parts` make what later phases bring along; they stand between the timeline and the attachments. `commands` make
    commands of later phases that have no part.
    """

    opened = Signal(str)
    shown = Signal()

    def __init__(
        self,
        desk: Desk,
        incident_id: int,
        parent: QWidget | None = None,
        *,
        parts: Iterable[MakePart] = (),
        commands: Iterable[MakeCommands] = (),
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.incident_id = incident_id
        self.loaded: Loaded | None = None
        self.offered = Offered()
        self._looked_at = 0
        self.setAcceptDrops(True)
        self._build()
        self.reading = PageReading(self)
        self.facts = PageFacts(self)
        self.notes = PageNotes(self)
        self.files = PageFiles(self)
        self.commands = PageCommands(self)
        self.more_parts: list[PagePart] = []
        self._build_parts(parts)
        self.more_commands = [make(self) for make in commands]
        self.header.more.setMenu(self.commands.menu(self.header.more))
        OneFilled(self)
        self._connect()
        self._arrange()
        self.refresh()

    # -- building

    def _build(self) -> None:
        desk = self.desk
        name = number(self.incident_id)
        self.header = Header(desk, self.incident_id)
        self.message = MessageBar(desk.theme)
        self.timeline = TimelinePane(desk, name)
        self.composer = Composer(desk, f"{name}-note")
        self.attachments = AttachmentsPane(desk)
        self.related = RelatedPane(desk)
        self.details = DetailsPane(desk)
        self.uploads = UploadList(desk, self.incident_id, name)
        talk = QWidget()
        column = _column(talk)
        column.addWidget(self.timeline, 1)
        column.addWidget(self.composer)
        self.parts = PartStack(desk)
        self.parts.add(TIMELINE, talk, _("Timeline"))
        main = QWidget()
        column = _column(main)
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
        self._bars = QVBoxLayout()
        self._bars.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._bars)
        column.addLayout(body, 1)
        gone = EmptyState(
            self.desk.theme, "incident", "", "", _("Back to the list"), lambda: self.opened.emit("incidents"),
            _("Try again"), self.refresh,
        )  # fmt: skip
        self.stack = PageStack(self, whole, gone)
        self.drop_frame = DropFrame(desk.theme, _("Drop to attach to {number}").format(number=name), self)
        self._renewing = QTimer(self, interval=_RENEWED_EVERY)
        self._renewing.timeout.connect(self.timeline.view.renew)
        self._renewing.start()

    def _build_parts(self, parts: Iterable[MakePart]) -> None:
        for make in parts:
            part = make(self)
            self.more_parts.append(part)
            self.parts.add(part.key, part, part.title())
            part.renamed.connect(self._name_tabs)
            part.opened.connect(self.opened)
            part.refused.connect(self.say_refused)
        self.parts.add(ATTACHMENTS, self.attachments)
        self.parts.add(RELATED, self.related)
        self.attachments.offer_actions([action for part in self.more_parts for action in part.file_actions])
        self._name_tabs()

    def add_bar(self, bar: QWidget) -> None:
        """Put something that a part has to say above all parts."""
        self._bars.addWidget(bar)
        put_behind(self.header, bar)

    def _connect(self) -> None:
        self.desk.theme.changed.connect(self._arrange)
        self.message.dismissed.connect(self._message_margin.hide)
        self.parts.shown.connect(self._part_shown)
        self.parts.dropped.connect(self._drop_on_part)
        self._connect_header()
        composer, view = self.composer, self.timeline.view
        composer.sent.connect(self.notes.send)
        composer.left.connect(lambda: view.setFocus(Qt.FocusReason.OtherFocusReason))
        composer.files_pasted.connect(lambda source: self.files.attach(incoming_of(source, self.desk.zone)))
        composer.attach_wanted.connect(self.files.choose)
        self.timeline.description.committed.connect(self.facts.change)
        view.star_wanted.connect(self.notes.star)
        view.edit_wanted.connect(self.notes.edit)
        view.whole_wanted.connect(self.notes.show_whole)
        view.gap_wanted.connect(self.notes.add_from_memory)
        view.menu_wanted.connect(self._open_row_menu)
        view.about_wanted.connect(self._open_about)
        self.details.committed.connect(self.facts.change)
        self.details.priority_wanted.connect(lambda: self.commands.choose_priority())
        self.details.major_wanted.connect(lambda: self.desk.registry.run("incident.major"))
        self.details.watch_wanted.connect(lambda: self.commands.watch())
        self.attachments.choose_wanted.connect(self.files.choose)
        self.attachments.take_away_wanted.connect(self.files.take_away)
        self.attachments.failed.connect(self.say_refused)
        self.related.opened.connect(self.opened)
        self.related.parent_committed.connect(self.facts.change)
        ChildCommands(self)

    def _connect_header(self) -> None:
        header = self.header
        header.title_committed.connect(self.facts.change)
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
        part = self.part_in_view()
        first = [part.pane()] if part is not None else [self.timeline.view, self.composer.edit]
        return [*first, self.details.fields["assignee"].value_label]

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
        self.reading.come_into_view()
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
        beside = DETAILS not in self.parts.keys
        if narrow == (not beside):
            return
        if narrow:
            self._body.removeWidget(self.details)
            self.details.fix_width(False)
            self.parts.add(DETAILS, self.details, _("Details"))
        else:
            self.parts.remove(DETAILS)
            self.details.fix_width(True)
            self._body.addWidget(self.details)
            self.details.show()

    def show_details(self) -> None:
        """Bring the facts into view where they are not beside the timeline."""
        self.parts.open(DETAILS)

    def show_part(self, name: str) -> None:
        """A part by its key, or one of the records in it: "evidence", "evidence/12"."""
        key, _slash, record_id = name.partition("/")
        self.parts.open(key)
        for part in self.more_parts:
            show_record = getattr(part, "show_record", None)
            if part.key == key and record_id.isdecimal() and callable(show_record):
                show_record(int(record_id))

    def _part_shown(self, key: str) -> None:
        if key == RELATED:
            self.reading.load_similar()
        self.desk.registry.refresh()

    def _name_tabs(self) -> None:
        sheet = self.loaded.sheet if self.loaded else None
        relatives = len(sheet.children) + (sheet.parent is not None) if sheet else 0
        for part in self.more_parts:
            self.parts.name(part.key, part.title(), part.count())
        self.parts.name(ATTACHMENTS, _("Attachments"), len(self.loaded.attachments) if self.loaded else 0)
        self.parts.name(RELATED, _("Related"), relatives)

    # -- reading

    def refresh(self) -> None:
        """Read everything anew; what is being typed stays."""
        self.reading.refresh()

    def show_read(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.stack.show_whole()
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

    def show_loaded(self) -> None:
        """Show again what was read, in place of what could not be saved."""
        self.show_read(self.loaded)

    def _show_trash(self, withdrawn: bool) -> None:
        said = _("This incident is in the trash.")
        if withdrawn:
            self.say(said, "warning", _("Bring it back"), self.commands.restore)
        elif self.message.text == said:
            self.message.clear()

    def offer(self, offered: Offered) -> None:
        self.offered = offered
        self.details.offer(offered.names, list(offered.codes))

    def say_absent(self, refused: Refused) -> None:
        if self.loaded is not None:
            self.say_refused(refused)
            return
        name = number(self.incident_id)
        self.stack.say_absent(_("{number} can't be shown").format(number=name), str(refused))

    def say_refused(self, refused: Refused) -> None:
        self.say(str(refused), "danger")

    def say(self, text: str, kind: str, action: str = "", run: Callable[[], None] | None = None) -> None:
        self._message_margin.show()
        self.message.say(text, kind, action, run)

    def _open_parent(self) -> None:
        if self.loaded and self.loaded.sheet.parent:
            self.opened.emit(number(self.loaded.sheet.parent.id))

    # -- timeline

    def _open_row_menu(self, row: Any, where: QPoint) -> None:
        if not isinstance(row, FactRow):
            return
        ids: list[str | None] = ["incident.star", "incident.correct"] if row.fact.entry_id is not None else []
        ids += [action for part in self.more_parts for action in part.row_actions]
        menu = self.desk.registry.context_menu(self, ids)
        menu.addAction(_("Copy text"), self.timeline.view.copy)
        if row.fact.entry_id is not None:
            menu.addAction(_("Read the whole text"), lambda: self.notes.show_whole(row))
        menu.popup(where)

    def _open_about(self, reference: str) -> None:
        """Go to what a row of the timeline is about: a part of this page, or a page of its own."""
        whole, _sign, part = reference.partition("#")
        if part and whole == number(self.incident_id):
            self.show_part(part)
        else:
            self.opened.emit(reference)

    # -- files

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
        self.files.attach(incoming_of(event.mimeData(), self.desk.zone))

    def part_in_view(self) -> PagePart | None:
        """The part behind the tab that is open, if a later phase has brought it."""
        return self._brought(self.parts.current)

    def _brought(self, key: str) -> PagePart | None:
        return next((each for each in self.more_parts if each.key == key), None)

    def _drop_on_part(self, key: str, source: QMimeData) -> None:
        """What is dropped on a tab goes to its part if that can use it, else files are attached."""
        part = self._brought(key)
        if part is not None and part.takes(source):
            self.show_part(key)
            part.take(source)
        else:
            self.files.attach(incoming_of(source, self.desk.zone))


def _column(widget: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout
