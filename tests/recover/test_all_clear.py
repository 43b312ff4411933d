"""The all-clear: everybody who was told of the trouble is told that it is over, and nobody twice."""

import pytest

from incidentdesk.prepare.audience_change import change_audience, create_audience
from incidentdesk.prepare.message_template_change import create_message_template
from incidentdesk.prepare.outlet_change import create_outlet
from incidentdesk.prepare.person import person, person_named
from incidentdesk.prepare.person_change import change_person
from incidentdesk.recover.all_clear import (
    Knows,
    closing_text,
    closing_texts,
    send_all_clear,
    told,
    without_all_clear,
)
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcing import discard_draft, draft_announcement, notify_people, send_announcement
from incidentdesk.respond.outbox import outbox_message
from incidentdesk.respond.outbox_change import told_by_hand
from incidentdesk.store import ledger

OVER = {"subject": "Mail works again", "body": "You need not do anything."}


@pytest.fixture(autouse=True)
def outlet(work):
    return work.act(
        create_outlet, name="Post", kind="E-mail",
        options={"host": "127.0.0.1", "port": 25, "security": "TLS", "sender": "desk@example.org"},
    )  # fmt: skip


@pytest.fixture
def incident_id(work):
    return work.log(title="Mail is down")


def audience_of(work, name, *addresses):
    return work.act(create_audience, name=name, members="\n".join(f"address\t{each}" for each in addresses))


def announce(work, incident_id, audience_id, phase="Investigating", subject="Mail is down"):
    announcement_id = work.act(
        draft_announcement, incident_id, audience_id=audience_id, subject=subject, body="It is.", phase=phase
    )
    return work.act(send_announcement, announcement_id)


def names(found):
    return [each.name for each in found]


def messages(work, incident_id, subject=OVER["subject"]):
    rows = work.read(
        lambda reader: reader.rows(
            "SELECT recipient FROM outbox_message WHERE incident_id = :id AND subject = :subject ORDER BY recipient",
            {"id": incident_id, "subject": subject},
        )
    )
    return [row[0] for row in rows]


def test_everybody_in_a_told_audience_waits_for_the_all_clear(work, incident_id):
    announce(work, incident_id, audience_of(work, "Users", "a@example.org", "b@example.org"))
    found = work.read(without_all_clear, incident_id)
    assert names(found) == ["a@example.org", "b@example.org"]
    assert {each.audiences for each in found} == {("Users",)}
    assert work.act(send_all_clear, incident_id, **OVER) == 2
    assert work.read(without_all_clear, incident_id) == []
    assert {each.knows for each in work.read(told, incident_id)} == {Knows.ON_WAY}


def test_single_people_who_were_told_are_told_as_well(work, incident_id):
    person_id = work.act(person_named, "L. Novák")
    work.act(notify_people, incident_id=incident_id, person_ids=[person_id], kind="Escalation", subject="Now",
             body="Mail is down")  # fmt: skip
    (alone,) = work.read(told, incident_id)
    assert (alone.name, alone.audiences, alone.kinds, alone.knows) == ("L. Novák", (), ("Escalation",), Knows.NOT)
    assert work.act(send_all_clear, incident_id, **OVER) == 1
    # There is no address of this person, so somebody has to do it; until then the all-clear is not complete.
    (waiting,) = work.read(without_all_clear, incident_id)
    assert waiting.knows == Knows.BY_HAND
    message_id = work.read(
        lambda reader: reader.rows("SELECT id FROM outbox_message WHERE subject = :it", {"it": OVER["subject"]})
    )[0][0]
    work.act(told_by_hand, message_id, note="By phone")
    assert work.read(without_all_clear, incident_id) == []


@pytest.mark.parametrize("kind", ["Reminder", "Hand-over note"])
def test_who_was_only_reminded_of_a_duty_waits_for_nothing(work, time, incident_id, kind):
    users = audience_of(work, "Users", "a@example.org")
    announce(work, incident_id, users)
    time.after(minutes=5)
    announce(work, incident_id, users, "Resolved", "Over")
    time.after(minutes=5)
    person_id = work.act(person_named, "a@example.org")
    words = {"subject": "A task is due", "body": "Do it."}
    work.act(notify_people, incident_id=incident_id, person_ids=[person_id], kind=kind, **words)
    assert work.read(without_all_clear, incident_id) == []


