"""What follows a resolution by itself: tasks, the questions to whoever reported, one reminder, and the closing."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from incidentdesk.agent.delivery import ACTOR, VIA
from incidentdesk.detect.number import number
from incidentdesk.improve.asking import DAY, asked_of, post_letter
from incidentdesk.improve.closing import close_by_itself, due_closings
from incidentdesk.improve.confirming import begin_confirmation, confirmation_letter_key
from incidentdesk.improve.follow_up_making import due_follow_ups, make_follow_ups
from incidentdesk.improve.follow_up_setting import FollowUpSetting, follow_up_setting
from incidentdesk.improve.letter_words import Letter, written_letter
from incidentdesk.improve.survey_change import begin_survey, remind_of_survey, survey_letter_key
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcement import AnnouncementKind
from incidentdesk.respond.announcing import note_only
from incidentdesk.respond.escalation_step_taking import Tell
from incidentdesk.respond.outbox import GRACE
from incidentdesk.store.database import Database
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

# What was resolved longer ago is nothing that anybody is still asked about by itself.
LONGEST = DAY
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be asked about a resolution; `resolved_at` in microseconds since 1970."""

    incident_id: int
    resolved_at: int
    survey: bool
    confirmation: bool

    @property
    def key(self) -> str:
        return f"asked-{self.incident_id}-{self.resolved_at}"

    @property
    def letter(self) -> Letter:
        if self.survey and self.confirmation:
            return Letter.BOTH
        return Letter.SURVEY if self.survey else Letter.CONFIRMATION


def follow_up(database: Database, now: int, tell: Tell) -> list[str]:
    """Do what is due, each in a transaction of its own; returns a line for each. Only noting, nothing is sent."""
    lines = _add_tasks(database, now)
    send = tell is not note_only
    with database.read() as reader:
        wanted = questions(reader, now)
        reminders = due_reminders(reader, now) if send else []
        closings = due_closings(reader, now)
    for each in wanted:
        lines += _in_one(database, partial(_ask, wanted=each, send=send))
    for survey_id, incident_id in reminders:
        lines += _in_one(database, partial(_remind, survey_id=survey_id, incident_id=incident_id))
    for closing in closings:
        lines += _in_one(database, partial(_close, incident_id=closing.incident_id))
    return lines


def questions(reader: Reader, now: int) -> list[Wanted]:
    """The resolutions about which somebody is to be asked, the oldest first; not before Undo had its time."""
    setting = follow_up_setting(reader)
    since = [each for each in (setting.survey_since, setting.confirmation_since) if each is not None]
    if not since:
        return []
    rows = reader.rows(
        "SELECT i.id, i.resolved_at, i.state FROM incident i"
        " WHERE i.state IN ('Resolved', 'Closed') AND i.resolved_at >= :since AND i.resolved_at > :longest"
        " AND i.resolved_at <= :settled"
        " AND i.import_id IS NULL AND i.withdrawn_at IS NULL AND i.reporter_id IS NOT NULL"
        " AND (NOT EXISTS (SELECT 1 FROM survey s WHERE s.incident_id = i.id) OR (i.state = 'Resolved' AND NOT EXISTS"
        "  (SELECT 1 FROM confirmation c WHERE c.incident_id = i.id AND c.resolved_at = i.resolved_at)))"
        " ORDER BY i.resolved_at, i.id LIMIT :most",
        {"since": min(since), "longest": now - LONGEST, "settled": now - GRACE, "most": 10 * _AT_ONCE},
    )
    found = [_wanted(reader, setting, int(id_), int(at), str(state)) for id_, at, state in rows]
    return [each for each in found if (each.survey or each.confirmation) and _can_be_asked(reader, each.incident_id)][
        :_AT_ONCE
    ]


def _can_be_asked(reader: Reader, incident_id: int) -> bool:
    try:
        asked_of(reader, incident_id)
    except Refused:
        return False
    return True


def _wanted(reader: Reader, setting: FollowUpSetting, incident_id: int, resolved_at: int, state: str) -> Wanted:
    values = {"id": incident_id, "at": resolved_at, "key": f"asked-{incident_id}-{resolved_at}"}
    noted = reader.rows('SELECT 1 FROM announcement WHERE "key" = :key', values)
    surveyed = reader.rows("SELECT 1 FROM survey WHERE incident_id = :id", values)
    asked = reader.rows("SELECT 1 FROM confirmation WHERE incident_id = :id AND resolved_at = :at", values)
    survey = setting.survey_since is not None and resolved_at >= setting.survey_since
    confirm = setting.confirmation_since is not None and resolved_at >= setting.confirmation_since
    return Wanted(
        incident_id, resolved_at,
        survey=survey and not surveyed and not noted,
        confirmation=confirm and state == "Resolved" and not asked and not noted,
    )  # fmt: skip


