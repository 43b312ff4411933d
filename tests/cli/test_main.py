import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from incidentdesk import paths
from incidentdesk.cli.main import COMMANDS, main


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
    assert len(json.loads(result.stdout)) == 5
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
