"""First words from the record."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from incidentdesk.improve.review_draft import fill_review, proposals
from incidentdesk.improve.review_sheet import review_of
from incidentdesk.improve.review_writing import change_review, start_review
from incidentdesk.investigate.cause_editing import add_below, set_facts
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, Role, Status, applied
from incidentdesk.investigate.cause_record import save_changes
from incidentdesk.investigate.subject import Subject
from incidentdesk.refusal import Refused
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.note import add_note
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import undoing

BERLIN = ZoneInfo("Europe/Berlin")


def resolved(work, time):
    begun = time.now
    time.after(minutes=20)
    incident_id = work.log(
        title="VPN down.", service="Remote access", channel="Phone", reporter="Ann Berg", description="Nobody gets in."
    )
    times = {"occurred_at": begun, "detected_at": begun + timedelta(minutes=15), "mitigated_at": time.now}
    work.act(change_incident, incident_id, times)
    work.act(add_note, incident_id, "It works again for everybody.", public=True)
    work.act(add_note, incident_id, "Thanks!", from_caller="Ann Berg")
    time.after(minutes=10)
    work.act(move, incident_id, Move("Resolved", resolution_code="Solved", resolution_notes="New certificate."))
    return incident_id


def investigate(work, incident_id):
    graph, gesture = CauseGraph(), ()
    for text, status, role in (
        ("No reminder for certificates", Status.ROOT_CAUSE, Role.NONE),
        ("Certificate ran out", Status.VERIFIED, Role.TRIGGER),
        ("Contact of the supplier unknown", Status.VERIFIED, Role.CONTRIBUTING),
        ("No check of the date", Status.VERIFIED, Role.DETECTION_GAP),
        ("Firewall broken", Status.RULED_OUT, Role.NONE),
        ("Somebody changed it", Status.SUSPECTED, Role.NONE),
    ):
        step = add_below(graph, EFFECT, text)
        graph = applied(graph, step.gesture)
        more = set_facts(graph, [step.key], status=status, role=role)
        graph, gesture = applied(graph, more), (*gesture, *step.gesture, *more)
    work.act(save_changes, Subject("incident", incident_id), gesture)


def test_what_is_known_becomes_sentences(work, time):
    incident_id = resolved(work, time)
    investigate(work, incident_id)
    made = work.read(proposals, incident_id, BERLIN)
    assert made["overview"] == (
        "Remote access: VPN down. It began 2026-03-02 13:00 CET. It was noticed 2026-03-02 13:15 CET."
        " The impact ended 2026-03-02 13:20 CET. It was resolved 2026-03-02 13:30 CET.\n\nNobody gets in."
    )
    assert made["impact"] == "Affected: Remote access. Impact: Medium. The impact lasted 20 min."
    assert made["detection"].startswith("It came in by this channel: Phone.")
    assert made["detection"].endswith("What should have told us earlier:\n- No check of the date")
    assert made["causes"] == (
        "Root causes:\n- No reminder for certificates\n\nTrigger:\n- Certificate ran out\n\n"
        "Contributing factors:\n- Contact of the supplier unknown"
    )
    assert made["resolution"].endswith("Solved.\n\nNew certificate.")
    assert made["went_badly"] == "- People had to tell us; monitoring did not.\n- No check of the date"
    assert "got_lucky" not in made


def test_the_message_for_outside_has_public_words_of_the_desk_only(work, time):
    incident_id = resolved(work, time)
    work.act(add_note, incident_id, "Bo forgot it again.")
    made = work.read(proposals, incident_id, BERLIN)["outside_message"]
    assert made == (
        "Remote access was disturbed from 2026-03-02 13:00 CET to 2026-03-02 13:20 CET.\n\n"
        "It works again for everybody."
    )


def test_only_empty_sections_are_filled_and_it_can_be_undone(work, time):
    incident_id = resolved(work, time)
    work.act(start_review, incident_id)
    work.act(change_review, incident_id, {"overview": "My own words."})
    with work.desk.write(actor="Mei Okafor") as session:
        filled = fill_review(session, incident_id, zone=BERLIN, sections=["overview", "impact", "detection"])
        gesture = session.gesture
    assert filled == ["impact", "detection"]
    facts = work.read(review_of, incident_id).facts
    assert facts["overview"] == "My own words."
    assert facts["impact"].startswith("Affected: Remote access.")
    assert facts["resolution"] == ""
    work.act(undoing.undo, gesture)
    assert work.read(review_of, incident_id).facts["impact"] == ""


def test_an_incident_of_which_little_is_known_gives_little(sqlite_work):
    incident_id = sqlite_work.log(title="?", channel="Import")
    made = sqlite_work.read(proposals, incident_id, BERLIN)
    assert "causes" not in made
    assert "went_badly" not in made
    assert made["overview"].startswith("?.")


def test_without_a_review_nothing_is_filled(sqlite_work):
    with pytest.raises(Refused, match="There is no review of this incident yet"):
        sqlite_work.act(fill_review, sqlite_work.log(), zone=BERLIN)
