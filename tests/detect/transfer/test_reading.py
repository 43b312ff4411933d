import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from incidentdesk.detect.transfer.sheet import Sheet, open_sheet
from incidentdesk.refusal import Refused

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(content: bytes | str, name: str = "incidents.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


def cells(sheet: Sheet) -> list[list[str]]:
    return [list(row.cells) for row in sheet.rows() if not row.problem]


def problems(sheet: Sheet) -> list[tuple[int, str]]:
    return [(row.number, row.problem) for row in sheet.rows() if row.problem]


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as refused:
        open_sheet(path)
    return str(refused.value)


# ── encoding, delimiter, header ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_the_encoding_is_found(write: Write, encoding: str) -> None:
    text = "Nummer;Titel;Größe\n1;Drucker im Büro brennt;groß\n2;Straße gesperrt für Wagen;klein\n"
    sheet = open_sheet(write(text.encode(encoding)))
    assert sheet.columns == ("Nummer", "Titel", "Größe")
    assert cells(sheet)[0] == ["1", "Drucker im Büro brennt", "groß"]


@pytest.mark.parametrize(
    ("header", "row", "encoding"),
    [
        ("номер;заголовок;состояние", "1;не работает принтер в бухгалтерии;новый", "cp1251"),
        ("番号;題名;状態", "1;プリンターが動きません。至急お願いします;新規", "cp932"),
        ("numer;tytuł;stan", "1;Drukarka w księgowości się zacięła źle;już", "cp1250"),
    ],
)
def test_other_scripts_are_read_right(write: Write, header: str, row: str, encoding: str) -> None:
    sheet = open_sheet(write("\n".join([header, row, row, row]).encode(encoding)))
    assert ";".join(sheet.columns) == header
    assert ";".join(cells(sheet)[0]) == row


def test_a_few_wrong_bytes_spoil_their_row_only(write: Write) -> None:
    good = "ä,ö,ü\n" * 30
    sheet = open_sheet(write(("Größe,Länge,Maß\n" + good).encode() + b"\xff,x,y\n"))
    assert sheet.encoding == "utf-8"
    assert len(cells(sheet)) == 30
    assert problems(sheet) == [(32, "A cell contains bytes that are no text in the encoding of the file.")]


def test_an_encoding_can_be_given_by_hand(write: Write) -> None:
    path = write("n,t\n1,ü\n".encode("cp437"))
    assert cells(open_sheet(path, encoding="cp437")) == [["1", "ü"]]
    with pytest.raises(Refused, match="no known encoding"):
        open_sheet(path, encoding="klingon")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(write: Write, delimiter: str) -> None:
    lines = [["Number", "Title", "State"], ["1", "It burns: hot; hotter, hottest", "New"], ["2", "Down", "New"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    sheet = open_sheet(write(text))
    assert sheet.delimiter == delimiter
    assert cells(sheet) == lines[1:]


def test_a_single_column_is_no_reason_to_split_words(write: Write) -> None:
    assert cells(open_sheet(write("title\nprinter is on fire\nvpn is down\n"))) == [
        ["printer is on fire"],
        ["vpn is down"],
    ]


def test_the_first_line_of_excel_names_the_delimiter(write: Write) -> None:
    sheet = open_sheet(write("sep=;\nNumber;Title, short\n1;a,b\n"))
    assert (sheet.columns, cells(sheet)) == (("Number", "Title, short"), [["1", "a,b"]])


def test_titles_and_empty_lines_above_the_table_are_skipped(write: Write) -> None:
    sheet = open_sheet(write("Report of June\n\nNumber,Title,State\n1,a,New\n"))
    assert sheet.columns == ("Number", "Title", "State")
    assert [row.number for row in sheet.rows()] == [4]


def test_a_table_without_header_has_numbered_columns(write: Write) -> None:
    sheet = open_sheet(write("1,printer,2016-01-01\n2,vpn,2016-01-02\n"))
    assert not sheet.has_header
    assert sheet.columns == ("Column 1", "Column 2", "Column 3")
    assert len(cells(sheet)) == 2


def test_the_header_can_be_said_by_hand(write: Write) -> None:
    path = write("1,2\n3,4\n")
    assert open_sheet(path, has_header=True).columns == ("1", "2")


def test_columns_of_one_name_are_kept_apart(write: Write) -> None:
    sheet = open_sheet(write("Comment,Comment,,Comment (2),Comment\na,b,c,d,e\n"))
    assert sheet.columns == ("Comment", "Comment (2)", "Column 3", "Comment (2) (2)", "Comment (3)")


def test_leading_zeros_stay(write: Write) -> None:
    assert cells(open_sheet(write("Number,Title\n007,a\n0010,b\n"))) == [["007", "a"], ["0010", "b"]]


def test_line_breaks_in_cells_and_old_mac_lines_are_read(write: Write) -> None:
    assert cells(open_sheet(write('a,b\n"1\n2",x\n'))) == [["1\n2", "x"]]
    assert cells(open_sheet(write("a,b\r1,2\r3,4\r"))) == [["1", "2"], ["3", "4"]]


# ── bad files ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a picture (PNG), not a CSV"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "is a picture (JPEG)"),
        (b"%PDF-1.7\n", "is a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .xlsx"),
        (b"SQLite format 3\0", "is a database"),
        (b"<!DOCTYPE html><table><tr>", "is a web page"),
        (bytes(range(1, 9)) * 100, "not text but binary data"),
        (b"", "is empty"),
        (b"\n\n\n", "holds no rows"),
        (b"PK\x03\x04" + b"x" * 100, "no readable Excel file"),
    ],
)
def test_what_is_no_table_is_refused_with_its_kind(write: Write, content: bytes, said: str) -> None:
    assert said in refusal(write(content))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path / "nowhere.csv")


