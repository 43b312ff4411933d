"""A status update: to several audiences at once, each in its form, and never twice by accident."""

import threading

import pytest

from incidentdesk.detect.state import State
from incidentdesk.prepare.audience import Form, audience, audience_member
from incidentdesk.prepare.message_template import MessagePhase, message_template
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcing import draft_announcement
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.status_update import (
    StatusUpdate,
    ToldMeanwhile,
    UpdateText,
    make_usual_audiences,
    send_update,
)
from incidentdesk.respond.status_update_list import (
    announcements,
    receivers,
    texts_for,
    untold_of_the_end,
    update_basis,
)
from incidentdesk.respond.update_cadence import updates_of
from incidentdesk.store import ledger

SAID = {"conditions": "Mail is down", "summary": "No mail", "next": "We switch over"}


def audience_of(work, name, form, *addresses, cadence=30):
    with work.desk.write(actor="Mei Okafor") as session:
        audience_id = ledger.insert(session, audience, {"name": name, "form": form, "cadence": cadence})
        for position, address in enumerate(addresses, 1):
            member = {"key": new_key(), "audience_id": audience_id, "position": position, "address": address}
            ledger.insert(session, audience_member, member)
    return audience_id


@pytest.fixture
def users(work):
    return audience_of(work, "Users", Form.EXECUTIVE, "all@example.org")


@pytest.fixture
def responders(work):
    return audience_of(work, "Responders", Form.CAN, "a@example.org", "b@example.org")


@pytest.fixture
def incident_id(work):
    return work.log(title="Mail is down")


def read(work, function, *arguments, **named):
    with work.desk.read() as reader:
        return function(reader, *arguments, **named)


def written(work, incident_id, *audiences, phase="Investigating", **more):
    texts = read(work, texts_for, incident_id, dict.fromkeys(audiences, 30), phase=phase, fields=SAID)
    ready = {key: UpdateText(each.subject, each.body, 30) for key, each in texts.items()}
    return StatusUpdate(phase, SAID, ready, seen_state="New", **more)


def test_each_audience_is_written_to_in_its_own_form(work, time, users, responders, incident_id):
    texts = read(work, texts_for, incident_id, {users: 30, responders: 30}, phase="Investigating", fields=SAID)
    assert "No mail" in texts[users].body
    assert "Conditions" not in texts[users].body
    assert "Conditions: Mail is down" in texts[responders].body
    assert "Next update: 2026-03-02 12:30" in texts[users].body


def test_a_closing_message_promises_no_further_one(work, time, users, incident_id):
    texts = read(work, texts_for, incident_id, {users: 30}, phase="Resolved", fields=SAID)
    assert "Next update" not in texts[users].body


def test_one_update_goes_to_all_and_starts_their_rhythm(work, time, users, responders, incident_id):
    work.act(send_update, incident_id, written(work, incident_id, users, responders))
    told = read(work, announcements, incident_id)
    assert sorted((each.audience, sum(each.counts.values())) for each in told) == [("Responders", 2), ("Users", 1)]
    assert [each.cadence for each in read(work, updates_of, incident_id, time.stored)] == [30, 30]
    assert told[0].fields == SAID


def test_the_text_that_was_seen_is_the_text_that_is_sent(work, time, users, incident_id):
    update = written(work, incident_id, users)
    time.after(minutes=7)
    work.act(send_update, incident_id, update)
    assert read(work, announcements, incident_id)[0].body == update.texts[users].body.strip()


def test_a_draft_becomes_the_update(work, time, users, incident_id):
    with work.desk.write(actor="Mei Okafor") as session:
        draft = draft_announcement(session, incident_id, audience_id=users, subject="Mail", body="Draft")
    update = StatusUpdate("Started", {}, {users: UpdateText("Mail", "Down since 9", 30, draft)})
    work.act(send_update, incident_id, update)
    assert [(each.id, each.body, each.state) for each in read(work, announcements, incident_id)] == [
        (draft, "Down since 9", "Sent")
    ]


def test_two_people_who_send_at_once_do_not_tell_it_twice(work, time, users, incident_id):
    update = written(work, incident_id, users)
    work.act(send_update, incident_id, update, actor="Bo Diaz")
    with pytest.raises(ToldMeanwhile, match=r"Bo Diaz.* has told .*Users.* meanwhile"):
        work.act(send_update, incident_id, update)
    assert len(read(work, announcements, incident_id)) == 1


def test_of_two_who_press_send_at_the_same_moment_one_is_told(work, users, incident_id):
    update = written(work, incident_id, users)
    ready, told = threading.Barrier(2), []

    def send(name):
        ready.wait()
        try:
            work.act(send_update, incident_id, update, actor=name)
        except ToldMeanwhile as refused:
            told.append(str(refused))

    senders = [threading.Thread(target=send, args=(name,)) for name in ("Mei Okafor", "Bo Diaz")]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(told) == 1
    assert len(read(work, announcements, incident_id)) == 1


