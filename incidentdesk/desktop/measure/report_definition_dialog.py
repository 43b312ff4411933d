"""The dialog of a report that is kept: which one, of what, as which files, and when it is made by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.measure.report_definition_store import DEFINITION_STORE, days_of, new_shown
from incidentdesk.desktop.record_dialog import RecordDialog
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.day_field import DayField
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, when_changed
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.desktop.widgets.tick_field import TickField
from incidentdesk.language import _, isolated
from incidentdesk.measure.period_label import period_label
from incidentdesk.measure.report_choice import FORMATS, PAGE_SIZES, PERIOD_NAME, RANGE, REPORT_NAME, TAKES
from incidentdesk.measure.report_definition_list import definition_of
from incidentdesk.measure.report_schedule import EVERY_NAME, ReportSchedule, checked_schedule, next_due
from incidentdesk.prepare.known_names import names_in
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 720, 704
_TIMING = ("days", "at", "zone", "folder", "audience")


@dataclass(frozen=True, slots=True)
class _Offer:
    """What completes names, which sections there are, and why what is kept can't be read."""

    services: tuple[str, ...]
    audiences: tuple[str, ...]
    sections: tuple[tuple[str, str], ...]
    usual: tuple[str, ...]
    fixed: tuple[str, ...]
    unreadable: str


def open_report_definition_dialog(
    desk: Desk, parent: QWidget, definition_id: int = 0, *, done: Callable[[int], None] | None = None
) -> "ReportDefinitionDialog":
    """Show a report that is kept, or keep a new one; `done(id)` follows when it is saved."""
    dialog = ReportDefinitionDialog(desk, definition_id, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class ReportDefinitionDialog(RecordDialog):
    def __init__(self, desk: Desk, definition_id: int, parent: QWidget | None) -> None:
        title = _("Kept report") if definition_id else _("Keep a report")
        super().__init__(desk, title, DEFINITION_STORE, definition_id, f"report-{definition_id or 'new'}", parent)
        self.next = QLabel(wordWrap=True)
        self._build_what()
        self._build_when()
        self.begin(new_shown(getattr(desk.zone, "key", "UTC")), _WIDTH, _HEIGHT)
        for name, field in self.form.fields.items():
            when_changed(field, lambda name=name: self._follow(name))
        self._follow("")
        desk.background.run(_load_offer, desk.database, definition_id, then=self._offer, failed=self.fail)
        if not definition_id:
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    # -- building

    def _build_what(self) -> None:
        theme, zone, form = self.theme, self.desk.zone, self.form
        query = QLineEdit(placeholderText=_("all incidents"))
        query.setAccessibleDescription(_("Which incidents, as in the filter field of the list"))
        self.service = NameField(_("Service"))
        self.service.setPlaceholderText(_("all services"))
        self.sections = TickField(_("Sections"))
        form.add_row(
            ("name", _("&Name"), QLineEdit(maxLength=200, placeholderText=_("Monthly report")), 4),
            ("report", _("&Report"), ChoiceBox((key, _(text)) for key, text in REPORT_NAME.items()), 2),
        )
        form.add_row(
            ("period", _("&Period"), ChoiceBox((key, _(text)) for key, text in PERIOD_NAME.items()), 2),
            ("query", _("&Filter"), query, 4),
        )
        form.add_row(
            ("first", _("Fi&rst day"), DayField(theme, zone, _("First day")), 3),
            ("last", _("&Last day"), DayField(theme, zone, _("Last day")), 3),
        )
        form.add_row(("service", _("Ser&vice"), self.service, 6))
        form.add_row(("sections", _("Sec&tions"), self.sections, 6))
        self.files = files = TickField(_("Files"), [(each, each.upper()) for each in FORMATS])
        paper = ChoiceBox((each, each) for each in PAGE_SIZES)
        hours = ((False, _("Calendar hours")), (True, _("Working hours")))
        form.add_row(
            ("formats", _("Fil&es"), files, 2), ("business", _("Times &in"), ChoiceBox(hours), 2),
            ("page_size", _("Paper"), paper, 2),
        )  # fmt: skip

    def _build_when(self) -> None:
        every = [("", _("only when it is asked for")), *((key, _(text)) for key, text in EVERY_NAME.items())]
        days, at = QLineEdit(maxLength=2), QLineEdit(maxLength=5, placeholderText="07:00")
        days.setAccessibleDescription(_("1 is the first day after the period"))
        days.setToolTip(days.accessibleDescription())
        zone = NameField(_("Time zone"), _("In which zone the period ends and the time is meant"))
        zone.offer(sorted(available_timezones()))
        folder = QLineEdit()
        folder.setAccessibleDescription(_("On the machine where the window or the agent runs that makes it"))
        folder.setToolTip(folder.accessibleDescription())
        browse = Button(self.theme, _("&Browse…"), "folder", description=_("Choose the folder for the files"))
        browse.clicked.connect(self._browse)
        self.browse = browse
        self.audience = NameField(_("Audience"), _("Whom the summary and the PDF are sent to"))
        self.form.add_row(
            ("every", _("&Made by itself"), ChoiceBox(every), 2), ("days", _("&Days after its end"), days, 1),
            ("at", _("&At"), at, 1), ("zone", _("Time &zone"), zone, 2),
        )  # fmt: skip
        self.form.add_row(("folder", _("Into the f&older"), folder, 6), beside={"folder": browse})
        self.form.add_row(("audience", _("To the a&udience"), self.audience, 6))
        self.next.setTextFormat(Qt.TextFormat.PlainText)
        self.form.add_whole(self.next)

    def _offer(self, offer: _Offer) -> None:
        self.service.offer(offer.services)
        self.audience.offer(offer.audiences)
        self.sections.offer([(key, _(text)) for key, text in offer.sections], offer.usual, offer.fixed)
        if offer.unreadable:
            self.message.say(offer.unreadable, "warning")

    def _browse(self) -> None:
        dialog = QFileDialog(self, _("Folder for the reports"), str(raw(self.form.fields["folder"])))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.form.fields["folder"].setText)
        dialog.open()

    # -- what depends on what

    def _follow(self, name: str) -> None:
        """Show what matters now, and say when it is made next."""
        fields, value = self.form.fields, {each: raw(field) for each, field in self.form.fields.items()}
        if name == "every" and value["every"]:
            fields["period"].choose(value["every"])
        elif name == "period" and value["every"]:
            fields["every"].choose(value["period"] if value["period"] in EVERY_NAME else "")
        value = {each: raw(field) for each, field in fields.items()}
        self._show_field("first", value["period"] == RANGE)
        self._show_field("last", value["period"] == RANGE)
        takes = TAKES[value["report"]]
        for each in ("query", "service", "business", "sections"):
            self._show_field(each, each in takes)
        self._offer_excel("xlsx" in takes)
        for each in _TIMING:
            fields[each].setEnabled(bool(value["every"]))
        self.browse.setEnabled(bool(value["every"]))
        self._say_next(value)

    def _offer_excel(self, offered: bool) -> None:
        box = self.files.boxes["xlsx"]
        box.setEnabled(offered)
        if not offered:
            box.setChecked(False)

    def _show_field(self, name: str, visible: bool) -> None:
        self.form.labels[name].setVisible(visible)
        self.form.fields[name].setVisible(visible)

    def _say_next(self, value: dict[str, Any]) -> None:
        try:
            text, role = _next_text(_schedule(value)), "text"
        except Refused as refused:
            text, role = str(refused), "text2"
        self.next.setText(text)
        self.next.setAccessibleName(text)
        self.theme.tint(self.next, role)

    # -- saving

    def why_not(self) -> tuple[str, str]:
        value = self.values()
        for name, wrong in _CHECKS:
            sentence = wrong(value)
            if sentence:
                return name, sentence
        return "", ""

    def saving_verb(self) -> str:
        return _("Save") if self.record_id else _("Keep report")

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        return (_("Report kept: {name}") if created else _("Report changed: {name}")).format(name=name)

    def removed_sentence(self) -> str:
        return _("Kept report moved to the trash")

    def words(self, field: str, value: Any) -> str | None:
        if field == "business":
            return _("Working hours") if value else _("Calendar hours")
        names = {"report": REPORT_NAME, "period": PERIOD_NAME, "every": EVERY_NAME}.get(field, {})
        return _(names[value]) if value in names else None


