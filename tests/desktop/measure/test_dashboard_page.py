"""The dashboard: its numbers, what is chosen about them, and the way to the incidents behind them."""

import re
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.measure.chart_sheet import ExplanationSheet, TableSheet
from incidentdesk.desktop.measure.period_dialog import PeriodDialog
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.detect.intake import log_incident
from incidentdesk.measure.dashboard import SHOWN


def furnished(database, tmp_path, theme):
    return furnish(
        database, actor="Mei Okafor", account="mei", zone=ZoneInfo("Europe/Berlin"),
        preferences=Preferences(tmp_path / "settings"), theme=theme,
    )  # fmt: skip


@pytest.fixture
def opened(tmp_path, theme, clear_desk, qtbot):
    """Opens the dashboard of a database in a window and waits until all of it is drawn."""
    windows = []

    def open_on(database):
        desk = furnished(database, tmp_path, theme)
        window = MainWindow(desk)
        window.resize(1280, 800)
        window.go_to("dashboard")
        window.show()
        windows.append(window)
        qtbot.waitExposed(window)
        settle(window)
        return window.page

    def settle(window):
        for _turn in range(4):
            qtbot.waitUntil(lambda: not window.desk.background.jobs, timeout=30_000)
            QApplication.processEvents()

    yield open_on
    for window in windows:
        for other in QApplication.topLevelWidgets():
            other.close()
        settle(window)
        clear_desk(window.desk)
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def page(opened, sample_desk):
    return opened(sample_desk)


@pytest.fixture
def settle(qtbot):
    def settle(page):
        for _turn in range(4):
            qtbot.waitUntil(lambda: not page._gathering.isActive() and not page._desk.background.jobs, timeout=30_000)
            QApplication.processEvents()

    return settle


def texts(page):
    return [(card.figure.title, card.figure.value) for card in page.figures]


def test_it_shows_four_figures_and_every_chart(page):
    assert [title for title, _value in texts(page)] == [
        "Median time to resolve", "90th percentile", "SLA met", "Open now",
    ]  # fmt: skip
    assert set(page.cards) == set(SHOWN)
    assert all(card.view.picture is not None and card.view.picture.marks for card in page.cards.values())


@pytest.mark.parametrize("name", sorted({*SHOWN} - {"drill-scores"}))
def test_a_mark_leads_to_a_list_with_exactly_as_many_incidents_as_it_says(page, settle, qtbot, name):
    view = page.cards[name].view
    place = max(range(len(view.picture.marks)), key=lambda each: bool(view.picture.marks[each].query) * (each + 1))
    mark = view.picture.marks[place]
    view.setFocus()
    view.go_to(place)
    window = page.window()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    settle(page)
    assert window.place == "incidents"
    qtbot.waitUntil(lambda: not window.page.listing.busy)
    assert len(window.page.model.ids) == mark.n
    assert re.search(rf"\b{mark.n:,}\b", mark.text)


def test_a_drill_among_the_scores_leads_to_that_drill(page, settle, qtbot):
    view = page.cards["drill-scores"].view
    window, number = page.window(), view.picture.marks[0].reference
    view.setFocus()
    view.go_to(0)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    settle(page)
    assert window.place == "drills"
    assert window.page.number == number


def test_a_figure_leads_to_what_it_was_made_of(page, settle, qtbot):
    card = page.figures[3]
    window, open_now = page.window(), int(card.figure.value.split(" ")[0])
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_Space)
    settle(page)
    qtbot.waitUntil(lambda: not window.page.listing.busy)
    assert len(window.page.model.ids) == open_now


def test_a_service_is_chosen_from_the_menu_and_stands_in_the_filter(page, settle):
    before = texts(page)
    action = next(each for each in page.service_menu().actions() if each.text() == "ERP")
    action.trigger()
    settle(page)
    assert page.filter.chips == ["service:ERP"]
    assert page.service_button.text() == "ERP"
    assert texts(page) != before
    page.service_menu().actions()[0].trigger()
    settle(page)
    assert page.filter.chips == []
    assert texts(page) == before


def test_what_is_typed_into_the_filter_narrows_everything(page, settle, qtbot):
    before = page.dashboard.incidents
    page.filter.setFocus()
    qtbot.keyClicks(page.filter.line, "priority:1 ")
    qtbot.waitUntil(lambda: page.dashboard.incidents < before, timeout=10_000)
    settle(page)
    assert page.filter.chips == ["priority:1"]
    assert all("priority:1" in mark.query for mark in page.cards["time-to-resolve"].view.picture.marks if mark.query)


def test_another_time_is_chosen_and_remembered(page, settle):
    next(each for each in page.span_menu().actions() if each.text() == "Last month").trigger()
    settle(page)
    assert page.dashboard.period.first == page.dashboard.period.first.replace(day=1)
    assert page._desk.preferences.get("dashboard_span") == "last-month"
    assert page.span_button.text() == "Last month"


