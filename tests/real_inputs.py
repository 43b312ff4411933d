"""Imports real exports into a fresh desk, twice, and compares what is then in it with facts known beforehand.

    python tests/real_inputs.py FOLDER

FOLDER holds facts_shared.json, tickets/ and statuspage/. One line is printed for every fact; the exit code is 1 if any
of them differs. Not collected by pytest: the files are not part of this repository.
"""

import hashlib
import json
import math
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, median
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.query import parse
from incidentdesk.detect.register import Context, count
from incidentdesk.detect.transfer.proposal import propose
from incidentdesk.detect.transfer.sheet import open_sheet
from incidentdesk.detect.transfer.survey import Survey, survey
from incidentdesk.detect.transfer.taking import Outcome, take
from incidentdesk.schema.opening import open_desk
from incidentdesk.store import verifying
from incidentdesk.store.database import Database

HOUR = 3_600_000_000  # microseconds
P_OF_IMPACT = {"impact-critical": 1, "impact-major": 2, "impact-minor": 3, "impact-none": 5}

Check = tuple[str, Any, Any]  # what, expected, found


@dataclass(frozen=True)
class Taken:
    """A file that was imported: what was found in it, and its incidents as they are in the desk."""

    survey: Survey
    columns: tuple[str, ...]
    outcome: Outcome
    again: Outcome
    rows: list[dict[str, Any]]
    entries: dict[int, list[tuple[int, str, str, bool]]]  # happened_at, author, text, public
    outcomes: dict[int, str]  # of the clock of the resolution
    met: int  # how many the list finds as met


def main(folder: Path) -> int:
    facts = json.loads((folder / "facts_shared.json").read_text(encoding="utf-8"))
    wrong = 0
    with tempfile.TemporaryDirectory() as place:
        database = open_desk(Path(place) / "real.db")
        for name, expected in facts.items():
            parts = name.split("/")
            if len(parts) != 3 or parts[1] not in _FOLDERS:
                continue
            taken = take_twice(database, folder / parts[1] / parts[2])
            digest = hashlib.sha256((folder / parts[1] / parts[2]).read_bytes()).hexdigest()
            checks = [
                ("sha256", expected["sha256"], digest),
                *_once_and_again(taken),
                *_CHECKS_OF[parts[2].split("_")[0]](taken, expected),
            ]
            for what, wanted, found in checks:
                same = wanted == found
                wrong += not same
                print(
                    f"{'ok   ' if same else 'WRONG'} {parts[2]}: {what} = {found!r}"
                    + ("" if same else f", not {wanted!r}")
                )
        with database.write(actor="real inputs") as session:
            breaches = verifying.verify(session.connection)
        print(f"{'WRONG' if breaches else 'ok   '} ledger: {len(breaches)} breaches")
        database.close()
    print("all facts found" if not wrong and not breaches else f"{wrong} facts differ")
    return 1 if wrong or breaches else 0


def take_twice(database: Database, path: Path) -> Taken:
    sheet = open_sheet(path)
    mapping = propose(sheet)
    found = survey(sheet, mapping)
    outcome = take(database, sheet, mapping, actor="real inputs")
    before = _counts(database)
    again = take(database, sheet, mapping, actor="real inputs")
    assert _counts(database) == before, "the second import wrote something"
    rows = _rows(database, outcome.batch_id)
    entries, outcomes = _entries(database, outcome.batch_id), _outcomes(database, outcome.batch_id)
    return Taken(found, sheet.columns, outcome, again, rows, entries, outcomes, _met(database, outcome.batch_id))


def _counts(database: Database) -> list[Any]:
    tables = ("incident", "entry", "person", "team", "service", "category", "sla_result", "ledger", '"import"')
    with database.read() as reader:
        return [reader.rows(f"SELECT count(*) FROM {table}") for table in tables]


_FIELDS = [
    "id", "external_ref", "title", "state", "on_hold_reason", "priority", "impact", "urgency", "override_reason",
    "channel", "tags", "created_at", "resolved_at", "closed_at", "occurred_at", "mitigated_at", "reopen_count",
    "reassignment_count", "resolution_code",
]  # fmt: skip


def _rows(database: Database, batch_id: int | None) -> list[dict[str, Any]]:
    sql = (
        f"SELECT {', '.join('i.' + name for name in _FIELDS)}, team.name AS team, reporter.name AS reporter, "
        "assignee.name AS assignee, service.name AS service FROM incident i "
        "LEFT JOIN team ON team.id = i.team_id LEFT JOIN service ON service.id = i.service_id "
        "LEFT JOIN person reporter ON reporter.id = i.reporter_id "
        "LEFT JOIN person assignee ON assignee.id = i.assignee_id "
        "WHERE i.import_id = :batch AND i.withdrawn_at IS NULL ORDER BY i.id"
    )
    with database.read() as reader:
        return [
            dict(zip([*_FIELDS, "team", "reporter", "assignee", "service"], row, strict=True))
            for row in reader.rows(sql, {"batch": batch_id})
        ]


