"""Response plans on the command line: in from files, to be read, and out again."""

import json

import pytest

from incidentdesk.prepare.plan_change import approve
from incidentdesk.prepare.plan_version import current_version
from incidentdesk.schema.opening import open_desk

PLAYBOOK = """# Mail outage

## Triage

1. Ask who is affected (role: Service desk) T+5 min
2. Look at the queue [optional]

---
"""


@pytest.fixture
def playbook(tmp_path):
    path = tmp_path / "mail.md"
    path.write_text(PLAYBOOK)
    return path


def approve_all(file):
    database = open_desk(file)
    with database.write(actor="Bo Ek") as session:
        approve(session, current_version(session.reader, 1).id, review_by="2020-01-31")
    database.close()


def test_a_playbook_comes_in_and_is_listed(run, playbook):
    result = run("plan", "import", playbook)
    assert result.exit_code == 0
    assert result.stdout == "PLAN-0001 Mail outage, version 1: 1 phase, 2 actions; 1 line was left out.\n"
    assert run("plan", "list").stdout.split()[:3] == ["PLAN-0001", "Draft", "v1"]


def test_a_dry_run_says_what_each_line_becomes_and_writes_nothing(run, playbook):
    result = run("plan", "import", playbook, "--dry-run")
    lines = result.stdout.splitlines()
    assert lines[2].split()[:4] == ["5", "Action", "Ask", "who"]
    assert lines[-1].endswith("Nothing was written.")
    run("log", "Something")
    listed = run("plan", "list")
    assert (listed.stdout, listed.stderr) == (
        "", "There is no response plan yet. “plan import” takes one from a file.\n"
    )  # fmt: skip


def test_the_same_file_again_is_the_next_version(run, file, playbook):
    run("plan", "import", playbook)
    approve_all(file)
    playbook.write_text(PLAYBOOK.replace("T+5", "T+10"))
    assert "version 2" in run("plan", "import", playbook).stdout
    shown = run("plan", "show", "mail OUTAGE")
    assert "version 1, Approved, approved" in shown.stdout
    assert "T+5 min (role: Service desk)" in shown.stdout
    assert "T+10 min" in run("plan", "show", "1", "--version", 2).stdout
    assert "The role “Service desk” is not known" in shown.stderr
    first, second = (json.loads(run("plan", "show", "1", "--version", n, "--json").stdout) for n in (1, 2))
    assert first["content"]["phases"][0]["key"] == second["content"]["phases"][0]["key"]


def test_programs_read_json(run, file, playbook):
    run("plan", "import", playbook, "--name", "No mail")
    approve_all(file)
    (row,) = json.loads(run("plan", "list", "--json").stdout)
    assert (row["name"], row["state"], row["due_for_review"], row["actions"]) == ("No mail", "Approved", True, 2)
    assert "2020-01-31 !" in run("plan", "list").stdout
    shown = json.loads(run("plan", "show", "PLAN-1", "--json").stdout)
    assert (shown["approved_by"], shown["findings"][0]["weight"]) == ("Bo Ek", "warning")


def test_a_plan_goes_out_to_a_file_and_to_the_terminal(run, playbook, tmp_path):
    run("plan", "import", playbook)
    out = tmp_path / "out.md"
    assert run("plan", "export", "Mail outage", out).stdout == f"2 actions written to {out}.\n"
    assert run("plan", "export", "1", "-").stdout == out.read_text()
    assert "(role: Service desk)" in out.read_text()


def test_a_plan_that_went_out_comes_in_whole_and_nothing_is_called_left_out(run, playbook, tmp_path):
    run("plan", "import", playbook)
    run("plan", "export", "Mail outage", tmp_path / "out.md")
    told = run("plan", "import", tmp_path / "out.md", "--name", "Mail again").stdout
    assert told == "PLAN-0002 Mail again, version 1: 1 phase, 2 actions.\n"
    assert "Left out" not in run("plan", "import", tmp_path / "out.md", "--dry-run").stdout
    first, second = (run("plan", "export", number, "-").stdout for number in ("1", "2"))
    assert first == second.replace("Mail again", "Mail outage")


def test_a_runbook_is_printed(run, playbook, tmp_path):
    run("plan", "import", playbook)
    out = tmp_path / "out.pdf"
    assert run("report", "plan", "Mail outage", out).stdout == f"1 page written to {out}.\n"
    assert out.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["plan", "show", "Mail"], "no response plan “Mail”"),
        (["plan", "show", "1", "--version", "7"], "no version 7. There are: 1."),
        (["plan", "export", "1", "/nowhere/x.md"], "nowhere"),
        (["report", "plan", "1", "x.pdf", "--version", "7"], "no version 7"),
        (["plan", "import", "/nowhere/x.md"], "can't be read"),
    ],
)
def test_what_is_not_there_is_told(run, playbook, arguments, said):
    run("plan", "import", playbook)
    result = run(*arguments)
    assert result.exit_code != 0
    assert said in result.stderr


def test_a_file_without_a_list_is_no_plan(run, tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear all,\n\nwe met.\n")
    assert "no action" in run("plan", "import", path).stderr


def test_what_keeps_a_plan_from_being_approved_is_said_at_once(run, tmp_path):
    path = tmp_path / "circle.md"
    path.write_text("## A\n- One\n  needs: Two\n- Two\n  needs: One\n")
    result = run("plan", "import", path)
    assert result.exit_code == 0
    assert "wait for each other" in result.stderr


def test_files_that_stay_at_the_desk_are_told_when_a_plan_goes_out(run, tmp_path):
    path, out = tmp_path / "valve.md", tmp_path / "out.md"
    path.write_text(f"## A\n- Close it\n\n  [Map.pdf](attachment:{'a' * 32})\n")
    assert "Map.pdf is not" not in run("plan", "import", path).stderr
    assert "“Map.pdf” is not at this desk" in run("plan", "show", "Valve").stderr
    assert "1 attached file stays at this desk." in run("plan", "export", "Valve", out).stderr
    assert "attachment:aaaa" in out.read_text()
