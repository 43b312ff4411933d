"""The facts of incidents that metrics are made of, as arrays: a place for each incident."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from incidentdesk.detect.channel import Channel
from incidentdesk.detect.condition import Conditions, Context
from incidentdesk.detect.id_list import among_ids, list_of_ids
from incidentdesk.detect.query import Query
from incidentdesk.detect.stage_time import TIME_NAME
from incidentdesk.detect.state import OPEN_STATES, State
from incidentdesk.store.column_reading import MISSING, Integers, read_columns
from incidentdesk.store.reading import Reader

Marks = NDArray[np.bool_]

CHANNELS = tuple(Channel)
STATES = tuple(State)
# At the end for a state that is none of them, whose place is -1.
_IS_OPEN = np.array([*(state in OPEN_STATES for state in STATES), False])


def _place_in(column: str, values: Sequence[str]) -> str:
    """The place of a text among those that it may be, -1 for another."""
    # From behind, because most incidents have ended.
    found = " ".join(f"WHEN {str(value)!r} THEN {n}" for n, value in reversed(list(enumerate(values))))
    return f"CASE {column} {found} ELSE -1 END"


_EXPRESSIONS = {
    "id": "i.id",
    **{name: f"i.{name}" for name in TIME_NAME},
    **{
        name: f"i.{name}"
        for name in (
            "priority", "service_id", "category_id", "subcategory_id", "team_id", "assignee_id", "parent_id",
            "reporter_id", "reopen_count", "reassignment_count",
        )
    },
    "state": _place_in("i.state", STATES),
    "channel": _place_in("i.channel", CHANNELS),
    "duplicate": "CASE WHEN lower(i.resolution_code) = 'duplicate' THEN 1 ELSE 0 END",
    "major": "CASE WHEN i.major THEN 1 ELSE 0 END",
}  # fmt: skip
_PRESENT = "incident AS i WHERE i.withdrawn_at IS NULL"
# What is kept in few bits where there are a million of them.
_SMALL = ("priority", "state", "channel", "duplicate", "major")


@dataclass(frozen=True, slots=True)
class Facts:
    """Columns of equal length, ordered by id; instants are microseconds since 1970, MISSING where there is none.

    `state` and `channel` are places in STATES and CHANNELS.
    """

    columns: Mapping[str, Any]

    def __len__(self) -> int:
        return len(self.columns["id"])

    def __getitem__(self, name: str) -> Integers:
        return self.columns[name]

    def where(self, chosen: NDArray[np.bool_] | Integers) -> "Facts":
        """Those that are marked, or that stand at these places."""
        places = np.flatnonzero(chosen) if chosen.dtype == bool else chosen
        return Facts({name: values.take(places) for name, values in self.columns.items()})

    @property
    def counted(self) -> Marks:
        """What counts in volume: neither canceled nor a duplicate (`detect.stage_span.COUNTED`)."""
        return (self["state"] != STATES.index(State.CANCELED)) & (self["duplicate"] == 0)

    @property
    def timed(self) -> Marks:
        """What counts in times: of a family only the parent."""
        return self.counted & (self["parent_id"] == MISSING)

    @property
    def open(self) -> Marks:
        return _IS_OPEN[self["state"]]

    @property
    def ended_at(self) -> Integers:
        """When it was resolved, or at least closed; MISSING while it is open."""
        ended = np.where(self["resolved_at"] != MISSING, self["resolved_at"], self["closed_at"])
        return np.where(self.open, MISSING, ended)

    def places_of(self, ids: Integers) -> Integers:
        """Where these incidents stand; -1 for those that are not here."""
        if not len(self):
            return np.full(len(ids), -1)
        places = np.minimum(np.searchsorted(self["id"], ids), len(self) - 1)
        return np.where(self["id"][places] == ids, places, -1)


def read_facts(reader: Reader, names: Collection[str] = tuple(_EXPRESSIONS)) -> Facts:
    """The facts of all incidents that are not withdrawn; only these columns, and always their ids."""
    return _ordered(_read(reader, _PRESENT, {}, {"id", *names}))


def refreshed(facts: Facts, reader: Reader, ids: Iterable[int]) -> Facts:
    """The facts after news of some incidents, which are read anew."""
    changed = np.fromiter(ids, np.int64)
    source = f"{_PRESENT} AND {among_ids(reader.dialect, 'i.id', 'ids')}"
    anew = _ordered(_read(reader, source, {"ids": list_of_ids(changed.tolist())}, facts.columns.keys()))
    gone = facts.places_of(changed[~np.isin(changed, anew["id"])])
    kept = np.ones(len(facts), bool)
    kept[gone[gone >= 0]] = False
    return _merged(facts if kept.all() else facts.where(kept), anew)


def _merged(facts: Facts, anew: Facts) -> Facts:
    """What is known already is written over, what is new follows; nearly always it also has the highest numbers."""
    places = facts.places_of(anew["id"])
    known, new = places >= 0, places < 0
    columns = {}
    for name, values in facts.columns.items():
        changed = values.copy()
        changed[places[known]] = anew[name][known]
        columns[name] = np.concatenate([changed, anew[name][new]]) if new.any() else changed
    in_order = not len(facts) or not new.any() or facts["id"][-1] < anew["id"][new][0]
    return Facts(columns) if in_order else _ordered(columns)


def facts_of(reader: Reader, query: Query, context: Context, facts: Facts | None = None) -> Facts:
    """The facts of the incidents that a query means; `facts` are those of all, if they are known already."""
    everything = read_facts(reader) if facts is None else facts
    if not query.terms:
        return everything
    conditions = Conditions(reader, context)
    where = conditions.where(query)
    found = read_columns(reader, {"id": "i.id"}, f"incident AS i WHERE {where}", conditions.parameters, key="i.id")
    return everything.where(np.isin(everything["id"], found["id"]))


def _read(reader: Reader, source: str, parameters: Mapping[str, object], names: Collection[str]) -> dict[str, Any]:
    wanted = {name: expression for name, expression in _EXPRESSIONS.items() if name in names}
    found: dict[str, Any] = dict(read_columns(reader, wanted, source, parameters, key="i.id"))
    for name in _SMALL:
        if name in found:
            found[name] = found[name].astype(np.int8)
    return found


def _ordered(columns: Mapping[str, Any]) -> Facts:
    order = np.argsort(columns["id"], kind="stable")
    return Facts({name: values[order] for name, values in columns.items()})
