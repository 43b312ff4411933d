"""Choosing a time by its first and its last day."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLabel, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.day_field import DayField
from incidentdesk.language import _
from incidentdesk.measure.metric.period import between
from incidentdesk.refusal import Refused


class PeriodDialog(Sheet):
    """Emits `chosen(key)` with a period as it is written: 2026-10-01..2026-10-15."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, first: date | None, last: date | None, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Another time"), parent)
        self._desk = desk
        heading = QLabel(_("Which time is shown"))
        heading.setFont(desk.theme.font("h2"))
        self.first = DayField(desk.theme, desk.zone, _("First day"))
        self.last = DayField(desk.theme, desk.zone, _("Last day"))
        for field, day in ((self.first, first), (self.last, last)):
            field.write(day.isoformat() if day else "")
        form = QFormLayout()
        form.setVerticalSpacing(8)
        for text, field in ((_("&First day"), self.first), (_("&Last day"), self.last)):
            label = QLabel(text)
            label.setBuddy(field)
            form.addRow(label, field)
        self.trouble = QLabel(wordWrap=True)
        self.body.addWidget(heading)
        self.body.addLayout(form)
        self.body.addWidget(self.trouble)
        self.add_close_button(_("Cancel"))
        self.show_button = self.add_button(
            _("Show"), QDialogButtonBox.ButtonRole.AcceptRole, primary=True, description=_("Show this time")
        )
        for field in (self.first, self.last):
            field.changed.connect(self._check)
        self.fit(440, 240)
        self.dress()
        self._check()

    def _period(self) -> str:
        first, last = self.first.value(), self.last.value()
        if not first or not last:
            raise Refused(_("It needs a first and a last day."))
        return between(date.fromisoformat(first), date.fromisoformat(last), self._desk.zone).key

    def _check(self) -> None:
        try:
            self._period()
            why = ""
        except Refused as refused:
            why = str(refused)
        self.trouble.setText(why)
        self.show_button.setEnabled(not why)
        self.show_button.setToolTip(why)

    def accept(self) -> None:
        try:
            key = self._period()
        except Refused as refused:
            self.trouble.setText(str(refused))
            return
        self.chosen.emit(key)
        super().accept()

    def dress(self) -> None:
        super().dress()
        self.theme.tint(self.trouble, "danger")
