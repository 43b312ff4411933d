"""Announcements go to everybody in the audience, once, and are never silently told to nobody."""

import pytest

from incidentdesk.detect.intake import log_incident
from incidentdesk.prepare.audience import audience, audience_member
from incidentdesk.prepare.contact import contact
from incidentdesk.prepare.contact_method import contact_method
from incidentdesk.prepare.message_template import message_template
from incidentdesk.prepare.outlet_change import create_outlet
from incidentdesk.prepare.person import person
from incidentdesk.prepare.role import role, role_holder
from incidentdesk.prepare.team import team
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcing import (
    change_draft,
    discard_draft,
    draft_announcement,
    notify_people,
    send_announcement,
)
from incidentdesk.respond.incident_role import incident_role
from incidentdesk.respond.message_draft import drafted
from incidentdesk.respond.outbox import outbox_message
from incidentdesk.respond.outbox_change import cancel_message, retry_failed, retry_message, told_by_hand
from incidentdesk.respond.outbox_list import messages_of, outbox
from incidentdesk.respond.outbox_sending import give_up
from incidentdesk.store import ledger
from incidentdesk.store.conflict import Conflict

MAIL = {"host": "mail.example.com", "sender": "it@example.com"}


class House:
    """A desk with an incident, an audience, and people who are added to it."""

    def __init__(self, desk):
        self.desk = desk
        with self.write() as session:
            self.incident = log_incident(session, title="No Internet", reporter="Zoe", channel="Phone")
            self.audience = ledger.insert(session, audience, {"name": "Management", "form": "Executive"})
        self.members = 0

    def write(self):
        return self.desk.write(actor="Mei Okafor")

    def add(self, table, **values):
        with self.write() as session:
            return ledger.insert(session, table, values)

    def member(self, **values):
        self.members += 1
        values = {"key": f"m{self.members}", "audience_id": self.audience, "position": self.members, **values}
        return self.add(audience_member, **values)

    def mail(self):
        with self.write() as session:
            return create_outlet(session, name="Mail", kind="E-mail", options=MAIL)

    def send(self):
        with self.write() as session:
            made = draft_announcement(
                session, self.incident, audience_id=self.audience, subject="Down", body="All of it"
            )
            send_announcement(session, made)
        with self.desk.read() as reader:
            return messages_of(reader, made)


@pytest.fixture
def house(desk):
    return House(desk)


def told(rows):
    return [(row.recipient, row.address, row.outlet, row.state) for row in rows]


def test_people_teams_contacts_rooms_and_addresses_are_told(house):
    mail = house.mail()
    with house.write() as session:
        room = create_outlet(session, name="Room", kind="Webhook")
    network = house.add(team, name="Network")
    ada = house.add(person, name="Ada", email="ada@example.com", team_id=network)
    house.add(person, name="Bo", email="bo@example.com", team_id=network)
    house.add(person, name="Cy", email="cy@example.com", team_id=network, left_on="2020-01-01")
    vendor = house.add(contact, name="Provider", kind="Vendor")
    house.add(contact_method, key="c", contact_id=vendor, position=1, means="E-mail", address="noc@provider.example")
    house.member(person_id=ada)
    house.member(team_id=network)
    house.member(contact_id=vendor)
    house.member(outlet_id=room)
    house.member(address="board@example.com")
    assert mail
    assert told(house.send()) == [
        ("Ada", "ada@example.com", "Mail", "Queued"),
        ("Bo", "bo@example.com", "Mail", "Queued"),
        ("Provider", "noc@provider.example", "Mail", "Queued"),
        ("Room", "", "Room", "Queued"),
        ("board@example.com", "board@example.com", "Mail", "Queued"),
    ]


def test_who_is_named_twice_is_told_once(house):
    house.mail()
    ada = house.add(person, name="Ada", email="ada@example.com")
    house.member(person_id=ada)
    house.member(address="ADA@example.com")
    assert len(house.send()) == 1


def test_a_role_is_whoever_holds_it_in_this_incident(house):
    house.mail()
    ada, bo = (house.add(person, name=name, email=f"{name}@example.com") for name in ("Ada", "Bo"))
    lead = house.add(role, name="Communications lead", position=1)
    house.add(role_holder, key="h", role_id=lead, position=1, person_id=bo)
    house.member(role_id=lead)
    assert [row.recipient for row in house.send()] == ["Bo"]
    house.add(incident_role, key="r", incident_id=house.incident, role_id=lead, person_id=ada, from_at=1)
    assert [row.recipient for row in house.send()] == ["Ada"]


