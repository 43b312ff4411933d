import pytest
from PySide6.QtCore import Qt

from incidentdesk.desktop.first_run import Beginning, FirstRun


@pytest.fixture
def page(theme, preferences, qtbot):
    page = FirstRun(theme, preferences)
    qtbot.addWidget(page)
    page.show()
    return page


def test_three_fields_are_filled_and_samples_are_chosen(page):
    assert page.name.text()
    assert page.team.text() == "IT Service Desk"
    assert page.zone.currentText()
    assert page.cards["sample"].isChecked()


def test_one_press_is_enough_to_begin(page, qtbot):
    page.name.setText("Mei Okafor")
    page.zone.setCurrentText("Europe/Berlin")
    with qtbot.waitSignal(page.chosen) as chosen:
        page.button.click()
    assert chosen.args == [Beginning("sample", "Mei Okafor", "IT Service Desk", "Europe/Berlin")]
    assert not page.isEnabled()


def test_a_way_is_chosen_by_a_key(page, qtbot):
    page.cards["empty"].setFocus()
    qtbot.keyClick(page.cards["empty"], Qt.Key.Key_Space)
    with qtbot.waitSignal(page.chosen) as chosen:
        page.button.click()
    assert chosen.args[0].way == "empty"


def test_a_name_is_needed(page, qtbot):
    page.name.setText("  ")
    page.button.click()
    assert page.message.text.startswith("Your name is missing.")
    assert page.isEnabled()


def test_a_zone_must_exist(page):
    page.zone.setCurrentText("Europe/Atlantis")
    page.button.click()
    assert "time zone" in page.message.text


def test_what_went_wrong_is_said_and_it_can_be_tried_again(page):
    page.button.click()
    page.say("The disk is full. Free some space and try again.")
    assert page.isEnabled()
    assert page.message.text.startswith("The disk is full.")


@pytest.mark.parametrize("field", ["name", "team", "zone"])
def test_enter_begins_from_any_field(page, qtbot, field):
    page.zone.setCurrentText("Europe/Berlin")
    getattr(page, field).setFocus()
    with qtbot.waitSignal(page.chosen):
        qtbot.keyPress(getattr(page, field), Qt.Key.Key_Return)


def test_enter_begins_in_the_way_that_the_arrows_chose(page, qtbot):
    page.cards["sample"].setFocus()
    qtbot.keyClick(page.cards["sample"], Qt.Key.Key_Down)
    with qtbot.waitSignal(page.chosen) as chosen:
        qtbot.keyPress(page.cards["empty"], Qt.Key.Key_Return)
    assert chosen.args[0].way == "empty"
