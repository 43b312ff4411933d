"""Reading status updates (R7, R8): who can be told, what was told, to whom by which outlet, and what came of it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo

from incidentdesk.detect.number import number
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import _
from incidentdesk.prepare.audience import Form
from incidentdesk.prepare.message_template import MessagePhase
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcement import AnnouncementKind, AnnouncementState
from incidentdesk.respond.message_draft import Drafted, drafted
from incidentdesk.respond.recipient import recipients_of
from incidentdesk.store.reading import Reader

# What is asked for in each form, in this order.
FORM_FIELDS: Mapping[Form, tuple[str, ...]] = {
    Form.CAN: ("conditions", "actions", "needs"),
    Form.EXECUTIVE: ("summary", "impact", "next"),
}


_OPEN = ", ".join(f"'{state}'" for state in OPEN_STATES)


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets an update: by an outlet, or by hand for the reason in `why`."""

    name: str
    address: str
    outlet: str
    outlet_kind: str
    why: str


@dataclass(frozen=True, slots=True)
class AudienceChoice:
    """An audience that can be told of an incident, and the last update that it was sent.

    `cadence` is in minutes, that of the running schedule where there is one, 0 where it has ended, else the audience's
    own.
    """

    id: int
    name: str
    description: str
    form: str
    cadence: int
    scheduled: bool
    last_id: int | None
    last_at: int | None
    last_phase: str
    last_fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UpdateBasis:
    """What an update is written from; `children` counts those that are still open."""

    incident_id: int
    state: str
    children: int
    audiences: tuple[AudienceChoice, ...]

    @property
    def phase(self) -> MessagePhase:
        """The phase that most probably comes next."""
        if self.state not in OPEN_STATES:
            return MessagePhase.RESOLVED
        told = [each for each in self.audiences if each.last_at is not None]
        if not told:
            return MessagePhase.STARTED
        last = MessagePhase(max(told, key=lambda each: each.last_at or 0).last_phase or MessagePhase.STARTED)
        return MessagePhase.INVESTIGATING if last in (MessagePhase.STARTED, MessagePhase.RESOLVED) else last


@dataclass(frozen=True, slots=True)
class Told:
    """An announcement; instants in microseconds since 1970. `counts` has how many messages are in each state."""

    id: int
    audience_id: int | None
    audience: str
    kind: str
    phase: str
    form: str
    fields: Mapping[str, str]
    subject: str
    body: str
    state: str
    written_at: int
    written_by: str
    sent_at: int | None
    sent_by: str
    counts: Mapping[str, int]


def update_basis(reader: Reader, incident_id: int) -> UpdateBasis:
    """Raises Refused where there is no such incident."""
    found = reader.rows(
        "SELECT i.state, (SELECT count(*) FROM incident c"
        f" WHERE c.parent_id = i.id AND c.withdrawn_at IS NULL AND c.state IN ({_OPEN}))"
        " FROM incident i WHERE i.id = :id",
        {"id": incident_id},
    )
    if not found:
        raise Refused(_("There is no incident {number}.").format(number=number(incident_id)))
    state, children = found[0]
    return UpdateBasis(incident_id, state, children, tuple(_choices(reader, incident_id)))


def _choices(reader: Reader, incident_id: int) -> Iterable[AudienceChoice]:
    last = {each.audience_id: each for each in reversed(announcements(reader, incident_id)) if _is_sent_update(each)}
    rows = reader.rows(
        "SELECT a.id, a.name, a.description, a.form, a.cadence, u.cadence, u.ended_at FROM audience a"
        " LEFT JOIN update_schedule u ON u.audience_id = a.id AND u.incident_id = :id AND u.withdrawn_at IS NULL"
        " WHERE a.withdrawn_at IS NULL ORDER BY a.name, a.id",
        {"id": incident_id},
    )
    for audience_id, name, description, form, usual, chosen, ended_at in rows:
        told = last.get(audience_id)
        yield AudienceChoice(
            audience_id,
            name,
            description,
            form,
            usual if chosen is None else 0 if ended_at else chosen,
            chosen is not None and ended_at is None,
            told.id if told else None,
            (told.sent_at or told.written_at) if told else None,
            told.phase if told else "",
            told.fields if told else {},
        )


