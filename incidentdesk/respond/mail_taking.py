"""Taking mails in: each exactly once, into a new incident, a note on one, or among what could not be taken.

A mail is known by its place and, where it comes by two ways, by its Message-ID and what it says (promise intake-3).
It changes no state but that an answer of whoever reported ends a hold for them and reopens what was resolved; words
in its subject are no commands (intake-5).
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.dead_letter import LetterKind, dead_letter
from incidentdesk.detect.dead_letter_change import keep_dead_letter
from incidentdesk.detect.mail_kind import MailKind, kind_of
from incidentdesk.detect.mail_reading import Mail, read_mail
from incidentdesk.detect.mail_thread import thread_of
from incidentdesk.detect.mailbox import mail as mail_table
from incidentdesk.detect.mailbox_list import MailboxRow, mailbox_of, own_addresses
from incidentdesk.detect.number import number
from incidentdesk.detect.taken import Named, Outcome, Taken
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.setting import setting_of
from incidentdesk.refusal import Refused
from incidentdesk.respond.mail_sender import sender_of
from incidentdesk.respond.mail_writing import begun, continued
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_OWN_IDS = re.compile(r"<[0-9a-f]{32}@incidentdesk\.invalid>")
_HOUR = 3_600_000_000  # microseconds
_GONE_IN = (Outcome.CREATED.value, Outcome.APPENDED.value)
# What a later stage makes of a mail: the incident that it answers and a sentence, or None for an ordinary mail.
Answered = Callable[[Session, Mail, MailKind], tuple[int, str] | None]
_COLUMNS = "SELECT outcome, incident_id, sender, subject, reason FROM mail"


@dataclass(frozen=True, slots=True)
class _Way:
    """By which way a mail came; `wanted` where somebody has decided that it is to be taken."""

    place: str
    box: MailboxRow | None
    wanted: bool = False
    answered: Answered | None = None

    @property
    def source(self) -> str:
        return self.box.name if self.box else ""


def take_mail(
    session: Session, raw: bytes, *, place: str = "", mailbox_id: int | None = None, answered: Answered | None = None
) -> Taken:
    """Take a mail in; what was taken in before is not taken again, and the answer is the same.

    `place` is where it lies (mailbox, UIDVALIDITY and UID); without one, its bytes are its place. `answered` looks
    first, for mails that answer what a later stage has asked.
    """
    # Nobody else may take the same one in between looking and writing.
    ledger.hold(session)
    place = place or f"file/{hashlib.sha256(raw).hexdigest()}"
    if before := _before(session.reader, "place = :place", {"place": place}):
        return before
    mail = read_mail(raw)
    way = _Way(place, mailbox_of(session.reader, mailbox_id), answered=answered)
    if twin := _twin(session.reader, mail):
        _note(session, mail, way, twin, None)
        return twin
    taken = _within(session, mail, raw, way)
    letter_id = None
    if taken.outcome not in _GONE_IN:
        letter_id = keep_dead_letter(
            session,
            kind=LetterKind.MAIL,
            source=way.source,
            sender=taken.sender,
            subject=taken.subject,
            reason=taken.reason,
            raw=raw,
            parked=taken.outcome == Outcome.PARKED,
        )
        _name_incident(session, letter_id, taken)
    _note(session, mail, way, taken, letter_id)
    return taken


def take_kept_mail(session: Session, raw: bytes, letter_id: int) -> Taken:
    """Take a mail that was parked or refused, as somebody wants it; what it is and how many come no longer matters."""
    rows = session.reader.rows("SELECT place FROM mail WHERE dead_letter_id = :id", {"id": letter_id})
    place = str(rows[0][0]) if rows else f"file/{hashlib.sha256(raw).hexdigest()}"
    mail = read_mail(raw)
    found = session.reader.rows('SELECT id FROM mailbox WHERE "key" = :key', {"key": place.partition("/")[0]})
    way = _Way(place, mailbox_of(session.reader, int(found[0][0]) if found else None), wanted=True)
    taken = _within(session, mail, raw, way)
    if taken.outcome in _GONE_IN:
        values = {"outcome": taken.outcome.value, "incident_id": taken.incident_id, "reason": taken.reason}
        session.connection.execute(
            sa.update(mail_table).where(mail_table.c.dead_letter_id == letter_id).values(**values)
        )
    return taken


def place_in(box_key: str, uid_validity: int, uid: int) -> str:
    """Where a mail lies in a mailbox; the numbers are those of the server (RFC 3501, 2.3.1.1)."""
    return f"{box_key}/{uid_validity}/{uid}"


# ── what becomes of it ───────────────────────────────────────────────────────────────────────────────────────────


def _within(session: Session, mail: Mail, raw: bytes, way: _Way) -> Taken:
    """Take it, and leave nothing half written where one of its facts is refused."""
    told = Taken(
        Outcome.REFUSED,
        source=way.source,
        sender=mail.sender.address,
        subject=mail.subject,
        attachments=tuple(Named(each.name, len(each.data)) for each in mail.files),
    )
    if mail.trouble:
        return replace(told, reason=mail.trouble)
    try:
        with session.connection.begin_nested():
            return _taken(session, mail, raw, way, told)
    except Refused as refused:
        return replace(told, reason=str(refused))


def _taken(session: Session, mail: Mail, raw: bytes, way: _Way, told: Taken) -> Taken:
    if not (mail.subject or mail.text.strip() or mail.files):
        raise Refused(_("It says nothing: no subject, no text and no file."))
    if way.answered and (found := way.answered(session, mail, kind_of(mail, own_addresses(session.reader)))):
        about, remark = found
        return replace(told, outcome=Outcome.APPENDED, incident_id=about, number=number(about), reason=remark)
    if not way.wanted and (parked := _parked(session, mail, told)):
        return parked
    sender = sender_of(session.reader, mail.sender)
    thread = thread_of(session.reader, mail, sender.id)
    outcome, incident_id = Outcome.CREATED, None
    if thread.incident_id is not None and continued(
        session, thread.incident_id, mail, raw, own_addresses(session.reader)
    ):
        outcome, incident_id = Outcome.APPENDED, thread.incident_id
    if incident_id is None:
        own = own_addresses(session.reader)
        incident_id = begun(session, mail, raw, way.box, own, follows=thread.incident_id)
    return replace(
        told, outcome=outcome, incident_id=incident_id, number=number(incident_id), reason=_remark(mail, thread.reason)
    )


def _remark(mail: Mail, reason: str) -> str:
    nobody = "" if mail.sender.address else _("It names no sender who could be answered.")
    return " ".join(each for each in (reason, nobody) if each)


def _parked(session: Session, mail: Mail, told: Taken) -> Taken | None:
    """Why nobody wants it as an incident, with the incident that it is about where that is known."""
    reader = session.reader
    kind = kind_of(mail, own_addresses(reader))
    if kind != MailKind.ORDINARY:
        about = thread_of(reader, mail, None).incident_id or _undelivered(reader, mail)
        reason = _("It is {kind}.").format(kind=_(kind))
        if about is not None:
            reason += " " + _("It is about {number}.").format(number=number(about))
        return replace(told, outcome=Outcome.PARKED, incident_id=about, reason=reason)
    most = int(setting_of(reader, "mail_per_sender"))
    if _of_the_last_hour(session, mail) < most:
        return None
    reason = ngettext(
        "{sender} sent more than {most} mail within an hour.",
        "{sender} sent more than {most} mails within an hour.",
        most,
    ).format(sender=isolated(mail.sender.address or _("Nobody")), most=most)
    return replace(told, outcome=Outcome.PARKED, reason=reason)


def _undelivered(reader: Reader, mail: Mail) -> int | None:
    """The incident of the message of ours that a report is about."""
    within = b"\n".join(each.data[:100_000] for each in mail.files).decode("latin-1") + mail.text[:100_000]
    for message_id in list(dict.fromkeys(_OWN_IDS.findall(within)))[:5]:
        rows = reader.rows("SELECT incident_id FROM outbox_message WHERE message_id = :id", {"id": message_id})
        if rows and rows[0][0] is not None:
            return int(rows[0][0])
    return None


def _of_the_last_hour(session: Session, mail: Mail) -> int:
    rows = session.reader.rows(
        "SELECT count(*) FROM mail WHERE sender = :sender AND taken_at > :since"
        " AND outcome IN ('created', 'appended') AND dead_letter_id IS NULL",
        {"sender": mail.sender.address.lower(), "since": session.at - _HOUR},
    )
    return int(rows[0][0])


# ── what was taken before ────────────────────────────────────────────────────────────────────────────────────────


def _twin(reader: Reader, mail: Mail) -> Taken | None:
    """The same mail at another place: same Message-ID and same words, or, without an ID, sent at the same second."""
    if mail.trouble or not (mail.message_id or mail.sent_at):
        return None
    values = {"id": mail.message_id, "digest": mail.digest}
    return _before(reader, "digest = :digest AND message_id = :id", values)


def _before(reader: Reader, where: str, values: dict[str, Any]) -> Taken | None:
    rows = reader.rows(f"{_COLUMNS} WHERE {where} ORDER BY id LIMIT 1", values)
    if not rows:
        return None
    outcome, incident_id, sender, subject, _reason = rows[0]
    return Taken(
        Outcome(outcome),
        incident_id,
        number(incident_id) if incident_id is not None else "",
        sender=sender,
        subject=subject,
        reason=_("It was taken in before."),
    )


def _note(session: Session, mail: Mail, way: _Way, taken: Taken, letter_id: int | None) -> None:
    session.connection.execute(
        mail_table.insert().values(
            place=way.place,
            message_id=mail.message_id,
            digest=mail.digest,
            sender=mail.sender.address.lower(),
            subject=mail.subject[:500],
            outcome=taken.outcome.value,
            reason=taken.reason,
            taken_at=session.at,
            # What is parked must draw no answers to the incident that it is about.
            incident_id=taken.incident_id if taken.outcome in _GONE_IN else None,
            dead_letter_id=letter_id,
        )
    )


def _name_incident(session: Session, letter_id: int, taken: Taken) -> None:
    if taken.incident_id is not None:
        ledger.update(session, dead_letter, letter_id, {"incident_id": taken.incident_id})
