import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from incidentdesk.desktop.detect.filter_field import FilterField


@pytest.fixture
def field(desk, qtbot):
    window = QWidget()
    window.resize(900, 400)
    field = FilterField(desk, window)
    field.vocabulary = {"team": ("Network", "Service desk")}
    layout = QVBoxLayout(window)
    layout.addWidget(field)
    layout.addStretch(1)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field.line.setFocus()
    # Nobody else holds the window.
    field.kept = window
    return field


def type_(qtbot, field, text):
    qtbot.keyClicks(field.line, text)


def key(qtbot, field, *keys):
    for each in keys:
        qtbot.keyClick(field.line, each)


def offered(field):
    return [field.popup.item(row).text() for row in range(field.popup.count())]


def test_a_filter_becomes_a_chip_when_a_space_follows(field, qtbot):
    type_(qtbot, field, "is:open firm")
    assert (field.chips, field.line.text(), field.text) == (["is:open"], "firm", "is:open firm")


def test_the_query_is_told_once_after_the_last_key(field, qtbot):
    told = []
    field.changed.connect(told.append)
    type_(qtbot, field, "mail")
    qtbot.waitUntil(lambda: told == ["mail"])


def test_backspace_at_the_beginning_takes_the_last_chip_out(field, qtbot):
    field.set_text("is:open is:major")
    with qtbot.waitSignal(field.changed) as told:
        key(qtbot, field, Qt.Key.Key_Backspace)
    assert told.args == ["is:open"]


def test_the_cross_of_a_chip_takes_it_out_and_a_click_puts_it_into_the_text(field, qtbot):
    field.set_text("is:open is:major")
    chip = field._chips[0]
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.sizeHint().width() - 8, 8))
    assert field.chips == ["is:major"]
    qtbot.mouseClick(field._chips[0], Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert (field.chips, field.line.text()) == ([], "is:major")


def test_esc_clears_then_leaves(field, qtbot):
    field.set_text("is:open mail")
    with qtbot.waitSignal(field.changed) as told:
        key(qtbot, field, Qt.Key.Key_Escape)
    assert told.args == [""]
    with qtbot.waitSignal(field.left):
        key(qtbot, field, Qt.Key.Key_Escape)


def test_tab_takes_the_first_completion_of_keys_and_values(field, qtbot):
    type_(qtbot, field, "tea")
    assert offered(field) == ["team:"]
    key(qtbot, field, Qt.Key.Key_Tab)
    assert field.line.text() == "team:"
    type_(qtbot, field, "serv")
    assert offered(field) == ["Service desk"]
    key(qtbot, field, Qt.Key.Key_Tab)
    assert field.chips == ['team:"Service desk"']


def test_esc_closes_the_completions_and_keeps_the_text(field, qtbot):
    type_(qtbot, field, "pri")
    key(qtbot, field, Qt.Key.Key_Escape)
    assert (field.popup.isVisible(), field.line.text()) == (False, "pri")


def test_down_chooses_a_completion_and_enter_takes_it(field, qtbot):
    type_(qtbot, field, "is:re")
    key(qtbot, field, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert field.chips == ["is:resolved"]


def test_enter_without_a_choice_leaves_the_text_as_it_is(field, qtbot):
    type_(qtbot, field, "mail")
    with qtbot.waitSignals([field.left, field.changed]):
        key(qtbot, field, Qt.Key.Key_Return)
    assert field.text == "mail"


def test_queries_used_before_are_offered(field, desk, qtbot):
    desk.preferences.remember("recent_queries", "is:open tag:vpn")
    key(qtbot, field, Qt.Key.Key_Down)
    assert offered(field)[0] == "is:open tag:vpn"


def test_the_count_says_how_many_of_how_many(field):
    field.show_count(11, 1284)
    assert field.count_text == f"11 of {QLocale().toString(1284)}"
    field.show_count(None, 1284)
    assert field.count_text == ""


def test_many_chips_leave_room_to_type(field, qtbot):
    field.set_text(" ".join(f"tag:a-very-long-tag-{each}" for each in range(12)))
    assert field.line.width() >= 60
    assert 0 < len(field.chips) < 12
    assert field.text.count("tag:") == 12


def test_saving_is_offered_for_what_has_changed(field):
    field.show_view("Mail", changed=True)
    assert field.save_button.isVisible()
    assert field.save_as_button.isVisible()
    field.show_view("Mail", changed=False)
    assert not field.save_button.isVisible()
