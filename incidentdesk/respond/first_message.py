"""The message that a plan drafts for an audience: from its template, or plain where the template can't be filled in."""

from incidentdesk.refusal import Refused
from incidentdesk.respond.announcement import AnnouncementKind
from incidentdesk.respond.announcing import draft_announcement
from incidentdesk.respond.message_draft import Drafted, drafted
from incidentdesk.store.session import Session


def draft_first_message(session: Session, incident_id: int, audience_id: int, phase: str, template: str) -> int:
    """Write the draft of an update and return its id.

    A template with a mistake must not hold up the response: then the draft is the plain one, and it is read anyhow
    before it is sent.
    """
    text = _drafted(session, incident_id, audience_id, phase, template)
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


def _drafted(session: Session, incident_id: int, audience_id: int, phase: str, template: str) -> Drafted:
    for name in dict.fromkeys((template, "")):
        try:
            return drafted(session.reader, incident_id, audience_id=audience_id, phase=phase, template=name)
        except Refused:
            continue
    title = session.reader.rows("SELECT title FROM incident WHERE id = :id", {"id": incident_id})[0][0]
    return Drafted(subject=title, body="")
