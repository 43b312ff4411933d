"""The pages of a review before they are printed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from incidentdesk.improve.review_writing import change_review, start_review
from tests.desktop.measure.conftest import text_of


@pytest.fixture
def reviewed(sqlite_desk, desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        start_review(session, 1)
        change_review(session, 1, {"overview": "Mei Okafor pulled the plug.", "went_badly": "Nobody watched."})


def test_the_review_is_shown_as_the_very_pdf(reviewed, open_preview):
    preview = open_preview("INC-0001/review")
    text = text_of(preview.document.path)
    for part in ("Post-incident review", "Mei Okafor pulled the plug.", "Nobody watched."):
        assert part in text
    assert preview.options.file_name() == "INC-0001 review.pdf"
    assert not preview.options.left_out.isVisible()


def test_what_is_for_outside_has_neither_names_nor_internals(reviewed, open_preview, qtbot):
    preview = open_preview("INC-0001/review")
    with qtbot.waitSignal(preview.made):
        preview.options.outside.click()
    text = text_of(preview.document.path)
    assert "[…] pulled the plug." in text
    assert "Nobody watched." not in text
    assert preview.options.left_out.isVisible()
    assert preview.options.diagrams.isHidden()
    assert preview.options.file_name() == "INC-0001 report for outside.pdf"


def test_the_whole_timeline_can_be_printed(reviewed, open_preview, qtbot):
    preview = open_preview("INC-0001/review")
    assert "sticky note" not in text_of(preview.document.path)
    with qtbot.waitSignal(preview.made):
        preview.options.whole.click()
    assert "sticky note" in text_of(preview.document.path)


def test_control_p_leads_to_the_preview_and_control_s_saves_it(reviewed, window, settle, qtbot, tmp_path):
    from incidentdesk.desktop.measure.report_preview import ReportPreview

    window.open("INC-0001/review")
    settle()
    field = window.page.form.sections["overview"].edit
    field.setFocus()
    qtbot.keyClicks(field, "Typed just now. ")
    assert QKeySequence("Ctrl+P") in window.desk.registry.qaction("file.print_preview").shortcuts()
    qtbot.keyClick(field, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.findChild(ReportPreview) is not None)
    preview = window.findChild(ReportPreview)
    settle()
    qtbot.waitUntil(lambda: not preview.busy)
    assert "Typed just now." in text_of(preview.document.path)
    with qtbot.waitSignal(preview.saved):
        preview.save_as(str(tmp_path / "review.pdf"))
    assert "Typed just now." in text_of(tmp_path / "review.pdf")


def test_where_there_is_no_review_nothing_is_printed(desk, window, settle):
    window.open("INC-0001/review")
    settle()
    assert window.desk.registry.why_disabled("file.print_preview") == "Begin the review first."
