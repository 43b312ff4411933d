"""The timeline tells every entry and every change, in the order in which they happened."""

from datetime import timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from incidentdesk.detect.incident import incident
from incidentdesk.detect.state import HoldReason, State
from incidentdesk.language import ISOLATE, POP
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.note import add_note, change_note, star
from incidentdesk.respond.timeline import Kind, sentence, timeline
from incidentdesk.store import ledger

UTC = timezone.utc  # noqa: UP017
SOLVED = {"resolution_code": "Solved", "resolution_notes": "restarted"}


def told(work, incident_id, zone=UTC):
    """Kind and sentence of each fact, without the marks around users' texts."""
    with work.desk.read() as reader:
        facts = timeline(reader, incident_id)
    return [(str(fact.kind), sentence(fact, zone).replace(ISOLATE, "").replace(POP, "")) for fact in facts]


def facts(work, incident_id):
    with work.desk.read() as reader:
        return timeline(reader, incident_id)


def last(work, incident_id, zone=UTC):
    return told(work, incident_id, zone)[-1][1]


def test_it_begins_with_the_logging_and_its_channel(work):
    assert told(work, work.log(channel="E-mail")) == [("logged", "Logged · E-mail")]


def test_the_whole_life_of_an_incident_is_told(work, time):
    incident_id = work.log(reporter="Ann")
    for step in (
        lambda: work.act(change_incident, incident_id, {"assignee": "Bo"}),
        lambda: work.move(incident_id, State.IN_PROGRESS),
        lambda: work.act(add_note, incident_id, "dns1 hangs"),
        lambda: work.act(add_note, incident_id, "We are on it.", public=True),
        lambda: work.move(incident_id, State.ON_HOLD, hold_reason=HoldReason.VENDOR, reason="case 4711"),
        lambda: work.move(incident_id, State.RESOLVED, **SOLVED),
        lambda: work.move(incident_id, State.CLOSED),
    ):
        time.after(minutes=10)
        step()
    assert told(work, incident_id) == [
        ("logged", "Logged · Phone"),
        ("field", "Assignee: Bo"),
        ("state", "Acknowledged: 2026-03-02 12:20 · State New → In Progress"),
        ("note", "dns1 hangs"),
        ("comment", "We are on it."),
        ("state", "On hold: Awaiting Vendor · State In Progress → On Hold · reason: case 4711"),
        (
            "state",
            "On hold Awaiting Vendor → none · Resolution code: Solved · Resolution notes: restarted"
            " · Resolved: 2026-03-02 13:00 · State On Hold → Resolved",
        ),
        ("state", "Closed: 2026-03-02 13:10 · State Resolved → Closed"),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": "VPN slow"}, "Title VPN down → VPN slow"),
        ({"description": "since\neight"}, "Description: since eight"),
        ({"description": "x" * 300}, "Description: " + "x" * 120 + "…"),
        ({"impact": 1}, "Impact Medium → High · Priority P3 Moderate → P2 High"),
        (
            {"priority": 1, "override_reason": "the board"},
            "Reason of the priority: the board · Priority P3 Moderate → P1 Critical",
        ),
        ({"tags": ("a", "b")}, "Tags: a b"),
        ({"major": True}, "Major incident no → yes"),
        ({"service": "VPN"}, "Service: VPN"),
        ({"reporter": "Ann"}, "Reporter: Ann"),
        ({"category": "Net", "subcategory": "VPN"}, "Category: Net · Subcategory: VPN"),
        ({"external_ref": "HD-7"}, "External reference: HD-7"),
        ({"channel": "E-mail"}, "Channel Phone → E-mail"),
    ],
)
def test_every_field_has_its_words(sqlite_work, changes, expected):
    incident_id = sqlite_work.log()
    sqlite_work.act(change_incident, incident_id, changes)
    assert last(sqlite_work, incident_id) == expected


def test_names_stand_for_numbers(work):
    incident_id = work.log(team="A", assignee="Ann")
    parent = work.log()
    work.act(change_incident, incident_id, {"team": "B", "assignee": "", "parent": str(parent)})
    assert last(work, incident_id) == "Assignee Ann → none · Parent: INC-0002 · Team A → B"


def test_stage_times_are_shown_in_the_zone_of_the_reader(work, time):
    incident_id = work.log()
    work.act(change_incident, incident_id, {"occurred_at": time.now - timedelta(hours=1)})
    assert last(work, incident_id, ZoneInfo("Asia/Kolkata")) == "Occurred: 2026-03-02 16:30"
    work.act(change_incident, incident_id, {"occurred_at": None})
    assert last(work, incident_id, ZoneInfo("America/New_York")) == "Occurred 2026-03-02 06:00 → none"


