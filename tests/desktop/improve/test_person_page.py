"""The page of a person: the history, the VIP mark, and the ways there and back."""

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from incidentdesk.detect.affected_person_change import add_affected
from incidentdesk.prepare.person import person, person_named
from incidentdesk.store import ledger
from tests.desktop.investigate.analyses_window import Key, act, held_clock, log, read, sit_down
from tests.desktop.investigate.conftest import furnished

__all__ = ["furnished", "held_clock", "sit_down"]


@pytest.fixture
def ann(sqlite_desk) -> int:
    log(sqlite_desk, "Mail is slow", reporter="Ann Lee")
    other = log(sqlite_desk, "VPN down", reporter="Bo Diaz")
    act(sqlite_desk, add_affected, other, "Ann Lee")
    return act(sqlite_desk, person_named, "Ann Lee")


def is_vip(database, person_id):
    return bool(read(database, lambda r: r.rows("SELECT vip FROM person WHERE id = :id", {"id": person_id}))[0][0])


def test_the_page_lists_what_the_person_reported_or_was_affected_by(ann, sit_down):
    lead = sit_down(f"PERSON-{ann:04d}")
    rows = lead.page.pane.table.records.rows
    assert [(row.title, row.reported) for row in rows] == [("VPN down", False), ("Mail is slow", True)]
    assert lead.page.summary.text() == "2 incidents · 2 of them open · not asked yet how satisfied they were"
    QAbstractItemModelTester(lead.page.pane.table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)

    lead.page.pane.table.setFocus()
    lead.press(Key.Key_Return)
    assert lead.page.title().startswith("INC-000")


def test_one_key_makes_a_vip_and_undo_takes_it_back(sqlite_desk, ann, sit_down):
    lead = sit_down(f"PERSON-{ann:04d}")
    assert not lead.page.mark.isVisible()
    lead.page.pane.table.setFocus()
    lead.press(Key.Key_V)
    assert is_vip(sqlite_desk, ann)
    lead.qtbot.waitUntil(lambda: lead.page.mark.isVisible())
    lead.undo()
    assert not is_vip(sqlite_desk, ann)


def test_the_register_shows_the_same_incidents(ann, sit_down):
    lead = sit_down(f"PERSON-{ann:04d}")
    lead.run("person.register")
    lead.qtbot.waitUntil(lambda: lead.window.place == "incidents")
    lead.qtbot.waitUntil(lambda: lead.page.filter.text == 'affected:"Ann Lee"')


def test_the_list_of_people_leads_there_and_marks_vips(sqlite_desk, ann, sit_down):
    act(sqlite_desk, ledger.update, person, ann, {"vip": True})
    lead = sit_down("organisation#people")
    pane = lead.page.pane
    pane.filter.set_text("vip")
    lead.qtbot.waitUntil(lambda: [row.name for row in pane.table.records.rows] == ["Ann Lee"])
    pane.table.setFocus()
    lead.press(Key.Key_H)
    assert lead.page.title() == "Ann Lee"


def test_a_person_who_is_not_there_says_so(sit_down):
    lead = sit_down("PERSON-0099")
    assert "not there any more" in lead.page.gone.accessibleDescription()
