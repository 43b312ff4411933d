import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from incidentdesk.detect.register import IncidentRow
from incidentdesk.detect.transfer import export
from incidentdesk.detect.transfer.cell import plain_cell, safe_cell
from incidentdesk.detect.transfer.export import (
    KEYS,
    ExportCancelled,
    export_csv,
    export_json,
    export_xlsx,
    incident_rows,
    json_object,
)
from incidentdesk.detect.transfer.proposal import propose
from incidentdesk.detect.transfer.sheet import Sheet, open_sheet
from incidentdesk.detect.transfer.taking import take
from incidentdesk.refusal import Refused
from incidentdesk.store.database import Database

Table = Callable[..., Sheet]
BERLIN = ZoneInfo("Europe/Berlin")
DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1", " =1", "\u00a0=1")
HEADER = ["Number", "Title", "State", "Tags", "Created", "Resolved", "Reporter", "Major incident"]


@pytest.fixture
def filled(sqlite_desk: Database, table: Table) -> Database:
    sheet = table(
        HEADER,
        ["T1", '=HYPERLINK("http://evil")', "New", "b, a", "2024-10-27 02:30+02:00", "", "Zoë, Ünal; x", "yes"],
        ["T2", 'quoted "title";=1+1', "Resolved", "", "2024-10-27 02:30+01:00", "2024-11-01 10:00:00.5Z", "", "no"],
    )
    take(sqlite_desk, sheet, propose(sheet), actor="Mei")
    return sqlite_desk


def rows(desk: Database) -> Iterator[IncidentRow]:
    return incident_rows(desk, [1, 2])


def lines(path: Path, **options: Any) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, **options))


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_list_is_written_with_the_keys_as_header(filled: Database, tmp_path: Path) -> None:
    assert export_csv(rows(filled), tmp_path / "list.csv", zone=BERLIN) == 2
    header, first, second = lines(tmp_path / "list.csv")
    assert tuple(header) == KEYS
    found = dict(zip(header, first, strict=True))
    assert found["number"] == "INC-0001"
    assert found["external_ref"] == "T1"
    assert found["title"] == '\'=HYPERLINK("http://evil")'
    assert found["tags"] == "a b"
    assert (found["major"], found["priority"], found["resolved_at"]) == ("true", "3", "")
    assert found["created_at"] == "2024-10-27 02:30:00+02:00"
    assert dict(zip(header, second, strict=True))["created_at"] == "2024-10-27 02:30:00+01:00"


