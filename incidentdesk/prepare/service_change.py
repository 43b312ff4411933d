"""Adding, changing and withdrawing services, and what they need; a circle of needs is refused."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.calendar import calendar
from incidentdesk.prepare.escalation import escalation_policy
from incidentdesk.prepare.fact import Fact, chosen, named, one_of, present, stored_facts
from incidentdesk.prepare.fact import text as text_fact
from incidentdesk.prepare.minutes import minutes_of, minutes_text
from incidentdesk.prepare.person import person, staff_named
from incidentdesk.prepare.record_name import existing, insert_named, own_name, record_named, refuse_taken
from incidentdesk.prepare.row_fact import changed_with_rows, give_up_with_rows
from incidentdesk.prepare.service import Criticality, service, service_dependency
from incidentdesk.prepare.service_list import Need, ServiceRow, needs_text, service_row, services
from incidentdesk.prepare.team import team, team_named
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


def _needs_in(text: str) -> list[tuple[str, str]]:
    lines = (line.partition("\t") for line in text.splitlines() if line.strip())
    return [(" ".join(name.split()), " ".join(note.split())) for name, _tab, note in lines]


def _needs_stored(session: Session, value: Any) -> str:
    """The lines in the order of the alphabet, by the names that the services have."""
    found: dict[int, Need] = {}
    for name, note in _needs_in(str(value)):
        needs_id = record_named(session, service, name)
        if needs_id is None:
            raise Refused(_("There is no service “{name}”. Add it first.").format(name=isolated(name)))
        shown = session.connection.execute(sa.select(service.c.name).where(service.c.id == needs_id)).scalar_one()
        found[needs_id] = Need(needs_id, shown, note)
    return needs_text(sorted(found.values(), key=lambda need: (need.name.lower(), need.service_id)))


def _length(column: str) -> Fact:
    return Fact(column, lambda _session, text: minutes_of(str(text)), lambda _session, stored: minutes_text(stored))


SERVICE_FACTS = {
    "name": own_name(N_("A service needs a name, such as WAN or Payroll.")),
    "description": text_fact("description"),
    "owner": named("owner_id", person, staff_named),
    "team": named("team_id", team, team_named),
    "criticality": chosen(
        "criticality", one_of(tuple(Criticality), N_("A service is of critical, high, medium or low criticality."))
    ),
    "calendar": existing("calendar_id", calendar, N_("There is no calendar “{name}”. Add it first.")),
    "rto": _length("rto"),
    "rpo": _length("rpo"),
    "escalation_policy": existing(
        "escalation_policy_id", escalation_policy, N_("There is no escalation policy “{name}”. Add it first.")
    ),
    "needs": Fact("needs", _needs_stored, lambda _session, stored: stored),
}
NEW_SERVICE = {**dict.fromkeys(SERVICE_FACTS, ""), "criticality": str(Criticality.MEDIUM)}


def create_service(session: Session, *, name: str, **facts: Any) -> int:
    """Write a new service and return its id; `facts` are those of SERVICE_FACTS.

    Raises Refused for a name that is empty or taken, for what a fact can't be, and for a circle of needs.
    """
    columns = stored_facts(session, SERVICE_FACTS, {**NEW_SERVICE, **facts, "name": name})
    needs = columns.pop("needs")
    service_id = insert_named(session, service, columns)
    _write_needs(session, service_id, needs)
    return service_id


def change_service(
    session: Session, service_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; `seen` are the facts that the person had before the eyes.

    Raises Conflict where somebody has changed one of them since, Refused for what a fact can't be and for a circle.
    """
    row = {**present(session, service, service_id), "needs": _needs_now(session, service_id)}
    dependencies = _dependency_ids(session, service_id)
    columns = changed_with_rows(
        session, service, SERVICE_FACTS, row, changes, seen, rows_of=(service_dependency, dependencies)
    )
    if "name" in columns:
        refuse_taken(session, service, service_id, columns["name"])
    if "needs" in columns:
        _write_needs(session, service_id, columns.pop("needs"))
    if columns:
        ledger.update(session, service, service_id, columns)