def test_news_to_the_reporter_count_but_a_question_to_them_does_not(work, time, incident_id):
    person_id = work.act(person_named, "Carla Rossi")
    words = {"incident_id": incident_id, "person_ids": [person_id], "kind": "News to the reporter", "body": "So it is."}
    work.act(notify_people, subject="Received", key="news-received-1", **words)
    assert names(work.read(without_all_clear, incident_id)) == ["Carla Rossi"]
    time.after(minutes=5)
    work.act(notify_people, subject="Resolved", key="news-resolved-1", **words)
    work.act(ledger.update_many, outbox_message, {2: {"state": "Sent", "sent_at": time.stored}})
    time.after(minutes=5)
    work.act(notify_people, subject="How was it?", key="survey-1", **words)
    assert work.read(without_all_clear, incident_id) == []


def test_who_has_left_the_audience_since_is_told_all_the_same(work, incident_id):
    users = audience_of(work, "Users", "a@example.org", "b@example.org")
    announce(work, incident_id, users)
    work.act(change_audience, users, {"members": "address\ta@example.org\naddress\tnew@example.org"})
    assert work.act(send_all_clear, incident_id, **OVER) == 3
    assert messages(work, incident_id) == ["a@example.org", "b@example.org", "new@example.org"]


def test_who_is_in_two_audiences_is_told_once(work, incident_id):
    for name in ("Users", "Management"):
        announce(work, incident_id, audience_of(work, name, "boss@example.org", f"{name.lower()}@example.org"))
    (boss,) = [each for each in work.read(told, incident_id) if each.name == "boss@example.org"]
    assert (boss.audiences, boss.times) == (("Users", "Management"), 1)
    work.act(send_all_clear, incident_id, **OVER)
    assert messages(work, incident_id) == ["boss@example.org", "management@example.org", "users@example.org"]
    assert work.read(without_all_clear, incident_id) == []


def test_a_closing_update_is_an_all_clear_until_there_is_trouble_again(work, time, incident_id):
    users = audience_of(work, "Users", "a@example.org")
    announce(work, incident_id, users)
    time.after(minutes=30)
    announce(work, incident_id, users, "Resolved", "Over")
    assert work.read(without_all_clear, incident_id) == []
    with pytest.raises(Refused, match="has the all-clear already"):
        work.act(send_all_clear, incident_id, **OVER)
    time.after(minutes=30)
    announce(work, incident_id, users, "Investigating", "Down again")
    assert names(work.read(without_all_clear, incident_id)) == ["a@example.org"]


def test_only_those_without_it_are_told_when_it_failed(work, time, incident_id):
    announce(work, incident_id, audience_of(work, "Users", "a@example.org", "b@example.org"))
    time.after(minutes=5)
    work.act(send_all_clear, incident_id, **OVER)
    failed = work.read(
        lambda reader: reader.rows(
            "SELECT id FROM outbox_message WHERE recipient = 'b@example.org' AND subject = :it",
            {"it": OVER["subject"]},
        )
    )[0][0]
    work.act(ledger.update, outbox_message, failed, {"state": "Failed", "trouble": "No such mailbox"})
    (waiting,) = work.read(without_all_clear, incident_id)
    assert (waiting.name, waiting.knows, waiting.trouble) == ("b@example.org", Knows.FAILED, "No such mailbox")
    assert work.act(send_all_clear, incident_id, subject="Once more", body="It is over.") == 1
    assert messages(work, incident_id, "Once more") == ["b@example.org"]


def test_what_never_went_out_tells_nobody(work, incident_id):
    users = audience_of(work, "Users", "a@example.org")
    draft = work.act(draft_announcement, incident_id, audience_id=users, subject="Mail is down", body="It is.")
    assert work.read(told, incident_id) == []
    work.act(discard_draft, draft)
    with pytest.raises(Refused, match="Nobody was told of the trouble"):
        work.act(send_all_clear, incident_id, **OVER)


@pytest.mark.parametrize(
    ("words", "sentence"), [({"body": " "}, "says nothing yet"), ({"subject": " "}, "needs a subject")]
)
def test_an_all_clear_without_words_is_refused(work, incident_id, words, sentence):
    announce(work, incident_id, audience_of(work, "Users", "a@example.org"))
    with pytest.raises(Refused, match=sentence):
        work.act(send_all_clear, incident_id, **{**OVER, **words})
    assert len(work.read(without_all_clear, incident_id)) == 1


def test_other_incidents_have_their_own_all_clear(work, incident_id):
    users = audience_of(work, "Users", "a@example.org")
    other = work.log(title="Printer")
    announce(work, incident_id, users)
    announce(work, other, users)
    work.act(send_all_clear, incident_id, **OVER)
    assert names(work.read(without_all_clear, other)) == ["a@example.org"]


