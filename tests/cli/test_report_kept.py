"""Kept reports and baselines on the command line."""

import json

import pytest

from incidentdesk.measure.report_definition_change import create_definition


@pytest.fixture
def keep(file):
    from incidentdesk.schema.opening import open_desk

    def keep(**facts):
        database = open_desk(file)
        with database.write(actor="Mei Okafor") as session:
            create_definition(session, **facts)
        database.close()

    return keep


def test_a_kept_report_is_made_into_a_folder_with_all_its_files(run, keep, tmp_path):
    run("log", "VPN down")
    keep(name="Monthly report", formats=("pdf", "csv", "xlsx"), sections=("volume",))
    out = tmp_path / "out"
    out.mkdir()
    done = run("report", "run", "monthly report", "--period", "2026-10", "--folder", out)
    assert done.exit_code == 0, done.output
    names = sorted(each.name for each in out.iterdir())
    assert names == ["Monthly report 2026-10.csv", "Monthly report 2026-10.pdf", "Monthly report 2026-10.xlsx"]
    assert [line.rsplit("/", 1)[1] for line in done.stdout.splitlines()] == [
        "Monthly report 2026-10.pdf written.",
        "Monthly report 2026-10.csv written.",
        "Monthly report 2026-10.xlsx written.",
    ]


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"report": "actions", "period": "quarter", "query": "-owner:none"}, "Numbers 2026-Q3.csv"),
        ({"report": "sla", "period": "week", "query": "-status:canceled"}, "Numbers 2026-W40.csv"),
        ({"report": "service", "period": "year"}, "Numbers 2026.csv"),
    ],
)
def test_every_kind_of_report_can_be_kept_and_only_the_wanted_files_are_made(run, keep, tmp_path, facts, name):
    keep(name="Numbers", formats=("csv",), **facts)
    out = tmp_path / "out"
    out.mkdir()
    period = name.removeprefix("Numbers ").removesuffix(".csv")
    done = run("report", "run", "Numbers", "--period", period, "--folder", out)
    assert done.exit_code == 0, done.output
    assert [each.name for each in out.iterdir()] == [name]


def test_the_sentences_are_handed_to_whoever_sends_it(run, keep, tmp_path):
    keep(name="Monthly report")
    summary = tmp_path / "summary.txt"
    run("report", "run", "Monthly report", "--period", "2026-10", "--folder", tmp_path, "--summary", summary)
    assert "October 2026" in summary.read_text("utf-8")


def test_an_unknown_name_is_refused_with_those_that_there_are(run, keep):
    assert "No report is kept yet" in run("report", "run", "Weekly").stderr
    keep(name="Monthly report")
    refused = run("report", "run", "Weekly")
    assert refused.exit_code == 1
    assert "There are: Monthly report." in refused.stderr


def test_kept_reports_are_listed_with_when_and_where(run, keep):
    assert "No report is kept yet" in run("report", "kept").stdout
    keep(name="Monthly report", every="month", folder="/srv/reports", zone="Europe/Berlin")
    keep(name="By hand")
    lines = run("report", "kept").stdout.splitlines()
    assert "when it is asked for" in lines[0]
    assert "/srv/reports" in lines[1]
    listed = json.loads(run("report", "kept", "--json").stdout)
    assert (listed[1]["name"], listed[1]["every"], listed[1]["folder"]) == ("Monthly report", "month", "/srv/reports")
    assert listed[1]["next_at"].endswith("Z")
    assert listed[0]["next_at"] is None


def test_baselines_are_set_listed_and_taken_back(run):
    assert "has no baseline yet" in run("baseline", "list").stdout
    assert run("baseline", "add", "2026-03-02", "New on-call rota").exit_code == 0
    assert "2026-03-02  New on-call rota" in run("baseline", "list").stdout
    assert json.loads(run("baseline", "list", "--json").stdout) == [
        {"number": 1, "starts_on": "2026-03-02", "caption": "New on-call rota"}
    ]
    refused = run("baseline", "add", "2026-03-02", "Again")
    assert (refused.exit_code, "already" in refused.stderr) == (1, True)
    assert "There is no metric" in run("baseline", "add", "2026-03-03", "x", "--metric", "weather").stderr
    assert run("baseline", "remove", "1").exit_code == 0
    assert "There is no baseline 1" in run("baseline", "remove", "1").stderr
