"""What can be chosen about a report, beside its pages."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QRadioButton, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.file_name import safe_file_name
from incidentdesk.desktop.measure.making import DiagramWish, IncidentWish, ListWish, ReportWish, ReviewWish, Wish
from incidentdesk.desktop.measure.options import Options
from incidentdesk.desktop.printable import (
    Printable,
    PrintableDiagram,
    PrintableIncident,
    PrintableList,
    PrintablePeriod,
    PrintableReport,
    PrintableReview,
)
from incidentdesk.desktop.widgets.column_list import ColumnList
from incidentdesk.detect.number import number
from incidentdesk.language import N_, _, ngettext

_LEFT_OUT = N_(
    "Left out: work notes, the history of changes, contacts, watchers, tags, relatives, and times that are only for"
    " the team."
)


class IncidentOptions(Options):
    """For whom the report is, and whether it shows the attachments."""

    def __init__(self, desk: Desk, of: PrintableIncident, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._incident_id = of.incident_id
        self.internal, self.public = self._add_radios(
            _("For whom"),
            (
                (_("&Internal"), _("Everything that is known, for the team")),
                (_("P&ublic"), _("Only what the requester may see")),
            ),
        )
        self.left_out = QLabel(_(_LEFT_OUT), wordWrap=True)
        self.attachments = QCheckBox(_("With &attachments"))
        self.attachments.setAccessibleName(_("With attachments"))
        self.attachments.setAccessibleDescription(_("Nothing marks a file as public: look at them first"))
        self.attachments.setChecked(True)
        self.warning = QLabel(_("Nothing marks a file as public: look at each of them first."), wordWrap=True)
        self._layout.addWidget(self.left_out)
        self._layout.addSpacing(12)
        self._layout.addWidget(self.attachments)
        self._layout.addWidget(self.warning)
        self._add(_("&Paper"), self.paper, _("Size of the paper"))
        self._layout.addStretch(1)
        # Turning to public takes the attachments out, which is one change and not two.
        self.public.toggled.connect(self._turn)
        self.attachments.toggled.connect(self._tell)
        self._say()

    def _turn(self, public: bool) -> None:
        self.attachments.blockSignals(True)
        self.attachments.setChecked(not public)
        self.attachments.blockSignals(False)
        self._tell()

    def _tell(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        self.left_out.setVisible(self.public.isChecked())
        self.warning.setVisible(self.public.isChecked() and self.attachments.isChecked())

    def wish(self) -> Wish:
        return IncidentWish(
            self._incident_id,
            self.paper.currentText(),
            internal=self.internal.isChecked(),
            attachments=self.attachments.isChecked(),
        )

    def file_name(self) -> str:
        named = _("{number} incident report") if self.internal.isChecked() else _("{number} public incident report")
        return safe_file_name(named.format(number=number(self._incident_id)), ".pdf")


class ReviewOptions(Options):
    """For whom the review is, and how much of it."""

    def __init__(self, desk: Desk, of: PrintableReview, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._incident_id = of.incident_id
        self.internal, self.outside = self._add_radios(
            _("For whom"),
            (
                (_("For the &desk"), _("The whole review, to be signed")),
                (_("For &outside"), _("Overview, impact and message only, without names")),
            ),
        )
        self.left_out = QLabel(
            _("Left out: timeline, causes, actions, lessons and the names of people that the desk knows. Read it all"
              " the same before it goes out."),
            wordWrap=True,
        )  # fmt: skip
        self._layout.addWidget(self.left_out)
        self._layout.addSpacing(12)
        self.diagrams = self._add_check_box(_("With both dia&grams"), _("Each on pages of its own"), checked=True)
        self.whole = self._add_check_box(_("The &whole timeline"), _("Not only the entries with a star"))
        self._add(_("&Paper"), self.paper, _("Size of the paper"))
        self._layout.addStretch(1)
        self.outside.toggled.connect(self._tell)
        self._say()

    def _tell(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        outside = self.outside.isChecked()
        self.left_out.setVisible(outside)
        self.diagrams.setVisible(not outside)
        self.whole.setVisible(not outside)

    def wish(self) -> Wish:
        return ReviewWish(
            self._incident_id,
            self.paper.currentText(),
            outside=self.outside.isChecked(),
            whole_timeline=self.whole.isChecked(),
            diagrams=self.diagrams.isChecked(),
        )

    def file_name(self) -> str:
        named = _("{number} report for outside") if self.outside.isChecked() else _("{number} review")
        return safe_file_name(named.format(number=number(self._incident_id)), ".pdf")


class ListOptions(Options):
    """Which incidents, under which title, with which columns."""

    def __init__(self, desk: Desk, of: PrintableList, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._of = of
        self.selection: QRadioButton | None = None
        if of.selected:
            count = len(of.selected)
            self.selection, self.all = self._add_radios(
                _("Which incidents"),
                (
                    (
                        ngettext("&Selection ({count})", "&Selection ({count})", count).format(count=f"{count:,}"),
                        _("Those that are selected"),
                    ),
                    (_("The whole &list"), _("All that the filter finds")),
                ),
            )
            self.selection.toggled.connect(self.changed)
        self.title = QLineEdit(of.title)
        self.title.setMaxLength(200)
        self.title.textChanged.connect(self.changed)
        self._add(_("&Title"), self.title, _("What stands above the list"))
        columns, usual = report_columns()
        self.columns = ColumnList(desk.theme, columns, [name for name in of.columns if name in dict(columns)] or usual)
        self.columns.changed.connect(self.changed)
        self._add(_("&Columns"), self.columns, self.columns.toolTip(), stretch=1)
        self._add(_("&Paper"), self.paper, _("Size of the paper"))

    def fields(self) -> list[QWidget]:
        return [self.title, self.paper]

    def why_not(self) -> str:
        return "" if self.columns.chosen() else _("Choose a column first.")

    def wish(self) -> Wish:
        return ListWish(
            self._of,
            self.paper.currentText(),
            self.title.text().strip() or _("Incidents"),
            self.columns.chosen(),
            only_selected=self.selection is not None and self.selection.isChecked(),
        )

    def file_name(self) -> str:
        today = _today(self._desk)
        return safe_file_name(f"{self.title.text().strip() or _('Incidents')} {today:%Y-%m-%d}", ".pdf")


class DiagramOptions(Options):
    """There is only the paper to choose: how many pages it takes follows from what can be read."""

    _told = Signal(str)

    def __init__(self, desk: Desk, of: PrintableDiagram, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._of = of
        self._add(_("&Paper"), self.paper, _("Size of the paper"))
        # Which pages it took, and why.
        self.why = QLabel(wordWrap=True)
        self.why.setTextFormat(Qt.TextFormat.PlainText)
        self._layout.addSpacing(12)
        self._layout.addWidget(self.why)
        self._layout.addStretch(1)
        self._told.connect(self.why.setText)

    def wish(self) -> Wish:
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return DiagramWish(
            self._of.kind, self._of.subject, self.paper.currentText(), self._told.emit, right_to_left=mirrored
        )

    def file_name(self) -> str:
        return safe_file_name(f"{self._of.subject.number} {self._of.kind}", ".pdf")


class PaperOptions(Options):
    """Nothing can be chosen but the paper."""

    def __init__(self, desk: Desk, of: PrintableReport, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._of = of
        self._add(_("&Paper"), self.paper, _("Size of the paper"))
        self._layout.addStretch(1)

    def wish(self) -> Wish:
        return ReportWish(self._of, self.paper.currentText())

    def file_name(self) -> str:
        return safe_file_name(self._of.file_name, ".pdf")


def _period_options(desk: Desk, of: PrintablePeriod) -> Options:
    """Loads what reckons, which no other report needs."""
    from incidentdesk.desktop.measure.period_options import PeriodOptions

    return PeriodOptions(desk, of)


_OPTIONS: dict[type, Callable[[Desk, Any], Options]] = {
    PrintableIncident: IncidentOptions,
    PrintableReview: ReviewOptions,
    PrintableList: ListOptions,
    PrintableDiagram: DiagramOptions,
    PrintablePeriod: _period_options,
    PrintableReport: lambda desk, of: of.options(desk) if of.options else PaperOptions(desk, of),
}


def options_for(desk: Desk, of: Printable) -> Options:
    return _OPTIONS[type(of)](desk, of)


def _today(desk: Desk) -> datetime:
    return clock.now().astimezone(desk.zone)


def report_columns() -> tuple[list[tuple[str, str]], Sequence[str]]:
    """The fields that a list can have on paper, with their names, and those that it usually has."""
    from incidentdesk.measure.list_report import COLUMNS, USUAL

    return [(name, _(column.label)) for name, column in COLUMNS.items()], USUAL
