"""Policies in the window: read, acknowledged, written, compared and published."""

import pytest
import shiboken6
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMainWindow

from incidentdesk.desktop.conflict_dialog import ConflictDialog
from incidentdesk.desktop.prepare.policies_tab import PoliciesTab
from incidentdesk.desktop.prepare.policy_asking import PublishDialog, RecordForDialog
from incidentdesk.desktop.prepare.policy_dialog import PolicyDialog
from incidentdesk.prepare.person import staff_named
from incidentdesk.prepare.policy_change import acknowledge, create_document, publish_draft, save_draft_text
from incidentdesk.prepare.policy_list import acknowledgements_of, document_row, documents, versions_of
from tests.desktop.investigate.analyses_window import CONTROL, Key, act, held_clock, read, sit_down
from tests.desktop.investigate.conftest import furnished
from tests.desktop.test_accessibility import controls

__all__ = ["furnished", "held_clock", "sit_down"]
FIRST = "# Acceptable use\n\nLock your **screen**.\n\n<img src='file:///etc/passwd'>"


@pytest.fixture
def people(sqlite_desk):
    return [act(sqlite_desk, staff_named, name) for name in ("Ada Park", "Bo Diaz", "Mei Okafor")]


@pytest.fixture
def policy(sqlite_desk, people):
    """Published once, read by Bo, owned by Mei."""
    key = act(sqlite_desk, create_document, name="Acceptable use", text=FIRST, owner="Mei Okafor")
    act(sqlite_desk, publish_draft, key, "first")
    act(sqlite_desk, acknowledge, key, people[1], version=1, actor="Bo Diaz")
    return key


@pytest.fixture
def lead(policy, sit_down):
    lead = sit_down("POL-0001")
    lead.qtbot.waitUntil(lambda: lead.page.sheet is not None)
    return lead


def stored(database):
    return read(database, document_row, 1)


def test_the_text_is_rendered_and_nothing_is_fetched(lead):
    assert lead.page.text.reading.toPlainText().startswith("Acceptable use\nLock your screen.")
    assert "Acceptable use" in lead.page._title.text()
    assert "version 1 published" in lead.page._state.text()
    assert lead.page.side.heading.text() == "1 of 3 have read it"


def test_one_key_says_that_it_was_read(sqlite_desk, lead):
    lead.page.text.reading.setFocus()
    lead.press(Key.Key_R)
    lead.qtbot.waitUntil(lambda: len(stored(sqlite_desk).acknowledged) == 2)
    lead.qtbot.waitUntil(lambda: not lead.page.read_button.isVisible())
    assert lead.page.why_not_read() == "It does not wait for you."
    lead.undo()
    assert len(stored(sqlite_desk).acknowledged) == 1


def test_who_is_no_person_here_is_told_so(policy, sit_down):
    stranger = sit_down("POL-0001", actor="Somebody else")
    stranger.qtbot.waitUntil(lambda: stranger.page.sheet is not None)
    assert "known under your account" in stranger.page.why_not_read()
    assert not stranger.page.read_button.isVisible()


def test_the_next_version_is_written_compared_and_published(sqlite_desk, lead):
    page = lead.page
    page.begin_writing()
    assert page.text.editor.toPlainText() == FIRST
    page.text.editor.setPlainText(FIRST.replace("screen", "door"))
    lead.press(Key.Key_S, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: stored(sqlite_desk).draft == 2)
    lead.qtbot.waitUntil(lambda: page.text.shown is not None and page.text.shown.number == 2)
    assert "Show the version that is published first." in page.why_not_read()
    lead.run("policy.compare")
    assert "**screen**.**door**." in page.text.comparing.toPlainText().replace(" ", "")
    lead.run("policy.publish")
    dialog = lead.wait_for(PublishDialog)
    lead.write("Doors as well.")
    dialog.publish.click()
    lead.qtbot.waitUntil(lambda: stored(sqlite_desk).published == 2)
    assert read(sqlite_desk, versions_of, 1)[0].note == "Doors as well."
    lead.qtbot.waitUntil(lambda: page.side.heading.text() == "0 of 3 have read it")
    assert stored(sqlite_desk).acknowledged == ()


def test_nobody_publishes_what_they_have_not_read(sqlite_desk, lead):
    act(sqlite_desk, save_draft_text, 1, "Draft words")
    lead.qtbot.waitUntil(lambda: lead.page.sheet.draft is not None)
    lead.run("policy.publish")
    dialog = lead.wait_for(PublishDialog)
    act(sqlite_desk, save_draft_text, 1, "Other words")
    dialog.publish.click()
    lead.qtbot.waitUntil(lambda: "changed the draft meanwhile" in dialog.message.text)
    assert stored(sqlite_desk).published == 1


def test_what_was_typed_and_not_saved_stands_there_again(lead):
    page = lead.page
    page.begin_writing()
    page.text.editor.setPlainText("Half a sentence")
    page.text.left.emit()
    lead.rest()
    assert not page.text.is_writing
    page.begin_writing()
    assert page.text.editor.toPlainText() == "Half a sentence"
    assert "did not save" in page.message.text
    page.message.action_button.click()
    assert not page.text.is_writing


def test_an_empty_draft_is_refused_and_stays(lead):
    lead.page.begin_writing()
    lead.page.text.editor.setPlainText(" ")
    lead.page.text.save.click()
    lead.qtbot.waitUntil(lambda: "needs a text" in lead.page.message.text)
    assert lead.page.text.is_writing


