"""Two people at one fishbone (R12): different causes merge, the same cause asks."""

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.conflict_dialog import BOTH, MINE, THEIRS, ConflictDialog
from incidentdesk.investigate.cause_editing import remove
from incidentdesk.schema.opening import open_desk
from tests.desktop.investigate.fishbone_window import CONTROL, Key
from tests.investigate.pictured import six


@pytest.fixture(params=["sqlite", "postgresql"])
def two_people(request, sit_down):
    """Two workstations with one fishbone."""
    first = request.getfixturevalue(f"{request.param}_desk")
    second = open_desk(first.path or first.url)
    mei = sit_down(six(), database=first)
    luka = sit_down(actor="L. Novák", subject=mei.subject, database=second)
    return mei, luka


@pytest.fixture
def mei_and_luka(sit_down):
    mei = sit_down(six())
    return mei, sit_down(actor="L. Novák", subject=mei.subject)


@pytest.fixture
def answer():
    """Has the next question about a conflict answered; gives what was asked."""
    asked = []

    def answer(choice, together=""):
        def take():
            dialog = next(each for each in QApplication.topLevelWidgets() if isinstance(each, ConflictDialog))
            asked.append(dialog)
            dialog.texts = (dialog.heading.text(), [box.heading.text() for box in dialog.boxes])
            if choice is None:
                dialog.reject()
                return
            for box in dialog.boxes:
                box.buttons[choice].setChecked(True)
                if together:
                    box.both.setPlainText(together)
            dialog.save.click()

        QTimer.singleShot(0, lambda: _once_open(take))
        return asked

    return answer


def _once_open(take):
    if any(isinstance(each, ConflictDialog) and each.isVisible() for each in QApplication.topLevelWidgets()):
        take()
    else:
        QTimer.singleShot(10, lambda: _once_open(take))


def rename(person, text):
    person.press(Key.Key_F2)
    QApplication.focusWidget().selectAll()
    person.write(text)
    person.press(Key.Key_Return)


def both_write(mei, luka, answer, *args):
    """Luka has the label open while Mei renames it."""
    luka.come()
    luka.choose("DHCP")
    luka.press(Key.Key_F2)
    QApplication.focusWidget().selectAll()
    luka.write("Luka's words")
    mei.page.document.do(renaming(mei, "DHCP", "Mei's words"), "Text")
    mei.rest()
    luka.qtbot.waitUntil(lambda: luka.page.document._stored.causes[luka.page.labels.key].text == "Mei's words")
    asked = answer(*args)
    luka.press(Key.Key_Return)
    luka.rest()
    return asked


def renaming(person, start, text):
    from incidentdesk.investigate.cause_editing import set_text

    return set_text(person.graph, person.cause(start).key, text)


def test_different_causes_merge_on_both_databases(two_people):
    mei, luka = two_people
    luka.come()
    luka.choose("Contract")
    rename(luka, "The contract is old")
    mei.come()
    mei.choose("No one")
    mei.press(Key.Key_Tab)
    mei.write("Nobody was told")
    mei.press(Key.Key_Return)
    mei.rest()
    luka.rest()
    for person in (mei, luka):
        person.qtbot.waitUntil(
            lambda person=person: (
                {"Nobody was told", "The contract is old"} <= {each.text for each in person.graph.in_order()}
            ),
            timeout=10_000,
        )
    assert mei.graph == luka.graph


@pytest.mark.parametrize(
    ("choice", "stands", "given_up"),
    [(MINE, "Luka's words", False), (THEIRS, "Mei's words", True), (BOTH, "Mei's and Luka's words", False)],
)
def test_the_same_label_asks_which_words_stay(mei_and_luka, answer, choice, stands, given_up, sqlite_desk):
    mei, luka = mei_and_luka
    (dialog,) = both_write(mei, luka, answer, choice, stands if choice == BOTH else "")
    heading, fields = dialog.texts
    assert "Mei Okafor" in heading
    assert "Luka's words" in heading
    assert fields == ["Text"]
    mei.rest()
    assert stands in {each.text for each in luka.stored().in_order()}
    assert mei.graph == luka.graph
    with sqlite_desk.read() as reader:
        declined = reader.rows("SELECT changes FROM ledger WHERE act = 'declined'")
    assert bool(declined) == given_up
    assert luka.page.unsaved() == ""


def test_who_does_not_choose_now_is_reminded_and_loses_nothing(mei_and_luka, answer):
    mei, luka = mei_and_luka
    both_write(mei, luka, answer, None)
    assert luka.page.editor.message.text.startswith("Not saved yet")
    assert luka.page.unsaved()
    luka.come()
    luka.choose("Contract")
    rename(luka, "The contract is old")
    assert luka.cause("Luka's words")
    answer(MINE)
    luka.page.editor.message.action_button.click()
    luka.rest()
    assert luka.page.unsaved() == ""
    assert {"Luka's words", "The contract is old"} <= {each.text for each in luka.stored().in_order()}


def test_undo_after_a_conflict_takes_back_what_was_decided(mei_and_luka, answer):
    mei, luka = mei_and_luka
    both_write(mei, luka, answer, MINE)
    luka.come()
    luka.press(Key.Key_Z, modifier=CONTROL)
    luka.rest()
    assert "DHCP lease ends at 07:00" in {each.text for each in luka.stored().in_order()}


def test_a_status_clashes_in_words_of_people(mei_and_luka, answer):
    from incidentdesk.investigate.cause_editing import set_facts
    from incidentdesk.investigate.cause_graph import Status

    mei, luka = mei_and_luka
    key = mei.cause("DHCP").key
    luka.page.document.hold(True)
    luka.page.document.do(set_facts(luka.graph, [key], status=Status.VERIFIED), "Status")
    mei.page.document.do(set_facts(mei.graph, [key], status=Status.ROOT_CAUSE), "Status")
    mei.rest()
    asked = answer(THEIRS)
    luka.page.document.hold(False)
    luka.rest()
    assert asked[0].texts[1] == ["Status"]
    assert luka.stored().causes[key].status == Status.ROOT_CAUSE


def test_a_label_whose_cause_is_taken_away_gives_its_text_back(mei_and_luka):
    mei, luka = mei_and_luka
    luka.come()
    luka.choose("DHCP")
    luka.press(Key.Key_F2)
    QApplication.focusWidget().selectAll()
    luka.write("Luka's words")
    luka.page.document.hold(True)
    mei.page.document.do(remove(mei.graph, [mei.cause("DHCP").key]), "Removed")
    mei.rest()
    luka.press(Key.Key_Return)
    luka.rest()
    assert "Luka's words" in luka.page.editor.message.text
    luka.page.editor.message.action_button.click()
    assert QApplication.clipboard().text() == "Luka's words"
    assert "DHCP lease ends at 07:00" not in {each.text for each in luka.graph.in_order()}
