"""Reports of the web form at the desk: taken once, followed by their link, tried again where that failed."""

from datetime import UTC, datetime

import pytest

from incidentdesk.detect.attachment import attached
from incidentdesk.detect.dead_letter import LetterKind
from incidentdesk.detect.dead_letter_change import keep_dead_letter
from incidentdesk.detect.taken import Named, Outcome
from incidentdesk.refusal import Refused
from incidentdesk.respond.followed_report import followed
from incidentdesk.respond.form_taking import (
    Report,
    SentFile,
    answer,
    raw_report,
    reported,
    take_raw_report,
    take_report,
)
from incidentdesk.respond.letter_retry import try_again
from incidentdesk.respond.note import add_note

SENT = Report("No e-mail", "Since the storm.", "Ada", "ada@example.org", bad="many")
FILES = [SentFile("trace.txt", b"what I saw")]


@pytest.fixture
def taken(desk):
    with desk.write(actor="Ada", via="web") as session:
        return take_report(session, fields=SENT, files=FILES, language="de", submission="s1")


def test_the_words_of_the_reporter_become_impact_and_urgency(desk, taken):
    with desk.read() as reader:
        assert reader.rows("SELECT impact, urgency, priority, channel FROM incident") == [(1, 1, 1, "Web form")]
        assert reader.rows("SELECT language FROM web_report") == [("de",)]
        assert [each.name for each in attached(reader, taken[0])] == ["trace.txt"]


def test_the_same_sending_is_one_incident_with_one_link(desk, taken):
    with desk.write(actor="Ada", via="web") as session:
        assert take_report(session, fields=SENT, files=FILES, submission="s1") == taken
        other = take_report(session, fields=SENT, submission="s2")
    assert other[0] != taken[0]
    assert other[1] != taken[1]


def test_the_link_shows_what_was_said_in_public_and_leads_nowhere_else(desk, taken):
    incident_id, token = taken
    with desk.write(actor="Mei") as session:
        add_note(session, incident_id, "Of us only")
        add_note(session, incident_id, "Of all", public=True)
        answer(session, incident_id, "Thank you")
        answer(session, incident_id, "Thank you")
    with desk.read() as reader:
        found = followed(reader, token)
        assert [(each.text, each.mine) for each in found.said] == [("Of all", False), ("Thank you", True)]
        assert found.updated_at >= found.said[-1].at
        assert reported(reader, token.upper()) is None
        assert followed(reader, "") is None


def test_without_an_address_the_name_is_enough(desk):
    with desk.write(actor="Ada", via="web") as session:
        take_report(session, fields=Report("No e-mail", name="Ada"), submission="s")
    with desk.read() as reader:
        assert reader.rows("SELECT p.name FROM incident i JOIN person p ON p.id = i.reporter_id") == [("Ada",)]


def test_what_was_kept_is_taken_whole_when_it_is_tried_again(desk):
    since = datetime(2026, 3, 31, 6, 30, tzinfo=UTC)
    raw = raw_report(Report("No e-mail", name="Ada", since=since), FILES, "fr", "s1")
    with desk.write(actor="web", via="web") as session:
        letter = keep_dead_letter(session, kind=LetterKind.FORM, reason="A test", raw=raw)
    with desk.write(actor="Mei") as session:
        taken = try_again(session, letter)
    assert (taken.outcome, taken.number, taken.subject) == (Outcome.CREATED, "INC-0001", "No e-mail")
    assert taken.attachments == (Named("trace.txt", 10),)
    with desk.read() as reader:
        assert reader.rows("SELECT occurred_at FROM incident") == [(1_774_938_600_000_000,)]
        assert reader.rows("SELECT state FROM dead_letter") == [("Taken in",)]


@pytest.mark.parametrize("raw", [b"", b"null", b"{}", b'{"report": {"title": 1}}', b"\xff", b"[1]"])
def test_what_is_no_report_is_refused(desk, raw):
    with pytest.raises(Refused, match="This is no report of the web form"):
        with desk.write(actor="Mei") as session:
            take_raw_report(session, raw)


def test_a_report_without_a_title_is_refused_and_nothing_is_left_of_it(desk):
    with pytest.raises(Refused, match="An incident needs a title"):
        with desk.write(actor="Ada", via="web") as session:
            take_report(session, fields=Report("  ", name="Ada"), files=FILES, submission="s")
    with desk.read() as reader:
        assert reader.rows("SELECT id FROM attachment UNION SELECT id FROM web_report") == []
