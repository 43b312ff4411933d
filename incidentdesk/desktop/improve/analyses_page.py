"""The page of all analyses: investigations, problems, corrective actions, known errors, lessons, reviews."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.articles_tab import ArticlesTab
from incidentdesk.desktop.improve.feedback_tab import FeedbackTab
from incidentdesk.desktop.improve.improvements_tab import ImprovementsTab
from incidentdesk.desktop.improve.knowledge_pane import KnowledgePane
from incidentdesk.desktop.improve.lessons_tab import LessonsTab
from incidentdesk.desktop.improve.proposals_tab import ProposalsTab
from incidentdesk.desktop.improve.reviews_tab import ReviewsTab
from incidentdesk.desktop.improve.surveys_tab import SurveysTab
from incidentdesk.desktop.investigate.actions_tab import ActionsTab
from incidentdesk.desktop.investigate.investigations_tab import InvestigationsTab
from incidentdesk.desktop.investigate.known_errors_tab import KnownErrorsTab
from incidentdesk.desktop.investigate.problems_tab import ProblemsTab
from incidentdesk.desktop.records.tabbed_page import TabbedPage, TabbedPlace, tabs_of
from incidentdesk.desktop.widgets.search_field import SearchField
from incidentdesk.language import _

_SEARCH_WIDTH = 380

TABS = tabs_of(
    "analyses", InvestigationsTab, ProblemsTab, ActionsTab, KnownErrorsTab, ArticlesTab, LessonsTab, ReviewsTab,
    FeedbackTab, SurveysTab, ImprovementsTab, ProposalsTab,
)  # fmt: skip
# News of these may change the numbers behind the tabs.
_COUNTED = frozenset({"problem", "corrective_action", "review", "incident", "improvement", "plan_proposal", "plan"})


class AnalysesPage(TabbedPage):
    """Has a search over everything beside the parts."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        place = TabbedPlace("analyses", _("Analyses"), _("Parts of the analyses"), "analysis", TABS, _counts, _COUNTED)
        super().__init__(desk, place, parent)

    def _build(self) -> None:
        self.search = SearchField(
            self.desk.theme, _("Search everything"), _("Search articles, lessons, known errors, problems, incidents")
        )
        self.found = KnowledgePane(self.desk)
        super()._build()
        self.parts.addWidget(self.found)
        self.head.insertWidget(1, self.search)

    def _declare_new(self) -> None:
        self.desk.registry.add(
            Action(
                "analyses.search", _("Search e&verything…"), self._go_to_search, "search", ("Ctrl+Shift+F",),
                "analyses", "analysis", 5, synonyms=_("find lessons known errors problems incidents"),
            ),
            self,
        )  # fmt: skip
        super()._declare_new()

    def _connect(self) -> None:
        super()._connect()
        self.search.changed.connect(self._search)
        self.search.left.connect(self._leave_search)
        self.found.opened.connect(self._open)
        self.found.counted.connect(lambda count: self.search.show_count(count, count))

    def show_tab(self, key: str) -> None:
        if self.search.text:
            self.search.line.clear()
            self.search.finish()
        super().show_tab(key)

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

    # -- what the window asks

    def refresh(self) -> None:
        super().refresh()
        if self.search.text:
            self.found.search(self.search.text)

    def panes(self) -> list[QWidget]:
        if self.search.text:
            return [self.found.table, self.search.line, self.tabs]
        return [*super().panes(), self.search.line]

    def _dress(self) -> None:
        super()._dress()
        self.search.setFixedWidth(round(_SEARCH_WIDTH * max(1.0, self.desk.theme.scale / 100)))


def _counts(reader: Any) -> Mapping[str, int]:
    from incidentdesk.improve.analyses_count import waiting_counts

    return waiting_counts(reader)
