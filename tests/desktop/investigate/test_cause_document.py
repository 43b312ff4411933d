import pytest

from incidentdesk.desktop.investigate.cause_draft import Typed
from incidentdesk.desktop.investigate.cause_saving import load_causes
from incidentdesk.investigate.cause_editing import add_below, remove, set_facts, set_text
from incidentdesk.investigate.cause_graph import EFFECT, Status
from incidentdesk.refusal import Refused


def add(document, parent, text):
    step = add_below(document.graph, parent, text)
    document.do(step.gesture, "New cause")
    return step.key


def test_a_fresh_document_has_the_bones_of_the_usual_set_and_saves_nothing(document, stored):
    assert [each.text for each in document.graph.categories] == [
        "People", "Process", "Technology", "Environment", "Information", "Suppliers",
    ]  # fmt: skip
    assert document.graph.effect.text == "Branch offices lost WAN access"
    assert document.is_saved
    assert stored() is None


def test_a_gesture_is_seen_at_once_and_saved_behind_it(document, stored, settle):
    key = add(document, document.graph.categories[0].key, "Nobody looked")
    assert document.graph.causes[key].text == "Nobody looked"
    settle(document._desk)
    assert document.state.kind == "saved"
    assert document.is_saved
    assert stored().causes[key].text == "Nobody looked"
    assert len(stored().categories) == 6


def test_many_gestures_in_a_row_are_saved_in_their_order(document, stored, settle):
    parent = document.graph.categories[0].key
    keys = []
    for number in range(30):
        parent = add(document, parent, f"Why {number}")
        keys.append(parent)
        document.do(set_text(document.graph, parent, f"Because of {number}"), "Text")
    settle(document._desk)
    assert [stored().causes[key].text for key in keys] == [f"Because of {number}" for number in range(30)]
    while document.stack.canUndo():
        document.stack.undo()
    settle(document._desk)
    assert not stored().in_order()
    while document.stack.canRedo():
        document.stack.redo()
    settle(document._desk)
    assert stored().in_order() == document.graph.in_order()
    assert len(stored().in_order()) == 30


def test_typing_in_one_label_is_one_step(document):
    key = add(document, document.graph.categories[0].key, "")
    for text in ("N", "No", "Nobody"):
        document.do(set_text(document.graph, key, text), "Text", merge="text 1")
    assert document.stack.count() == 2
    document.stack.undo()
    assert document.graph.causes[key].text == ""


def test_what_is_made_and_taken_away_in_one_go_leaves_no_step(document):
    step = add_below(document.graph, document.graph.categories[0].key)
    document.do(step.gesture, "New cause", merge="new")
    document.do(remove(document.graph, [step.key]), "Remove", merge="new")
    assert document.stack.count() == 0
    assert not document.graph.in_order()


def test_different_causes_of_two_people_merge(open_document, settle):
    mei, luka = open_document(), open_document("L. Novák")
    one = add(mei, mei.graph.categories[0].key, "Mine")
    other = add(luka, luka.graph.categories[0].key, "Theirs")
    settle(mei._desk)
    settle(luka._desk)
    assert {one, other} == {each.key for each in mei.graph.in_order()}
    assert mei.graph == luka.graph


def both_changed(open_document, settle):
    mei, luka = open_document(), open_document("L. Novák")
    key = add(mei, mei.graph.categories[0].key, "Nobody looked")
    settle(mei._desk)
    settle(luka._desk)
    conflicts = []
    luka.conflicted.connect(conflicts.append)
    luka.hold(True)
    luka.do(set_text(luka.graph, key, "Nobody was there"), "Text")
    other = add(luka, luka.graph.categories[1].key, "Something else")
    mei.do(set_text(mei.graph, key, "Nobody saw it"), "Text")
    settle(mei._desk)
    luka.hold(False)
    settle(luka._desk)
    return mei, luka, key, other, conflicts