def test_who_has_no_address_and_what_nobody_holds_is_told_by_hand_with_the_reason(house):
    house.mail()
    house.member(person_id=house.add(person, name="Ada"))
    house.member(person_id=house.add(person, name="Bo", phone="+49 30 1234"))
    house.member(role_id=house.add(role, name="Legal", position=1))
    house.member(team_id=house.add(team, name="Night shift"))
    rows = house.send()
    assert [(row.recipient, row.address, row.state) for row in rows] == [
        ("Ada", "", "By hand"),
        ("Bo", "+49 30 1234", "By hand"),
        ("Legal", "", "By hand"),
        ("Night shift", "", "By hand"),
    ]
    assert all(row.trouble for row in rows)


def test_without_an_outlet_everybody_is_told_by_hand(house):
    house.member(person_id=house.add(person, name="Ada", email="ada@example.com"))
    (row,) = house.send()
    assert (row.state, row.address) == ("By hand", "ada@example.com")
    assert "No outlet for e-mail" in row.trouble


def test_a_room_that_is_switched_off_is_told_by_hand(house):
    with house.write() as session:
        room = create_outlet(session, name="Room", kind="Webhook", enabled=False)
    house.member(outlet_id=room)
    (row,) = house.send()
    assert (row.recipient, row.state) == ("Room", "By hand")


def test_an_audience_with_nobody_in_it_is_refused_and_the_draft_stays(house):
    with house.write() as session:
        made = draft_announcement(session, house.incident, audience_id=house.audience, subject="Down", body="All")
    with pytest.raises(Refused, match="Nobody is in this audience"):
        with house.write() as session:
            send_announcement(session, made)
    with house.write() as session:
        change_draft(session, made, {"body": "All of it"})


def test_what_was_sent_is_neither_sent_again_nor_changed(house):
    house.member(address="board@example.com")
    with house.write() as session:
        made = draft_announcement(session, house.incident, audience_id=house.audience, subject="Down", body="All")
        send_announcement(session, made)
    for again in (send_announcement, discard_draft, lambda session, key: change_draft(session, key, {"body": "x"})):
        with pytest.raises(Refused, match="sent already"):
            with house.write() as session:
                again(session, made)


def test_two_people_who_write_one_draft_are_told(house):
    with house.write() as session:
        made = draft_announcement(session, house.incident, audience_id=house.audience, subject="Down", body="All")
    with house.write() as session:
        change_draft(session, made, {"body": "Mine"}, seen={"body": "All"})
    with pytest.raises(Conflict):
        with house.write() as session:
            change_draft(session, made, {"body": "Theirs"}, seen={"body": "All"})


def test_every_message_has_an_id_of_its_own_from_the_start(house):
    house.member(address="a@example.com")
    house.member(address="b@example.com")
    ids = {row.message_id for row in house.send()}
    assert len(ids) == 2
    assert all(each.startswith("<") and each.endswith("@incidentdesk.invalid>") for each in ids)


def test_neither_the_change_nor_the_message_is_without_the_other(house):
    house.member(address="a@example.com")
    with pytest.raises(RuntimeError, match="power"):
        send_and_fail(house)
    with house.desk.read() as reader:
        assert outbox(reader) == []
        assert reader.rows("SELECT count(*) FROM announcement") == [(0,)]


def test_a_reminder_is_told_once_under_its_key(house):
    ada = house.add(person, name="Ada", phone="1")
    counts = []
    for _time in range(2):
        with house.write() as session:
            counts.append(
                notify_people(
                    session,
                    incident_id=house.incident,
                    person_ids=[ada],
                    kind="Reminder",
                    subject="S",
                    body="B",
                    key="k",
                )
            )
    assert counts == [1, 0]


def test_a_reminder_is_also_shown_on_the_desktop_of_who_has_one(house):
    with house.write() as session:
        create_outlet(session, name="Desktop", kind="Desktop notification")
    ada = house.add(person, name="Ada", phone="1", account="ada")
    with house.write() as session:
        notify_people(session, incident_id=None, person_ids=[ada], kind="Escalation", subject="S", body="B")
    with house.desk.read() as reader:
        assert sorted((row.outlet, row.state) for row in outbox(reader)) == [("", "By hand"), ("Desktop", "Queued")]