def _entries(database: Database, batch_id: int | None) -> dict[int, list[tuple[int, str, str, bool]]]:
    sql = (
        "SELECT e.incident_id, e.happened_at, e.author, e.text, e.public FROM entry e "
        "JOIN incident i ON i.id = e.incident_id WHERE i.import_id = :batch ORDER BY e.incident_id, e.id"
    )
    found: dict[int, list[tuple[int, str, str, bool]]] = {}
    with database.read() as reader:
        for incident_id, *entry in reader.rows(sql, {"batch": batch_id}):
            found.setdefault(incident_id, []).append(tuple(entry))
    return found


def _outcomes(database: Database, batch_id: int | None) -> dict[int, str]:
    sql = (
        "SELECT r.incident_id, r.outcome FROM sla_result r JOIN incident i ON i.id = r.incident_id"
        " WHERE i.import_id = :batch AND r.withdrawn_at IS NULL AND r.target = 'resolution' AND r.kind = 'SLA'"
    )
    with database.read() as reader:
        rows = reader.rows(sql, {"batch": batch_id})
    assert len(dict(rows)) == len(rows), "an incident has two results"
    return dict(rows)


def _met(database: Database, batch_id: int | None) -> int:
    with database.read() as reader:
        return count(reader, parse(f"met:..now import:{batch_id}"), Context(clock.now(), UTC))


def _once_and_again(taken: Taken) -> Iterator[Check]:
    count = len(taken.rows)
    yield "created, updated, unchanged, refused", [count, 0, 0, 0], _result(taken.outcome)
    yield "the same when imported again", [0, 0, count, 0], _result(taken.again)


def _result(outcome: Outcome) -> list[int]:
    return [outcome.created, outcome.updated, outcome.unchanged, outcome.refused_count]


# ── the ServiceNow event log ─────────────────────────────────────────────────────────────────────────────────────


def _event_log(taken: Taken, facts: dict[str, Any]) -> Iterator[Check]:
    rows = taken.rows
    yield "events", facts["data_rows_events"], taken.survey.rows
    yield "columns", facts["columns"], len(taken.columns)
    yield "incidents", facts["incidents"], len(rows)
    yield "rows of an incident stand together", facts["incident_rows_contiguous"], not taken.survey.mixed
    yield "date order", "day-first", str(taken.survey.order)
    yield "duplicate names of columns", facts["duplicate_header_names"], [c for c in taken.columns if c.endswith("(2)")]
    ambiguous = sum(clock.instant(row["created_at"]).day <= 12 for row in rows)
    yield "opened on a day up to 12", facts["opened_dates_ambiguous_day_le_12"], ambiguous
    yield "first incident", facts["first_incident"], rows[0]["external_ref"]
    yield "last incident", facts["last_incident"], rows[-1]["external_ref"]
    yield "opened first", facts["opened_at_min"], _wall(min(row["created_at"] for row in rows))
    yield "opened last", facts["opened_at_max"], _wall(max(row["created_at"] for row in rows))
    yield "events by state", facts["events_by_state"], dict(sorted(taken.survey.values["state"].items()))
    yield "state", facts["last_row_state"], dict(Counter(row["state"] for row in rows))
    yield "priority", _by_digit(facts["incidents_by_priority_last_row"]), _count(rows, "priority")
    histories = [_history(taken, row) for row in rows]
    firsts = Counter(history[0] for history in histories)
    yield "priority at first", _by_digit(facts["incidents_by_priority_first_row"]), dict(sorted(firsts.items()))
    changed = sum(len(set(history)) > 1 for history in histories)
    yield "incidents whose priority changed", facts["incidents_whose_priority_changed"], changed
    met = {row["id"] for row in rows for e in taken.entries[row["id"]] if "made_sla: true" in e[2].splitlines()}
    yield "made_sla", facts["made_sla_true_last_row"], len(met)
    for label, percent in facts["made_sla_pct_by_priority_last_row"].items():
        some = [row["id"] in met for row in rows if row["priority"] == int(label[0])]
        yield f"made_sla in percent, {label}", percent, round(100 * sum(some) / len(some), 2)
    yield "results of clocks", facts["incidents"], len(taken.outcomes)
    yield "results that are met", facts["made_sla_true_last_row"], list(taken.outcomes.values()).count("Met")
    yield "met in the list", facts["made_sla_true_last_row"], taken.met
    for label, percent in facts["made_sla_pct_by_priority_last_row"].items():
        results = [taken.outcomes[row["id"]] == "Met" for row in rows if row["priority"] == int(label[0])]
        yield f"results that are met in percent, {label}", percent, round(100 * sum(results) / len(results), 2)
    missing = sum(row["resolved_at"] is None for row in rows)
    yield "incidents without resolved_at", facts["resolved_at_missing_incidents"], missing
    yield from _durations("hours opened to resolved", facts["hours_opened_to_resolved"], rows, "resolved_at")
    for label, expected in facts["hours_opened_to_resolved_by_priority"].items():
        some = [row for row in rows if row["priority"] == int(label[0])]
        yield from _durations(f"hours opened to resolved, {label}", expected, some, "resolved_at")
    yield from _durations("hours opened to closed", facts["hours_opened_to_closed"], rows, "closed_at")
    yield "incidents reopened", facts["incidents_reopened"], sum(row["reopen_count"] > 0 for row in rows)
    yield "reopenings", facts["reopen_count_sum"], sum(row["reopen_count"] for row in rows)
    moved = [row["reassignment_count"] for row in rows]
    yield "reassignments", facts["reassignment_sum_last_row"], sum(moved)
    yield "never reassigned", facts["incidents_never_reassigned"], moved.count(0)
    yield "most reassignments", facts["reassignment_max"], max(moved)
    months = Counter(_wall(row["created_at"])[:7] for row in rows)
    yield "opened per month", facts["opened_per_month"], dict(sorted(months.items()))
    yield "channel", facts["contact_type_last_row"], dict(Counter(row["channel"] for row in rows))
    teams = Counter(row["team"] for row in rows)
    expected_teams = facts["top_assignment_groups_last_row"]
    yield "teams", expected_teams, {name: teams[name] for name in expected_teams}
    yield "teams with more incidents", 0, sum(n > min(expected_teams.values()) for n in teams.values()) - 4
    callers = {row["reporter"] for row in rows if row["reporter"]}
    yield "callers", facts["distinct_callers_excluding_unknown"], len(callers)
    example = next(row for row in rows if row["external_ref"] == facts["example"]["number"])
    for field, column in (("opened_at", "created_at"), ("resolved_at", "resolved_at"), ("closed_at", "closed_at")):
        yield f"example {field}", facts["example"][field], _as_written(example[column])


