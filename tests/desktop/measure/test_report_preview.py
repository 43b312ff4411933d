import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QApplication, QWidget

from incidentdesk.desktop.measure import making, report_preview
from incidentdesk.desktop.measure.page_view import FIT_PAGE, FIT_WIDTH
from incidentdesk.desktop.widgets import job_bar
from incidentdesk.desktop.widgets.button import Button
from tests.desktop.measure.conftest import is_blank, text_of

# -- the pages


def test_an_incident_is_shown_as_the_very_pdf_for_the_team(open_preview, qtbot):
    preview = open_preview("INC-0001")
    assert "Mail is down" in text_of(preview.document.path)
    assert "sticky note" in text_of(preview.document.path)
    assert preview.options.internal.isChecked()
    assert preview.options.attachments.isChecked()
    qtbot.waitUntil(lambda: preview.view.complete)
    assert not is_blank(preview.view.grab().toImage())
    assert preview.print_button.isEnabled()
    assert preview.save_button.isEnabled()


def test_the_public_report_holds_no_internal_note_and_no_attachments(open_preview, qtbot):
    preview = open_preview("INC-0001")
    with qtbot.waitSignal(preview.made):
        preview.options.public.click()
    text = text_of(preview.document.path)
    assert "sticky note" not in text
    assert "Mail works again" in text
    assert not preview.options.attachments.isChecked()
    assert preview.options.left_out.isVisible()
    with qtbot.waitSignal(preview.made):
        preview.options.attachments.click()
    assert "sticky note" not in text_of(preview.document.path)
    assert preview.options.warning.isVisible()


def test_old_pages_stay_until_the_new_ones_are_there_but_are_neither_printed_nor_saved(open_preview, qtbot):
    preview = open_preview("INC-0001")
    before = preview.document
    preview.options.public.click()
    assert preview.document is before
    assert not preview.print_button.isEnabled()
    assert "older than your choice" in preview.save_button.toolTip()
    qtbot.waitSignal(preview.made).wait()
    assert preview.document is not before
    assert preview.print_button.isEnabled()


def test_what_was_chosen_last_is_what_is_made(open_preview, qtbot):
    preview = open_preview("INC-0001")
    preview.options.public.click()
    preview.options.internal.click()
    preview.options.paper.setCurrentText("Letter")
    qtbot.waitSignal(preview.made).wait()
    assert "sticky note" in text_of(preview.document.path)
    assert preview.document.sizes[0] == pytest.approx((612, 792), abs=1)


def test_a_list_has_the_columns_and_the_filter_of_the_page(open_preview, window, log_many):
    log_many(3)
    window.page.filter.set_text("printer")
    window.page.reload(first_page=True)
    preview = open_preview()
    text = text_of(preview.document.path)
    assert "Filter: " in text
    assert "3 incidents" in text
    assert "Printer 2 jams" in text
    assert "Mail is down" not in text
    assert preview.document.sizes[0][0] > preview.document.sizes[0][1]


def test_several_selected_incidents_are_printed_alone_or_with_the_whole_list(open_preview, window, log_many, qtbot):
    log_many(4)
    window.page.table.select_rows([(0, 1)])
    preview = open_preview()
    assert "2 incidents" in text_of(preview.document.path)
    with qtbot.waitSignal(preview.made):
        preview.options.all.click()
    assert "5 incidents" in text_of(preview.document.path)


def test_title_and_columns_are_chosen(open_preview, qtbot):
    preview = open_preview()
    preview.options.title.setText("Monday round")
    preview.options.columns.choose(["title", "reporter"])
    qtbot.waitSignal(preview.made).wait()
    text = text_of(preview.document.path)
    assert "Monday round" in text
    assert "A. Lindqvist" in text
    assert "INC-0001" not in text


