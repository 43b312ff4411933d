"""Alerts become incidents: one for each cause, which recovers, comes again and is never doubled."""

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from incidentdesk import clock
from incidentdesk.detect.alert_list import AlertRow, alert_detail, alerts, noise
from incidentdesk.detect.alert_source_change import change_source, create_source
from incidentdesk.detect.dead_letter_list import dead_letters, raw_of
from incidentdesk.detect.taken import Taken
from incidentdesk.prepare.service import service
from incidentdesk.prepare.team import team
from incidentdesk.refusal import Refused
from incidentdesk.respond.alert_taking import Arrival, accept, dismiss, merge, take_alerts, take_many
from incidentdesk.respond.letter_retry import try_again
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import ledger, undoing
from incidentdesk.store.database import Database
from tests.detect import webhook_payloads as sent
from tests.payload_mutation import mutations
from tests.respond.conftest import Clock

MINUTE = 60_000_000


class Intake:
    """One source on a desk whose clock stands still, and in few words what it sends and what people do."""

    def __init__(self, desk: Database, time: Clock) -> None:
        self.desk, self.time = desk, time
        self.source_id = self.source("Watcher")

    def source(self, name: str, preset: str = "generic", **facts: Any) -> int:
        with self.desk.write(actor="Mei Okafor") as session:
            return create_source(session, name=name, preset=preset, **facts)[0]

    def set(self, **facts: Any) -> None:
        with self.desk.write(actor="Mei Okafor") as session:
            change_source(session, self.source_id, facts)

    def send(self, payload: Any = None, *, source_id: int | None = None, **facts: Any) -> list[Taken]:
        whole = payload if payload is not None else {"title": "Disk full", "key": "disk", "host": "db1", **facts}
        raw = whole if isinstance(whole, bytes) else json.dumps(whole).encode()
        with self.desk.write(actor="Agent") as session:
            return take_alerts(session, source_id or self.source_id, raw, session.at)

    def fires(self, **facts: Any) -> Taken:
        return self.send(**facts)[0]

    def recovers(self, **facts: Any) -> Taken:
        return self.send(status="resolved", **facts)[0]

    def act(self, use_case: Callable[..., Any], *arguments: Any) -> Any:
        with self.desk.write(actor="Mei Okafor") as session:
            return use_case(session, *arguments)

    def rows(self, sql: str) -> list[Any]:
        with self.desk.read() as reader:
            return reader.rows(sql)

    def incidents(self) -> list[Any]:
        return self.rows("SELECT id, state, title FROM incident WHERE withdrawn_at IS NULL ORDER BY id")

    def incident(self, incident_id: int | None, fields: str) -> Any:
        with self.desk.read() as reader:
            return reader.rows(f"SELECT {fields} FROM incident WHERE id = :id", {"id": incident_id})[0]

    def notes(self) -> str:
        return "\n".join(row[0] for row in self.rows("SELECT text FROM entry ORDER BY id"))

    def alerts(self) -> list[AlertRow]:
        with self.desk.read() as reader:
            return alerts(reader)


@pytest.fixture
def intake(desk: Database, time: Clock) -> Iterator[Intake]:
    return Intake(desk, time)  # type: ignore[return-value]


# ── an incident of an alert ──────────────────────────────────────────────────────────────────────────────────────────


def test_an_alert_opens_an_incident_with_what_it_tells(intake: Intake) -> None:
    with intake.desk.write(actor="Mei Okafor") as session:
        team_id = ledger.insert(session, team, {"name": "Database team"})
        ledger.insert(session, service, {"name": "ERP", "team_id": team_id})
    source = intake.source("Prometheus", "alertmanager")
    first, second = intake.send(sent.ALERTMANAGER, source_id=source)
    assert (first.outcome, first.number, first.source) == ("created", "INC-0001", "Prometheus")
    assert (second.outcome, second.incident_id) == ("resolved", None)
    title, channel, impact, urgency, occurred, detected, sources, description = intake.incident(
        1, "title, channel, impact, urgency, occurred_at, detected_at, time_sources, description"
    )
    assert (title, channel, impact, urgency) == ("DiskFull: /var is full", "Alert", 1, 1)
    assert clock.iso(occurred) == "2026-03-02T11:40:00.123456Z"
    assert detected == intake.time.stored
    assert sources == "{}"
    assert "98 % of /var are used." in description
    assert "Host: db1:9100" in description
    assert description.endswith("Told by Prometheus.")
    assert intake.rows("SELECT s.name, t.name FROM incident i JOIN service s ON s.id = i.service_id"
                       " JOIN team t ON t.id = i.team_id") == [("ERP", "Database team")]  # fmt: skip


