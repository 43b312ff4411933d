"""The page of all analyses: investigations, problems, corrective actions, known errors, lessons, reviews."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.knowledge_pane import KnowledgePane
from incidentdesk.desktop.improve.lessons_tab import LessonsTab
from incidentdesk.desktop.improve.reviews_tab import ReviewsTab
from incidentdesk.desktop.investigate.actions_tab import ActionsTab
from incidentdesk.desktop.investigate.investigations_tab import InvestigationsTab
from incidentdesk.desktop.investigate.known_errors_tab import KnownErrorsTab
from incidentdesk.desktop.investigate.problems_tab import ProblemsTab
from incidentdesk.desktop.investigate.table_pane import TablePane
from incidentdesk.desktop.widgets.button import PrimaryButton
from incidentdesk.desktop.widgets.part_tabs import PartTabs
from incidentdesk.desktop.widgets.search_field import SearchField
from incidentdesk.language import N_, _

_GATHERING = 200  # milliseconds
_SEARCH_WIDTH = 380


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the page. `new` is what its filled button makes; both texts are marked for translation."""

    key: str
    text: str
    new: str
    make: Callable[[Desk], TablePane]


TABS = (
    Tab("investigations", N_("Investigations"), N_("New investigation"), InvestigationsTab),
    Tab("problems", N_("Problems"), N_("New problem"), ProblemsTab),
    Tab("actions", N_("Corrective actions"), N_("New action"), ActionsTab),
    Tab("known-errors", N_("Known errors"), N_("New known error"), KnownErrorsTab),
    Tab("lessons", N_("Lessons"), N_("New lesson"), LessonsTab),
    Tab("reviews", N_("Reviews"), N_("Review an incident"), ReviewsTab),
)
# News of these may change the numbers behind the tabs.
_COUNTED = frozenset({"problem", "corrective_action", "review", "incident"})


