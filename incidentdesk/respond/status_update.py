"""Sending a status update to several audiences at once, each in its own form, and to the children of a parent (R11)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.detect.number import number
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.audience import Form, audience, audience_member
from incidentdesk.prepare.fact import give_up_facts
from incidentdesk.prepare.message_template import MessagePhase
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcement import AnnouncementKind, AnnouncementState, announcement
from incidentdesk.respond.announcing import DRAFT_FACTS, change_draft, draft_announcement, send_announcement
from incidentdesk.respond.family import children_of
from incidentdesk.respond.note import add_note
from incidentdesk.respond.recipient import recipients_of
from incidentdesk.respond.update_cadence import start_updates
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

# The audiences that nearly every desk has.
USUAL_AUDIENCES = (
    (N_("Users"), N_("Everybody who works with the service"), Form.EXECUTIVE, 60),
    (N_("Management"), N_("Who decides and who is asked by others"), Form.EXECUTIVE, 30),
    (N_("Responders"), N_("Who works on the incident"), Form.CAN, 30),
)


@dataclass(frozen=True, slots=True)
class UpdateText:
    """What one audience is sent.

    `cadence` is in minutes, 0 is only when there is news. `draft_id` is the draft that becomes it, `seen` its subject
    and body as the writer saw them, `given_up` what the writer gave up for another's words. `seen_id` is the last
    update of this audience that the writer knew of.
    """

    subject: str
    body: str
    cadence: int
    draft_id: int | None = None
    seen_id: int | None = None
    seen: Mapping[str, str] | None = None
    given_up: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """An update as it was written; `texts` by the id of the audience, `seen_state` as the writer saw the incident.

    `comment` is written as a public comment on the incident where `on_incident`, on its children where `on_children`.
    """

    phase: str
    fields: Mapping[str, str]
    texts: Mapping[int, UpdateText]
    seen_state: str = ""
    comment: str = ""
    on_incident: bool = False
    on_children: bool = False
    forms: Mapping[int, str] = field(default_factory=dict)


class ToldMeanwhile(Refused):
    """Somebody has told one of the audiences since the update was begun."""


def send_update(session: Session, incident_id: int, update: StatusUpdate) -> int:
    """Send it; returns how many messages went into the outbox.

    Raises Refused without an audience, for an audience with nobody in it and an incident that has ended meanwhile,
    ToldMeanwhile where somebody else has just told one of the audiences, and Conflict where a draft was changed.
    """
    row = ledger.current(session, incident, incident_id)
    _refuse_impossible(row, update)
    for audience_id, text in update.texts.items():
        _refuse_double(session, incident_id, audience_id, text.seen_id)
        _refuse_nobody(session, incident_id, audience_id)
    count = sum(_send(session, incident_id, audience_id, update) for audience_id in update.texts)
    _comment(session, incident_id, update)
    return count


def _refuse_impossible(row: Mapping[str, Any], update: StatusUpdate) -> None:
    if row["withdrawn_at"] is not None:
        raise Refused(_("{number} is in the trash. Bring it back first.").format(number=number(row["id"])))
    if not update.texts:
        raise Refused(_("Choose who is to be told."))
    seen_open, is_open = update.seen_state in OPEN_STATES, row["state"] in OPEN_STATES
    if seen_open and not is_open and update.phase != MessagePhase.RESOLVED:
        raise Refused(
            _("{number} is {state} meanwhile. Choose the phase Resolved, or look at the incident first.").format(
                number=number(row["id"]), state=_(row["state"])
            )
        )


def _refuse_double(session: Session, incident_id: int, audience_id: int, seen_id: int | None) -> None:
    last = session.connection.execute(
        sa.select(announcement.c.id, announcement.c.sent_by, announcement.c.subject, audience.c.name)
        .join(audience, audience.c.id == announcement.c.audience_id)
        .where(
            announcement.c.incident_id == incident_id,
            announcement.c.audience_id == audience_id,
            announcement.c.kind == AnnouncementKind.UPDATE,
            announcement.c.state == AnnouncementState.SENT,
            announcement.c.withdrawn_at.is_(None),
        )
        .order_by(sa.func.coalesce(announcement.c.sent_at, announcement.c.written_at).desc(), announcement.c.id.desc())
        .limit(1)
    ).first()
    if last is not None and last.id != seen_id:
        raise ToldMeanwhile(
            _("{name} has told {audience} meanwhile: “{subject}”. Nothing was sent. Is yours still news?").format(
                name=isolated(last.sent_by), audience=isolated(last.name), subject=isolated(last.subject)
            )
        )


def _refuse_nobody(session: Session, incident_id: int, audience_id: int) -> None:
    if not recipients_of(session.reader, audience_id, incident_id, session.at):
        found = session.connection.execute(sa.select(audience.c.name).where(audience.c.id == audience_id)).scalar()
        raise Refused(
            _("Nobody is in the audience {name}, so nobody would be told. Add people to it under Plans.").format(
                name=isolated(str(found))
            )
        )


def keep_drafts(session: Session, incident_id: int, update: StatusUpdate) -> list[int]:
    """Leave the texts for others to look through and send; returns the ids of the drafts.

    Raises Conflict where somebody else has changed one of them since it was seen.
    """
    return [_draft(session, incident_id, audience_id, update) for audience_id in update.texts]


def _draft(session: Session, incident_id: int, audience_id: int, update: StatusUpdate) -> int:
    text = update.texts[audience_id]
    facts: dict[str, Any] = {
        "subject": text.subject,
        "body": text.body,
        "phase": update.phase,
        "form": update.forms.get(audience_id, ""),
        "fields": {name: said for name, said in update.fields.items() if said.strip()},
    }
    if text.draft_id is None:
        return draft_announcement(session, incident_id, audience_id=audience_id, **facts)
    change_draft(session, text.draft_id, facts, seen=text.seen)
    if text.given_up:
        give_up_facts(session, announcement, DRAFT_FACTS, text.draft_id, text.given_up)
    return text.draft_id


def _send(session: Session, incident_id: int, audience_id: int, update: StatusUpdate) -> int:
    draft_id = _draft(session, incident_id, audience_id, update)
    if update.phase != MessagePhase.RESOLVED:
        start_updates(session, incident_id, audience_id, update.texts[audience_id].cadence)
    return len(send_announcement(session, draft_id))


def _comment(session: Session, incident_id: int, update: StatusUpdate) -> None:
    if update.on_incident:
        add_note(session, incident_id, update.comment, public=True)
    if update.on_children:
        comment_children(session, incident_id, update.comment)


def comment_children(session: Session, parent_id: int, text: str) -> int:
    """Write a public comment on every open child of an incident; returns how many those are.

    Raises Refused for an empty text.
    """
    waiting = [child.id for child in children_of(session, parent_id) if child.state in OPEN_STATES]
    for child_id in waiting:
        add_note(session, child_id, text, public=True)
    return len(waiting)


def make_usual_audiences(session: Session) -> list[int]:
    """Users, Management and Responders, each where there is none of that name; returns their ids.

    The standard roles are put among the responders, so that whoever holds one in an incident is told.
    """
    return [
        _audience(session, _(name), _(description), form, cadence)
        for name, description, form, cadence in USUAL_AUDIENCES
    ]


def _audience(session: Session, name: str, description: str, form: Form, cadence: int) -> int:
    ledger.hold(session)
    found = session.connection.execute(sa.select(audience).where(audience.c.name == name)).first()
    if found is None:
        facts = {"name": name, "description": description, "form": form, "cadence": cadence}
        audience_id = ledger.insert(session, audience, facts)
        if form == Form.CAN:
            _put_roles_in(session, audience_id)
        return audience_id
    if found.withdrawn_at is not None:
        ledger.bring_back(session, audience, found.id)
    return int(found.id)


def _put_roles_in(session: Session, audience_id: int) -> None:
    roles = session.reader.rows("SELECT id FROM role WHERE withdrawn_at IS NULL ORDER BY position, id")
    for position, (role_id,) in enumerate(roles, 1):
        facts = {"key": new_key(), "audience_id": audience_id, "position": position, "role_id": role_id}
        ledger.insert(session, audience_member, facts)
