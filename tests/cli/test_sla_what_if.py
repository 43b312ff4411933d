"""incidentdesk sla what-if."""

import json

import pytest

from incidentdesk import clock
from incidentdesk.schema.opening import open_desk
from tests.measure.what_if_desk import agree, at, solved


@pytest.fixture
def worked(file):
    """Resolutions within four hours were agreed on; one took an hour and a half, one three and a half over a night."""
    database = open_desk(file)
    agree(database)
    solved(database, "9 10:00", "9 11:30", said="9 10:10")
    solved(database, "10 15:00", "11 10:30", said="10 15:30", title="Printer [b]jams[/b]")
    at(database, "31 12:00", lambda _session: None)
    database.close()
    yield
    clock.hold(None)


@pytest.fixture
def propose(tmp_path, run):
    def ask(content, *options):
        path = tmp_path / "proposal.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return run("sla", "what-if", path, *options)

    return ask


HALF = {"slas": {"office sla": {"targets": {"P3": {"resolution": "2 h"}}}}}


def test_the_table_stands_side_by_side_and_names_what_changes(worked, propose):
    said = propose(HALF).stdout
    assert said.startswith("1 clock would newly be breached; 0 would newly be met.\n")
    assert "events of 2 incidents with clocks that ended 2025-04-01 to 2026-03-31" in said
    assert "These are fewer than 10 clocks: the shares say little." in said
    row = next(line for line in said.splitlines() if line.startswith("Resolution      P3"))
    assert row.split() == [
        "Resolution", "P3", "Moderate", "2", "100", "%", "(34–100", "%)", "2", "50", "%", "(9–91", "%)", "n", "too",
        "small", "1", "0",
    ]  # fmt: skip
    changed = next(line for line in said.splitlines() if line.startswith("INC-0002"))
    assert [cell.strip() for cell in changed.split("  ") if cell.strip()] == [
        "INC-0002", "Printer [b]jams[/b]", "P3 Moderate", "Resolution", "✓ met", "⚠ breached", "3 h 30 min", "4 h",
        "3 h 30 min", "2 h", "2026-03-11 10:30",
    ]  # fmt: skip


def test_json_has_both_sides(worked, propose):
    found = json.loads(propose(HALF, "--json").stdout)
    assert (found["from"], found["to"], found["incidents"]) == ("2025-04-01", "2026-03-31", 2)
    line = next(each for each in found["lines"] if each["target"] == "resolution" and each["priority"] == 3)
    assert (line["before"]["met"], line["after"]["met"], line["after"]["breached"]) == (2, 1, 1)
    assert line["after"]["share"] == 0.5
    (changed,) = found["changed"]
    assert (changed["number"], changed["ended_at"]) == ("INC-0002", "2026-03-11T10:30:00Z")
    assert changed["before"] == {
        "sla": "Office SLA", "outcome": "Met", "elapsed_seconds": 12600, "target_seconds": 14400
    }  # fmt: skip
    assert changed["after"]["outcome"] == "Breached"


def test_a_calendar_of_the_file_and_business_days_by_it(worked, propose):
    content = {
        "slas": {"Office SLA": {"targets": {"P3": {"resolution": "1 business day"}}, "calendar": "Long"}},
        "calendars": {"Long": {"windows": {"mon": [["06:00", "18:00"]]}, "time_zone": "UTC"}},
    }
    found = json.loads(propose(content, "--json").stdout)
    assert found["changed"] == []
    content["calendars"]["Long"]["windows"] = "mon-sun 00:00-24:00"
    content["slas"]["Office SLA"]["targets"]["P3"]["resolution"] = 60
    found = json.loads(propose(content, "--json").stdout)
    assert [(each["number"], each["after"]["elapsed_seconds"]) for each in found["changed"]] == [
        ("INC-0001", 5400), ("INC-0002", 70200)
    ]  # fmt: skip


def test_what_is_not_named_stays_and_null_takes_away(worked, propose):
    gone = {"slas": {"Office SLA": {"targets": {"P3": {"response": None}}}}}
    found = json.loads(propose(gone, "--json").stdout)
    clocks = {(each["target"], each["priority"]): each["after"]["clocks"] for each in found["lines"]}
    assert clocks == {("response", None): 0, ("response", 3): 0, ("resolution", None): 2, ("resolution", 3): 2}


def test_the_period_can_be_another_one(worked, propose):
    found = json.loads(propose(HALF, "--from", "2026-03-01", "--to", "2026-03-10", "--json").stdout)
    assert (found["from"], found["to"], found["changed"]) == ("2026-03-01", "2026-03-10", [])
    said = propose(HALF, "--from", "2024-01-01", "--to", "2024-12-31").stdout
    assert said.startswith("No clock ended in 2024-01-01 to 2024-12-31, so there is nothing to compare.\n")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "proposal.json is no JSON; look at line 1."),
        ("[]", "In the file there must be an object in braces."),
        ({}, "The file proposes nothing. Name an SLA under “slas” or a calendar under “calendars”."),
        ({"sla": {}}, "The file has no “sla”. Choose from: slas, calendars."),
        ({"slas": {"Office SLA": {"target": {}}}}, "“Office SLA” has no “target”. Choose from: kind, service"),
        ({"slas": {"Office SLA": {"targets": {"P6": {}}}}}, "has no “P6”. Choose from: P1, P2, P3, P4, P5."),
        ({"slas": {"Office SLA": {"targets": {"P3": {"resolution": "soon"}}}}}, "“soon” is no target. Write it as"),
        ({"slas": {"Office SLA": {"targets": {"P3": {"resolution": "1 day"}}}}}, "can mean two things"),
        ({"slas": {"Office SLA": {"targets": {"P3": {"resolution": True}}}}}, "a target is minutes, or a text"),
        ({"slas": {"Office SLA": {"enabled": "yes"}}}, "“enabled” is true or false."),
        ({"slas": {"Office SLA": {"calendar": 7}}}, "“calendar” is a text in quotation marks."),
        ({"slas": {"Office SLA": {"pauses": "Awaiting Caller"}}}, "“pauses” is a list of on-hold reasons"),
        ({"slas": {"Office SLA": {"calendar": "Nowhere"}}}, "There is no “Nowhere” any more. Choose another one."),
        ({"slas": {"New one": {"kind": "SLA", "targets": {}}}}, "needs at least one target"),
        ({"calendars": {"Office": {"windows": "always"}}}, "can't be read as times"),
        ({"calendars": {"Office": {"windows": {"mon": "09:00"}}}}, "write windows as mon-fri 09:00-17:00"),
        ({"calendars": {"Office": {"holidays": ["Christmas"]}}}, "is no day. Write it as 2026-12-24."),
        ({"calendars": {"Office": {"holidays": 3}}}, "holidays are a list of days, such as 2026-12-24."),
        ({"calendars": {"Office": {"holidays": [3]}}}, "holidays are a list of days, such as 2026-12-24."),
    ],
)
def test_bad_files_are_refused_with_a_sentence(worked, propose, refused, content, sentence):
    assert sentence in refused(propose(content))


def test_a_file_that_is_not_there_and_one_that_is_no_text(worked, run, tmp_path, refused):
    assert "nowhere.json can't be read: No such file" in refused(run("sla", "what-if", tmp_path / "nowhere.json"))
    (tmp_path / "picture.json").write_bytes(b"\x89PNG\xff")
    assert refused(run("sla", "what-if", tmp_path / "picture.json")) == "picture.json is not written in UTF-8."


def test_help_shows_the_format(run):
    said = run("sla", "what-if", "--help").stdout
    assert '"windows": "mon-fri 08:00-18:00"' in said