def test_a_column_is_moved_with_the_keyboard(open_preview, qtbot):
    preview = open_preview()
    columns = preview.options.columns
    first, second = columns.chosen()[:2]
    columns.setCurrentRow(0)
    qtbot.keyClick(columns, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert columns.chosen()[:2] == (second, first)


def test_without_columns_nothing_is_made(open_preview, qtbot):
    preview = open_preview()
    preview.options.columns.choose([])
    qtbot.waitUntil(lambda: preview.message.text == "Choose a column first.")
    assert not preview.print_button.isEnabled()


def test_an_empty_list_is_a_page_too(open_preview, window):
    window.page.filter.set_text("nothing-is-called-like-this")
    window.page.reload(first_page=True)
    preview = open_preview()
    assert "No incident matches it." in text_of(preview.document.path)


def test_a_long_list_is_made_beside_the_window(open_preview, log_many, monkeypatch):
    monkeypatch.setattr(making, "MOST_HERE", 2)
    log_many(40)
    preview = open_preview()
    text = text_of(preview.document.path)
    assert "41 incidents" in text
    assert "by Mei Okafor" in text
    assert "Europe/Berlin" in text
    assert len(preview.document) > 1


# -- stopping and failing


def test_cancel_ends_what_is_being_made_and_leaves_no_file(open_preview, log_many, monkeypatch, qtbot, settle):
    monkeypatch.setattr(making, "MOST_HERE", 2)
    monkeypatch.setattr(job_bar, "_PATIENCE", 1)
    log_many(40)
    preview = open_preview(ready=False)
    qtbot.waitUntil(preview.job.cancel_button.isVisible)
    preview.job.cancel_button.click()
    assert not preview.busy
    settle()
    assert preview.document is None
    assert list(preview._folder.path.iterdir()) == []
    assert preview.message.action_button.text() == "Make the pages"
    with qtbot.waitSignal(preview.made, timeout=20_000):
        preview.message.action_button.click()


def test_escape_stops_first_and_closes_then(open_preview, log_many, monkeypatch, qtbot, settle):
    monkeypatch.setattr(making, "MOST_HERE", 2)
    monkeypatch.setattr(job_bar, "_PATIENCE", 1)
    log_many(10)
    preview = open_preview(ready=False)
    qtbot.waitUntil(preview.job.cancel_button.isVisible)
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    assert not preview.busy
    assert preview.isVisible()
    folder = preview._folder.path
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    settle()
    assert not folder.exists()


def test_what_cannot_be_made_says_why_and_can_be_tried_again(open_preview, monkeypatch, qtbot):
    from incidentdesk.refusal import Refused

    real = report_preview.make

    def full(*arguments, **options):
        raise Refused("The disk is full. Free some space and try again.")

    monkeypatch.setattr(report_preview, "make", full)
    preview = open_preview("INC-0001")
    assert preview.message.text.startswith("The disk is full.")
    assert not preview.print_button.isEnabled()
    monkeypatch.setattr(report_preview, "make", real)
    with qtbot.waitSignal(preview.made):
        preview.message.action_button.click()
    assert preview.message.text == ""


def test_closing_it_leaves_no_files(open_preview, settle):
    preview = open_preview("INC-0001")
    folder = preview._folder.path
    preview.close_button.click()
    settle()
    assert not folder.exists()


# -- looking


def test_pages_are_gone_through_with_keys_buttons_and_numbers(open_preview, log_many, qtbot):
    log_many(80)
    preview = open_preview()
    last = len(preview.document)
    assert last > 2
    assert preview.total.text() == f"of {last}"
    preview.next.click()
    assert preview.page_field.text() == "2"
    qtbot.keyClick(preview.view, Qt.Key.Key_End)
    assert preview.page_field.text() == str(last)
    assert not preview.next.isEnabled()
    qtbot.keyClick(preview.view, Qt.Key.Key_Home)
    assert preview.page_field.text() == "1"
    preview.page_field.setText("3")
    qtbot.keyClick(preview.page_field, Qt.Key.Key_Return)
    assert preview.view.page == 2
    assert preview.isVisible()
    qtbot.keyClick(preview.thumbnails, Qt.Key.Key_Up)
    assert preview.view.page == 1
    assert preview.thumbnails.current == 1


def test_sizes_are_chosen_with_keys_and_the_box(open_preview, qtbot):
    preview = open_preview("INC-0001")
    assert preview.view.fit == FIT_WIDTH
    qtbot.keyClick(preview, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert preview.view.scale == 1.0
    assert preview.zoom.currentText() == "100 %"
    # A4 is 210 mm wide, at 96 logical pixels to the inch.
    assert preview.view.page_rect(0).width() == pytest.approx(210 / 25.4 * 96, abs=1)
    qtbot.keyClick(preview, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert preview.view.scale == 1.25
    qtbot.keyClick(preview, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert preview.view.fit == FIT_PAGE
    assert preview.view.page_rect(0).height() <= preview.view.viewport().height()


def test_everything_in_it_has_a_name(open_preview):
    preview = open_preview("INC-0001")
    for widget in preview.findChildren(QWidget):
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible() and not widget.focusProxy():
            assert widget.accessibleName(), widget
    one_filled = [each for each in preview.findChildren(Button) if each.look.bold]
    assert one_filled == [preview.print_button]


# -- the way there


@pytest.mark.parametrize(("reference", "named"), [("", "Incidents"), ("INC-0001", "INC-0001")])
def test_ctrl_p_shows_what_the_page_is_about(window, qtbot, settle, reference, named):
    from incidentdesk.desktop.measure.report_preview import ReportPreview

    if reference:
        window.open(reference)
        settle()
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    preview = window.findChild(ReportPreview)
    assert named in preview.windowTitle()
    settle()


def test_print_asks_for_the_printer_as_soon_as_there_are_pages(window, qtbot):
    from incidentdesk.desktop.measure.report_preview import ReportPreview

    window.desk.registry.run("file.print")
    preview = window.findChild(ReportPreview)
    qtbot.waitUntil(lambda: preview.findChild(QPrintDialog) is not None)
    preview.findChild(QPrintDialog).reject()


def test_on_the_settings_there_is_nothing_to_print(window):
    window.go_to("settings")
    QApplication.processEvents()
    assert window.desk.registry.why_disabled("file.print_preview") == "Open a list or an incident first."