def give_up_service(session: Session, service_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    rows_of = (service_dependency, _dependency_ids(session, service_id))
    give_up_with_rows(
        session, service, SERVICE_FACTS, service_id, given_up, fact="needs", rows_of=rows_of, kept="note"
    )  # fmt: skip


def add_need(session: Session, service_id: int, needs_id: int, note: str = "") -> None:
    """One service needs another from now on. Raises Refused for a circle."""
    row, needed = _row(session, service_id), _row(session, needs_id)
    others = [need for need in row.needs if need.service_id != needs_id]
    _write_needs(session, service_id, needs_text([*others, Need(needs_id, needed.name, note)]))


def remove_need(session: Session, service_id: int, needs_id: int) -> None:
    row = _row(session, service_id)
    _write_needs(session, service_id, needs_text(need for need in row.needs if need.service_id != needs_id))


def withdraw_service(session: Session, service_id: int) -> None:
    """Take a service out of sight; Undo brings it back with what it needed."""
    present(session, service, service_id)
    ledger.withdraw(session, service, service_id)


def _row(session: Session, service_id: int) -> ServiceRow:
    ledger.hold(session)
    found = service_row(session.reader, service_id)
    if found is None:
        raise Refused(_("The service is not there any more; somebody has taken it away."))
    return found


def _needs_now(session: Session, service_id: int) -> str:
    found = service_row(session.reader, service_id)
    return needs_text(found.needs) if found else ""


def _dependency_ids(session: Session, service_id: int) -> list[int]:
    own = sa.select(service_dependency.c.id).where(service_dependency.c.service_id == service_id)
    return list(session.connection.execute(own).scalars())


def _write_needs(session: Session, service_id: int, text: str) -> None:
    """Let a service need just these."""
    ledger.hold(session)
    notes = {record_named(session, service, name): note for name, note in _needs_in(text)}
    wanted = {needs_id: note for needs_id, note in notes.items() if needs_id is not None}
    _refuse_circle(services(session.reader), service_id, wanted)
    table = service_dependency
    for row in session.connection.execute(sa.select(table).where(table.c.service_id == service_id)).all():
        if row.needs_id in wanted:
            ledger.update(session, table, row.id, {"note": wanted.pop(row.needs_id), "withdrawn_at": None})
        elif row.withdrawn_at is None:
            ledger.withdraw(session, table, row.id)
    facts = [{"service_id": service_id, "needs_id": needs_id, "note": note} for needs_id, note in wanted.items()]
    ledger.insert_many(session, table, facts)


def _refuse_circle(rows: Iterable[ServiceRow], service_id: int, wanted: Iterable[int]) -> None:
    known = {row.id: row for row in rows}
    needs = {key: [need.service_id for need in row.needs] for key, row in known.items()}
    needs[service_id] = list(wanted)
    path = way_back(needs, service_id)
    if path == [service_id, service_id]:
        raise Refused(_("“{name}” can't need itself.").format(name=isolated(known[service_id].name)))
    if path:
        arrows = " → ".join(isolated(known[each].name) for each in path)
        raise Refused(
            _("These dependencies would go in a circle: {path}. Take one of them away first.").format(path=arrows)
        )


def way_back(needs: Mapping[int, list[int]], start: int) -> list[int]:
    """The shortest way along needs from a service back to itself, both ends included; empty where there is none."""
    before: dict[int, int] = {}
    waiting = [start]
    for at in waiting:
        for each in needs.get(at, ()):
            if each == start:
                return [*_way(before, start, at), start]
            if each not in before:
                before[each] = at
                waiting.append(each)
    return []


def _way(before: Mapping[int, int], start: int, end: int) -> list[int]:
    way = [end]
    while way[-1] != start:
        way.append(before[way[-1]])
    return way[::-1]
