"""The register: which incidents a query means, in which order and groups, and what a row of the list shows."""

from array import array
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from incidentdesk.detect.affected_person_list import with_vip
from incidentdesk.detect.condition import TEXT_COLUMNS, UNREAD, Conditions, Context, among_ids, list_of_ids
from incidentdesk.detect.number import number
from incidentdesk.detect.priority import LEVEL_NAME, Level, priority_label
from incidentdesk.detect.query import KEYS, Either, Filter, Kind, Order, Query, Term, Text
from incidentdesk.detect.query_column import COLUMN, NAMED_IN
from incidentdesk.detect.sla_clock import Clock, clocks_of
from incidentdesk.detect.sla_standing import due_pairs, due_table
from incidentdesk.detect.sla_wording import row_text
from incidentdesk.detect.state import State
from incidentdesk.language import _
from incidentdesk.store.reading import Reader, Row
from incidentdesk.store.search import matching, word_parameter

__all__ = ["Context", "Group", "IncidentRow", "count", "groups", "ids", "rows", "total", "usual_order"]

# A word with fewer hits than this is found at once; with more, the newest incidents are looked at first.
RARE = 5_000
WINDOWS = (2_000, 50_000)

_STATE_RANK = " ".join(f"WHEN {state.value!r} THEN {rank}" for rank, state in enumerate(State))
_SORTED_BY = {
    **{key: f"i.{column}" for key, column in COLUMN.items() if key not in NAMED_IN and key != "ref"},
    "status": f"CASE i.state {_STATE_RANK} END",
    "age": "i.created_at",
    "hold": "i.on_hold_reason",
    "channel": "i.channel",
    "major": "i.major",
    "reopened": "i.reopen_count",
    "reassigned": "i.reassignment_count",
    "due": "due.at",
}
# Where nothing can be missing, NULLS LAST would only keep PostgreSQL from using an index.
_NEVER_MISSING = frozenset({
    "updated", "created", "age", "id", "priority", "impact", "urgency", "status", "channel", "major", "reopened",
    "reassigned", "title",
})  # fmt: skip
_LETTERS = {"title": "i.title", "ref": "i.external_ref", **{key: f"{key}.name" for key in NAMED_IN}}


# ── which incidents ──────────────────────────────────────────────────────────────────────────────────────────────────


def ids(reader: Reader, query: Query, context: Context, *, limit: int | None = None, offset: int = 0) -> "array[int]":
    """The incidents that a query means, in its order: its groups, its sort keys, the newer number first.

    Without sort keys the last changed come first; while words are searched, those with the newest number.
    """
    if limit is not None and not query.sort and not query.group and _has_common_words(reader, query):
        return _newest(reader, query, context, limit, offset)
    return _ids(reader, query, Conditions(reader, context), limit, offset)


def _ids(reader: Reader, query: Query, conditions: Conditions, limit: int | None, offset: int) -> "array[int]":
    orders, joined = _ordering(reader.dialect, query)
    where = conditions.where(query)
    joins = _joins(joined) + _join_of_due(query, conditions)
    sql = f"SELECT i.id FROM incident AS i{joins} WHERE {where} ORDER BY {', '.join(orders)}"
    if limit is not None:
        sql += f" LIMIT :{conditions.bind(limit)} OFFSET :{conditions.bind(offset)}"
    found = array("q")
    for chunk in reader.chunks(sql, conditions.parameters):
        found.extend([row[0] for row in chunk])
    return found


def _newest(reader: Reader, query: Query, context: Context, limit: int, offset: int) -> "array[int]":
    """The first page where words have many hits: looks back only as far as it needs to fill the page."""
    last = int(reader.rows("SELECT max(id) FROM incident")[0][0] or 0)
    for window in WINDOWS:
        if window < last:
            found = _ids(reader, query, Conditions(reader, context, floor=last - window), limit, offset)
            if len(found) == limit:
                return found
    return _ids(reader, query, Conditions(reader, context), limit, offset)


def _has_common_words(reader: Reader, query: Query) -> bool:
    """Whether words are searched, and each of those that must be there has many hits."""
    words = [term for term in query.terms if _is_search(term)]
    return bool(words) and not any(isinstance(word, Text) and _is_rare(reader, word) for word in words)


def _is_search(term: Term) -> bool:
    match term:
        case Text():
            return True
        case Filter(key):
            return KEYS[key].kind is Kind.TEXT
        case Either(terms):
            return any(_is_search(each) for each in terms)
        case _:
            return False


