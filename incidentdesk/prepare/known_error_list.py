"""The known errors, as lists show them."""

from dataclasses import dataclass

from incidentdesk.prepare.known_error_state import KnownErrorState, known_error_number
from incidentdesk.store.reading import Reader, Row

# What the full-text index covers, in its order.
SEARCHED = ("title", "symptom", "workaround")
_COLUMNS = (
    "k.id, k.title, k.symptom, k.cause, k.workaround, service.name, k.state, k.created_at, k.created_by, k.updated_at,"
    " k.service_id"
)
_FROM = " FROM known_error k LEFT JOIN service ON service.id = k.service_id WHERE k.withdrawn_at IS NULL"


@dataclass(frozen=True, slots=True)
class KnownErrorRow:
    """Instants are in microseconds since 1970."""

    id: int
    title: str
    symptom: str
    cause: str
    workaround: str
    service: str
    state: str
    created_at: int
    created_by: str
    updated_at: int
    service_id: int | None

    @property
    def number(self) -> str:
        """KE-0002."""
        return known_error_number(self.id)


def known_errors(reader: Reader) -> list[KnownErrorRow]:
    """All of them, the latest changed first."""
    return [_row(row) for row in reader.rows(f"SELECT {_COLUMNS}{_FROM} ORDER BY k.updated_at DESC, k.id DESC")]


def published_known_errors(
    reader: Reader, among: str = "", words: str = "", *, limit: int = 300
) -> list[KnownErrorRow]:
    """Those that are offered to others, the latest changed first.

    `among` is a sub-select of ids with the parameter `words`.
    """
    more = f" AND k.id IN ({among})" if among else ""
    sql = f"SELECT {_COLUMNS}{_FROM} AND k.state = :state{more} ORDER BY k.updated_at DESC, k.id DESC LIMIT :limit"
    parameters = {"state": KnownErrorState.PUBLISHED.value, "limit": limit} | ({"words": words} if among else {})
    return [_row(row) for row in reader.rows(sql, parameters)]


def known_error_row(reader: Reader, known_error_id: int) -> KnownErrorRow | None:
    """One by its id, None where it is not there or in the trash."""
    rows = reader.rows(f"SELECT {_COLUMNS}{_FROM} AND k.id = :id", {"id": known_error_id})
    return _row(rows[0]) if rows else None


def _row(row: Row) -> KnownErrorRow:
    facts = list(row)
    facts[5] = facts[5] or ""
    return KnownErrorRow(*facts)
