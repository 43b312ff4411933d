"""One alert: what it says, its labels, and the payload as it came last."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QDialogButtonBox, QHeaderView, QLabel, QTableWidget, QTableWidgetItem

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.alert_words import severity_text
from incidentdesk.desktop.respond.source_text import pretty, readable, source_view
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.field import SCROLL_BARS, dress_fields
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.part_tabs import PartTabs
from incidentdesk.detect.alert_list import AlertDetail, AlertRow, alert_detail
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.alerts_tab import AlertsTab

_LONGEST_DETAIL = 2_000  # characters; the payload has all of it
TABLE = """
QTableView { background: $surface; color: $text; border: 1px solid $border; border-radius: 6px; outline: 0;
    gridline-color: $border; selection-background-color: $selection; selection-color: $text; }
QTableView:focus { border-color: $focus; }
QTableView::item { padding: 2px 8px; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $text2; border: none; border-bottom: 1px solid $border;
    padding: 6px 8px; font-weight: 600; }
"""


class AlertSheet(Sheet):
    def __init__(self, desk: Desk, row: AlertRow, pane: "AlertsTab") -> None:
        super().__init__(desk.theme, _("Alert"), pane.window())
        self._desk, self._row, self._pane = desk, row, pane
        self.heading = label(row.title)
        self.facts = label(_facts(desk, row))
        self.message = MessageBar(desk.theme)
        self.detail = label("")
        # It is never opened from here: whoever can post an alert could lead anybody anywhere.
        self.link = label(_("Link: {link}").format(link=isolated(readable(row.link[:_LONGEST_DETAIL]))))
        self.link.setVisible(bool(row.link))
        self.tabs = PartTabs(desk.theme, _("Parts of the alert"), (_("Labels"), _("Payload")), ground="window")
        self.labels = two_columns(_("Labels"), _("Label"), _("Value"))
        self.payload = source_view(desk.theme, _("Payload"))
        for widget in (self.heading, self.facts, self.message, self.detail, self.link, self.tabs):
            self.body.addWidget(widget)
        for widget in (self.labels, self.payload):
            self.body.addWidget(widget, 1)
        self.tabs.currentChanged.connect(self._show_part)
        self._add_buttons()
        self._show_part(0)
        self.dress()
        self.fit(860, 640)
        desk.background.run(read_alert, desk.database, row.id, then=self._show, failed=self._fail)

    def _add_buttons(self) -> None:
        role = QDialogButtonBox.ButtonRole
        self.link_button = self.add_button(
            _("Copy &link"), role.ActionRole, description=_("The address that the source gave; it is not opened here")
        )
        self.link_button.clicked.connect(self._copy_link)
        self.link_button.setEnabled(bool(self._row.link))
        self.link_button.setToolTip(self._row.link or _("The source gave no address."))
        if self._row.incident_id:
            opening = self.add_button(_("Open incident"), role.ActionRole, primary=True)
            opening.clicked.connect(self._open_incident)
        self.add_close_button(_("Close"))

    def _show_part(self, place: int) -> None:
        self.labels.setVisible(place == 0)
        self.payload.setVisible(place == 1)

    def _show(self, found: AlertDetail) -> None:
        self.detail.setText(readable(found.detail[:_LONGEST_DETAIL]))
        self.detail.setVisible(bool(found.detail))
        fill_two_columns(self.labels, found.labels)
        self.payload.setPlainText(pretty(found.payload))

    def _fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")

    def _copy_link(self) -> None:
        QGuiApplication.clipboard().setText(self._row.link)
        self.message.say(_("Copied: {link}").format(link=isolated(self._row.link)), "success")

    def _open_incident(self) -> None:
        self.accept()
        self._pane.opened.emit(number(self._row.incident_id))

    def dress(self) -> None:
        dress_fields(self, self.theme, SCROLL_BARS + TABLE)
        self.heading.setFont(self.theme.font("h2"))
        self.theme.tint(self.facts, "text2")
        self.payload.setFont(self.theme.font("mono"))


def label(text: str) -> QLabel:
    """A text that wraps, of which nothing is markup, and that can be copied."""
    made = QLabel(text, wordWrap=True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def two_columns(name: str, first: str, second: str) -> QTableWidget:
    table = QTableWidget(0, 2)
    table.setHorizontalHeaderLabels([first, second])
    table.setAccessibleName(name)
    table.setAccessibleDescription(_("Names at the left, values at the right"))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    table.horizontalHeader().setMaximumSectionSize(1_200)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
    return table


def fill_two_columns(table: QTableWidget, values: Mapping[str, Any]) -> None:
    table.setRowCount(len(values))
    for place, (name, value) in enumerate(values.items()):
        for column, text in enumerate((str(name), str(value))):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            table.setItem(place, column, item)


def _facts(desk: Desk, row: AlertRow) -> str:
    since = _("since {time}").format(time=moment.full(row.first_at, desk.zone))
    times = ngettext("{count} time", "{count} times", row.count).format(count=row.count)
    words = (severity_text(row.severity), row.source, row.host, row.service)
    parts = [isolated(word) for word in words if word]
    parts += [_("firing") if row.firing else _("recovered"), since, times]
    if row.reason:
        parts.append(_("dismissed: {reason}").format(reason=isolated(row.reason)))
    return " · ".join(parts)


def read_alert(database: Any, alert_id: int) -> AlertDetail:
    with database.read() as reader:
        return alert_detail(reader, alert_id)
