"""What can be chosen about a report of actions, SLAs or services: the time, what is in it, and the paper."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.file_name import documents, safe_file_name
from incidentdesk.desktop.measure.making import ReportWish, Wish
from incidentdesk.desktop.measure.numbers_making import ACTIONS, SERVICES, TITLE, write_numbers, write_pages
from incidentdesk.desktop.measure.options import Options
from incidentdesk.desktop.measure.period_dialog import PeriodDialog
from incidentdesk.desktop.printable import PrintableReport
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.language import _, isolated
from incidentdesk.measure.dashboard import SPANS, shown_period
from incidentdesk.measure.period_label import period_label
from incidentdesk.refusal import Refused

_OTHER = "…"


class NumbersOptions(Options):
    def __init__(self, desk: Desk, kind: str, span: str, chosen: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._kind = kind
        self._span = self._chosen = ""
        self.span = QComboBox()
        self.filter = QLineEdit(chosen)
        self.service = QComboBox()
        self.figures = Button(
            desk.theme, _("Save &figures…"), "export", description=_("The same numbers as CSV or for Excel")
        )
        self.trouble = QLabel(wordWrap=True)
        if kind != ACTIONS:
            self._add_span(span)
        if kind == SERVICES:
            self._add_services(chosen)
        else:
            self._add_filter(chosen)
        self._add(_("&Paper"), self.paper, _("Size of the paper"))
        self._layout.addSpacing(12)
        self._layout.addWidget(self.figures)
        self._layout.addWidget(self.trouble)
        self._layout.addStretch(1)
        self.figures.clicked.connect(self._ask_file)

    # -- the time

    def _add_span(self, span: str) -> None:
        for key, text in SPANS.items():
            self.span.addItem(_(text), key)
        self.span.insertSeparator(self.span.count())
        self.span.addItem(_("Another time…"), _OTHER)
        self._show_span(span)
        self._add(_("&Time"), self.span, _("Which time the report is about"))
        self.span.activated.connect(self._span_chosen)

    def _show_span(self, span: str) -> None:
        """Show a choice, which may be a period that is not offered."""
        if self.span.findData(span) < 0:
            self.span.insertItem(0, span, span)
        self.span.setCurrentIndex(self.span.findData(span))
        self._span = span

    def _span_chosen(self, _place: int) -> None:
        span = str(self.span.currentData())
        if span != _OTHER:
            self._take_span(span)
            return
        self._show_span(self._span)
        period = shown_period(self._span, clock.stored(clock.now()), self._desk.zone)
        dialog = PeriodDialog(self._desk, period.first, period.last, self)
        dialog.chosen.connect(self._take_span)
        dialog.open()

    def _take_span(self, span: str) -> None:
        self._show_span(span)
        self.changed.emit()

    # -- what is in it

    def _add_filter(self, chosen: str) -> None:
        self._chosen = chosen
        about = _("&Actions") if self._kind == ACTIONS else _("&Incidents")
        hint = _("A filter as in their list, such as is:overdue; empty for all")
        if self._kind != ACTIONS:
            hint = _("A filter as in the list, such as team:network; empty for all")
        self.filter.setPlaceholderText(_("all of them"))
        self._add(about, self.filter, hint)
        self.filter.setToolTip(hint)
        self.filter.editingFinished.connect(lambda: self._choose(self.filter.text().strip()))

    def _add_services(self, chosen: str) -> None:
        self._chosen = chosen
        self.service.addItem(_("all services"), "")
        self._add(_("&Service"), self.service, _("Which service the report is about"))
        self._desk.background.run(_service_names, self._desk.database, then=self._offer)
        self.service.activated.connect(lambda _place: self._choose(str(self.service.currentData())))

    def _offer(self, names: list[str]) -> None:
        for name in names:
            self.service.addItem(name, name)
        self.service.setCurrentIndex(max(0, self.service.findData(self._chosen)))

    def _choose(self, chosen: str) -> None:
        if chosen != self._chosen:
            self._chosen = chosen
            self.changed.emit()

    # -- what comes of it

    def wish(self) -> Wish:
        write = partial(write_pages, self._kind, self._span, self._chosen)
        return ReportWish(PrintableReport(_(TITLE[self._kind]), self._name(), write), self.paper.currentText())

    def file_name(self) -> str:
        return safe_file_name(self._name(), ".pdf")

    def _name(self) -> str:
        parts = [_(TITLE[self._kind]), self._chosen if self._kind == SERVICES else ""]
        if self._kind != ACTIONS:
            parts.append(period_label(shown_period(self._span, clock.stored(clock.now()), self._desk.zone)))
        return " ".join(part for part in parts if part)

    def fields(self) -> list[QWidget]:
        shown = {ACTIONS: [self.filter], SERVICES: [self.span, self.service]}.get(self._kind, [self.span, self.filter])
        return [*shown, self.paper]

    # -- the numbers as a file

    def _ask_file(self) -> None:
        dialog = QFileDialog(self.window(), _("Save figures"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("Excel workbook (*.xlsx)"), _("CSV (*.csv)")])
        dialog.setDefaultSuffix("xlsx")
        dialog.filterSelected.connect(lambda text: dialog.setDefaultSuffix(text.rpartition(".")[2].rstrip(")")))
        dialog.setDirectory(str(documents()))
        dialog.selectFile(safe_file_name(self._name(), ".xlsx"))
        dialog.fileSelected.connect(lambda name: self.save_figures(Path(name)))
        dialog.open()

    def save_figures(self, path: Path) -> None:
        """Write the same numbers as a file."""
        self.figures.setEnabled(False)
        self.trouble.clear()
        self._desk.background.run(
            write_numbers, self._desk, self._kind, self._span, self._chosen, path,
            then=self._saved, failed=self._not_saved, title=_("Saving figures"),
        )  # fmt: skip

    def _saved(self, path: Path) -> None:
        self.figures.setEnabled(True)
        self._desk.toasts.show(_("Saved as {file}.").format(file=isolated(str(path))))

    def _not_saved(self, refused: Refused) -> None:
        self.figures.setEnabled(True)
        self.trouble.setText(str(refused))
        self._desk.theme.tint(self.trouble, "danger")


def _service_names(database: Any) -> list[str]:
    with database.read() as reader:
        rows = reader.rows("SELECT name FROM service WHERE withdrawn_at IS NULL ORDER BY lower(name), id")
    return [str(row[0]) for row in rows]
