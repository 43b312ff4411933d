"""What follows on the resolution of one incident: follow-up tasks, what was asked, and when it is closed."""

from dataclasses import dataclass

from incidentdesk.detect.state import State
from incidentdesk.improve.closing import calendar_of, closes_at
from incidentdesk.improve.follow_up_setting import follow_up_setting
from incidentdesk.improve.survey_list import SurveyRow, survey_of
from incidentdesk.prepare.follow_up_template_list import FollowUpTemplateRow, follow_up_templates
from incidentdesk.respond.reopen_window import why_not_reopened
from incidentdesk.respond.task_list import TaskRow, tasks
from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class ConfirmationRow:
    """A question whether it is solved; instants in microseconds since 1970."""

    asked_at: int
    recipient: str
    answer: str
    comment: str
    answered_at: int | None
    answered_by: str
    answered_way: str


@dataclass(frozen=True, slots=True)
class FollowUpSheet:
    """`closes_at` is when it is closed by itself, None where that is never; `calendar` by whose working days.

    `confirmation` is that of the last resolution. `asks` and `surveys` say whether that happens by itself on this
    desk. `shut` is why it can't be opened again, "" where it can.
    """

    state: str
    major: bool
    resolved_at: int | None
    closed_at: int | None
    reporter: str
    confirmation: ConfirmationRow | None
    survey: SurveyRow | None
    tasks: tuple[TaskRow, ...]
    templates: tuple[FollowUpTemplateRow, ...]
    closes_at: int | None
    close_days: int
    calendar: str
    asks: bool
    surveys: bool
    shut: str

    @property
    def over(self) -> bool:
        return self.state in (State.RESOLVED, State.CLOSED)


def follow_up_sheet(reader: Reader, incident_id: int, now: int) -> FollowUpSheet | None:
    """None where there is no such incident; `now` in microseconds since 1970."""
    rows = reader.rows(
        "SELECT i.id, i.state, i.major, i.resolved_at, i.closed_at, COALESCE(p.name, '') FROM incident i"
        " LEFT JOIN person p ON p.id = i.reporter_id WHERE i.id = :id",
        {"id": incident_id},
    )
    if not rows:
        return None
    _id, state, major, resolved_at, closed_at, reporter = rows[0]
    setting = follow_up_setting(reader)
    waiting = state == State.RESOLVED and not major and resolved_at is not None
    follow_ups = _tasks(reader, incident_id)
    used = _used(reader, incident_id, resolved_at)
    return FollowUpSheet(
        state=state,
        major=bool(major),
        resolved_at=resolved_at,
        closed_at=closed_at,
        reporter=reporter,
        confirmation=_confirmation(reader, incident_id),
        survey=survey_of(reader, incident_id),
        tasks=follow_ups,
        templates=tuple(each for each in follow_up_templates(reader) if each.id not in used),
        closes_at=closes_at(reader, resolved_at, setting) if waiting else None,
        close_days=setting.close_days,
        calendar=calendar_of(reader, setting),
        asks=setting.confirmation_since is not None,
        surveys=setting.survey_since is not None,
        shut=why_not_reopened(reader, {"id": incident_id, "state": state, "closed_at": closed_at}, now),
    )


def _tasks(reader: Reader, incident_id: int) -> tuple[TaskRow, ...]:
    rows = reader.rows(
        "SELECT task_id FROM follow_up WHERE incident_id = :id AND withdrawn_at IS NULL", {"id": incident_id}
    )
    wanted = {int(row[0]) for row in rows}
    found = [each for each in tasks(reader, incident_id) if each.id in wanted]
    return tuple(sorted(found, key=lambda each: (each.due_at or 0, each.id)))


def _used(reader: Reader, incident_id: int, resolved_at: int | None) -> set[int]:
    rows = reader.rows(
        "SELECT template_id FROM follow_up WHERE incident_id = :id AND resolved_at = :at AND withdrawn_at IS NULL",
        {"id": incident_id, "at": resolved_at},
    )
    return {int(row[0]) for row in rows}


def _confirmation(reader: Reader, incident_id: int) -> ConfirmationRow | None:
    rows = reader.rows(
        "SELECT c.asked_at, c.recipient, c.answer, c.comment, c.answered_at, c.answered_by, c.answered_way"
        " FROM confirmation c JOIN incident i ON i.id = c.incident_id AND i.resolved_at = c.resolved_at"
        " WHERE c.incident_id = :id AND c.withdrawn_at IS NULL",
        {"id": incident_id},
    )
    return ConfirmationRow(*rows[0]) if rows else None
