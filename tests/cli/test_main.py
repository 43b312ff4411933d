import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from incidentdesk import paths
from incidentdesk.cli.main import COMMANDS, main


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
    import os

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


def test_the_database_may_stand_in_the_environment(file: Path):
    result = CliRunner().invoke(main, ["log", "x"], env={"INCIDENTDESK_DATABASE": str(file)})
    assert result.stdout == "INC-0001\n"
    assert not paths.default_database().exists()


def test_without_a_database_the_one_of_the_account_is_used(profile: Path):
    assert CliRunner().invoke(main, ["log", "x"]).stdout == "INC-0001\n"
    assert paths.default_database().is_relative_to(profile)


def test_a_command_that_only_reads_makes_no_database(refused):
    assert "There is no database" in refused(CliRunner().invoke(main, ["list"]))
    assert not paths.default_database().exists()


def test_a_network_share_is_named_and_used_all_the_same(run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("incidentdesk.schema.opening.volume_type", lambda _path: "nfs4")
    monkeypatch.setattr("incidentdesk.schema.opening.is_on_network", lambda _path: True)
    result = run("list", "--json")
    assert (result.exit_code, result.stdout) == (0, "[]\n")
    assert "network share (nfs4)" in result.stderr


def test_every_command_has_a_help():
    for name in COMMANDS:
        result = CliRunner().invoke(main, [name, "--help"])
        assert result.exit_code == 0
        assert "Usage: " in result.stdout
    assert "Commands:" in CliRunner().invoke(main, ["--help"]).stdout
    assert "IncidentDesk, version" in CliRunner().invoke(main, ["--version"]).stdout


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\x89PNG\r\n\x1a\n" * 1000, "is not an IncidentDesk database"),
        (b"SQLite format 3\0" + b"\xff" * 5000, "is"),
    ],
)
def test_what_is_no_database_is_refused(run, file: Path, content: bytes, why: str, refused):
    file.write_bytes(content)
    for command in (["list"], ["log", "x"], ["check"], ["show", "1"]):
        assert why in refused(run(*command))
    assert file.read_bytes() == content


def test_the_database_of_another_program_is_refused(run, file: Path, refused):
    file.unlink()
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE bookmarks (id)")
    connection.close()
    assert "belongs to another program" in refused(run("log", "x"))


def test_a_folder_is_refused(run, tmp_path: Path, refused):
    assert "is a folder" in refused(run("--database", tmp_path, "list"))


def test_a_server_that_does_not_answer_is_refused(run, refused):
    assert "does not answer" in refused(run("--database", "postgresql://nobody@127.0.0.1:1/desk", "list"))


def test_a_password_is_not_repeated(run, refused):
    sentence = refused(run("--database", "postgresql://nobody:geheim@127.0.0.1:1/desk", "list"))
    assert "geheim" not in sentence


def test_a_read_only_desk_can_be_looked_at(run, file: Path):
    run("log", "x")
    file.chmod(0o444)
    assert "INC-0001" in run("list").stdout


def test_a_locked_desk_is_refused(run, file: Path, monkeypatch: pytest.MonkeyPatch, refused):
    monkeypatch.setattr("incidentdesk.store.engine.BUSY_MILLISECONDS", 50)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert "Another program is writing" in refused(run("log", "x"))
    other.execute("ROLLBACK")
    other.close()
    assert run("log", "x").exit_code == 0


def test_an_unknown_zone_is_refused(run, refused):
    assert "is no time zone" in refused(run("--timezone", "Mars/Base", "log", "x", "--occurred", "09:50"))


def test_postgresql_does_the_same(new_postgresql, monkeypatch: pytest.MonkeyPatch, refused):
    def run(*words):
        return CliRunner().invoke(main, ["--database", new_postgresql, *words])

    assert "There is no database" in refused(run("list"))
    assert run("log", "x", "--tag", "a").stdout == "INC-0001\n"
    assert run("set", "1", "state=In Progress", "tags=+b").exit_code == 0
    assert [each["tags"] for each in json.loads(run("list", "--json").stdout)] == [["a", "b"]]
    assert "Nothing is wrong" in run("check").stdout
    assert "up to date" in run("upgrade").stdout


def test_the_sample_desk_is_thrown_away_and_touches_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = set(tmp_path.iterdir())
    result = CliRunner().invoke(
        main, ["--demo", "list", "is:major", "--json"], env={"INCIDENTDESK_DATABASE": str(file)}
    )
    assert len(json.loads(result.stdout)) == 3
    assert set(tmp_path.iterdir()) == before
    assert not paths.default_database().exists()


def test_the_sample_desk_takes_no_other_database(run):
    assert run("--demo", "list").exit_code == 2


def test_a_machine_without_a_screen_is_told_so(run, refused, monkeypatch: pytest.MonkeyPatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert "no screen" in refused(run())


def test_the_self_test_stands_alone(run):
    assert run("--self-test", "list").exit_code == 2


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
