"""What somebody wanted to write into a cause and gave up for what another had written (R12)."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from incidentdesk.investigate.cause_graph import EFFECT, Noun
from incidentdesk.investigate.corrective_action import corrective_action
from incidentdesk.investigate.investigation import cause, investigation
from incidentdesk.prepare.person import staff_named
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

_TABLES = {Noun.CAUSE: cause, Noun.MEASURE: corrective_action}


def give_up(session: Session, investigation_id: int, noun: str, key: str, values: Mapping[str, Any]) -> None:
    """Keep in the history of a record of the graph what was not chosen for it; a record that is gone has none."""
    if noun == Noun.EFFECT:
        texts = {"effect" if name == "text" else name: value for name, value in values.items()}
        ledger.decline(session, investigation, investigation_id, texts)
        return
    table = _TABLES[Noun(noun)]
    record_id = _id_of(session, table, key)
    if record_id is not None:
        ledger.decline(session, table, record_id, _as_stored(session, values))


def _as_stored(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    stored = dict(values)
    if "owner" in stored:
        stored["owner_id"] = staff_named(session, stored.pop("owner"))
    for name in ("parent", "cause"):
        if name in stored:
            stored[f"{name}_id"] = _id_of(session, cause, stored.pop(name))
    return stored


def _id_of(session: Session, table: sa.Table, key: str) -> int | None:
    if key == EFFECT:
        return None
    return session.connection.execute(sa.select(table.c.id).where(table.c.key == key)).scalar()
