"""The banner of a drill: hatched at both ends, readable in the middle, in both themes."""

import pytest
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.improve.drill_banner import DrillBanner
from incidentdesk.desktop.theme import Theme


@pytest.mark.parametrize("name", ["light", "dark"])
def test_it_is_hatched_at_its_ends_and_plain_below_its_words(qapp, qtbot, name):
    theme = Theme(name)
    theme.apply(qapp)
    banner = DrillBanner(theme, "DRL-0001", "Ransomware", "Nothing leaves.")
    qtbot.addWidget(banner)
    banner.resize(1280, banner.sizeHint().height())
    banner.show()
    QApplication.processEvents()
    image, middle = banner.grab().toImage(), banner.height() // 2
    for ends in (range(50), range(1230, 1280)):
        colours = {image.pixelColor(x, middle).name() for x in ends}
        assert {theme.css("warning"), theme.css("warning_bg")} <= colours
    plain = [image.pixelColor(x, 4).name() for x in range(60, 1220)]
    assert set(plain) == {theme.css("warning_bg")}


def test_it_says_which_drill_it_is_what_leaves_and_how_long_it_has_been_running(theme, qtbot):
    banner = DrillBanner(theme, "DRL-0001", "Ransomware", "Messages do leave through Mail.")
    qtbot.addWidget(banner)
    banner.show_time("0:12:31", "paused: lunch")
    assert banner.title.text() == "DRL-0001 · Ransomware"
    assert banner.accessibleDescription() == "Messages do leave through Mail."
    assert banner.clock.accessibleName() == "0:12:31  paused: lunch"
    assert banner.button.isHidden()
    banner.offer_console()
    with qtbot.waitSignal(banner.console_wanted):
        banner.button.click()
