"""The inspector: everything that is known about a cause, written without ever losing a word."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.investigate.inspector_hint import hints_for
from incidentdesk.investigate.cause_editing import set_facts, set_text
from incidentdesk.investigate.cause_graph import Role, Status, applied
from tests.desktop.investigate.fishbone_window import CONTROL, Key
from tests.investigate.pictured import six


@pytest.fixture
def lead(sit_down):
    lead = sit_down(six())
    lead.choose("DHCP")
    return lead


def test_it_shows_what_is_chosen(lead):
    inspector = lead.page.inspector
    assert inspector.text.toPlainText() == "DHCP lease ends at 07:00"
    assert inspector.place.text().replace("\u2068", "").replace("\u2069", "") == "Level 1 of Technology"
    assert inspector.status.value == Status.RULED_OUT
    lead.choose("Driver")
    assert inspector.votes.text() == "3 here · 30 dots left"
    assert inspector.evidence.list.count() == 2
    lead.press(Key.Key_Home)
    assert inspector.text.toPlainText() == lead.graph.effect.text
    assert not inspector.measures.isVisible()
    lead.page.selection.choose(lead.cause("DHCP").key, lead.cause("Driver").key)
    assert "2 chosen" in inspector.place.text()
    lead.page.selection.clear()
    assert "Choose a cause" in inspector.place.text()


def test_fields_are_saved_when_they_are_left_and_undone_with_the_rest(lead):
    inspector = lead.page.inspector
    for field, text, name in (
        (inspector.text, " and again", "text"), (inspector.note, "Seen twice", "note"),
        (inspector.owner, "Carla Rossi", "owner"), (inspector.stop_reason, "Lease is a week", "stop_reason"),
    ):  # fmt: skip
        field.setFocus()
        if field is inspector.text:
            field.moveCursor(field.textCursor().MoveOperation.End)
        QTest.keyClicks(field, text)
        lead.page.canvas.setFocus()
        assert text.strip() in getattr(lead.current, name)
    lead.rest()
    assert lead.stored().causes[lead.current.key].owner == "Carla Rossi"
    for _step in range(4):
        lead.press(Key.Key_Z, modifier=CONTROL)
    assert (lead.current.text, lead.current.note, lead.current.owner) == ("DHCP lease ends at 07:00", "", "")


def test_a_pause_saves_too_and_writing_on_is_the_same_step(lead, qtbot):
    inspector = lead.page.inspector
    steps = lead.page.document.stack.count()
    inspector.note.setFocus()
    QTest.keyClicks(inspector.note, "First")
    qtbot.waitUntil(lambda: lead.current.note == "First", timeout=3000)
    QTest.keyClicks(inspector.note, " and more")
    lead.page.canvas.setFocus()
    assert lead.current.note == "First and more"
    assert lead.page.document.stack.count() == steps + 1


def test_choosing_another_cause_keeps_what_was_written_for_the_first(lead):
    inspector = lead.page.inspector
    key = lead.current.key
    inspector.note.setFocus()
    QTest.keyClicks(inspector.note, "Belongs to DHCP")
    lead.page.selection.choose(lead.cause("Driver").key)
    assert lead.graph.causes[key].note == "Belongs to DHCP"
    assert lead.cause("Driver").note == ""
    assert inspector.note.toPlainText() == ""


def test_what_is_being_written_is_not_overwritten_by_news(lead):
    inspector = lead.page.inspector
    inspector.note.setFocus()
    QTest.keyClicks(inspector.note, "My words")
    document = lead.page.document
    document.do(set_facts(lead.graph, [lead.current.key], note="Theirs"), "Note")
    assert inspector.note.toPlainText() == "My words"


def test_status_role_and_votes_are_set_with_the_mouse(lead):
    inspector = lead.page.inspector
    inspector.status.button(Status.VERIFIED).click()
    assert lead.current.status == Status.VERIFIED
    inspector.role.setCurrentIndex(inspector.role.findData(str(Role.TRIGGER)))
    inspector.role.activated.emit(inspector.role.currentIndex())
    assert lead.current.role == Role.TRIGGER
    inspector.vote_up.click()
    inspector.vote_up.click()
    inspector.vote_down.click()
    assert lead.graph.votes_of(lead.current.key) == 1


def test_counter_measures_are_added_changed_and_removed(lead):
    measures = lead.page.inspector.measures
    measures.new.setText("Longer lease")
    measures._add()
    (key,) = measures.rows
    row = measures.rows[key]
    row.effort.setCurrentIndex(row.effort.findData("Detect"))
    row.effort.activated.emit(row.effort.currentIndex())
    row.owner.setFocus()
    QTest.keyClicks(row.owner, "Carla")
    lead.page.canvas.setFocus()
    lead.rest()
    measure = lead.stored().measures_of(lead.current.key)[0]
    assert (measure.text, measure.effort, measure.owner) == ("Longer lease", "Detect", "Carla")
    assert lead.page.inspector.measures.rows[key] is row
    row.remove.click()
    assert not lead.graph.measures_of(lead.current.key)
    lead.press(Key.Key_Z, modifier=CONTROL)
    assert lead.graph.measures_of(lead.current.key)


def test_a_half_written_counter_measure_is_kept(lead):
    lead.press(Key.Key_M)
    lead.write("Half a meas")
    lead.page.selection.choose(lead.cause("Driver").key)
    assert [each.text for each in lead.graph.measures_of(lead.cause("DHCP").key)] == ["Half a meas"]


def test_a_long_text_says_where_the_rest_goes(lead):
    inspector = lead.page.inspector
    inspector.text.setFocus()
    inspector.text.selectAll()
    QTest.keyClicks(inspector.text, "x" * 190)
    assert "190 of 200" in inspector.length.text()
    QTest.keyClicks(inspector.text, "y" * 20)
    assert "goes into the note" in inspector.length.text()
    lead.page.canvas.setFocus()
    assert len(lead.current.text) == 200
    assert lead.current.note == "x" * 190 + "y" * 20


def test_evidence_changes_sides_and_is_taken_off_and_that_can_be_undone(lead):
    lead.choose("Driver")
    key, part = lead.current.key, lead.page.inspector.evidence
    piece = part._pieces[0].id
    part.stance_wanted.emit(piece, "contradicts")
    lead.rest()
    assert lead.graph.backing_of(key).contradicts == 1
    part.unlink_wanted.emit(piece)
    lead.rest()
    assert lead.graph.backing_of(key).count == 1
    lead.press(Key.Key_Z, modifier=CONTROL)
    lead.rest()
    lead.press(Key.Key_Z, modifier=CONTROL)
    lead.rest()
    assert lead.graph.backing_of(key).supports == 2


def test_hints_say_what_deserves_a_second_look():
    graph = six()
    cause = next(each for each in graph.causes.values() if each.text.startswith("No one"))
    assert hints_for(graph, cause) == []
    for status, said in (
        (Status.VERIFIED, "no evidence supports it"),
        (Status.ROOT_CAUSE, "never verified"),
        (Status.RULED_OUT, "nothing says why"),
    ):
        changed = applied(graph, set_facts(graph, [cause.key], status=status))
        assert any(said in hint for hint in hints_for(changed, changed.causes[cause.key]))
    blaming = applied(graph, set_text(graph, cause.key, "Human error of the operator"))
    assert any("sensible thing" in hint for hint in hints_for(blaming, blaming.causes[cause.key]))


def test_tab_goes_through_the_fields_and_types_no_cause(lead):
    count = len(lead.graph.causes)
    lead.page.inspector.text.setFocus()
    lead.press(Key.Key_Tab, Key.Key_Tab)
    assert lead.page.inspector.isAncestorOf(QApplication.focusWidget())
    assert len(lead.graph.causes) == count