def _is_sent_update(told: Told) -> bool:
    return told.kind == AnnouncementKind.UPDATE and told.state == AnnouncementState.SENT


def receivers(reader: Reader, audience_id: int, incident_id: int | None, at: int) -> list[Receiver]:
    """Who would get an update at this instant, and by what."""
    outlets = {row[0]: (row[1], row[2]) for row in reader.rows("SELECT id, name, kind FROM outlet")}
    return [
        Receiver(each.name, each.address, *outlets.get(each.outlet_id or 0, ("", "")), each.why)
        for each in recipients_of(reader, audience_id, incident_id, at)
    ]


def announcements(reader: Reader, incident_id: int) -> list[Told]:
    """Every announcement of an incident that was not thrown away, the newest first; drafts before all others."""
    counts: dict[int, dict[str, int]] = {}
    # What failed and goes another way is counted there.
    for announcement_id, state, count in reader.rows(
        "SELECT announcement_id, state, count(*) FROM outbox_message m WHERE incident_id = :id"
        " AND withdrawn_at IS NULL AND announcement_id IS NOT NULL AND NOT (state = 'Failed' AND EXISTS"
        " (SELECT 1 FROM outbox_message o WHERE o.announcement_id = m.announcement_id AND o.recipient = m.recipient"
        " AND o.id > m.id AND o.withdrawn_at IS NULL)) GROUP BY announcement_id, state",
        {"id": incident_id},
    ):
        counts.setdefault(announcement_id, {})[state] = count
    rows = reader.rows(
        "SELECT n.id, n.audience_id, coalesce(a.name, ''), n.kind, n.phase, n.form, n.fields, n.subject, n.body,"
        " n.state, n.written_at, n.written_by, n.sent_at, n.sent_by FROM announcement n"
        " LEFT JOIN audience a ON a.id = n.audience_id"
        " WHERE n.incident_id = :id AND n.withdrawn_at IS NULL AND n.state <> :discarded"
        " ORDER BY CASE WHEN n.state = :draft THEN 0 ELSE 1 END, coalesce(n.sent_at, n.written_at) DESC, n.id DESC",
        {"id": incident_id, "discarded": AnnouncementState.DISCARDED, "draft": AnnouncementState.DRAFT},
    )
    return [Told(*row[:6], json.loads(row[6]), *row[7:14], counts.get(row[0], {})) for row in rows]  # type: ignore[call-arg]


def texts_for(
    reader: Reader,
    incident_id: int,
    cadences: Mapping[int, int],
    *,
    phase: str,
    fields: Mapping[str, str],
    sender: str = "",
    zone: tzinfo = UTC,
) -> dict[int, Drafted]:
    """The text for each audience, by its id; `cadences` says after how many minutes each is told again, 0 is never.

    A template that can't be filled in comes as it is written, with a warning. Raises Refused where the incident is
    not there.
    """
    return {
        audience_id: drafted(
            reader,
            incident_id,
            audience_id=audience_id,
            phase=phase,
            fields=fields,
            sender=sender,
            zone=zone,
            cadence=0 if phase == MessagePhase.RESOLVED else cadence,
        )
        for audience_id, cadence in cadences.items()
    }


def untold_of_the_end(told: Iterable[Told]) -> list[str]:
    """The audiences that were told of the trouble and whose last update does not say that it is over, by name."""
    last: dict[str, str] = {}
    for each in told:
        if _is_sent_update(each) and each.audience:
            last.setdefault(each.audience, each.phase)
    return sorted(name for name, phase in last.items() if phase != MessagePhase.RESOLVED)