def _is_rare(reader: Reader, word: Text) -> bool:
    typed = word_parameter(reader.dialect, word.text, whole=word.quoted)
    if not typed.indexed:
        return False
    # The word as it is costs next to nothing to count; all words that begin with it must first be gathered.
    whole, begun = _hits(reader, ("incident",), "whole"), _hits(reader, TEXT_COLUMNS, "begun")
    sql = f"SELECT CASE WHEN ({whole}) >= {RARE} THEN {RARE} ELSE ({begun}) END"
    exact = word_parameter(reader.dialect, word.text, whole=True)
    return int(reader.rows(sql, {"whole": exact.parameter, "begun": typed.parameter})[0][0]) < RARE


def _hits(reader: Reader, tables: Iterable[str], parameter: str) -> str:
    """Counts the texts with a word, of one table at most as many as make it common."""
    found = [
        f"{matching(reader.dialect, table, TEXT_COLUMNS[table], parameter)} LIMIT {RARE}" for table in sorted(tables)
    ]
    hits = (f"SELECT 1 FROM ({each}) AS hits{place}" for place, each in enumerate(found))
    return f"SELECT count(*) FROM ({' UNION ALL '.join(hits)}) AS hits"


def count(reader: Reader, query: Query, context: Context) -> int:
    """How many incidents a query means."""
    conditions = Conditions(reader, context)
    where = conditions.where(query)
    return int(reader.rows(f"SELECT count(*) FROM incident AS i WHERE {where}", conditions.parameters)[0][0])


def total(reader: Reader) -> int:
    """How many incidents there are."""
    return int(reader.rows("SELECT count(*) FROM incident AS i WHERE i.withdrawn_at IS NULL")[0][0])


# ── in which order ───────────────────────────────────────────────────────────────────────────────────────────────────


def _ordering(dialect: str, query: Query) -> tuple[list[str], set[str]]:
    """The terms of ORDER BY, and the names that must be joined for them."""
    orders, joined = [], set()
    if query.group:
        orders += _group_order(dialect, query.group)
        joined.add(query.group)
    sort = query.sort or usual_order(query)
    for order in sort:
        orders.append(_order(dialect, order))
        joined.add(order.key)
    if not any(order.key == "id" for order in sort):
        orders.append("i.id DESC")
    return orders, joined & set(NAMED_IN)


def usual_order(query: Query) -> tuple[Order, ...]:
    """The order of a query that names none."""
    return (Order("id" if any(_is_search(term) for term in query.terms) else "updated", True),)


def _order(dialect: str, order: Order) -> str:
    descending = order.descending != (order.key == "age")
    expression = letters(dialect, _LETTERS[order.key]) if order.key in _LETTERS else _SORTED_BY[order.key]
    missing = "" if order.key in _NEVER_MISSING else " NULLS LAST"
    return f"{expression} {'DESC' if descending else 'ASC'}{missing}"


def letters(dialect: str, expression: str) -> str:
    """Sorts letters in the same order on both databases; only those of ASCII without regard to case on SQLite."""
    return f"lower({expression})" + (' COLLATE "C"' if dialect == "postgresql" else "")


def _joins(names: Iterable[str]) -> str:
    return "".join(f" LEFT JOIN {NAMED_IN[name]} AS {name} ON {name}.id = i.{COLUMN[name]}" for name in sorted(names))


def _join_of_due(query: Query, conditions: Conditions) -> str:
    """When targets are due is in no table, so it comes along as a parameter."""
    if not any(order.key == "due" for order in query.sort):
        return ""
    table = due_table(conditions.reader.dialect, conditions.bind(due_pairs(conditions.standings)))
    return f" LEFT JOIN {table} AS due ON due.id = i.id"


# ── in which groups ──────────────────────────────────────────────────────────────────────────────────────────────────


class Group(NamedTuple):
    """`value` is the state, the channel, the reason, the level or the id of the record; None where there is none."""

    value: str | int | bool | None
    label: str
    size: int


_GROUPED_BY = {
    "status": "i.state",
    "hold": "i.on_hold_reason",
    "channel": "i.channel",
    "priority": "i.priority",
    "impact": "i.impact",
    "urgency": "i.urgency",
    "major": "i.major",
    **{key: f"i.{COLUMN[key]}" for key in NAMED_IN},
}


def _group_order(dialect: str, group: str) -> list[str]:
    orders = [_order(dialect, Order(group, group == "major"))]
    return [*orders, f"i.{COLUMN[group]}"] if group in NAMED_IN else orders


def groups(reader: Reader, query: Query, context: Context, group: str) -> list[Group]:
    """The groups of a field in the order in which `ids` puts them, with their sizes."""
    conditions = Conditions(reader, context)
    where = conditions.where(query)
    named = group in NAMED_IN
    fields = f"{_GROUPED_BY[group]}, {f'{group}.name' if named else _GROUPED_BY[group]}"
    sql = (
        f"SELECT {fields}, count(*) FROM incident AS i{_joins([group] if named else [])} WHERE {where}"
        f" GROUP BY {fields} ORDER BY {', '.join(_group_order(reader.dialect, group))}"
    )
    return [_group(group, *row) for row in reader.rows(sql, conditions.parameters)]


