"""The columns of the incident list: what each shows, how wide it is and by which key it sorts."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from incidentdesk.desktop import moment
from incidentdesk.detect.priority import priority_label
from incidentdesk.detect.register import IncidentRow
from incidentdesk.detect.sla_wording import NONE, clock_sentence
from incidentdesk.language import N_, _

TITLE_AT_LEAST = 280


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is in logical pixels at 100 % text size; `sort` and `key` are words of the query language.

    Where the list is too narrow, the columns with the highest `rank` stay away first; 0 never does. `field` is what a
    person changes in this cell, "" where nothing can be changed.
    """

    key: str
    title: str
    width: int
    sort: str
    text: Callable[[IncidentRow], str]
    rank: int = 9
    field: str = ""
    instant: Callable[[IncidentRow], int | None] | None = None
    shown: bool = False
    trailing: bool = False

    @property
    def printed(self) -> str:
        """The field of an IncidentRow that holds what this column shows."""
        return _PRINTED.get(self.key, self.key)


_PRINTED = {
    "id": "number",
    "status": "state",
    "tag": "tags",
    "created": "created_at",
    "resolved": "resolved_at",
    "updated": "updated_at",
    "due": "due_at",
}


def _tags(row: IncidentRow) -> str:
    return ", ".join(row.tags)


def _standing(row: IncidentRow) -> str:
    return row.sla or NONE


def _no_text(_row: IncidentRow) -> str:
    return ""


COLUMNS: tuple[Column, ...] = (
    Column(
        "priority", N_("Priority"), 76, "priority", lambda row: priority_label(row.priority), 0, "priority", shown=True
    ),
    Column("id", N_("Number"), 92, "id", lambda row: row.number, 2, shown=True),
    Column("title", N_("Title"), TITLE_AT_LEAST, "title", lambda row: row.title, 0, "title", shown=True),
    Column("status", N_("State"), 116, "status", lambda row: _(str(row.state)), 1, "state", shown=True),
    Column("assignee", N_("Assignee"), 116, "assignee", lambda row: row.assignee, 3, "assignee", shown=True),
    Column("sla", N_("SLA"), 168, "due", _standing, 2, shown=True),
    Column("team", N_("Team"), 120, "team", lambda row: row.team, 6, "team", shown=True),
    Column("service", N_("Service"), 136, "service", lambda row: row.service, 5, "service", shown=True),
    Column("category", N_("Category"), 120, "category", lambda row: row.category, field="category"),
    Column("reporter", N_("Reporter"), 136, "reporter", lambda row: row.reporter, field="reporter"),
    Column("channel", N_("Channel"), 96, "channel", lambda row: _(str(row.channel)), field="channel"),
    Column("tag", N_("Tags"), 136, "", _tags, field="tags"),
    Column("due", N_("Due"), 104, "due", _no_text, instant=lambda row: row.due_at, trailing=True),
    Column("created", N_("Created"), 104, "created", _no_text, instant=lambda row: row.created_at, trailing=True),
    Column("resolved", N_("Resolved"), 104, "resolved", _no_text, instant=lambda row: row.resolved_at, trailing=True),
    Column(
        "updated",
        N_("Updated"),
        100,
        "updated",
        _no_text,
        4,
        instant=lambda row: row.updated_at,
        shown=True,
        trailing=True,
    ),
)
NUMBER_OF = {column.key: place for place, column in enumerate(COLUMNS)}
TITLE = NUMBER_OF["title"]
SHOWN = tuple(column.key for column in COLUMNS if column.shown)
GROUPS = ("status", "priority", "assignee", "team", "service", "category")


def cell_text(column: Column, row: IncidentRow, now: int, zone: ZoneInfo) -> str:
    """What the cell says; instants relative to `now`, both in microseconds since 1970."""
    if column.instant is None:
        return column.text(row)
    at = column.instant(row)
    return "" if at is None else moment.relative(at, now, zone)


def full_text(column: Column, row: IncidentRow, zone: ZoneInfo) -> str:
    """What the cell says to those who ask for all of it."""
    if column.instant is not None:
        at = column.instant(row)
        return "" if at is None else moment.full(at, zone)
    if column.key == "status" and row.on_hold_reason:
        return _("{state}, {reason}").format(state=_(str(row.state)), reason=_(row.on_hold_reason))
    if column.key == "priority" and row.override_reason:
        return _("{priority}: {reason}").format(priority=priority_label(row.priority), reason=row.override_reason)
    if column.key == "sla" and row.clocks:
        return "\n".join(map(clock_sentence, row.clocks))
    return column.text(row)
