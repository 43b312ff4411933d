"""The columns of a list of records: what each shows, how wide it is and how it sorts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from incidentdesk.desktop.widgets.state_mark import Mark

TITLE_AT_LEAST = 280  # logical pixels
# How a row is painted depends on what it says and on when that is.
Text = Callable[[Any, "Now"], str]


@dataclass(frozen=True, slots=True)
class Now:
    """The instant in microseconds since 1970, the day as YYYY-MM-DD, and the zone in which both are shown."""

    at: int
    today: str
    zone: Any


def _no_mark(_row: Any) -> Mark | None:
    return None


def _text_role(_row: Any, _now: Now) -> str:
    return "text"


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is in logical pixels at 100 % text size; the column without one takes what the others leave.

    Where the list is too narrow, the columns with the highest `rank` stay away first; 0 never does. `whole` is what
    the cell says to those who ask for all of it; `field` is what can be changed in the cell, "" for nothing.
    """

    key: str
    title: str
    text: Text
    sort: Callable[[Any], Any]
    width: int = 0
    rank: int = 0
    whole: Text | None = None
    mark: Callable[[Any], Mark | None] = _no_mark
    role: Callable[[Any, Now], str] = _text_role
    strong: Callable[[Any, Now], bool] = lambda _row, _now: False
    priority: Callable[[Any], int] | None = None
    trailing: bool = False
    descending: bool = False
    field: str = ""


def fitting(columns: tuple[Column, ...], room: int, scale: float) -> dict[str, int]:
    """The columns that there is room for with their widths, the most important first to get it."""
    left = room - TITLE_AT_LEAST
    chosen: dict[str, int] = {}
    for column in sorted(columns, key=lambda column: column.rank):
        width = round(column.width * scale)
        if column.width and (column.rank == 0 or width <= left):
            chosen[column.key] = width
            left -= width
    title = next(column.key for column in columns if not column.width)
    return chosen | {title: max(TITLE_AT_LEAST, room - sum(chosen.values()))}