def test_the_facts_of_the_source_go_before_what_the_alert_names(intake: Intake) -> None:
    with intake.desk.write(actor="Mei Okafor") as session:
        for name in ("ERP", "Mail"):
            ledger.insert(session, service, {"name": name})
    intake.set(service="Mail")
    intake.fires(service="ERP")
    assert intake.rows("SELECT s.name FROM incident i JOIN service s ON s.id = i.service_id") == [("Mail",)]
    assert intake.rows("SELECT COUNT(*) FROM service") == [(2,)]


@pytest.mark.parametrize(
    ("started", "occurred"),
    [
        ("2026-03-02T11:00:00Z", "2026-03-02T11:00:00Z"),
        ("2026-03-02T12:03:00Z", "2026-03-02T12:00:00Z"),
        ("2026-03-02T13:00:00Z", None),
        ("0001-01-01T00:00:00Z", None),
        (0, None),
        (None, None),
    ],
)
def test_it_occurred_when_it_was_told_to_have_started_but_never_later_than_now(
    intake: Intake, started: Any, occurred: str | None
) -> None:
    taken = intake.fires(started_at=started)
    assert clock.iso(intake.incident(taken.incident_id, "occurred_at")[0]) == occurred


def test_being_told_again_changes_a_count_and_neither_incident_nor_ledger(intake: Intake) -> None:
    intake.fires()
    before = intake.rows("SELECT COUNT(*) FROM ledger")
    for _time in range(5):
        intake.time.after(seconds=10)
        assert intake.fires(detail=f"{_time} % free").outcome == "appended"
    assert intake.rows("SELECT COUNT(*) FROM ledger") == before
    (row,) = intake.alerts()
    assert (row.count, row.first_at, row.last_at) == (6, intake.time.stored - 50_000_000, intake.time.stored)
    assert len(intake.incidents()) == 1


# ── threshold, correlation ───────────────────────────────────────────────────────────────────────────────────────────


def test_three_within_ten_minutes_open_an_incident_and_three_within_an_hour_do_not(intake: Intake) -> None:
    intake.set(threshold=3, within=10)
    for _time in range(4):
        taken = intake.fires()
        assert (taken.outcome, taken.incident_id) == ("parked", None)
        intake.time.after(minutes=6)
    assert taken.reason == "It waits: 2 of 3 times within 10 minutes."
    intake.fires()
    intake.time.after(minutes=1)
    assert intake.fires().outcome == "created"
    assert intake.alerts()[0].count == 6


def test_a_threshold_of_nought_leaves_it_to_a_person(intake: Intake) -> None:
    intake.set(threshold=0)
    assert intake.fires().reason == "It waits for somebody to accept it."
    assert intake.incidents() == []


def test_another_alert_of_the_same_host_joins_the_open_incident(intake: Intake) -> None:
    intake.set(correlate=15)
    first = intake.fires()
    intake.time.after(minutes=10)
    second = intake.fires(key="cpu", title="CPU hot", host="DB1")
    assert (second.outcome, second.incident_id) == ("appended", first.incident_id)
    other = intake.fires(key="else", title="Fan broken", host="sw9")
    assert other.outcome == "created"
    intake.time.after(minutes=16)
    assert intake.fires(key="late", title="Memory", host="db1").outcome == "created"
    assert "Another alert of the same: CPU hot" in intake.notes()


def test_an_incident_is_restored_when_the_last_of_its_alerts_has_recovered(intake: Intake) -> None:
    intake.set(correlate=15)
    first = intake.fires()
    intake.fires(key="cpu", title="CPU hot")
    intake.time.after(minutes=1)
    intake.recovers()
    assert intake.incident(first.incident_id, "restored_at") == (None,)
    intake.time.after(minutes=1)
    intake.recovers(key="cpu", title="CPU hot")
    assert intake.incident(first.incident_id, "restored_at") == (intake.time.stored,)
    assert "Recovered: Disk full. Others still fire: 1." in intake.notes()


