"""What people report by the web form: an incident, and the private link by which they follow it.

The link is made from the number of the sending, which only the browser of whoever reports knows: sending the same
form twice leads to the same link, and neither can be read from the database, which keeps hashes (OWASP ASVS 11.5.1).
"""

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.attachment import attach
from incidentdesk.detect.channel import Channel
from incidentdesk.detect.entry import entry
from incidentdesk.detect.incident import incident
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.mail_reading import Person
from incidentdesk.detect.number import number
from incidentdesk.detect.taken import Named, Outcome, Taken
from incidentdesk.detect.web_report import web_report
from incidentdesk.detect.wording import clean
from incidentdesk.language import N_, _
from incidentdesk.prepare.person import person
from incidentdesk.refusal import Refused
from incidentdesk.respond.mail_sender import Sender, known_or_made
from incidentdesk.respond.note import add_note
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

# How bad it is, in the words of whoever reports -> impact and urgency.
BADNESS: Mapping[str, tuple[int, int]] = {"many": (1, 1), "stopped": (2, 1), "slowed": (2, 2), "small": (3, 3)}
_SAME_ANSWER = 10 * 60 * 1_000_000  # microseconds
_SPOKEN = {
    "many": N_("Many people cannot work"),
    "stopped": N_("I cannot work"),
    "slowed": N_("I can work, but not as usual"),
    "small": N_("It is a small thing, or a question"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """What the form asks for. `bad` is a key of BADNESS, `since` when it began if somebody said so."""

    title: str
    description: str = ""
    name: str = ""
    email: str = ""
    service: str = ""
    bad: str = "slowed"
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class SentFile:
    name: str
    data: bytes


def take_report(
    session: Session, *, fields: Report, files: Sequence[SentFile] = (), language: str = "", submission: str
) -> tuple[int, str]:
    """Log what was reported; returns the id of the incident and the token of its private link.

    The same `submission`, a random text that belongs to one opened form, is reported once and gives the same answer.
    Raises Refused for what no incident can be: without a title, from the future, with a file beyond the desk's limit.
    """
    token = _derived("follow", submission)
    ledger.hold(session)
    known = session.connection.execute(
        sa.select(web_report.c.incident_id).where(web_report.c.submission == _hashed(submission))
    ).scalar()
    if known is not None:
        return int(known), token
    incident_id = _log(session, fields)
    for each in files:
        attach(session, incident_id, each.name, io.BytesIO(each.data), size=len(each.data))
    ledger.insert(
        session,
        web_report,
        {
            "incident_id": incident_id,
            "token_hash": _hashed(token),
            "language": language,
            "submission": _hashed(submission),
            "created_at": session.at,
        },
    )
    return incident_id, token


def answer(session: Session, incident_id: int, text: str) -> None:
    """Write down what whoever reported has added; the same text sent again at once is the same answer.

    Raises Refused for an empty text.
    """
    row = ledger.current(session, incident, incident_id)
    name = session.connection.execute(sa.select(person.c.name).where(person.c.id == row["reporter_id"])).scalar()
    who = str(name or _("Whoever reported it"))
    if not _just_said(session, incident_id, who, clean(text).strip()):
        add_note(session, incident_id, text, from_caller=who)


def reported(reader: Reader, token: str) -> int | None:
    """The incident that a private link follows; None where nobody has such a link."""
    rows = reader.rows(
        "SELECT w.incident_id FROM web_report w JOIN incident i ON i.id = w.incident_id AND i.withdrawn_at IS NULL"
        " WHERE w.token_hash = :hash AND w.withdrawn_at IS NULL",
        {"hash": _hashed(token)},
    )
    return int(rows[0][0]) if rows else None


# -- a report that could not be taken, and is tried again


def raw_report(fields: Report, files: Sequence[SentFile], language: str, submission: str) -> bytes:
    """All that was sent, as it is kept where it could not be taken."""
    told: dict[str, Any] = {**asdict(fields), "since": fields.since.isoformat() if fields.since else ""}
    sent = [{"name": each.name, "data": each.data.hex()} for each in files]
    whole = {"report": told, "files": sent, "language": language, "submission": submission}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


def take_raw_report(session: Session, raw: bytes) -> Taken:
    """Take a report that was kept; raises Refused where it still can't be one."""
    try:
        whole = json.loads(raw)
        told = whole["report"]
        since = datetime.fromisoformat(told["since"]) if told["since"] else None
        facts: dict[str, Any] = {name: str(text) for name, text in told.items()} | {"since": since}
        fields = Report(**facts)
        files = [SentFile(each["name"], bytes.fromhex(each["data"])) for each in whole["files"]]
        language, submission = str(whole["language"]), str(whole["submission"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(_("This is no report of the web form.")) from error
    incident_id, _token = take_report(session, fields=fields, files=files, language=language, submission=submission)
    return Taken(
        Outcome.CREATED,
        incident_id=incident_id,
        number=number(incident_id),
        source=Channel.WEB_FORM,
        sender=fields.email or fields.name,
        subject=fields.title,
        attachments=tuple(Named(each.name, len(each.data)) for each in files),
    )


# -- one report


def _just_said(session: Session, incident_id: int, who: str, text: str) -> bool:
    last = session.connection.execute(
        sa.select(entry.c.text, entry.c.author, entry.c.entered_at)
        .where(entry.c.incident_id == incident_id, entry.c.public, entry.c.withdrawn_at.is_(None))
        .order_by(entry.c.id.desc())
    ).first()
    return last is not None and (last.text, last.author) == (text, who) and session.at - last.entered_at < _SAME_ANSWER


def _log(session: Session, fields: Report) -> int:
    impact, urgency = BADNESS.get(fields.bad, BADNESS["slowed"])
    sender = known_or_made(session, Person(fields.name, fields.email))
    incident_id = log_incident(
        session,
        title=fields.title,
        description=_described(session, fields, sender),
        reporter=sender.name,
        channel=Channel.WEB_FORM,
        service=_known_service(session, fields.service),
        impact=impact,
        urgency=urgency,
        occurred_at=fields.since,
    )
    if sender.id is not None:
        # Two people may have one name.
        ledger.update(session, incident, incident_id, {"reporter_id": sender.id})
    return incident_id


def _described(session: Session, fields: Report, sender: Sender) -> str:
    lines = [fields.description.strip()] if fields.description.strip() else []
    said = [_("How bad it is: {how}").format(how=_(_SPOKEN.get(fields.bad, _SPOKEN["slowed"])))]
    if fields.service and not _known_service(session, fields.service):
        said.append(_("What it is about: {service}").format(service=fields.service))
    if sender.name != fields.name:
        # Nobody has proved to be the person whose address it is.
        said.append(_("Given as name: {name}").format(name=fields.name))
    return "\n\n".join([*lines, "\n".join(said)])


def _known_service(session: Session, name: str) -> str:
    """Strangers add no services to the catalogue."""
    if not name:
        return ""
    rows = session.reader.rows(
        "SELECT name FROM service WHERE lower(name) = lower(:name) AND withdrawn_at IS NULL", {"name": name}
    )
    return str(rows[0][0]) if rows else ""


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _derived(use: str, submission: str) -> str:
    """128 bits that follow from the number of a sending and tell nothing of it."""
    return _hashed(f"{use} {submission}")[:32]
