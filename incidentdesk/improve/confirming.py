"""Whether whoever reported says that it is solved: asked at the resolution, answered by mail, web or phone.

Solved closes the incident, not solved opens it again; a major incident is closed by people only.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.detect.number import number
from incidentdesk.detect.state import OPEN_STATES, State
from incidentdesk.improve.asking import (
    Asked,
    asked_of,
    day_text,
    new_token,
    post_letter,
    token_hash,
    write_anew,
)
from incidentdesk.improve.follow_on import follow_on
from incidentdesk.improve.follow_up import ConfirmationAnswer, confirmation
from incidentdesk.improve.letter_words import Letter, written_letter
from incidentdesk.improve.survey import AnswerWay
from incidentdesk.language import _
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.wording import text_of
from incidentdesk.refusal import Refused
from incidentdesk.respond.family import why_held_up
from incidentdesk.respond.note import add_note
from incidentdesk.respond.reopen_window import why_not_reopened
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


def ask_confirmation(session: Session, incident_id: int, *, recipient: str = "") -> str:
    """Ask by mail whether it is solved; returns the token by which it is answered until its letter leaves.

    Raises Refused where the incident is not Resolved, was asked about already, where nobody can be reached, and where
    it would go to whoever solved it.
    """
    token, asked = begin_confirmation(session, incident_id, recipient=recipient)
    words = written_letter(session.reader, Letter.CONFIRMATION, incident_id)
    post_letter(session, incident_id, asked, confirmation_letter_key(session, incident_id), words)
    return token


def begin_confirmation(session: Session, incident_id: int, *, recipient: str = "") -> tuple[str, Asked]:
    """Write the question down without a letter; returns its token and whom to write to. Raises as above."""
    ledger.hold(session)
    row = present(session, incident, incident_id)
    if row["state"] != State.RESOLVED or row["resolved_at"] is None:
        raise Refused(
            _("{number} is not Resolved; only then is asked whether it is solved.").format(number=number(incident_id))
        )
    if _of_resolution(session, incident_id, row["resolved_at"]) is not None:
        raise Refused(_("It was asked already whether {number} is solved.").format(number=number(incident_id)))
    asked = asked_of(session.reader, incident_id, recipient)
    token = new_token()
    _insert(session, row, token=token, recipient=asked.address)
    return token, asked


def confirmation_letter_key(session: Session, incident_id: int) -> str:
    """The key of the letter about the last resolution among the announcements."""
    row = session.reader.rows(
        'SELECT "key" FROM confirmation WHERE incident_id = :id AND withdrawn_at IS NULL ORDER BY resolved_at DESC',
        {"id": incident_id},
    )
    return f"confirm-{row[0][0]}" if row else ""


def answer_confirmation(
    session: Session,
    token: str,
    *,
    answer: ConfirmationAnswer,
    comment: str = "",
    way: AnswerWay = AnswerWay.WEB,
    by: str = "",
) -> int:
    """Write an answer down with what follows from it; returns the id of the incident that it goes on in.

    That is another one where the incident can't be opened again. Raises Refused for a token that nobody has, for a
    second answer, for a NO without a word, and for what was opened again since it was asked.
    """
    ledger.hold(session)
    found = session.connection.execute(
        sa.select(confirmation.c.id).where(
            confirmation.c.token_hash == token_hash(token), confirmation.c.withdrawn_at.is_(None)
        )
    ).scalar()
    if found is None:
        raise Refused(
            _("There is no question with this token. Look whether all of it was copied, and take the newest letter.")
        )
    return answer_found_confirmation(session, int(found), answer=answer, comment=comment, way=way, by=by)


def answer_found_confirmation(
    session: Session,
    confirmation_id: int,
    *,
    answer: ConfirmationAnswer,
    comment: str = "",
    way: AnswerWay = AnswerWay.WEB,
    by: str = "",
) -> int:
    """As `answer_confirmation`, for a question whose letter was answered."""
    ledger.hold(session)
    row = present(session, confirmation, confirmation_id)
    return _answer(session, row, answer, comment, way, by or row["recipient"])


def confirm_by_phone(
    session: Session, incident_id: int, *, answer: ConfirmationAnswer, comment: str = "", by: str = ""
) -> int:
    """Write down what whoever reported says on the phone, asked by letter or not; returns as `answer_confirmation`."""
    ledger.hold(session)
    about = present(session, incident, incident_id)
    if about["resolved_at"] is None or about["state"] not in (State.RESOLVED, State.CLOSED):
        raise Refused(
            _("{number} is not Resolved; only then is asked whether it is solved.").format(number=number(incident_id))
        )
    row = _of_resolution(session, incident_id, about["resolved_at"])
    if row is None:
        _insert(session, about, token=new_token(), recipient="")
        row = _of_resolution(session, incident_id, about["resolved_at"])
    assert row is not None
    return _answer(session, row, answer, comment, AnswerWay.PHONE, by)


# ── what follows ─────────────────────────────────────────────────────────────────────────────────────────────────


def _answer(
    session: Session, row: Mapping[str, Any], answer: ConfirmationAnswer, comment: str, way: AnswerWay, by: str
) -> int:
    incident_id, said = int(row["incident_id"]), text_of(comment).strip()
    about = present(session, incident, incident_id)
    _refuse(row, about, answer, said)
    answered = {
        "answer": answer, "comment": said, "answered_at": session.at, "answered_by": " ".join(by.split())[:200],
        "answered_way": way,
    }  # fmt: skip
    ledger.update(session, confirmation, row["id"], answered)
    if answer == ConfirmationAnswer.SOLVED:
        if about["state"] == State.RESOLVED and not about["major"] and not why_held_up(session.reader, incident_id):
            move(session, incident_id, Move(State.CLOSED, reason=_("whoever reported it says that it is solved")))
        return incident_id
    return _unsolved(session, incident_id, about, said, by)


def _refuse(row: Mapping[str, Any], about: Mapping[str, Any], answer: ConfirmationAnswer, said: str) -> None:
    if row["answered_at"] is not None:
        raise Refused(
            _("This was answered on {day} already: {answer}. Call the help desk if it has changed.").format(
                day=day_text(row["answered_at"]), answer=_(row["answer"])
            )
        )
    if about["state"] in (*OPEN_STATES, State.CANCELED) or about["resolved_at"] != row["resolved_at"]:
        raise Refused(
            _("{number} has gone on since this was asked, so the answer would be about something else.").format(
                number=number(about["id"])
            )
        )
    if answer == ConfirmationAnswer.NOT_SOLVED and not said:
        raise Refused(_("Say what is still wrong, so that somebody can go on with it."))


def _unsolved(session: Session, incident_id: int, about: Mapping[str, Any], said: str, by: str) -> int:
    if about["state"] == State.CLOSED and why_not_reopened(session.reader, about, session.at):
        return follow_on(session, incident_id, description=said)
    add_note(session, incident_id, said, from_caller=by or _("Whoever reported it"))
    wish = Move(State.IN_PROGRESS, reason=_("not solved: {why}").format(why=said[:200]), by_caller=True)
    move(session, incident_id, wish)
    return incident_id


def _insert(session: Session, about: Mapping[str, Any], *, token: str, recipient: str) -> int:
    values = {
        "key": new_key(), "incident_id": about["id"], "resolved_at": about["resolved_at"],
        "token_hash": token_hash(token), "recipient": recipient, "asked_at": session.at, "answer": "", "comment": "",
        "answered_at": None, "answered_by": "", "answered_way": "",
    }  # fmt: skip
    return write_anew(session, confirmation, values, "incident_id", "resolved_at")


def _of_resolution(session: Session, incident_id: int, resolved_at: int) -> Mapping[str, Any] | None:
    found = session.connection.execute(
        sa.select(confirmation.c.id).where(
            confirmation.c.incident_id == incident_id, confirmation.c.resolved_at == resolved_at,
            confirmation.c.withdrawn_at.is_(None),
        )
    ).scalar()  # fmt: skip
    return None if found is None else ledger.current(session, confirmation, found)