def test_ragged_rows_are_reported_with_their_number(write: Write) -> None:
    sheet = open_sheet(write("a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,,\n"))
    assert problems(sheet) == [
        (3, "The row has 2 cells where the header has 3."),
        (4, "The row has 4 cells where the header has 3."),
    ]
    assert len(cells(sheet)) == 2


def test_a_nul_is_reported_and_the_next_row_is_read(write: Write) -> None:
    sheet = open_sheet(write("a,b\n1,x\0y\n2,z\n"))
    assert problems(sheet) == [(2, "A cell contains a NUL character, which no text has.")]
    assert cells(sheet) == [["2", "z"]]


@pytest.mark.parametrize("length", [10_000_000, 40_000_000])
def test_a_giant_cell_is_reported_and_the_next_row_is_read(write: Write, length: int) -> None:
    sheet = open_sheet(write(b"a,b\n1,x\n2," + b"x" * length + b"\n3,z\n"))
    assert [number for number, _problem in problems(sheet)] == [3]
    assert cells(sheet) == [["1", "x"], ["3", "z"]]


def test_an_open_quotation_mark_is_suspected(write: Write) -> None:
    sheet = open_sheet(write('a,b,c\n1,"2,3\n1,2,3\n4,5,6\n'))
    assert "quotation mark" in problems(sheet)[0][1]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([".csv", ".json", ".xlsx", ".txt"]))
def test_random_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str
) -> None:
    path = tmp_path_factory.mktemp("bytes") / f"random{suffix}"
    path.write_bytes(content)
    with suppress(Refused):
        sheet = open_sheet(path)
        width = len(sheet.columns)
        assert all(row.problem or len(row.cells) == width for row in sheet.rows())


# Half of what a random CSV is made of: what confuses readers.
_ODD = st.text(st.sampled_from("\",;\t|\r\n\0' =ab1ä\ud7ff\U0001f4a9"), max_size=200)


@settings(max_examples=150, deadline=None)
@given(_ODD)
def test_odd_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("text") / "odd.csv"
    path.write_bytes(text.encode())
    with suppress(Refused):
        for row in open_sheet(path).rows():
            assert row.problem or not any("\0" in cell for cell in row.cells)


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        '[{"number": "007", "n": 1.50}, {"number": "2", "n": null}]',
        '{"result": [{"number": "007", "n": 1.50}, {"number": "2", "n": null}]}',
        '{"total": 2, "incidents": [{"number": "007", "n": 1.50}, {"number": "2", "n": null}], "more": {}}',
        '{"number": "007", "n": 1.50}\n{"number": "2", "n": null}\n',
    ],
)
def test_objects_are_found_wherever_tools_put_them(write: Write, text: str) -> None:
    sheet = open_sheet(write(text, "incidents.json"))
    assert sheet.columns == ("number", "n")
    assert cells(sheet) == [["007", "1.50"], ["2", ""]]


def test_nested_objects_become_columns_and_lists_texts(write: Write) -> None:
    record = {"key": "A-1", "fields": {"status": {"name": "Open"}, "labels": ["a", "b"], "log": [{"x": 1}], "on": True}}
    sheet = open_sheet(write(json.dumps({"issues": [record]}), "jira.json"))
    assert sheet.columns == ("key", "fields.status.name", "fields.labels", "fields.log", "fields.on")
    assert cells(sheet) == [["A-1", "Open", "a, b", '[{"x": "1"}]', "true"]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"a": 1}', "is missing"),
        ('[{"a": 1}, 2]', "something else than objects"),
        ("[]", "no list of objects"),
        ('{"a": ' * 50_000, "nested too deeply"),
        ("[[" + "[" * 50_000, "nested too deeply"),
        ('[{"a": 1}] trailing', "no readable list"),
    ],
)
def test_broken_json_is_refused(write: Write, text: str, said: str) -> None:
    assert said in refusal(write(text, "broken.json"))


def test_long_lists_are_read_object_by_object(write: Write) -> None:
    many = "[" + ",\n ".join(json.dumps({"number": str(n), "text": "x" * 900}) for n in range(4_000)) + "]"
    numbers = [row.cells[0] for row in open_sheet(write(many, "many.json")).rows()]
    assert numbers == [str(n) for n in range(4_000)]


# ── Excel ────────────────────────────────────────────────────────────────────────────────────────────────────────