def _history(taken: Taken, row: dict[str, Any]) -> list[int]:
    """The priorities of an incident, the first one first, from its timeline."""
    priorities: list[int] = []
    for _happened_at, _author, text, _public in taken.entries[row["id"]]:
        for line in text.splitlines():
            if line.startswith("Priority P"):
                before, after = line.removeprefix("Priority ").split(" → ")
                priorities += [int(before[1])] * (not priorities) + [int(after[1])]
    return priorities or [row["priority"]]


# ── the others ───────────────────────────────────────────────────────────────────────────────────────────────────


def _servicenow_rest(taken: Taken, facts: dict[str, Any]) -> Iterator[Check]:
    rows = taken.rows
    yield "rows", facts["rows"], len(rows)
    yield "priority", _by_digit(facts["by_priority"]), _count(rows, "priority")
    states = {"1": "New", "2": "In Progress", "3": "On Hold", "7": "Closed"}
    expected = {states[code]: count for code, count in facts["by_incident_state"].items()}
    yield "state", expected, {name: sum(row["state"] == name for row in rows) for name in expected}
    yield "codes of the file", facts["by_incident_state"], dict(sorted(taken.survey.values["state"].items()))
    kept = [line for entries in taken.entries.values() for entry in entries for line in entry[2].splitlines()]
    yield "made_sla", facts["made_sla"], {key: kept.count(f"made_sla: {key}") for key in ("false", "true")}
    said = {row["id"]: _said(taken, row["id"]) for row in rows if row["state"] == "Closed"}
    yield "results of what has ended", said, taken.outcomes
    yield "met in the list", list(said.values()).count("Met"), taken.met
    yield "with resolved_at", facts["with_resolved_at"], sum(row["resolved_at"] is not None for row in rows)
    yield from _durations("hours opened to resolved", facts["hours_opened_to_resolved"], rows, "resolved_at")
    early = sum(row["resolved_at"] is not None and row["resolved_at"] < row["created_at"] for row in rows)
    yield "resolved before opened", facts["resolved_before_opened"], early
    yield "overridden priorities", 0, sum(bool(row["override_reason"]) for row in rows)
    yield "unmapped on-hold reason", {"2": 1}, dict(taken.survey.unmapped["on_hold_reason"])


def _said(taken: Taken, incident_id: int) -> str:
    """What the note of an incident says of its SLA."""
    lines = [line for entry in taken.entries[incident_id] for line in entry[2].splitlines()]
    return "Met" if "made_sla: true" in lines else "Breached"


