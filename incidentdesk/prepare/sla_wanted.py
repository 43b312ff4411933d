"""An SLA as somebody is about to write it, in the columns of its record, so that its effect can be told before."""

import json
from collections.abc import Mapping
from typing import Any

from incidentdesk.language import _, isolated
from incidentdesk.prepare.part import lines_in
from incidentdesk.prepare.sla_change import NEW_SLA, sla_facts, targets_of
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_NAMED = ("service", "team", "category", "calendar")


def wanted_columns(reader: Reader, sla_id: int, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The columns with some facts changed; an id of 0 is a new SLA, the last in the order.

    Raises Refused for targets that make no sense and for a name that there is not.
    """
    complete = {**(sla_facts(reader, sla_id) if sla_id else NEW_SLA), **facts}
    targets = {str(priority): aims for priority, aims in targets_of(str(complete["targets"])).items()}
    pauses = [cells[0] for cells in lines_in(str(complete["pauses"]))]
    plain = {name: complete[name] for name in ("name", "kind", "zone_source", "update_mode", "restarts", "enabled")}
    named = {f"{table}_id": _id_of(reader, table, str(complete[table])) for table in _NAMED}
    place = {"id": sla_id, "position": _position(reader, sla_id)}
    return {**plain, **named, **place, "targets": json.dumps(targets), "pauses": json.dumps(pauses)}


def _position(reader: Reader, sla_id: int) -> int:
    rows = reader.rows("SELECT position FROM sla WHERE id = :id", {"id": sla_id})
    last = rows or [(reader.rows("SELECT COALESCE(MAX(position), 0) FROM sla")[0][0] + 1,)]
    return int(last[0][0])


def _id_of(reader: Reader, table: str, name: str) -> int | None:
    if not name.strip():
        return None
    for found, known in reader.rows(f'SELECT id, name FROM "{table}" WHERE withdrawn_at IS NULL ORDER BY id'):
        if str(known).casefold() == name.strip().casefold():
            return int(found)
    raise Refused(_("There is no “{name}” any more. Choose another one.").format(name=isolated(name)))
