import os
import subprocess
from zoneinfo import ZoneInfo

import pytest

from incidentdesk.desktop import own_command
from incidentdesk.desktop.background import Cancelled
from incidentdesk.desktop.own_command import run_own_command
from incidentdesk.detect.intake import log_incident
from incidentdesk.refusal import Refused

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def ids(sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        return [log_incident(session, title=f"Printer {place} jams") for place in range(3)]


def test_a_command_works_on_the_same_database_with_the_ids_of_the_list(sqlite_desk, ids, tmp_path):
    told = []
    target = tmp_path / "list.csv"
    run_own_command(
        sqlite_desk,
        ["export", str(target), "--columns", "number,title"],
        zone=BERLIN,
        ids=[ids[2], ids[0]],
        progress=lambda done, total: told.append((done, total)),
    )
    assert target.read_text().splitlines() == [
        '"number","title"',
        '"INC-0003","Printer 2 jams"',
        '"INC-0001","Printer 0 jams"',
    ]


def test_what_the_command_refuses_is_refused_here(sqlite_desk, ids, tmp_path):
    with pytest.raises(Refused, match="no such folder"):
        run_own_command(sqlite_desk, ["export", str(tmp_path / "no such folder" / "list.csv")], zone=BERLIN, ids=ids)


def test_cancelling_ends_the_process(sqlite_desk, ids, tmp_path, monkeypatch):
    started = []
    real = subprocess.Popen

    def remembered(*arguments, **options):
        started.append(real(*arguments, **options))
        return started[0]

    monkeypatch.setattr(subprocess, "Popen", remembered)
    with pytest.raises(Cancelled):
        run_own_command(
            sqlite_desk, ["export", str(tmp_path / "list.csv")], zone=BERLIN, ids=ids, cancelled=lambda: True
        )
    assert started[0].returncode not in (None, 0)
    assert not (tmp_path / "list.csv").exists()


def test_the_last_whole_line_says_how_far_it_is(tmp_path):
    said = tmp_path / "said"
    for text, position in (
        ("", None),
        ("10 90\n", (10, 90)),
        ("10 90\n20 9", (10, 90)),
        ("10 90\n20 90\n3 pages written to x.\n", (20, 90)),
        ("10 90\n" * 100 + "1000 90000\n", (1000, 90000)),
    ):
        said.write_text(text)
        assert own_command._position(said) == position


def test_no_password_stands_among_the_arguments(tmp_path, monkeypatch):
    class Database:
        path = None
        url = "postgresql://mei:secret@server/desk"

    seen = {}

    def refuse(command, **options):
        seen["command"], seen["env"] = command, options["env"]
        raise OSError("not started")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    with pytest.raises(OSError, match="not started"):
        run_own_command(Database(), ["report", "list"], zone=BERLIN, ids=[1])
    assert "secret" not in " ".join(seen["command"])
    assert "secret" in seen["env"]["INCIDENTDESK_DATABASE"]
    assert "INCIDENTDESK_DATABASE" not in os.environ


def test_nothing_is_left_in_the_temporary_folder(sqlite_desk, ids, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    run_own_command(sqlite_desk, ["export", str(tmp_path / "list.json")], zone=BERLIN, ids=ids)
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith("incidentdesk-")] == []
