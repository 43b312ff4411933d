"""Surveys: asking how satisfied whoever reported is, one for each incident, and writing down what they answer.

One survey for each incident and one reminder, as SolarWinds and GLPI (#474) do; it is never sent to whoever solved it.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.detect.number import number
from incidentdesk.detect.state import State
from incidentdesk.improve.asking import (
    DAY,
    Asked,
    asked_of,
    day_text,
    new_token,
    post_letter,
    refuse_resolver,
    token_hash,
    write_anew,
)
from incidentdesk.improve.follow_up_setting import follow_up_setting
from incidentdesk.improve.letter_words import Letter, written_letter
from incidentdesk.improve.survey import AnswerWay, survey
from incidentdesk.language import _, isolated
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.wording import text_of
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

LOWEST, HIGHEST = 1, 5
_OVER = (State.RESOLVED, State.CLOSED)


def send_survey(session: Session, incident_id: int, *, recipient: str = "") -> str:
    """Send the survey of an incident and return the token by which it is answered until its letter leaves.

    It goes to whoever reported, or to the address `recipient`. Raises Refused while the incident is not resolved,
    where one was sent already, where nobody can be reached, and where it would go to whoever solved it.
    """
    token, asked = begin_survey(session, incident_id, recipient=recipient)
    words = written_letter(session.reader, Letter.SURVEY, incident_id)
    post_letter(session, incident_id, asked, survey_letter_key(session, incident_id), words)
    return token


def begin_survey(session: Session, incident_id: int, *, recipient: str = "") -> tuple[str, Asked]:
    """Write the survey down without a letter; returns its token and whom to write to. Raises as `send_survey`."""
    _refuse_unfit(session, incident_id)
    asked = asked_of(session.reader, incident_id, recipient)
    token = new_token()
    _insert(session, incident_id, token=token, recipient=asked.address)
    return token, asked


def survey_letter_key(session: Session, incident_id: int) -> str:
    """The key of the letter of a survey among the announcements."""
    row = _of_incident(session, incident_id)
    return f"survey-{row['key']}" if row else ""


def answer_survey(
    session: Session, token: str, *, score: int, comment: str = "", way: AnswerWay = AnswerWay.WEB, by: str = ""
) -> int:
    """Write an answer down and return the id of the incident; an incident that is closed meanwhile can be judged too.

    Raises Refused for a token that nobody has, for a survey that is answered or over, and for a score that is none.
    """
    return answer_found_survey(session, _survey_of(session, token), score=score, comment=comment, way=way, by=by)


def _survey_of(session: Session, token: str) -> int:
    ledger.hold(session)
    found = session.connection.execute(
        sa.select(survey.c.id).where(survey.c.token_hash == token_hash(token), survey.c.withdrawn_at.is_(None))
    ).scalar()
    if found is None:
        raise Refused(
            _("There is no survey with this token. Look whether all of it was copied, and take the newest letter.")
        )
    return int(found)


def answer_found_survey(
    session: Session, survey_id: int, *, score: int, comment: str = "", way: AnswerWay = AnswerWay.WEB, by: str = ""
) -> int:
    """As `answer_survey`, for a survey whose letter was answered."""
    ledger.hold(session)
    row = present(session, survey, survey_id)
    present(session, incident, row["incident_id"])
    _refuse_late(session, row)
    _answer(session, row, score, comment, way, by or row["recipient"])
    return int(row["incident_id"])


def answer_by_phone(session: Session, incident_id: int, *, score: int, comment: str = "", by: str = "") -> int:
    """Write down what somebody says on the phone, also where no survey was sent; returns the id of the survey.

    `by` is who says so, whoever reported where it is empty. Raises Refused for a second answer, a score that is none,
    an incident that is not resolved, and where whoever solved it answers or writes the answer down.
    """
    ledger.hold(session)
    row = _of_incident(session, incident_id)
    if row is None:
        _refuse_unfit(session, incident_id)
    who = by.strip() or _reporter(session, incident_id)
    refuse_resolver(session.reader, incident_id, session.actor)
    if who:
        refuse_resolver(session.reader, incident_id, who)
    _checked(score)
    if row is None:
        _insert(session, incident_id, token=new_token(), recipient="")
        row = _of_incident(session, incident_id)
    assert row is not None
    _answer(session, row, score, comment, AnswerWay.PHONE, who)
    return int(row["id"])


def remind_of_survey(session: Session, survey_id: int) -> str:
    """Send the one reminder; returns the address. Raises Refused where it is answered or was sent before."""
    row = present(session, survey, survey_id)
    if row["answered_at"] is not None or row["reminded_at"] is not None or not row["recipient"]:
        raise Refused(_("There is nothing to remind of: it is answered, or a reminder was sent already."))
    incident_id = int(row["incident_id"])
    asked = asked_of(session.reader, incident_id, row["recipient"])
    ledger.update(session, survey, survey_id, {"reminded_at": session.at})
    words = written_letter(session.reader, Letter.REMINDER, incident_id)
    post_letter(session, incident_id, asked, f"survey-reminder-{row['key']}", words, after=0)
    return asked.address


# ── what is refused ──────────────────────────────────────────────────────────────────────────────────────────────


def _refuse_unfit(session: Session, incident_id: int) -> None:
    ledger.hold(session)
    row = present(session, incident, incident_id)
    shown = number(incident_id)
    if row["state"] not in _OVER:
        raise Refused(_("{number} is not resolved yet; the survey follows on the resolution.").format(number=shown))
    known = _of_incident(session, incident_id)
    if known is None:
        return
    if known["answered_at"] is not None:
        raise Refused(_answered_already(known))
    raise Refused(
        _("The survey of {number} was sent on {day} to {address}; there is one for each incident.").format(
            number=shown, day=day_text(known["sent_at"]), address=isolated(known["recipient"])
        )
    )


def _refuse_late(session: Session, row: Mapping[str, Any]) -> None:
    days = follow_up_setting(session.reader).answer_days
    if days and session.at > row["sent_at"] + days * DAY:
        raise Refused(
            _("This survey ended on {day}. Tell the help desk if there is something it should know.").format(
                day=day_text(row["sent_at"] + days * DAY)
            )
        )


def _answered_already(row: Mapping[str, Any]) -> str:
    return _("This survey was answered on {day} with {score} of 5; the first answer counts.").format(
        day=day_text(row["answered_at"]), score=row["score"]
    )


def _checked(score: object) -> int:
    if isinstance(score, bool) or not isinstance(score, int) or not LOWEST <= score <= HIGHEST:
        raise Refused(_("The score is a whole number from 1 (very dissatisfied) to 5 (very satisfied)."))
    return score


# ── the record ───────────────────────────────────────────────────────────────────────────────────────────────────


def _answer(session: Session, row: Mapping[str, Any], score: int, comment: str, way: AnswerWay, by: str) -> None:
    if row["answered_at"] is not None:
        raise Refused(_answered_already(row))
    answered = {
        "score": _checked(score), "comment": text_of(comment).strip(), "answered_at": session.at,
        "answered_by": " ".join(by.split())[:200], "answered_way": way,
    }  # fmt: skip
    ledger.update(session, survey, row["id"], answered)


def _insert(session: Session, incident_id: int, *, token: str, recipient: str) -> int:
    values = {"key": new_key(), "incident_id": incident_id, "token_hash": token_hash(token), "recipient": recipient}
    fresh = {
        "reminded_at": None,
        "score": None,
        "comment": "",
        "answered_at": None,
        "answered_by": "",
        "answered_way": "",
    }
    return write_anew(session, survey, {**values, **fresh, "sent_at": session.at}, "incident_id")


def _of_incident(session: Session, incident_id: int) -> Mapping[str, Any] | None:
    found = session.connection.execute(
        sa.select(survey.c.id).where(survey.c.incident_id == incident_id, survey.c.withdrawn_at.is_(None))
    ).scalar()
    return None if found is None else ledger.current(session, survey, found)


def _reporter(session: Session, incident_id: int) -> str:
    rows = session.reader.rows(
        "SELECT p.name FROM incident i JOIN person p ON p.id = i.reporter_id WHERE i.id = :id", {"id": incident_id}
    )
    return str(rows[0][0]) if rows else ""
