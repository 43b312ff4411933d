"""Commands as processes of their own, as a scheduler starts them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def test_a_working_day_in_real_processes(incidentdesk, tmp_path: Path):
    desk = ("--database", tmp_path / "desk.db")
    assert incidentdesk(*desk, "log", "Drücker klemmt · 東京").stdout == "INC-0001\n"
    assert incidentdesk(*desk, "set", "1", "state=In Progress").returncode == 0
    assert incidentdesk(*desk, "note", "1", "-", input="ein Wort").returncode == 0
    (found,) = json.loads(incidentdesk(*desk, "list", "is:open", "--json").stdout)
    assert (found["title"], found["state"]) == ("Drücker klemmt · 東京", "In Progress")
    check = incidentdesk(*desk, "check")
    assert (check.returncode, check.stderr) == (0, "")


def test_a_refusal_is_one_sentence_and_status_1(incidentdesk, tmp_path: Path):
    result = incidentdesk("--database", tmp_path / "none.db", "show", "1")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"There is no database at {tmp_path / 'none.db'}.\n"


def test_output_is_utf8_whatever_the_machine_speaks(incidentdesk, tmp_path: Path):
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    desk = ("--database", tmp_path / "desk.db")
    incidentdesk(*desk, "log", "x", "--reporter", "Åsa")
    command = [sys.executable, "-m", "incidentdesk", *map(str, desk), "show", "1"]
    told = subprocess.run(command, capture_output=True, env=environment, check=True).stdout
    assert "Åsa" in told.decode("utf-8")


def test_listing_loads_no_heavy_library(tmp_path: Path):
    program = (
        "import sys; from incidentdesk.cli.main import main\n"
        "main(['--database', sys.argv[1], 'list'], standalone_mode=False)\n"
        "heavy = {'sqlalchemy', 'alembic', 'PySide6', 'matplotlib', 'reportlab', 'xlsxwriter', 'python_calamine'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    from incidentdesk.schema.opening import open_desk

    open_desk(tmp_path / "desk.db").close()
    told = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "desk.db"], capture_output=True, text=True, check=True
    )
    assert told.stdout == "[]\n"


def test_the_self_test_says_versions_and_times(incidentdesk):
    result = incidentdesk("--self-test")
    assert (result.returncode, result.stderr) == (0, "")
    assert "PySide6 6." in result.stdout
    assert "report printed: " in result.stdout


def test_every_other_command_in_real_processes(incidentdesk, tmp_path: Path):
    desk = ("--database", tmp_path / "desk.db")
    (tmp_path / "tickets.csv").write_text("Number,Title,State\nX-1,Printer jams,New\n")
    for command in (
        ("import", tmp_path / "tickets.csv"),
        ("export", tmp_path / "all.xlsx"),
        ("report", "incident", "1", tmp_path / "one.pdf"),
        ("report", "list", tmp_path / "all.pdf"),
        ("backup", tmp_path / "copy.db"),
        ("restore", tmp_path / "copy.db", "--to", tmp_path / "again.db"),
        ("upgrade",),
        ("show", "1"),
    ):
        result = incidentdesk(*desk, *command)
        assert (result.returncode, result.stderr) == (0, ""), command
    made = {path.name for path in tmp_path.iterdir()}
    assert {"all.xlsx", "one.pdf", "all.pdf", "copy.db", "again.db"} <= made
    assert not any("unfinished" in name or name.endswith(".part") for name in made)


def test_several_processes_log_at_once(file: Path):
    command = [sys.executable, "-m", "incidentdesk", "--database", str(file), "log", "x"]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _each in range(4)
    ]
    said = [process.communicate(timeout=60) for process in running]
    assert sorted(out.strip() for out, _error in said) == ["INC-0001", "INC-0002", "INC-0003", "INC-0004"]
    assert [error for _out, error in said] == [""] * 4


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_that_finds_no_room_is_a_sentence_and_no_traceback(incidentdesk, tmp_path: Path):
    incidentdesk("--database", tmp_path / "desk.db", "log", "x")
    command = [sys.executable, "-m", "incidentdesk", "--database", str(tmp_path / "desk.db"), "list"]
    with Path("/dev/full").open("wb") as full:
        told = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (told.returncode, told.stderr) == (1, "The output can't be written: the disk is full.\n")


def test_a_command_that_is_nearly_right_is_offered(incidentdesk):
    told = incidentdesk("agnt", "--once")
    assert told.returncode == 2
    assert "Did you mean 'agent'?" in told.stderr
