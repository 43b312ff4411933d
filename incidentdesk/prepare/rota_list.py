"""The rotas, as lists and their page show them."""

from dataclasses import dataclass

from incidentdesk.language import _, isolated
from incidentdesk.prepare.on_call import OnCall, next_on_call, on_call_of, rotas_of
from incidentdesk.prepare.rota_finding import Finding, Severity
from incidentdesk.prepare.rota_health import assess
from incidentdesk.prepare.rota_shift import Rota
from incidentdesk.prepare.rota_state import OverrideState
from incidentdesk.prepare.rota_time import DAY
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader, Row

LOOKED_AHEAD = 28 * DAY


@dataclass(frozen=True, slots=True)
class RotaRow:
    """Instants are microseconds since 1970. `now` is everybody on call, the primary first."""

    id: int
    name: str
    team: str
    time_zone: str
    now: tuple[OnCall, ...]
    next: OnCall | None
    findings: tuple[Finding, ...]
    score: int

    @property
    def number(self) -> str:
        """ROTA-0001."""
        return rota_number(self.id)

    @property
    def serious(self) -> int:
        return sum(each.severity == Severity.SERIOUS for each in self.findings)

    @property
    def warnings(self) -> int:
        return sum(each.severity == Severity.WARNING for each in self.findings)


def rota_number(rota_id: int) -> str:
    """ROTA-0001."""
    return f"ROTA-{rota_id:04d}"


def rotas(reader: Reader, now: int) -> list[RotaRow]:
    """All rotas in the order of the alphabet, looked through for the next 28 days."""
    return [_row(rota, now) for rota in rotas_of(reader)]


def _row(rota: Rota, now: int) -> RotaRow:
    found = assess(rota, now, now + LOOKED_AHEAD)
    return RotaRow(
        rota.id, rota.name, rota.team, rota.zone.key, tuple(on_call_of(rota, now)), next_on_call(rota, now),
        tuple(found.findings), found.score,
    )  # fmt: skip


def rota_facts(reader: Reader, rota_id: int) -> dict[str, str]:
    """The facts of a rota as its dialog shows them; raises Refused where there is none."""
    rows = reader.rows(
        "SELECT r.name, coalesce(t.name, ''), r.time_zone, r.description FROM rota r LEFT JOIN team t"
        " ON t.id = r.team_id WHERE r.id = :id AND r.withdrawn_at IS NULL",
        {"id": rota_id},
    )
    if not rows:
        raise Refused(_("This rota is not there any more; somebody has taken it away."))
    return dict(zip(("name", "team", "time_zone", "description"), map(str, rows[0]), strict=True))


def rotas_named(reader: Reader, team: str) -> list[Rota]:
    """The rotas of a team, or of that name; raises Refused where there is none. Empty is all."""
    from incidentdesk.prepare.naming import same_name
    from incidentdesk.prepare.near_name import names_meant

    every = rotas_of(reader)
    if not team.strip():
        return every
    found = [each for each in every if same_name(each.team, team) or same_name(each.name, team)]
    if found:
        return found
    names = sorted({each.team or each.name for each in every})
    if not names:
        raise Refused(_("There is no rota yet. Make one under Plans › On call."))
    said = _("No team “{name}” has a rota.").format(name=isolated(team.strip()))
    raise Refused(f"{said} {names_meant(team, names)}")


@dataclass(frozen=True, slots=True)
class StandIn:
    """An override or half of a swap, also one that does not count (yet)."""

    id: int
    person_id: int
    person: str
    instead_of_id: int | None
    instead_of: str
    from_at: int
    until_at: int
    kind: str
    state: str
    pair: str
    reason: str
    created_by: str

    @property
    def is_proposed(self) -> bool:
        return self.state == OverrideState.PROPOSED


def stand_ins(reader: Reader, rota_id: int, since: int) -> list[StandIn]:
    """The overrides and swaps that end after an instant, in the order of time."""
    rows = reader.rows(
        "SELECT o.id, o.person_id, p.name, o.instead_of_id, i.name, o.from_at, o.until_at, o.kind, o.state, o.pair,"
        " o.reason, o.created_by FROM rota_override o JOIN person p ON p.id = o.person_id"
        " LEFT JOIN person i ON i.id = o.instead_of_id"
        " WHERE o.rota_id = :id AND o.withdrawn_at IS NULL AND o.until_at > :since ORDER BY o.from_at, o.id",
        {"id": rota_id, "since": since},
    )
    return [_stand_in(row) for row in rows]


def _stand_in(row: Row) -> StandIn:
    stand_in_id, person_id, person, instead_of_id, instead_of, *rest = row
    return StandIn(stand_in_id, person_id, person, instead_of_id, instead_of or "", *rest)
