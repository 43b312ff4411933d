"""Adding evidence: a file, a text, a link or an entry of the timeline, each with its hash from this moment on."""

import hashlib
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit
from uuid import uuid4

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.detect.attachment import attach, attachment, safe_name
from incidentdesk.detect.entry import entry
from incidentdesk.detect.incident import incident
from incidentdesk.investigate.custody import write_custody
from incidentdesk.investigate.evidence import evidence
from incidentdesk.investigate.evidence_list import Act, EvidenceType
from incidentdesk.investigate.file_digest import Digest
from incidentdesk.investigate.problem import problem, problem_incident
from incidentdesk.investigate.subject import Subject
from incidentdesk.language import _, isolated
from incidentdesk.prepare.naming import name_of
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session
from incidentdesk.store.text import storable

LONGEST_TITLE = 200  # characters
LONGEST_SOURCE = 500  # characters
LONGEST_TEXT = 100_000  # characters; what is longer is kept as a file
LONGEST_LINK = 2_000  # characters
# What was collected further ahead than the clocks of two machines may differ was typed wrongly.
_AHEAD = 24 * 60 * 60 * 1_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class Label:
    """What is said of a piece of evidence.

    Without a title it is called after what it is. `text` is an excerpt, what was said, or a remark on a file;
    `collected_at` None means now, `collected_by` "" whoever adds it.
    """

    type: str = EvidenceType.LOG
    title: str = ""
    source: str = ""
    text: str = ""
    collected_at: datetime | None = None
    collected_by: str = ""


