"""The message that a plan drafts for an audience; a person reads it before it is sent."""

from incidentdesk.prepare.message_template import MessagePhase
from incidentdesk.respond.announcement import AnnouncementKind, AnnouncementState
from incidentdesk.respond.announcing import draft_announcement
from incidentdesk.respond.message_draft import drafted
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session


def draft_first_message(session: Session, incident_id: int, audience_id: int, template: str, cadence: int) -> int:
    """Write the draft of the first update and return its id; `cadence` in minutes says when the next one comes.

    A template that was written for another audience leaves it to this audience's own.
    """
    fitting = template if _is_for(session.reader, template, audience_id) else ""
    return _draft(session, incident_id, audience_id, MessagePhase.STARTED, fitting, cadence)


def draft_task_message(session: Session, incident_id: int, audience_id: int, template: str) -> int:
    """Write the draft of the update that a step asks for and return its id; one that is a draft yet stays the one."""
    waiting = session.reader.rows(
        "SELECT id FROM announcement WHERE incident_id = :id AND audience_id = :audience AND state = :draft"
        " AND withdrawn_at IS NULL ORDER BY id DESC",
        {"id": incident_id, "audience": audience_id, "draft": AnnouncementState.DRAFT.value},
    )
    if waiting:
        return int(waiting[0][0])
    return _draft(session, incident_id, audience_id, _phase(session.reader, template), template, None)


def _draft(session: Session, incident_id: int, audience_id: int, phase: str, template: str, cadence: int | None) -> int:
    text = drafted(
        session.reader,
        incident_id,
        audience_id=audience_id,
        phase=phase,
        template=template,
        sender=session.actor,
        cadence=cadence,
    )
    form = session.reader.rows("SELECT form FROM audience WHERE id = :id", {"id": audience_id})[0][0]
    return draft_announcement(
        session,
        incident_id,
        audience_id=audience_id,
        kind=AnnouncementKind.UPDATE,
        subject=text.subject,
        body=text.body,
        phase=phase,
        form=form,
    )


def _phase(reader: Reader, template: str) -> str:
    found = reader.rows(
        "SELECT phase FROM message_template WHERE name = :name AND withdrawn_at IS NULL", {"name": template}
    )
    return str(found[0][0]) if found else MessagePhase.INVESTIGATING.value


def _is_for(reader: Reader, template: str, audience_id: int) -> bool:
    found = reader.rows(
        "SELECT audience_id FROM message_template WHERE name = :name AND withdrawn_at IS NULL", {"name": template}
    )
    return not found or found[0][0] in (None, audience_id)
