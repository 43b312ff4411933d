"""The SLA column of the incident list, and the lines about it beside the list."""

import json
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester

from incidentdesk import clock
from incidentdesk.desktop.detect.incident_column import NUMBER_OF
from incidentdesk.detect.incident import incident
from incidentdesk.detect.query import parse
from incidentdesk.detect.query_clock import goes_by_clocks
from incidentdesk.prepare.sla import sla
from incidentdesk.respond.note import add_note
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import ledger
from tests.desktop.detect.conftest import NOW


def agree(database, **targets):
    with database.write(actor="Mei Okafor") as session:
        return ledger.insert(session, sla, {
            "key": "a", "name": "Round the clock", "position": 1, "kind": "SLA",
            "targets": json.dumps({"3": targets}), "pauses": '["Awaiting Vendor"]',
        })  # fmt: skip


def at(**ago):
    clock.hold(lambda: NOW - timedelta(**ago))


def act(database, use_case, *arguments, **named):
    with database.write(actor="Mei Okafor") as session:
        use_case(session, *arguments, **named)


@pytest.fixture
def backlog(sqlite_desk, fill):
    """Targets are an hour to respond and four to resolve; each incident was logged three hours ago."""
    agree(sqlite_desk, response=60, resolution=240)
    ids = fill(sqlite_desk, "late", "answered", "on hold", "resolved")
    for each in ids:
        with sqlite_desk.write(actor="Mei Okafor") as session:
            ledger.update(session, incident, each, {"created_at": clock.stored(NOW - timedelta(hours=3))})
    at(minutes=150)
    for each in ids[1:]:
        act(sqlite_desk, add_note, each, "We are on it.", public=True)
    act(sqlite_desk, move, ids[2], Move("On Hold", hold_reason="Awaiting Vendor"))
    act(sqlite_desk, move, ids[3], Move("Resolved", resolution_code="Solved", resolution_notes="Restarted."))
    at()
    return dict(zip(("late", "answered", "on hold", "resolved"), ids, strict=True))


def shown(page, role=Qt.ItemDataRole.DisplayRole):
    """What the SLA column says, by title."""
    model = page.model
    return {
        model.index(row, NUMBER_OF["title"]).data(): model.index(row, NUMBER_OF["sla"]).data(role)
        for row in range(model.rowCount())
    }


def test_the_column_is_shown_and_says_what_is_left_over_or_done(sqlite_desk, backlog, open_list, settle):
    page = open_list(sqlite_desk, query="sort:id")
    settle(page)
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert "sla" in page.table.shown_columns()
    assert shown(page) == {
        "late": "⚠ 2 h over", "answered": "1 h left", "on hold": "‖ 3 h 30 left", "resolved": "✓ met",
    }  # fmt: skip


def test_who_listens_hears_all_clocks(sqlite_desk, backlog, open_list, settle):
    page = open_list(sqlite_desk, query="sort:id")
    settle(page)
    said = shown(page, Qt.ItemDataRole.AccessibleTextRole)["late"].replace("\u2068", "").replace("\u2069", "")
    assert said.splitlines() == [
        "First response: 2 h over, 300 % of 1 h used (Round the clock)",
        "Resolution: 1 h left, 75 % of 4 h used (Round the clock)",
    ]


def test_a_desk_without_slas_shows_a_dash(sqlite_desk, fill, open_list, settle):
    fill(sqlite_desk, "Printer jams")
    page = open_list(sqlite_desk)
    settle(page)
    assert shown(page) == {"Printer jams": "—"}


def test_time_passes_in_the_column_by_itself(sqlite_desk, backlog, open_list, settle):
    page = open_list(sqlite_desk, query="sort:id")
    settle(page)
    assert page.table._beat.interval() == 30_000
    at(minutes=-20)
    page.table._beat.timeout.emit()
    page.table.viewport().repaint()
    settle(page)
    assert shown(page)["answered"] == "40 min left"


def test_what_time_did_while_another_page_was_shown_is_there_at_once(sqlite_desk, backlog, open_list, settle, qtbot):
    page = open_list(sqlite_desk, query="answered")
    page.table.go_to_row(0)
    qtbot.waitUntil(lambda: any("1 h left" in text for text in page.preview.texts()))
    page.hide()
    at(minutes=-20)
    page.table._beat.timeout.emit()
    settle(page)
    page.show()
    qtbot.waitUntil(lambda: any("40 min left" in text for text in page.preview.texts()))
    assert page.footer.buttons["list.assign"].isEnabled()


def test_another_sla_changes_the_column(sqlite_desk, backlog, open_list, settle, qtbot):
    page = open_list(sqlite_desk, query="sort:id")
    settle(page)
    with sqlite_desk.write(actor="Yuki Tanaka") as session:
        ledger.update(session, sla, 1, {"targets": '{"3": {"resolution": 600}}'})
    qtbot.waitUntil(lambda: shown(page)["answered"] == "7 h left")


def test_a_click_on_its_title_puts_what_is_due_first(sqlite_desk, backlog, open_list, settle, qtbot):
    page = open_list(sqlite_desk, query="is:open")
    settle(page)
    header = page.table.horizontalHeader()
    section = NUMBER_OF["sla"]
    middle = header.sectionViewportPosition(section) + 20
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(middle, 10))
    settle(page)
    assert list(shown(page)) == ["late", "answered", "on hold"]


def test_the_view_of_what_breaches_soon_shows_it(sqlite_desk, backlog, open_list, settle, qtbot):
    page = open_list(sqlite_desk)
    qtbot.waitUntil(lambda: page.saved.views != ())
    page.show_view("default:breaching")
    settle(page)
    assert list(shown(page)) == ["answered"]


def test_time_moves_incidents_into_a_view_that_goes_by_it(sqlite_desk, backlog, open_list, settle, qtbot):
    page = open_list(sqlite_desk, query="is:overdue sort:id-asc")
    settle(page)
    assert list(shown(page)) == ["late"]
    at(minutes=-61)
    page.table._beat.timeout.emit()
    qtbot.waitUntil(lambda: list(shown(page)) == ["late", "answered"])


@pytest.mark.parametrize(
    ("text", "goes"),
    [
        ("is:open", False), ("sort:due", True), ("-sla:met", True), ("mail or (tag:x due:today)", True),
        ("is:open,overdue", True), ("created:today", False),
    ],
)  # fmt: skip
def test_what_goes_by_clocks_is_known_by_its_terms(text, goes):
    assert goes_by_clocks(parse(text)) is goes


def test_beside_the_list_stands_until_when_to_respond_and_resolve(sqlite_desk, backlog, open_list, settle):
    page = open_list(sqlite_desk, query="sort:id-asc")
    settle(page)
    page.table.go_to_row(1)
    settle(page)
    said = page.preview.texts()
    assert said[said.index("Respond by") + 1] == "met · 30 min"
    assert said[said.index("Resolve by") + 1] == "today 11:42 (1 h left)"


def test_bars_are_painted_in_the_colours_of_their_shares(sqlite_desk, backlog, open_list, settle):
    page = open_list(sqlite_desk, query="sort:id-asc")
    settle(page)
    table, theme = page.table, page._desk.theme
    picture = table.viewport().grab().toImage()
    colours = []
    for row in range(3):
        cell = table.visualRect(page.model.index(row, NUMBER_OF["sla"]))
        colours.append(picture.pixelColor(cell.left() + 16, cell.bottom() - 8))
    assert colours == [theme.colour("danger"), theme.colour("warning"), theme.colour("hint")]
