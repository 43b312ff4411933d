import json
from pathlib import Path

import pytest

ROWS = """Number,Short description,State,Opened
X-1,Printer jams,New,2026-03-05 10:00
X-2,VPN drops,Closed,2026-03-06 11:00
"""


@pytest.fixture
def table(tmp_path: Path):
    def made(text: str, name: str = "tickets.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return made


def counts(result):
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_a_file_comes_in_and_the_second_time_changes_nothing(run, table):
    path = table(ROWS)
    assert counts(run("import", path, "--json")) == {"created": 2, "updated": 0, "unchanged": 0, "refused": 0}
    assert counts(run("import", path, "--json")) == {"created": 0, "updated": 0, "unchanged": 2, "refused": 0}
    found = json.loads(run("list", "sort:ref", "--json").stdout)
    assert [(each["external_ref"], each["title"], each["state"]) for each in found] == [
        ("X-1", "Printer jams", "New"),
        ("X-2", "VPN drops", "Closed"),
    ]


def test_a_dry_run_says_what_would_be_and_writes_nothing(run, table):
    assert counts(run("import", table(ROWS), "--dry-run", "--json"))["created"] == 2
    assert json.loads(run("list", "--json").stdout) == []


def test_several_files_are_counted_together(run, table):
    other = table(ROWS.replace("X-", "Y-"), "other.csv")
    assert counts(run("import", table(ROWS), other, "--json"))["created"] == 4


def test_without_json_it_is_a_sentence(run, table):
    assert run("import", table(ROWS)).stdout == "tickets.csv: 2 created, 0 updated, 0 unchanged, 0 refused.\n"


def test_times_are_in_the_zone_of_the_import(run, table):
    run("import", table(ROWS), "--timezone", "Europe/Berlin")
    assert "2026-03-05T09:00:00Z" in run("list", "--json").stdout


def test_a_date_that_could_be_both_is_asked_for(run, refused, table):
    path = table("Number,Title,Opened\nX-1,Printer jams,5/3/2016 10:00\n")
    assert "--day-first or --month-first" in refused(run("import", path))
    run("import", path, "--day-first")
    assert "2016-03-05T10:00:00Z" in run("list", "--json").stdout


def test_the_other_order_of_the_date(run, table):
    run("import", table("Number,Title,Opened\nX-1,Printer jams,5/3/2016 10:00\n"), "--month-first")
    assert "2016-05-03T10:00:00Z" in run("list", "--json").stdout


def test_refused_rows_are_told_and_written_into_a_file(run, table, tmp_path: Path):
    path = table(ROWS + "X-3,,New,2026-03-05 10:00\n")
    result = run("import", path, "--errors", tmp_path / "errors.csv", "--json")
    assert counts(result) == {"created": 2, "updated": 0, "unchanged": 0, "refused": 1}
    assert "Row 4 refused" in result.stderr
    assert "X-3" in (tmp_path / "errors.csv").read_text(encoding="utf-8-sig")


def test_values_without_a_counterpart_are_shown(run, table):
    result = run("import", table(ROWS.replace("New", "Dormant")), "--dry-run")
    assert "no counterpart for Dormant (1)" in result.stderr


def test_a_mapping_of_ones_own(run, table, tmp_path: Path):
    (tmp_path / "mapping.json").write_text(
        json.dumps(
            {"columns": {"Nr": "number", "Was": "title", "Lage": "state"}, "values": {"state": {"zu": "Closed"}}}
        )
    )
    path = table("Nr;Was;Lage\n007;Drucker klemmt;zu\n", encoding="cp1252")
    assert counts(run("import", path, "--mapping", tmp_path / "mapping.json", "--json"))["created"] == 1
    (found,) = json.loads(run("list", "--json").stdout)
    assert (found["external_ref"], found["title"], found["state"]) == ("007", "Drucker klemmt", "Closed")


def test_an_export_of_ours_comes_back_without_doubles(run, table, tmp_path: Path):
    run("import", table(ROWS))
    run("export", tmp_path / "ours.json")
    assert counts(run("--database", tmp_path / "other.db", "import", tmp_path / "ours.json", "--json"))["created"] == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
        ("empty.csv", b""),
        ("nul.csv", b"\x00" * 4096),
        ("broken.xlsx", b"PK\x03\x04 this is no workbook"),
        ("broken.json", b'[{"title": "x"'),
        ("number.json", b"42"),
    ],
)
def test_what_is_no_table_is_refused(run, refused, tmp_path: Path, name: str, content: bytes):
    (tmp_path / name).write_bytes(content)
    refused(run("import", tmp_path / name))


def test_what_is_not_there_is_refused(run, refused, table, tmp_path: Path):
    refused(run("import", tmp_path / "none.csv"))
    refused(run("import", tmp_path))
    refused(run("import", table(ROWS), "--mapping", tmp_path / "none.json"))
    refused(run("import", table(ROWS), "--mapping", table("{}", "mapping.json")))
    refused(run("import", table(ROWS), "--timezone", "Mars/Base"))
    refused(run("import", table(ROWS), "--encoding", "klingon"))
    assert run("import", table(ROWS), "--profile", "abacus").exit_code == 2
    assert run("import").exit_code == 2
