"""Two people, two windows, one incident (R12)."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.conflict_dialog import BOTH, MINE, THEIRS, ConflictDialog, ask_conflict, given_up
from incidentdesk.detect.intake import log_incident
from incidentdesk.respond.sheet import sheet_of
from incidentdesk.respond.timeline import timeline
from incidentdesk.schema.opening import open_desk
from incidentdesk.store.conflict import Clash, Conflict

CLASH = Conflict((Clash("title", "Mail is down", "Mail is slow", "Mail is dead"),), "L. Novák")


@pytest.fixture(params=["sqlite", "postgresql"])
def two_databases(request):
    """Two connections to one desk, as two workstations have them."""
    first = request.getfixturevalue(f"{request.param}_desk")
    second = open_desk(first.path or first.url)
    yield first, second
    second.close()
    first.close()


@pytest.fixture
def two_pages(two_databases, open_window):
    first, second = two_databases
    with first.write(actor="Mei Okafor") as session:
        incident_id = log_incident(session, title="Mail is down", tags=["mail"], category="Mail", subcategory="Queue")
    return open_window(first, incident_id), open_window(second, incident_id, "L. Novák")


def facts(page):
    with page.desk.database.read() as reader:
        return sheet_of(reader, page.incident_id).facts


def declined(page):
    with page.desk.database.read() as reader:
        found = [fact for fact in timeline(reader, page.incident_id) if fact.text == "not taken over"]
    return [(fact.actor, change.field, change.after) for fact in found for change in fact.changes]


def both_edit(mei, novak, field, first, second, qtbot, settle):
    """Both open the editor, L. Novák saves first, Mei saves over it."""
    mei.details.edit(field) if field in mei.details.fields else mei.header.title.edit()
    view = mei.facts.view_of(field)
    before = facts(novak)[field]
    novak.facts.change(field, first, before)
    settle(novak.desk)
    qtbot.waitUntil(lambda: view.value == first)
    view.editor_widget.setText(second if isinstance(second, str) else " ".join(second))
    view.commit()


@pytest.fixture
def answers(monkeypatch):
    """What a person chooses in the dialog; gives what was asked."""
    asked = []

    def answer(choice, together=""):
        def ask(parent, desk, conflict):
            dialog = ConflictDialog(desk, conflict, parent.window())
            asked.append(conflict)
            for box in dialog.boxes:
                if together and choice == BOTH:
                    box.both.setPlainText(together)
                box.buttons[choice].setChecked(True)
            decided = dialog.decided()
            dialog.deleteLater()
            return decided

        monkeypatch.setattr("incidentdesk.desktop.respond.page_facts.ask_conflict", ask)
        return asked

    return answer


def test_a_change_of_somebody_else_is_never_overwritten_in_silence(two_pages, qtbot, settle, answers):
    mei, novak = two_pages
    asked = answers(THEIRS)
    both_edit(mei, novak, "title", "Mail is slow", "Mail is dead", qtbot, settle)
    qtbot.waitUntil(lambda: bool(asked))
    settle(mei.desk)
    assert asked[0].changed_by == "L. Novák"
    assert facts(mei)["title"] == "Mail is slow"
    assert declined(mei) == [("Mei Okafor", "title", "Mail is dead")]
    assert mei.header.title.value_label.text() == "Mail is slow"


@pytest.mark.parametrize("two_databases", ["sqlite"], indirect=True)
def test_ones_own_value_can_be_taken_and_the_other_stays_in_the_history(two_pages, qtbot, settle, answers):
    mei, novak = two_pages
    asked = answers(MINE)
    both_edit(mei, novak, "title", "Mail is slow", "Mail is dead", qtbot, settle)
    qtbot.waitUntil(lambda: bool(asked))
    settle(mei.desk)
    assert facts(mei)["title"] == "Mail is dead"
    with mei.desk.database.read() as reader:
        told = [change for fact in timeline(reader, mei.incident_id) for change in fact.changes]
    assert [(change.before, change.after) for change in told if change.field == "title"] == [
        ("Mail is down", "Mail is slow"),
        ("Mail is slow", "Mail is dead"),
    ]
    qtbot.waitUntil(lambda: novak.header.title.value_label.text() == "Mail is dead")


@pytest.mark.parametrize("two_databases", ["sqlite"], indirect=True)
def test_two_texts_can_become_one(two_pages, qtbot, settle, answers):
    mei, novak = two_pages
    asked = answers(BOTH, "Mail is slow, then dead")
    both_edit(mei, novak, "title", "Mail is slow", "Mail is dead", qtbot, settle)
    qtbot.waitUntil(lambda: bool(asked))
    settle(mei.desk)
    assert facts(mei)["title"] == "Mail is slow, then dead"


@pytest.mark.parametrize("two_databases", ["sqlite"], indirect=True)
def test_tags_of_both_are_put_together(two_pages, qtbot, settle, answers):
    mei, novak = two_pages
    asked = answers(BOTH)
    both_edit(mei, novak, "tags", ("berlin", "mail"), ("mail", "vpn"), qtbot, settle)
    qtbot.waitUntil(lambda: bool(asked))
    settle(mei.desk)
    assert facts(mei)["tags"] == ("berlin", "mail", "vpn")


@pytest.mark.parametrize("two_databases", ["sqlite"], indirect=True)
def test_who_goes_on_writing_keeps_the_own_text_and_saves_nothing(two_pages, qtbot, settle, monkeypatch):
    mei, novak = two_pages
    asked = []
    monkeypatch.setattr(
        "incidentdesk.desktop.respond.page_facts.ask_conflict", lambda *args: asked.append(args) or None
    )
    both_edit(mei, novak, "title", "Mail is slow", "Mail is dead", qtbot, settle)
    qtbot.waitUntil(lambda: bool(asked))
    settle(mei.desk)
    assert facts(mei)["title"] == "Mail is slow"
    assert mei.header.title.editing
    assert mei.header.title.editor_widget.text() == "Mail is dead"
    assert "L. Novák" in mei.header.title.error.text()


@pytest.mark.parametrize("two_databases", ["sqlite"], indirect=True)
def test_different_fields_do_not_disturb_each_other(two_pages, qtbot, settle, answers):
    mei, novak = two_pages
    asked = answers(MINE)
    mei.details.edit("service")
    novak.facts.change("title", "Mail is slow", "Mail is down")
    settle(novak.desk)
    mei.details.fields["service"].editor_widget.setText("Mail")
    mei.details.fields["service"].commit()
    settle(mei.desk)
    assert (facts(mei)["title"], facts(mei)["service"], asked) == ("Mail is slow", "Mail", [])


# ── the dialog ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def dialog(page, qtbot):
    clashes = (*CLASH.clashes, Clash("impact", 2, 1, 3), Clash("occurred_at", None, None, None))
    dialog = ConflictDialog(page.desk, Conflict(clashes, "L. Novák"), page.window())
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    yield dialog
    dialog.deleteLater()


def test_all_three_values_stand_side_by_side(dialog):
    texts = [box.toPlainText() for box in dialog.boxes[0].findChildren(type(dialog.boxes[0].both))]
    assert texts[:3] == ["Mail is down", "Mail is slow", "Mail is dead"]
    texts = [box.toPlainText() for box in dialog.boxes[1].findChildren(type(dialog.boxes[0].both))]
    assert texts == ["Medium", "High", "Low"]


def test_nothing_is_chosen_for_the_person(dialog):
    assert not dialog.save.isEnabled()
    assert "Choose for each field" in dialog.save.toolTip()


def test_the_keys_alone_decide(dialog, qtbot):
    first, second, third = dialog.boxes
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert first.choice() == THEIRS
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert first.choice() == MINE
    second.buttons[THEIRS].click()
    third.buttons[MINE].click()
    assert dialog.save.isEnabled()
    assert dialog.decided() == {"title": "Mail is dead", "impact": 1, "occurred_at": None}


def test_what_is_edited_together_is_chosen(dialog, qtbot):
    box = dialog.boxes[0]
    box.both.setFocus()
    qtbot.keyClicks(box.both, "Now: ")
    assert box.choice() == BOTH
    assert box.value() == "Now: Mail is slow / Mail is dead"


def test_escape_decides_nothing(page, qtbot):
    def leave():
        qtbot.keyClick(QApplication.activeModalWidget(), Qt.Key.Key_Escape)

    QTimer.singleShot(50, leave)
    assert ask_conflict(page, page.desk, CLASH) is None


def test_the_dialog_gives_what_was_decided(page, qtbot):
    def choose():
        dialog = QApplication.activeModalWidget()
        dialog.boxes[0].buttons[MINE].setChecked(True)
        dialog.save.click()

    QTimer.singleShot(50, choose)
    assert ask_conflict(page, page.desk, CLASH) == {"title": "Mail is dead"}


def test_only_what_was_not_saved_is_given_up():
    assert given_up(CLASH, {"title": "Mail is slow"}) == {"title": "Mail is dead"}
    assert given_up(CLASH, {"title": "Mail is dead"}) == {}
    assert given_up(CLASH, {"title": "both"}) == {}
