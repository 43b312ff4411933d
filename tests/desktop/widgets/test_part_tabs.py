"""Tabs of the parts of a page."""

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.part_tabs import PartTabs


def test_many_tabs_stand_closer_also_where_they_come_later(qtbot):
    tabs = PartTabs(Theme("light"), "Parts")
    qtbot.addWidget(tabs)
    tabs.resize(2000, 40)
    tabs.show()
    for number in range(8):
        tabs.addTab(f"Part {number}")
    wide = tabs.tabRect(0).width()
    tabs.addTab("Part 8")
    assert tabs.tabRect(0).width() < wide
    tabs.removeTab(8)
    assert tabs.tabRect(0).width() == wide
