import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from incidentdesk import clock
from incidentdesk.detect.incident import incident
from incidentdesk.detect.transfer import taking
from incidentdesk.detect.transfer.instants import DateOrder, Undecided
from incidentdesk.detect.transfer.mapping import Mapping
from incidentdesk.detect.transfer.proposal import propose
from incidentdesk.detect.transfer.sheet import Sheet, open_sheet
from incidentdesk.detect.transfer.taking import Outcome, take
from incidentdesk.detect.transfer.undoing import undo_import
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger, verifying
from incidentdesk.store.database import Database

Table = Callable[..., Sheet]
HEADER = ["Number", "Title", "State", "Priority", "Team", "Assignee", "Created", "Resolved"]
FIRST = ["T1", "Printer on fire", "New", "P2", "Network", "Noah", "2024-01-02 10:00", ""]
SECOND = ["T2", "VPN down", "Resolved", "P3", "Network", "Mei", "2024-01-03 10:00", "2024-01-03 12:30"]


def taken(desk: Database, sheet: Sheet, mapping: Mapping | None = None, **options: Any) -> Outcome:
    return take(desk, sheet, mapping or propose(sheet), actor="Mei Okafor", **options)


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    return outcome.created, outcome.updated, outcome.unchanged, outcome.refused_count


def rows(desk: Database, columns: str = "*", where: str = "withdrawn_at IS NULL") -> list[tuple[Any, ...]]:
    with desk.read() as reader:
        return reader.rows(f"SELECT {columns} FROM incident WHERE {where} ORDER BY id")


def entries(desk: Database) -> list[tuple[Any, ...]]:
    with desk.read() as reader:
        sql = "SELECT text, author, public, happened_at FROM entry WHERE withdrawn_at IS NULL ORDER BY incident_id, id"
        return [(text, author, bool(public), clock.iso(at)) for text, author, public, at in reader.rows(sql)]


def count(desk: Database, table: str, where: str = "withdrawn_at IS NULL") -> int:
    with desk.read() as reader:
        return int(reader.rows(f"SELECT count(*) FROM {table} WHERE {where}")[0][0])


def sound(desk: Database) -> bool:
    with desk.write(actor="test") as session:
        return not verifying.verify(session.connection)


def change(desk: Database, incident_id: int, **facts: Any) -> None:
    with desk.write(actor="Noah") as session:
        ledger.update(session, incident, incident_id, facts)


# ── taking in ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_rows_become_incidents(desk: Database, table: Table) -> None:
    outcome = taken(desk, table(HEADER, FIRST, SECOND))
    assert counts(outcome) == (2, 0, 0, 0)
    found = rows(desk, "id, origin, external_ref, title, state, priority, impact, urgency, channel, import_id")
    assert [row[1:] for row in found] == [
        ("incidents", "T1", "Printer on fire", "New", 2, 1, 2, "Import", outcome.batch_id),
        ("incidents", "T2", "VPN down", "Resolved", 3, 2, 2, "Import", outcome.batch_id),
    ]
    times = rows(desk, "created_at, resolved_at, time_sources")[1]
    assert (clock.iso(times[0]), clock.iso(times[1])) == ("2024-01-03T10:00:00Z", "2024-01-03T12:30:00Z")
    assert json.loads(times[2])["resolved_at"] == ["imported", "incidents"]
    with desk.read() as reader:
        assert reader.rows("SELECT name, staff FROM person ORDER BY name") == [("Mei", 1), ("Noah", 1)]
        assert reader.rows("SELECT name FROM team") == [("Network",)]
    assert sound(desk)


def test_the_same_file_twice_changes_nothing(desk: Database, table: Table) -> None:
    sheet = table(HEADER, FIRST, SECOND)
    taken(desk, sheet)
    before = [count(desk, name, "1 = 1") for name in ("incident", "entry", "person", "team", "ledger", '"import"')]
    outcome = taken(desk, sheet)
    assert counts(outcome) == (0, 0, 2, 0)
    assert outcome.batch_id is None
    assert before == [
        count(desk, name, "1 = 1") for name in ("incident", "entry", "person", "team", "ledger", '"import"')
    ]


