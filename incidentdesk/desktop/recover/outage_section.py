"""The outages that an incident was: from when to when which service was not there."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.command_button import command_button
from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.language import _, isolated
from incidentdesk.prepare.minutes import length_text
from incidentdesk.recover.outage_list import OutageRow

_GOES_ON: Mark = ("half", "warning")
_OVER: Mark = ("check", "success")


class OutageSection(QWidget):
    """Emits `chosen` when another outage is under the cursor."""

    chosen = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.outages: tuple[OutageRow, ...] = ()
        theme, registry = desk.theme, desk.registry
        self.heading = QLabel(_("Outages"))
        about = _("Say from when to when which service was not there")
        self.record_button = LinkButton(theme, _("Record an outage…"), "outage", description=about)
        self.record_button.clicked.connect(lambda: registry.run("incident.record_outage"))
        self.end_button = command_button(theme, registry, "recovery.end_outage", LinkButton, _("It is back now"))
        self.list = TwoLineList(theme, _("Outages of the incident"), most=20, marked=True)
        self.list.currentItemChanged.connect(lambda *_items: self.chosen.emit())
        self.list.opened.connect(lambda _key: registry.run("recovery.open_outage"))
        self.nothing = QLabel(_("None is recorded, so availability does not count this incident."), wordWrap=True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.heading, 1)
        head.addWidget(self.record_button)
        head.addWidget(self.end_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.list)
        column.addWidget(self.nothing)
        theme.changed.connect(self._dress)
        self._dress()

    def show_outages(self, outages: Sequence[OutageRow], now: int, why: str) -> None:
        """`why` says why nothing can be written, if so."""
        self.outages = tuple(outages)
        self.record_button.setEnabled(not why)
        self.record_button.setToolTip(why or self.record_button.accessibleDescription())
        self.list.show_items([self._item(each, now) for each in outages])
        self.nothing.setVisible(not outages)
        self.end_button.setVisible(any(each.goes_on for each in outages))
        if outages and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)

    def current(self) -> OutageRow | None:
        return next((each for each in self.outages if each.id == self.list.key()), None)

    def _item(self, each: OutageRow, now: int) -> dict[str, object]:
        zone = self._desk.zone
        began = moment.day_and_time(each.began_at, now, zone)
        ended = moment.day_and_time(each.ended_at, now, zone) if each.ended_at is not None else _("still going on")
        span = _("{begin} – {end}").format(begin=began, end=ended)
        kinds = (_(each.degree), _("planned") if each.planned else "")
        return {
            "key": each.id,
            "head": " · ".join(filter(None, (span, *kinds))),
            "text": " · ".join(filter(None, (isolated(each.service), isolated(each.note) if each.note else ""))),
            "note": length_text(each.length(now)),
            "mark": _GOES_ON if each.goes_on else _OVER,
        }  # fmt: skip

    def _dress(self) -> None:
        theme = self._desk.theme
        self.heading.setFont(theme.font("strong"))
        theme.tint(self.nothing, "text2")
