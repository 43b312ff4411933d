"""The dashboard: how the desk is doing, over a time and a filter of one's choice, and what each number was made of."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from incidentdesk import clock
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.filter_field import FilterField
from incidentdesk.desktop.detect.filter_vocabulary import load_vocabulary
from incidentdesk.desktop.measure.chart_card import ChartCard
from incidentdesk.desktop.measure.dashboard_making import DashboardWish, KeptFacts, make_dashboard
from incidentdesk.desktop.measure.figure_card import FigureCard
from incidentdesk.desktop.measure.period_dialog import PeriodDialog
from incidentdesk.desktop.widgets.button import Button, PrimaryButton
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.progress_line import ProgressLine
from incidentdesk.detect.condition import Context
from incidentdesk.detect.query import written_filter
from incidentdesk.language import _
from incidentdesk.measure.dashboard import SHOWN, SPANS, Dashboard
from incidentdesk.refusal import Refused

# News of these changes what is shown.
_NOUNS = frozenset({
    "incident", "sla_result", "cause", "investigation", "problem", "problem_incident", "baseline", "setting", "sla",
    "calendar", "service", "team", "category", "person", "import", "survey", "drill",
})  # fmt: skip
_GATHERING = 300  # milliseconds for which news of many commits is gathered
_AGAIN = 60_000  # milliseconds after which ages and what is overdue are others
_FIGURES = 4
# Where each chart stands: row, column, how many rows and columns it takes, of a grid of twelve columns.
_WIDE = {
    "time-to-resolve": (1, 0, 2, 7), "sla-per-month": (1, 7, 1, 5), "open-by-age": (2, 7, 1, 5),
    "backlog": (3, 0, 1, 6), "root-causes": (3, 6, 1, 6), "when-incidents-start": (4, 0, 1, 12),
    "satisfaction": (5, 0, 1, 6), "drill-scores": (5, 6, 1, 6),
}  # fmt: skip
_NARROW = {name: (place + 2, 0, 1, 12) for place, name in enumerate(SHOWN)}
_HEIGHTS = {"time-to-resolve": 340, "sla-per-month": 200, "open-by-age": 200, "satisfaction": 260, "drill-scores": 260}
_USUAL_HEIGHT = 330
_NARROW_BELOW = 900


class DashboardPage(QWidget):
    """Emits `opened(reference)` to show incidents on the list; `shown` comes whenever numbers stand on the page.

    What is shown stays until the new numbers are there.
    """

    opened = Signal(str)
    shown = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.kept = KeptFacts()
        self.dashboard: Dashboard | None = None
        self._stale = True
        self._shape: Mapping[str, tuple[int, int, int, int]] = {}
        self._build()
        self._declare()
        self._connect()
        self._dress()
        self._name_choices()

    # -- building

    def _build(self) -> None:
        from incidentdesk.measure.chart.catalogue import CHARTS

        desk = self._desk
        theme = desk.theme
        self._title = QLabel(_("Dashboard"))
        self.span_button = Button(theme, "", "calendar", description=_("Choose the time that is shown"))
        self.service_button = Button(theme, "", "service", description=_("Choose a service"))
        self.hours_button = Button(theme, "", "clock", description=_("Calendar hours or working hours"))
        self.report_button = PrimaryButton(theme, _("Report…"), "report", description=_("These numbers on paper"))
        self.filter = FilterField(desk)
        self.line = ProgressLine(theme, desk.preferences)
        self.message = MessageBar(theme)
        self.figures = [FigureCard(theme) for _each in range(_FIGURES)]
        self.cards = {name: ChartCard(desk, CHARTS[name]) for name in SHOWN}
        self.first_use = EmptyState(
            theme, "dashboard", _("Nothing to measure yet"),
            _("As soon as there are incidents, their numbers stand here. Every number leads to what it was made of."),
            _("Go to the incidents"), lambda: self.opened.emit("incidents"), primary=False,
        )  # fmt: skip
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title, 1)
        for button in (self.span_button, self.service_button, self.hours_button, self.report_button):
            head.addWidget(button)
        inside = self._inside = QWidget()
        self.grid = QGridLayout(inside)
        self.grid.setContentsMargins(0, 0, 0, 16)
        self.grid.setSpacing(12)
        for column in range(12):
            self.grid.setColumnStretch(column, 1)
            self.grid.setColumnMinimumWidth(column, 20)
        self.scroll = QScrollArea(widgetResizable=True)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setWidget(inside)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.scroll)
        self.stack.addWidget(self.first_use)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.filter)
        column.addWidget(self.line)
        column.addWidget(self.message)
        column.addWidget(self.stack, 1)
        for name, card in self.cards.items():
            card.setMinimumHeight(_HEIGHTS.get(name, _USUAL_HEIGHT))
        self._arrange(self.width())

    def _arrange(self, width: int) -> None:
        """Charts beside each other where there is room, below each other where there is none."""
        narrow = width < _NARROW_BELOW
        shape = _NARROW if narrow else _WIDE
        if shape is self._shape:
            return
        self._shape = shape
        for place, card in enumerate(self.figures):
            if narrow:
                self.grid.addWidget(card, place // 2, 6 * (place % 2), 1, 6)
            else:
                self.grid.addWidget(card, 0, 3 * place, 1, 3)
        for name, card in self.cards.items():
            self.grid.addWidget(card, *shape[name])

    def _declare(self) -> None:
        desk = self._desk
        for action in (
            Action(
                "dashboard.span", _("Choose the &time…"), lambda: self._open_menu(self.span_button, self.span_menu()),
                "calendar", ("T",), "dashboard", "reports", 20, synonyms=_("period weeks month quarter year range"),
            ),
            Action(
                "dashboard.service", _("Choose a &service…"),
                lambda: self._open_menu(self.service_button, self.service_menu()), "service", ("S",), "dashboard",
                "reports", 20, synonyms=_("filter system"),
            ),
            Action(
                "dashboard.hours", _("&Working hours"), self._turn_hours, "clock", ("B",), "dashboard", "reports", 20,
                checked=lambda: self.business, synonyms=_("business calendar hours"),
            ),
            Action(
                "dashboard.baseline", _("Set a &baseline…"), self._set_baseline, "baseline", (), "dashboard",
                "reports", 30, lambda: str(desk.database.read_only),
                synonyms=_("control limits change new normal"),
            ),
            Action(
                "dashboard.report", _("Period &report of this…"), self._open_report, "report", ("R",), "dashboard",
                "reports", 40, synonyms=_("pdf print monthly"),
            ),
        ):  # fmt: skip
            desk.registry.add(action, self)

    def _connect(self) -> None:
        desk = self._desk
        run = desk.registry.run
        self.span_button.clicked.connect(lambda: run("dashboard.span"))
        self.service_button.clicked.connect(lambda: run("dashboard.service"))
        self.hours_button.clicked.connect(lambda: run("dashboard.hours"))
        self.report_button.clicked.connect(lambda: run("dashboard.report"))
        self.filter.changed.connect(lambda _text: self._choose())
        self.filter.left.connect(lambda: self.figures[0].setFocus(Qt.FocusReason.OtherFocusReason))
        for card in (*self.figures, *self.cards.values()):
            card.chosen.connect(lambda query: self.opened.emit(f"incidents#{query}"))
        for card in self.cards.values():
            card.opened.connect(self.opened)
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING)
        self._gathering.timeout.connect(self._load)
        self._beat = QTimer(self, interval=_AGAIN)
        self._beat.timeout.connect(self._load)
        desk.changes.changed.connect(self._heard)
        desk.theme.changed.connect(self._dress)

    # -- what is chosen

    @property
    def span(self) -> str:
        return str(self._desk.preferences.get("dashboard_span"))

    @property
    def business(self) -> bool:
        return bool(self._desk.preferences.get("dashboard_business"))

    @property
    def query(self) -> str:
        return self.filter.text

    def choose_span(self, span: str) -> None:
        """Show another time."""
        self._desk.preferences.set("dashboard_span", span)
        self._choose()

    def choose_service(self, name: str) -> None:
        """Show only the incidents of a service, "" for those of all."""
        kept = [chip for chip in self.filter.chips if not chip.lower().startswith("service:")]
        rest = self.filter.line.text()
        chosen = [written_filter("service", name, names=True)] if name else []
        self.filter.set_text(" ".join([*kept, *chosen, rest]).strip())
        self._choose()

    def _turn_hours(self) -> None:
        self._desk.preferences.set("dashboard_business", not self.business)
        self._choose()

    def _choose(self) -> None:
        self._name_choices()
        self._load()

    def _name_choices(self) -> None:
        span = _(SPANS[self.span]) if self.span in SPANS else self.span
        services = [chip.partition(":")[2].strip('"') for chip in self.filter.chips if chip.startswith("service:")]
        hours = _("Working hours") if self.business else _("Calendar hours")
        for button, text in (
            (self.span_button, span),
            (self.service_button, ", ".join(services) or _("All services")),
            (self.hours_button, hours),
        ):
            button.setText(text.replace("&", "&&"))
            button.setAccessibleName(text)

    def span_menu(self) -> QMenu:
        """The times to choose from."""
        menu = self._menu()
        for key, text in SPANS.items():
            action = menu.addAction(_(text))
            action.setCheckable(True)
            action.setChecked(key == self.span)
            action.triggered.connect(lambda _checked=False, key=key: self.choose_span(key))
        menu.addSeparator()
        menu.addAction(_("Another time…")).triggered.connect(self._ask_period)
        return menu

    def service_menu(self) -> QMenu:
        """The services to choose from."""
        menu = self._menu()
        menu.addAction(_("All services")).triggered.connect(lambda: self.choose_service(""))
        menu.addSeparator()
        for name in self.filter.vocabulary.get("service", ()):
            menu.addAction(name.replace("&", "&&")).triggered.connect(
                lambda _checked=False, name=name: self.choose_service(name)
            )
        return menu

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setStyleSheet("QMenu { menu-scrollable: 1; }")
        return menu

    def _open_menu(self, button: Button, menu: QMenu) -> None:
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _ask_period(self) -> None:
        period = self.dashboard.period if self.dashboard else None
        dialog = PeriodDialog(self._desk, period.first if period else None, period.last if period else None, self)
        dialog.chosen.connect(self.choose_span)
        dialog.open()

    def _set_baseline(self) -> None:
        from incidentdesk.desktop.measure.baseline_dialog import open_baseline_dialog

        open_baseline_dialog(self._desk, self, metric="time-to-resolve")

    def _open_report(self) -> None:
        from incidentdesk.desktop.measure.period_printable import open_period_preview

        open_period_preview(self._desk, self, span=self.span, query=self.query, business=self.business)

    # -- reading

    def refresh(self) -> None:
        """Read everything again."""
        self.kept.forget()
        self.message.clear()
        self._load()

    def _heard(self, changes: Mapping[str, Any]) -> None:
        self.kept.hear(changes)
        if _NOUNS & changes.keys():
            self._gathering.start()

    def _load(self) -> None:
        self._stale = not self.isVisible()
        if self._stale:
            return
        first = QLocale().firstDayOfWeek().value - 1
        context = Context(clock.now(), self._desk.zone, self._desk.account, None, first)
        wish = DashboardWish(self.span, self.query, self.business, context)
        if self.dashboard is None:
            for card in self.cards.values():
                card.show_words(_("The numbers are being gathered…"))
        job = self._desk.background.run_latest(
            f"dashboard {id(self)}", make_dashboard, self._desk.database, self.kept, wish,
            then=self._show, failed=self._fail,
        )  # fmt: skip
        self.line.follow(job)

    def _show(self, dashboard: Dashboard) -> None:
        self.dashboard = dashboard
        self.message.clear()
        empty = not dashboard.everything
        self.stack.setCurrentWidget(self.first_use if empty else self.scroll)
        for card, figure in zip(self.figures, dashboard.figures, strict=True):
            card.show_figure(figure)
        for name, data in dashboard.charts.items():
            self.cards[name].show_data(data)
        self.filter.show_count(dashboard.incidents, dashboard.everything)
        self.shown.emit()

    def _fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger", _("Retry"), self._load)
        for card in self.cards.values():
            card.show_words(_("There are no numbers to show."))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._beat.start()
        self._desk.background.run_latest(
            f"names of {id(self)}", load_vocabulary, self._desk.database, then=self._take_vocabulary
        )
        if self._stale:
            self._load()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._beat.stop()

    def _take_vocabulary(self, vocabulary: Mapping[str, Any]) -> None:
        self.filter.vocabulary = vocabulary

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width())

    # -- the page in the window

    def title(self) -> str:
        return _("Dashboard")

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        if self.stack.currentWidget() is self.first_use:
            return [self.first_use.action_button, self.filter.line]
        return [self.figures[0], *(card.view for card in self.cards.values()), self.filter.line]

    def _dress(self) -> None:
        theme = self._desk.theme
        self._title.setFont(theme.font("h1"))
        self.scroll.setStyleSheet(
            theme.sheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }" + SCROLL_BARS)
        )