# ── recovery ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_recovery_goes_to_the_same_incident_and_proposes_to_resolve_it(intake: Intake) -> None:
    first = intake.fires()
    other = intake.fires(key="other", title="Disk full", host="db2")
    intake.time.after(minutes=5)
    taken = intake.recovers(ended_at="2026-03-02T12:03:00Z")
    assert (taken.outcome, taken.incident_id) == ("resolved", first.incident_id)
    state, restored = intake.incident(first.incident_id, "state, restored_at")
    assert (state, clock.iso(restored)) == ("New", "2026-03-02T12:03:00Z")
    assert "Nothing of it fires any more: resolve it if that is all." in intake.notes()
    assert intake.incident(other.incident_id, "state, restored_at") == ("New", None)


def test_recovery_may_resolve_the_incident_but_never_a_major_one(intake: Intake) -> None:
    intake.set(on_recovery="Resolve it")
    first, second = intake.fires(), intake.fires(key="two", title="Two")
    with intake.desk.write(actor="Mei Okafor") as session:
        from incidentdesk.detect.incident import incident

        ledger.update(session, incident, second.incident_id or 0, {"major": True})
    intake.time.after(minutes=5)
    intake.recovers()
    intake.recovers(key="two", title="Two")
    assert intake.incident(first.incident_id, "state, resolved_at, resolution_code") == (
        "Resolved", intake.time.stored, "Solved",
    )  # fmt: skip
    assert intake.incident(second.incident_id, "state, restored_at") == ("New", intake.time.stored)


def test_recovery_may_only_be_noted(intake: Intake) -> None:
    intake.set(on_recovery="Only note it")
    taken = intake.fires()
    intake.recovers()
    assert intake.incident(taken.incident_id, "state, restored_at") == ("New", None)
    assert intake.notes() == "Recovered by itself: Disk full."


def test_a_recovery_of_what_nobody_knows_is_kept_in_sight(intake: Intake) -> None:
    taken = intake.recovers()
    assert (taken.outcome, taken.incident_id, taken.reason) == ("resolved", None, "Nothing of it was open.")
    (row,) = intake.alerts()
    assert (row.state, row.firing, row.count) == ("Resolved", False, 0)


def test_what_recovers_below_the_threshold_is_gone(intake: Intake) -> None:
    intake.set(threshold=3)
    intake.fires()
    intake.recovers()
    assert [row.state for row in intake.alerts()] == ["Resolved"]
    intake.fires()
    assert [(row.state, row.count) for row in intake.alerts()] == [("Waiting", 2)]


# ── it comes again ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_fires_again_soon_reopens_its_incident(intake: Intake) -> None:
    intake.set(on_recovery="Resolve it", reopen_within=30)
    first = intake.fires()
    intake.time.after(minutes=5)
    intake.recovers()
    intake.time.after(minutes=29)
    again = intake.fires()
    assert (again.outcome, again.incident_id) == ("appended", first.incident_id)
    assert intake.incident(first.incident_id, "state, reopen_count, resolved_at, restored_at") == (
        "In Progress", 1, None, None,
    )  # fmt: skip
    assert [(row.firing, row.ended_at, row.count) for row in intake.alerts()] == [(True, None, 2)]


def test_what_fires_again_late_opens_a_new_one_that_names_the_old(intake: Intake) -> None:
    intake.set(on_recovery="Resolve it", reopen_within=30)
    intake.fires()
    intake.recovers()
    intake.time.after(minutes=31)
    again = intake.fires()
    assert (again.outcome, again.number) == ("created", "INC-0002")
    assert "The same alert came before: INC-0001." in intake.incident(2, "description")[0]
    assert "The same alert came again later: INC-0002." in intake.notes()
    assert [row[1] for row in intake.incidents()] == ["Resolved", "New"]


def test_what_fires_after_the_reopen_window_opens_a_new_one(intake: Intake) -> None:
    intake.set(on_recovery="Resolve it", reopen_within=20 * 24 * 60)
    intake.fires()
    intake.recovers()
    intake.act(move, 1, Move("Closed"))  # type: ignore[arg-type]
    intake.time.after(days=15)
    assert intake.fires().number == "INC-0002"
    assert [row[1] for row in intake.incidents()] == ["Closed", "New"]


def test_what_fires_on_after_somebody_has_resolved_it_reopens_it(intake: Intake) -> None:
    taken = intake.fires()
    wish = Move("Resolved", resolution_code="Solved", resolution_notes="Cleaned up")  # type: ignore[arg-type]
    intake.act(move, taken.incident_id, wish)
    intake.time.after(minutes=5)
    assert intake.fires().reason == "It fires again; reopened."
    assert intake.incident(taken.incident_id, "state") == ("In Progress",)