def test_after_a_look_at_it_the_second_one_may_be_sent(work, time, users, incident_id):
    work.act(send_update, incident_id, written(work, incident_id, users))
    (choice,) = read(work, update_basis, incident_id).audiences
    text = UpdateText("Mail", "Still down", 30, seen_id=choice.last_id)
    work.act(send_update, incident_id, StatusUpdate("Investigating", {}, {users: text}))
    assert len(read(work, announcements, incident_id)) == 2


def test_an_audience_with_nobody_in_it_is_named(work, time, users, incident_id):
    nobody = audience_of(work, "Board", Form.EXECUTIVE)
    with pytest.raises(Refused, match=r"Nobody is in the audience .*Board"):
        work.act(send_update, incident_id, written(work, incident_id, users, nobody))
    assert read(work, announcements, incident_id) == []


def test_without_an_audience_nothing_is_sent(work, time, incident_id):
    with pytest.raises(Refused, match="Choose who is to be told"):
        work.act(send_update, incident_id, StatusUpdate("Started", {}, {}))


def test_who_writes_while_another_resolves_is_told(work, time, users, incident_id):
    update = written(work, incident_id, users)
    work.move(incident_id, State.RESOLVED, resolution_code="Solved", resolution_notes="Restarted")
    with pytest.raises(Refused, match="Resolved meanwhile"):
        work.act(send_update, incident_id, update)


def test_an_update_of_the_parent_reaches_the_callers_of_all_open_children(work, time, users, incident_id):
    children = [work.log(title=f"Child {place}") for place in range(3)]
    for child in children:
        work.act(change_incident, child, {"parent": str(incident_id)})
    work.move(children[0], State.RESOLVED, resolution_code="Solved", resolution_notes="Restarted")
    update = written(work, incident_id, users, comment="We switch over", on_incident=True, on_children=True)
    work.act(send_update, incident_id, update)
    with work.desk.read() as reader:
        said = reader.rows("SELECT incident_id, text, public FROM entry ORDER BY incident_id")
    expected = [incident_id, *children[1:]]
    assert [(each[0], each[1], bool(each[2])) for each in said] == [(each, "We switch over", True) for each in expected]


def test_a_broken_template_comes_as_it_is_with_a_warning(work, time, users, incident_id):
    words = {"phase": MessagePhase.STARTED, "subject": "S", "body": "{{ wage }}", "audience_id": users}
    work.act(ledger.insert, message_template, {"name": "broken", **words})
    texts = read(work, texts_for, incident_id, {users: 30}, phase="Started", fields={})
    assert texts[users].body.strip() == "{{ wage }}"
    assert "wage" in texts[users].warning


def test_the_phase_that_is_offered_follows_from_what_was_said(work, time, users, incident_id):
    assert read(work, update_basis, incident_id).phase == MessagePhase.STARTED
    work.act(send_update, incident_id, written(work, incident_id, users, phase="Started"))
    assert read(work, update_basis, incident_id).phase == MessagePhase.INVESTIGATING
    work.move(incident_id, State.RESOLVED, resolution_code="Solved", resolution_notes="Restarted")
    assert read(work, update_basis, incident_id).phase == MessagePhase.RESOLVED


def test_who_was_not_told_of_the_end_is_named(work, time, users, responders, incident_id):
    work.act(send_update, incident_id, written(work, incident_id, users, responders))
    assert untold_of_the_end(read(work, announcements, incident_id)) == ["Responders", "Users"]
    last = {each.id: each.last_id for each in read(work, update_basis, incident_id).audiences}
    text = UpdateText("Mail", "Back", 30, seen_id=last[users])
    work.act(send_update, incident_id, StatusUpdate("Resolved", {}, {users: text}))
    assert untold_of_the_end(read(work, announcements, incident_id)) == ["Responders"]


def test_the_list_says_by_what_each_is_reached(work, time, users, incident_id):
    (found,) = read(work, receivers, users, incident_id, time.stored)
    assert (found.address, found.outlet) == ("all@example.org", "")
    assert "No outlet for e-mail" in found.why


def test_the_usual_audiences_are_made_once(work, time, users):
    work.act(make_usual_audiences)
    work.act(make_usual_audiences)
    with work.desk.read() as reader:
        found = reader.rows("SELECT name, form FROM audience ORDER BY name")
    assert found == [("Management", "Executive"), ("Responders", "Conditions, actions, needs"), ("Users", "Executive")]
