"""Writing a list into a file for other programs; everything here runs in a worker."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.own_command import run_own_command
from incidentdesk.desktop.printable import PrintableList
from incidentdesk.refusal import Refused

# A list up to this length is written in a worker's thread, a longer one by a process of its own.
MOST_HERE = 500


class Scope(StrEnum):
    LIST = "list"
    SELECTION = "selection"
    ALL = "all"


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    DESK = "incidentdesk"


@dataclass(frozen=True, slots=True)
class ExportWish:
    """A whole desk has neither scope nor columns."""

    of: PrintableList
    scope: Scope
    format: Format
    columns: Sequence[str]
    file: Path
    bom: bool = False


def export(desk: Desk, wish: ExportWish, *, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> int:
    """Write the file and return how many incidents are in it.

    Raises Refused where it cannot be written, Cancelled when `cancelled` says so; the file that was there is still
    there then.
    """
    if wish.format == Format.DESK:
        _export_beside(desk, wish, None, progress, cancelled)
        return _total(desk)
    ids = _ids(desk, wish)
    if len(ids) > MOST_HERE:
        _export_beside(desk, wish, ids, progress, cancelled)
    else:
        _export_here(desk, wish, ids, progress)
    return len(ids)


def _total(desk: Desk) -> int:
    from incidentdesk.detect.register import total

    with desk.database.read() as reader:
        return total(reader)


def _ids(desk: Desk, wish: ExportWish) -> Sequence[int]:
    from incidentdesk.detect.query import parse
    from incidentdesk.detect.register import ids

    if wish.scope == Scope.SELECTION:
        return wish.of.selected
    query = parse("sort:id-asc") if wish.scope == Scope.ALL else wish.of.query
    with desk.database.read() as reader:
        return ids(reader, query, wish.of.context)


def _export_here(desk: Desk, wish: ExportWish, ids: Sequence[int], progress: Callable[[int, int], None]) -> None:
    from incidentdesk.detect.transfer import export as transfer

    found = transfer.incident_rows(desk.database, ids)
    options: dict[str, Any] = {"columns": wish.columns, "total": len(ids), "progress": progress}
    if wish.format == Format.JSON:
        transfer.export_json(found, wish.file, **options)
    elif wish.format == Format.XLSX:
        transfer.export_xlsx(found, wish.file, zone=desk.zone, **options)
    else:
        transfer.export_csv(found, wish.file, zone=desk.zone, bom=wish.bom, **options)


def _export_beside(
    desk: Desk,
    wish: ExportWish,
    ids: Sequence[int] | None,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> None:
    from incidentdesk.detect.transfer.atomic import written_whole

    with written_whole(wish.file) as part, TemporaryDirectory(prefix=".incidentdesk-", dir=part.parent) as folder:
        # In a folder of its own, with which everything goes that a command leaves when it is ended.
        made = Path(folder) / f"export.{wish.format}"
        command = ["export", str(made)]
        if wish.format != Format.DESK:
            command += ["--columns", ",".join(wish.columns), *(["--bom"] if wish.bom else [])]
        try:
            run_own_command(desk.database, command, zone=desk.zone, ids=ids, progress=progress, cancelled=cancelled)
        except Refused as refused:
            raise Refused(str(refused).replace(str(made), str(wish.file))) from refused
        made.replace(part)