def test_what_changed_in_the_file_is_a_recorded_change(desk: Database, table: Table) -> None:
    taken(desk, table(HEADER, FIRST, SECOND))
    outcome = taken(desk, table(HEADER, [*FIRST[:2], "Resolved", *FIRST[3:7], "2024-01-02 11:00"], SECOND))
    assert counts(outcome) == (0, 1, 1, 0)
    assert rows(desk, "state, resolved_at")[0] == ("Resolved", 1704193200000000)
    with desk.read() as reader:
        last = reader.rows("SELECT changes, via, reason FROM ledger WHERE noun = 'incident' ORDER BY id DESC LIMIT 1")[
            0
        ]
    assert json.loads(last[0])["state"] == ["New", "Resolved"]
    assert last[1:] == ("import", "imported again from incidents.csv")
    assert sound(desk)


def test_a_dry_run_tells_the_same_and_writes_nothing(desk: Database, table: Table) -> None:
    sheet = table(HEADER, FIRST, [*SECOND[:2], "Odd", *SECOND[3:]])
    outcome = taken(desk, sheet, dry_run=True)
    assert counts(outcome) == (1, 0, 0, 1)
    assert outcome.sentence() == "It would be: 1 created, 0 updated, 0 unchanged, 1 refused. Nothing was written."
    assert count(desk, "ledger", "1 = 1") == 0
    assert counts(taken(desk, sheet)) == counts(outcome)
    assert counts(taken(desk, sheet, dry_run=True)) == (0, 0, 1, 1)


def test_rows_without_a_number_are_known_again_too(desk: Database, table: Table) -> None:
    sheet = table(["Title", "State"], ["a", "New"], ["b", "New"], ["a", "New"])
    outcome = taken(desk, sheet)
    assert counts(outcome) == (2, 0, 0, 1)
    assert "stands in an earlier row" in outcome.refused[0][1]
    assert counts(taken(desk, sheet)) == (0, 0, 2, 1)


def test_numbers_of_two_origins_do_not_meet(desk: Database, table: Table) -> None:
    sheet = table(HEADER, FIRST)
    taken(desk, sheet)
    assert counts(taken(desk, sheet, replace(propose(sheet), origin="other"))) == (1, 0, 0, 0)


