"""Until when a monitor opens no incident."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.monitor_when import instant_on, tomorrow_morning
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.day_field import DayField
from incidentdesk.desktop.widgets.form_grid import FormGrid
from incidentdesk.language import _, ngettext
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 460, 260


class MuteSheet(Sheet):
    """Emits `decided` with the instant in microseconds since 1970."""

    decided = Signal(object)

    def __init__(self, desk: Desk, count: int, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Mute until"), parent)
        self._desk = desk
        said = ngettext(
            "It is watched all the same and its history goes on, but no incident is opened before this time.",
            "They are watched all the same and their history goes on, but no incident is opened before this time.",
            count,
        )
        self.body.addWidget(QLabel(said, wordWrap=True))
        self.day = DayField(desk.theme, desk.zone, _("Day"))
        self.time = QLineEdit()
        self.time.setAccessibleDescription(_("A time of day as 22:00"))
        self.form = FormGrid(desk.theme)
        self.form.add_row(("day", _("&Day"), self.day, 4), ("time", _("&Time"), self.time, 2))
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.add_close_button(_("Cancel"))
        self.mute = self.add_button(_("Mute"), QDialogButtonBox.ButtonRole.AcceptRole, primary=True)
        morning = tomorrow_morning(clock.now(), desk.zone)
        self.day.write(morning.date().isoformat())
        self.time.setText(morning.strftime("%H:%M"))
        self.dress()
        self.fit(_WIDTH, _HEIGHT)
        self.day.field.setFocus()
        self.day.field.selectAll()

    def accept(self) -> None:
        try:
            day = self.day.value()
        except Refused as refused:
            self.form.complain("day", str(refused))
            return
        if not day:
            self.form.complain("day", _("Say until which day."))
            return
        try:
            until = instant_on(day, self.time.text(), self._desk.zone)
        except Refused as refused:
            self.form.complain("time", str(refused))
            return
        if until <= clock.now():
            self.form.complain("day", _("That time has passed already."))
            return
        super().accept()
        self.decided.emit(clock.stored(until))
