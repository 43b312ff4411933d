"""The page with the list of incidents."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.filter_field import FilterField
from incidentdesk.desktop.detect.incident_model import IncidentModel
from incidentdesk.desktop.detect.incident_table import IncidentTable
from incidentdesk.desktop.detect.listing import Listed, Listing
from incidentdesk.desktop.detect.row_cache import RowCache
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.progress_line import ProgressLine
from incidentdesk.detect import register
from incidentdesk.detect.number import number
from incidentdesk.detect.query import Order, Query, parse
from incidentdesk.language import _

FIRST_QUERY = "is:open"
# Milliseconds for which news of many commits is gathered before the list is asked for again.
_GATHERING = 150


class IncidentListPage(QWidget):
    """The list of incidents. Emits `opened` with a number like "INC-0042"."""

    opened = Signal(str)
    count_changed = Signal(int)

    has_preview = True

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.orders: tuple[Order, ...] = ()
        self.group: str | None = None
        self._total: int | None = None
        self.listing = Listing(desk, self)
        self.cache = RowCache(desk, self.listing.context, self)
        self.model = IncidentModel(desk, self.cache, self)
        self._build()
        self._connect()
        self._dress()
        self.filter.set_text(FIRST_QUERY)
        self.reload(first_page=True)

    def _build(self) -> None:
        desk = self._desk
        self._title = QLabel(_("Incidents"))
        self.filter = FilterField(desk)
        self.progress = ProgressLine(desk.theme, desk.preferences)
        self.message = MessageBar(desk.theme)
        self.table = IncidentTable(desk, self.model)
        self.card = QFrame()
        self.card.setObjectName("card")
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        self._places = QStackedWidget()
        self._places.addWidget(self.card)
        self._head = QHBoxLayout()
        self._head.addWidget(self._title, 1)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(16, 12, 16, 0)
        self._column.setSpacing(12)
        self._column.addLayout(self._head)
        self._column.addWidget(self.filter)
        self._column.addWidget(self.message)
        self._column.addWidget(self._places, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._column, 1)

    def _connect(self) -> None:
        self.filter.changed.connect(lambda _text: self._query_changed())
        self.filter.left.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        self.table.opened.connect(lambda incident_id: self.opened.emit(number(incident_id)))
        self.table.resorted.connect(self._resort)
        self.listing.loaded.connect(self._show)
        self.listing.waiting.connect(self.table.fade)
        self.listing.failed.connect(self._fail)
        self.cache.failed.connect(self._fail)
        self._desk.changes.changed.connect(self._hear)
        self._desk.theme.changed.connect(self._dress)
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING)
        self._gathering.timeout.connect(self._reload_or_wait)

    # -- the query

    def query(self) -> Query:
        """What the list shows: the text, with the order and groups of the header where the text has none."""
        query = parse(self.filter.text)
        return replace(query, sort=query.sort or self.orders, group=query.group or self.group)

    def _query_changed(self) -> None:
        self.message.clear()
        self.reload(first_page=True)

    def _resort(self, orders: tuple[Order, ...]) -> None:
        self.orders = orders
        self._query_changed()

    def reload(self, *, first_page: bool = False) -> None:
        query = self.query()
        self.filter.show_hints(query.hints)
        self.table.show_order(query.sort)
        self._place = self.table.place()
        self.listing.ask(query, self._place.ids, first_page=first_page)

    def _show(self, listed: Listed) -> None:
        place = self.table.place()
        if self.model.show(listed):
            known = listed.places if set(place.ids) <= set(self._place.ids) else None
            self.table.restore(place, self.model.rows_of(place.ids, known))
        self.table.viewport().update()
        self._count(listed)

    def _count(self, listed: Listed) -> None:
        shown = len(self.model.ids) if listed.complete else None
        self.filter.show_count(shown, self._total)
        if listed.complete:
            self._desk.background.run_latest("incidents.total", _total, self._desk.database, then=self._show_total)

    def _show_total(self, total: int) -> None:
        self._total = total
        self.filter.show_count(len(self.model.ids), total)

    def _fail(self, refused: Exception) -> None:
        self.message.say(str(refused), "danger", _("Retry"), self.refresh)

    # -- news

    def _hear(self, changes: Any) -> None:
        if "incident" in changes:
            self.cache.refresh(changes["incident"])
            self.table.viewport().update()
            self._gathering.start()

    def _reload_or_wait(self) -> None:
        if self.listing.busy:
            self._gathering.start()
        else:
            self.reload()

    def refresh(self) -> None:
        """Ask for everything again."""
        self.message.clear()
        self.cache.refresh(None)
        self.reload(first_page=True)

    def panes(self) -> list[QWidget]:
        return [self.table, self.filter]

    def _dress(self) -> None:
        theme = self._desk.theme
        self._title.setFont(theme.font("h1"))
        self.card.setStyleSheet(
            theme.sheet("#card { background: $surface; border: 1px solid $border; border-radius: 8px; }")
        )


def _total(database: Any) -> int:
    with database.read() as reader:
        return register.total(reader)
