"""Importing a file: its incidents are made, updated or left alone."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from incidentdesk.detect.transfer.history import brought_together, grouped, incoming_of
from incidentdesk.detect.transfer.incoming import Incoming, Interpreter
from incidentdesk.detect.transfer.mapping import Mapping, check_against
from incidentdesk.detect.transfer.outcome import Outcome
from incidentdesk.detect.transfer.refusals import RefusalFile
from incidentdesk.detect.transfer.row import Row
from incidentdesk.detect.transfer.rows_of_file import Sheet
from incidentdesk.detect.transfer.survey import Cancelled, CancelledByUser, Progress, Survey, settled, survey
from incidentdesk.detect.transfer.writing import Writer
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store.database import Database

__all__ = ["Outcome", "take"]

_INCIDENTS_AT_ONCE = 2_000
_ROWS_AT_ONCE = 10_000


def take(
    database: Database,
    sheet: Sheet,
    mapping: Mapping,
    *,
    actor: str,
    dry_run: bool = False,
    found: Survey | None = None,
    error_file: str | Path | None = None,
    progress: Progress = lambda _done, _total: None,
    cancelled: Cancelled = lambda: False,
) -> Outcome:
    """Import a file. Incidents are told apart by the origin and the number that they have there.

    `found` is the survey of this mapping if there is one already. On Cancel, or when anything goes wrong on the way,
    what was written is undone. Raises Refused where nothing can be imported, Undecided if the order of dates must be
    given; faults of single rows are part of the outcome.
    """
    check_against(mapping, sheet.columns)
    outcome = Outcome(dry_run=dry_run)
    try:
        found = found or survey(sheet, mapping, cancelled=cancelled)
    except CancelledByUser:
        outcome.cancelled = True
        return outcome
    mapping = settled(mapping, found)
    writer = Writer(database, sheet.path, mapping, actor, outcome)
    try:
        with RefusalFile(Path(error_file) if error_file else None, sheet.columns) as refusals:
            source = _Source(sheet, mapping, outcome, refusals)
            for chunk, rows_done in source.chunks(found.mixed, cancelled):
                writer.take(chunk)
                progress(rows_done, found.rows)
        writer.finish()
    except CancelledByUser:
        writer.take_back(progress)
        return Outcome(dry_run=dry_run, cancelled=True, batch_id=outcome.batch_id)
    except BaseException:
        # The first trouble is what the user must hear of; the batch stays listed and can be undone later.
        with suppress(Exception):
            writer.take_back()
        raise
    return outcome


class _Source:
    """The incidents of a file, chunk by chunk; what is none is refused on the way."""

    def __init__(self, sheet: Sheet, mapping: Mapping, outcome: Outcome, refusals: RefusalFile) -> None:
        self.sheet = sheet
        self.mapping = mapping
        self.outcome = outcome
        self.refusals = refusals
        self.interpreter = Interpreter(mapping, sheet.columns)
        self.seen: set[int] = set()

    def chunks(self, mixed: bool, cancelled: Cancelled) -> Iterator[tuple[list[Incoming], int]]:
        chunk: list[Incoming] = []
        rows_done = rows_looked = 0
        for group in self._groups(mixed):
            rows_done += len(group)
            try:
                chunk.append(self._incoming(group))
            except Refused as error:
                self.outcome.refuse(group[-1].number, str(error))
                self.refusals.write(group[-1].number, str(error), group[-1].cells)
            if len(chunk) >= _INCIDENTS_AT_ONCE or rows_done - rows_looked >= _ROWS_AT_ONCE:
                if cancelled():
                    raise CancelledByUser
                yield chunk, rows_done
                chunk, rows_looked = [], rows_done
        if cancelled():
            raise CancelledByUser
        yield chunk, rows_done

    def _groups(self, mixed: bool) -> Iterator[list[Row]]:
        if not self.mapping.events:
            return ([row] for row in self.sheet.rows())
        rows = self.sheet.rows()
        return grouped(brought_together(rows, self.interpreter) if mixed else rows, self.interpreter)

    def _incoming(self, group: list[Row]) -> Incoming:
        found = incoming_of(group, self.interpreter)
        key = hash(found.reference)
        if key in self.seen:
            raise Refused(
                _("The number {number} stands in an earlier row already.").format(number=isolated(found.reference))
            )
        self.seen.add(key)
        return found
