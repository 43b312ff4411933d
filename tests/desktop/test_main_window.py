import re

import pytest
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QVBoxLayout, QWidget

from incidentdesk.desktop.actions import Action, plain
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.places import Opener, Place
from incidentdesk.desktop.sidebar import RAIL, WIDE, SidebarEntry
from incidentdesk.refusal import Refused


class ListPage(QWidget):
    opened = Signal(str)
    views_changed = Signal(list)
    has_preview = True

    def __init__(self, desk):
        super().__init__()
        self.list, self.field = QListWidget(), QLineEdit()
        self.list.addItem("INC-0001")
        layout = QVBoxLayout(self)
        layout.addWidget(self.list)
        layout.addWidget(self.field)
        self.views = []
        self.refreshed = 0
        desk.registry.add(Action("list.mark", "Mark", lambda: None, shortcuts=("M",), scope="list"), self.list)

    def panes(self):
        return [self.list, self.field]

    def show_view(self, key):
        self.views.append(key)

    def refresh(self):
        self.refreshed += 1


class IncidentPage(QLabel):
    closed = Signal()
    not_saved = Signal(bool)

    def __init__(self, _desk, incident_id):
        super().__init__(f"incident {incident_id}")
        self.draft = ""

    def unsaved(self):
        return self.draft


PLACES = (
    Place("incidents", "Incidents", "incident", ListPage),
    Place("reports", "Reports", "report", lambda _desk: QLabel("reports")),
)
OPENERS = (Opener(re.compile(r"INC-0*(\d+)"), IncidentPage, under="incidents"),)


@pytest.fixture
def window(desk, qtbot):
    window = MainWindow(desk, PLACES, OPENERS)
    qtbot.addWidget(window)
    window.go_to("incidents")
    window.resize(1440, 860)
    window.show()
    qtbot.waitActive(window)
    return window


def test_it_says_when_the_first_page_is_painted(desk, qtbot):
    window = MainWindow(desk, PLACES, OPENERS)
    qtbot.addWidget(window)
    window.go_to("incidents")
    with qtbot.waitSignal(window.painted):
        window.show()


def test_a_reference_opens_its_page_under_its_place(window):
    window.page.opened.emit("INC-0042")
    assert window.page.text() == "incident 42"
    assert window.place == "incidents"
    assert window.windowTitle() == "INC-0042 – IncidentDesk"


def test_a_reference_that_means_nothing_is_said_and_not_followed(window):
    page = window.page
    page.opened.emit("CHG-1")
    assert window.page is page
    assert "CHG-1" in window.message.text


def test_back_and_forward_go_the_way_again(window, qtbot):
    window.open("INC-0001")
    window.open("INC-0002")
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.page.text() == "incident 1"
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert isinstance(window.page, ListPage)
    qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert window.page.text() == "incident 1"
    window.open("INC-0003")
    assert window.why_no_forward() == "There is no page after this one."


def test_a_page_is_made_once(window):
    window.open("INC-0001")
    page = window.page
    window.go_to("incidents")
    window.open("INC-0001")
    assert window.page is page


def test_old_pages_go_but_not_those_with_something_unsaved(window):
    window.open("INC-0001")
    kept = window.page
    kept.draft = "A work note is not saved."
    for incident_id in range(2, 20):
        window.open(f"INC-{incident_id:04d}")
    assert window.stack.count() <= 12
    window.open("INC-0001")
    assert window.page is kept
    assert window.unsaved() == "A work note is not saved."


def test_a_page_that_closes_itself_leads_back(window):
    window.open("INC-0001")
    window.page.closed.emit()
    assert isinstance(window.page, ListPage)


def test_control_and_a_digit_go_to_a_place(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.place == "reports"


def test_the_keys_go_to_the_list_from_the_first_moment_on(window):
    assert window.focusWidget() is window.page.list


def test_f6_goes_through_the_panes_and_back(window, qtbot):
    page = window.page
    page.list.setFocus()
    for expected in (page.field, window.sidebar, page.list):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_F6)
        assert window.focusWidget() is expected
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert window.focusWidget() is window.sidebar


