"""What the lists of training write: invitations to the next session, and reminders that a person asks for."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from incidentdesk import clock
from incidentdesk.improve.training_list import matrix
from incidentdesk.improve.training_message import remind_of_training, wanting
from incidentdesk.improve.training_result_change import invite
from incidentdesk.improve.training_session_list import next_session
from incidentdesk.language import _
from incidentdesk.refusal import Refused


def invite_to_next(session: Any, wanted: Iterable[tuple[int, int]]) -> int:
    """Invite (person, course) to the next session of each course; returns how many were not invited before.

    Raises Refused where no session of a course is planned.
    """
    by_course: dict[int, list[int]] = defaultdict(list)
    for person_id, course_id in wanted:
        by_course[course_id].append(person_id)
    invited = 0
    for course_id, people in by_course.items():
        row = next_session(session.reader, course_id, session.at)
        if row is None:
            raise Refused(_("No session is planned. Plan one first."))
        invited += invite(session, row.id, people)
    return invited


def remind_people(session: Any, people: Iterable[int], today: str) -> int:
    """Tell people now what they lack, whether or not they were told this week; returns how many messages that are."""
    lines = wanting(matrix(session.reader, today))
    told = 0
    for person_id in people:
        key = f"training-{person_id}-{clock.iso(session.at)}"
        told += remind_of_training(session, person_id, lines.get(person_id, []), key)
    return told
