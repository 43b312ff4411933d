import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QMainWindow, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from incidentdesk.desktop.actions import Action, Registry, is_single_letter, plain
from incidentdesk.refusal import Refused


@pytest.fixture
def registry(preferences, theme):
    return Registry(preferences, theme)


@pytest.fixture
def page(qtbot):
    page = QWidget()
    layout = QVBoxLayout(page)
    page.list, page.field = QListWidget(), QLineEdit()
    layout.addWidget(page.list)
    layout.addWidget(page.field)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitActive(page)
    return page


def test_a_letter_acts_while_the_list_has_the_focus(registry, page, qtbot):
    seen = []
    registry.add(Action("assign", "Assign…", lambda: seen.append(1), shortcuts=("A",), scope="list"), page.list)
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_A)
    assert seen == [1]
    page.field.setFocus()
    qtbot.keyClick(page.field, Qt.Key.Key_A)
    assert (seen, page.field.text()) == ([1], "a")


def test_letters_can_be_switched_off(registry, page, preferences, qtbot):
    seen = []
    registry.add(Action("assign", "Assign…", lambda: seen.append(1), shortcuts=("A",), scope="list"), page.list)
    preferences.set("single_letters", False)
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_A)
    assert seen == []
    assert registry.shortcut_text("assign") == ""


def test_a_typed_question_mark_stays_in_the_field(registry, page, qtbot):
    seen = []
    registry.add(Action("sheet", "Shortcuts", lambda: seen.append(1), shortcuts=("?",)), page)
    page.field.setFocus()
    qtbot.keyClick(page.field, "?", Qt.KeyboardModifier.ShiftModifier)
    assert (seen, page.field.text()) == ([], "?")


def test_a_command_that_only_is_declared_says_why_it_cannot_be_given(registry):
    registry.add(Action("assign", "Assign…", scope="incident"))
    assert registry.why_disabled("assign") == "Select or open an incident first."
    registry.refresh()
    assert not registry.qaction("assign").isEnabled()


def test_the_owner_with_the_focus_gets_the_command(registry, page, qtbot):
    seen = []
    registry.add(Action("copy", "Copy", lambda: seen.append("list"), scope="list"), page.list)
    registry.add(Action("copy", "Copy", lambda: seen.append("field"), scope="list"), page.field)
    page.list.setFocus()
    registry.run("copy")
    page.field.setFocus()
    registry.run("copy")
    assert seen == ["list", "field"]


def test_an_owner_that_is_gone_is_forgotten(registry, page, qtbot):
    registry.add(Action("copy", "Copy", lambda: None, scope="list"), page.list)
    page.list.deleteLater()
    qtbot.waitUntil(lambda: not isValid(page.list))
    assert registry.why_disabled("copy") == "Open a list first."


def test_a_refusal_is_told(registry, page, qtbot):
    def refuse():
        raise Refused("Not now.")

    registry.add(Action("no", "No", refuse), page)
    with qtbot.waitSignal(registry.refused) as told:
        registry.run("no")
    assert str(told.args[0]) == "Not now."


def test_a_disabled_command_does_nothing(registry, page):
    seen = []
    registry.add(Action("no", "No", lambda: seen.append(1), why_disabled=lambda: "Nothing is selected."), page)
    registry.run("no")
    assert seen == []
    assert registry.qaction("no").toolTip() == "Nothing is selected."


def test_other_keys_are_kept_and_the_old_ones_freed(registry, page, preferences, theme):
    registry.add(Action("find", "Find", lambda: None, shortcuts=("Ctrl+F",)), page)
    registry.rebind("find", ("Ctrl+G",))
    assert registry.shortcut_text("find") == "Ctrl+G"
    again = Registry(preferences, theme)
    again.add(Action("find", "Find", lambda: None, shortcuts=("Ctrl+F",)), page)
    assert again.shortcut_text("find") == "Ctrl+G"
    registry.rebind("find", ("Ctrl+F",))
    assert preferences.get("shortcuts") == {}


def test_keys_of_another_command_are_refused(registry, page):
    registry.add(Action("find", "&Find…", lambda: None, shortcuts=("Ctrl+F",)), page)
    registry.add(Action("new", "New", lambda: None, shortcuts=("Ctrl+N",)), page)
    with pytest.raises(Refused, match="Find"):
        registry.rebind("new", ("Ctrl+F",))
    assert registry.shortcut_text("new") == "Ctrl+N"


def test_two_scopes_that_never_meet_may_share_a_key(registry, page):
    registry.add(Action("resolve", "Resolve", lambda: None, shortcuts=("R",), scope="list"), page)
    registry.add(Action("reply", "Reply", lambda: None, shortcuts=("C",), scope="incident"), page)
    registry.rebind("reply", ("R",))
    assert registry.shortcut_text("reply") == "R"


def test_menus_are_made_of_the_actions(registry, qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    registry.add(Action("quit", "&Quit", lambda: None, menu="file", section=9), window)
    registry.add(Action("new", "&New", lambda: None, menu="file"), window)
    registry.add(Action("dark", "&Dark", lambda: None, menu="view/theme", checked=lambda: True), window)
    registry.fill(window.menuBar())
    titles = [plain(action.text()) for action in window.menuBar().actions()]
    assert titles == [
        "File", "Edit", "View", "Incident", "Analysis", "Plans", "Drills", "Automation", "Reports", "Tools", "Help"
    ]  # fmt: skip
    file, view = window.menuBar().actions()[0].menu(), window.menuBar().actions()[2].menu()
    assert [action.text() for action in file.actions()] == ["&New", "", "&Quit"]
    assert view.actions()[0].menu().actions()[0].isChecked()


def test_single_letters_are_those_without_a_modifier():
    assert [is_single_letter(keys) for keys in ("A", "?", "G, I", "Ctrl+A", "F2", "Del")] == [True] * 3 + [False] * 3


def test_a_name_has_no_mnemonic_and_no_dots():
    assert plain("&Assign…") == "Assign"
    assert plain("Save && close") == "Save & close"


def test_what_is_ticked_belongs_to_the_page_that_gets_the_command(registry, qtbot):
    stack = QStackedWidget()
    qtbot.addWidget(stack)
    for ticked in (True, False):
        page = QWidget()
        stack.addWidget(page)
        registry.add(Action("dark", "&Dark", lambda: None, checked=lambda ticked=ticked: ticked), page)
    stack.show()
    registry.refresh()
    assert registry.qaction("dark").isChecked()
    stack.setCurrentIndex(1)
    registry.refresh()
    assert not registry.qaction("dark").isChecked()


def test_a_page_that_is_gone_is_not_asked_what_is_ticked(registry, qtbot):
    page = QWidget()
    registry.add(Action("dark", "&Dark", lambda: None, checked=lambda: page.isVisible()), page)
    page.show()
    shiboken6.delete(page)
    registry.refresh()
    assert not registry.qaction("dark").isChecked()
