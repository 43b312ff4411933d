"""What can be chosen about a report of actions, SLAs or services: the time, what is in it, and the paper."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.file_name import safe_file_name
from incidentdesk.desktop.measure.figures_button import FiguresButton
from incidentdesk.desktop.measure.making import ReportWish, Wish
from incidentdesk.desktop.measure.numbers_making import ACTIONS, SERVICES, TITLE, write_numbers, write_pages
from incidentdesk.desktop.measure.options import Options
from incidentdesk.desktop.measure.span_field import SpanField
from incidentdesk.desktop.printable import PrintableReport
from incidentdesk.language import _
from incidentdesk.measure.period_label import period_label
from incidentdesk.refusal import Refused


class NumbersOptions(Options):
    def __init__(self, desk: Desk, kind: str, span: str, chosen: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._kind = kind
        self._chosen = ""
        # Actions are shown as they stand now, whatever the time.
        self.span = None if kind == ACTIONS else SpanField(desk, span)
        self.filter = QLineEdit(chosen)
        self.service = QComboBox()
        self.figures = FiguresButton(desk, self._name, self._save_figures)
        self.trouble = QLabel(wordWrap=True)
        if self.span is not None:
            self._add(_("&Time"), self.span, _("Which time the report is about"))
            self.span.chosen.connect(self.changed)
        if kind == SERVICES:
            self._add_services(chosen)
        else:
            self._add_filter(chosen)
        self._add(_("&Paper"), self.paper, _("Size of the paper"))
        self._layout.addSpacing(12)
        self._layout.addWidget(self.figures)
        self._layout.addWidget(self.trouble)
        self._layout.addStretch(1)
        self.figures.refused.connect(self._not_saved)

    @property
    def _span(self) -> str:
        return "" if self.span is None else self.span.span

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
        if self.span is not None:
            parts.append(period_label(self.span.period))
        return " ".join(part for part in parts if part)

    def fields(self) -> list[QWidget]:
        shown = {ACTIONS: [self.filter], SERVICES: [self.span, self.service]}.get(self._kind, [self.span, self.filter])
        return [*shown, self.paper]

    # -- the numbers as a file

    def _save_figures(self, path: Path, *, cancelled: Callable[[], bool]) -> Path:
        del cancelled
        return write_numbers(self._desk, self._kind, self._span, self._chosen, path)

    def _not_saved(self, refused: Refused) -> None:
        self.trouble.setText(str(refused))
        self._desk.theme.tint(self.trouble, "danger")


def _service_names(database: Any) -> list[str]:
    with database.read() as reader:
        rows = reader.rows("SELECT name FROM service WHERE withdrawn_at IS NULL ORDER BY lower(name), id")
    return [str(row[0]) for row in rows]