def test_people_and_the_like_are_found_by_name_whatever_the_case(desk: Database, table: Table) -> None:
    header = ["Number", "Title", "State", "Category", "Subcategory", "Reporter"]
    taken(
        desk,
        table(header, ["1", "a", "New", "Hardware", "Disk", "Ines"], ["2", "b", "New", "hardware", "disk", "INES"]),
    )
    assert (count(desk, "category"), count(desk, "person")) == (2, 1)
    assert len(set(rows(desk, "category_id, subcategory_id, reporter_id"))) == 1


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"State": "Fresh"}, "has no counterpart here; map it"),
        ({"State": ""}, "The state is missing."),
        ({"Title": "?"}, "The title is missing."),
        ({"Created": "soon"}, "is no date that is known here"),
        ({"Resolved": "2024-02-30"}, "no day or time that exists"),
        ({"Team": "x" * 201}, "more than 200 characters"),
        ({"Title": "a\0b"}, "NUL"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_with_its_reason(
    sqlite_desk: Database, table: Table, tmp_path: Path, changed: dict[str, str], reason: str
) -> None:
    bad = [changed.get(name, cell) for name, cell in zip(HEADER, FIRST, strict=True)]
    outcome = taken(sqlite_desk, table(HEADER, SECOND, bad), error_file=tmp_path / "errors.csv")
    assert counts(outcome) == (1, 0, 0, 1)
    assert outcome.refused[0][0] == 3
    assert reason in outcome.refused[0][1]
    with (tmp_path / "errors.csv").open(encoding="utf-8-sig", newline="") as file:
        header, line = list(csv.reader(file))
    assert header == ["Row", "Reason", *HEADER]
    assert line[0] == "3"
    assert reason in line[1]
    assert line[2:] == [cell.replace("\0", "�") for cell in bad]


def test_a_corrected_error_file_can_be_imported(sqlite_desk: Database, table: Table, tmp_path: Path) -> None:
    bad = [*FIRST[:1], "=1+1", "Fresh", *FIRST[3:]]
    taken(sqlite_desk, table(HEADER, bad), error_file=tmp_path / "errors.csv")
    text = (tmp_path / "errors.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in text
    (tmp_path / "corrected.csv").write_text(text.replace("Fresh", "New", 1).replace("Fresh", "New"), encoding="utf-8")
    assert counts(taken(sqlite_desk, open_sheet(tmp_path / "corrected.csv"))) == (1, 0, 0, 0)
    assert rows(sqlite_desk, "title") == [("=1+1",)]


def test_without_refused_rows_there_is_no_error_file(sqlite_desk: Database, table: Table, tmp_path: Path) -> None:
    taken(sqlite_desk, table(HEADER, FIRST), error_file=tmp_path / "errors.csv")
    assert not (tmp_path / "errors.csv").exists()


def test_a_value_without_counterpart_is_kept_as_a_text(sqlite_desk: Database, table: Table) -> None:
    outcome = taken(sqlite_desk, table(HEADER, [*FIRST[:3], "Urgent", *FIRST[4:]]))
    assert "Urgent" in outcome.warnings[0][1]
    assert rows(sqlite_desk, "priority") == [(3,)]
    assert entries(sqlite_desk)[0][0] == "Priority: Urgent"


def test_a_priority_against_impact_and_urgency_is_an_override(sqlite_desk: Database, table: Table) -> None:
    header = ["Number", "Title", "State", "Priority", "Impact", "Urgency"]
    taken(sqlite_desk, table(header, ["1", "a", "New", "1", "3", "3"], ["2", "b", "New", "5", "3", "3"]))
    found = rows(sqlite_desk, "priority, impact, urgency, override_reason")
    assert found == [(1, 3, 3, "as in incidents"), (5, 3, 3, "")]


@pytest.mark.parametrize("priority", [1, 2, 3, 4, 5])
def test_impact_and_urgency_are_derived_from_the_priority(sqlite_desk: Database, table: Table, priority: int) -> None:
    taken(sqlite_desk, table(["Title", "State", "Priority"], ["a", "New", str(priority)]))
    ((found, impact, urgency, reason),) = rows(sqlite_desk, "priority, impact, urgency, override_reason")
    assert (found, impact + urgency - 1, reason) == (priority, priority, "")


def test_times_in_the_wrong_order_are_taken_and_named(sqlite_desk: Database, table: Table) -> None:
    outcome = taken(sqlite_desk, table(HEADER, [*FIRST[:7], "2024-01-01 10:00"]))
    assert counts(outcome) == (1, 0, 0, 0)
    assert outcome.warnings == [(2, "Resolved is before Created; both are kept as they are in the file.")]


def test_a_title_that_is_too_long_goes_on_in_the_description(sqlite_desk: Database, table: Table) -> None:
    long = "word " * 200
    outcome = taken(sqlite_desk, table(["Title", "State", "Description"], [long, "New", "more"]))
    ((title, description),) = rows(sqlite_desk, "title, description")
    assert (len(title), title[-1]) == (500, "…")
    assert description == f"{long.strip()}\n\nmore"
    assert outcome.warning_count == 1


def test_an_order_that_must_be_asked_for_stops_the_import(sqlite_desk: Database, table: Table) -> None:
    sheet = table(HEADER, [*FIRST[:6], "5/3/2016 10:00", ""])
    with pytest.raises(Undecided):
        taken(sqlite_desk, sheet)
    taken(sqlite_desk, sheet, replace(propose(sheet), order=DateOrder.DAY_FIRST, zone="Europe/Berlin"))
    assert clock.iso(rows(sqlite_desk, "created_at")[0][0]) == "2016-03-05T09:00:00Z"


# ── what was changed here ────────────────────────────────────────────────────────────────────────────────────────


def test_a_change_made_here_survives_the_same_file(desk: Database, table: Table) -> None:
    sheet = table(HEADER, FIRST)
    taken(desk, sheet)
    change(desk, 1, title="Printer smoulders", team_id=None)
    outcome = taken(desk, sheet)
    assert counts(outcome) == (0, 0, 1, 0)
    assert not outcome.warnings
    assert rows(desk, "title, team_id") == [("Printer smoulders", None)]


def test_a_field_changed_on_both_sides_stays_as_it_is_here_and_is_named(desk: Database, table: Table) -> None:
    taken(desk, table(HEADER, FIRST))
    change(desk, 1, title="Printer smoulders")
    outcome = taken(desk, table(HEADER, ["T1", "Printer burnt down", "Resolved", *FIRST[3:]]))
    assert counts(outcome) == (0, 1, 0, 0)
    assert rows(desk, "title, state") == [("Printer smoulders", "Resolved")]
    assert "Printer burnt down" in outcome.warnings[0][1]


def test_an_incident_withdrawn_here_stays_withdrawn(desk: Database, table: Table) -> None:
    sheet = table(HEADER, FIRST)
    taken(desk, sheet)
    with desk.write(actor="Noah") as session:
        ledger.withdraw(session, incident, 1)
    outcome = taken(desk, sheet)
    assert counts(outcome) == (0, 0, 1, 0)
    assert "withdrawn here" in outcome.warnings[0][1]
    assert rows(desk) == []


# ── histories ────────────────────────────────────────────────────────────────────────────────────────────────────

LOG = ["number", "incident_state", "sys_mod_count", "reassignment_count", "assignment_group", "priority", "opened_at",
       "sys_updated_by", "sys_updated_at", "short_description"]  # fmt: skip


def event(number: str, state: str, team: str, priority: str, hour: int, who: str = "anna") -> list[str]:
    return [
        number,
        state,
        "0",
        "0",
        team,
        priority,
        "2024-01-02 08:00",
        who,
        f"2024-01-02 {hour:02}:00",
        "Mail is down",
    ]


EVENTS = [
    event("INC1", "New", "Desk", "3 - Moderate", 8),
    event("INC1", "Active", "Mail", "2 - High", 9, "ben"),
    event("INC1", "Active", "Mail", "2 - High", 10),
    event("INC1", "Awaiting Problem", "Mail", "2 - High", 11),
]


def test_the_last_row_is_the_record_and_the_others_its_history(desk: Database, table: Table) -> None:
    sheet = table(LOG, *EVENTS, event("INC2", "New", "Desk", "4 - Low", 9))
    assert counts(taken(desk, sheet)) == (2, 0, 0, 0)
    assert rows(desk, "external_ref, state, on_hold_reason, priority") == [
        ("INC1", "On Hold", "Awaiting Problem", 2),
        ("INC2", "New", None, 4),
    ]
    assert entries(desk) == [
        ("State New", "anna", False, "2024-01-02T08:00:00Z"),
        ("State New → In Progress\nPriority P3 → P2\nTeam Desk → Mail", "ben", False, "2024-01-02T09:00:00Z"),
        ("State In Progress → On Hold: Awaiting Problem", "anna", False, "2024-01-02T11:00:00Z"),
    ]
    assert counts(taken(desk, sheet)) == (0, 0, 2, 0)
    assert len(entries(desk)) == 3


def test_a_log_that_went_on_brings_only_what_is_new(desk: Database, table: Table) -> None:
    taken(desk, table(LOG, *EVENTS))
    outcome = taken(desk, table(LOG, *EVENTS, event("INC1", "Closed", "Mail", "2 - High", 12)))
    assert counts(outcome) == (0, 1, 0, 0)
    assert rows(desk, "state") == [("Closed",)]
    assert [text for text, *_ in entries(desk)][-1] == "State On Hold: Awaiting Problem → Closed"
    assert len(entries(desk)) == 4


def test_the_rows_of_an_incident_need_not_stand_together(sqlite_desk: Database, table: Table) -> None:
    other = event("INC2", "New", "Desk", "4 - Low", 9)
    assert counts(taken(sqlite_desk, table(LOG, EVENTS[0], other, *EVENTS[1:]))) == (2, 0, 0, 0)
    assert rows(sqlite_desk, "external_ref, state") == [("INC1", "On Hold"), ("INC2", "New")]
    assert len(entries(sqlite_desk)) == 3


def test_comments_keep_their_times_and_authors(desk: Database, table: Table) -> None:
    header = ["Issue key", "Summary", "Status", "Created", "Comment", "Comment"]
    row = ["A-1", "a", "Open", "05/Mar/16 9:36 AM", "05/Mar/16 10:00 AM;anna;Looked; found nothing", "no form at all"]
    sheet = table(header, row)
    taken(desk, sheet)
    assert entries(desk) == [
        ("Looked; found nothing", "anna", False, "2016-03-05T10:00:00Z"),
        ("no form at all", "Jira", False, "2016-03-05T09:36:00Z"),
    ]
    assert counts(taken(desk, sheet)) == (0, 0, 1, 0)


def test_updates_of_a_status_page_are_public_and_give_the_times(desk: Database, tmp_path: Path) -> None:
    updates = [
        {"status": "resolved", "body": "Over.", "display_at": "2024-09-16T22:08:39Z"},
        {"status": "monitoring", "body": "Fixed.", "display_at": "2024-09-16T21:55:00Z"},
        {"status": "investigating", "body": "We look.", "display_at": "2024-09-16T21:31:02Z"},
    ]
    page = {
        "id": "x1",
        "name": "Outage",
        "status": "resolved",
        "impact": "critical",
        "incident_updates": updates,
        "created_at": "2024-09-16T21:31:02Z",
        "resolved_at": "2024-09-16T22:08:39Z",
        "components": [{"name": "Git"}],
    }
    path = tmp_path / "page.json"
    path.write_text(json.dumps({"page": {"name": "Hub"}, "incidents": [page]}), encoding="utf-8")
    sheet = open_sheet(path)
    taken(desk, sheet)
    assert entries(desk) == [
        ("Investigating: We look.", "Statuspage", True, "2024-09-16T21:31:02Z"),
        ("Monitoring: Fixed.", "Statuspage", True, "2024-09-16T21:55:00Z"),
        ("Resolved: Over.", "Statuspage", True, "2024-09-16T22:08:39Z"),
    ]
    with desk.read() as reader:
        assert reader.rows("SELECT name FROM service") == [("Git",)]
    assert counts(taken(desk, sheet)) == (0, 0, 1, 0)


# ── undoing, Cancel, trouble ─────────────────────────────────────────────────────────────────────────────────────


def test_an_import_is_undone_as_a_whole(desk: Database, table: Table) -> None:
    sheet = table(LOG, *EVENTS)
    outcome = taken(desk, sheet)
    assert outcome.batch_id
    undone = undo_import(desk, outcome.batch_id, actor="Mei Okafor")
    assert (undone.withdrawn, undone.restored, undone.left) == (1, 0, 0)
    assert [count(desk, name) for name in ("incident", "entry", "person", "team")] == [0, 0, 0, 0]
    assert sound(desk)
    with pytest.raises(Refused, match="undone already"):
        undo_import(desk, outcome.batch_id, actor="Mei Okafor")


def test_after_undoing_the_same_file_brings_the_same_incidents_back(desk: Database, table: Table) -> None:
    sheet = table(LOG, *EVENTS)
    outcome = taken(desk, sheet)
    undo_import(desk, outcome.batch_id or 0, actor="Mei Okafor")
    again = taken(desk, sheet)
    assert counts(again) == (1, 0, 0, 0)
    assert [count(desk, name, "1 = 1") for name in ("incident", "entry", "team")] == [1, 3, 1]
    assert [count(desk, name) for name in ("incident", "entry", "team")] == [1, 3, 1]
    undo_import(desk, again.batch_id or 0, actor="Mei Okafor")
    assert count(desk, "incident") == 0


def test_undoing_restores_what_was_updated_unless_it_was_changed_since(desk: Database, table: Table) -> None:
    taken(desk, table(HEADER, FIRST))
    outcome = taken(desk, table(HEADER, ["T1", "Printer burnt down", "Resolved", *FIRST[3:]]))
    change(desk, 1, state="Closed")
    undone = undo_import(desk, outcome.batch_id or 0, actor="Mei Okafor")
    assert (undone.withdrawn, undone.restored, undone.left) == (0, 1, 1)
    assert rows(desk, "title, state") == [("Printer on fire", "Closed")]


def test_a_team_that_others_use_by_now_stays(desk: Database, table: Table) -> None:
    first = taken(desk, table(HEADER, FIRST))
    taken(desk, table(HEADER, SECOND))
    undo_import(desk, first.batch_id or 0, actor="Mei Okafor")
    with desk.read() as reader:
        assert reader.rows("SELECT name FROM team WHERE withdrawn_at IS NULL") == [("Network",)]
        assert reader.rows("SELECT name FROM person WHERE withdrawn_at IS NULL") == [("Mei",)]


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "_INCIDENTS_AT_ONCE", 20)


@pytest.mark.usefixtures("small_steps")
def test_cancel_takes_back_what_was_made(desk: Database, table: Table) -> None:
    many = [[f"T{number}", "a", "New"] for number in range(45)]
    looks = iter([False, False, True])
    seen: list[tuple[int, int]] = []
    outcome = taken(
        desk,
        table(["Number", "Title", "State"], *many),
        progress=lambda done, total: seen.append((done, total)),
        cancelled=lambda: next(looks),
    )
    assert outcome.cancelled
    assert seen[:2] == [(20, 45), (40, 45)]
    assert len(seen) > 2, "undoing shows progress too"
    assert "cancelled" in outcome.sentence()
    assert (count(desk, "incident"), count(desk, "incident", "1 = 1")) == (0, 40)


@pytest.mark.usefixtures("small_steps")
def test_trouble_on_the_way_takes_back_what_was_made(sqlite_desk: Database, table: Table) -> None:
    many = [[f"T{number}", "a", "New"] for number in range(45)]

    def trouble(done: int, _total: int) -> None:
        if done > 20:
            raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        taken(sqlite_desk, table(["Number", "Title", "State"], *many), progress=trouble)
    assert count(sqlite_desk, "incident") == 0


def test_the_batch_tells_what_was_done(sqlite_desk: Database, table: Table) -> None:
    outcome = taken(sqlite_desk, table(HEADER, FIRST, [*SECOND[:2], "Odd", *SECOND[3:]]))
    with sqlite_desk.read() as reader:
        columns = "file_name, profile, zone, created, updated, unchanged, refused, made_by"
        found = reader.rows(f'SELECT {columns} FROM "import" WHERE id = {outcome.batch_id}')
    assert found == [("incidents.csv", "own", "UTC", 1, 0, 0, 1, "Mei Okafor")]


def test_an_unknown_import_is_not_undone(sqlite_desk: Database) -> None:
    with pytest.raises(Refused, match="no import"):
        undo_import(sqlite_desk, 7, actor="Mei Okafor")


def test_nonsense_in_every_cell_is_refused_row_by_row(sqlite_desk: Database, table: Table) -> None:
    odd: Sequence[str] = ["?", "=1+1", "\u202e", "NaN", "1e999", "-1", "99999999999999999999", "💥" * 50, "<b>"]
    header = [*HEADER, "Reopen count", "Tags", "Major incident", "Comments"]
    lines = [[cell] * len(header) for cell in odd]
    outcome = taken(sqlite_desk, table(header, *lines))
    assert outcome.created + outcome.refused_count == len(odd)


def test_a_resolved_major_incident_of_another_tool_is_history_and_meets_no_gate(desk: Database, table: Table) -> None:
    sheet = table([*HEADER, "Major incident"], [*SECOND, "yes"])
    assert counts(taken(desk, sheet)) == (1, 0, 0, 0)
    assert [(state, bool(major)) for state, major in rows(desk, "state, major")] == [("Resolved", True)]
