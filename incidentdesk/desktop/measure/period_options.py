"""What can be chosen about the report of a period: the time, the incidents, the sections, and what its summary says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.file_name import safe_file_name
from incidentdesk.desktop.measure.figures_button import FiguresButton
from incidentdesk.desktop.measure.making import PeriodWish, save_figures
from incidentdesk.desktop.measure.options import Options
from incidentdesk.desktop.measure.span_field import SpanField
from incidentdesk.desktop.printable import PrintablePeriod
from incidentdesk.desktop.widgets.button import Button, LinkButton
from incidentdesk.detect.condition import Context
from incidentdesk.language import _, isolated
from incidentdesk.measure.metric.period import Period
from incidentdesk.measure.period_content import SECTIONS, SUMMARY, USUAL
from incidentdesk.measure.period_label import period_label
from incidentdesk.refusal import Refused

_SENTENCES_HEIGHT = 150


@dataclass(frozen=True, slots=True)
class _Said:
    """What stands on the first page, and who wrote it; `by` is empty for the program."""

    key: tuple[str, str]
    sentences: tuple[str, ...]
    by: str


class PeriodOptions(Options):
    """`refused` carries why sentences could not be kept."""

    refused = Signal(object)

    def __init__(self, desk: Desk, of: PrintablePeriod, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._said: _Said | None = None
        self._shown: tuple[str, ...] = ()
        self.span = SpanField(desk, of.span)
        self.query = QLineEdit(of.query)
        self.query.setPlaceholderText(_("all incidents"))
        self.business = QCheckBox(_("&Working hours"))
        self.sections: dict[str, QCheckBox] = {}
        self.sentences = QPlainTextEdit()
        self.written_by = QLabel(wordWrap=True)
        self.keep_button = Button(
            desk.theme, _("&Keep sentences"), description=_("They stand in this report from now on")
        )
        self.generate_button = LinkButton(desk.theme, _("&Generate anew"), description=_("Write them from the numbers"))
        self.figures_button = FiguresButton(desk, self._name, self._save_figures)
        self._lay_out(of)
        self._connect()
        self._load_sentences()

    # -- building

    def _lay_out(self, of: PrintablePeriod) -> None:
        self._add(_("&Time"), self.span, _("Which time the report is about"))
        self._add(_("&Incidents"), self.query, _("A filter as in the list, such as team:network; empty for all"))
        self._layout.addSpacing(8)
        self.business.setAccessibleName(_("Working hours"))
        self.business.setAccessibleDescription(_("All times in working hours instead of calendar hours"))
        self.business.setToolTip(self.business.accessibleDescription())
        self.business.setChecked(of.business)
        self._layout.addWidget(self.business)
        self._layout.addSpacing(12)
        self._layout.addWidget(QLabel(_("Sections")))
        for name, title in SECTIONS.items():
            text = _("{title} (always first)").format(title=_(title)) if name == SUMMARY else _(title)
            box = self.sections[name] = self._add_check_box(text, _(title), checked=name in USUAL)
            box.setEnabled(name != SUMMARY)
        self._add(
            _("&Summary in three sentences"), self.sentences, _("One line for each; they stand on the first page")
        )
        self.sentences.setTabChangesFocus(True)
        self.sentences.setFixedHeight(_SENTENCES_HEIGHT)
        for widget in (self.written_by, self.keep_button, self.generate_button):
            self._layout.addWidget(widget)
        self._add(_("&Paper"), self.paper, _("Size of the paper"))
        self._layout.addSpacing(12)
        self._layout.addWidget(self.figures_button)
        self._layout.addStretch(1)

    def _connect(self) -> None:
        self.span.chosen.connect(self._tell)
        self.query.editingFinished.connect(self._query_typed)
        self.business.toggled.connect(self._tell)
        self.sentences.textChanged.connect(self._show_state)
        self.keep_button.clicked.connect(lambda: self.keep())
        self.generate_button.clicked.connect(lambda: self.keep(()))
        self.figures_button.refused.connect(self._fail)
        self._typed = self.query.text()

    # -- what is chosen

    def _query_typed(self) -> None:
        if self.query.text().strip() != self._typed.strip():
            self._typed = self.query.text()
            self._tell()

    def _tell(self) -> None:
        self._load_sentences()
        self.changed.emit()

    def wish(self) -> PeriodWish:
        chosen = [name for name, box in self.sections.items() if box.isChecked()]
        query, business = self.query.text().strip(), self.business.isChecked()
        return PeriodWish(self.paper.currentText(), self.span.period.key, query, chosen, business)

    def _name(self) -> str:
        return _("Report {period}").format(period=period_label(self.span.period))

    def file_name(self) -> str:
        return safe_file_name(self._name(), ".pdf")

    def fields(self) -> list[QWidget]:
        return [self.span, self.query, self.paper]

    # -- the sentences

    def _key(self) -> tuple[str, str]:
        return self.span.period.key, self.query.text().strip()

    def _load_sentences(self) -> None:
        self._desk.background.run_latest(
            f"sentences {id(self)}", _said, self._desk.database, self._desk.zone, self._key(), self.span.period,
            self.business.isChecked(), then=self._take_sentences, failed=self._fail,
        )  # fmt: skip

    def _take_sentences(self, said: _Said) -> None:
        mine = self._said is not None and self._typed_sentences() != self._shown
        if mine and self._said.key == said.key:
            # What somebody is writing is not written over.
            return
        self._said = said
        self.sentences.blockSignals(True)
        self.sentences.setPlainText("\n".join(said.sentences))
        self.sentences.blockSignals(False)
        # As the field gives it back, which has its own blanks.
        self._shown = self._typed_sentences()
        self._show_state()

    def _typed_sentences(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.sentences.toPlainText().splitlines() if line.strip())

    def _show_state(self) -> None:
        changed = self._said is not None and self._typed_sentences() != self._shown
        by = self._said.by if self._said else ""
        if changed:
            text = _("Changed and not kept yet: the pages still say the old ones.")
        elif by:
            text = _("Edited by {name}.").format(name=isolated(by))
        else:
            text = _("Generated from the numbers.")
        self.written_by.setText(text)
        why = str(self._desk.database.read_only)
        self.keep_button.setEnabled(changed and not why)
        self.generate_button.setEnabled(bool(changed or by) and not why)

    def keep(self, sentences: Sequence[str] | None = None) -> None:
        """Let these stand in the report, those that are typed if none are given; () is the generated ones."""
        wanted = self._typed_sentences() if sentences is None else tuple(sentences)
        period, query = self._key()
        self._said = None
        self._desk.background.run(
            _keep, self._desk, period, query, wanted, then=lambda _nothing: self._tell(), failed=self._fail
        )

    def _fail(self, refused: Refused) -> None:
        self.written_by.setText(str(refused))
        self.refused.emit(refused)

    # -- the figures

    def _save_figures(self, path: Path, *, cancelled: Callable[[], bool]) -> Path:
        return save_figures(self._desk, self.wish(), path, cancelled=cancelled)

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(240, 0))


def _said(database: Any, zone: tzinfo, key: tuple[str, str], period: Period, business: bool) -> _Said:
    from incidentdesk.measure.period_content import gather_period
    from incidentdesk.measure.report_text_change import written_sentences

    with database.read() as reader:
        written = written_sentences(reader, *key)
        if written is not None:
            return _Said(key, written.sentences, written.by)
        context = Context(clock.now(), zone)
        content = gather_period(
            reader, period=period, query=key[1], context=context, business=business, sections=(SUMMARY,)
        )
    return _Said(key, tuple(content.sentences), "")


def _keep(desk: Desk, period: str, query: str, sentences: Sequence[str]) -> None:
    from incidentdesk.measure.report_text_change import keep_sentences

    with desk.database.write(actor=desk.actor) as session:
        keep_sentences(session, period=period, query=query, sentences=sentences)
