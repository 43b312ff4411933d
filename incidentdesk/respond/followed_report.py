"""What whoever has reported something sees of it by the private link: its state and what was said to them, no more."""

from dataclasses import dataclass

from incidentdesk.detect.number import number
from incidentdesk.respond.form_taking import reported
from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class Said:
    """`mine` says that it comes from whoever reported; `at` in microseconds since 1970."""

    text: str
    author: str
    at: int
    mine: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """`state` and `hold_reason` are stored words; the instants are microseconds since 1970."""

    incident_id: int
    number: str
    title: str
    state: str
    hold_reason: str
    created_at: int
    updated_at: int
    said: tuple[Said, ...]


def followed(reader: Reader, token: str) -> Followed | None:
    """The report of a private link, None where there is no such link."""
    incident_id = reported(reader, token)
    if incident_id is None:
        return None
    row = reader.rows(
        "SELECT i.title, i.state, COALESCE(i.on_hold_reason, ''), i.created_at, COALESCE(p.name, '')"
        " FROM incident i LEFT JOIN person p ON p.id = i.reporter_id WHERE i.id = :id",
        {"id": incident_id},
    )[0]
    said = _said(reader, incident_id, str(row[4]))
    changed = reader.rows(
        "SELECT MAX(at) FROM ledger WHERE chain = :id AND noun = 'incident' AND record_id = :id"
        " AND (changes LIKE '%\"state\"%' OR act = 'created')",
        {"id": incident_id},
    )[0][0]
    updated_at = max([int(changed or row[3]), *(each.at for each in said)])
    return Followed(
        incident_id, number(incident_id), str(row[0]), str(row[1]), str(row[2]), int(row[3]), updated_at, said
    )


def _said(reader: Reader, incident_id: int, reporter: str) -> tuple[Said, ...]:
    rows = reader.rows(
        "SELECT text, author, happened_at FROM entry WHERE incident_id = :id AND public AND withdrawn_at IS NULL"
        " ORDER BY happened_at, id",
        {"id": incident_id},
    )
    return tuple(Said(str(text), str(author), int(at), author == reporter) for text, author, at in rows)
