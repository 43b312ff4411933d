"""The dialog of one maintenance window: what is done, of which monitors, when, for how long, and how often."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.respond.monitor_when import instant_on, time_in
from incidentdesk.desktop.widgets.day_field import DayField
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, taken, when_changed
from incidentdesk.desktop.widgets.tick_field import TickField
from incidentdesk.detect.maintenance import Window, spans
from incidentdesk.detect.maintenance_change import change_window, create_window, withdraw_window
from incidentdesk.detect.maintenance_repeat import WEEKDAYS, Repeat, choice_of, repeat_text, rule_of
from incidentdesk.detect.monitor_entry import seconds_of, seconds_text
from incidentdesk.language import _, isolated
from incidentdesk.prepare.known_names import names_in
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict

_WIDTH, _HEIGHT = 620, 460
_MONITOR, _SERVICE = "monitor ", "service "
_YEAR = 366 * moment.DAY


def open_window_dialog(
    desk: Desk, parent: QWidget, window_id: int = 0, *, monitor: str = "", done: Callable[[int], None] | None = None
) -> "WindowDialog":
    """Show a window, or a new one of this monitor; `done(id)` follows when it is saved."""
    dialog = WindowDialog(desk, window_id, monitor, parent)
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class WindowDialog(RecordDialog):
    def __init__(self, desk: Desk, window_id: int, monitor: str, parent: QWidget | None) -> None:
        title = _("Maintenance window") if window_id else _("New maintenance window")
        key = f"maintenance-{window_id or 'new'}-{monitor}"
        super().__init__(desk, title, window_store(desk.zone), window_id, key, parent)
        self._build()
        self.begin(_new(desk.zone, monitor), _WIDTH, _HEIGHT)
        desk.background.run(_load_names, desk.database, then=self._offer, failed=self.fail)
        self._arrange()
        if not window_id:
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        form, theme = self.form, self.theme
        self.concerns = ChoiceBox([("", _("all monitors"))])
        self.repeat = ChoiceBox([(str(each), _(each)) for each in Repeat])
        self.weekdays = TickField(_("Weekdays"), [(code, _(name)) for code, name in WEEKDAYS.items()])
        length, time = QLineEdit(maxLength=20), QLineEdit(maxLength=8)
        time.setAccessibleDescription(_("A time of day as 22:00"))
        length.setAccessibleDescription(_("A length of time such as 30 min or 4 h"))
        form.add_row(("name", _("&What is done"), QLineEdit(maxLength=200), 6))
        form.add_row(("concerns", _("&Of which monitors"), self.concerns, 6))
        day = DayField(theme, self.desk.zone, _("First day"))
        form.add_row(
            ("day", _("First &day"), day, 3), ("time", _("From (&time)"), time, 1), ("length", _("&Lasts"), length, 2)
        )
        form.add_row(("repeat", _("Ho&w often"), self.repeat, 6))
        form.add_row(("weekdays", _("O&n"), self.weekdays, 6))
        self.sentence = QLabel(wordWrap=True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        form.add_whole(self.sentence)
        for field in form.fields.values():
            when_changed(field, self._arrange)

    def _arrange(self) -> None:
        weekly = raw(self.repeat) == Repeat.WEEKLY
        for widget in (self.weekdays, self.form.labels["weekdays"]):
            widget.setVisible(weekly)
        try:
            facts = window_facts({name: taken(field) for name, field in self.form.fields.items()}, self.desk.zone)
            self.sentence.setText(_sentence(facts, self.desk.zone))
        except (Refused, ValueError):
            self.sentence.setText("")

    def _offer(self, names: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
        of_one = [(f"{_MONITOR}{name}", _("only {name}").format(name=isolated(name))) for name in names[0]]
        of_service = [
            (f"{_SERVICE}{name}", _("all of the service {name}").format(name=isolated(name))) for name in names[1]
        ]
        self.concerns.offer([("", _("all monitors")), *of_one, *of_service])

    def dress(self) -> None:
        super().dress()
        self.sentence.setFont(self.theme.font("strong"))

    # -- saving

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        sentence = _("Maintenance window added: {name}") if created else _("Maintenance window changed: {name}")
        return sentence.format(name=name)

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["name"]:
            return "name", _("A maintenance window needs a name: what is done then?")
        if not values["day"]:
            return "day", _("Say on which day it begins the first time.")
        for name, read in (("time", time_in), ("length", seconds_of)):
            try:
                read(values[name])
            except Refused as refused:
                return name, str(refused)
        if not seconds_of(values["length"]):
            return "length", _("Say how long it lasts.")
        return "", ""


def window_facts(typed: Mapping[str, Any], zone: ZoneInfo) -> Facts:
    """The facts of what was typed; raises Refused and ValueError for what makes no sense."""
    first = date.fromisoformat(str(typed["day"]))
    begins = instant_on(first.isoformat(), str(typed["time"]), zone)
    concerns = str(typed["concerns"] or "")
    return {
        "name": typed["name"],
        "monitor": concerns.removeprefix(_MONITOR) if concerns.startswith(_MONITOR) else "",
        "service": concerns.removeprefix(_SERVICE) if concerns.startswith(_SERVICE) else "",
        "starts_at": begins,
        "ends_at": begins + timedelta(seconds=seconds_of(str(typed["length"]))),
        "repeats": rule_of(str(typed["repeat"]), first, str(typed["weekdays"]).split()),
        "zone": zone.key,
    }


def _sentence(facts: Facts, zone: ZoneInfo) -> str:
    """When it is the next time, and that nothing is opened then."""
    now = clock.stored(clock.now())
    window = Window(clock.stored(facts["starts_at"]), clock.stored(facts["ends_at"]), facts["repeats"], facts["zone"])
    coming = next(iter(spans(window, now, now + _YEAR)), None)
    if coming is None:
        return _("It is over: nothing is opened or counted differently from now on.")
    when, until = (moment.day_and_time(each, now, zone) for each in coming)
    return _("{often}, the next time from {begin} to {end}. No incident is opened then and it is no downtime.").format(
        often=_capital(repeat_text(facts["repeats"])), begin=when, end=until
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _new(zone: ZoneInfo, monitor: str) -> Facts:
    tomorrow = clock.now().astimezone(zone).date() + timedelta(days=1)
    return {
        "name": "", "concerns": f"{_MONITOR}{monitor}" if monitor else "", "day": tomorrow.isoformat(), "time": "22:00",
        "length": "2 h", "repeat": str(Repeat.ONCE), "weekdays": "",
    }  # fmt: skip


def window_store(zone: ZoneInfo) -> RecordStore:
    """How windows are read and written; a new one is by the clocks in that zone, others keep theirs."""
    return RecordStore(
        noun="maintenance_window",
        read=_read,
        create=lambda session, typed: create_window(session, **window_facts(typed, zone)),
        change=_change,
        give_up=lambda *_nothing: None,
        withdraw=withdraw_window,
    )


_SQL = (
    "SELECT w.name, coalesce(m.name, ''), coalesce(s.name, ''), w.starts_at, w.ends_at, w.repeats, w.zone"
    " FROM maintenance_window w LEFT JOIN monitor m ON m.id = w.monitor_id"
    " LEFT JOIN service s ON s.id = w.service_id WHERE w.id = :id AND w.withdrawn_at IS NULL"
)


def _stored(reader: Any, window_id: int) -> tuple[Any, ...]:
    rows = reader.rows(_SQL, {"id": window_id})
    if not rows:
        raise Refused(_("This is not there any more; somebody has taken it away."))
    return tuple(rows[0])


def _read(reader: Any, window_id: int) -> Facts:
    name, monitor, service, starts_at, ends_at, repeats, zone = _stored(reader, window_id)
    begins = clock.instant(starts_at).astimezone(ZoneInfo(zone))
    repeat, weekdays = choice_of(repeats)
    return {
        "name": name,
        "concerns": f"{_MONITOR}{monitor}" if monitor else f"{_SERVICE}{service}" if service else "",
        "day": begins.date().isoformat(),
        "time": begins.strftime("%H:%M"),
        "length": seconds_text((ends_at - starts_at) // 1_000_000),
        "repeat": str(repeat),
        "weekdays": " ".join(weekdays),
    }


def _change(session: Any, window_id: int, changes: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
    *_facts, repeats, zone_name = _stored(session.reader, window_id)
    zone = ZoneInfo(zone_name)
    before, after = window_facts(seen, zone), window_facts({**seen, **changes}, zone)
    if not changes.keys() & {"repeat", "weekdays", "day"}:
        # A rule that was written by hand stays as it is.
        before["repeats"] = after["repeats"] = repeats
    try:
        wanted = {name: value for name, value in after.items() if value != before[name]}
        change_window(session, window_id, wanted, seen=before)
    except Conflict as conflict:
        raise Refused(
            _("{name} has changed this window meanwhile. Close it and open it again.").format(
                name=isolated(conflict.changed_by)
            )
        ) from conflict


def _load_names(database: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    with database.read() as reader:
        return names_in(reader, "monitor"), names_in(reader, "service")
