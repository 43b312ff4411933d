"""Desks and holiday machines that answer one another come to rest (promise intake-4)."""

from email import message_from_bytes
from email.message import EmailMessage

import pytest

from incidentdesk.agent.letter import Letter
from incidentdesk.agent.smtp import mail_of
from incidentdesk.detect.dead_letter_list import dead_letters
from incidentdesk.detect.number import number
from incidentdesk.prepare.outlet_change import checked_options
from incidentdesk.prepare.outlet_list import OutletRow
from incidentdesk.respond.announcement import AnnouncementKind
from incidentdesk.respond.announcing import notify_people
from incidentdesk.respond.mail_taking import take_mail
from incidentdesk.schema.opening import open_desk
from tests.respond.mails import letter


@pytest.fixture
def other_desk(tmp_path):
    database = open_desk(tmp_path / "other.db")
    yield database
    database.close()


def answered(desk, raw, sender):
    """What a desk sends to whoever wrote a mail: all that its outbox holds after it has taken the mail in."""
    with desk.write(actor="IncidentDesk", via="agent") as session:
        taken = take_mail(session, raw)
        if taken.outcome not in ("created", "appended"):
            return []
        [(reporter,)] = session.reader.rows(
            "SELECT reporter_id FROM incident WHERE id = :id", {"id": taken.incident_id}
        )
        notify_people(
            session, incident_id=taken.incident_id, person_ids=[reporter], kind=AnnouncementKind.UPDATE,
            subject=f"[{number(taken.incident_id)}] We have got it", body="…",
        )  # fmt: skip
        rows = session.reader.rows("SELECT recipient, address, subject, body, message_id FROM outbox_message")
    options = checked_options("E-mail", {"host": "localhost", "sender": sender})
    outlet = OutletRow(1, "k", "Mail", "E-mail", options, True, "", 1)
    return [
        mail_of(outlet, Letter(who, address, subject, body, message_id, number(taken.incident_id), 0, False)).as_bytes()
        for who, address, subject, body, message_id in rows[-1:]
    ]


def test_two_desks_stop_after_one_answer(sqlite_desk, other_desk):
    written, turn = [letter(sender="other@example.net")], 0
    while written and turn < 10:
        desk, sender = ((sqlite_desk, "help@example.org"), (other_desk, "other@example.net"))[turn % 2]
        written = answered(desk, written[-1], sender)
        turn += 1
    assert turn == 2
    with other_desk.read() as reader:
        [kept] = dead_letters(reader)
    assert "came back" in kept.reason


@pytest.mark.parametrize(
    "headers", [{"Auto-Submitted": "auto-replied"}, {"X-Autoreply": "yes"}, {"Precedence": "junk"}]
)
def test_somebody_who_is_away_is_not_answered(sqlite_desk, headers):
    [ours] = answered(sqlite_desk, letter(), "help@example.org")
    away = EmailMessage()
    away["From"], away["Subject"] = "ann@example.com", "Out of office: " + message_from_bytes(ours)["Subject"]
    away["In-Reply-To"] = message_from_bytes(ours)["Message-ID"]
    for name, value in headers.items():
        away[name] = value
    away.set_content("I am back on Monday.")
    assert answered(sqlite_desk, away.as_bytes(), "help@example.org") == []
    with sqlite_desk.read() as reader:
        [kept] = dead_letters(reader)
        assert (kept.parked, kept.incident_id) == (True, 1)
        assert reader.rows("SELECT count(*) FROM entry") == [(0,)]


def test_a_bounce_says_whose_message_was_not_delivered(sqlite_desk):
    [ours] = answered(sqlite_desk, letter(), "help@example.org")
    message_id = message_from_bytes(ours)["Message-ID"]
    bounce = (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@example.com\r\nSubject: Undelivered\r\n"
        'Content-Type: multipart/report; boundary="b"\r\n\r\n--b\r\n\r\nIt failed.\r\n--b\r\n'
        f"Content-Type: message/rfc822\r\n\r\nMessage-ID: {message_id}\r\n\r\nx\r\n--b--\r\n"
    )
    assert answered(sqlite_desk, bounce.encode(), "help@example.org") == []
    with sqlite_desk.read() as reader:
        [kept] = dead_letters(reader)
    assert (kept.incident_id, "INC-0001" in kept.reason) == (1, True)