def test_what_fires_on_after_its_incident_was_canceled_stays_away_until_it_recovers(intake: Intake) -> None:
    taken = intake.fires()
    intake.act(move, taken.incident_id, Move("Canceled", reason="A test"))  # type: ignore[arg-type]
    assert intake.fires().reason == "Its incident was canceled."
    intake.recovers()
    assert intake.fires().number == "INC-0002"


def test_undoing_takes_the_alert_back_with_its_incident(intake: Intake) -> None:
    with intake.desk.write(actor="Agent") as session:
        take_alerts(session, intake.source_id, b'{"title": "Disk full", "key": "disk"}', session.at)
    intake.act(undoing.undo, session.gesture)
    assert intake.incidents() == []
    assert intake.fires().number == "INC-0002"


# ── triage ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_waiting_alerts_are_accepted_merged_and_dismissed(intake: Intake) -> None:
    intake.set(threshold=0)
    for key in ("a", "b", "c", "d"):
        intake.fires(key=key, title=f"Alert {key}", severity="critical" if key == "b" else "info")
    with intake.desk.read() as reader:
        assert noise(reader, 0).notifications == 0, "what waits is no noise yet"
    ids = {row.title[-1]: row.id for row in intake.alerts()}
    incident_id = intake.act(accept, [ids["a"], ids["b"]])
    assert intake.incident(incident_id, "title, impact") == ("Alert a", 1)
    intake.act(merge, [ids["c"]], incident_id)
    intake.act(dismiss, [ids["d"]], " A test ")
    states = {row.title[-1]: (row.state, row.incident_id, row.reason) for row in intake.alerts()}
    assert states == {
        "a": ("Incident", 1, ""), "b": ("Incident", 1, ""), "c": ("Incident", 1, ""),
        "d": ("Dismissed", None, "A test"),
    }  # fmt: skip
    assert "An alert belongs to it:\n• Alert c" in intake.notes()
    with pytest.raises(Refused, match=r"“.*Alert a.*” was decided already"):
        intake.act(accept, [ids["a"]])
    with pytest.raises(Refused, match="Say why it is dismissed"):
        intake.act(dismiss, [ids["a"]], " ")
    with pytest.raises(Refused, match="Choose an alert first"):
        intake.act(accept, [])
    with intake.desk.read() as reader:
        told = noise(reader, 0)
    assert (told.notifications, told.causes, told.incidents, told.dismissed) == (4, 4, 1, 1)
    assert told.share == 0.75


def test_alerts_are_merged_into_open_incidents_only(intake: Intake) -> None:
    intake.set(threshold=0)
    intake.fires()
    (row,) = intake.alerts()
    incident_id = intake.act(accept, [row.id])
    intake.act(move, incident_id, Move("Canceled", reason="No"))  # type: ignore[arg-type]
    intake.fires(key="two", title="Two")
    with pytest.raises(Refused, match="an incident that is open"):
        intake.act(merge, [intake.alerts()[0].id], incident_id)


def test_what_was_dismissed_stays_so_while_it_fires_and_comes_back_after_a_recovery(intake: Intake) -> None:
    intake.set(threshold=0)
    intake.fires()
    intake.act(dismiss, [intake.alerts()[0].id], "Known")
    assert "It was dismissed" in intake.fires().reason
    intake.recovers()
    intake.fires()
    assert [(row.state, row.count) for row in intake.alerts()] == [("Waiting", 1), ("Dismissed", 2)]


# ── nothing is lost ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_can_not_be_read_is_kept_whole_with_the_reason(intake: Intake) -> None:
    source = intake.source("Cloud", "cloudwatch")
    refused = intake.send(b"\xff\x00{", source_id=source)[0]
    confirmation = intake.send(sent.CONFIRMATION, source_id=source)[0]
    parked = intake.send(
        sent.as_bytes({"heartbeat": None, "msg": "Testing"}), source_id=intake.source("K", "uptime-kuma")
    )
    assert (refused.outcome, confirmation.outcome, parked[0].outcome) == ("refused", "refused", "parked")
    with intake.desk.read() as reader:
        letters = {row.source + row.reason.split()[0]: row for row in dead_letters(reader)}
        assert raw_of(reader, letters["CloudIt"].id) == b"\xff\x00{"
        kept = letters["CloudAmazon"]
    assert "http://127.0.0.1:9/?Action=ConfirmSubscription" in kept.reason
    assert intake.incidents() == []


