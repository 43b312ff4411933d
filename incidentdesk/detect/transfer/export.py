"""Lists of incidents as CSV, XLSX and JSON."""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.register import Context, IncidentRow, rows
from incidentdesk.detect.transfer.atomic import written_whole
from incidentdesk.detect.transfer.cell import safe_cell
from incidentdesk.detect.transfer.survey import Cancelled, Progress
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store.database import Database

# The keys of an incident in every format, in order.
KEYS = (
    "number", "external_ref", "title", "state", "on_hold_reason", "priority", "impact", "urgency", "service",
    "category", "subcategory", "reporter", "channel", "team", "assignee", "tags", "major", "occurred_at",
    "detected_at", "created_at", "acknowledged_at", "first_response_at", "mitigated_at", "restored_at", "resolved_at",
    "closed_at", "reopen_count", "reassignment_count", "resolution_code",
)  # fmt: skip
# What can be asked for besides: how it stands against its SLAs at the moment, in words, and when it is due next.
OFFERED = (*KEYS, "sla", "due_at")
MOST_XLSX_ROWS = 1_048_575  # and a header
_LONGEST_XLSX_CELL = 32_767
_STEP = 1_000  # rows between two looks at Cancel
_ROWS_AT_ONCE = 500
# What XML cannot hold.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_XLSX_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NULL_IF_EMPTY = frozenset({
    "external_ref", "on_hold_reason", "service", "category", "subcategory", "reporter", "team", "assignee",
    "resolution_code", "sla",
})  # fmt: skip

Writer = Callable[[Path, Iterator[IncidentRow]], int]


class ExportCancelled(Refused):
    """Somebody pressed Cancel; nothing was written."""


def incident_rows(database: Database, ids: Sequence[int]) -> Iterator[IncidentRow]:
    """The rows of a filtered list, read some hundred at a time."""
    for start in range(0, len(ids), _ROWS_AT_ONCE):
        with database.read() as reader:
            found = rows(reader, ids[start : start + _ROWS_AT_ONCE], Context(clock.now(), UTC))
        yield from found


def json_object(row: IncidentRow, columns: Sequence[str] = KEYS) -> dict[str, Any]:
    """An incident as JSON has it: times in ISO 8601 in UTC, what is missing null."""
    return {key: _json_value(key, getattr(row, key)) for key in columns}


def export_csv(
    found: Iterable[IncidentRow],
    path: str | Path,
    *,
    columns: Sequence[str] = KEYS,
    headings: Mapping[str, str] | None = None,
    zone: tzinfo = UTC,
    bom: bool = False,
    delimiter: str = ",",
    total: int = 0,
    progress: Progress = lambda _done, _total: None,
    cancelled: Cancelled = lambda: False,
) -> int:
    """Write a list as CSV in UTF-8 and return the number of rows.

    Times are in `zone` with their offset. No cell is a formula: what could begin one has an apostrophe before it, and
    every cell is quoted, so that none can be split at another delimiter. Raises Refused where it cannot be written,
    ExportCancelled after Cancel; then the file that was there is still there.
    """
    with (
        written_whole(Path(path)) as part,
        part.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file,
    ):
        writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerow([safe_cell((headings or {}).get(key, key)) for key in columns])
        count = 0
        for row in _counted(found, total, progress, cancelled):
            writer.writerow([safe_cell(_text(key, getattr(row, key), zone)) for key in columns])
            count += 1
    return count


def export_json(
    found: Iterable[IncidentRow],
    path: str | Path,
    *,
    columns: Sequence[str] = KEYS,
    total: int = 0,
    progress: Progress = lambda _done, _total: None,
    cancelled: Cancelled = lambda: False,
) -> int:
    """Write a list as a JSON array, one incident on a line, and return their number; raises like `export_csv`."""
    with written_whole(Path(path)) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        count = 0
        for row in _counted(found, total, progress, cancelled):
            file.write((",\n" if count else "[\n") + json.dumps(json_object(row, columns), ensure_ascii=False))
            count += 1
        file.write("\n]\n" if count else "[]\n")
    return count