def test_the_same_cause_asks_and_the_rest_is_not_lost(open_document, settle, stored):
    mei, luka, key, other, conflicts = both_changed(open_document, settle)
    (conflict,) = conflicts
    assert (conflict.key, conflict.changed_by) == (key, "Mei Okafor")
    (clash,) = conflict.clashes
    assert (clash.seen, clash.theirs, clash.mine) == ("Nobody looked", "Nobody saw it", "Nobody was there")
    assert luka.state.kind == "undecided"
    luka.decide({"text": "Nobody was there"}, {})
    settle(luka._desk)
    settle(mei._desk)
    assert stored().causes[key].text == mei.graph.causes[key].text == "Nobody was there"
    assert stored().causes[other].text == "Something else"
    assert luka.is_saved


def test_what_is_given_up_stays_in_the_history(open_document, settle, stored, sqlite_desk):
    _mei, luka, key, other, _conflicts = both_changed(open_document, settle)
    luka.decide({"text": "Nobody saw it"}, {"text": "Nobody was there"})
    settle(luka._desk)
    assert stored().causes[key].text == luka.graph.causes[key].text == "Nobody saw it"
    assert stored().causes[other].text == "Something else"
    with sqlite_desk.read() as reader:
        rows = reader.rows("SELECT changes FROM ledger WHERE act = 'declined'")
    assert "Nobody was there" in rows[0][0]


def test_a_step_that_somebody_has_written_over_is_not_taken_back(open_document, settle):
    mei, luka, key, _other, _conflicts = both_changed(open_document, settle)
    luka.decide({"text": "Nobody was there"}, {})
    settle(luka._desk)
    settle(mei._desk)
    said = []
    mei.refused.connect(said.append)
    mei.stack.undo()
    assert "can't be taken back" in str(said[0])
    assert mei.graph.causes[key].text == "Nobody was there"
    rejected = []
    mei.rejected.connect(lambda refused, _texts: rejected.append(str(refused)))
    mei.stack.undo()
    settle(mei._desk)
    assert len(rejected) == 1
    assert mei.graph.causes[key].text == "Nobody was there"


def test_a_text_in_a_cause_that_somebody_took_away_comes_back_with_the_message(open_document, settle):
    mei, luka = open_document(), open_document("L. Novák")
    key = add(mei, mei.graph.categories[0].key, "Nobody looked")
    settle(mei._desk)
    settle(luka._desk)
    said = []
    luka.rejected.connect(lambda refused, texts: said.append((str(refused), texts)))
    luka.hold(True)
    luka.do(set_text(luka.graph, key, "Nobody was there"), "Text")
    other = add(luka, luka.graph.categories[1].key, "Something else")
    mei.do(remove(mei.graph, [key]), "Remove")
    settle(mei._desk)
    luka.hold(False)
    settle(luka._desk)
    settle(mei._desk)
    ((sentence, texts),) = said
    assert "has taken this away" in sentence
    assert texts == "Nobody was there"
    assert key not in luka.graph.causes
    assert other in mei.graph.causes


def test_what_is_taken_away_while_somebody_writes_in_it_stays(open_document, settle):
    mei, luka = open_document(), open_document("L. Novák")
    key = add(mei, mei.graph.categories[0].key, "Nobody looked")
    settle(mei._desk)
    settle(luka._desk)
    said = []
    luka.rejected.connect(lambda refused, texts: said.append(str(refused)))
    luka.hold(True)
    luka.do(remove(luka.graph, [key]), "Remove")
    mei.do(set_text(mei.graph, key, "Nobody saw it"), "Text")
    settle(mei._desk)
    luka.hold(False)
    settle(luka._desk)
    assert len(said) == 1
    assert luka.graph.causes[key].text == "Nobody saw it"


def test_a_full_disk_keeps_the_gestures_until_it_goes_again(document, monkeypatch, settle, stored):
    from incidentdesk.desktop.investigate import cause_document
    from incidentdesk.store.trouble import Full

    save = cause_document.save_causes

    def full(*_args):
        raise Full("The disk is full.")

    monkeypatch.setattr(cause_document, "save_causes", full)
    key = add(document, document.graph.categories[0].key, "Nobody looked")
    settle(document._desk)
    assert document.state.kind == "trouble"
    assert document.state.why == "The disk is full."
    add(document, key, "And nobody asked")
    settle(document._desk)
    monkeypatch.setattr(cause_document, "save_causes", save)
    document.retry()
    settle(document._desk)
    assert document.state.kind == "saved"
    assert len(stored().in_order()) == 2


