"""Who calls, and what is known of them: their open incidents first, then the last ones."""

from dataclasses import dataclass

from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.store.reading import Reader

_OPEN = ", ".join(repr(state.value) for state in OPEN_STATES)


@dataclass(frozen=True, slots=True)
class CallerIncident:
    id: int
    title: str
    state: str
    priority: int
    created_at: int  # microseconds since 1970


@dataclass(frozen=True, slots=True)
class Caller:
    """A person who is known. `open` counts all open incidents, `incidents` are the latest, open ones first."""

    id: int
    name: str
    email: str
    phone: str
    vip: bool
    open: int
    incidents: tuple[CallerIncident, ...]


def caller_of(reader: Reader, name: str, *, limit: int = 5) -> Caller | None:
    """The person of that name, upper and lower case being the same; None where nobody is called so."""
    rows = reader.rows(
        "SELECT id, name, email, phone, vip FROM person WHERE lower(name) = lower(:name) AND withdrawn_at IS NULL"
        " ORDER BY id LIMIT 1",
        {"name": " ".join(name.split())},
    )
    if not rows:
        return None
    found = {"id": rows[0][0], "limit": limit}
    mine = " FROM incident WHERE reporter_id = :id AND withdrawn_at IS NULL"
    is_open = f" AND state IN ({_OPEN})"
    count = int(reader.rows("SELECT count(*)" + mine + is_open, {"id": rows[0][0]})[0][0])
    incidents = reader.rows(
        "SELECT id, title, state, priority, created_at"
        + mine
        + f" ORDER BY CASE WHEN state IN ({_OPEN}) THEN 0 ELSE 1 END, created_at DESC, id DESC LIMIT :limit",
        found,
    )
    return Caller(
        id=int(rows[0][0]),
        name=str(rows[0][1]),
        email=str(rows[0][2]),
        phone=str(rows[0][3]),
        vip=bool(rows[0][4]),
        open=count,
        incidents=tuple(CallerIncident(*row) for row in incidents),
    )


def service_id(reader: Reader, name: str) -> int | None:
    """The id of the service of that name, None where there is none."""
    rows = reader.rows("SELECT id FROM service WHERE lower(name) = lower(:name)", {"name": " ".join(name.split())})
    return int(rows[0][0]) if rows else None