def add_file(
    session: Session,
    subject: Subject,
    label: Label,
    name: str,
    stream: BinaryIO,
    *,
    size: int,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Take a file into the database as an attachment; see `detect.attachment.attach` for size, limit and progress."""
    attachment_id = attach(session, subject.incident_id, name, stream, size=size, progress=progress)
    facts = ledger.current(session, attachment, attachment_id)
    return _add(session, subject, label, facts["name"], _kept(facts), _named(facts))


def add_left_file(session: Session, subject: Subject, label: Label, path: Path, digest: Digest) -> int:
    """A file that stays where it is; only its place, size and hash are kept. Raises Refused for a name that no text
    can hold."""
    whole = str(path.absolute())
    if storable(whole) != whole:
        raise Refused(
            _("The name of {file} can't be kept as text. Rename the file or its folder.").format(
                file=isolated(safe_name(path.name))
            )
        )
    kept = {"path": whole, "size": digest.size, "sha256": digest.sha256}
    where = _("{path} on {machine}, {size} bytes").format(
        path=isolated(whole), machine=isolated(platform.node()), size=digest.size
    )
    return _add(session, subject, label, safe_name(path.name), kept, where)


def add_text(session: Session, subject: Subject, label: Label) -> int:
    """An excerpt of a log, or what somebody said; raises Refused for an empty text and for one that is too long."""
    text = storable(label.text)
    if not text.strip():
        raise Refused(_("Paste or write the text first."))
    if len(text) > LONGEST_TEXT:
        raise Refused(
            _("The text has more than {most} characters. Save it as a file and add that.").format(most=LONGEST_TEXT)
        )
    size = len(text.encode())
    where = _("a text of {size} bytes").format(size=size)
    kept = {"size": size, "sha256": text_hash(text)}
    return _add(session, subject, replace(label, text=text), first_line(text), kept, where)


def add_link(session: Session, subject: Subject, label: Label, link: str) -> int:
    """A web address; what it leads to is not kept. Raises Refused as `checked_link` does."""
    address = checked_link(link)
    kept = {"link": address, "size": len(address.encode()), "sha256": text_hash(address)}
    return _add(session, subject, label, first_line(address), kept, address)


def add_entry(session: Session, subject: Subject, label: Label, entry_id: int) -> int:
    """An entry of the timeline as it reads now; one that is evidence already stays the one it is.

    Raises Refused where it belongs to another incident, or was taken away.
    """
    row = ledger.current(session, entry, entry_id)
    _refuse_foreign(session, subject, row["incident_id"])
    if row["withdrawn_at"] is not None:
        raise Refused(_("This entry was taken out of the timeline."))
    known = _known(session, subject, evidence.c.entry_id == entry_id)
    if known is not None:
        return known
    text = row["text"]
    said = replace(
        label,
        type=EvidenceType.ENTRY,
        text=text,
        collected_at=label.collected_at or clock.instant(row["happened_at"]),
        collected_by=label.collected_by or row["author"],
    )
    size = len(text.encode())
    where = _("an entry of {size} bytes").format(size=size)
    kept = {"entry_id": entry_id, "size": size, "sha256": text_hash(text)}
    return _add(session, subject, said, first_line(text), kept, where)


def add_attachment(session: Session, subject: Subject, label: Label, attachment_id: int) -> int:
    """An attachment that is there already; one that is evidence already stays the one it is.

    Raises Refused where it belongs to another incident, or was taken away.
    """
    row = ledger.current(session, attachment, attachment_id)
    _refuse_foreign(session, subject, row["incident_id"])
    if row["withdrawn_at"] is not None:
        raise Refused(_("This attachment was taken away."))
    known = _known(session, subject, evidence.c.attachment_id == attachment_id)
    if known is not None:
        return known
    said = replace(
        label,
        collected_at=label.collected_at or clock.instant(row["added_at"]),
        collected_by=label.collected_by or row["added_by"],
    )
    return _add(session, subject, said, row["name"], _kept(row), _named(row))


def relabel(session: Session, evidence_id: int, label: Label) -> None:
    """Correct what is said of a piece of evidence; what was hashed stays as it is."""
    row = ledger.current(session, evidence, evidence_id)
    facts = _described(session, label, row["title"])
    if label.collected_at is None:
        facts["collected_at"] = row["collected_at"]
    if row["attachment_id"] is None and not row["path"] and not row["link"]:
        facts.pop("text")
    if row["entry_id"] is not None:
        facts.pop("type")
    ledger.update(session, evidence, evidence_id, facts)


# ── what is kept ─────────────────────────────────────────────────────────────────────────────────────────────────────


def text_hash(text: str) -> str:
    """SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def first_line(text: str) -> str:
    line = next((" ".join(each.split()) for each in text.splitlines() if each.strip()), "")
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"


def checked_link(text: str) -> str:
    """A web address as it is kept; raises Refused for what is none, and for one with a password in it."""
    address = "".join(text.split())
    if address and "://" not in address and "." in address.split("/", 1)[0]:
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        host, password = parts.hostname, parts.password
    except ValueError:
        host, password = None, None
    if len(address) > LONGEST_LINK or not host or urlsplit(address).scheme.lower() not in ("http", "https"):
        raise Refused(_("“{text}” is no web address. Addresses look like https://status.example.com/graph.").format(
            text=isolated(text.strip()[:120])
        ))  # fmt: skip
    if password:
        raise Refused(_("The address has a password in it. Take it out first."))
    return address


def _kept(attached: Mapping[str, Any]) -> dict[str, Any]:
    return {"attachment_id": attached["id"], "size": attached["size"], "sha256": attached["sha256"]}


def _named(attached: Mapping[str, Any]) -> str:
    return _("{name}, {size} bytes").format(name=isolated(attached["name"]), size=attached["size"])


def _add(session: Session, subject: Subject, label: Label, usual_title: str, kept: dict[str, Any], where: str) -> int:
    facts = {
        "key": uuid4().hex,
        "incident_id": subject.incident_id,
        "problem_id": subject.problem_id,
        **_described(session, label, usual_title),
        **kept,
        "added_at": session.at,
        "added_by": session.actor,
    }
    _touch(session, subject)
    evidence_id = ledger.insert(session, evidence, facts)
    write_custody(session, evidence_id, Act.ADDED, _("{what} · SHA-256 {hash}").format(what=where, hash=kept["sha256"]))
    return evidence_id


def _described(session: Session, label: Label, usual_title: str) -> dict[str, Any]:
    title, source = " ".join(label.title.split()) or usual_title, " ".join(label.source.split())
    if len(title) > LONGEST_TITLE:
        raise Refused(_("The title has at most {most} characters.").format(most=LONGEST_TITLE))
    if len(source) > LONGEST_SOURCE:
        raise Refused(_("The source has at most {most} characters.").format(most=LONGEST_SOURCE))
    if len(label.text) > LONGEST_TEXT:
        raise Refused(_("The remark has at most {most} characters.").format(most=LONGEST_TEXT))
    collected_at = session.at if label.collected_at is None else clock.stored(label.collected_at)
    if collected_at > session.at + _AHEAD:
        raise Refused(_("The evidence can't have been collected in the future. Correct the time."))
    return {
        "type": EvidenceType(label.type).value,
        "title": title,
        "source": source,
        "text": label.text,
        "collected_at": collected_at,
        "collected_by": name_of(label.collected_by) or session.actor,
    }


def _touch(session: Session, subject: Subject) -> None:
    """The subject has changed too; raises Refused where there is none."""
    table = incident if subject.incident_id is not None else problem
    ledger.update(session, table, subject.id, {"updated_at": session.at})


def _refuse_foreign(session: Session, subject: Subject, incident_id: int | None) -> None:
    """What is found in an incident is evidence for that incident, or for the problem behind it."""
    if incident_id is not None and incident_id == subject.incident_id:
        return
    if subject.problem_id is not None and incident_id is not None:
        linked = session.connection.execute(
            sa.select(problem_incident.c.id).where(
                problem_incident.c.problem_id == subject.problem_id,
                problem_incident.c.incident_id == incident_id,
                problem_incident.c.withdrawn_at.is_(None),
            )
        ).first()
        if linked:
            return
    raise Refused(_("This belongs to another incident. Add it there, or link the incidents first."))


def _known(session: Session, subject: Subject, condition: "sa.ColumnElement[bool]") -> int | None:
    found = session.connection.execute(
        sa.select(evidence.c.id).where(
            condition, evidence.c[f"{subject.noun}_id"] == subject.id, evidence.c.withdrawn_at.is_(None)
        )
    ).scalar()
    return None if found is None else int(found)