def _schedule(value: dict[str, Any]) -> ReportSchedule:
    """The schedule as it is typed; raises Refused for what is none."""
    if not value["every"]:
        return ReportSchedule()
    typed = ReportSchedule(value["every"], days_of(value["days"]), value["at"].strip(), value["zone"].strip())
    return checked_schedule(typed)


def _next_text(schedule: ReportSchedule) -> str:
    now = clock.stored(clock.now())
    due = next_due(schedule, now)
    if due is None:
        return _("It is made only when you ask for it.")
    at = moment.day_and_time(due.due_at, now, ZoneInfo(schedule.zone))
    return _("Next: {time}, of {period}").format(time=at, period=period_label(due.period))


def _wrong(check: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], str]:
    def sentence(value: dict[str, Any]) -> str:
        try:
            check(value)
        except Refused as refused:
            return str(refused)
        return ""

    return sentence


def _only(**fixed: Any) -> Callable[[dict[str, Any]], str]:
    """What is wrong with one part of the schedule, the others being well."""
    usual = {"every": "month", "days": "1", "at": "07:00", "zone": "UTC", **fixed}
    return _wrong(
        lambda value: (
            _schedule({name: value[name] if text is None else text for name, text in usual.items()})
            if value["every"]
            else None
        )
    )


def _nowhere(value: dict[str, Any]) -> str:
    if value["every"] and not value["folder"] and not value["audience"]:
        return _("Say where it goes when it is made by itself: a folder, an audience, or both.")
    return ""


def _no_files(value: dict[str, Any]) -> str:
    if not value["formats"]:
        return _("Choose at least one kind of file: PDF, CSV or XLSX.")
    if value["every"] and value["audience"] and "pdf" not in value["formats"].split():
        return _("An audience is sent the PDF. Choose it among the files.")
    return ""


def _bad_range(value: dict[str, Any]) -> str:
    if value["period"] != RANGE:
        return ""
    if not value["first"] or not value["last"]:
        return _("Give the first and the last day.")
    return _("The last day lies before the first. Swap them.") if value["last"] < value["first"] else ""


_CHECKS: tuple[tuple[str, Callable[[dict[str, Any]], str]], ...] = (
    ("name", lambda value: "" if value["name"] else _("A report that is kept needs a name, such as Monthly report.")),
    ("last", _bad_range),
    ("formats", _no_files),
    ("days", _only(days=None)),
    ("at", _only(at=None)),
    ("zone", _only(zone=None)),
    ("folder", _nowhere),
)


def _load_offer(database: Any, definition_id: int) -> _Offer:
    from incidentdesk.measure.period_content import SECTIONS, SUMMARY, USUAL

    with database.read() as reader:
        unreadable = definition_of(reader, definition_id).unreadable if definition_id else ""
        return _Offer(
            tuple(names_in(reader, "service")),
            tuple(names_in(reader, "audience")),
            tuple(SECTIONS.items()),
            USUAL,
            (SUMMARY,),
            unreadable,
        )
