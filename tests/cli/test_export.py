import csv
import json
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def three(run):
    run("log", "Printer jams", "--tag", "paper")
    run("log", "=1+1")
    run("log", "Mail is slow")
    run("set", "3", "state=Canceled", "reason=a mistake")


def test_json_is_what_the_list_prints(run, tmp_path: Path):
    result = run("export", tmp_path / "all.json")
    assert result.stdout == f"3 incidents written to {tmp_path / 'all.json'}.\n"
    assert json.loads((tmp_path / "all.json").read_text(encoding="utf-8")) == json.loads(run("list", "--json").stdout)


def test_only_what_a_query_finds(run, tmp_path: Path):
    run("export", tmp_path / "open.json", "--query", "-is:open")
    assert [each["title"] for each in json.loads((tmp_path / "open.json").read_text())] == ["Mail is slow"]


def test_csv_carries_no_formula(run, tmp_path: Path):
    run("export", tmp_path / "all.CSV")
    with (tmp_path / "all.CSV").open(encoding="utf-8", newline="") as file:
        titles = {row["title"] for row in csv.DictReader(file)}
    assert titles == {"Printer jams", "'=1+1", "Mail is slow"}


def test_a_workbook(run, tmp_path: Path):
    import python_calamine

    run("export", tmp_path / "all.xlsx")
    rows = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "all.xlsx")).get_sheet_by_index(0).to_python()
    assert len(rows) == 4
    assert "=1+1" in [row[rows[0].index("title")] for row in rows]


def test_an_unknown_kind_of_file_is_wrong_usage(run, tmp_path: Path):
    assert run("export", tmp_path / "all.doc").exit_code == 2


def test_a_place_that_cannot_be_written(run, refused, tmp_path: Path):
    (tmp_path / "plain").write_text("a file")
    assert "cannot be written" in refused(run("export", tmp_path / "plain" / "all.csv"))
    assert "cannot be written" in refused(run("export", tmp_path / "no such folder" / "all.json"))


def test_a_whole_desk_goes_into_one_file_and_comes_back(run, refused, tmp_path: Path):
    file, other = tmp_path / "all.incidentdesk", ("--database", tmp_path / "other.db")
    assert run("export", file).stdout == f"3 incidents written to {file}.\n"
    created = json.loads(run(*other, "import", file, "--json").stdout)["created"]
    assert created == 3
    assert run(*other, "list", "--json").stdout == run("list", "--json").stdout
    assert "Nothing is wrong" in run(*other, "check").stdout
    again = json.loads(run(*other, "import", file, "--json").stdout)
    assert (again["created"], again["updated"]) == (0, 0)
    assert run("export", file, "--query", "is:open").exit_code == 2
    file.write_bytes(b"no archive")
    refused(run(*other, "import", file))
