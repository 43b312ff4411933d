"""What follows on resolutions at the sample desk: follow-ups, surveys, and what people have answered.

Its letters go into the outbox of the sample, which leads nowhere.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, time, timedelta, tzinfo
from functools import partial

from incidentdesk.improve.follow_up_making import due_follow_ups, make_follow_ups
from incidentdesk.improve.follow_up_setting import switch_survey
from incidentdesk.improve.survey import AnswerWay
from incidentdesk.improve.survey_change import answer_survey, remind_of_survey, send_survey
from incidentdesk.improve.survey_list import surveys
from incidentdesk.measure.sample_deed import Deed, Logged, Told, span, texts
from incidentdesk.prepare.follow_up_template_change import create_follow_up_template
from incidentdesk.prepare.person import person, person_named
from incidentdesk.refusal import Refused
from incidentdesk.respond.outbox import MessageState, outbox_message
from incidentdesk.respond.task_change import finish_task
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

_DAY = 86_400_000_000  # microseconds
_MORNING, _EVENING = time(9, 20), time(17, 40)
_REMINDED_AFTER = 3
_BY = "IncidentDesk"
_WAYS = (AnswerWay.MAIL, AnswerWay.WEB)


def survey_deeds(now: datetime, zone: tzinfo) -> Iterator[Deed]:
    """From when it began until now: answers in the morning, questions in the evening and right before now."""
    told = texts("surveys")
    began = now - span(told["ago"])
    yield Deed(began, told["by"], partial(_begin, told))
    tokens: dict[int, str] = {}
    for day in range((now - began).days + 1):
        for at, do in ((_MORNING, partial(_answer, told, tokens)), (_EVENING, partial(_ask, tokens))):
            here = datetime.combine((began + timedelta(days=day)).astimezone(zone).date(), at, zone)
            if began < here < now:
                yield Deed(here, _BY, do)
    yield Deed(now - timedelta(seconds=1), _BY, partial(_ask, tokens))


def _begin(told: Told, session: Session, _logged: Logged) -> None:
    for name, email in told["reporters"].items():
        ledger.update(session, person, person_named(session, name) or 0, {"email": email})
    for each in told["template"]:
        create_follow_up_template(session, **each)
    switch_survey(session, True)


def _ask(tokens: dict[int, str], session: Session, _logged: Logged) -> None:
    """What was resolved since yesterday, and the one reminder."""
    reader = session.reader
    rows = reader.rows(
        "SELECT id FROM incident WHERE state IN ('Resolved', 'Closed') AND resolved_at > :since"
        " AND id NOT IN (SELECT incident_id FROM survey) ORDER BY resolved_at, id",
        {"since": session.at - _DAY},
    )
    for (incident_id,) in rows:
        # Of some nobody has an address, and whoever solved it is not asked.
        with suppress(Refused):
            tokens[int(incident_id)] = send_survey(session, int(incident_id))
    for row in surveys(reader):
        if row.score is None and row.reminded_at is None and row.sent_at < session.at - _REMINDED_AFTER * _DAY:
            remind_of_survey(session, row.id)
    for incident_id in due_follow_ups(reader, session.at - _DAY):
        make_follow_ups(session, incident_id, only_known_since=True)
    _deliver(session)


def _answer(told: Told, tokens: dict[int, str], session: Session, _logged: Logged) -> None:
    """The answers to what was sent the day before, and the follow-ups of the day."""
    for row in surveys(session.reader, from_at=session.at - 2 * _DAY):
        wanted = told["answer"][row.id % len(told["answer"])]
        if row.score is None and wanted["score"] and row.incident_id in tokens:
            way = _WAYS[row.id % len(_WAYS)]
            answer_survey(
                session, tokens[row.incident_id], score=wanted["score"], comment=wanted["comment"], way=way,
                by=row.reporter,
            )  # fmt: skip
    due = session.reader.rows(
        "SELECT t.id FROM task t JOIN follow_up f ON f.task_id = t.id WHERE t.state = 'Open' AND t.due_at <= :at",
        {"at": session.at + _DAY // 2},
    )
    for (task_id,) in due:
        finish_task(session, int(task_id), result="Still solved.")


def _deliver(session: Session) -> None:
    rows = session.reader.rows(
        "SELECT o.id FROM outbox_message o JOIN announcement a ON a.id = o.announcement_id"
        " WHERE o.state = 'Queued' AND a.\"key\" LIKE 'survey-%'"
    )
    sent = {"state": MessageState.SENT, "sent_at": session.at, "attempts": 1}
    ledger.update_many(session, outbox_message, {int(row[0]): sent for row in rows})