def export_xlsx(
    found: Iterable[IncidentRow],
    path: str | Path,
    *,
    columns: Sequence[str] = KEYS,
    headings: Mapping[str, str] | None = None,
    zone: tzinfo = UTC,
    total: int = 0,
    progress: Progress = lambda _done, _total: None,
    cancelled: Cancelled = lambda: False,
) -> int:
    """Write a list as an Excel workbook and return the number of rows.

    Times are dates of Excel in `zone`, which stands in the name of the sheet, as Excel knows no zones. Texts stay
    texts; characters that XML cannot hold are left out. Raises Refused for more rows than Excel has, else like
    `export_csv`.
    """
    with written_whole(Path(path)) as part, workbook(part) as book:
        sheet = book.add_worksheet(_sheet_name(zone))
        bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.freeze_panes(1, 0)
        for column, key in enumerate(columns):
            sheet.set_column(column, column, 60 if key == "title" else 20 if key.endswith("_at") else 14)
            sheet.write_string(0, column, xml_text((headings or {}).get(key, key)), bold)
        count = 0
        for row in _counted(found, total, progress, cancelled):
            count += 1
            if count > MOST_XLSX_ROWS:
                raise Refused(
                    _("An Excel sheet holds {most:,} rows, this list has more. Export it as CSV.").format(
                        most=MOST_XLSX_ROWS
                    )
                )
            for column, key in enumerate(columns):
                _write_cell(sheet, count, column, key, getattr(row, key), zone, moment)
    return count


@contextmanager
def workbook(path: Path) -> Iterator[Any]:
    """A workbook that is written row by row; after trouble nothing of it is left, its temporary files included."""
    import xlsxwriter

    path.touch(exist_ok=False)
    with TemporaryDirectory(prefix="incidentdesk-") as folder:
        book = xlsxwriter.Workbook(str(path), {**_XLSX_OPTIONS, "tmpdir": folder})
        try:
            yield book
        except BaseException:
            for sheet in book.worksheets():
                sheet.row_data_fh.close()
            book.fileclosed = True
            raise
        book.close()


def _write_cell(sheet: Any, row: int, column: int, key: str, value: Any, zone: tzinfo, moment: Any) -> None:
    if value is None or value == "":
        return
    if key.endswith("_at"):
        local = clock.instant(value).astimezone(zone).replace(tzinfo=None)
        sheet.write_datetime(row, column, local, moment)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, xml_text(_text(key, value, zone)))


def _counted(
    found: Iterable[IncidentRow], total: int, progress: Progress, cancelled: Cancelled
) -> Iterator[IncidentRow]:
    done = 0
    for done, row in enumerate(found, 1):
        yield row
        if done % _STEP == 0:
            progress(done, max(total, done))
            if cancelled():
                raise ExportCancelled(_("The export was cancelled; nothing was written."))
    progress(done, max(total, done))


def _json_value(key: str, value: Any) -> Any:
    if key.endswith("_at"):
        return clock.iso(value)
    if key == "tags":
        return list(value)
    return value or None if key in _NULL_IF_EMPTY else value


def _text(key: str, value: Any, zone: tzinfo) -> str:
    if value is None:
        return ""
    if key.endswith("_at"):
        return _local(clock.instant(value), zone)
    if key == "tags":
        return " ".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _local(moment: datetime, zone: tzinfo) -> str:
    """2016-03-05 09:36:00+01:00: to be read by people, and the same instant when it comes back."""
    return moment.astimezone(zone).isoformat(" ", "microseconds" if moment.microsecond else "seconds")


def xml_text(text: str) -> str:
    """A text as a cell of Excel can hold it."""
    text = _NO_XML.sub("", text)
    return text if len(text) <= _LONGEST_XLSX_CELL else text[: _LONGEST_XLSX_CELL - 1] + "…"


def _sheet_name(zone: tzinfo) -> str:
    name = _("Incidents ({zone})").format(zone=getattr(zone, "key", None) or str(zone))
    return re.sub(r"[\[\]:*?/\\]", "-", name)[:31]
