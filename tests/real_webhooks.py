"""Takes real payloads of watchers and compares what becomes of them with facts known beforehand, then breaks them.

    python tests/real_webhooks.py FOLDER [MUTATIONS]

FOLDER holds facts_shared.json and webhooks/. Every payload is taken by `incidentdesk intake alert` into a fresh desk;
then ten thousand broken ones are taken, of which each must become an alert, or a letter with its raw source and reason.
One line is printed for every fact; the exit code is 1 if any differs. Not collected by pytest: the files are not part
of this repository.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from incidentdesk import clock
from incidentdesk.detect.alert_source_change import source_for_preset
from incidentdesk.detect.dead_letter_list import dead_letters, raw_of
from incidentdesk.respond.alert_taking import Arrival, take_many
from incidentdesk.schema.opening import open_desk
from tests.payload_mutation import mutations

Check = tuple[str, Any, Any]  # what, expected, found

# The beginning of a file's name -> its preset.
PRESETS = {
    "alerta__cloudwatch": "cloudwatch", "alerta__grafana": "grafana", "alerta__pingdom": "pingdom",
    "alerta__prometheus": "alertmanager", "alerta__stackdriver": "google", "alertacontrib__azure": "azure",
    "alertacontrib__sentry": "sentry", "keep__checkmk": "checkmk", "keep__datadog": "datadog",
    "keep__gcpmonitoring": "google", "uptimekuma": "uptime-kuma", "zulip__zabbix": "zabbix",
}  # fmt: skip
BATCH = 250


def main(folder: Path, count: int) -> int:
    facts = json.loads((folder / "facts_shared.json").read_text(encoding="utf-8"))["webhooks"]
    files = sorted((folder / "webhooks").glob("*.json"))
    wrong = int(sorted(facts) != [f"shared/{path.name}" for path in files])
    with tempfile.TemporaryDirectory() as place:
        for path in files:
            taken, told, incident = _taken(Path(place) / f"{path.stem}.db", path)
            for what, wanted, found in _checks(facts[f"shared/{path.name}"], taken, told, incident):
                same = wanted == found
                wrong += not same
                print(f"{'ok   ' if same else 'WRONG'} {path.name}: {what} = {found!r}"
                      + ("" if same else f", not {wanted!r}"))  # fmt: skip
        wrong += _break(Path(place) / "broken.db", {path.name: path.read_bytes() for path in files}, count)
    print(f"{wrong} facts differ" if wrong else "all facts found")
    return 1 if wrong else 0


def _preset(name: str) -> str:
    return next(preset for start, preset in PRESETS.items() if name.startswith(start))


def _taken(database: Path, path: Path) -> tuple[list[Any], list[Any], str]:
    """What the command says of it, the alerts afterwards, and its incident as it is shown."""

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "incidentdesk", "--database", str(database), "--timezone", "UTC", *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    taken = json.loads(run("intake", "alert", str(path), "--preset", _preset(path.name), "--json"))
    told = json.loads(run("alert", "list", "--json"))
    number = next((each["number"] for each in taken if each["number"]), "")
    return taken, told, run("show", number) if number else ""


# ── what is compared ─────────────────────────────────────────────────────────────────────────────────────────────────


def _checks(facts: dict[str, Any], taken: list[Any], told: list[Any], incident: str) -> Iterator[Check]:
    yield "alerts", facts.get("n_alerts", 1), len(told)
    alert = told[0]
    firing = _fires(facts)
    yield "it fires", firing, alert["firing"]
    yield "outcome", "created" if firing else "resolved", taken[0]["outcome"]
    yield "the incident is there", firing, bool(incident)
    yield "the source is told", False, taken[0]["source"] is None
    for name, wanted in _texts(facts):
        yield f"{name} is told", True, wanted in json.dumps(alert, ensure_ascii=False) + incident
    started = _started(facts)
    if firing:
        yield "started", started, _instant(alert["started_at"])
        yield "the incident has the time", started is not None, "Occurred " in incident
    else:
        yield "started", None, alert["started_at"]
    if severity := next(iter(facts.get("severities") or [facts.get("pick", {}).get("severity")]), None):
        yield "severity", severity, alert["severity"]


def _fires(facts: dict[str, Any]) -> bool:
    picked = facts.get("pick", {}).get("status")
    state = facts.get("state") or facts.get("new_state") or facts.get("status") or picked or "firing"
    return bool(facts.get("up", True)) is False or str(state).lower() not in ("ok", "up", "resolved", "closed")


def _texts(facts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in (
        "alarm",
        "new_state",
        "old_state",
        "rule",
        "title",
        "check",
        "policy",
        "name",
        "incident_id",
        "monitor",
    ):
        if facts.get(name) and (name not in ("new_state", "old_state") or facts["kind"].startswith("aws")):
            yield name, str(facts[name])
    for name in facts.get("alertnames", []):
        yield "alertname", name
    for name in ("summary", "title", "message", "host", "hostname", "event"):
        value = facts.get("pick", {}).get(name)
        # A recovery without an incident is listed with its title only.
        if value and not (facts["pick"].get("status") == "UP" and name == "event"):
            yield name, value
    if facts.get("msg"):
        yield "msg", facts["msg"].rpartition("] ")[2]


def _started(facts: dict[str, Any]) -> float | None:
    """Seconds since 1970; 0 is how some say that they do not know."""
    at = facts.get("state_change") or next(iter(facts.get("starts_at", [])), None) or facts.get("started_at")
    at = at or facts.get("timestamp") or (facts.get("time_utc") and f"{facts['time_utc']}+00:00")
    if isinstance(at, int):
        return float(at)
    return _instant(at) if at else _by_hand(facts)


def _by_hand(facts: dict[str, Any]) -> float | None:
    # When Sentry received its event stands in the payload and not in the facts.
    return 1525248430.0 if facts.get("pick", {}).get("message") == "This is an example Python exception" else None


def _instant(text: str | None) -> float | None:
    if text is None:
        return None
    parsed = datetime.fromisoformat(text)
    return round(parsed.timestamp(), 3)


# ── broken ones ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _break(database: Path, payloads: dict[str, bytes], count: int) -> int:
    """How many of them were lost; anything raised ends the run."""
    desk = open_desk(database)
    with desk.write(actor="Test") as session:
        sources = {name: source_for_preset(session, _preset(name)) for name in payloads}
    broken = list(mutations(payloads, count))
    outcomes: Counter[str] = Counter()
    kept: set[str] = set()
    begun = time.perf_counter()
    for start in range(0, count, BATCH):
        at = clock.stored(clock.now())
        arrivals = [Arrival(sources[name], payload, at) for name, payload in broken[start : start + BATCH]]
        with desk.write(actor="Test") as session:
            taken = take_many(session, arrivals)
        for arrival, each in zip(arrivals, taken, strict=True):
            outcomes.update(str(answer.outcome) for answer in each)
            if not each or (each[0].incident_id is None and each[0].outcome in ("refused", "parked")):
                kept.add(hashlib.sha256(arrival.payload).hexdigest())
            elif each[0].outcome in ("created", "appended") and each[0].incident_id is None:
                outcomes["lost"] += 1
    seconds = time.perf_counter() - begun
    with desk.read() as reader:
        letters = dead_letters(reader)
        found = {hashlib.sha256(raw_of(reader, row.id)).hexdigest() for row in letters}
        reasonless = sum(not row.reason for row in letters)
    desk.close()
    lost = outcomes["lost"] + len(kept - found) + reasonless
    told = ", ".join(f"{number} {name}" for name, number in sorted(outcomes.items()))
    print(f"{'ok   ' if not lost else 'WRONG'} {count} broken payloads in {seconds:.1f} s: {told}; "
          f"{len(letters)} letters, {lost} lost")  # fmt: skip
    return lost


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000))
