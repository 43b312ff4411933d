"""The page of one incident."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.composer import Composer, Stream
from incidentdesk.desktop.respond.details_pane import DetailsPane
from incidentdesk.desktop.respond.header import Header, addressed
from incidentdesk.desktop.respond.loading import OFFERED_NOUNS, Loaded, Offered, load, load_offered
from incidentdesk.desktop.respond.timeline_pane import TimelinePane
from incidentdesk.desktop.respond.writing import changing, write
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.detect.number import number
from incidentdesk.language import _
from incidentdesk.refusal import Refused

_RENEWED_EVERY = 30_000  # milliseconds


class IncidentPage(QWidget):
    """Emits `opened(reference)` to go elsewhere; `shown` comes when what was read stands on the page."""

    opened = Signal(str)
    shown = Signal()

    def __init__(self, desk: Desk, incident_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.incident_id = incident_id
        self.loaded: Loaded | None = None
        self.offered = Offered()
        self._build()
        self._connect()
        self.refresh()

    def _build(self) -> None:
        desk = self.desk
        self.header = Header(desk, self.incident_id)
        self.message = MessageBar(desk.theme)
        self.timeline = TimelinePane(desk)
        self.composer = Composer(desk, f"{number(self.incident_id)}-note")
        self.details = DetailsPane(desk)
        talk = QWidget()
        column = QVBoxLayout(talk)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.timeline, 1)
        column.addWidget(self.composer)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(talk, 1)
        body.addWidget(self.details)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.message)
        layout.addLayout(body, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(whole)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)
        self._renewing = QTimer(self, interval=_RENEWED_EVERY)
        self._renewing.timeout.connect(self.timeline.view.renew)
        self._renewing.start()

    def _connect(self) -> None:
        desk = self.desk
        desk.changes.changed.connect(self._heard)
        self.composer.sent.connect(self._send)
        self.composer.left.connect(lambda: self.timeline.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.details.committed.connect(self.change)
        self.header.title_committed.connect(self.change)
        self.header.back_wanted.connect(lambda: self.opened.emit("incidents"))

    # -- the page in the window

    def title(self) -> str:
        return addressed(self.loaded.sheet) if self.loaded else number(self.incident_id)

    def panes(self) -> list[QWidget]:
        return [self.timeline.view, self.composer.edit, self.details]

    def keep(self) -> None:
        self.composer.keep()

    # -- reading

    def refresh(self) -> None:
        """Read everything anew; what is being typed stays."""
        database = self.desk.database
        self.desk.background.run_latest(
            f"incident {self.incident_id} of page {id(self)}",
            load,
            database,
            self.incident_id,
            then=self._show,
            failed=self._say_absent,
        )
        self._load_offered()

    def _load_offered(self) -> None:
        self.desk.background.run_latest(
            f"names of page {id(self)}", load_offered, self.desk.database, then=self._offer, failed=self._say_refused
        )

    def _heard(self, changes: Any) -> None:
        ids = changes.get("incident", frozenset())
        mine = {self.incident_id}
        if self.loaded:
            sheet = self.loaded.sheet
            mine |= {each.id for each in sheet.children} | ({sheet.parent.id} if sheet.parent else set())
        if ids is None or ids & mine:
            self.desk.background.run_latest(
                f"incident {self.incident_id} of page {id(self)}",
                load,
                self.desk.database,
                self.incident_id,
                then=self._show,
                failed=self._say_refused,
            )
        if OFFERED_NOUNS & set(changes):
            self._load_offered()

    def _show(self, loaded: Loaded) -> None:
        first = self.loaded is None
        self.loaded = loaded
        self.stack.setCurrentIndex(0)
        self.header.show_sheet(loaded.sheet)
        self.details.show_sheet(loaded.sheet)
        self.details.offer(self.offered.names, list(self.offered.codes))
        self.timeline.show_facts(loaded.facts)
        self.composer.know(loaded.facts, loaded.sheet.facts["reporter"])
        if first:
            self.window().setWindowTitle(self.window().windowTitle())
        self.shown.emit()

    def _offer(self, offered: Offered) -> None:
        self.offered = offered
        self.details.offer(offered.names, list(offered.codes))

    def _say_absent(self, refused: Refused) -> None:
        if self.loaded is not None:
            self._say_refused(refused)
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
            self.stack.removeWidget(self.stack.widget(1))
        self.stack.addWidget(empty)
        self.stack.setCurrentWidget(empty)

    def _say_refused(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")

    # -- writing

    def change(self, field: str, value: Any, seen: Any) -> None:
        """Save a changed fact."""
        view = self.details.fields.get(field) or self.header.title
        write(
            self.desk,
            changing(self.incident_id, {field: value}, {field: seen}),
            _("{number} changed").format(number=number(self.incident_id)),
            failed=lambda refused: self._not_changed(view, value, seen, refused),
        )

    def _not_changed(self, view: Any, value: Any, seen: Any, refused: Refused) -> None:
        view.fail(value, seen, str(refused))

    def _send(self, stream: Stream, text: str, happened_at: datetime | None) -> None:
        reporter = self.loaded.sheet.facts["reporter"] if self.loaded else ""
        said = {
            Stream.NOTE: _("Work note added to {number}"),
            Stream.COMMENT: _("Public comment added to {number}"),
            Stream.ANSWER: _("Caller’s answer added to {number}"),
        }[stream].format(number=number(self.incident_id))
        write(
            self.desk,
            noting(self.incident_id, stream, text, happened_at, reporter),
            said,
            then=self._sent,
            failed=self.composer.failed,
        )

    def _sent(self, _entry_id: int) -> None:
        self.composer.written()
        self.timeline.show_latest()


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