def workbook(path: Path, *tables: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        for table in tables:
            sheet = book.add_worksheet()
            for row, values in enumerate(table):
                for column, value in enumerate(values):
                    if value is not None:
                        sheet.write(row, column, value)
    return path


def test_a_workbook_is_read_with_its_dates_and_texts(tmp_path: Path) -> None:
    opened = datetime(2016, 3, 5, 9, 36)  # noqa: DTZ001 Excel knows no zones
    path = workbook(
        tmp_path / "a.xlsx", [], [[None] * 3, ["Number", "Opened", "Count"], ["007", opened, 2.0], ["8", opened, 1.5]]
    )
    sheet = open_sheet(path)
    assert (sheet.sheet_name, sheet.sheet_names) == ("Sheet2", ("Sheet1", "Sheet2"))
    assert sheet.columns == ("Number", "Opened", "Count")
    assert cells(sheet) == [["007", "2016-03-05 09:36:00", "2"], ["8", "2016-03-05 09:36:00", "1.5"]]
    assert [row.number for row in sheet.rows()] == [3, 4]


def test_a_sheet_can_be_chosen(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["a"], ["b"]], [["c"], ["d"]])
    assert open_sheet(path, sheet_name="Sheet2").columns == ("c",)
    with pytest.raises(Refused, match="has no sheet"):
        open_sheet(path, sheet_name="Sheet3")


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "bomb.xlsx", [["a"], ["b"]])
    with ZipFile(path, "a", ZIP_DEFLATED) as archive, archive.open("xl/media/blank.bin", "w") as part:
        for _block in range(64):
            part.write(bytes(1 << 20))
    assert "would unpack to more than" in refusal(path)


def test_what_an_archive_says_of_its_sizes_is_not_believed(tmp_path: Path) -> None:
    path = workbook(tmp_path / "liar.xlsx", [["a"], ["b"]])
    with ZipFile(path, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/blank.bin", bytes(50 << 20))
    content = path.read_bytes()
    true_size = (50 << 20).to_bytes(4, "little")
    path.write_bytes(content.replace(true_size, (1000).to_bytes(4, "little")))
    assert "would unpack to more than" in refusal(path)


def test_one_cell_in_the_last_corner_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "corner.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Number")
        sheet.write(1_048_575, 16_383, "x")
    assert "Save the sheet as CSV" in refusal(path)


def test_a_corner_is_found_in_any_spelling_and_any_part(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["Number", "Title"], ["1", "a"]])
    moved = tmp_path / "moved.xlsx"
    with ZipFile(path) as source, ZipFile(moved, "w") as target:
        for item in source.infolist():
            content = (
                source.read(item).replace(b"worksheets/sheet1.xml", b"elsewhere.bin").replace(b'"B2"', b"'XFD1048576'")
            )
            target.writestr(item.filename.replace("worksheets/sheet1.xml", "elsewhere.bin"), content)
    assert "Save the sheet as CSV" in refusal(moved)


def test_a_workbook_is_read_under_any_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["Number", "Title"], ["1", "a"]])
    for name in ("a.csv", "a.xls", "a.ods"):
        assert cells(open_sheet(path.rename(tmp_path / name))) == [["1", "a"]]
        (tmp_path / name).rename(path)


def test_other_archives_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.xlsx"
    with ZipFile(path, "w") as archive:
        archive.writestr("incidents.csv", "a,b\n1,2\n")
    assert "is a ZIP archive, not an Excel file" in refusal(path)


def test_entities_of_xml_are_not_expanded(tmp_path: Path) -> None:
    path = workbook(tmp_path / "laughs.xlsx", [["a"], ["b"]])
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    evil = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]><sst><si><t>&l9;</t></si></sst>'
    replaced = tmp_path / "evil.xlsx"
    with ZipFile(path) as source, ZipFile(replaced, "w", ZIP_DEFLATED) as target:
        for item in source.infolist():
            target.writestr(item, evil if item.filename == "xl/sharedStrings.xml" else source.read(item))
    try:
        read = [cell for row in open_sheet(replaced).rows() for cell in row.cells]
    except Refused:
        read = []
    assert all(len(cell) < 100 for cell in read)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6_000), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_damaged_workbook_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, damage: list[tuple[int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("damage")
    content = bytearray(workbook(folder / "whole.xlsx", [["Number", "Title"], ["1", "a"], ["2", "b"]]).read_bytes())
    for position, byte in damage:
        content[position % len(content)] = byte
    path = folder / "damaged.xlsx"
    path.write_bytes(content)
    with suppress(Refused):
        for row in open_sheet(path).rows():
            assert row.problem or len(row.cells) > 0


def test_damage_inside_a_part_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["Number", "Title"], ["1", "a"]])
    broken = tmp_path / "b.xlsx"
    with ZipFile(path) as source, ZipFile(broken, "w") as target:
        for item in source.infolist():
            content = source.read(item)
            target.writestr(item.filename, content[: len(content) // 2] if "workbook.xml" in item.filename else content)
    assert "no readable Excel file" in refusal(broken)
