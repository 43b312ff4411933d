"""Work notes and public comments."""

from datetime import timedelta

import pytest

from incidentdesk.detect.entry import entry
from incidentdesk.detect.stage_time import source_of
from incidentdesk.detect.wording import LONGEST_TEXT
from incidentdesk.refusal import Refused
from incidentdesk.respond.note import add_note, change_note, star
from incidentdesk.store import ledger


def note(work, incident_id, text, **named):
    with work.desk.write(actor=named.pop("actor", "Mei Okafor")) as session:
        return add_note(session, incident_id, text, **named)


def test_a_work_note_is_for_the_team_and_no_response(work, time):
    incident_id = work.log()
    note(work, incident_id, " looked at the logs \n")
    assert work.rows("SELECT text, author, public, starred, happened_at, entered_at FROM entry") == [
        ("looked at the logs", "Mei Okafor", False, False, time.stored, time.stored)
    ]
    assert work.row(incident_id)["first_response_at"] is None


def test_the_first_public_comment_is_the_first_response(work, time):
    incident_id = work.log()
    time.after(minutes=7)
    note(work, incident_id, "We are on it.", public=True)
    first = time.stored
    time.after(minutes=7)
    note(work, incident_id, "Nearly done.", public=True)
    row = work.row(incident_id)
    assert row["first_response_at"] == first
    assert row["updated_at"] == time.stored
    assert source_of(row["time_sources"], "first_response_at") == ("auto", "")


def test_a_back_dated_comment_back_dates_the_first_response(work, time):
    incident_id = work.log()
    said = time.now
    time.after(hours=2)
    note(work, incident_id, "Told on the phone.", public=True, happened_at=said)
    row = work.row(incident_id)
    assert row["first_response_at"] == time.stored - 7_200_000_000
    assert source_of(row["time_sources"], "first_response_at") == ("back-dated", "Mei Okafor")
    assert work.rows("SELECT happened_at, entered_at FROM entry") == [(time.stored - 7_200_000_000, time.stored)]


def test_what_the_caller_says_is_public_and_no_response_of_ours(work):
    incident_id = work.log()
    note(work, incident_id, "Still broken", from_caller=" Ann\0 Lee ")
    assert work.rows("SELECT author, public FROM entry") == [("Ann Lee", True)]
    assert work.row(incident_id)["first_response_at"] is None


def test_a_note_about_the_future_is_refused(work, time):
    with pytest.raises(Refused, match="still to come"):
        note(work, work.log(), "x", happened_at=time.now + timedelta(seconds=1))


@pytest.mark.parametrize("text", ["", "  \n\t", "\0"])
def test_an_empty_note_is_refused(work, text):
    incident_id = work.log()
    with pytest.raises(Refused, match="can't be empty"):
        note(work, incident_id, text)
    entry_id = note(work, incident_id, "x")
    with pytest.raises(Refused, match="can't be empty"):
        work.act(change_note, entry_id, text)


def test_the_longest_note_fits_and_one_more_letter_does_not(work):
    incident_id = work.log()
    note(work, incident_id, "ж" * LONGEST_TEXT)
    with pytest.raises(Refused, match="1000001"):
        note(work, incident_id, "ж" * (LONGEST_TEXT + 1))


@pytest.mark.parametrize("text", ["\ud800 half", "🔥" * 1000, "\u202eevil", "<b>&amp;</b>", "a\r\nb\rc"])
def test_strange_texts_are_kept(work, text):
    incident_id = work.log()
    note(work, incident_id, text)
    [(kept,)] = work.rows("SELECT text FROM entry")
    assert kept == text.replace("\ud800", "?").replace("\r\n", "\n").replace("\r", "\n")


def test_a_note_to_an_incident_that_is_not_there_is_refused(work):
    with pytest.raises(Refused, match="no incident with the number 7"):
        note(work, 7, "x")


def test_a_corrected_note_keeps_its_old_text_in_the_ledger(work, time):
    incident_id = work.log()
    entry_id = note(work, incident_id, "restarted dns1")
    time.after(minutes=1)
    work.act(change_note, entry_id, "restarted dns2", actor="Bo")
    assert work.rows("SELECT text, author FROM entry") == [("restarted dns2", "Mei Okafor")]
    assert work.rows("SELECT actor, changes FROM ledger WHERE noun = 'entry' AND act = 'changed'") == [
        ("Bo", '{"text":["restarted dns1","restarted dns2"]}')
    ]
    assert work.row(incident_id)["updated_at"] == time.stored


def test_a_note_can_be_starred_for_the_report(work):
    entry_id = note(work, work.log(), "the cause")
    work.act(star, entry_id, True)
    assert work.rows("SELECT starred FROM entry") == [(True,)]
    work.act(star, entry_id, False)
    assert work.rows("SELECT starred FROM entry") == [(False,)]


def test_a_withdrawn_note_can_be_brought_back(work):
    entry_id = note(work, work.log(), "the cause")
    work.act(ledger.withdraw, entry, entry_id)
    assert work.rows("SELECT withdrawn_at IS NULL FROM entry") == [(False,)]
    work.act(ledger.bring_back, entry, entry_id)
    assert work.rows("SELECT withdrawn_at IS NULL FROM entry") == [(True,)]
