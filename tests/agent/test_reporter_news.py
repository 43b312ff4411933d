"""News to whoever reported: in the thread of the mail, once, and never to a machine."""

from typing import Any

import pytest

from incidentdesk import clock
from incidentdesk.agent.delivery import Post, deliver_outlet
from incidentdesk.agent.loop import Agent
from incidentdesk.agent.news_job import late_news, tell_reporters
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.mail_kind import MailKind, kind_of
from incidentdesk.detect.mail_reading import read_mail
from incidentdesk.detect.mailbox import mail
from incidentdesk.prepare.outlet_change import create_outlet
from incidentdesk.prepare.person import person, person_named
from incidentdesk.refusal import Refused
from incidentdesk.respond import reporter_news
from incidentdesk.respond.announcing import note_only, notify_people
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.outbox import GRACE
from incidentdesk.respond.reporter_news import News, news_texts, set_news, usual_text
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import ledger
from incidentdesk.store.undoing import undo

_RESOLVED = Move("Resolved", resolution_code="Solved", resolution_notes="Done.")
_MAIL_ID = "<abc.1@customer.example>"


def _set_up(desk, port: int = 25, *, on=tuple(News)) -> int:
    with desk.write(actor="Mei Okafor") as session:
        outlet_id = create_outlet(
            session, name="Mail", kind="E-mail",
            options={"host": "localhost", "port": port, "security": "Not encrypted", "sender": "desk@example.com"},
        )  # fmt: skip
        for news in News:
            subject, body = usual_text(news)
            set_news(session, news, on=news in on, subject=subject, body=body)
    return outlet_id


def _log(desk, *, email: str = "ada@example.com", title: str = "VPN down", by_mail: bool = True) -> int:
    with desk.write(actor="E-mail", via="agent") as session:
        reporter_id = person_named(session, "Ada Lund")
        ledger.update(session, person, reporter_id, {"email": email})
        incident_id = log_incident(session, title=title, reporter="Ada Lund", channel="E-mail")
        if by_mail:
            session.connection.execute(
                mail.insert().values(
                    place=f"file {incident_id}", message_id=_MAIL_ID, digest="x", sender=email, outcome="created",
                    taken_at=session.at, incident_id=incident_id,
                )
            )  # fmt: skip
    return incident_id


def _act(desk, use_case, *arguments: Any, **more: Any) -> None:
    with desk.write(actor="Mei Okafor") as session:
        use_case(session, *arguments, **more)


def _tell(desk) -> list[str]:
    """A look at the moment at which nothing can be undone any more."""
    return tell_reporters(desk, clock.stored(clock.now()) + GRACE, notify_people)


def _messages(desk) -> list[Any]:
    with desk.read() as reader:
        return reader.rows("SELECT address, subject, body, state FROM outbox_message ORDER BY id")


def test_a_reporter_hears_of_every_step_in_words_that_say_what_was_done(desk):
    _set_up(desk)
    one = _log(desk)
    _tell(desk)
    _act(desk, change_incident, one, {"assignee": "Bo Diaz"})
    _act(desk, move, one, Move("On Hold", "Awaiting Vendor"))
    _tell(desk)
    _act(desk, move, one, Move("Resolved", resolution_code="Solved", resolution_notes="The tunnel was set up anew."))
    _tell(desk)
    _act(desk, move, one, Move("In Progress", reason="It broke again."))
    _tell(desk)
    texts = [body for _address, _subject, body, _state in _messages(desk)]
    assert [part in text for part, text in zip(
        ("We have your report", "Bo Diaz now works", "Awaiting Vendor", "The tunnel was set up anew.", "opened again"),
        texts, strict=True)] == [True] * 5  # fmt: skip
    assert {row[0] for row in _messages(desk)} == {"ada@example.com"}
    assert {row[1] for row in _messages(desk)} == {"[INC-0001] VPN down"}
    assert _tell(desk) == []


def test_news_that_are_off_are_not_sent(desk):
    _set_up(desk, on=(News.RESOLVED,))
    one = _log(desk)
    assert _tell(desk) == []
    _act(desk, move, one, Move("Resolved", resolution_code="Solved", resolution_notes="Done."))
    assert len(_tell(desk)) == 1


def test_what_happened_before_news_were_on_is_not_told(sqlite_desk):
    _log(sqlite_desk)
    _set_up(sqlite_desk)
    assert _tell(sqlite_desk) == []