class AnalysesPage(QWidget):
    """Emits `opened(reference)`."""

    opened = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.panes_by_key: dict[str, TablePane] = {}
        self._counts: dict[str, int] = {}
        self._build()
        self._declare()
        self._connect()
        self._dress()
        self.show_tab(desk.preferences.get("analyses_tab"))
        self._count()

    # -- building

    def _build(self) -> None:
        theme = self.desk.theme
        self._title = QLabel(_("Analyses"))
        self.search = SearchField(theme, _("Search everything"), _("Search lessons, known errors, problems, incidents"))
        self.new_button = PrimaryButton(theme, "", "plus")
        names = [_(tab.text) for tab in TABS]
        self.tabs = PartTabs(theme, _("Parts of the analyses"), names, ground="window")
        self.tabs.setAccessibleDescription(_("Left and right arrow change the part, Ctrl+Tab from anywhere"))
        self.parts = QStackedWidget()
        self.found = KnowledgePane(self.desk)
        self.parts.addWidget(self.found)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._title, 1)
        head.addWidget(self.search)
        head.addWidget(self.new_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addSpacing(8)
        column.addWidget(self.tabs)
        column.addSpacing(8)
        column.addWidget(self.parts, 1)

    def _declare(self) -> None:
        registry = self.desk.registry
        for key, text, step, keys in (
            ("next_tab", _("Next part"), 1, "Ctrl+Tab"),
            ("previous_tab", _("Previous part"), -1, "Ctrl+Shift+Tab"),
        ):
            icon = "chevron-right" if step > 0 else "chevron-left"
            registry.add(
                Action(
                    f"analyses.{key}", text, lambda step=step: self.step(step), icon, (keys,), "analyses", "analysis", 5
                ),
                self,
            )
        registry.add(
            Action(
                "analyses.search", _("Search e&verything…"), self._go_to_search, "search", ("Ctrl+Shift+F",),
                "analyses", "analysis", 5, synonyms=_("find lessons known errors problems incidents"),
            ),
            self,
        )  # fmt: skip
        for tab, synonyms in zip(TABS, _SYNONYMS, strict=True):
            registry.add(
                Action(
                    f"analyses.new.{tab.key}", _(tab.new), lambda key=tab.key: self._new_in(key), "plus", (), "global",
                    "", 0, lambda: str(self.desk.database.read_only), synonyms=_(synonyms),
                ),
                self,
            )  # fmt: skip

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda place: self.show_tab(TABS[place].key))
        self.tabs.tabBarClicked.connect(lambda place: self.show_tab(TABS[place].key))
        self.new_button.clicked.connect(lambda: self._new_in(self.key))
        self.search.changed.connect(self._search)
        self.search.left.connect(self._leave_search)
        self.found.opened.connect(self._open)
        self.found.counted.connect(lambda count: self.search.show_count(count, count))
        self.desk.changes.changed.connect(self._heard)
        self.desk.theme.changed.connect(self._dress)
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING)
        self._gathering.timeout.connect(self._count)

    # -- parts

    @property
    def key(self) -> str:
        """The key of the part that is chosen."""
        return TABS[self.tabs.currentIndex()].key

    @property
    def pane(self) -> TablePane:
        return self.panes_by_key[self.key]

    def show_tab(self, key: str) -> None:
        """Show a part; it is made when it is first wanted."""
        place = next((place for place, tab in enumerate(TABS) if tab.key == key), 0)
        tab = TABS[place]
        if tab.key not in self.panes_by_key:
            pane = self.panes_by_key[tab.key] = tab.make(self.desk)
            pane.opened.connect(self.opened)
            self.parts.addWidget(pane)
            pane.refresh()
        had_focus = self.parts.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(place)
        self.tabs.blockSignals(False)
        if self.search.text:
            self.search.line.clear()
            self.search.finish()
        self.parts.setCurrentWidget(self.panes_by_key[tab.key])
        self.desk.preferences.set("analyses_tab", tab.key)
        self.new_button.setText(_(tab.new))
        self.new_button.setAccessibleName(_(tab.new))
        self.new_button.setAccessibleDescription(_(tab.new))
        why_shut = str(self.desk.database.read_only)
        self.new_button.setEnabled(not why_shut)
        self.new_button.setToolTip(why_shut)
        if had_focus:
            self.pane.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.desk.registry.refresh()

    def step(self, step: int) -> None:
        """To the next part, or the one before."""
        place = (self.tabs.currentIndex() + step) % len(TABS)
        on_tabs = self.tabs.hasFocus()
        self.show_tab(TABS[place].key)
        if not on_tabs:
            self.pane.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_part(self, name: str) -> None:
        """A part by its key, or one of its records: "actions", "lessons/12"."""
        key, _slash, record_id = name.replace("_", "-").partition("/")
        if key not in {tab.key for tab in TABS}:
            return
        self.show_tab(key)
        show_record = getattr(self.pane, "show_record", None)
        if record_id.isdecimal() and callable(show_record):
            show_record(int(record_id))

    def _new_in(self, key: str) -> None:
        self.show_tab(key)
        self.pane.new()

    def _open(self, reference: str) -> None:
        """What was found here is shown here, everything else elsewhere."""
        place, _sign, part = reference.partition("#")
        if place == "analyses":
            self.show_part(part)
        else:
            self.opened.emit(reference)

    # -- the search over everything

    def _search(self, text: str) -> None:
        if text:
            self.found.search(text)
            self.parts.setCurrentWidget(self.found)
        else:
            self.search.hide_count()
            self.parts.setCurrentWidget(self.pane)

    def _go_to_search(self) -> None:
        self.search.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.line.selectAll()

    def _leave_search(self) -> None:
        if self.search.text:
            self.found.take_focus()
        else:
            self.pane.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    # -- numbers

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if _COUNTED & changes.keys():
            self._gathering.start()

    def _count(self) -> None:
        self.desk.background.run_latest(
            f"counts of {id(self)}", _counts, self.desk.database, then=self._show_counts, failed=lambda _refused: None
        )

    def _show_counts(self, counts: Mapping[str, int]) -> None:
        for place, tab in enumerate(TABS):
            count = counts.get(tab.key, 0)
            text = _(tab.text)
            counted = _("{what} {count}").format(what=text, count=self.locale().toString(count)) if count else text
            self.tabs.setTabText(place, counted)

    # -- what the window asks

    def title(self) -> str:
        return _("Analyses")

    def refresh(self) -> None:
        """Read everything that is shown anew."""
        for pane in self.panes_by_key.values():
            pane.refresh()
        if self.search.text:
            self.found.search(self.search.text)
        self._count()

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        if self.search.text:
            return [self.found.table, self.search.line, self.tabs]
        return [*self.pane.panes(), self.tabs, self.search.line]

    def _dress(self) -> None:
        theme = self.desk.theme
        self._title.setFont(theme.font("h1"))
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        self._title.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
        self.search.setFixedWidth(round(_SEARCH_WIDTH * max(1.0, theme.scale / 100)))


# By which words the palette finds what makes something new, in the order of TABS.
_SYNONYMS = (
    N_("fishbone five whys root cause"), N_("problem record"), N_("capa counter-measure task"),
    N_("workaround knowledge"), N_("lesson learnt retrospective"), N_("post-incident review postmortem pir"),
)  # fmt: skip


def _counts(database: Any) -> dict[str, int]:
    from incidentdesk.improve.analyses_count import waiting_counts

    with database.read() as reader:
        return waiting_counts(reader)
