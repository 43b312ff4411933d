"""Incidents on the clipboard: as a table for spreadsheets and mails, and as ids for ourselves."""

from collections.abc import Iterable, Sequence
from html import escape
from zoneinfo import ZoneInfo

from PySide6.QtCore import QMimeData

from incidentdesk import clock
from incidentdesk.desktop.clipboard import mime_data
from incidentdesk.desktop.detect.incident_column import Column
from incidentdesk.detect.register import IncidentRow
from incidentdesk.language import _

IDS = "application/x-incidentdesk-ids"
LINK = "incidentdesk:{number}"
# A spreadsheet would run such a cell as a formula.
_FORMULA = ("=", "+", "-", "@")


def clip(rows: Sequence[IncidentRow], columns: Sequence[Column], zone: ZoneInfo) -> QMimeData:
    """The rows with these columns as tab-separated text, as an HTML table, and as ids."""
    titles = [_(column.title) for column in columns]
    lines = [titles, *([_cell(column, row, zone) for column in columns] for row in rows)]
    data = mime_data()
    data.setText("".join("\t".join(_guarded(cell) for cell in line) + "\n" for line in lines))
    data.setHtml(_table(lines))
    data.setData(IDS, "\n".join(str(row.id) for row in rows).encode())
    return data


def clip_link(rows: Iterable[IncidentRow]) -> QMimeData:
    """ "INC-0042 Title" for each, with a link where the text can hold one."""
    rows = list(rows)
    data = mime_data()
    data.setText("\n".join(f"{row.number} {row.title}" for row in rows))
    links = [f'<a href="{LINK.format(number=row.number)}">{escape(row.number)}</a> {escape(row.title)}' for row in rows]
    data.setHtml("<br>".join(links))
    return data


def _cell(column: Column, row: IncidentRow, zone: ZoneInfo) -> str:
    if column.instant is None:
        return " ".join(column.text(row).split())
    at = column.instant(row)
    return "" if at is None else clock.instant(at).astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _table(lines: Sequence[Sequence[str]]) -> str:
    head, *body = lines
    header = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in line)}</tr>" for line in body)
    return f"<table><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table>"