def test_what_happened_before_it_was_entered_stands_where_it_happened(work, time):
    incident_id = work.log()
    began = time.now
    time.after(hours=1)
    work.move(incident_id, State.IN_PROGRESS)
    time.after(hours=1)
    work.act(add_note, incident_id, "cable pulled", happened_at=began + timedelta(minutes=5))
    assert [kind for kind, _text in told(work, incident_id)] == ["logged", "note", "state"]
    note = facts(work, incident_id)[1]
    assert note.entered_at - note.happened_at == 115 * 60 * 1_000_000


def test_the_first_response_is_told_by_its_comment_alone(work):
    incident_id = work.log()
    work.act(add_note, incident_id, "We are on it.", public=True)
    assert [kind for kind, _text in told(work, incident_id)] == ["logged", "comment"]


def test_notes_know_their_stream_their_star_and_whether_they_were_edited(work):
    incident_id = work.log()
    work.act(add_note, incident_id, "one")
    work.act(add_note, incident_id, "two", public=True)
    entries = {fact.text: fact for fact in facts(work, incident_id)}
    work.act(change_note, entries["one"].entry_id, "one and a half")
    work.act(star, entries["two"].entry_id, True)
    shown = [(fact.kind, fact.text, fact.public, fact.starred, fact.edited) for fact in facts(work, incident_id)[1:]]
    assert shown == [(Kind.NOTE, "one and a half", False, False, True), (Kind.COMMENT, "two", True, True, False)]


def test_the_trash_and_the_way_back_are_told(work, time):
    incident_id = work.log()
    time.after(minutes=1)
    work.act(ledger.withdraw, incident, incident_id, reason="a test")
    assert last(work, incident_id) == "Moved to the trash · reason: a test"
    time.after(minutes=1)
    work.act(ledger.bring_back, incident, incident_id)
    assert last(work, incident_id) == "Brought back from the trash"


def test_an_undone_change_is_told_as_such(work, time):
    incident_id = work.log()
    time.after(minutes=1)
    gesture = work.act(change_incident, incident_id, {"title": "VPN slow"})
    time.after(minutes=1)
    work.undo(gesture)
    assert last(work, incident_id) == "Title VPN slow → VPN down · reason: undone"


def test_a_text_that_was_given_up_is_told(work, time):
    incident_id = work.log()
    time.after(minutes=1)
    work.act(ledger.decline, incident, incident_id, {"title": "VPN gone"}, actor="Bo")
    assert last(work, incident_id) == "Title VPN down → VPN gone (not taken over)"


def test_users_texts_do_not_disturb_the_sentence(work):
    incident_id = work.log()
    work.act(change_incident, incident_id, {"title": "تعطل"}, reason="طلب")
    with work.desk.read() as reader:
        text = sentence(timeline(reader, incident_id)[-1], UTC)
    assert f"{ISOLATE}تعطل{POP}" in text
    assert f"{ISOLATE}طلب{POP}" in text


def test_who_and_by_which_door_is_known(work):
    incident_id = work.log()
    with work.desk.write(actor="Bo", via="command line") as session:
        change_incident(session, incident_id, {"title": "VPN slow"})
    fact = facts(work, incident_id)[-1]
    assert (fact.actor, fact.via) == ("Bo", "command line")


def test_only_its_own_incident_is_told(work):
    first, second = work.log(), work.log()
    work.act(add_note, second, "elsewhere")
    assert len(facts(work, first)) == 1


def test_a_long_life_is_told_with_few_questions(work, time):
    """Names are looked up for all facts at once."""
    incident_id = work.log()
    for count in range(40):
        work.act(change_incident, incident_id, {"assignee": f"Person {count}", "service": f"Service {count}"})

    class Counting:
        dialect = work.desk.dialect
        asked = 0

        def rows(self, sql, parameters=None):
            Counting.asked += 1
            with work.desk.read() as reader:
                return reader.rows(sql, parameters)

    assert len(timeline(Counting(), incident_id)) == 41
    assert Counting.asked <= 4


def test_what_happened_at_one_instant_stands_in_the_order_in_which_it_was_written(work):
    incident_id = work.log()
    work.move(incident_id, State.ON_HOLD, hold_reason=HoldReason.CALLER, comment="Which room?")
    assert [kind for kind, _text in told(work, incident_id)] == ["logged", "comment", "state"]
