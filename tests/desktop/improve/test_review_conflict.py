"""Two people, two windows, one review (R12)."""

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.conflict_dialog import BOTH, MINE, THEIRS, ConflictDialog
from incidentdesk.improve.review_sheet import review_of
from incidentdesk.schema.opening import open_desk
from tests.measure.review_desk import incident_with_review


@pytest.fixture(params=["sqlite", "postgresql"])
def two_pages(request, open_review):
    """The windows of Mei and of Bo, each with a connection of its own."""
    first = request.getfixturevalue(f"{request.param}_desk")
    second = open_desk(first.path or first.url)
    made = incident_with_review(first)
    return open_review(first, made.incident_id), open_review(second, made.incident_id, "Bo Berg")


def facts(page):
    with page.desk.database.read() as reader:
        return review_of(reader, page.incident_id).facts


def write(qtbot, page, name, words):
    field = page.form.sections[name].edit
    page.form.go_to(name)
    field.selectAll()
    qtbot.keyClicks(field, words)


def both_write(mei, bo, qtbot, settle, name="overview"):
    """Mei is writing when Bo saves another text in the same section."""
    write(qtbot, mei, name, "Words of Mei")
    write(qtbot, bo, name, "Words of Bo")
    bo.saving.save()
    settle(bo)
    mei.saving.save()
    qtbot.waitUntil(lambda: name in mei.saving.conflicts)


def answering(choice):
    """Choose in the dialog as soon as it is open."""

    def answer():
        dialog = next(each for each in QApplication.topLevelWidgets() if isinstance(each, ConflictDialog))
        for box in dialog.boxes:
            if choice:
                box.buttons[choice].click()
        (dialog.save if choice else dialog.later).click()

    QTimer.singleShot(100, answer)


def declined(page):
    with page.desk.database.read() as reader:
        return reader.rows("SELECT actor, changes FROM ledger WHERE noun = 'review' AND act = 'declined'")


def test_different_sections_merge_without_a_word(two_pages, qtbot, settle):
    mei, bo = two_pages
    write(qtbot, mei, "overview", "Words of Mei")
    write(qtbot, bo, "detection", "Words of Bo")
    bo.saving.save()
    mei.saving.save()
    settle(bo)
    settle(mei)
    assert (facts(mei)["overview"], facts(mei)["detection"]) == ("Words of Mei", "Words of Bo")
    qtbot.waitUntil(lambda: mei.form.sections["detection"].edit.toPlainText() == "Words of Bo")
    qtbot.waitUntil(lambda: bo.form.sections["overview"].edit.toPlainText() == "Words of Mei")
    assert not mei.saving.conflicts


def test_the_same_section_asks_where_it_stands_and_nothing_is_lost(two_pages, qtbot, settle):
    mei, bo = two_pages
    both_write(mei, bo, qtbot, settle)
    section = mei.form.sections["overview"]
    assert "Bo Berg" in section.message.text
    assert section.edit.toPlainText() == "Words of Mei"
    assert mei.header.saved.text() == "Not saved: changed by two people"
    assert facts(mei)["overview"] == "Words of Bo"


@pytest.mark.parametrize(
    ("choice", "stays"), [(MINE, "Words of Mei"), (THEIRS, "Words of Bo"), (BOTH, "Words of Bo\n\nWords of Mei")]
)
def test_a_person_decides_which_text_stays(two_pages, qtbot, settle, choice, stays):
    mei, bo = two_pages
    both_write(mei, bo, qtbot, settle)
    answering(choice)
    mei.form.sections["overview"].message.action_button.click()
    qtbot.waitUntil(lambda: facts(mei)["overview"] == stays)
    settle(mei)
    assert mei.form.sections["overview"].edit.toPlainText() == stays
    assert mei.form.sections["overview"].message.text == ""
    assert mei.header.saved.text() == "Saved"
    assert len(declined(mei)) == (choice == THEIRS)
    qtbot.waitUntil(lambda: bo.form.sections["overview"].edit.toPlainText() == stays)


def test_whoever_goes_on_writing_decides_later(two_pages, qtbot, settle):
    mei, bo = two_pages
    both_write(mei, bo, qtbot, settle)
    answering("")
    mei.form.sections["overview"].message.action_button.click()
    assert mei.form.sections["overview"].edit.toPlainText() == "Words of Mei"
    assert "overview" in mei.saving.conflicts
    mei.header.next.click()
    qtbot.waitUntil(lambda: "Decide first" in mei.message.text)


def test_other_sections_are_saved_while_one_waits_for_a_decision(two_pages, qtbot, settle):
    mei, bo = two_pages
    both_write(mei, bo, qtbot, settle)
    write(qtbot, mei, "detection", "Mei goes on")
    mei.saving.save()
    qtbot.waitUntil(lambda: facts(mei)["detection"] == "Mei goes on")
    assert facts(mei)["overview"] == "Words of Bo"


def test_numbers_that_two_have_changed_are_decided_as_a_whole(two_pages, qtbot, settle):
    mei, bo = two_pages
    for page, value in ((mei, "7"), (bo, "9")):
        page.form.impact.rows[0].value.setText(value)
    bo.saving.save()
    settle(bo)
    mei.saving.save()
    qtbot.waitUntil(lambda: "impact_numbers" in mei.saving.conflicts)
    answering(THEIRS)
    mei.form.sections["impact"].message.action_button.click()
    settle(mei)
    assert facts(mei)["impact_numbers"] == (("Branch offices", "9"),)
    assert [row.pair() for row in mei.form.impact.rows] == [("Branch offices", "9")]


def test_a_text_that_is_typed_when_another_publishes_is_kept(two_pages, qtbot, settle):
    from incidentdesk.improve.review_step import approve_review, submit_review

    mei, bo = two_pages
    write(qtbot, mei, "overview", "Too late")
    with bo.desk.database.write(actor="Bo Berg") as session:
        submit_review(session, bo.incident_id)
        approve_review(session, bo.incident_id)
    qtbot.waitUntil(lambda: mei.form.sections["overview"].edit.isReadOnly())
    assert mei.form.sections["overview"].edit.toPlainText() == "Too late"
    mei.keep()
    assert mei.saving.typed.waiting == {"overview": "Too late"}
