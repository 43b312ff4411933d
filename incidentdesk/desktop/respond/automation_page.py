"""The page of what the desk does by itself: rules, what they did, the agent, and news to reporters."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.records.tabbed_page import TabbedPage, TabbedPlace, tabs_of
from incidentdesk.desktop.respond.agent_tab import AgentTab
from incidentdesk.desktop.respond.news_tab import NewsTab
from incidentdesk.desktop.respond.rule_runs_tab import RuleRunsTab
from incidentdesk.desktop.respond.rules_tab import RulesTab
from incidentdesk.language import _


class AutomationPage(TabbedPage):
    """A rule leads to its runs, and a run to its rule."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        tabs = tabs_of("automation", self._make_rules, self._make_runs, AgentTab, NewsTab)
        place = TabbedPlace(
            "automation", _("Automation"), _("Parts of the automation"), "automation", tabs, _counts,
            frozenset({"rule"}),
        )  # fmt: skip
        super().__init__(desk, place, parent)

    def _make_rules(self, desk: Desk) -> QWidget:
        made = RulesTab(desk)
        made.runs_wanted.connect(self._show_runs)
        return made

    def _make_runs(self, desk: Desk) -> QWidget:
        made = RuleRunsTab(desk)
        made.rule_wanted.connect(lambda rule_id: self.show_part(f"rules/{rule_id}"))
        return made

    def _show_runs(self, name: str) -> None:
        self.show_tab("log")
        self.pane.show_only(name)
        self.pane.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)


def _counts(reader: Any) -> Mapping[str, int]:
    rules = reader.rows("SELECT COUNT(*) FROM rule WHERE withdrawn_at IS NULL")[0][0]
    return {"rules": int(rules)}
