"""A window with the page of the automation, for its tests, and rules to stand on it."""

from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QMainWindow

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.respond.automation_page import AutomationPage
from incidentdesk.desktop.theme import Theme
from incidentdesk.respond.rule_change import create_rule

TO_NETWORK = {"do": "set", "field": "team", "value": "Network"}
ABOUT_VPN = {"field": "title", "operator": "contains the word", "value": "VPN"}


def make_rule(database, name, *, condition=ABOUT_VPN, actions=(TO_NETWORK,), trigger="An incident is logged", amount=0):
    with database.write(actor="Mei Okafor") as session:
        return create_rule(
            session, name=name, trigger=trigger, amount=amount, condition=condition, actions=list(actions)
        )


def open_page(qapp, qtbot, folder, database, tab="rules"):
    """The page and its window, as soon as its list was read."""
    theme = Theme("light")
    theme.apply(qapp)
    preferences = Preferences(folder / "settings")
    preferences.set("automation_tab", tab)
    desk = furnish(database, actor="Mei Okafor", zone=ZoneInfo("UTC"), preferences=preferences, theme=theme)
    page, window = AutomationPage(desk), QMainWindow()
    window.setCentralWidget(page)
    window.resize(1280, 720)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.waitUntil(lambda: not desk.background.jobs)
    page.panes()[0].setFocus()
    return page, window


def rules_of(database):
    """Names and whether they are on, in the order in which they are asked."""
    with database.read() as reader:
        rows = reader.rows("SELECT name, enabled FROM rule WHERE withdrawn_at IS NULL ORDER BY position")
    return [(str(name), bool(enabled)) for name, enabled in rows]