def _group(group: str, value: Any, name: str | None, size: int) -> Group:
    if group == "major":
        return Group(bool(value), _("Major") if value else _("Not major"), size)
    if value is None:
        return Group(None, _("None"), size)
    if group == "priority":
        return Group(value, priority_label(value), size)
    if group in ("impact", "urgency"):
        return Group(value, _(LEVEL_NAME[Level(value)]), size)
    return Group(value, str(name) if group in NAMED_IN else _(str(value)), size)


# ── what a row shows ─────────────────────────────────────────────────────────────────────────────────────────────────


class IncidentRow(NamedTuple):
    """One row of the list; times are microseconds since 1970, names are resolved and empty where there are none.

    A tuple, because a frozen dataclass of so many fields takes longer to make than to read from the database.
    """

    id: int
    number: str
    title: str
    state: str
    on_hold_reason: str | None
    priority: int
    override_reason: str
    impact: int
    urgency: int
    service: str
    category: str
    subcategory: str
    reporter: str
    channel: str
    team: str
    assignee: str
    tags: tuple[str, ...]
    major: bool
    occurred_at: int | None
    detected_at: int | None
    created_at: int
    acknowledged_at: int | None
    first_response_at: int | None
    mitigated_at: int | None
    restored_at: int | None
    resolved_at: int | None
    closed_at: int | None
    updated_at: int
    reopen_count: int
    reassignment_count: int
    resolution_code: str
    external_ref: str | None
    parent_id: int | None
    unread: bool
    children: int
    attachments: int
    # As they stood when the row was read, the most urgent first.
    clocks: tuple[Clock, ...] = ()
    # Whether somebody reported it or is affected who is looked after first.
    vip: bool = False

    @property
    def sla(self) -> str:
        """How it stands in words, empty without a clock."""
        return row_text(self.clocks) if self.clocks else ""

    @property
    def due_at(self) -> int | None:
        """When the next target is due."""
        return min((one.due_at for one in self.clocks if one.is_open and one.due_at is not None), default=None)


_PLAIN_BEFORE = "id, title, state, on_hold_reason, priority, override_reason, impact, urgency"
_PLAIN_AFTER = (
    "tags, major, occurred_at, detected_at, created_at, acknowledged_at, first_response_at, mitigated_at, restored_at,"
    " resolved_at, closed_at, updated_at, reopen_count, reassignment_count, resolution_code, external_ref, parent_id"
)


def _of_incident(columns: str) -> str:
    return ", ".join(f"i.{column.strip()}" for column in columns.split(","))


_ROW = (
    f"SELECT {_of_incident(_PLAIN_BEFORE)},"
    " COALESCE(service.name, ''), COALESCE(category.name, ''), COALESCE(subcategory.name, ''),"
    " COALESCE(reporter.name, ''), i.channel, COALESCE(team.name, ''), COALESCE(assignee.name, ''),"
    f" {_of_incident(_PLAIN_AFTER)},"
    f" CASE WHEN {UNREAD} THEN 1 ELSE 0 END,"
    " (SELECT count(*) FROM incident AS c WHERE c.parent_id = i.id AND c.withdrawn_at IS NULL),"
    " (SELECT count(*) FROM attachment AS a WHERE a.incident_id = i.id AND a.withdrawn_at IS NULL)"
    f" FROM incident AS i{_joins(NAMED_IN)} WHERE "
)


def rows(reader: Reader, ids: Sequence[int], context: Context | None = None) -> list[IncidentRow]:
    """The rows of some incidents in the order asked for; what does not exist is left out.

    Without a context nothing is unread and no clock is shown.
    """
    parameters = {"account": context.account if context else "", "ids": list_of_ids(ids)}
    found = {row[0]: row for row in reader.rows(_ROW + among_ids(reader.dialect, "i.id", "ids"), parameters)}
    clocks = clocks_of(reader, ids, context.now) if context else {}
    vips = with_vip(reader, ids)
    return [_row(found[each], context is not None, clocks.get(each, ()), each in vips) for each in ids if each in found]


def _row(row: Row, knows_reader: bool, clocks: tuple[Clock, ...], vip: bool) -> IncidentRow:
    tags, unread = tuple(row[15].split()), knows_reader and bool(row[32])
    return IncidentRow._make(
        (row[0], number(row[0]), *row[1:15], tags, bool(row[16]), *row[17:32], unread, row[33], row[34], clocks, vip)
    )
