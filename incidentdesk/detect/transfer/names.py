"""People, teams, services and categories by the names that a file gives them, found or made in bulk."""

from collections.abc import Iterable, Set
from typing import Any

import sqlalchemy as sa

from incidentdesk.prepare.category import category
from incidentdesk.prepare.person import person
from incidentdesk.prepare.service import service
from incidentdesk.prepare.team import team
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

TABLES = {
    "reporter": person,
    "assignee": person,
    "service": service,
    "team": team,
    "category": category,
    "subcategory": category,
}
_AT_ONCE = 500
_MOST_HELD = 200_000

Key = tuple[str, str, int | None]  # table, name in lower case, parent


class NameBook:
    """Ids by name; upper and lower case are the same, as everywhere in the desk."""

    def __init__(self) -> None:
        self._ids: dict[Key, int] = {}
        self._staff: set[int] = set()

    def ids(self, session: Session, records: Iterable[dict[str, str]]) -> list[dict[str, int | None]]:
        """For every record of names the ids; what is not known yet is made."""
        records = list(records)
        if len(self._ids) > _MOST_HELD:
            self._ids.clear()
        for name in ("service", "team", "category"):
            self._ensure(session, TABLES[name], _wanted(records, name))
        staff = {record["assignee"].lower() for record in records if record.get("assignee")}
        self._ensure(session, person, _wanted(records, "reporter", "assignee"), staff)
        self._ensure(
            session,
            category,
            {
                (record["subcategory"], self._ids["category", record["category"].lower(), None])
                for record in records
                if record.get("subcategory")
            },
        )
        self._make_staff(session, staff)
        return [self._of(record) for record in records]

    def _of(self, record: dict[str, str]) -> dict[str, int | None]:
        ids: dict[str, int | None] = {}
        for field, name in record.items():
            parent = ids.get("category_id") if field == "subcategory" else None
            ids[f"{field}_id"] = self._ids[TABLES[field].name, name.lower(), parent] if name else None
        return ids

    def _ensure(
        self, session: Session, table: sa.Table, wanted: set[tuple[str, int | None]], staff: Set[str] = frozenset()
    ) -> None:
        missing = {(table.name, name.lower(), parent): name for name, parent in sorted(wanted, key=str) if name}
        missing = {key: name for key, name in missing.items() if key not in self._ids}
        for search in (_by_name, _by_folded_name, _by_address):
            if missing:
                for key, found in search(session, table, missing):
                    self._remember(session, table, key, found)
                missing = {key: name for key, name in missing.items() if key not in self._ids}
        if missing:
            rows = [_row(table, name, parent, staff) for (_table, _folded, parent), name in missing.items()]
            made = dict(zip(missing, ledger.insert_many(session, table, rows), strict=True))
            self._ids.update(made)
            self._staff.update(made_id for (made_id, row) in zip(made.values(), rows, strict=True) if row.get("staff"))

    def _remember(self, session: Session, table: sa.Table, key: Key, found: Any) -> None:
        if key in self._ids:
            return
        if found.withdrawn_at is not None:
            ledger.bring_back(session, table, found.id)
        self._ids[key] = int(found.id)
        if table is person and found.staff:
            self._staff.add(int(found.id))

    def _make_staff(self, session: Session, names: Set[str]) -> None:
        """Whoever has an incident is somebody to whom incidents can be assigned."""
        ids = {self._ids["person", name, None] for name in names} - self._staff
        ledger.update_many(session, person, {person_id: {"staff": True} for person_id in sorted(ids)})
        self._staff |= ids


def _row(table: sa.Table, name: str, parent: int | None, staff: Set[str]) -> dict[str, Any]:
    if table is category:
        return {"name": name, "parent_id": parent}
    return {"name": name, "staff": name.lower() in staff} if table is person else {"name": name}


def _wanted(records: list[dict[str, str]], *fields: str) -> set[tuple[str, int | None]]:
    return {(record.get(field, ""), None) for record in records for field in fields}


def _columns(table: sa.Table) -> "sa.Select[Any]":
    extra = [table.c.parent_id] if table is category else [table.c.staff, table.c.email] if table is person else []
    # Present ones before withdrawn ones, old ones before new ones: the first that is found counts.
    return sa.select(table.c.id, table.c.name, table.c.withdrawn_at, *extra).order_by(
        table.c.withdrawn_at.isnot(None), table.c.id
    )


def _by_name(session: Session, table: sa.Table, missing: dict[Key, str]) -> Iterable[tuple[Key, Any]]:
    return _matching(session, table, missing, table.c.name, sorted(set(missing.values())))


def _by_folded_name(session: Session, table: sa.Table, missing: dict[Key, str]) -> Iterable[tuple[Key, Any]]:
    return _matching(session, table, missing, sa.func.lower(table.c.name), sorted({key[1] for key in missing}))


def _matching(
    session: Session, table: sa.Table, missing: dict[Key, str], column: "sa.ColumnElement[Any]", texts: list[str]
) -> Iterable[tuple[Key, Any]]:
    for start in range(0, len(texts), _AT_ONCE):
        statement = _columns(table).where(column.in_(texts[start : start + _AT_ONCE]))
        for found in session.connection.execute(statement).all():
            key = (table.name, found.name.lower(), found.parent_id if table is category else None)
            if key in missing:
                yield key, found


def _by_address(session: Session, table: sa.Table, missing: dict[Key, str]) -> Iterable[tuple[Key, Any]]:
    """People are also named by their mail address."""
    addresses = sorted({key[1] for key in missing if "@" in key[1]}) if table is person else []
    for start in range(0, len(addresses), _AT_ONCE):
        statement = _columns(table).where(sa.func.lower(table.c.email).in_(addresses[start : start + _AT_ONCE]))
        for found in session.connection.execute(statement).all():
            yield (table.name, found.email.lower(), None), found
