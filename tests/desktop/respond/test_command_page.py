"""The command view: what whoever leads must see on one screen, and what can be done from it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.respond.command_page import CommandPage
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.two_line_list import _NOTE
from incidentdesk.detect.intake import log_incident
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.service import Criticality, service, service_dependency, service_named
from incidentdesk.prepare.sla import sla
from incidentdesk.prepare.sla_kind import SlaKind
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.major_step import propose
from incidentdesk.respond.note import add_note, star
from incidentdesk.respond.role_hand_over import give_role, hand_over_role, roles_of
from incidentdesk.respond.task_change import add_task
from incidentdesk.respond.task_list import tasks
from incidentdesk.respond.update_cadence import start_updates
from incidentdesk.store import ledger
from tests.desktop.respond.keys import entries, press, write
from tests.desktop.respond.updates_desk import act, dialog, make_audience, make_outlet, plain, tell

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def open_view(qapp, qtbot, tmp_path, clear_desk, settle):
    opened = []

    def open_view(database, incident_id, size=(1280, 720), scale=100):
        theme = Theme("light", scale)
        theme.apply(qapp)
        preferences = Preferences(tmp_path / "settings")
        desk = furnish(
            database, actor="Mei Okafor", zone=ZoneInfo("Europe/Berlin"), preferences=preferences, theme=theme
        )
        page = CommandPage(desk, incident_id)
        window = QMainWindow()
        window.setCentralWidget(page)
        window.resize(*size)
        with qtbot.waitSignal(page.shown):
            window.show()
        qtbot.waitUntil(window.isActiveWindow)
        settle(desk)
        opened.append((desk, window))
        return page

    yield open_view
    for desk, window in opened:
        settle(desk)
        shiboken6.delete(window)
        clear_desk(desk)


@pytest.fixture
def view(open_view, sqlite_desk, incident_id):
    return lambda **how: open_view(sqlite_desk, incident_id, **how)


def later(**span):
    return clock.now() + timedelta(**span)


def test_it_shows_what_it_is_about_and_for_how_long(view, sqlite_desk, incident_id):
    act(sqlite_desk, change_incident, incident_id, {"occurred_at": later(hours=-2, minutes=-31)})
    page = view()
    assert page.header.title.text() == "Mail is down"
    assert page.header.clock.text().startswith("2:31:")
    assert page.title() == "INC-0001 \u2068Mail is down\u2069: command view"


def test_an_empty_one_says_what_is_missing(view):
    page = view()
    assert page.updates.nothing.isVisible()
    assert page.roles.nothing.text() == "Nobody leads yet. Name an incident commander first."
    assert page.tasks.nothing.text().startswith("No task yet.")
    assert page.decisions.nothing.isVisible()


def test_tasks_are_ticked_off_with_the_space_bar(view, sqlite_desk, incident_id, qtbot):
    act(sqlite_desk, add_task, incident_id, title="Late one", due=later(minutes=-12), person="Ada Novak")
    act(sqlite_desk, add_task, incident_id, title="Switch over", due=later(minutes=20))
    page = view()
    assert [line.title.text() for line in page.tasks.lines] == ["Late one", "Switch over"]
    assert page.tasks.lines[0].due.text() == "⚠ 12 min late"
    page.header.back.setFocus()
    press(qtbot, Qt.Key.Key_T)
    press(qtbot, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: [line.title.text() for line in page.tasks.lines] == ["Switch over"])
    assert page.tasks.heading.text() == "Next steps  1 of 2 done"
    with sqlite_desk.read() as reader:
        assert [row.state for row in tasks(reader, incident_id)] == ["Done", "Open"]


def test_what_is_to_be_done_after_another_asks_why(view, sqlite_desk, incident_id, qtbot):
    first = act(sqlite_desk, add_task, incident_id, title="Back up first")
    second = act(sqlite_desk, add_task, incident_id, title="Roll back")
    from incidentdesk.respond.task import task_dependency

    needs = {"incident_id": incident_id, "task_id": second, "needs_id": first}
    act(sqlite_desk, ledger.insert, task_dependency, needs)
    page = view()
    assert "after Back up first" in plain(page.tasks.lines[1].who.text())
    page.tasks.lines[1].box.click()
    asked = dialog(qtbot)
    asked.cancel_button.click()
    assert not page.tasks.lines[1].box.isChecked()
    page.tasks.lines[1].box.click()
    asked = dialog(qtbot)
    write(qtbot, "The backup is from this morning")
    asked.save_button.click()
    qtbot.waitUntil(lambda: len(page.tasks.lines) == 1)


def test_a_decision_is_logged_with_a_star(view, incident_id, qtbot):
    page = view()
    page.header.back.setFocus()
    press(qtbot, Qt.Key.Key_D)
    assert QApplication.focusWidget() is page.decisions.line
    assert not page.decisions.button.isEnabled()
    write(qtbot, "Roll back at all sites")
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.decisions.list.texts() == ["Roll back at all sites"])
    assert page.decisions.line.text() == ""
    assert not page.decisions.line.isUndoAvailable()
    (entry,) = entries(page)
    assert (entry.text, entry.starred) == ("Decision: Roll back at all sites", True)


def test_escape_leads_from_the_line_back_to_the_keys_of_the_page(view, qtbot):
    page = view()
    page.decisions.line.setFocus()
    write(qtbot, "Roll ba")
    press(qtbot, Qt.Key.Key_Escape)
    assert page.header.back.hasFocus()
    assert page.decisions.line.text() == "Roll ba"


def test_a_decision_that_was_not_logged_yet_is_there_again(view, qtbot):
    page = view()
    page.decisions.line.setFocus()
    write(qtbot, "Roll ba")
    page.keep()
    assert view().decisions.line.text() == "Roll ba"


def test_what_others_do_arrives_by_itself(view, sqlite_desk, incident_id, qtbot):
    page = view()
    entry = act(sqlite_desk, add_note, incident_id, "60 % on the second line", actor="Bo Diaz")
    qtbot.waitUntil(lambda: page.latest.list.texts()[0] == "60 % on the second line")
    act(sqlite_desk, star, entry, True, actor="Bo Diaz")
    qtbot.waitUntil(lambda: page.decisions.list.texts() == ["60 % on the second line"])


def test_how_long_ago_it_was_goes_on_by_itself(view, sqlite_desk, incident_id):
    entry = act(sqlite_desk, add_note, incident_id, "60 % on the second line")
    act(sqlite_desk, star, entry, True)
    page = view()
    page.decisions.list.setCurrentRow(0)
    later_on = clock.now() + timedelta(minutes=7)
    before = clock.hold(lambda: later_on)
    try:
        page._tick()
    finally:
        clock.hold(before)
    item = page.decisions.list.item(0)
    assert item.data(_NOTE) == "7 min"
    assert item.data(Qt.ItemDataRole.AccessibleTextRole).endswith("7 min")
    assert page.decisions.list.currentRow() == 0


def test_roles_are_given_and_handed_over(view, sqlite_desk, incident_id, qtbot):
    page = view()
    page.header.back.setFocus()
    press(qtbot, Qt.Key.Key_L)
    asked = dialog(qtbot)
    # Nobody leads yet.
    assert (asked.role.text(), asked.person.hasFocus()) == ("Incident commander", True)
    asked.role.setText("Scribe")
    asked.person.setFocus()
    write(qtbot, "Ada Novak")
    asked.save_button.click()
    qtbot.waitUntil(lambda: [line.person.text() for line in page.roles.lines] == ["Ada Novak"])
    page.roles.lines[0].button.click()
    asked = dialog(qtbot)
    assert "Hand over the role" in asked.windowTitle()
    write(qtbot, "Bo Diaz")
    asked.note.setPlainText("Notes are in the timeline")
    asked.save_button.click()
    qtbot.waitUntil(lambda: [line.person.text() for line in page.roles.lines] == ["Bo Diaz"])
    with sqlite_desk.read() as reader:
        assert roles_of(reader, incident_id)[0].note == "Notes are in the timeline"


def test_a_role_that_somebody_has_handed_over_meanwhile_stays_there(view, sqlite_desk, incident_id, qtbot):
    act(sqlite_desk, give_role, incident_id, role="Scribe", person="Ada Novak")
    page = view()
    page.roles.lines[0].button.click()
    asked = dialog(qtbot)
    act(sqlite_desk, hand_over_role, incident_id, role="Scribe", person="Bo Diaz")
    write(qtbot, "Cy Ray")
    asked.save_button.click()
    qtbot.waitUntil(lambda: "holds the role" in asked.message.text)
    with sqlite_desk.read() as reader:
        assert [row.person for row in roles_of(reader, incident_id)] == ["Bo Diaz"]


def test_a_commander_who_repairs_is_warned(view, sqlite_desk, incident_id):
    act(sqlite_desk, give_role, incident_id, role="Incident commander", person="Mei Okafor")
    act(sqlite_desk, add_task, incident_id, title="Switch over", person="Mei Okafor")
    page = view()
    assert plain(page.roles.warning.text()) == "Mei Okafor commands and holds 1 task too. Give it away."


def test_each_audience_has_its_time_and_its_button(view, sqlite_desk, incident_id, qtbot, settle):
    make_outlet(sqlite_desk)
    users = make_audience(sqlite_desk, "Users")
    act(sqlite_desk, start_updates, incident_id, users)
    page = view()
    assert page.updates.lines[0].due.text().startswith("due in 9:")
    page.updates.lines[0].button.click()
    sheet = dialog(qtbot)
    settle(page.desk)
    write(qtbot, "Nobody gets mail")
    settle(page.desk)
    sheet.send_button.click()
    qtbot.waitUntil(lambda: page.updates.lines[0].due.text().startswith("due in 29:"))


def test_a_key_writes_an_update(view, sqlite_desk, incident_id, qtbot):
    make_audience(sqlite_desk, "Users")
    page = view()
    page.header.back.setFocus()
    press(qtbot, Qt.Key.Key_U, modifier=CONTROL | SHIFT)
    dialog(qtbot).cancel_button.click()


def test_the_services_that_need_the_one_that_is_down_stand_below(view, sqlite_desk, incident_id):
    with sqlite_desk.write(actor="x") as session:
        mail = service_named(session, "Mail")
        ledger.update(session, service, mail, {"criticality": Criticality.CRITICAL})
        for name in ("Calendar", "Newsletter"):
            needing = service_named(session, name)
            ledger.insert(session, service_dependency, {"service_id": needing, "needs_id": mail})
    page = view()
    assert [chip.text() for chip in page.services.chips] == ["Mail · Critical", "Calendar", "Newsletter"]


def test_a_circle_of_services_ends(view, sqlite_desk, incident_id):
    with sqlite_desk.write(actor="x") as session:
        mail, dns = service_named(session, "Mail"), service_named(session, "DNS")
        for one, other in ((mail, dns), (dns, mail)):
            ledger.insert(session, service_dependency, {"service_id": one, "needs_id": other})
    assert len(view().services.chips) == 2


def test_the_clocks_of_the_service_level_run_and_explain_themselves(view, sqlite_desk, incident_id, qtbot):
    facts = {"kind": SlaKind.SLA, "targets": '{"3": {"resolution": 240}}', "pauses": "[]"}
    act(sqlite_desk, ledger.insert, sla, {"key": new_key(), "name": "Office", "position": 1, **facts})
    page = view()
    (chip,) = page.header.clocks.chips
    assert chip.text().startswith("Resolution:")
    assert "working time" in page.header.clocks.business.text()
    chip.click()
    assert dialog(qtbot).isVisible()
    dialog(qtbot).reject()


def test_a_proposal_is_decided_here(view, sqlite_desk, incident_id, qtbot):
    act(sqlite_desk, propose, incident_id, qualifiers={"geography": "4 sites"}, actor="Bo Diaz")
    page = view()
    steps = page.header.steps
    assert page.header.major.text() == "Proposed as major"
    assert "Several sites or regions are affected: 4 sites" in plain(page.header.qualifiers.text())
    assert [key for key, button in steps.items() if button.isVisible()] == ["major.accept", "major.reject"]
    steps["major.accept"].click()
    dialog(qtbot).save_button.click()
    qtbot.waitUntil(lambda: page.header.major.text() == "Major incident")
    assert [key for key, button in steps.items() if button.isVisible()] == ["major.demote"]
    steps["major.demote"].click()
    asked = dialog(qtbot)
    write(qtbot, "One site only")
    asked.save_button.click()
    qtbot.waitUntil(lambda: page.header.major.text() == "Demoted")


def test_it_leads_to_the_page_and_its_parts(view, sqlite_desk, incident_id, qtbot):
    child = act(sqlite_desk, log_incident, title="No mail in branch 1")
    act(sqlite_desk, change_incident, child, {"parent": str(incident_id)})
    page = view()
    assert page.header.children_link.text() == "1 child"
    for button, reference in (
        (page.header.back, "INC-0001"),
        (page.header.children_link, "INC-0001#related"),
        (page.tasks.plan, "INC-0001#plan"),
        (page.latest.whole, "INC-0001#timeline"),
        (page.services.map, "service-map"),
    ):
        with qtbot.waitSignal(page.opened) as opened:
            button.click()
        assert opened.args == [reference]


def test_what_is_essential_needs_no_scrolling_at_720_lines(view, sqlite_desk, incident_id):
    make_outlet(sqlite_desk)
    for name in ("Users", "Management", "Responders"):
        tell(sqlite_desk, incident_id, make_audience(sqlite_desk, name))
    for place in range(6):
        act(sqlite_desk, add_task, incident_id, title=f"Step {place}", due=later(minutes=place))
    page = view(size=(1228, 630))
    for part in (*page.updates.lines, *page.tasks.lines[:5], page.decisions.line, page.services, page.roles):
        below = part.mapTo(page, part.rect().bottomLeft()).y()
        assert below <= page.height()
    assert page.minimumSizeHint().width() <= 1228
    assert page.minimumSizeHint().height() <= 630


def test_an_incident_that_is_not_there_says_so(open_view, sqlite_desk, qtbot, qapp, tmp_path, clear_desk, settle):
    theme = Theme("light")
    theme.apply(qapp)
    desk = furnish(sqlite_desk, actor="Mei Okafor", preferences=Preferences(tmp_path / "other"), theme=theme)
    page = CommandPage(desk, 99)
    page.show()
    qtbot.waitUntil(lambda: page.stack.is_absent)
    assert "There is no incident" in page.stack.currentWidget().accessibleDescription()
    shiboken6.delete(page)
    clear_desk(desk)


def test_the_tab_key_goes_through_it_as_it_is_read(view, sqlite_desk, incident_id, qtbot):
    make_audience(sqlite_desk, "Users")
    act(sqlite_desk, give_role, incident_id, role="Scribe", person="Ada Novak")
    page = view()
    act(sqlite_desk, add_task, incident_id, title="Switch over")
    qtbot.waitUntil(lambda: len(page.tasks.lines) == 1)
    cards = [page.header, page.updates, page.roles, page.tasks, page.services, page.decisions, page.latest]
    page.header.back.setFocus()
    seen = []
    for _stop in range(20):
        focus = QApplication.focusWidget()
        seen.append(next(place for place, card in enumerate(cards) if card.isAncestorOf(focus)))
        press(qtbot, Qt.Key.Key_Tab)
        if page.header.back.hasFocus():
            break
    assert seen == sorted(seen)
    assert set(seen) == set(range(len(cards)))


def test_everything_has_a_name(view, sqlite_desk, incident_id):
    act(sqlite_desk, add_task, incident_id, title="Switch over")
    act(sqlite_desk, start_updates, incident_id, make_audience(sqlite_desk, "Users"))
    act(sqlite_desk, give_role, incident_id, role="Scribe", person="Ada Novak")
    page = view()
    nameless = [
        each
        for each in page.findChildren(QWidget)
        if each.focusPolicy() != Qt.FocusPolicy.NoFocus and each.isVisible() and not each.accessibleName()
    ]
    assert nameless == []
    assert all(each.accessibleName() for each in page.findChildren(QScrollArea))