def late_questions(reader: Reader, now: int, silence: int) -> list[tuple[int, int, str]]:
    """Instant, incident and sentence of questions that would be sent late (N14)."""
    return [
        (each.resolved_at, each.incident_id, _("{number}: question to whoever reported it").format(
            number=number(each.incident_id)))
        for each in questions(reader, now)
        if each.resolved_at <= now - silence
    ]  # fmt: skip


def due_reminders(reader: Reader, now: int) -> list[tuple[int, int]]:
    """Surveys, with their incidents, of which is to be reminded: once, while they can be answered, and not if lost."""
    setting = follow_up_setting(reader)
    if not setting.remind_days or setting.survey_since is None:
        return []
    # Nobody is reminded of what was sent before surveys were switched on.
    oldest = max(setting.survey_since, now - setting.answer_days * DAY if setting.answer_days else 0)
    rows = reader.rows(
        "SELECT s.id, s.incident_id FROM survey s"
        " JOIN incident i ON i.id = s.incident_id AND i.state IN ('Resolved', 'Closed') AND i.withdrawn_at IS NULL"
        ' JOIN announcement a ON a."key" = \'survey-\' || s."key"'
        " WHERE s.answered_at IS NULL AND s.reminded_at IS NULL AND s.recipient <> '' AND s.withdrawn_at IS NULL"
        " AND s.sent_at <= :due AND s.sent_at >= :oldest AND NOT EXISTS (SELECT 1 FROM outbox_message o"
        "  WHERE o.announcement_id = a.id AND o.state NOT IN ('Sent')) ORDER BY s.sent_at, s.id LIMIT :most",
        {"due": now - setting.remind_days * DAY, "oldest": oldest, "most": _AT_ONCE},
    )
    return [(int(survey_id), int(incident_id)) for survey_id, incident_id in rows]


# ── one thing at a time ──────────────────────────────────────────────────────────────────────────────────────────


def _add_tasks(database: Database, now: int) -> list[str]:
    with database.read() as reader:
        due = due_follow_ups(reader, now - LONGEST)
    lines = []
    for incident_id in due:
        lines += _in_one(database, partial(_make, incident_id=incident_id))
    return lines


def _in_one(database: Database, act: Callable[[Session], str]) -> list[str]:
    """What is refused here has changed since it was looked up, or can't be done; the next look may find it anew."""
    try:
        with database.write(actor=ACTOR, via=VIA) as session:
            line = act(session)
    except Refused:
        return []
    return [line] if line else []


def _make(session: Session, incident_id: int) -> str:
    count = len(make_follow_ups(session, incident_id, only_known_since=True))
    if not count:
        return ""
    said = ngettext("{number}: {count} follow-up added", "{number}: {count} follow-ups added", count)
    return said.format(number=number(incident_id), count=count)


def _ask(session: Session, wanted: Wanted, send: bool) -> str:
    """One letter for both questions, so that nobody gets two at once."""
    if not send:
        _note(session, wanted)
        return ""
    about = wanted.incident_id
    asked, key = None, ""
    if wanted.confirmation:
        _token, asked = begin_confirmation(session, about)
        key = confirmation_letter_key(session, about)
    if wanted.survey:
        # A reminder looks for the letter of the survey.
        _token, asked = begin_survey(session, about)
        key = survey_letter_key(session, about)
    assert asked is not None
    post_letter(session, about, asked, key, written_letter(session.reader, wanted.letter, about), after=0)
    return _("{number}: asked {address}").format(number=number(about), address=isolated(asked.address))


def _note(session: Session, wanted: Wanted) -> None:
    """It was decided not to ask any more; it is not asked later."""
    note_only(
        session, incident_id=wanted.incident_id, person_ids=(), kind=AnnouncementKind.NEWS, key=wanted.key,
        subject=_("[{number}] How satisfied are you?").format(number=number(wanted.incident_id)), body="",
    )  # fmt: skip


def _remind(session: Session, survey_id: int, incident_id: int) -> str:
    address = remind_of_survey(session, survey_id)
    return _("{number}: reminded {address} of the survey").format(number=number(incident_id), address=isolated(address))


def _close(session: Session, incident_id: int) -> str:
    close_by_itself(session, incident_id)
    return _("{number}: closed by itself").format(number=number(incident_id))
