"""The reports: what can be printed now, and what is kept and made by itself."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.measure.report_card import ReportCard
from incidentdesk.desktop.measure.report_definitions_pane import ReportDefinitionsPane
from incidentdesk.desktop.measure.report_kind import KINDS
from incidentdesk.desktop.widgets.button import PrimaryButton
from incidentdesk.language import _

_COLUMNS = 3


class ReportsPage(QWidget):
    """Emits `opened(reference)`."""

    opened = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._build()
        self._connect()
        self.kept.refresh()
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _build(self) -> None:
        theme = self._desk.theme
        self._title = QLabel(_("Reports"))
        self.new_button = PrimaryButton(
            theme, _("New kept report"), "plus", description=_("Keep a report, and let it be made by itself")
        )
        self.cards = {kind.key: ReportCard(theme, kind.icon, _(kind.title), _(kind.sentence)) for kind in KINDS}
        self.what_if = ReportCard(
            theme, "swap", _("SLA what-if"), _("The last 12 months under other targets or working hours.")
        )
        self._kept_title = QLabel(_("Kept reports"))
        self.kept = ReportDefinitionsPane(self._desk)
        self.new_button.clicked.connect(self.kept.new)
        self.kept.opened.connect(self.opened)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.new_button)
        grid = QGridLayout()
        grid.setSpacing(12)
        for place, card in enumerate((*self.cards.values(), self.what_if)):
            grid.addWidget(card, place // _COLUMNS, place % _COLUMNS)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addSpacing(8)
        column.addLayout(grid)
        column.addSpacing(16)
        column.addWidget(self._kept_title)
        column.addSpacing(8)
        column.addWidget(self.kept, 1)

    def _connect(self) -> None:
        run = self._desk.registry.run
        for key, card in self.cards.items():
            card.clicked.connect(lambda _checked=False, key=key: run(f"reports.{key}"))
        self.what_if.clicked.connect(lambda: run("sla.what_if"))

    # -- the page in the window

    def title(self) -> str:
        return _("Reports")

    def refresh(self) -> None:
        self.kept.refresh()

    def new(self) -> None:
        self.kept.new()

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self.cards["period"], *self.kept.panes()]

    def _dress(self) -> None:
        theme = self._desk.theme
        self._title.setFont(theme.font("h1"))
        self._kept_title.setFont(theme.font("h2"))
        self._kept_title.setAlignment(Qt.AlignmentFlag.AlignLeading)
