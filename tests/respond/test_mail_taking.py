"""Mails become incidents, answers, or something that is kept for a person to look at."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from incidentdesk.detect.attachment import attached
from incidentdesk.detect.dead_letter_change import drop_dead_letter
from incidentdesk.detect.dead_letter_list import dead_letters, raw_of
from incidentdesk.detect.mailbox_change import create_mailbox
from incidentdesk.prepare.person_change import create_person
from incidentdesk.prepare.service import service_named
from incidentdesk.prepare.setting import set_setting
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcement import AnnouncementKind
from incidentdesk.respond.announcing import notify_people
from incidentdesk.respond.letter_retry import try_again
from incidentdesk.respond.mail_taking import place_in, take_mail
from tests.respond.mails import letter

WHERE = {"host": "mail.example.org", "user": "help@example.org"}


def took(work, raw, **named):
    with work.desk.write(actor="IncidentDesk", via="agent") as session:
        return take_mail(session, raw, **named)


def person(work, name, email, **facts):
    with work.desk.write(actor="Mei Okafor") as session:
        return create_person(session, name=name, methods=f"E-mail\t{email}", **facts)


def letters(work):
    with work.desk.read() as reader:
        return dead_letters(reader)


def watchers(work, incident_id):
    return {
        name
        for (name,) in work.rows(
            "SELECT p.name FROM watcher w JOIN person p ON p.id = w.person_id WHERE w.incident_id = :id", id=incident_id
        )
    }


def test_a_mail_becomes_an_incident_of_whoever_wrote_it(work, time):
    taken = took(work, letter("It is down.\n\nAnn", files=(("log.txt", b"line"),)))
    row = work.row(taken.incident_id)
    assert (taken.outcome, taken.number, taken.sender) == ("created", "INC-0001", "ann@example.com")
    assert (row["title"], row["description"], row["channel"]) == ("VPN down", "It is down.\n\nAnn", "E-mail")
    assert work.rows("SELECT name, email, staff FROM person WHERE id = :id", id=row["reporter_id"]) == [
        ("Ann Lee", "ann@example.com", False)
    ]
    with work.desk.read() as reader:
        assert [(each.name, each.size) for each in attached(reader, taken.incident_id)] == [("log.txt", 4)]


def test_whoever_has_the_address_is_the_reporter_whatever_the_mail_calls_them(work):
    known = person(work, "Ann Lee", "ANN@example.com", staff=False)
    taken = took(work, letter(sender="The Boss <ann@example.com>"))
    assert work.row(taken.incident_id)["reporter_id"] == known


def test_nobody_becomes_somebody_else_by_giving_their_name(work):
    boss = person(work, "The Boss", "boss@example.com")
    taken = took(work, letter(sender="The Boss <stranger@example.net>"))
    row = work.row(taken.incident_id)
    assert row["reporter_id"] != boss
    assert work.rows("SELECT name FROM person WHERE id = :id", id=row["reporter_id"]) == [
        ("The Boss (stranger@example.net)",)
    ]


def test_the_mailbox_says_whom_it_concerns(work):
    with work.desk.write(actor="Mei Okafor") as session:
        service_named(session, "VPN")
        box = create_mailbox(session, name="Help", options=WHERE, address="help@example.org", service="VPN")
    taken = took(work, letter(), place=place_in("key", 1, 1), mailbox_id=box)
    assert taken.source == "Help"
    assert work.rows(
        "SELECT s.name FROM incident i JOIN service s ON s.id = i.service_id WHERE i.id = :id", id=taken.incident_id
    ) == [("VPN",)]


def test_a_mail_is_taken_once_by_its_place_and_by_what_it_says(work):
    first = took(work, letter(), place=place_in("box", 7, 1))
    again = took(work, letter(), place=place_in("box", 7, 1))
    elsewhere = took(work, b"Received: from another way\r\n" + letter(), place=place_in("other", 9, 5))
    assert {again.incident_id, elsewhere.incident_id} == {first.incident_id}
    assert work.rows("SELECT count(*) FROM incident") == [(1,)]
    assert elsewhere.reason == "It was taken in before."


def test_two_programs_at_once_take_a_mail_once(work):
    raw, place = letter(), place_in("box", 7, 1)
    with ThreadPoolExecutor(2) as both:
        taken = list(both.map(lambda _number: took(work, raw, place=place), range(2)))
    assert {each.incident_id for each in taken} == {1}
    assert work.rows("SELECT count(*) FROM incident") == [(1,)]


def test_two_mails_with_one_message_id_and_other_words_are_two(work):
    took(work, letter("one"))
    took(work, letter("two"))
    assert work.rows("SELECT count(*) FROM incident") == [(2,)]


def test_an_answer_goes_to_the_incident_of_our_message(work):
    reporter = person(work, "Ann Lee", "ann@example.com")
    incident_id = work.log(reporter="Ann Lee")
    work.act(
        notify_people,
        incident_id=incident_id,
        person_ids=[reporter],
        kind=AnnouncementKind.UPDATE,
        subject="News",
        body="…",
    )
    [(ours,)] = work.rows("SELECT message_id FROM outbox_message")
    taken = took(
        work,
        letter("It works.\n\nOn Monday, Help wrote:\n> Does it work?", subject="Re: News", In_Reply_To=ours),
    )
    assert (taken.outcome, taken.incident_id) == ("appended", incident_id)
    assert work.rows("SELECT text, author, public FROM entry") == [("It works.", "Ann Lee", True)]


def test_an_answer_to_the_first_mail_and_one_with_the_number_find_it_too(work):
    first = took(work, letter())
    by_thread = took(work, letter("More.", message_id="<2@example.com>", References="<one@example.com>"))
    by_number = took(work, letter("Most.", message_id="<3@example.com>", subject="AW: [INC-0001] VPN"))
    assert {by_thread.incident_id, by_number.incident_id} == {first.incident_id}
    assert by_number.outcome == "appended"


def test_a_stranger_with_a_number_begins_an_incident_of_their_own(work):
    secret = work.log(title="Redundancies", reporter="Ann Lee")
    taken = took(
        work, letter(sender="eve@example.net", subject="[INC-0001] state=Closed", message_id="<e@example.net>")
    )
    forged = took(
        work,
        letter(sender="eve@example.net", message_id="<f@example.net>", References="<inc-0001@incidentdesk.invalid>"),
    )
    assert (taken.outcome, forged.outcome) == ("created", "created")
    assert taken.reason == "It names INC-0001, with which the sender has nothing to do."
    assert work.rows("SELECT count(*) FROM entry") == [(0,)]
    assert work.row(secret)["state"] == "New"


def test_an_answer_ends_a_hold_for_the_caller_and_reopens_what_was_resolved(work):
    first = took(work, letter()).incident_id
    work.move(first, "On Hold", hold_reason="Awaiting Caller", comment="Which one?")
    took(work, letter("The one in Berlin", message_id="<2@example.com>", In_Reply_To="<one@example.com>"))
    assert work.row(first)["state"] == "In Progress"
    work.move(first, "Resolved", resolution_code="Solved", resolution_notes="Restarted")
    took(work, letter("Down again", message_id="<3@example.com>", In_Reply_To="<one@example.com>"))
    row = work.row(first)
    assert (row["state"], row["reopen_count"]) == ("In Progress", 1)


def test_an_answer_after_the_closing_begins_a_linked_incident(work):
    first = took(work, letter()).incident_id
    work.move(first, "Resolved", resolution_code="Solved", resolution_notes="Restarted")
    work.move(first, "Closed")
    taken = took(work, letter("Again", message_id="<2@example.com>", In_Reply_To="<one@example.com>"))
    assert taken.outcome == "created"
    assert work.row(first)["state"] == "Closed"
    assert "It follows INC-0001, which is over." in work.row(taken.incident_id)["description"]
    assert work.rows("SELECT text, public FROM entry WHERE incident_id = :id", id=first) == [
        ("\u2068Ann Lee\u2069 has answered by e-mail after the end; it goes on in INC-0002.", False)
    ]


def test_what_the_team_mails_is_a_work_note(work):
    first = took(work, letter()).incident_id
    person(work, "Mei Okafor", "mei@example.org", staff=True)
    took(work, letter("Internal", sender="mei@example.org", subject="Re: [INC-0001]", message_id="<m@example.org>"))
    assert work.rows("SELECT text, public FROM entry WHERE incident_id = :id", id=first) == [
        ("\u2068Mei Okafor\u2069 by e-mail:\n\nInternal", False)
    ]
    assert work.row(first)["first_response_at"] is None


def test_whoever_gets_a_copy_watches_and_their_answer_joins(work):
    first = took(work, letter(Cc="Bob Ray <bob@example.com>, help@example.org")).incident_id
    assert "Bob Ray" in watchers(work, first)
    taken = took(
        work, letter("Me too", sender="bob@example.com", subject="Re: [INC-0001]", message_id="<b@example.com>")
    )
    assert (taken.outcome, taken.incident_id) == ("appended", first)
    assert work.rows("SELECT p.name FROM incident i JOIN person p ON p.id = i.reporter_id") == [("Ann Lee",)]


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Auto_Submitted": "auto-replied"}, "an automatic answer or message"),
        ({"Auto_Submitted": "auto-replied", "subject": "Out of office: VPN"}, "out of office"),
        ({"subject": "Automatische Antwort: Urlaub"}, "out of office"),
        ({"subject": "Out of Office: VPN"}, "out of office"),
        ({"Precedence": "bulk"}, "to a list"),
        ({"List_Id": "<news.example.com>"}, "to a list"),
        ({"X_Auto_Response_Suppress": "All"}, "an automatic"),
        ({"Return_Path": "<>"}, "was not delivered"),
        ({"sender": "MAILER-DAEMON@mail.example.com"}, "was not delivered"),
        ({"X_IncidentDesk_Loop": "1"}, "came back"),
        ({"message_id": "<0123456789abcdef0123456789abcdef@incidentdesk.invalid>"}, "came back"),
    ],
)
def test_what_no_person_has_written_is_parked(work, headers, kind):
    taken = took(work, letter(**headers))
    assert taken.outcome == "parked"
    assert kind in taken.reason
    [kept] = letters(work)
    assert kept.parked
    assert work.rows("SELECT count(*) FROM incident") == [(0,)]


@pytest.mark.parametrize("subject", ["Vacation calendar is broken", "Out of office can't be set", "Bob is on leave"])
def test_words_of_machines_in_the_subject_of_a_person_are_no_machine(work, subject):
    assert took(work, letter(subject=subject)).outcome == "created"


def test_a_stranger_who_answers_a_forwarded_mail_is_named_by_the_address_and_watches_nothing(work):
    first = took(work, letter()).incident_id
    person(work, "Mei Okafor", "mei@example.org")
    taken = took(
        work,
        letter(
            "Close it",
            sender="Mei Okafor <eve@example.net>",
            message_id="<e@example.net>",
            In_Reply_To="<one@example.com>",
            Cc="accomplice@example.net",
        ),
    )
    assert (taken.outcome, taken.incident_id) == ("appended", first)
    assert work.rows("SELECT author FROM entry") == [("Mei Okafor (eve@example.net)",)]
    assert watchers(work, first) == set()


def test_an_ordinary_mail_that_says_it_is_no_machine_is_taken(work):
    assert took(work, letter(Auto_Submitted="no")).outcome == "created"


def test_a_parked_mail_is_taken_when_somebody_wants_it(work):
    took(work, letter(Precedence="bulk"))
    [kept] = letters(work)
    with work.desk.write(actor="Mei Okafor") as session:
        taken = try_again(session, kept.id)
    assert taken.outcome == "created"
    assert letters(work) == []
    assert work.rows("SELECT state, incident_id FROM dead_letter") == [("Taken in", taken.incident_id)]
    with work.desk.write(actor="Mei Okafor") as session, pytest.raises(Refused, match="decided already"):
        try_again(session, kept.id)


def test_what_is_no_mail_is_kept_whole_and_can_be_dropped(work):
    raw = b"From: \r\nX: 1\r\n\r\n"
    taken = took(work, raw)
    assert (taken.outcome, taken.reason) == ("refused", "It says nothing: no subject, no text and no file.")
    [kept] = letters(work)
    with work.desk.read() as reader:
        assert raw_of(reader, kept.id) == raw
    with work.desk.write(actor="Mei Okafor") as session:
        assert try_again(session, kept.id).outcome == "refused"
        with pytest.raises(Refused, match="Say why"):
            drop_dead_letter(session, kept.id, " ")
        drop_dead_letter(session, kept.id, "spam")
    assert letters(work) == []


def test_one_sender_cannot_flood_the_desk(work, time):
    with work.desk.write(actor="Mei Okafor") as session:
        set_setting(session, "mail_per_sender", 3)
    outcomes = [took(work, letter(f"no {n}", message_id=f"<{n}@example.com>")).outcome for n in range(5)]
    assert outcomes == ["created"] * 3 + ["parked"] * 2
    time.after(hours=2)
    assert took(work, letter("later", message_id="<9@example.com>")).outcome == "created"


def test_a_file_beyond_the_limit_is_named_and_the_whole_mail_kept(work):
    with work.desk.write(actor="Mei Okafor") as session:
        set_setting(session, "attachment_limit", 1024)
    raw = letter(files=(("large.bin", b"x" * 5000), ("small.txt", b"ok")))
    taken = took(work, raw)
    with work.desk.read() as reader:
        names = {each.name: each.size for each in attached(reader, taken.incident_id)}
    assert names == {"small.txt": 2, "VPN down.eml": len(raw)}
    assert "Too large to be attached: \u2068large.bin\u2069" in work.row(taken.incident_id)["description"]


def test_a_refusal_in_the_middle_leaves_nothing_half_written(work, monkeypatch):
    def refuse(*_arguments, **_named):
        raise Refused("The disk is full.")

    monkeypatch.setattr("incidentdesk.respond.mail_writing.attach", refuse)
    taken = took(work, letter(files=(("a.txt", b"a"),)))
    assert (taken.outcome, taken.reason) == ("refused", "The disk is full.")
    assert work.rows("SELECT count(*) FROM incident") == [(0,)]
    assert [each.reason for each in letters(work)] == ["The disk is full."]
    monkeypatch.undo()
    with work.desk.write(actor="Mei Okafor") as session:
        assert try_again(session, letters_of(session)).outcome == "created"


def letters_of(session):
    return dead_letters(session.reader)[0].id
