"""What a query finds at a desk, for the commands that work on a list."""

from array import array
from collections.abc import Callable, Iterable
from datetime import UTC
from pathlib import Path
from typing import Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk
from incidentdesk.cli.printing import plain
from incidentdesk.detect.condition import Context
from incidentdesk.detect.number import number
from incidentdesk.detect.query import Query, parse
from incidentdesk.detect.register import IncidentRow, ids, rows
from incidentdesk.language import _
from incidentdesk.prepare.account import desktop_account, person_of_account
from incidentdesk.refusal import Refused
from incidentdesk.store.database import Database
from incidentdesk.store.reading import Reader

ROWS_AT_ONCE = 500


def found_ids(desk: Desk, query: str, limit: int | None = None) -> "array[int]":
    """The incidents that a query means; what is not understood in it is said on stderr."""
    parsed = understood(query)
    with desk.database.read() as reader:
        return ids(reader, parsed, context_of(desk, reader), limit=limit)


def understood(query: str) -> Query:
    """What a query says; what is not understood in it is said on stderr."""
    parsed = parse(query)
    for hint in parsed.hints:
        click.echo(plain(hint.text), err=True)
    return parsed


def context_of(desk: Desk, reader: Reader) -> Context:
    """Who asks, when and where."""
    account = desktop_account()
    me, _name = person_of_account(reader, account)
    return Context(now=clock.now(), zone=desk.zone, account=account, me=me)


def ids_in(file: Path) -> "array[int]":
    """Ids as the window hands them over: eight bytes each, in the order of the list."""
    found = array("q")
    found.frombytes(file.read_bytes())
    return found


# What the window adds where it has a command run beside it.
_ids_from = click.option(
    "--ids-from", type=click.Path(path_type=Path, exists=True, dir_okay=False), default=None, hidden=True
)
_progress = click.option("--progress", is_flag=True, hidden=True)


def for_window(command: Callable[..., Any]) -> Callable[..., Any]:
    """Lets a command take the ids of a list and tell on stdout how far it is."""
    return _ids_from(_progress(command))


def tell_progress(done: int, total: int) -> None:
    click.echo(f"{done} {total}")


def rows_of(database: Database, incident_ids: "array[int]") -> Iterable[IncidentRow]:
    """Some hundred at a time, so that a long list needs no more memory than a short one."""
    for start in range(0, len(incident_ids), ROWS_AT_ONCE):
        with database.read() as reader:
            found = rows(reader, incident_ids[start : start + ROWS_AT_ONCE], Context(clock.now(), UTC))
        yield from found


def row_of(database: Database, incident_id: int) -> IncidentRow:
    """Raises Refused where there is no such incident."""
    with database.read() as reader:
        found = rows(reader, [incident_id])
    if not found:
        raise Refused(_("There is no incident {number}.").format(number=number(incident_id)))
    return found[0]
