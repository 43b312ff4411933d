"""What the wizard asks of the database and of files; runs away from the GUI thread."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from incidentdesk.store.database import Database

if TYPE_CHECKING:
    from incidentdesk.detect.transfer.mapping import Mapping
    from incidentdesk.detect.transfer.sheet import Sheet
    from incidentdesk.detect.transfer.survey import Survey
    from incidentdesk.detect.transfer.taking import Outcome
    from incidentdesk.detect.transfer.undoing import Undone

HEAD_ROWS = 50


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that could be read, with a mapping to begin with and its first rows."""

    sheet: "Sheet"
    mapping: "Mapping"
    head: list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Earlier:
    """An import of the past."""

    id: int
    file_name: str
    started_at: int  # microseconds since 1970
    created: int
    updated: int
    undone: bool


def open_file(path: Path, zone: str, choices: dict[str, Any]) -> Opened:
    """Raises Refused where the file can't be read."""
    from incidentdesk.detect.transfer.proposal import propose
    from incidentdesk.detect.transfer.sheet import open_sheet

    sheet = open_sheet(path, **choices)
    head = [row.cells for row in sheet.head(HEAD_ROWS) if not row.problem]
    return Opened(sheet, propose(sheet, zone=zone), head)


def look_through(
    sheet: "Sheet", mapping: "Mapping", *, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
) -> "Survey":
    from incidentdesk.detect.transfer.mapping import check_against
    from incidentdesk.detect.transfer.survey import survey

    check_against(mapping, sheet.columns)
    return survey(sheet, mapping, progress=progress, cancelled=cancelled)


def take(
    database: Database,
    sheet: "Sheet",
    mapping: "Mapping",
    found: "Survey",
    actor: str,
    dry_run: bool,
    error_file: Path | None,
    *,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> "Outcome":
    from incidentdesk.detect.transfer.taking import take as take_in

    return take_in(
        database,
        sheet,
        mapping,
        actor=actor,
        dry_run=dry_run,
        found=found,
        error_file=error_file,
        progress=progress,
        cancelled=cancelled,
    )


def is_whole_desk(path: Path) -> bool:
    """Whether a file is what the export of a whole desk writes, by its name."""
    return path.suffix.lower() == ".incidentdesk"


def take_whole_desk(
    database: Database,
    path: Path,
    actor: str,
    dry_run: bool,
    *,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> "Outcome":
    from incidentdesk.detect.transfer.unpacking import take_everything

    return take_everything(database, path, actor=actor, dry_run=dry_run, progress=progress, cancelled=cancelled)


def undo(database: Database, batch_id: int, actor: str, *, progress: Callable[[int, int], None]) -> "Undone":
    from incidentdesk.detect.transfer.undoing import undo_import

    return undo_import(database, batch_id, actor=actor, progress=progress)


def earlier_imports(database: Database) -> list[Earlier]:
    """The newest ten."""
    with database.read() as reader:
        rows = reader.rows(
            'SELECT id, file_name, started_at, created, updated, undone_at IS NOT NULL FROM "import"'
            " ORDER BY id DESC LIMIT 10"
        )
    return [Earlier(*row[:5], bool(row[5])) for row in rows]
