"""The announcement that a step of a plan asks for, drafted when the step is reached."""

from incidentdesk.language import _, isolated
from incidentdesk.prepare.fact import present
from incidentdesk.refusal import Refused
from incidentdesk.respond.first_message import draft_task_message
from incidentdesk.respond.task import task
from incidentdesk.store.session import Session


def draft_message_of_task(session: Session, task_id: int) -> int:
    """The id of the draft, which is written where there is none. Raises Refused where the audience is not there."""
    row = present(session, task, task_id)
    found = session.reader.rows(
        "SELECT id FROM audience WHERE lower(name) = lower(:name) AND withdrawn_at IS NULL", {"name": row["audience"]}
    )
    if not found:
        raise Refused(
            _("There is no audience “{audience}”. Add it under Plans, or write an update to another one.").format(
                audience=isolated(row["audience"])
            )
        )
    return draft_task_message(session, row["incident_id"], found[0][0], row["message"])
