"""The reports that are kept: what each is, when it is made next, and what came of it last."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from incidentdesk import clock
from incidentdesk.agent.own_process import run_own_process
from incidentdesk.desktop import moment
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.background import Cancelled
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.file_name import documents
from incidentdesk.desktop.measure.report_definition_dialog import open_report_definition_dialog
from incidentdesk.desktop.records.column import Column, Now
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.measure.period_label import period_label
from incidentdesk.measure.report_choice import PERIOD_NAME, REPORT_NAME
from incidentdesk.measure.report_definition_change import withdraw_definition
from incidentdesk.measure.report_definition_list import DefinitionRow, definitions
from incidentdesk.measure.report_schedule import Due, next_due
from incidentdesk.measure.report_wording import every_label, goes_to, key_label
from incidentdesk.refusal import Refused

_LAST = 1 << 62


def _due(row: DefinitionRow) -> Due | None:
    return next_due(row.schedule, clock.stored(clock.now()))


def _next(row: DefinitionRow, now: Now) -> str:
    due = _due(row)
    return moment.day_and_time(due.due_at, now.at, now.zone) if due else every_label(row)


def _next_whole(row: DefinitionRow, now: Now) -> str:
    due = _due(row)
    if due is None:
        return every_label(row)
    return _("{time}, of {period}").format(time=moment.full(due.due_at, now.zone), period=period_label(due.period))


def _last(row: DefinitionRow, _now: Now) -> str:
    if row.unreadable:
        return _("can't be read")
    return _("could not be made") if row.trouble else key_label(row.made_for)


def _last_whole(row: DefinitionRow, now: Now) -> str:
    return row.unreadable or row.trouble or _last(row, now)


def _last_mark(row: DefinitionRow) -> Mark | None:
    if row.unreadable or row.trouble:
        return ("cross", "danger")
    return ("check", "success") if row.made_for else None


def _report(row: DefinitionRow) -> str:
    name = _(REPORT_NAME[row.choice.report])
    only = row.choice.service if row.choice.report == "service" else ""
    return _("{report}: {service}").format(report=name, service=isolated(only)) if only else name


COLUMNS = (
    Column("name", N_("Name"), lambda row, _now: row.name, lambda row: row.name.casefold()),
    Column("report", N_("Report"), lambda row, _now: _report(row), _report, 136, 4),
    Column(
        "period", N_("Period"), lambda row, _now: _(PERIOD_NAME[row.choice.period]),
        lambda row: row.choice.period, 112, 5,
    ),
    Column(
        "next", N_("Next"), _next, lambda row: due.due_at if (due := _due(row)) else _LAST, 192, 1,
        whole=_next_whole, role=lambda row, _now: "text" if row.schedule.every else "text2",
    ),
    Column(
        "last", N_("Last made"), _last, lambda row: (bool(row.trouble), row.made_for), 176, 2,
        whole=_last_whole, mark=_last_mark,
        role=lambda row, _now: "danger" if row.trouble or row.unreadable else "text",
    ),
    Column("goes", N_("Goes to"), lambda row, _now: goes_to(row), goes_to, 208, 3, role=lambda *_: "text2"),
)  # fmt: skip


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Kept reports"),
        icon="report",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: definitions(reader),
        nouns=frozenset({"report_definition", "audience"}),
        searched=lambda row: f"{row.name} {_report(row)} {row.choice.query} {goes_to(row)} {row.trouble}",
        counted=lambda count: ngettext("{count} kept report", "{count} kept reports", count).format(count=count),
        placeholder=_("A name, a report, where it goes"),
        nothing=_("No reports are kept yet"),
        teaching=_("Keep what you choose every month once; it is made by itself, into a folder or to an audience."),
        making=_("Keep a report"),
        offered=("reports.open", "reports.make"),
        more=("reports.remove",),
        menu=("reports.open", "reports.make", None, "edit.copy", None, "reports.remove"),
        scope="reports",
        page_menu="reports",
    )


class ReportDefinitionsPane(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        desk.registry.add(
            Action(
                "reports.make", _("&Make now…"), self._make, "report", ("M",), "reports", "reports", 20, self._why_not
            ),
            self.table,
        )
        self.declare_removing(withdraw_definition, _removed)
        self.declare()

    def new(self) -> None:
        open_report_definition_dialog(self.desk, self, done=self.stand_on)

    def open_row(self, row: DefinitionRow) -> None:
        open_report_definition_dialog(self.desk, self, row.id)

    # -- making one now

    def _why_not(self) -> str:
        row = self.table.current()
        return self.why_no_row() or (row.unreadable if row else "")

    def _make(self) -> None:
        row = self.table.current()
        dialog = QFileDialog(self.window(), _("Folder for {report}").format(report=row.name))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        own = Path(row.schedule.folder) if row.schedule.folder else documents()
        dialog.setDirectory(str(own if own.is_dir() else documents()))
        dialog.fileSelected.connect(lambda folder: self.make_into(row, folder))
        dialog.open()

    def make_into(self, row: DefinitionRow, folder: str) -> None:
        """Make a report of the period that ended last into a folder; nothing is sent."""
        self.desk.background.run(
            _made, self.desk, row.name, folder, cancellable=True, title=_("Making {report}").format(report=row.name),
            then=self._say_made, failed=self._fail,
        )  # fmt: skip

    def _say_made(self, folder: str) -> None:
        self.desk.toasts.show(_("Saved in {folder}").format(folder=isolated(folder)))


def _made(desk: Desk, name: str, folder: str, *, cancelled: Callable[[], bool]) -> str:
    def look(_said: Path) -> None:
        if cancelled():
            raise Cancelled

    if not Path(folder).is_dir():
        raise Refused(_("{folder} is not there any more. Choose another folder.").format(folder=isolated(folder)))
    run_own_process(desk.database, ["report", "run", "--folder", folder, "--", name], zone=desk.zone.key, look=look)
    return folder


def _removed(count: int) -> str:
    return ngettext("{count} kept report moved to the trash", "{count} kept reports moved to the trash", count).format(
        count=count
    )