def test_a_mistake_of_the_program_is_told_once_and_nothing_is_lost(document, monkeypatch, settle, stored, caught):
    from incidentdesk.desktop.investigate import cause_document

    save = cause_document.save_causes

    def broken(*_args):
        raise ZeroDivisionError

    monkeypatch.setattr(cause_document, "save_causes", broken)
    add(document, document.graph.categories[0].key, "Nobody looked")
    settle(document._desk)
    assert [kind for kind, _value in caught] == [ZeroDivisionError]
    assert document.state.kind == "trouble"
    monkeypatch.setattr(cause_document, "save_causes", save)
    document.retry()
    settle(document._desk)
    assert len(stored().in_order()) == 1


def test_what_was_not_saved_is_recovered_and_can_be_undone(open_document, settle, qtbot):
    before = open_document(draft="fishbone")
    before.hold(True)
    key = add(before, before.graph.categories[0].key, "")
    before.typing(Typed(key, "Nobody loo"))
    qtbot.waitUntil(lambda: before._has_draft, timeout=1000)
    said = []
    after = open_document("L. Novák", draft="fishbone")
    after.recovered.connect(said.append)
    settle(after._desk)
    assert after.graph.causes[key].text == "Nobody loo"
    assert after.is_saved
    after.stack.undo()
    assert key not in after.graph.causes
    settle(after._desk)
    again = open_document("Yuki Tanaka", draft="fishbone")
    settle(again._desk)
    assert again.stack.count() == 0


def test_evidence_that_was_added_elsewhere_is_taken_back_with_the_rest(document, settle, sqlite_desk):
    from incidentdesk.prepare.person import person_named

    with sqlite_desk.write(actor="Mei Okafor") as session:
        person_named(session, "Somebody")
        gesture = session.gesture
    document.done_elsewhere(gesture, "Evidence added")

    def there():
        with sqlite_desk.read() as reader:
            return bool(reader.rows("SELECT 1 FROM person WHERE name = 'Somebody' AND withdrawn_at IS NULL"))

    assert there()
    document.stack.undo()
    settle(document._desk)
    assert not there()
    document.stack.redo()
    settle(document._desk)
    assert there()


def test_a_database_that_is_read_only_refuses(document):
    document._desk.database.read_only = "This database is read-only."
    with pytest.raises(Refused, match="read-only"):
        document.do(set_text(document.graph, EFFECT, "Other"), "Text")
    document._desk.database.read_only = ""


def test_a_subject_that_is_not_there_is_said(furnished, sqlite_desk, qtbot):
    from incidentdesk.desktop.investigate.cause_document import CauseDocument
    from incidentdesk.investigate.subject import Subject

    document = CauseDocument(furnished(sqlite_desk), Subject("incident", 99), "none")
    with qtbot.waitSignal(document.absent) as absent:
        document.load()
    assert "INC-0099" in str(absent.args[0])


def test_facts_go_along(document, stored, settle):
    key = add(document, document.graph.categories[0].key, "Nobody looked")
    document.do(set_facts(document.graph, [key], status=Status.VERIFIED, owner="Luka"), "Status")
    settle(document._desk)
    assert (stored().causes[key].status, stored().causes[key].owner) == ("Verified", "Luka")


def test_what_is_taken_back_while_it_is_being_saved_does_not_come_back_with_news_of_it(document, settle):
    key = add(document, document.graph.categories[0].key, "Nobody looked")
    document.flush()
    document.stack.undo()
    # It is in the database by now, and the document has not heard of that yet.
    assert document._desk.background.wait()
    document._take(load_causes(document._desk.database, document.subject))
    assert key not in document.graph.causes
    settle(document._desk)
    assert key not in document.graph.causes
