"""What a mail writes: a new incident, or what whoever answers says about one, with files and those who read along."""

import io
import re
from collections.abc import Collection

import sqlalchemy as sa

from incidentdesk.detect.attachment import attach, limit_of, safe_name
from incidentdesk.detect.channel import Channel
from incidentdesk.detect.incident import incident
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.mail_reading import Mail, MailFile, Person
from incidentdesk.detect.mail_thread import has_to_do
from incidentdesk.detect.mailbox_list import MailboxRow
from incidentdesk.detect.number import number
from incidentdesk.detect.state import State
from incidentdesk.detect.wording import LONGEST_TITLE
from incidentdesk.language import _, isolated
from incidentdesk.prepare.wording import LONGEST_TEXT
from incidentdesk.respond.mail_sender import Sender, known_or_made, sender_of
from incidentdesk.respond.note import add_note
from incidentdesk.respond.transition import Move, move
from incidentdesk.respond.watching import watch
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

_MOST_WATCHERS = 10
_ANSWER_MARKS = re.compile(
    r"^((re|aw|antw|sv|vs|fw|fwd|wg|tr|rv)(\[\d+\])?\s*:\s*|\[\s*INC-\d+\s*\]\s*)+", re.IGNORECASE
)
_FINAL = (State.CLOSED, State.CANCELED)
_ROOM = 2_000  # characters for what is written below a text


def begun(
    session: Session, mail: Mail, raw: bytes, box: MailboxRow | None, own: Collection[str], *, follows: int | None
) -> int:
    """Log a new incident and return its id; `follows` is one that is over, to which the mail answers."""
    sender = known_or_made(session, mail.sender)
    incident_id = log_incident(
        session,
        title=_title(mail),
        description=_with_remarks(session, mail, mail.text, follows),
        reporter=sender.name if sender.id is not None else "",
        channel=Channel.EMAIL,
        service=box.service if box else "",
        team=box.team if box else "",
        category=box.category if box else "",
    )
    if sender.id is not None:
        # Others may have the same name.
        ledger.update(session, incident, incident_id, {"reporter_id": sender.id})
    _attach_files(session, incident_id, mail, raw)
    _let_watch(session, incident_id, mail, own)
    if follows is not None:
        said = _("{name} has answered by e-mail after the end; it goes on in {number}.")
        add_note(session, follows, said.format(name=isolated(sender.name), number=number(incident_id)))
    return incident_id


def continued(session: Session, incident_id: int, mail: Mail, raw: bytes, own: Collection[str]) -> bool:
    """Write what the mail says on an incident; False where that is over and a new one must begin.

    An answer of whoever reported reopens what was resolved. What the team writes is a work note: a mail is no proof
    of who has sent it, so it must not speak for the desk.
    """
    row = ledger.current(session, incident, incident_id)
    if row["state"] in _FINAL:
        return False
    sender = sender_of(session.reader, mail.sender)
    reporter = sender.id is not None and sender.id == row["reporter_id"]
    text = _with_remarks(session, mail, mail.said, None) or _("(no text)")
    involved = has_to_do(session.reader, incident_id, mail.sender.address, sender.id)
    if sender.staff and not reporter:
        head = _("{name} by e-mail:").format(name=isolated(sender.name))
        add_note(session, incident_id, f"{head}\n\n{text}")
    else:
        add_note(session, incident_id, text, from_caller=_author(sender, mail.sender))
    _attach_files(session, incident_id, mail, raw)
    if involved:
        _let_watch(session, incident_id, mail, own)
    if reporter and row["state"] == State.RESOLVED:
        why = _("the caller has answered by e-mail")
        move(session, incident_id, Move(State.IN_PROGRESS, reason=why, by_caller=True))
    return True


def _author(sender: Sender, written: Person) -> str:
    """Nobody who is unknown passes for somebody else by the name that their mail gives."""
    if sender.id is not None:
        return sender.name
    address = written.address or _("nobody known")
    return f"{written.name[:80]} ({address[:100]})" if written.name else address


def _let_watch(session: Session, incident_id: int, mail: Mail, own: Collection[str]) -> None:
    """Whoever was sent a copy reads along from then on (D9); only those in the copy line are made where not known."""
    reporter = session.connection.execute(
        sa.select(incident.c.reporter_id).where(incident.c.id == incident_id)
    ).scalar()
    others = [each for each in (*mail.cc, *mail.to) if _is_other(each, mail, own)]
    for each in others[:_MOST_WATCHERS]:
        found = known_or_made(session, each) if each in mail.cc else sender_of(session.reader, each)
        if found.id is not None and found.id != reporter:
            watch(session, incident_id, found.id, True)


def _is_other(each: Person, mail: Mail, own: Collection[str]) -> bool:
    return each.address.lower() not in own and each.address.lower() != mail.sender.address.lower()


# ── texts and files ──────────────────────────────────────────────────────────────────────────────────────────────


def _title(mail: Mail) -> str:
    """The subject without the marks of answers, or else the first words of the text."""
    subject = _ANSWER_MARKS.sub("", mail.subject).strip() or mail.subject
    first = next((line.strip() for line in mail.text.split("\n") if line.strip()), "")
    name = mail.files[0].name if mail.files else ""
    return (" ".join((subject or first or name).split()) or _("(no subject)"))[:LONGEST_TITLE]


def _with_remarks(session: Session, mail: Mail, text: str, follows: int | None) -> str:
    remarks = []
    if follows is not None:
        remarks.append(_("It follows {number}, which is over.").format(number=number(follows)))
    if len(text) > LONGEST_TEXT - _ROOM:
        text = text[: LONGEST_TEXT - _ROOM]
        remarks.append(_("The text was cut here; the whole mail lies among the attachments."))
    large = _too_large(session, mail)
    if large:
        names = ", ".join(f"{isolated(each.name)} ({_megabytes(each)} MB)" for each in large[:20])
        remarks.append(
            _("Too large to be attached: {names}. The whole mail lies among the attachments.").format(names=names)
        )
    return "\n\n".join(each for each in (text.strip(), *remarks) if each)


def _too_large(session: Session, mail: Mail) -> list[MailFile]:
    limit = limit_of(session.reader)
    return [each for each in mail.files if len(each.data) > limit]


def _megabytes(file: MailFile) -> int:
    return max(1, round(len(file.data) / (1024 * 1024)))


def _attach_files(session: Session, incident_id: int, mail: Mail, raw: bytes) -> None:
    large = _too_large(session, mail)
    for each in mail.files:
        if each not in large:
            attach(session, incident_id, each.name, io.BytesIO(each.data), size=len(each.data))
    if large or len(mail.text) > LONGEST_TEXT - _ROOM:
        name = safe_name(f"{mail.subject[:60] or 'mail'}.eml")
        # Nothing of it may be lost, so the limit does not hold.
        attach(session, incident_id, name, io.BytesIO(raw), size=len(raw), limit=len(raw))
