import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.desktop.respond.child_commands import ChildrenDialog
from incidentdesk.desktop.respond.incident_page import DETAILS, RELATED
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.state import State
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.transition import Move, move
from tests.desktop.respond.keys import CONTROL, SHIFT, press, sheet, wait_for, write


@pytest.fixture
def other(page, settle):
    with page.desk.database.write(actor="Mei Okafor") as session:
        other = log_incident(session, title="Mail is down in Hamburg")
    settle(page.desk)
    return other


def test_a_parent_is_set_and_left(page, other, qtbot, settle):
    page.show_part(RELATED)
    page.related.parent_field.edit()
    write(qtbot, str(other))
    press(qtbot, Qt.Key.Key_Return)
    settle(page.desk)
    assert sheet(page).parent.id == other
    assert "INC-0002" in page.header.parent_link.text()
    with qtbot.waitSignal(page.opened) as opened:
        qtbot.mouseClick(page.header.parent_link, Qt.MouseButton.LeftButton)
    assert opened.args == ["INC-0002"]


def test_a_parent_that_is_none_is_refused_beside_the_field(page, qtbot, settle):
    page.show_part(RELATED)
    page.related.parent_field.edit()
    write(qtbot, "INC-0001")
    press(qtbot, Qt.Key.Key_Return)
    settle(page.desk)
    assert "its own parent" in page.related.parent_field.error.text()


def test_children_are_listed_added_and_released(page, other, qtbot, settle):
    page.show_part(RELATED)
    page.desk.registry.run("incident.child")
    wait_for(qtbot, page, LineDialog)
    write(qtbot, "inc-2")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    settle(page.desk)
    assert page.related.children_list.count() == 1
    assert "Hamburg" in page.related.children_list.item(0).text()
    assert page.parts.text(RELATED) == "Related 1"
    page.related.children_list.setCurrentRow(0)
    qtbot.mouseClick(page.related.drop_child, Qt.MouseButton.LeftButton)
    settle(page.desk)
    assert page.related.children_list.count() == 0


def test_one_comment_is_written_to_all_open_children(page, other, qtbot, settle):
    """As osTicket#5644 asks."""
    assert page.desk.registry.why_disabled("incident.tell_children") == "It has no open child."
    with page.desk.database.write(actor="Bo Diaz") as session:
        change_incident(session, other, {"parent": "INC-0001"})
    settle(page.desk)
    page.show_part(RELATED)
    qtbot.mouseClick(page.related.tell_children, Qt.MouseButton.LeftButton)
    dialog = wait_for(qtbot, page, ChildrenDialog)
    assert dialog.windowTitle() == "Write to 1 open child"
    write(qtbot, "The line is back at 15:00.")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    settle(page.desk)
    with page.desk.database.read() as reader:
        said = reader.rows("SELECT incident_id, text FROM entry WHERE public")
    assert said == [(other, "The line is back at 15:00.")]


def test_a_parent_with_an_open_child_says_why_it_is_not_closed(page, other, settle):
    with page.desk.database.write(actor="Bo Diaz") as session:
        change_incident(session, other, {"parent": "INC-0001"})
        move(session, 1, Move(State.RESOLVED, resolution_code="Solved", resolution_notes="Restarted"))
        move(session, other, Move(State.IN_PROGRESS, reason="again", by_caller=True))
    settle(page.desk)
    why = "INC-0001 can't be closed while its child INC-0002 is open. Resolve the child, or release it."
    assert page.desk.registry.why_disabled("list.close") == why


def test_incidents_alike_are_listed(page, other, qtbot):
    page.show_part(RELATED)
    qtbot.waitUntil(lambda: page.related.similar_list.count() == 1)
    page.related.similar_list.setCurrentRow(0)
    page.related.similar_list.setFocus()
    with qtbot.waitSignal(page.opened) as opened:
        press(qtbot, Qt.Key.Key_Return)
    assert opened.args == ["INC-0002"]


def test_an_incident_that_is_not_there_says_so(qapp, qtbot, sqlite_desk, tmp_path, clear_desk):
    from incidentdesk.desktop.desk import furnish
    from incidentdesk.desktop.preferences import Preferences
    from incidentdesk.desktop.respond.incident_page import IncidentPage

    desk = furnish(sqlite_desk, actor="Mei Okafor", preferences=Preferences(tmp_path / "settings"))
    page = IncidentPage(desk, 99)
    page.show()
    qtbot.waitUntil(lambda: page.stack.is_absent)
    assert page.stack.currentWidget().accessibleName() == "INC-0099 can't be shown"
    page.deleteLater()
    clear_desk(desk)


def test_on_a_narrow_page_the_details_are_a_part_of_their_own(page, qtbot):
    assert DETAILS not in page.parts.keys
    page.window().resize(1000, 600)
    page.desk.theme.choose_scale(150)
    qtbot.waitUntil(lambda: DETAILS in page.parts.keys)
    page.commands.edit_fact("tags")
    assert page.parts.part(DETAILS) is page.details
    assert page.parts.current == DETAILS
    press(qtbot, Qt.Key.Key_Escape)
    page.desk.theme.choose_scale(100)
    qtbot.waitUntil(lambda: DETAILS not in page.parts.keys)
    assert page.details.isVisible()


def test_a_page_that_was_looked_at_is_seen(page, settle):
    settle(page.desk)
    with page.desk.database.read() as reader:
        assert reader.rows("SELECT account, incident_id FROM seen") == [("Mei Okafor", 1)]


def test_everything_has_a_name_for_those_who_cannot_see_it(page):
    for part in page.parts.keys:
        page.show_part(part)
        for widget in page.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
                assert widget.accessibleName(), (type(widget).__name__, widget.objectName())


def test_every_command_has_a_reason_where_it_is_disabled(page):
    registry = page.desk.registry
    mine = [each for each in registry.ids() if each.startswith(("incident.", "list."))]
    assert len(mine) > 15
    for action_id in mine:
        assert registry.qaction(action_id).isEnabled() or registry.why_disabled(action_id)


def test_the_link_is_put_on_the_clipboard(page, qtbot):
    page.timeline.view.setFocus()
    press(qtbot, Qt.Key.Key_C, modifier=CONTROL | SHIFT)
    assert QApplication.clipboard().text() == "INC-0001 Mail is down"
