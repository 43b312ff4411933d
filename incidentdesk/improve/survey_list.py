"""Reading surveys, and how satisfied people are: never a score without how many were asked and how many answered."""

from collections.abc import Iterable
from dataclasses import dataclass

from incidentdesk.detect.number import number
from incidentdesk.language import _
from incidentdesk.respond.outbox import MessageState
from incidentdesk.store.reading import Reader

SATISFIED = 4  # of 5, as the usual CSAT counts the two best answers
_FEW = 5
# What became of a letter that has asked nobody.
NOT_ARRIVED = (MessageState.FAILED, MessageState.CANCELLED, MessageState.BY_HAND)
_COLUMNS = (
    "SELECT s.id, s.incident_id, i.title, COALESCE(p.name, ''), s.recipient, s.sent_at, s.reminded_at, s.score,"
    " s.comment, s.answered_at, s.answered_by, s.answered_way, COALESCE(service.name, ''), COALESCE(team.name, ''),"
    " COALESCE(assignee.name, ''), COALESCE(o.state, ''), COALESCE(o.trouble, ''), s.version"
    " FROM survey s JOIN incident i ON i.id = s.incident_id AND i.withdrawn_at IS NULL"
    " LEFT JOIN person p ON p.id = i.reporter_id LEFT JOIN service ON service.id = i.service_id"
    " LEFT JOIN team ON team.id = i.team_id LEFT JOIN person assignee ON assignee.id = i.assignee_id"
    ' LEFT JOIN announcement a ON a."key" = \'survey-\' || s."key"'
    " LEFT JOIN outbox_message o ON o.id = (SELECT MAX(m.id) FROM outbox_message m WHERE m.announcement_id = a.id)"
    " WHERE s.withdrawn_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """A survey; instants in microseconds since 1970, `score` from 1 (very dissatisfied) to 5 (very satisfied).

    `trouble` is why its letter did not arrive, "" where it did or is under way.
    """

    id: int
    incident_id: int
    title: str
    reporter: str
    recipient: str
    sent_at: int
    reminded_at: int | None
    score: int | None
    comment: str
    answered_at: int | None
    answered_by: str
    answered_way: str
    service: str
    team: str
    assignee: str
    letter: str
    trouble: str
    version: int

    @property
    def number(self) -> str:
        return number(self.incident_id)

    @property
    def by_mail(self) -> bool:
        """Whether it was sent; without a recipient it was answered on the phone only."""
        return bool(self.recipient)

    @property
    def undelivered(self) -> bool:
        return self.by_mail and self.letter in NOT_ARRIVED

    @property
    def standing(self) -> str:
        """In a word, marked for translation."""
        if self.answered_at is not None:
            return _("Answered")
        if self.undelivered:
            return _("Not delivered")
        return _("Reminded") if self.reminded_at is not None else _("Sent")


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """`sent` are the letters that were not returned, `answered_of_sent` how many of these were answered.

    `answered` counts every answer, `by_phone` those without a letter, which say nothing about the response rate.
    """

    sent: int = 0
    answered_of_sent: int = 0
    answered: int = 0
    by_phone: int = 0
    undelivered: int = 0
    total: int = 0
    satisfied: int = 0

    @property
    def score(self) -> float | None:
        """The mean from 1 to 5; None without an answer."""
        return self.total / self.answered if self.answered else None

    @property
    def satisfied_share(self) -> float | None:
        """CSAT: the share of answers with 4 or 5."""
        return self.satisfied / self.answered if self.answered else None

    @property
    def response_rate(self) -> float | None:
        """None where no letter was sent."""
        return self.answered_of_sent / self.sent if self.sent else None

    @property
    def few(self) -> bool:
        """Whether one answer more would change the score by much."""
        return 0 < self.answered < _FEW


def surveys(
    reader: Reader, *, from_at: int | None = None, until_at: int | None = None, incident_id: int | None = None
) -> list[SurveyRow]:
    """The surveys that were sent in a time, or those of an incident; the newest first."""
    where, values = _COLUMNS, {}
    for condition, name, value in (
        ("s.sent_at >= :from_at", "from_at", from_at),
        ("s.sent_at < :until_at", "until_at", until_at),
        ("s.incident_id = :incident", "incident", incident_id),
    ):
        if value is not None:
            where += f" AND {condition}"
            values[name] = value
    return [SurveyRow(*row) for row in reader.rows(f"{where} ORDER BY s.sent_at DESC, s.id DESC", values)]


def survey_of(reader: Reader, incident_id: int) -> SurveyRow | None:
    return next(iter(surveys(reader, incident_id=incident_id)), None)


def satisfaction(reader: Reader, from_at: int | None = None, until_at: int | None = None) -> Satisfaction:
    """Over the surveys that were sent in a time (microseconds since 1970), or over all."""
    return satisfaction_in(surveys(reader, from_at=from_at, until_at=until_at))


def satisfaction_in(rows: Iterable[SurveyRow]) -> Satisfaction:
    found = list(rows)
    answered = [row for row in found if row.score is not None]
    # An answer shows that the letter came, whatever a server said of it.
    sent = [row for row in found if row.by_mail and (row.score is not None or not row.undelivered)]
    return Satisfaction(
        sent=len(sent),
        answered_of_sent=sum(row.score is not None for row in sent),
        answered=len(answered),
        by_phone=sum(not row.by_mail for row in answered),
        undelivered=sum(row.undelivered and row.score is None for row in found),
        total=sum(row.score or 0 for row in answered),
        satisfied=sum((row.score or 0) >= SATISFIED for row in answered),
    )