def send_and_fail(house):
    with house.write() as session:
        made = draft_announcement(session, house.incident, audience_id=house.audience, subject="D", body="A")
        send_announcement(session, made)
        raise RuntimeError("power failure")


# -- drafts


def test_the_template_of_audience_and_phase_is_filled_in(house):
    facts = {
        "phase": "Started",
        "subject": "{{ incident.number }} begins",
        "body": "{{ incident.title }}: {{ summary }}",
    }
    house.add(message_template, name="For all", **facts)
    house.add(message_template, name="Own", audience_id=house.audience, **{**facts, "body": "Dear {{ audience }}"})
    with house.desk.read() as reader:
        draft = drafted(reader, house.incident, audience_id=house.audience, phase="Started")
        named = drafted(
            reader, house.incident, audience_id=house.audience, phase="Started", template="For all",
            fields={"summary": "line cut"},
        )  # fmt: skip
    assert (draft.subject, draft.body, draft.warning) == ("INC-0001 begins", "Dear Management\n", "")
    assert named.body == "No Internet: line cut\n"


def test_without_a_template_the_form_of_the_audience_is_taken(house):
    with house.desk.read() as reader:
        draft = drafted(
            reader, house.incident, audience_id=house.audience, phase="Investigating",
            fields={"summary": "Head office is offline", "impact": "No mail"},
        )  # fmt: skip
    assert draft.subject == "[INC-0001] Investigating: No Internet"
    assert draft.body.startswith("Head office is offline\n\nImpact: No mail\nSince: ")


def test_a_bad_template_from_elsewhere_never_stops_an_announcement(house):
    house.add(message_template, name="Bad", phase="Started", subject="Down", body="{{ ''.__class__ }} and more")
    with house.desk.read() as reader:
        draft = drafted(reader, house.incident, audience_id=house.audience, phase="Started")
    assert draft.body == "{{ ''.__class__ }} and more\n"
    assert "as it is written" in draft.warning


# -- what a person does to a message


def test_a_message_by_hand_is_marked_as_told(house):
    house.member(person_id=house.add(person, name="Ada", phone="1"))
    (row,) = house.send()
    with house.write() as session:
        told_by_hand(session, row.id, note="reached at home")
    with house.desk.read() as reader:
        (after,) = outbox(reader)
    assert (after.state, after.trouble) == ("Sent", "reached at home")
    with pytest.raises(Refused, match="sent already"):
        with house.write() as session:
            told_by_hand(session, row.id)


def test_a_message_is_cancelled_and_queued_again(house):
    house.mail()
    house.member(address="a@example.com")
    (row,) = house.send()
    with house.write() as session:
        cancel_message(session, row.id, reason="was a test")
    with pytest.raises(Refused, match="cancelled already"):
        with house.write() as session:
            cancel_message(session, row.id)
    with house.write() as session:
        retry_message(session, row.id)
    with house.desk.read() as reader:
        assert outbox(reader)[0].state == "Queued"


def failed(house):
    """A message that its outlet could not deliver, so that somebody is to tell it by hand."""
    house.mail()
    house.member(address="a@example.com")
    (row,) = house.send()
    with house.write() as session:
        give_up(session, ledger.current(session, outbox_message, row.id), "no such user")
    with house.desk.read() as reader:
        by_hand, _failed = outbox(reader)
    return row.id, by_hand.id


def states(house):
    with house.desk.read() as reader:
        return {row.id: row.state for row in outbox(reader)}


def test_whoever_is_written_to_once_more_is_not_told_by_hand_too(house):
    message_id, by_hand_id = failed(house)
    with house.write() as session:
        assert retry_failed(session) == 1
    assert states(house) == {message_id: "Queued", by_hand_id: "Cancelled"}


@pytest.mark.parametrize("end", [told_by_hand, cancel_message])
def test_who_was_told_by_hand_is_not_written_to_when_everything_is_tried_again(house, end):
    message_id, by_hand_id = failed(house)
    with house.write() as session:
        end(session, by_hand_id)
        assert retry_failed(session) == 0
    assert states(house)[message_id] == "Failed"


def test_what_no_outlet_can_send_is_not_queued(house):
    house.member(person_id=house.add(person, name="Ada", phone="1"))
    (row,) = house.send()
    with pytest.raises(Refused, match="No outlet can send this"):
        with house.write() as session:
            retry_message(session, row.id)
    with house.write() as session:
        assert retry_failed(session) == 0
