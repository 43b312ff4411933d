"""The evidence of an incident or a problem as it is read: what it is, what it speaks for, and who had it when."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from incidentdesk.investigate.subject import Subject
from incidentdesk.language import N_
from incidentdesk.store.reading import Reader


class EvidenceType(StrEnum):
    LOG = "Log"
    METRIC = "Metric"
    PHOTO = "Photo"
    INTERVIEW = "Interview"
    DOCUMENT = "Document"
    TICKET = "Ticket"
    ENTRY = "Timeline entry"
    LINK = "Link"


class Stance(StrEnum):
    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"


class Act(StrEnum):
    """What happened to a piece of evidence; the three verdicts are what came of a look at its hash."""

    ADDED = "Added"
    MATCHES = "Matches"
    DIFFERS = "Does not match"
    MISSING = "Missing"
    HANDED_OVER = "Handed over"
    EXPORTED = "Exported"
    WITHDRAWN = "Taken away"
    NOTE = "Note"


VERDICTS = (Act.MATCHES, Act.DIFFERS, Act.MISSING)
_SHOWN = (
    N_("Log"), N_("Metric"), N_("Photo"), N_("Interview"), N_("Document"), N_("Ticket"), N_("Timeline entry"),
    N_("Link"), N_("supports"), N_("contradicts"), N_("Added"), N_("Matches"), N_("Does not match"), N_("Missing"),
    N_("Handed over"), N_("Exported"), N_("Taken away"), N_("Note"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CauseLink:
    """A cause for which a piece of evidence speaks, or against which."""

    cause_key: str
    cause_text: str
    cause_status: str
    stance: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence. `size` is in bytes, instants are microseconds since 1970.

    The bytes lie in an attachment, in a file at `path`, or are the text of a timeline entry, the `link` or the `text`
    itself, in this order. `verdict` is what the last look at its hash gave, or empty where nobody looked yet.
    """

    id: int
    key: str
    type: str
    title: str
    text: str
    source: str
    link: str
    attachment_id: int | None
    attachment_name: str
    path: str
    entry_id: int | None
    size: int
    sha256: str
    collected_at: int
    collected_by: str
    added_at: int
    added_by: str
    verdict: str = ""
    verdict_at: int | None = None
    verdict_note: str = ""
    causes: tuple[CauseLink, ...] = ()

    def stance_to(self, cause_key: str) -> str:
        """Whether it supports or contradicts a cause; empty where it is not linked to it."""
        return next((link.stance for link in self.causes if link.cause_key == cause_key), "")


@dataclass(frozen=True, slots=True)
class Custody:
    """One line of the record of who had a piece of evidence; `undone_at` where the act was taken back."""

    id: int
    at: int
    who: str
    act: str
    note: str
    undone_at: int | None


@dataclass(frozen=True, slots=True)
class EvidenceSummary:
    """How many pieces there are, and how their hashes stood when somebody last looked."""

    count: int = 0
    unchecked: int = 0
    matching: int = 0
    differing: int = 0
    missing: int = 0
    unlinked: int = 0


_PIECES = (
    "SELECT e.id, e.key, e.type, e.title, e.text, e.source, e.link, e.attachment_id, coalesce(a.name, ''), e.path,"
    " e.entry_id, coalesce(e.size, 0), e.sha256, e.collected_at, e.collected_by, e.added_at, e.added_by,"
    " coalesce(k.act, ''), k.at, coalesce(k.note, '')"
    " FROM evidence e LEFT JOIN attachment a ON a.id = e.attachment_id"
    " LEFT JOIN custody k ON k.id = (SELECT max(c.id) FROM custody c WHERE c.evidence_id = e.id"
    " AND c.withdrawn_at IS NULL AND c.act IN ('Matches', 'Does not match', 'Missing'))"
    " WHERE {which} AND e.withdrawn_at IS NULL ORDER BY e.collected_at, e.id"
)
_LINKS = (
    "SELECT l.evidence_id, c.key, c.text, c.status, l.stance FROM cause_evidence l JOIN cause c ON c.id = l.cause_id"
    " JOIN evidence e ON e.id = l.evidence_id"
    " WHERE {which} AND l.withdrawn_at IS NULL AND c.withdrawn_at IS NULL ORDER BY l.id"
)


def evidence_of(reader: Reader, subject: Subject) -> list[Piece]:
    """All pieces of evidence of an incident or a problem, the earliest first."""
    return _pieces(reader, f"e.{subject.noun}_id = :wanted", subject.id)


def piece_of(reader: Reader, evidence_id: int) -> Piece | None:
    """One piece, or None where it was taken away."""
    return next(iter(_pieces(reader, "e.id = :wanted", evidence_id)), None)


def _pieces(reader: Reader, which: str, wanted: int) -> list[Piece]:
    links: dict[int, tuple[CauseLink, ...]] = {}
    for evidence_id, *link in reader.rows(_LINKS.format(which=which), {"wanted": wanted}):
        links[evidence_id] = (*links.get(evidence_id, ()), CauseLink(*link))
    pieces = [Piece(*row) for row in reader.rows(_PIECES.format(which=which), {"wanted": wanted})]
    return [replace(piece, causes=links.get(piece.id, ())) for piece in pieces]


def custody_of(reader: Reader, evidence_id: int) -> list[Custody]:
    """Everything that happened to a piece of evidence, the earliest first; also what was undone."""
    rows = reader.rows(
        "SELECT id, at, who, act, note, withdrawn_at FROM custody WHERE evidence_id = :id ORDER BY id",
        {"id": evidence_id},
    )
    return [Custody(*row) for row in rows]


def summary_of(pieces: Iterable[Piece]) -> EvidenceSummary:
    all_of = list(pieces)
    verdicts = [piece.verdict for piece in all_of]
    return EvidenceSummary(
        count=len(all_of),
        unchecked=verdicts.count(""),
        matching=verdicts.count(Act.MATCHES),
        differing=verdicts.count(Act.DIFFERS),
        missing=verdicts.count(Act.MISSING),
        unlinked=sum(not piece.causes for piece in all_of),
    )
