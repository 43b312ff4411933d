"""Imports real exports into fresh desks and compares what `incidentdesk metrics` says with facts known beforehand.

    python tests/real_metrics.py FOLDER

FOLDER holds facts_shared.json and tickets/. Numbers are compared to four digits, as hours, in UTC. One line is printed
for every fact; the exit code is 1 if any of them differs. Not collected by pytest: the files are not part of this
repository.
"""

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine

HOUR = 3_600
STATISTICS = {"n": "n", "mean": "mean", "median": "median", "p90": "p90", "min": "low", "max": "high", "sum": "total"}
_LENGTHS = {"time-to-resolve": "hours_opened_to_resolved", "time-to-close": "hours_opened_to_closed"}

Check = tuple[str, Any, Any]  # what, expected, found


@dataclass(frozen=True)
class Desk:
    """A desk with one file in it, and what its command line says."""

    database: Path

    def run(self, *words: str) -> str:
        command = [sys.executable, "-m", "incidentdesk", "--database", str(self.database), "--timezone", "UTC", *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def groups(self, *words: str) -> dict[str, dict[str, Any]]:
        """The metrics of each group by its key."""
        told = json.loads(self.run("metrics", "--json", *words))
        return {group["key"]: group["metrics"] for group in told["groups"]}

    def metrics(self, *words: str) -> dict[str, Any]:
        return self.groups(*words)["all"]


def main(folder: Path) -> int:
    facts = json.loads((folder / "facts_shared.json").read_text(encoding="utf-8"))
    wrong = 0
    with tempfile.TemporaryDirectory() as place:
        for name, check in _CHECKS.items():
            desk = Desk(Path(place) / f"{name}.db")
            desk.run("import", str(folder / "tickets" / name))
            for what, wanted, found in check(desk, facts[f"shared/tickets/{name}"]):
                same = wanted == found
                wrong += not same
                print(
                    f"{'ok   ' if same else 'WRONG'} {name}: {what} = {found!r}" + ("" if same else f", not {wanted!r}")
                )
    print(f"{wrong} facts differ" if wrong else "all facts found")
    return 1 if wrong else 0


# ── what is compared ─────────────────────────────────────────────────────────────────────────────────────────────────


def _event_log(desk: Desk, facts: dict[str, Any]) -> Iterator[Check]:
    found = desk.metrics()
    yield "incidents logged", facts["incidents"], found["created"]["value"]
    yield "incidents resolved or closed", facts["incidents"], found["resolved"]["value"]
    yield from _hours("opened to resolved", facts["hours_opened_to_resolved"], found["time-to-resolve"])
    yield from _hours("opened to closed", facts["hours_opened_to_closed"], found["time-to-close"])
    missing = facts["resolved_at_missing_incidents"]
    yield "incidents without resolved_at", missing, _uncovered(found["time-to-resolve"])
    yield "incidents reopened", facts["incidents_reopened"], found["reopened"]["value"]
    yield "reassignments", facts["reassignment_sum_last_row"], found["reassignments"]["total"]
    yield "most reassignments", facts["reassignment_max"], found["reassignments"]["high"]
    yield "never reassigned", facts["incidents_never_reassigned"], found["first-assignment-resolution"]["hits"]
    yield "nothing is open", 0, found["backlog"]["value"]
    yield from _by_priority(desk, facts)
    yield from _in_groups(desk, facts)
    yield from _made_sla(desk, facts)
    yield from _in_files(desk, facts)


def _by_priority(desk: Desk, facts: dict[str, Any]) -> Iterator[Check]:
    groups = desk.groups("--by", "priority")
    expected = {f"P{label[0]}": count for label, count in facts["incidents_by_priority_last_row"].items()}
    yield "logged by priority", expected, _counts(groups, "created")
    for label, hours in facts["hours_opened_to_resolved_by_priority"].items():
        yield from _hours(f"opened to resolved, {label}", hours, groups[f"P{label[0]}"]["time-to-resolve"])


def _in_groups(desk: Desk, facts: dict[str, Any]) -> Iterator[Check]:
    yield "opened per month", facts["opened_per_month"], _counts(desk.groups("--by", "month"), "created")
    yield "channel", facts["contact_type_last_row"], _counts(desk.groups("--by", "channel"), "created")
    teams, expected = _counts(desk.groups("--by", "team"), "created"), facts["top_assignment_groups_last_row"]
    yield "teams", expected, {name: teams[name] for name in expected}
    for month, count in facts["opened_per_month"].items():
        yield f"opened in {month}", count, desk.metrics("--period", month)["created"]["value"]


def _made_sla(desk: Desk, facts: dict[str, Any]) -> Iterator[Check]:
    found = desk.metrics("--names", "sla-resolution,sla-coverage")
    yield "made_sla", facts["made_sla_true_last_row"], found["sla-resolution"]["hits"]
    yield "made_sla in percent", facts["made_sla_pct_last_row"], _percent(found["sla-resolution"])
    yield "incidents with an SLA", facts["incidents"], found["sla-coverage"]["hits"]
    groups = desk.groups("--by", "priority", "--names", "sla-resolution")
    for label, percent in facts["made_sla_pct_by_priority_last_row"].items():
        yield f"made_sla in percent, {label}", percent, _percent(groups[f"P{label[0]}"]["sla-resolution"])


def _in_files(desk: Desk, facts: dict[str, Any]) -> Iterator[Check]:
    """The same numbers stand in the files."""
    paths = [desk.database.with_suffix(f".{kind}") for kind in ("csv", "xlsx")]
    desk.run("metrics", "--csv", str(paths[0]), "--xlsx", str(paths[1]))
    first_table = paths[0].read_text(encoding="utf-8").split("\n\n")[0]
    in_csv = {row["metric"]: row for row in csv.DictReader(first_table.splitlines())}
    book = python_calamine.CalamineWorkbook.from_path(str(paths[1]))
    headings, *rows = book.get_sheet_by_index(0).to_python()
    in_xlsx = {row[0]: dict(zip(headings, row, strict=True)) for row in rows}
    for kind, known in (("CSV", in_csv), ("XLSX", in_xlsx)):
        for metric, name in _LENGTHS.items():
            yield from _hours(f"{metric} in {kind}", facts[name], known[metric])


def _servicenow_rest(desk: Desk, facts: dict[str, Any]) -> Iterator[Check]:
    found = desk.metrics()
    yield "incidents logged", facts["rows"], found["created"]["value"]
    yield from _hours("opened to resolved", facts["hours_opened_to_resolved"], found["time-to-resolve"])
    yield "resolved before opened", facts["resolved_before_opened"], len(_anomalies(desk))
    expected = {f"P{priority}": count for priority, count in facts["by_priority"].items()}
    yield "logged by priority", expected, _counts(desk.groups("--by", "priority"), "created")
    is_open = sum(count for state, count in facts["by_incident_state"].items() if state in "123")
    yield "backlog", is_open, found["backlog"]["value"]


def _anomalies(desk: Desk) -> list[Any]:
    return json.loads(desk.run("metrics", "--json", "--names", "time-to-resolve"))["anomalies"]


def _hours(what: str, expected: dict[str, float], found: dict[str, Any]) -> Iterator[Check]:
    for name, value in expected.items():
        shown = float(found[STATISTICS[name]])
        yield f"{what}: {name}", value, round(shown, 4) if name == "n" else round(shown / HOUR, 4)


def _uncovered(found: dict[str, Any]) -> int:
    return found["population"] - found["n"]


def _counts(groups: dict[str, dict[str, Any]], metric: str) -> dict[str, int]:
    return {key: metrics[metric]["value"] for key, metrics in groups.items() if metrics[metric]["value"]}


def _percent(found: dict[str, Any]) -> float | None:
    return None if found["share"] is None else round(100 * found["share"], 2)


_CHECKS = {
    "uci_incident_event_log_first300.csv": _event_log,
    "servicenow_rest_incidents.csv": _servicenow_rest,
}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
