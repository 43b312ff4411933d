"""The report of a period as pages, with what is chosen beside them."""

from zoneinfo import ZoneInfo

import pytest
import shiboken6
from PySide6.QtWidgets import QWidget
from python_calamine import CalamineWorkbook

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.measure.period_printable import open_period_preview
from incidentdesk.measure.report_text_change import written_sentences
from tests.desktop.measure.conftest import text_of


@pytest.fixture
def open_report(sample_desk, preferences, theme, qtbot, clear_desk):
    desk = furnish(
        sample_desk, actor="Mei Okafor", account="mei", zone=ZoneInfo("Europe/Berlin"), preferences=preferences,
        theme=theme,
    )  # fmt: skip
    parent = QWidget()
    parent.resize(1280, 800)
    parent.show()

    def open_report(**choices):
        preview = open_period_preview(desk, parent, **choices)
        settle(preview)
        return preview

    def settle(preview):
        qtbot.waitUntil(lambda: not preview.busy and not desk.background.jobs, timeout=60_000)

    open_report.settle = settle
    yield open_report
    qtbot.waitUntil(lambda: not desk.background.jobs, timeout=60_000)
    shiboken6.delete(parent)
    clear_desk(desk)


def test_the_last_month_is_shown_first_with_its_summary_on_the_first_page(open_report):
    preview = open_report()
    text = text_of(preview.document.path)
    assert "In three sentences" in text
    assert preview.options.sentences.toPlainText().count("\n") == 2
    assert preview.options.written_by.text() == "Generated from the numbers."
    assert preview.print_button.isEnabled()
    preview.reject()


def test_a_section_that_is_not_wanted_is_not_in_it_and_the_summary_always_is(open_report):
    preview = open_report(span="weeks-26")
    before = len(preview.document)
    assert not preview.options.sections["summary"].isEnabled()
    for name in ("definitions", "figures", "load", "causes"):
        preview.options.sections[name].click()
    open_report.settle(preview)
    assert len(preview.document) < before
    assert "In three sentences" in text_of(preview.document.path)
    preview.reject()


def test_sentences_of_ones_own_stand_on_the_pages_and_are_kept_for_the_next_time(open_report, sample_desk):
    preview = open_report(span="2026-10")
    options = preview.options
    options.sentences.setPlainText("We moved the server room.\nNothing was lost.")
    assert "not kept yet" in options.written_by.text()
    options.keep_button.click()
    open_report.settle(preview)
    text = text_of(preview.document.path)
    assert "We moved the server room." in text
    assert "Mei Okafor" in options.written_by.text()
    preview.reject()
    with sample_desk.read() as reader:
        found = written_sentences(reader, "2026-10", "")
    assert found.sentences == ("We moved the server room.", "Nothing was lost.")
    again = open_report(span="2026-10")
    assert again.options.sentences.toPlainText().startswith("We moved the server room.")
    again.options.generate_button.click()
    open_report.settle(again)
    assert "We moved the server room." not in text_of(again.document.path)
    again.reject()


def test_a_sentence_that_is_too_long_is_refused_and_stays_in_the_field(open_report):
    preview = open_report(span="2026-10")
    preview.options.sentences.setPlainText("word " * 100)
    preview.options.keep_button.click()
    open_report.settle(preview)
    assert "at most" in preview.options.written_by.text()
    assert preview.options.sentences.toPlainText().startswith("word word")
    preview.reject()


def test_the_filter_is_said_on_the_paper(open_report):
    preview = open_report(query="service:ERP", span="weeks-26")
    assert "service:ERP" in text_of(preview.document.path)
    preview.reject()


def test_the_same_figures_are_saved_for_a_spreadsheet(open_report, tmp_path):
    preview = open_report(span="weeks-26")
    file = tmp_path / "figures.xlsx"
    preview.options.figures_button.save_as(file)
    open_report.settle(preview)
    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    assert any("time-to-resolve" in [str(cell) for cell in row] for row in rows)
    preview.reject()


def test_a_month_is_called_by_its_name(open_report):
    preview = open_report(span="2026-10")
    assert preview.options.span.currentText() == "October 2026"
    assert preview.options.file_name() == "Report October 2026.pdf"
    preview.reject()
