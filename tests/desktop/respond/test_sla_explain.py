"""The clocks at the head of an incident's page, and the sheet that explains them."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from incidentdesk import clock
from incidentdesk.desktop.respond.clock_strip import ClockStrip
from incidentdesk.desktop.respond.sla_explain_sheet import SlaExplainSheet
from incidentdesk.detect.intake import log_incident
from incidentdesk.prepare.calendar import calendar
from incidentdesk.prepare.sla import sla
from incidentdesk.respond.note import add_note
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import ledger

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)  # a Monday


@pytest.fixture
def at():
    def hold(**ago):
        clock.hold(lambda: NOON - timedelta(**ago))

    yield hold
    clock.hold(None)


def agree(database, **targets):
    with database.write(actor="Mei Okafor") as session:
        hours = {"name": "Office", "time_zone": "UTC", "windows": '{"mon": [["09:00", "17:00"]]}'}
        calendar_id = ledger.insert(session, calendar, hours)
        return ledger.insert(session, sla, {
            "key": "a", "name": "Office SLA", "position": 1, "kind": "SLA", "calendar_id": calendar_id,
            "targets": json.dumps({"3": targets}), "pauses": '["Awaiting Vendor"]',
        })  # fmt: skip


@pytest.fixture
def incident_id(sqlite_desk, at):
    """Logged at ten with a first response, on hold from eleven to half past, open since."""
    at(hours=3)
    agree(sqlite_desk, response=60, resolution=120)
    at(hours=2)
    with sqlite_desk.write(actor="Mei Okafor") as session:
        found = log_incident(session, title="Mail is down")
    for ago, state, reason in ((60, "On Hold", "Awaiting Vendor"), (30, "In Progress", None)):
        at(minutes=ago)
        with sqlite_desk.write(actor="Mei Okafor") as session:
            if reason:
                add_note(session, found, "We are on it.", public=True)
            move(session, found, Move(state, hold_reason=reason))
    at()
    return found


@pytest.fixture
def page(open_window, sqlite_desk, incident_id, settle):
    page = open_window(sqlite_desk, incident_id)
    settle(page.desk)
    return page


def texts(page):
    return [chip.text() for chip in page.header.clocks.chips]


def sheet_of(page, qtbot):
    qtbot.waitUntil(lambda: page.window().findChild(SlaExplainSheet) is not None)
    sheet = page.window().findChild(SlaExplainSheet)
    qtbot.waitUntil(lambda: bool(sheet.found) or sheet.nothing.text().startswith("No SLA"))
    return sheet


def cells(sheet):
    table = sheet.table
    return [
        [table.item(row, column).text() for column in range(table.columnCount())] for row in range(table.rowCount())
    ]


def test_two_elapsed_times_and_every_running_clock_are_in_view(page):
    header = page.header
    assert header.clock.text() == "open for 2:00:00"
    assert header.clocks.business.text() == "· 1 h 30 min working time"
    assert texts(page) == ["Resolution: 30 min left · at risk"]
    assert [each.isVisible() for each in (header.clock, header.clocks.business, header.clocks.chips[0])] == [True] * 3
    assert header.clocks.chips[0].accessibleName() == "Resolution: 30 min left · at risk"
    assert "75 % of 2 h used" in header.clocks.chips[0].toolTip()


@pytest.mark.parametrize(
    ("passed", "text"),
    [
        (10, "Resolution: 20 min left · at risk"),
        (20, "Resolution: 10 min left · nearly used up"),
        (31, "Resolution: 1 min over"),
    ],
)
def test_the_words_change_with_what_is_used_up(page, at, settle, passed, text):
    at(minutes=-passed)
    page.header.clocks.refresh()
    settle(page.desk)
    assert texts(page) == [text]


def test_the_clocks_are_worked_out_again_by_themselves(page, at, settle):
    assert page.header.clocks._beat.interval() == 30_000
    at(minutes=-5)
    page.header.clocks._beat.timeout.emit()
    settle(page.desk)
    assert texts(page) == ["Resolution: 25 min left · at risk"]


def test_another_sla_shows_at_once(page, sqlite_desk, qtbot):
    with sqlite_desk.write(actor="Yuki Tanaka") as session:
        ledger.update(session, sla, 1, {"targets": '{"3": {"resolution": 600}}'})
    qtbot.waitUntil(lambda: texts(page) == ["Resolution: 8 h 30 left"])


def test_an_ola_is_told_apart_from_the_sla(page, sqlite_desk, qtbot):
    with sqlite_desk.write(actor="Yuki Tanaka") as session:
        ledger.insert(session, sla, {
            "key": "b", "name": "Network OLA", "position": 2, "kind": "OLA", "targets": '{"3": {"resolution": 600}}',
            "pauses": "[]",
        })  # fmt: skip
    said = ["Resolution: 30 min left · at risk", "Resolution (OLA): 8 h left"]
    qtbot.waitUntil(lambda: texts(page) == said)


def test_a_click_on_a_clock_explains_it(page, qtbot):
    qtbot.mouseClick(page.header.clocks.chips[0], Qt.MouseButton.LeftButton)
    sheet = sheet_of(page, qtbot)
    QAbstractItemModelTester(sheet.table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert sheet.tabs.tabText(sheet.tabs.currentIndex()) == "Resolution"
    assert cells(sheet) == [
        ["2026-03-09 11:00", "2026-03-09 12:00", "New", "open", "1 h", "1 h"],
        ["2026-03-09 12:00", "2026-03-09 12:30", "On Hold, Awaiting Vendor", "this hold pauses it",
         "not counted", "1 h"],
        ["2026-03-09 12:30", "2026-03-09 13:00", "In Progress", "open", "30 min", "1 h 30 min"],
    ]  # fmt: skip
    assert "Why this SLA: It is for all incidents with targets for this priority." in sheet.facts.accessibleName()


def explained(page, qtbot):
    page.commands.sla.explain()
    sheet = sheet_of(page, qtbot)
    return sheet, {sheet.tabs.tabText(place): place for place in range(sheet.tabs.count())}


def test_what_is_no_working_time_and_which_holidays_there_were_is_said(page, sqlite_desk, at, qtbot):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        facts = {
            "windows": '{"mon": [["09:00", "17:00"]]}',
            "holidays": '[["2026-03-16", "Outing"], ["2026-03-17", ""]]',
        }
        ledger.update(session, calendar, 1, facts)
    at(days=-14)
    sheet, tabs = explained(page, qtbot)
    assert list(tabs) == ["Resolution", "First response"]
    assert [row[3] for row in cells(sheet)] == [
        "open", "this hold pauses it", "open; 13 d 16 h outside working hours",
    ]  # fmt: skip
    assert "Closed on 2026-03-16: holidays." in sheet.facts.accessibleName()


def test_why_a_clock_was_cancelled_is_said(open_window, sqlite_desk, at, qtbot):
    at(hours=3)
    agree(sqlite_desk, response=60)
    with sqlite_desk.write(actor="Mei Okafor") as session:
        found = log_incident(session, title="Mail is down")
    at(hours=2, minutes=30)
    with sqlite_desk.write(actor="Mei Okafor") as session:
        move(session, found, Move("Resolved", resolution_code="Solved", resolution_notes="Restarted it."))
    sheet, _tabs = explained(open_window(sqlite_desk, found), qtbot)
    assert "How it ended: It was resolved before there was a first response." in sheet.facts.accessibleName()


def test_several_clocks_of_one_target_are_told_apart_by_their_beginning(page, sqlite_desk, at, qtbot):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        ledger.update(session, sla, 1, {"targets": '{"3": {"update": 30, "resolution": 120}}'})
    for ago in (20, 10):
        at(minutes=ago)
        with sqlite_desk.write(actor="Mei Okafor") as session:
            add_note(session, page.incident_id, "Still looking.", public=True)
    at()
    _sheet, tabs = explained(page, qtbot)
    names = [name.split(",")[0] for name in tabs]
    assert names == ["Update", "Resolution", "Update", "Update", "Update", "First response"]


def test_keys_lead_to_the_sheet_and_from_clock_to_clock(page, qtbot):
    page.timeline.view.setFocus()
    qtbot.keyClick(page.timeline.view, Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
    sheet = sheet_of(page, qtbot)
    qtbot.keyClick(sheet.tabs, Qt.Key.Key_Right)
    assert sheet.tabs.tabText(sheet.tabs.currentIndex()) == "First response"
    assert "met" in sheet.facts.accessibleName()


def test_the_explanation_can_be_copied_as_text(page, qtbot):
    page.commands.sla.explain()
    sheet = sheet_of(page, qtbot)
    qtbot.mouseClick(sheet.copy_button, Qt.MouseButton.LeftButton)
    said = QGuiApplication.clipboard().text()
    assert said.startswith("INC-0001\n\nResolution · ")
    assert "this hold pauses it" in said


def test_without_an_sla_the_sheet_says_so_and_time_is_shown_all_the_same(open_window, sqlite_desk, at, settle, qtbot):
    at(minutes=10)
    with sqlite_desk.write(actor="Mei Okafor") as session:
        incident_id = log_incident(session, title="Mail is down")
    at()
    page = open_window(sqlite_desk, incident_id)
    settle(page.desk)
    assert texts(page) == []
    assert page.header.clocks.business.text() == "· 10 min working time"
    page.commands.sla.explain()
    sheet = sheet_of(page, qtbot)
    assert sheet.nothing.text().startswith("No SLA fits this incident")
    assert not sheet.copy_button.isEnabled()


def test_a_strip_whose_page_is_gone_is_not_filled(page, qtbot):
    strip = ClockStrip(page.desk, page.incident_id)
    strip.refresh()
    strip.deleteLater()
    qtbot.waitUntil(lambda: not page.desk.background.jobs)