def test_the_text_says_that_it_is_over_unless_a_template_says_it_better(work, incident_id):
    draft = work.read(closing_text, incident_id, sender="Mei Okafor")
    assert "Resolved" in draft.subject
    assert draft.body.startswith("This is the all-clear for INC-0001: Mail is down.")
    work.act(
        create_message_template, name="Over", phase="Resolved", subject="Over: {{ incident.title }}",
        body="{{ incident.number }} is over.",
    )  # fmt: skip
    draft = work.read(closing_text, incident_id, sender="Mei Okafor")
    assert (draft.subject, draft.body) == ("Over: Mail is down", "INC-0001 is over.\n")


# ── who is who ───────────────────────────────────────────────────────────────────────────────────────────────────────


def person_of(work, name, email):
    return work.act(ledger.insert, person, {"name": name, "email": email})


def notify(work, incident_id, *person_ids):
    words = {"kind": "Escalation", "subject": "Now", "body": "Mail is down"}
    work.act(notify_people, incident_id=incident_id, person_ids=person_ids, **words)


def addresses(work, subject=OVER["subject"]):
    found = "SELECT address FROM outbox_message WHERE subject = :subject ORDER BY address"
    return [row[0] for row in work.read(lambda reader: reader.rows(found, {"subject": subject}))]


def test_two_people_of_one_name_are_told_both(work, incident_id):
    notify(work, incident_id, *(person_of(work, "Jan Novák", f"{place}@example.org") for place in ("brno", "praha")))
    found = work.read(told, incident_id)
    assert [(each.name, each.address) for each in found] == [
        ("Jan Novák", "brno@example.org"), ("Jan Novák", "praha@example.org"),
    ]  # fmt: skip
    assert work.act(send_all_clear, incident_id, **OVER) == 2
    assert addresses(work) == ["brno@example.org", "praha@example.org"]


def test_a_person_who_was_told_at_two_addresses_is_one(work, time, incident_id):
    ana = person_of(work, "Ana Kim", "ana@example.org")
    notify(work, incident_id, ana)
    time.after(minutes=5)
    work.act(change_person, ana, {"methods": "E-mail\ta.kim@example.org"})
    notify(work, incident_id, ana)
    (once,) = work.read(told, incident_id)
    assert (once.times, once.address) == (2, "a.kim@example.org")
    assert work.act(send_all_clear, incident_id, **OVER) == 1


def test_whoever_is_a_person_and_an_address_of_an_audience_is_one(work, incident_id):
    notify(work, incident_id, person_of(work, "Ana Kim", "ana@example.org"))
    announce(work, incident_id, audience_of(work, "Users", "ANA@example.org"))
    (once,) = work.read(told, incident_id)
    assert (once.audiences, once.kinds) == (("Users",), ("Escalation", "Status update"))


# ── the words ────────────────────────────────────────────────────────────────────────────────────────────────────────


def bodies(work):
    found = "SELECT recipient, body FROM outbox_message WHERE body LIKE 'It is over%' ORDER BY recipient"
    return work.read(lambda reader: reader.rows(found))


def test_each_audience_is_told_in_its_own_words(work, incident_id):
    users = audience_of(work, "Users", "a@example.org")
    board = audience_of(work, "Board", "b@example.org")
    for audience_id in (users, board):
        announce(work, incident_id, audience_id)
    notify(work, incident_id, work.act(person_named, "L. Novák"))
    work.act(
        send_all_clear, incident_id, subject="Over", body="It is over.", own={board: ("Over", "It is over: 2 h, 0 €.")}
    )
    assert bodies(work) == [
        ("L. Novák", "It is over."), ("a@example.org", "It is over."), ("b@example.org", "It is over: 2 h, 0 €."),
    ]  # fmt: skip


def test_own_words_that_say_nothing_are_refused(work, incident_id):
    users = audience_of(work, "Users", "a@example.org")
    announce(work, incident_id, users)
    with pytest.raises(Refused, match="says nothing yet"):
        work.act(send_all_clear, incident_id, **OVER, own={users: ("Over", " ")})


def test_the_words_of_an_audience_are_drafted_by_its_template(work, incident_id):
    users = audience_of(work, "Users", "a@example.org")
    board = audience_of(work, "Board", "b@example.org")
    for audience_id in (users, board):
        announce(work, incident_id, audience_id)
    work.act(
        create_message_template, name="Board over", audience="Board", phase="Resolved", subject="Over",
        body="Dear board, {{ incident.number }} is over.",
    )  # fmt: skip
    everybody, for_users, for_board = work.read(closing_texts, incident_id)
    assert everybody.body == for_users.body
    assert "This is the all-clear" in everybody.body
    assert (for_board.audience, for_board.body) == ("Board", "Dear board, INC-0001 is over.\n")
    assert [each.templated for each in (everybody, for_users, for_board)] == [False, False, True]