def test_what_is_not_true_any_more_is_not_told(sqlite_desk):
    _set_up(sqlite_desk, on=(News.HOLD,))
    one = _log(sqlite_desk)
    _act(sqlite_desk, move, one, Move("On Hold", "Awaiting Vendor"))
    _act(sqlite_desk, move, one, Move("In Progress"))
    assert _tell(sqlite_desk) == []


@pytest.mark.parametrize(
    "address", ["no-reply@shop.example", "MAILER-DAEMON@x.example", "noreply+7@x.example", "desk@example.com",
                "alerts@monitor.example"]
)  # fmt: skip
def test_machines_and_the_desk_itself_are_never_written_to(sqlite_desk, address):
    _set_up(sqlite_desk)
    _log(sqlite_desk, email=address)
    assert _tell(sqlite_desk) == []


def test_a_sender_who_writes_all_the_time_is_told_once_in_an_hour(sqlite_desk):
    _set_up(sqlite_desk)
    for place in range(20):
        _log(sqlite_desk, title=f"Out of office {place}")
        _tell(sqlite_desk)
    assert len(_messages(sqlite_desk)) == 1


def test_a_mail_stands_in_the_thread_and_says_that_no_person_wrote_it(sqlite_desk, start_mail):
    mail_server, port = start_mail()
    outlet_id = _set_up(sqlite_desk, port)
    _log(sqlite_desk)
    _tell(sqlite_desk)
    deliver_outlet(sqlite_desk, outlet_id, Post(secret_of=lambda _name: None), lambda: True)
    (sent,) = mail_server.taken
    assert sent["In-Reply-To"] == _MAIL_ID
    assert str(sent["References"]).split() == [_MAIL_ID, "<inc-0001@incidentdesk.invalid>"]
    assert sent["Auto-Submitted"] == "auto-replied"
    assert sent["X-IncidentDesk-Loop"]
    assert sent["X-Auto-Response-Suppress"] == "All"
    # Another desk, or this one, does not take it for the mail of a person.
    assert kind_of(read_mail(sent.as_bytes())) is MailKind.LOOP


def test_news_wait_a_minute_in_which_undo_makes_them_untrue(sqlite_desk):
    _set_up(sqlite_desk, on=(News.RESOLVED,))
    one = _log(sqlite_desk)
    _act(sqlite_desk, move, one, _RESOLVED)
    now = clock.stored(clock.now())
    assert tell_reporters(sqlite_desk, now + GRACE // 2, notify_people) == []
    with sqlite_desk.write(actor="Mei Okafor") as session:
        gesture = "SELECT gesture FROM ledger WHERE noun = 'incident' ORDER BY id DESC"
        undo(session, session.reader.rows(gesture)[0][0])
    assert _tell(sqlite_desk) == []
    _act(sqlite_desk, move, one, _RESOLVED)
    assert len(_tell(sqlite_desk)) == 1


def test_news_of_a_clock_that_was_wrong_hold_up_no_others(sqlite_desk):
    _set_up(sqlite_desk)
    _log(sqlite_desk)
    a_day_before = clock.stored(clock.now()) - 24 * 3_600_000_000
    assert len(tell_reporters(sqlite_desk, a_day_before, notify_people)) == 1


def test_the_agent_tells_by_itself(sqlite_desk, start_mail, monkeypatch):
    mail_server, port = start_mail()
    monkeypatch.setattr(reporter_news, "GRACE", 0)
    _set_up(sqlite_desk, port)
    _log(sqlite_desk)
    done = Agent(sqlite_desk, post=Post(secret_of=lambda _name: None)).once()
    assert done.sent == 1
    assert len(mail_server.taken) == 1


def test_late_news_are_shown_first_and_can_be_only_noted(sqlite_desk):
    _set_up(sqlite_desk)
    _log(sqlite_desk)
    later = clock.stored(clock.now()) + 3_600_000_000
    with sqlite_desk.read() as reader:
        assert [text for _at, _incident, text in late_news(reader, later)] == [
            "INC-0001: Received, to whoever reported it"
        ]
    tell_reporters(sqlite_desk, later, note_only)
    assert _messages(sqlite_desk) == []
    assert _tell(sqlite_desk) == []


def test_a_template_that_is_not_allowed_is_refused(sqlite_desk):
    with pytest.raises(Refused, match="no field"), sqlite_desk.write(actor="Mei Okafor") as session:
        set_news(session, News.RECEIVED, on=True, subject="{{ secret }}", body="x")
    with sqlite_desk.read() as reader:
        assert not any(each.on for each in news_texts(reader))
