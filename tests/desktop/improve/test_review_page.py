"""The page of a review, with keyboard and mouse."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QListWidget, QPlainTextEdit

from incidentdesk.desktop.drafts import draft
from incidentdesk.desktop.improve.improvement_dialog import ImprovementDialog
from incidentdesk.desktop.improve.lesson_dialog import LessonDialog
from incidentdesk.desktop.improve.propose_sheet import ProposeSheet
from incidentdesk.desktop.improve.reason_dialog import ReasonDialog
from incidentdesk.desktop.improve.review_body import RECORD, SECTION_LIST, WRITE
from incidentdesk.desktop.improve.review_page import ReviewPage
from incidentdesk.desktop.improve.section_list import ADVICE, MISSING, WRITTEN
from incidentdesk.desktop.measure.report_preview import ReportPreview
from incidentdesk.desktop.printable import PrintableReview
from incidentdesk.detect.intake import log_incident
from incidentdesk.improve.improvement_list import improvements
from incidentdesk.improve.review_sheet import review_of
from incidentdesk.improve.review_state import ReviewState, review_state
from incidentdesk.improve.review_step import submit_review
from incidentdesk.improve.review_text import SECTIONS, TEXTS
from incidentdesk.improve.review_writing import change_review
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.timeline import timeline
from tests.measure import review_desk

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def facts(page):
    with page.desk.database.read() as reader:
        return review_of(reader, page.incident_id).facts


def state(page):
    with page.desk.database.read() as reader:
        return review_state(reader, page.incident_id).state


def edit(page, name):
    return page.form.sections[name].edit


def text(page, name):
    return edit(page, name).toPlainText()


def write(qtbot, page, name, words):
    page.form.go_to(name)
    edit(page, name).moveCursor(edit(page, name).textCursor().MoveOperation.End)
    qtbot.keyClicks(edit(page, name), words)


def empty_review(desk, **facts):
    with desk.write(actor="Mei Okafor") as session:
        incident_id = log_incident(session, title="Mail is down")
        if facts:
            change_incident(session, incident_id, facts)
    return incident_id


def dialog_of(page, qtbot, kind):
    qtbot.waitUntil(lambda: any(each.isVisible() for each in page.window().findChildren(kind)))
    dialog = next(each for each in page.window().findChildren(kind) if each.isVisible())
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None and dialog.isAncestorOf(QApplication.focusWidget()))
    return dialog


# -- reading


def test_all_that_was_written_stands_on_the_page(page):
    for name in TEXTS:
        assert text(page, name) == review_desk.WRITTEN[name]
    assert page.form.impact.people.text() == "180"
    assert [row.pair() for row in page.form.impact.rows] == [("Branch offices", "4")]
    assert page.header.lead.value == "Johanna Wiese"
    assert "Branch offices lost WAN access" in page.title()


def test_the_record_stands_beside_the_text(page):
    side = page.side
    assert side.timeline.heading.text() == "Timeline · 1 of 2 starred"
    shown = "\n".join(label.text() for label in side.numbers.lines)
    assert "Time to detect\n4 min" in shown
    causes = [label.text() for label in side.causes.lines]
    assert "★ The way back was not tried" in causes
    assert "Detection gap" in causes
    assert any("Try the way back before every update" in label.text() for label in side.actions.lines)
    assert all(thumbnail.isVisible() for thumbnail in side.thumbnails.values())


def test_the_thumbnails_and_links_lead_to_the_diagrams(page, qtbot):
    opened = []
    page.opened.connect(opened.append)
    page.side.thumbnails["fishbone"].click()
    page.side.links["whys"].click()
    page.form.sections["actions"].link.click()
    page.header.back.click()
    assert opened == ["INC-0001/fishbone", "INC-0001/whys", "analyses#actions", "INC-0001"]


def test_what_another_writes_appears_where_nobody_is_writing(page, qtbot):
    with page.desk.database.write(actor="Bo") as session:
        change_review(session, page.incident_id, {"detection": "Bo’s words", "impact_numbers": [("Calls", "9")]})
    qtbot.waitUntil(lambda: text(page, "detection") == "Bo’s words")
    assert [row.pair() for row in page.form.impact.rows] == [("Calls", "9")]


# -- writing


def test_leaving_a_field_saves_it(page, qtbot):
    write(qtbot, page, "overview", " And more.")
    assert page.header.saved.text() == "Kept on this machine"
    page.form.go_to("impact")
    qtbot.waitUntil(lambda: facts(page)["overview"].endswith(" And more."))
    qtbot.waitUntil(lambda: page.header.saved.text() == "Saved")
    assert draft(page.desk.database.place, "INC-0001-review") == {}


def test_a_pause_saves_it_too(page, qtbot):
    page.saving._pausing.setInterval(50)
    write(qtbot, page, "overview", " Later.")
    qtbot.waitUntil(lambda: facts(page)["overview"].endswith(" Later."))
    assert edit(page, "overview").hasFocus()


def test_what_is_typed_while_it_is_saved_is_saved_after_it(page, qtbot, settle):
    write(qtbot, page, "overview", "1")
    page.saving.save()
    qtbot.keyClicks(edit(page, "overview"), "2")
    page.saving.save()
    settle(page)
    assert facts(page)["overview"].endswith("12")
    assert text(page, "overview").endswith("12")


def test_a_program_that_was_killed_goes_on_with_every_word(page, qtbot, open_review, made):
    stored = facts(page)
    write(qtbot, page, "overview", " Unsaved.")
    page.keep()
    # Nothing more comes from this page, as if it had been killed.
    page.saving.writable = False
    again = open_review(made.desk, made.incident_id)
    assert text(again, "overview") == stored["overview"] + " Unsaved."
    again.saving.save()
    qtbot.waitUntil(lambda: facts(again)["overview"].endswith(" Unsaved."))


def test_typing_reaches_the_disk_within_a_second(page, qtbot):
    page.saving._pausing.setInterval(60_000)
    write(qtbot, page, "overview", " Soon.")
    kept = lambda: draft(page.desk.database.place, "INC-0001-review").get("overview", [""])[0]  # noqa: E731
    qtbot.waitUntil(lambda: kept().endswith(" Soon."), timeout=1_000)


def test_numbers_of_the_impact(page, qtbot, settle):
    impact = page.form.impact
    impact.people.setFocus()
    impact.people.selectAll()
    qtbot.keyClicks(impact.people, "1 200")
    impact.add.click()
    row = impact.rows[-1]
    assert row.label.hasFocus()
    qtbot.keyClicks(row.label, "Orders delayed")
    qtbot.keyClicks(row.value, "412")
    page.form.go_to("overview")
    qtbot.waitUntil(lambda: facts(page)["impact_numbers"] == (("Branch offices", "4"), ("Orders delayed", "412")))
    assert facts(page)["people_affected"] == 1200
    impact.rows[0].remove.click()
    qtbot.waitUntil(lambda: facts(page)["impact_numbers"] == (("Orders delayed", "412"),))


def test_a_number_that_is_none_is_said_where_it_stands_and_holds_nothing_up(page, qtbot, settle):
    impact = page.form.impact
    impact.people.setFocus()
    qtbot.keyClicks(impact.people, " or so")
    assert impact.wrong.isVisible()
    write(qtbot, page, "overview", " Saved all the same.")
    page.form.go_to("detection")
    qtbot.waitUntil(lambda: facts(page)["overview"].endswith("all the same."))
    settle(page)
    assert facts(page)["people_affected"] == 180
    assert impact.people.text() == "180 or so"


def test_the_lead_is_changed_where_it_stands(page, qtbot):
    page.header.lead.edit()
    page.header.lead.editor_widget.setText("Bo Berg")
    page.header.lead.commit()
    qtbot.waitUntil(lambda: facts(page)["lead"] == "Bo Berg")


def test_a_change_can_be_taken_back(page, qtbot, settle):
    before = facts(page)["overview"]
    write(qtbot, page, "overview", " Wrong.")
    page.form.go_to("impact")
    qtbot.waitUntil(lambda: facts(page)["overview"].endswith("Wrong."))
    settle(page)
    page.desk.history.undo()
    qtbot.waitUntil(lambda: text(page, "overview") == before)


# -- filling


def test_filling_proposes_texts_for_empty_sections_only(open_review, sqlite_desk, qtbot, settle):
    page = open_review(sqlite_desk, empty_review(sqlite_desk))
    page.stack.currentWidget().action_button.click()
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 1)
    write(qtbot, page, "impact", "My own words.")
    page.header.fill.click()
    qtbot.waitUntil(lambda: text(page, "overview").startswith("Mail is down."))
    assert text(page, "impact") == "My own words."
    assert "filled: Overview, Detection" in page.message.text
    page.message.action_button.click()
    qtbot.waitUntil(lambda: text(page, "overview") == "")
    assert text(page, "impact") == "My own words."


def test_filling_again_says_that_there_is_nothing_to_add(page, qtbot):
    page.header.fill.click()
    qtbot.waitUntil(lambda: "There is nothing to add" in page.message.text)


# -- keys


def test_control_enter_goes_from_section_to_section(page, qtbot):
    page.form.go_to("overview")
    qtbot.keyClick(edit(page, "overview"), Qt.Key.Key_Return, CONTROL)
    assert edit(page, "impact").hasFocus()
    qtbot.keyClick(edit(page, "impact"), Qt.Key.Key_Return, CONTROL)
    assert page.form.sections["timeline"].link.hasFocus()
    assert page.sections.list.currentRow() == SECTIONS.index("timeline")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CONTROL | SHIFT)
    assert edit(page, "impact").hasFocus()


def test_a_section_is_chosen_from_the_list(page, qtbot):
    page.sections.list.setFocus()
    page.sections.list.setCurrentRow(SECTIONS.index("got_lucky"))
    qtbot.keyClick(page.sections.list, Qt.Key.Key_Return)
    assert edit(page, "got_lucky").hasFocus()
    edge = edit(page, "got_lucky").mapTo(page.form.viewport(), edit(page, "got_lucky").rect().topLeft())
    assert 0 <= edge.y() <= page.form.viewport().height()


def test_a_reference_leads_to_a_section(page):
    page.show_part("went_badly")
    assert edit(page, "went_badly").hasFocus()
    page.show_part("no such section")


def test_escape_in_a_text_destroys_nothing(page, qtbot):
    write(qtbot, page, "overview", " Stays.")
    qtbot.keyClick(edit(page, "overview"), Qt.Key.Key_Escape)
    assert text(page, "overview").endswith(" Stays.")


def test_panes_are_text_timeline_sections_and_the_next_step(page):
    assert [type(pane).__name__ for pane in page.panes()] == [
        "GrowingText", "StarList", "QListWidget", "PrimaryButton",
    ]  # fmt: skip
    assert all(pane.isVisible() for pane in page.panes())


def test_the_line_on_which_somebody_writes_stays_in_view(page, qtbot):
    page.form.go_to("outside_message")
    field = edit(page, "outside_message")
    for _line in range(40):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    cursor = lambda: field.mapTo(page.form.viewport(), field.cursorRect().center()).y()  # noqa: E731
    qtbot.waitUntil(lambda: 0 <= cursor() <= page.form.viewport().height())
    assert field.verticalScrollBar().maximum() == 0


# -- stars, lessons


def test_space_gives_an_entry_a_star(page, qtbot):
    stars = page.side.stars
    stars.setFocus()
    stars.setCurrentRow(1)
    qtbot.keyClick(stars, Qt.Key.Key_Space)

    def starred():
        with page.desk.database.read() as reader:
            return [fact.text for fact in timeline(reader, page.incident_id) if fact.starred]

    qtbot.waitUntil(lambda: starred() == ["The alert came in.", "Nothing to see here."])
    qtbot.waitUntil(lambda: page.side.timeline.heading.text() == "Timeline · 2 of 2 starred")
    assert "2 of 2 entries of the timeline go into the review." in page.form.sections["timeline"].sentence.text()


def test_choosing_entries_leads_to_the_timeline(page):
    page.form.sections["timeline"].link.click()
    assert page.side.stars.hasFocus()


def test_a_line_becomes_a_lesson(page, qtbot):
    page.form.go_to("went_badly")
    qtbot.keyClick(edit(page, "went_badly"), Qt.Key.Key_L, CONTROL | SHIFT)
    dialog = dialog_of(page, qtbot, LessonDialog)
    assert dialog.form.fields["title"].text() == "The number of the supplier was not at hand."
    assert dialog.values()["kind"] == "Went badly"
    dialog.reject()


def test_of_an_empty_line_no_lesson_is_made(page, qtbot):
    page.form.go_to("overview")
    assert "Lessons are made of what went well" in page.desk.registry.why_disabled("review.lesson")
    page.form.go_to("got_lucky")
    edit(page, "got_lucky").setPlainText("")
    assert not page.form.sections["got_lucky"].lesson.isEnabled()
    qtbot.keyClick(edit(page, "got_lucky"), Qt.Key.Key_L, CONTROL | SHIFT)
    assert "Put the cursor on the line" in page.message.text


# -- hints


def test_a_text_that_lays_it_on_somebody_is_asked_about(page, qtbot):
    page._thinking.setInterval(10)
    section = page.form.sections["went_badly"]
    write(qtbot, page, "went_badly", " Johanna forgot it.")
    qtbot.waitUntil(lambda: "What made it the sensible thing" in section.hint.text())
    assert section.hint.isVisible()
    edit(page, "went_badly").selectAll()
    qtbot.keyClicks(edit(page, "went_badly"), "The number stood nowhere.")
    qtbot.waitUntil(lambda: not section.hint.isVisible())


# -- from state to state


def test_sections_tell_what_is_missing(open_review, sqlite_desk, qtbot):
    page = open_review(sqlite_desk, empty_review(sqlite_desk))
    page.commands.start()
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 1)
    assert page.sections.mark_of("overview") == MISSING
    assert page.sections.mark_of("got_lucky") == ADVICE
    write(qtbot, page, "overview", "Mail was down.")
    assert page.sections.mark_of("overview") == WRITTEN
    assert page.sections.count.text() == "1 of 11 sections written"
    item = page.sections.list.item(SECTIONS.index("impact"))
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == (
        "Impact, missing: Say who was affected and how, in words or in numbers."
    )


def test_what_is_missing_is_named_and_one_click_away(open_review, sqlite_desk, qtbot):
    page = open_review(sqlite_desk, empty_review(sqlite_desk))
    page.commands.start()
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 1)
    write(qtbot, page, "overview", "Mail was down.")
    page.header.next.click()
    qtbot.waitUntil(lambda: ": Impact, Causes, What went well, What went badly." in page.message.text)
    assert state(page) == ReviewState.DRAFT
    page.message.action_button.click()
    assert edit(page, "impact").hasFocus()


def test_what_is_being_typed_is_saved_before_it_goes_to_review(page, qtbot):
    write(qtbot, page, "overview", " Last words.")
    page.header.next.click()
    qtbot.waitUntil(lambda: state(page) == ReviewState.IN_REVIEW)
    assert facts(page)["overview"].endswith(" Last words.")
    qtbot.waitUntil(lambda: page.header.next.text() == "Mark as reviewed")


def test_the_author_is_warned_and_not_stopped(page, qtbot):
    page.commands.step("submit")
    qtbot.waitUntil(lambda: page.loaded.record.summary.state == ReviewState.IN_REVIEW)
    page.header.next.click()
    assert "You have written this review yourself" in page.message.text
    assert state(page) == ReviewState.IN_REVIEW
    page.message.action_button.click()
    qtbot.waitUntil(lambda: page.loaded.record.summary.state == ReviewState.REVIEWED)
    page.header.next.click()
    assert "Nobody but its author" in page.message.text
    page.message.action_button.click()
    qtbot.waitUntil(lambda: page.loaded.record.summary.state == ReviewState.PUBLISHED)
    assert page.header.next.text() == "Print preview"


def test_somebody_else_marks_it_without_a_word(made, open_review, qtbot):
    made.act(submit_review)
    page = open_review(made.desk, made.incident_id, actor="Johanna Wiese")
    page.header.next.click()
    qtbot.waitUntil(lambda: page.header.next.text() == "Publish")
    page.header.next.click()
    qtbot.waitUntil(lambda: state(page) == ReviewState.PUBLISHED)
    assert page.message.text == ""


def test_going_back_and_reopening_ask_for_a_reason(made, open_review, qtbot):
    made.publish()
    page = open_review(made.desk, made.incident_id)
    assert edit(page, "overview").isReadOnly()
    assert page.header.fill.isHidden()
    page.header.step_back.click()
    dialog = dialog_of(page, qtbot, ReasonDialog)
    assert not dialog.save_button.isEnabled()
    qtbot.keyClicks(dialog.text, "A number was wrong.")
    qtbot.keyClick(dialog.text, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: state(page) == ReviewState.DRAFT)
    qtbot.waitUntil(lambda: not edit(page, "overview").isReadOnly())
    assert "A number was wrong." in page.header.state.toolTip()


def test_a_reason_that_was_typed_is_there_again(made, open_review, qtbot):
    made.publish()
    page = open_review(made.desk, made.incident_id)
    page.commands.step("reopen")
    dialog = dialog_of(page, qtbot, ReasonDialog)
    qtbot.keyClicks(dialog.text, "Half a reas")
    dialog.reject()
    page.commands.step("reopen")
    assert dialog_of(page, qtbot, ReasonDialog).text.toPlainText() == "Half a reas"
    dialog_of(page, qtbot, ReasonDialog).reject()


def test_a_major_can_be_skipped_with_a_reason_and_taken_up_again(open_review, sqlite_desk, qtbot):
    page = open_review(sqlite_desk, empty_review(sqlite_desk, major=True))
    empty = page.stack.currentWidget()
    assert "There is no review of INC-0001 yet" in empty.accessibleName()
    empty.link_button.click()
    dialog = dialog_of(page, qtbot, ReasonDialog)
    qtbot.keyClicks(dialog.text, "A test of the alarm.")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: "was skipped" in page.stack.currentWidget().accessibleName())
    assert "A test of the alarm." in page.stack.currentWidget().accessibleDescription()
    page.stack.currentWidget().action_button.click()
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 1)
    assert state(page) == ReviewState.DRAFT


def test_until_when_it_is_due_is_told(page):
    assert page.sections.due.text() in ("due in 3 d", "due in 2 d")


def test_an_incident_that_is_not_there_is_said(qtbot, open_review, sqlite_desk):
    page = open_review_absent(qtbot, open_review, sqlite_desk)
    assert "There is no incident INC-0099" in page.stack.currentWidget().accessibleDescription()


def open_review_absent(qtbot, open_review, sqlite_desk):
    other = open_review(sqlite_desk, empty_review(sqlite_desk))
    page = ReviewPage(other.desk, 99, other)
    qtbot.waitUntil(lambda: page.stack.currentWidget().accessibleName() != "")
    return page


# -- paper


def test_a_published_review_is_one_button_away_from_paper(made, open_review, qtbot, settle):
    made.publish()
    page = open_review(made.desk, made.incident_id)
    assert page.printable() == PrintableReview(page.incident_id)
    page.header.next.click()
    qtbot.waitUntil(lambda: page.window().findChild(ReportPreview) is not None)
    preview = page.window().findChild(ReportPreview)
    qtbot.waitUntil(lambda: preview.document is not None)
    preview.close()
    settle(page)


# -- shape


@pytest.mark.parametrize(("size", "scale"), [((1280, 720), 150), ((700, 600), 100)])
def test_on_a_narrow_page_sections_and_record_are_behind_tabs(open_review, made, size, scale, qtbot):
    page = open_review(made.desk, made.incident_id, size=size, scale=scale)
    assert page.body.tabs.isVisible()
    assert not page.side.isVisible()
    assert page.header.due.isVisible()
    page.form.sections["timeline"].link.click()
    assert page.body.tabs.currentIndex() == RECORD
    assert page.side.stars.hasFocus()
    page.body.tabs.setCurrentIndex(SECTION_LIST)
    page.sections.list.setCurrentRow(SECTIONS.index("causes"))
    qtbot.keyClick(page.sections.list, Qt.Key.Key_Return)
    assert page.body.tabs.currentIndex() == WRITE
    assert edit(page, "causes").hasFocus()


def test_a_page_that_becomes_wide_again_has_all_three_beside_each_other(open_review, made):
    page = open_review(made.desk, made.incident_id, size=(700, 600))
    page.window().resize(1400, 800)
    QApplication.processEvents()
    assert not page.body.tabs.isVisible()
    assert all(part.isVisible() for part in (page.sections, page.form, page.side))
    assert page.sections.x() < page.body.parts.x() < page.side.x()


def test_every_control_has_a_name_and_a_description(page):
    controls = [
        each
        for kind in (QAbstractButton, QLineEdit, QPlainTextEdit, QListWidget)
        for each in page.findChildren(kind)
        if each.isVisible() and each.parent() is not None
    ]
    assert len(controls) > 20
    assert [each for each in controls if not each.accessibleName() or not each.accessibleDescription()] == []


def test_on_a_desk_that_can_only_be_read_the_steps_say_why(open_review, sqlite_desk, made):
    sqlite_desk.read_only = "This database is read-only."
    page = open_review(sqlite_desk, made.incident_id)
    assert not page.header.next.isEnabled()
    assert page.header.next.toolTip() == page.header.fill.toolTip() == "This database is read-only."
    sqlite_desk.read_only = ""


# ── the plan that was run ────────────────────────────────────────────────────────────────────────────────────────────


def test_how_the_plan_was_kept_to_stands_beside_the_text(open_review, sqlite_desk):
    made = review_desk.incident_with_review(sqlite_desk, respond=review_desk.kept_badly)
    page = open_review(sqlite_desk, made.incident_id)
    said = [line.text() for line in page.side.plan.lines]
    assert said[1] == "1 of 2 steps in time · 1 skipped · 1 added"
    assert "They had called us" in said[2]
    assert "Call the guard" in said[3]


def test_without_a_plan_nothing_is_said_of_it(page):
    assert not page.side.plan.isVisible()
    assert page.desk.registry.why_disabled("review.propose") == "No plan was run in this incident."


def test_the_review_proposes_a_change_to_the_plan_that_was_run(open_review, sqlite_desk, qtbot):
    made = review_desk.incident_with_review(sqlite_desk, respond=review_desk.kept_badly)
    page = open_review(sqlite_desk, made.incident_id)
    page.desk.registry.run("review.propose")
    sheet = dialog_of(page, qtbot, ProposeSheet)
    qtbot.waitUntil(lambda: sheet.base is not None)
    assert sheet.base.plan == "WAN down"
    assert "They had called us" in sheet.reason.toPlainText()
    sheet.reject()


def test_the_review_keeps_an_improvement_that_knows_its_incident(page, qtbot, sqlite_desk):
    page.side.improve.click()
    dialog = dialog_of(page, qtbot, ImprovementDialog)
    dialog.form.fields["title"].setText("Call the board earlier")
    dialog.save.click()

    def kept():
        with sqlite_desk.read() as reader:
            return [row for row in improvements(reader, today="") if row.from_incident_id == page.incident_id]

    qtbot.waitUntil(lambda: bool(kept()))
    assert (kept()[0].source, kept()[0].title) == ("Review", "Call the board earlier")
