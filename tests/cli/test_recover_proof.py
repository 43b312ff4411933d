"""A recovery is proven from scripts, and the gate of a major incident opens for them as for the window."""

import hashlib
from pathlib import Path

import pytest

from tests.recover.test_tree_comparison import FILES, written


@pytest.fixture(autouse=True)
def major(run):
    run("log", "Payroll is down", "--major")
    assert run("recover", "begin", "1").exit_code == 0


@pytest.fixture
def hashes(tmp_path: Path) -> Path:
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in FILES.items()]
    path = tmp_path / "hashes.sha256"
    path.write_text("".join(lines))
    return path


def test_from_a_backup_to_resolved(run, tmp_path, hashes, monkeypatch, shown):
    place = written(tmp_path / "tree", FILES)
    result = run("recover", "backup", "1", "Night", "--at", place, "--hashes", hashes, "--made", "2020-01-01 22:00")
    assert (result.exit_code, result.stdout) == (0, "All 3 files are exactly as hashes.sha256 says.\n")
    assert run("recover", "verify", "1", "Payroll", "--at", place, "--hashes", hashes).exit_code == 0
    refused = run("recover", "sign", "1", "payroll")
    assert (refused.exit_code, "signed by somebody else" in refused.stderr) == (1, True)
    monkeypatch.setattr("getpass.getuser", lambda: "Bo Diaz")
    assert run("recover", "sign", "1", "payroll").exit_code == 0
    for words in ("backups", "restored", "all-clear"):
        assert run("recover", "meet", "1", words).exit_code == 0
    assert run("recover", "declare", "1").exit_code == 1
    assert "without a reason" in run("recover", "waive", "1", "monitors").stderr
    assert run("recover", "waive", "1", "monitors", "--reason", "There is none.").exit_code == 0
    assert run("recover", "declare", "1").exit_code == 0
    assert run("set", "1", "state=Resolved", "resolution_code=Solved", "resolution_notes=Restored").exit_code == 0
    assert shown()["state"] == "Resolved"


def test_one_changed_byte_ends_with_1_and_is_kept(run, tmp_path, hashes):
    place = written(tmp_path / "tree", FILES | {"a.txt": b"alphA"})
    result = run("recover", "verify", "1", "Payroll", "--at", place, "--hashes", hashes)
    assert (result.exit_code, result.stdout) == (1, "Changed: a.txt\n")
    assert "1 is changed" in result.stderr
    assert "“Payroll” has failed" in run("recover", "meet", "1", "restored").stderr.replace("\u2068", "").replace(
        "\u2069", ""
    )


def test_row_counts_are_compared(run, tmp_path):
    (tmp_path / "before.csv").write_text("table,rows\norders,12\n")
    (tmp_path / "after.csv").write_text("table,rows\norders,11\n")
    result = run(
        "recover", "verify", "1", "ERP", "--expected", tmp_path / "before.csv", "--found", tmp_path / "after.csv"
    )
    assert (result.exit_code, result.stdout) == (1, "orders: 12 rows → 11 rows\n")
    assert (
        "can't be read"
        in run(
            "recover", "verify", "1", "ERP", "--expected", tmp_path / "x.csv", "--found", tmp_path / "after.csv"
        ).stderr
    )


def test_words_that_name_no_criterion_are_answered_with_all_of_them(run):
    result = run("recover", "waive", "1", "weather", "--reason", "x")
    assert result.exit_code == 1
    assert "The monitors pass again; The backups were checked before use" in result.stderr
    assert "Give --at and --hashes" in run("recover", "verify", "1", "x").stderr
