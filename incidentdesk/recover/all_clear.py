"""The all-clear: who was told of the trouble, who knows that it is over, and telling those who do not.

Whoever got a status update, an escalation or news counts, be it in an audience or alone; who was only reminded of a
duty, handed a shift over or sent a report or a question does not. The closing message is an announcement of the phase
Resolved, or the news of the resolution to the reporter; one that came before the last word about the trouble is none.

Each audience may be told in its own words, by the template for it and the phase Resolved; one text for all is the
simple way. Who is in several audiences gets the words of the one that was told first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from enum import StrEnum

from incidentdesk.detect.incident import incident
from incidentdesk.detect.number import number
from incidentdesk.language import N_, _
from incidentdesk.prepare.fact import present, stored_facts
from incidentdesk.prepare.message_template import MessagePhase
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.wording import text_of
from incidentdesk.recover.receiver import receivers
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcement import AnnouncementKind, AnnouncementState, announcement
from incidentdesk.respond.announcing import DRAFT_FACTS, queue_messages
from incidentdesk.respond.message_draft import Drafted, drafted
from incidentdesk.respond.outbox import MessageState
from incidentdesk.respond.recipient import Recipient, recipients_of
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_NEWS, _RESOLVED_NEWS = "news-", "news-resolved-"
_TROUBLE = (AnnouncementKind.UPDATE, AnnouncementKind.ESCALATION)


class Knows(StrEnum):
    """How it stands with the closing message of one recipient."""

    NOT = N_("Not told yet")
    FAILED = N_("Failed")
    BY_HAND = N_("By hand")
    ON_WAY = N_("On its way")
    TOLD = N_("Told")


_OF_STATE = {
    MessageState.SENT: Knows.TOLD, MessageState.QUEUED: Knows.ON_WAY, MessageState.SENDING: Knows.ON_WAY,
    MessageState.BY_HAND: Knows.BY_HAND, MessageState.FAILED: Knows.FAILED,
}  # fmt: skip
_BEST = (Knows.TOLD, Knows.ON_WAY, Knows.BY_HAND, Knows.FAILED)


@dataclass(frozen=True, slots=True)
class ToldOf:
    """Somebody who was told of the trouble; instants in microseconds since 1970.

    `who` is the same for what reaches the same person, see `receiver`.
    `audiences` are those through which it came, empty for who was told alone. `closed_at` is when the closing message
    was written, None where there is none.
    """

    who: str
    name: str
    address: str
    outlet_id: int | None
    audiences: tuple[str, ...]
    kinds: tuple[str, ...]
    times: int
    first_at: int
    last_at: int
    knows: Knows
    closed_at: int | None
    trouble: str

    @property
    def waits(self) -> bool:
        """Whether it still has to be told, or somebody has to do it by hand."""
        return self.knows in (Knows.NOT, Knows.FAILED, Knows.BY_HAND)


@dataclass(frozen=True, slots=True)
class _Message:
    name: str
    address: str
    outlet_id: int | None
    audience_id: int | None
    audience: str
    kind: str
    closing: bool
    at: int
    state: str
    trouble: str


def told(reader: Reader, incident_id: int) -> list[ToldOf]:
    """Everybody who was told of the trouble; those who wait for the closing message first, then by name."""
    messages = list(_messages(reader, incident_id))
    known = receivers(reader, ((each.name, each.address) for each in messages))
    by_who: dict[str, list[_Message]] = {}
    for each in messages:
        by_who.setdefault(known[each.name, each.address], []).append(each)
    found = [_told_of(who, some) for who, some in by_who.items() if any(_of_trouble(each) for each in some)]
    return sorted(found, key=lambda each: (not each.waits, tuple(Knows).index(each.knows), each.name.casefold()))


def without_all_clear(reader: Reader, incident_id: int) -> list[ToldOf]:
    """Those who were told of the trouble and have no closing message, or one that failed or waits for a person."""
    return [each for each in told(reader, incident_id) if each.waits]


@dataclass(frozen=True, slots=True)
class ClosingText:
    """What is drafted for an audience that was told; `templated` says that a template was written for it alone.

    `audience_id` is None for the words that everybody gets who has none of their own.
    """

    audience_id: int | None
    audience: str
    subject: str
    body: str
    templated: bool


def closing_texts(reader: Reader, incident_id: int, *, sender: str = "", zone: tzinfo = UTC) -> tuple[ClosingText, ...]:
    """The words for everybody, then those for each audience that was told and does not know that it is over.

    Raises Refused without an incident.
    """
    return tuple(
        _drafted_for(reader, incident_id, audience_id, sender, zone)
        for audience_id in (None, *_untold_audiences(reader, incident_id))
    )


def _drafted_for(reader: Reader, incident_id: int, audience_id: int | None, sender: str, zone: tzinfo) -> ClosingText:
    draft = closing_text(reader, incident_id, audience_id=audience_id, sender=sender, zone=zone)
    names = reader.rows("SELECT name FROM audience WHERE id = :id", {"id": audience_id})
    own = audience_id is not None and audience_id in _templates(reader, audience_id)
    return ClosingText(audience_id, names[0][0] if names else "", draft.subject, draft.body, own)


def _templates(reader: Reader, audience_id: int | None) -> list[int | None]:
    """The audiences for which the closing words are written down: this one, None for all; often none."""
    rows = reader.rows(
        "SELECT audience_id FROM message_template WHERE phase = :phase AND withdrawn_at IS NULL"
        " AND (audience_id IS NULL OR audience_id = :audience)",
        {"phase": MessagePhase.RESOLVED, "audience": audience_id},
    )
    return [row[0] for row in rows]


def closing_text(
    reader: Reader, incident_id: int, *, audience_id: int | None = None, sender: str = "", zone: tzinfo = UTC
) -> Drafted:
    """A draft of the closing message for an audience or for all, by the template for the phase Resolved if one fits.

    Raises Refused without an incident.
    """
    draft = drafted(
        reader, incident_id, audience_id=audience_id, phase=MessagePhase.RESOLVED, sender=sender, zone=zone, cadence=0
    )
    if _templates(reader, audience_id):
        return draft
    title = reader.rows("SELECT title FROM incident WHERE id = :id", {"id": incident_id})[0][0]
    body = _(
        "This is the all-clear for {number}: {title}.\n\nIt works again as it should. Where you still see trouble,"
        " answer this message or tell the service desk.\n"
    )
    return replace(draft, body=body.format(number=number(incident_id), title=title))


def send_all_clear(
    session: Session,
    incident_id: int,
    *,
    subject: str,
    body: str,
    own: Mapping[int, tuple[str, str]] | None = None,
) -> int:
    """Tell everybody who was told of the trouble and not that it is over; returns how many messages that are.

    Each audience that was not told gets it with all who are in it now, in its `own` words where its id has a subject
    and a text there; who was told and has left it gets it all the same; nobody gets it twice. Raises Refused where
    nobody waits for it, and for an empty subject or text.
    """
    present(session, incident, incident_id)
    everybody = told(session.reader, incident_id)
    missing = {each.who: each for each in everybody if each.knows in (Knows.NOT, Knows.FAILED)}
    if not everybody:
        raise Refused(_("Nobody was told of the trouble, so nobody waits for the all-clear."))
    if not missing:
        raise Refused(_("Everyone who was told of the trouble has the all-clear already."))
    for text in (body, *(text for _subject, text in (own or {}).values())):
        if not text_of(text).strip():
            raise Refused(_("The all-clear says nothing yet. Write that it is over, and what people have to do."))
    words = {"subject": subject, "body": body}
    reached: set[str] = set()
    count = 0
    for audience_id in _untold_audiences(session.reader, incident_id):
        members = recipients_of(session.reader, audience_id, incident_id, session.at)
        known = receivers(session.reader, ((each.name, each.address) for each in members))
        fresh = [each for each in members if known[each.name, each.address] not in reached]
        reached |= set(known.values())
        said = (own or {}).get(audience_id)
        theirs = {"subject": said[0], "body": said[1]} if said else words
        count += _send(session, incident_id, audience_id, theirs, fresh)
    alone = [_again(session.reader, each) for who, each in missing.items() if who not in reached]
    return count + (_send(session, incident_id, None, words, alone) if alone else 0)


def _send(
    session: Session, incident_id: int, audience_id: int | None, words: Mapping[str, str], recipients: list[Recipient]
) -> int:
    """Write the announcement and its messages; an audience whose members all have it is told, too."""
    row = {
        **stored_facts(session, DRAFT_FACTS, words), "key": new_key(), "incident_id": incident_id,
        "audience_id": audience_id, "kind": AnnouncementKind.UPDATE, "phase": MessagePhase.RESOLVED,
        "state": AnnouncementState.SENT, "written_at": session.at, "written_by": session.actor,
        "sent_at": session.at, "sent_by": session.actor,
    }  # fmt: skip
    announcement_id = ledger.insert(session, announcement, row)
    return len(queue_messages(session, {**row, "id": announcement_id}, recipients)) if recipients else 0


def _messages(reader: Reader, incident_id: int) -> Iterable[_Message]:
    rows = reader.rows(
        "SELECT m.recipient, m.address, m.outlet_id, n.audience_id, COALESCE(a.name, ''), n.kind, n.phase, n.key,"
        " COALESCE(n.sent_at, m.queued_at), m.state, m.trouble"
        " FROM outbox_message m JOIN announcement n ON n.id = m.announcement_id"
        " LEFT JOIN audience a ON a.id = n.audience_id"
        " WHERE n.incident_id = :id AND n.state = :sent AND m.withdrawn_at IS NULL AND n.withdrawn_at IS NULL"
        " ORDER BY COALESCE(n.sent_at, m.queued_at), m.id",
        {"id": incident_id, "sent": AnnouncementState.SENT},
    )
    for name, address, outlet_id, audience_id, audience, kind, phase, key, at, state, trouble in rows:
        closing = phase == MessagePhase.RESOLVED or str(key).startswith(_RESOLVED_NEWS)
        if closing or kind in _TROUBLE or str(key).startswith(_NEWS):
            yield _Message(name, address, outlet_id, audience_id, audience, kind, closing, at, state, trouble)


def _of_trouble(message: _Message) -> bool:
    """Whether it went out, or a person was to say it, and does not say that it is over."""
    return not message.closing and message.state not in (MessageState.FAILED, MessageState.CANCELLED)


def _told_of(who: str, messages: list[_Message]) -> ToldOf:
    trouble = [each for each in messages if _of_trouble(each)]
    last = trouble[-1]
    closing = [each for each in messages if each.closing and each.at >= last.at and each.state in _OF_STATE]
    states = {_OF_STATE[MessageState(each.state)] for each in closing}
    knows = next((each for each in _BEST if each in states), Knows.NOT)
    return ToldOf(
        who=who,
        name=last.name or last.address,
        address=last.address,
        outlet_id=last.outlet_id,
        audiences=tuple(dict.fromkeys(each.audience for each in trouble if each.audience)),
        kinds=tuple(dict.fromkeys(each.kind for each in trouble)),
        times=len({each.at for each in trouble}),
        first_at=trouble[0].at,
        last_at=last.at,
        knows=knows,
        closed_at=closing[-1].at if closing else None,
        trouble=closing[-1].trouble if closing and knows in (Knows.FAILED, Knows.BY_HAND) else "",
    )


def _untold_audiences(reader: Reader, incident_id: int) -> list[int]:
    """The audiences whose last update does not say that it is over, in the order in which they were told."""
    rows = reader.rows(
        "SELECT n.audience_id, n.phase FROM announcement n JOIN audience a ON a.id = n.audience_id"
        " WHERE n.incident_id = :id AND n.state = :sent AND n.kind = :update AND n.withdrawn_at IS NULL"
        " AND a.withdrawn_at IS NULL ORDER BY n.sent_at, n.id",
        {"id": incident_id, "sent": AnnouncementState.SENT, "update": AnnouncementKind.UPDATE},
    )
    last = {int(audience_id): phase for audience_id, phase in rows}
    return [audience_id for audience_id, phase in last.items() if phase != MessagePhase.RESOLVED]


def _again(reader: Reader, each: ToldOf) -> Recipient:
    """The way by which it was told of the trouble, as far as there still is one."""
    there = reader.rows(
        "SELECT 1 FROM outlet WHERE id = :id AND enabled AND withdrawn_at IS NULL", {"id": each.outlet_id or 0}
    )
    if there:
        return Recipient(each.name, each.address, each.outlet_id)
    return Recipient(each.name, each.address, why=_("A person has to tell them, as before."))