def test_columns_headings_and_the_mark_for_excel_can_be_chosen(filled: Database, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    export_csv(rows(filled), path, columns=("number", "state"), headings={"state": "Zustand"}, bom=True, delimiter=";")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert lines(path, delimiter=";")[:2] == [["number", "Zustand"], ["INC-0001", "New"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_no_cell_is_a_formula_at_whichever_delimiter_it_is_read(
    filled: Database, tmp_path: Path, delimiter: str
) -> None:
    export_csv(rows(filled), tmp_path / "list.csv")
    for line in lines(tmp_path / "list.csv", delimiter=delimiter)[1:]:
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in line)


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_could_open_a_formula_has_an_apostrophe(text: str) -> None:
    assert safe_cell(text).lstrip(" \u00a0").startswith("'")
    assert plain_cell(safe_cell(text)) == text


def test_a_formula_behind_a_delimiter_is_marked_too() -> None:
    assert safe_cell("down;=1+1, -2\n- item") == "down;'=1+1, '-2\n'- item"
    assert safe_cell("on-call a=b") == "on-call a=b"


def test_apostrophes_of_other_files_are_left_alone(table: Table) -> None:
    assert [row.cells for row in table(["Title", "State"], ["'-x' fails", "New"]).rows()] == [["'-x' fails", "New"]]


@given(st.text(max_size=20) | st.text(st.sampled_from("'=+-@ \t＝a;,\""), max_size=8))
def test_a_safe_cell_is_no_formula_and_comes_back(text: str) -> None:
    safe = safe_cell(text)
    assert not safe.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
    assert plain_cell(safe) == text


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_json_has_null_for_what_is_missing_and_utc_times(filled: Database, tmp_path: Path) -> None:
    export_json(rows(filled), tmp_path / "list.json")
    first, second = json.loads((tmp_path / "list.json").read_text(encoding="utf-8"))
    assert tuple(first) == KEYS
    assert first["title"] == '=HYPERLINK("http://evil")'
    assert (first["tags"], first["major"], first["reporter"]) == (["a", "b"], True, "Zoë, Ünal; x")
    assert (first["created_at"], first["resolved_at"], first["team"]) == ("2024-10-27T00:30:00Z", None, None)
    assert second["resolved_at"] == "2024-11-01T10:00:00.500000Z"


def test_an_empty_list_is_an_empty_array(tmp_path: Path) -> None:
    assert export_json([], tmp_path / "list.json") == 0
    assert json.loads((tmp_path / "list.json").read_text(encoding="utf-8")) == []


# ── Excel ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_excel_gets_dates_numbers_and_texts_but_no_formulas(filled: Database, tmp_path: Path) -> None:
    export_xlsx(rows(filled), tmp_path / "list.xlsx", zone=BERLIN)
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "list.xlsx")
    assert book.sheet_names == ["Incidents (Europe-Berlin)"]
    header, first, second = book.get_sheet_by_index(0).to_python()
    found = dict(zip(header, first, strict=True))
    assert found["title"] == '=HYPERLINK("http://evil")'
    assert found["created_at"].isoformat() == "2024-10-27T02:30:00"
    assert (found["priority"], found["major"]) == (3.0, True)
    assert dict(zip(header, second, strict=True))["title"] == 'quoted "title";=1+1'
    assert b"<f>" not in _sheet_xml(tmp_path / "list.xlsx")


def _sheet_xml(path: Path) -> bytes:
    from zipfile import ZipFile

    with ZipFile(path) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def test_what_xml_cannot_hold_is_left_out(filled: Database, tmp_path: Path) -> None:
    (row,) = incident_rows(filled, [1])
    odd = row._replace(title="a\x01b\x1fc\ufffed _x0041_ " + "x" * 40_000)
    export_xlsx([odd], tmp_path / "list.xlsx", columns=("title",))
    ((title,),) = (
        python_calamine.CalamineWorkbook.from_path(tmp_path / "list.xlsx").get_sheet_by_index(0).to_python()[1:]
    )
    assert title.startswith("abcd _x0041_ xxx")
    assert (len(title), title[-1]) == (32_767, "…")


def test_more_rows_than_excel_has_are_refused(
    filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MOST_XLSX_ROWS", 1)
    with pytest.raises(Refused, match="Export it as CSV"):
        export_xlsx(rows(filled), tmp_path / "list.xlsx")
    assert list(tmp_path.glob("*.xlsx")) == []


# ── whole or not at all ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("write", [export_csv, export_json, export_xlsx])
def test_cancel_leaves_the_old_file(
    filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[..., int]
) -> None:
    monkeypatch.setattr(export, "_STEP", 1)
    (tmp_path / "list").write_text("old", encoding="utf-8")
    with pytest.raises(ExportCancelled):
        write(rows(filled), tmp_path / "list", cancelled=lambda: True)
    assert (tmp_path / "list").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.glob("*list*")) == ["list"]


@pytest.mark.parametrize("write", [export_csv, export_json, export_xlsx])
def test_a_folder_that_is_not_there_is_refused(tmp_path: Path, write: Callable[..., int]) -> None:
    with pytest.raises(Refused, match="cannot be written"):
        write([], tmp_path / "nowhere" / "list")


@pytest.mark.parametrize(
    ("write", "name", "zone"),
    [(export_csv, "a.csv", "UTC"), (export_json, "a.json", "UTC"), (export_xlsx, "a.xlsx", "Asia/Tokyo")],
)
def test_what_was_exported_comes_back_the_same(
    filled: Database, tmp_path: Path, empty_desk: Database, write: Callable[..., int], name: str, zone: str
) -> None:
    options = {} if write is export_json else {"zone": ZoneInfo(zone)}
    write(rows(filled), tmp_path / name, **options)
    sheet = open_sheet(tmp_path / name)
    mapping = propose(sheet, zone=zone)
    assert mapping.profile == "incidentdesk"
    assert take(empty_desk, sheet, mapping, actor="Mei").created == 2
    before = [json_object(row) for row in rows(filled)]
    after = [json_object(row) for row in rows(empty_desk)]
    for old, new in zip(before, after, strict=True):
        assert new["external_ref"] == old["number"]
        assert {**new, "external_ref": old["external_ref"]} == old


@pytest.fixture
def empty_desk(tmp_path: Path) -> Iterator[Database]:
    from incidentdesk.schema.opening import open_desk

    database = open_desk(tmp_path / "other.db")
    yield database
    database.close()