def _glpi(taken: Taken, facts: dict[str, Any]) -> Iterator[Check]:
    rows = taken.rows
    yield "rows", facts["rows"], len(rows)
    yield "header", facts["header"], list(taken.columns)
    yield "ids", facts["ids"], [row["external_ref"] for row in rows]
    yield "titles", facts["titles"], [row["title"] for row in rows]
    yield "status of the file", facts["by_status"], dict(sorted(taken.survey.values["state"].items()))
    states = {"On Hold": facts["by_status"]["Pending"], "In Progress": facts["by_status"]["Processing (assigned)"]}
    yield "state", states, {name: sum(row["state"] == name for row in rows) for name in states}
    yield "priority of the file", facts["by_priority"], dict(taken.survey.values["priority"])
    yield "priority", {3: facts["by_priority"]["Medium"]}, _count(rows, "priority")


def _status_history(taken: Taken, facts: dict[str, Any]) -> Iterator[Check]:
    rows = taken.rows
    comments = [entry for entries in taken.entries.values() for entry in entries if entry[3]]
    yield "records", facts["records"], len(rows)
    yield "updates as public comments", facts["updates"], len(comments)
    expected = {P_OF_IMPACT[impact]: count for impact, count in facts["by_impact"].items()}
    yield "priority from impact", dict(sorted(expected.items())), _count(rows, "priority")
    yield "impact of the file", facts["by_impact"], dict(sorted(taken.survey.values["priority"].items()))
    titles = Counter(entry[2].split(":")[0] for entry in comments)
    yield "updates by title", facts["update_titles"], dict(sorted(titles.items()))
    yield "first title", facts["first_title"], rows[0]["title"]
    yield "state", {"Resolved": facts["records"]}, dict(Counter(row["state"] for row in rows))
    timed = all(row["resolved_at"] >= row["created_at"] for row in rows)
    yield "every one is resolved after its first update", True, timed


def _status_page(taken: Taken, facts: dict[str, Any]) -> Iterator[Check]:
    priorities = {"critical": 1, "major": 2, "minor": 3, "none": 5}
    yield "incidents", len(facts["incidents"]), len(taken.rows)
    for row, expected in zip(taken.rows, facts["incidents"], strict=True):
        yield "id", expected["id"], row["external_ref"]
        yield "name", expected["name"], row["title"]
        yield "priority from impact", priorities[expected["impact"]], row["priority"]
        yield "state", expected["status"].capitalize(), row["state"]
        updates = [entry for entry in taken.entries[row["id"]] if entry[3]]
        yield "updates as public comments", expected["updates"], len(updates)
        yield "updates in order of time", True, [e[0] for e in updates] == sorted(e[0] for e in updates)
        tags = sorted(name.lower() for name in expected["components"]) if len(expected["components"]) != 1 else []
        yield "components as tags", tags, row["tags"].split()
        yield "page as service", facts["page"], row["service"]
        minutes = (row["resolved_at"] - row["created_at"]) / 60_000_000
        digits = len(str(expected["minutes_created_to_resolved"]).split(".")[1])
        yield "minutes created to resolved", expected["minutes_created_to_resolved"], round(minutes, digits)


def _durations(what: str, expected: dict[str, float], rows: Sequence[dict[str, Any]], end: str) -> Iterator[Check]:
    hours = sorted((row[end] - row["created_at"]) / HOUR for row in rows if row[end] is not None)
    found = {
        "n": len(hours),
        "mean": mean(hours),
        "median": median(hours),
        # The nearest rank: the smallest value that nine of ten do not exceed.
        "p90": hours[math.ceil(0.9 * len(hours)) - 1],
        "min": hours[0],
        "max": hours[-1],
        "sum": sum(hours),
    }
    for name, value in expected.items():
        yield f"{what}: {name}", value, round(found[name], 4)


def _count(rows: Sequence[dict[str, Any]], name: str) -> dict[Any, int]:
    return dict(sorted(Counter(row[name] for row in rows).items()))


def _by_digit(counts: dict[str, int]) -> dict[int, int]:
    return {int(label[0]): count for label, count in sorted(counts.items())}


def _wall(microseconds: int) -> str:
    return clock.instant(microseconds).strftime("%Y-%m-%d %H:%M:%S")


def _as_written(microseconds: int) -> str:
    moment: datetime = clock.instant(microseconds).astimezone(UTC)
    return f"{moment.day}/{moment.month}/{moment.year} {moment:%H:%M}"


_FOLDERS = ("tickets", "statuspage")
_CHECKS_OF = {
    "uci": _event_log,
    "servicenow": _servicenow_rest,
    "glpi": _glpi,
    "llm": _status_history,
    "github": _status_page,
}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