def test_f5_refreshes_the_page(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert window.page.refreshed == 1


def test_the_menu_bar_is_complete(window):
    titles = [plain(action.text()) for action in window.menuBar().actions()]
    assert titles == [
        "File", "Edit", "View", "Incident", "Analysis", "Plans", "Drills", "Automation", "Reports", "Tools", "Help"
    ]  # fmt: skip


def test_every_command_of_a_menu_is_in_the_registry_with_its_keys(window, desk):
    def walk(menu):
        for action in menu.actions():
            if action.menu():
                yield from walk(action.menu())
            elif not action.isSeparator():
                yield action

    for entry in window.menuBar().actions():
        for action in walk(entry.menu()):
            assert desk.registry.qaction(action.objectName()) is action


def test_no_two_commands_answer_to_the_same_keys(window, desk):
    for action_id in desk.registry.ids():
        for keys in desk.registry.bound(action_id):
            assert desk.registry.conflict(action_id, keys) == "", (action_id, keys)


@pytest.mark.parametrize(("width", "expected"), [(1440, WIDE), (1280, RAIL), (1000, RAIL)])
def test_the_sidebar_gives_way_in_a_narrow_window(window, width, expected):
    window.resize(width, 700)
    assert window.sidebar.width() == expected


def test_without_a_preview_the_words_stay_longer(window, desk):
    window.resize(1280, 700)
    desk.preferences.set("preview", False)
    assert window.sidebar.width() == WIDE


def test_control_b_shows_and_hides_the_words(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert window.sidebar.width() == RAIL
    qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert window.sidebar.width() == WIDE


def test_it_is_never_smaller_than_960_by_600(window):
    window.resize(300, 200)
    assert (window.width(), window.height()) == (960, 600)


def test_the_sidebar_shows_only_what_there_is(window):
    assert window.sidebar.entries() == ["Incidents", "Reports"]


def test_saved_views_stand_below_with_their_counts(window):
    window.page.views_changed.emit([SidebarEntry("mine", "My open incidents", 6)])
    assert window.sidebar.entries() == ["Incidents", "Reports", "Saved views", "My open incidents"]
    item = window.sidebar.item(3)
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == "My open incidents, 6 incidents"


def test_a_click_on_a_saved_view_shows_it(window, qtbot):
    page = window.page
    page.views_changed.emit([SidebarEntry("mine", "My open incidents", 6)])
    window.go_to("reports")
    rect = window.sidebar.visualItemRect(window.sidebar.item(3))
    qtbot.mouseClick(window.sidebar.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert (window.page, page.views) == (page, ["mine"])


def test_enter_in_the_sidebar_opens_the_page(window, qtbot):
    window.sidebar.setFocus()
    qtbot.keyClick(window.sidebar, Qt.Key.Key_Down)
    qtbot.keyClick(window.sidebar, Qt.Key.Key_Return)
    assert window.place == "reports"


def test_the_status_bar_says_while_something_on_a_page_is_not_saved(window):
    window.open("INC-0001")
    page = window.page
    page.not_saved.emit(True)
    window.go_to("incidents")
    assert window.status.text.startswith("Not saved")
    page.not_saved.emit(False)
    assert window.status.text.startswith("Saved")


def test_the_status_bar_names_file_and_zone(window, desk):
    desk.database.place = "/home/mei/it-desk.db"
    window.status.refresh()
    assert window.status.text == "Saved · \u2068it-desk.db\u2069 · UTC"
    assert window.status.key_hints == "Ctrl+K commands   / filter   ? keys"


def test_a_read_only_database_is_called_so(window, desk):
    desk.database.read_only = "The file is read-only."
    window.status.refresh()
    assert window.status.text.startswith("Read-only")


def test_a_refusal_stands_above_the_page_until_it_is_dismissed(window, desk):
    desk.background.refused.emit(Refused("The disk is full. Free some space and save again."))
    assert window.message.text.startswith("The disk is full.")
    window.message.clear()
    assert window.message.text == ""


def test_the_place_of_the_window_is_kept(window, desk, qtbot):
    window.resize(1100, 650)
    window.close()
    again = MainWindow(desk, PLACES, OPENERS)
    qtbot.addWidget(again)
    assert again.height() == 650


def test_undo_in_a_field_undoes_the_typing(window, qtbot, desk):
    field = window.page.field
    field.setFocus()
    qtbot.keyClicks(field, "WAN down")
    assert not desk.registry.why_disabled("edit.undo")
    desk.registry.run("edit.undo")
    assert field.text() != "WAN down"


def test_the_theme_can_be_changed_by_keys(window, qtbot, desk):
    before = desk.theme.choice
    qtbot.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert desk.theme.choice != before
    assert desk.preferences.get("theme") == desk.theme.choice


def test_text_grows_and_shrinks_by_keys(window, qtbot, desk):
    qtbot.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert (desk.theme.scale, desk.preferences.get("font_scale")) == (110, 110)
    qtbot.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert desk.theme.scale == 100


def test_right_to_left_puts_the_sidebar_on_the_right(window, qapp, qtbot):
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    qtbot.waitUntil(lambda: window.sidebar.mapTo(window, QPoint(0, 0)).x() > window.width() // 2)


def test_a_job_is_named_after_ten_seconds(window, desk, qtbot):
    import threading

    gate = threading.Event()
    job = desk.background.run(gate.wait, 5, title="Import", cancellable=False)
    assert window.status.long_jobs() == []
    job.started -= 11
    window.status._show_jobs()
    assert window.status.long_jobs() == [job]
    assert window.status._jobs.text() == "1 job"
    gate.set()
    qtbot.waitUntil(lambda: not desk.background.jobs)
    assert not window.status._jobs.isVisible()


def test_a_person_chosen_in_the_palette_shows_their_incidents(window):
    shown = []
    window.page.show_query = shown.append
    window.palette_box.person_chosen.emit("Mei Okafor")
    assert shown == ['assignee:"Mei Okafor" or reporter:"Mei Okafor"']


def test_news_that_has_the_focus_leaves_the_commands_to_the_page(window, desk, qtbot):
    before = window.acting_focus()
    desk.toasts.show("INC-0042 is a major incident", undo=lambda: None)
    button = desk.toasts.toasts()[0].undo_button
    button.setFocus()
    assert button.hasFocus()
    assert window.acting_focus() is before


def test_a_message_that_is_true_no_more_goes_and_another_one_stays(window):
    window.say("A note waits")
    window.unsay("Something else")
    assert window.message.text == "A note waits"
    window.unsay("A note waits")
    assert window.message.text == ""
