"""The reports of actions, SLAs and services in the preview: what can be chosen, and their numbers as a file."""

import csv
import zipfile

import pytest

from incidentdesk.desktop.measure.period_dialog import PeriodDialog
from incidentdesk.desktop.measure.printable_reports import printable_actions, printable_services, printable_sla
from incidentdesk.desktop.measure.report_preview import ReportPreview
from tests.desktop.measure.conftest import text_of


@pytest.fixture
def preview_of(window, qtbot, settle):
    def show(printable):
        preview = ReportPreview(window.desk, printable, window)
        preview.open()
        settle()
        qtbot.waitUntil(lambda: not preview.busy)
        settle()
        return preview

    return show


@pytest.mark.parametrize(
    ("printable", "words"),
    [
        (printable_actions(), "Corrective actions"),
        (printable_sla(), "Service level agreements, February 2026"),
        (printable_services(), "Services, February 2026"),
    ],
)
def test_each_is_shown_as_its_very_pages(preview_of, printable, words):
    preview = preview_of(printable)
    assert words in text_of(preview.document.path)


def test_another_time_is_another_report(preview_of, qtbot):
    preview = preview_of(printable_services())
    options = preview.options
    with qtbot.waitSignal(preview.made):
        options.span.setCurrentIndex(options.span.findData("this-month"))
        options.span.activated.emit(options.span.currentIndex())
    assert "Services, March 2026" in text_of(preview.document.path)
    assert options.file_name() == "Service report March 2026.pdf"


def test_days_of_ones_own_are_asked_for(preview_of, qtbot):
    preview = preview_of(printable_sla())
    options = preview.options
    options.span.setCurrentIndex(options.span.count() - 1)
    options.span.activated.emit(options.span.currentIndex())
    dialog = options.findChild(PeriodDialog)
    assert options.span.currentData() == "last-month"
    dialog.first.write("2026-03-02")
    dialog.last.write("2026-03-08")
    with qtbot.waitSignal(preview.made):
        dialog.accept()
    assert "2026-03-02 to 2026-03-08" in text_of(preview.document.path)


def test_one_service_is_chosen_from_those_that_there_are(preview_of, qtbot, settle):
    preview = preview_of(printable_services("this-month"))
    options = preview.options
    assert [options.service.itemText(place) for place in range(options.service.count())] == ["all services", "Mail"]
    with qtbot.waitSignal(preview.made):
        options.service.setCurrentIndex(1)
        options.service.activated.emit(1)
    assert "Mail, March 2026" in text_of(preview.document.path)


def test_a_filter_makes_it_anew_once_it_is_typed(preview_of, qtbot):
    preview = preview_of(printable_sla("this-month"))
    with qtbot.waitSignal(preview.made):
        preview.options.filter.setText("service:Mail")
        preview.options.filter.editingFinished.emit()
    assert "filter: service:Mail" in text_of(preview.document.path)


def test_the_numbers_are_saved_as_csv_or_for_excel(preview_of, settle, tmp_path):
    options = preview_of(printable_services("this-month")).options
    options.figures.save_as(tmp_path / "v.csv")
    settle()
    with (tmp_path / "v.csv").open(encoding="utf-8", newline="") as file:
        assert ["created", "Incidents logged", "Mail"] in [row[:3] for row in csv.reader(file)]
    options.figures.save_as(tmp_path / "v.xlsx")
    settle()
    with zipfile.ZipFile(tmp_path / "v.xlsx") as book:
        assert b"Outages" in book.read("xl/workbook.xml")
    assert options.figures.isEnabled()


def test_a_place_that_cannot_be_written_is_said_beside_the_button(preview_of, settle, tmp_path):
    options = preview_of(printable_actions()).options
    options.figures.save_as(tmp_path / "nowhere" / "a.csv")
    settle()
    assert options.trouble.text()
    assert options.figures.isEnabled()
