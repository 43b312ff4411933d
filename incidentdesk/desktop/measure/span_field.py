"""Choosing the time that a report is about: one of the usual ones, a month by its name, or two days."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.measure.period_dialog import PeriodDialog
from incidentdesk.language import _
from incidentdesk.measure.dashboard import SPANS, shown_period
from incidentdesk.measure.metric.period import Period, month
from incidentdesk.measure.period_label import period_label

_MONTHS = 13
_OTHER = "…"


class SpanField(QComboBox):
    """Emits `chosen` when somebody has chosen another time. `span` is one of SPANS, or a period as it is written."""

    chosen = Signal()

    def __init__(self, desk: Desk, span: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        for key, text in SPANS.items():
            self.addItem(_(text), key)
        self.insertSeparator(self.count())
        for each in _last_months(clock.now().astimezone(desk.zone).date(), desk):
            self.addItem(period_label(each), each.key)
        self.insertSeparator(self.count())
        self.addItem(_("Another time…"), _OTHER)
        self.show_span(span)
        self.activated.connect(self._activated)

    def show_span(self, span: str) -> None:
        """Show a choice without telling of it; it may be a period that is not offered."""
        if self.findData(span) < 0:
            self.insertItem(0, period_label(shown_period(span, self._now(), self._desk.zone)), span)
        self.setCurrentIndex(self.findData(span))
        self.span = span

    @property
    def period(self) -> Period:
        """The period that is chosen, as of now."""
        return shown_period(self.span, self._now(), self._desk.zone)

    def _now(self) -> int:
        return clock.stored(clock.now())

    def _activated(self, _place: int) -> None:
        wanted = str(self.currentData())
        if wanted != _OTHER:
            self._take(wanted)
            return
        self.show_span(self.span)
        period = self.period
        dialog = PeriodDialog(self._desk, period.first, period.last, self)
        dialog.chosen.connect(self._take)
        dialog.open()

    def _take(self, span: str) -> None:
        self.show_span(span)
        self.chosen.emit()


def _last_months(today: date, desk: Desk) -> list[Period]:
    """The month of a day and those before it, the newest first."""
    found = [month(today, desk.zone)]
    while len(found) < _MONTHS and (before := found[-1].before()) is not None:
        found.append(before)
    return found