def test_a_time_of_ones_own_is_two_days_and_is_not_shown_before_they_make_sense(page, settle, qtbot):
    page.span_menu().actions()[-1].trigger()
    dialog = page.findChild(PeriodDialog)
    dialog.first.write("2026-10-15")
    dialog.last.write("2026-10-01")
    assert not dialog.show_button.isEnabled()
    assert "before it begins" in dialog.trouble.text()
    dialog.last.write("2026-10-20")
    qtbot.mouseClick(dialog.show_button, Qt.MouseButton.LeftButton)
    settle(page)
    assert page.dashboard.period.first == date(2026, 10, 15)
    assert page.dashboard.period.last == date(2026, 10, 20)


def test_working_hours_are_turned_on_with_one_key(page, settle, qtbot):
    before = texts(page)[0]
    page.figures[0].setFocus()
    page._desk.registry.run("dashboard.hours")
    settle(page)
    assert page.hours_button.text() == "Working hours"
    assert texts(page)[0] != before


def test_news_of_an_incident_is_on_the_page_without_a_refresh(page, settle, sample_desk, qtbot):
    before = int(page.figures[3].figure.value.split(" ")[0])
    with sample_desk.write(actor="Lukas") as session:
        log_incident(session, title="The lift stands still")
    qtbot.waitUntil(lambda: int(page.figures[3].figure.value.split(" ")[0]) == before + 1, timeout=10_000)
    settle(page)


def test_what_is_shown_stays_until_the_new_picture_is_there(page, settle):
    card = page.cards["backlog"]
    before = card.view.picture
    page.choose_service("ERP")
    assert card.view.picture is before
    settle(page)
    assert card.view.picture is not before


def test_colours_follow_the_theme(page, settle):
    before = page.cards["backlog"].view.picture.image
    page._desk.theme.choose("dark")
    settle(page)
    after = page.cards["backlog"].view.picture.image
    assert after.pixelColor(1, 1) != before.pixelColor(1, 1)
    assert after.pixelColor(1, 1) == page._desk.theme.colour("surface")


def test_a_desk_without_incidents_teaches_instead_of_showing_empty_charts(opened, sqlite_desk):
    page = opened(sqlite_desk)
    assert page.stack.currentWidget() is page.first_use


def test_a_time_without_anything_says_why_it_is_empty(page, settle):
    page.choose_span("1999-01-01..1999-01-31")
    settle(page)
    assert texts(page)[0] == ("Median time to resolve", "no data")
    assert page.stack.currentWidget() is page.scroll


# -- a chart


def test_a_chart_as_a_table_has_a_row_for_each_week_and_can_be_copied(page):
    card = page.cards["time-to-resolve"]
    card.show_table()
    sheet = page.window().findChild(TableSheet)
    table = card.chart.table(card.data)
    assert sheet.list.topLevelItemCount() == len(table.rows) > 20
    sheet.copy_button.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == list(table.headings)
    assert len(lines) == len(table.rows) + 1
    sheet.close()


def test_a_chart_explains_itself_with_its_definition_and_what_it_leaves_out(page):
    page.cards["time-to-resolve"].explain()
    sheet = page.window().findChild(ExplanationSheet)
    text = sheet.words.text()
    assert "last resolved − created" in text
    assert "Canceled incidents, duplicates" in text
    assert "2.66" in text
    sheet.close()


def test_data_and_picture_of_a_chart_are_copied(page):
    card = page.cards["backlog"]
    card.copy_data()
    assert QGuiApplication.clipboard().text().count("\n") > 20
    card.copy_picture()
    assert QGuiApplication.clipboard().image().size() == card.view.picture.image.size()


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_the_picture_of_a_chart_is_saved(page, settle, tmp_path, ending):
    file = tmp_path / f"backlog.{ending}"
    page.cards["backlog"].save_as(file)
    settle(page)
    assert file.stat().st_size > 2_000


def test_a_place_that_cannot_be_written_to_is_said_above_the_page(page, settle, tmp_path):
    page.cards["backlog"].save_as(tmp_path / "gone" / "backlog.png")
    settle(page)
    assert "does not exist" in page.window().message.text


def test_the_menu_of_a_chart_names_all_that_can_be_done(page):
    names = [action.text().replace("&", "") for action in page.cards["backlog"].menu().actions() if action.text()]
    assert names == [
        "Show as table", "Explain this chart", "Copy data", "Copy picture", "Save picture…",
    ]  # fmt: skip


# -- what is loaded when


def test_matplotlib_is_not_loaded_before_a_chart_is_wanted(incidentdesk, tmp_path):
    import subprocess
    import sys

    program = (
        "import sys, incidentdesk.desktop.application, incidentdesk.desktop.places, incidentdesk.desktop.commands;"
        "from incidentdesk.cli.main import main;"
        "print([name for name in ('matplotlib', 'numpy', 'reportlab') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