def test_a_source_that_is_off_takes_nothing(intake: Intake) -> None:
    intake.set(enabled=False)
    with pytest.raises(Refused, match="is switched off"):
        intake.fires()
    with pytest.raises(Refused, match="There is no such source"):
        intake.send(source_id=99)


def test_broken_payloads_are_all_taken_or_kept(sqlite_desk: Database, time: Clock) -> None:
    intake = Intake(sqlite_desk, time)
    by_name = {name: intake.source(name, preset) for name, (preset, _payload) in sent.GOOD.items()}
    payloads = {name: sent.as_bytes(payload) for name, (_preset, payload) in sent.GOOD.items()}
    arrivals = [Arrival(by_name[name], broken, time.stored) for name, broken in mutations(payloads, 300, seed=7)]
    with sqlite_desk.write(actor="Agent") as session:
        taken = take_many(session, arrivals)
    assert all(taken)
    refused = sum(each[0].outcome == "refused" for each in taken)
    parked = sum(each[0].outcome == "parked" for each in taken)
    assert intake.rows("SELECT COUNT(*) FROM dead_letter") == [(refused + parked,)]
    assert refused < 300


@pytest.mark.parametrize("title", ["\0", "\ud800", "x" * 40_000, "\u202egnp.exe", "  "])
def test_any_title_is_one(intake: Intake, title: str) -> None:
    taken = intake.send({"title": title, "name": "Spare", "labels": {"a\0": title}})[0]
    assert taken.outcome == "created"
    assert intake.incidents()[0][2]


def test_a_storm_makes_one_incident_for_each_cause(intake: Intake) -> None:
    arrivals = []
    for number in range(2_000):
        cause = number % 20
        payload = {"title": f"Cause {cause}", "key": f"cause-{cause}", "detail": f"{number} %"}
        arrivals.append(Arrival(intake.source_id, json.dumps(payload).encode(), intake.time.stored))
    for start in range(0, 2_000, 250):
        with intake.desk.write(actor="Agent") as session:
            take_many(session, arrivals[start : start + 250])
    assert len(intake.incidents()) == 20
    assert {row.count for row in intake.alerts()} == {100}
    ledger_rows = intake.rows("SELECT COUNT(*) FROM ledger WHERE noun = 'alert'")[0][0]
    assert ledger_rows <= 40
    with intake.desk.write(actor="Agent") as session:
        wells = [json.dumps({"title": "x", "key": f"cause-{n}", "status": "ok"}).encode() for n in range(20)]
        taken = take_many(session, [Arrival(intake.source_id, raw, session.at) for raw in wells])
    assert {each[0].outcome for each in taken} == {"resolved"}
    assert not any(row.firing for row in intake.alerts())


def test_the_last_payload_and_the_labels_can_be_looked_at(intake: Intake) -> None:
    intake.fires(labels={"rack": "R1"})
    with intake.desk.read() as reader:
        told = alert_detail(reader, intake.alerts()[0].id)
        with pytest.raises(Refused, match="There is no alert"):
            alert_detail(reader, 99)
    assert told.labels == {"rack": "R1"}
    assert json.loads(told.payload)["key"] == "disk"


def test_a_kept_payload_is_taken_once_what_stood_in_its_way_is_gone(intake: Intake) -> None:
    source = intake.source("Cloud", "cloudwatch")
    intake.send(sent.GENERIC, source_id=source)
    with intake.desk.read() as reader:
        (letter,) = dead_letters(reader)
    assert intake.act(try_again, letter.id).outcome == "refused"
    with intake.desk.write(actor="Mei Okafor") as session:
        change_source(session, source, {"preset": "generic", "threshold": 0})
    taken = intake.act(try_again, letter.id)
    assert (taken.outcome, taken.subject) == ("parked", "Backup failed")
    with pytest.raises(Refused, match="decided already"):
        intake.act(try_again, letter.id)
    assert [row.title for row in intake.alerts()] == ["Backup failed"]


def test_two_agents_at_once_make_one_incident_and_count_each_alert(intake: Intake) -> None:
    def send() -> None:
        for _time in range(20):
            intake.fires()

    agents = [threading.Thread(target=send) for _agent in range(3)]
    for agent in agents:
        agent.start()
    for agent in agents:
        agent.join(60)
    assert len(intake.incidents()) == 1
    assert [row.count for row in intake.alerts()] == [60]