def test_two_people_who_write_the_draft_are_asked(sqlite_desk, lead):
    act(sqlite_desk, save_draft_text, 1, "Common words")
    lead.qtbot.waitUntil(lambda: lead.page.sheet.draft is not None)
    lead.page.begin_writing()
    lead.page.text.editor.setPlainText("Mei's words")
    act(sqlite_desk, save_draft_text, 1, "Bo's words", actor="Bo Diaz")
    lead.page.text.save.click()
    dialog = lead.wait_for(ConflictDialog)
    dialog.boxes[0].buttons["both"].setChecked(True)
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, versions_of, 1)[0].text == "Bo's words\n\nMei's words")


def test_a_lead_records_it_for_somebody_with_a_reason(sqlite_desk, lead, people):
    lead.page.ask_recording(people[0])
    dialog = lead.wait_for(RecordForDialog)
    assert dialog.person.currentData() == people[0]
    assert not dialog.save.isEnabled()
    lead.write("signed on paper")
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: len(stored(sqlite_desk).acknowledged) == 2)
    given = read(sqlite_desk, acknowledgements_of, stored(sqlite_desk).version_id)
    assert [(each.name, each.by, each.reason) for each in given if each.reason] == [
        ("Ada Park", "Mei Okafor", "signed on paper")
    ]


def test_who_leads_nobody_records_nothing(policy, sit_down):
    bo = sit_down("POL-0001", actor="Bo Diaz")
    bo.qtbot.waitUntil(lambda: bo.page.sheet is not None)
    assert not bo.page.side.record.isEnabled()
    bo.page.ask_recording(1)
    assert "Only who owns the policy" in bo.page.message.text


def test_the_missing_are_copied(lead):
    lead.run("policy.missing")
    copied = QGuiApplication.clipboard().text()
    assert "Ada Park\nMei Okafor" in copied
    assert "Bo Diaz" not in copied


def test_a_draft_is_discarded(sqlite_desk, lead):
    act(sqlite_desk, save_draft_text, 1, "Draft words")
    lead.qtbot.waitUntil(lambda: lead.page.sheet.draft is not None)
    lead.run("policy.discard")
    lead.qtbot.waitUntil(lambda: stored(sqlite_desk).draft == 0)
    lead.undo()
    assert stored(sqlite_desk).draft == 2


def test_a_policy_without_text_asks_for_it(sqlite_desk, sit_down):
    act(sqlite_desk, create_document, name="Remote work")
    lead = sit_down("POL-0001")
    lead.qtbot.waitUntil(lambda: lead.page.sheet is not None)
    assert lead.page.empty.isVisible()
    lead.page.empty.action_button.click()
    lead.write("At home, too.")
    lead.page.text.save.click()
    lead.qtbot.waitUntil(lambda: stored(sqlite_desk).draft == 1)


def test_a_policy_that_is_not_there_is_told(sit_down):
    lead = sit_down("POL-0077")
    lead.qtbot.waitUntil(lambda: lead.page.stack.is_absent)


def test_every_control_is_named(lead):
    lead.page.begin_writing()
    nameless = [each for each in controls(lead.page) if not each.accessibleName() or not each.accessibleDescription()]
    assert nameless == []


# -- the list


@pytest.fixture
def tab(sit_down, policy, qtbot):
    lead = sit_down("service-map")
    tab, window = PoliciesTab(lead.desk), QMainWindow()
    window.setCentralWidget(tab)
    window.show()
    tab.refresh()
    qtbot.waitUntil(lambda: tab.rows is not None)
    tab.lead = lead
    yield tab
    lead.rest()
    shiboken6.delete(window)


def test_the_list_says_what_waits_for_me(tab):
    QAbstractItemModelTester(tab.table.model())
    (row,) = tab.table.records.rows
    text = {column.key: column.text(row, tab.table.now()) for column in tab.listing.columns}
    assert (text["mine"], text["read"], text["version"], text["asked"]) == ("read it", "1 of 3", "1", "everybody")
    assert [each.id for each in tab.keep("read it", tab.rows).rows] == [row.id]


def test_a_file_is_shown_before_it_becomes_a_policy(sqlite_desk, tab, tmp_path, qtbot):
    path = tmp_path / "mail.md"
    path.write_text("# Mail\n\nReport phishing.", encoding="utf-8")
    opened = []
    tab.opened.connect(opened.append)
    tab.read_file(path)
    qtbot.waitUntil(lambda: bool(tab.window().findChildren(PolicyDialog)))
    (dialog,) = tab.window().findChildren(PolicyDialog)
    assert dialog.form.fields["name"].text() == "Mail"
    assert len(read(sqlite_desk, documents)) == 1
    dialog.save.click()
    qtbot.waitUntil(lambda: opened == ["POL-0002"])
    assert read(sqlite_desk, versions_of, 2)[0].text == "# Mail\n\nReport phishing."


def test_a_file_that_is_none_is_refused_in_words(tab, tmp_path, qtbot):
    (tmp_path / "empty.md").write_text("")
    tab.read_file(tmp_path / "empty.md")
    qtbot.waitUntil(lambda: "is empty" in tab.message.text)


def test_what_is_known_of_a_policy_is_changed(sqlite_desk, tab, qtbot):
    tab.table.setFocus()
    tab.lead.desk.registry.run("policies.edit")
    qtbot.waitUntil(lambda: bool(tab.window().findChildren(PolicyDialog)))
    (dialog,) = tab.window().findChildren(PolicyDialog)
    qtbot.waitUntil(lambda: dialog.form.fields["name"].text() == "Acceptable use")
    dialog.form.fields["review_by"].write("2027-01-31")
    dialog.form.fields["team"].setText("Network")
    dialog.save.click()
    qtbot.waitUntil(lambda: stored(sqlite_desk).review_by == "2027-01-31")
    assert stored(sqlite_desk).asked == ()
