"""A desk at which incidents arrive by themselves: one record at least of every table of what comes in, and of rules."""

from incidentdesk.detect.alert import AlertState, alert, alert_source
from incidentdesk.detect.dead_letter import LetterKind
from incidentdesk.detect.dead_letter_change import keep_dead_letter
from incidentdesk.detect.mailbox import mail, mailbox
from incidentdesk.detect.monitor import (
    Health,
    MonitorKind,
    check_stretch,
    maintenance_window,
    monitor,
    monitor_state,
    watch,
)
from incidentdesk.detect.web_report import web_report
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.service import service_named
from incidentdesk.prepare.team import team_named
from incidentdesk.respond.rule import Trigger, rule, rule_place, rule_run
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

OPTIONS = '{"host": "imap.example.org", "user": "help@example.org"}'
IF_VPN = '{"field": "title", "operator": "contains", "value": "VPN"}'
TAG = '[{"do": "add tags", "value": "vpn"}]'
HOUR = 3_600_000_000


def detect_everything(session: Session, incident_id: int, mark: str = "") -> None:
    """`mark` keeps what it makes for one incident apart from what it makes for another."""
    owner = {
        "service_id": service_named(session, "VPN"),
        "team_id": team_named(session, "Network team"),
    }
    _watch(session, owner, mark)
    _be_told(session, incident_id, owner, mark)
    _rule(session, incident_id, mark)


def go_about(session: Session, incident_id: int) -> None:
    """What the agent notes down of its own way: how monitors stand and stood, what mail it has read, how far rules
    are."""
    now = session.at
    state = {"monitor_id": 1, "health": Health.DOWN, "since": now, "incident_id": incident_id, "said": "No answer."}
    stretch = {"monitor_id": 1, "health": Health.UP, "from_at": now - HOUR, "until_at": now, "checks": 60}
    read = {"place": "box/1/7", "digest": "0ff1ce", "outcome": "created", "taken_at": now, "incident_id": incident_id}
    for table, row in (
        (monitor_state, state),
        (check_stretch, stretch),
        (watch, {"agent": "desk-1", "from_at": now - HOUR, "until_at": now}),
        (mail, {**read, "dead_letter_id": 1}),
        (rule_place, {"id": 1, "ledger_id": 40}),
    ):
        session.connection.execute(table.insert().values(**row))


def _keyed(session: Session, table, facts) -> int:
    return ledger.insert(session, table, {"key": new_key(), **facts})


def _watch(session: Session, owner: dict[str, int | None], mark: str) -> None:
    gateway = {"name": f"Gateway{mark}", "kind": MonitorKind.PING, "target": "192.0.2.1"}
    portal = {"name": f"Portal{mark}", "kind": MonitorKind.HTTP, "target": "https://portal.example.org"}
    gateway_id = _keyed(session, monitor, {**gateway, **owner})
    _keyed(session, monitor, {**portal, "parent_id": gateway_id, "options": '{"status": "200"}'})
    window = {"name": f"Sunday patches{mark}", "repeats": "FREQ=WEEKLY;BYDAY=SU", "zone": "Europe/Berlin"}
    span = {"starts_at": session.at, "ends_at": session.at + HOUR}
    _keyed(session, maintenance_window, {**window, **span, "monitor_id": gateway_id})


def _be_told(session: Session, incident_id: int, owner: dict[str, int | None], mark: str) -> None:
    _keyed(session, mailbox, {"name": f"Help{mark}", "options": OPTIONS, "team_id": owner["team_id"]})
    source_id = _keyed(session, alert_source, {"name": f"Alertmanager{mark}", "preset": "alertmanager", **owner})
    cause = {"source_id": source_id, "incident_id": incident_id, "fingerprint": "f00d", "title": "VPN is down"}
    ends = {"state": AlertState.INCIDENT, "first_at": session.at, "last_at": session.at}
    _keyed(session, alert, {**cause, **ends, "labels": '{"site": "Berlin"}'})
    keep_dead_letter(session, kind=LetterKind.ALERT, source=f"Alertmanager{mark}", reason="No JSON.", raw=b"{")
    link = {"token_hash": new_key(), "submission": new_key(), "created_at": session.at, "language": "de"}
    ledger.insert(session, web_report, {"incident_id": incident_id, **link})


def _rule(session: Session, incident_id: int, mark: str) -> None:
    about = {"name": f"Tag what is about the VPN{mark}", "position": 10 + len(mark), "trigger": Trigger.CREATED}
    rule_id = _keyed(session, rule, {**about, "conditions": IF_VPN, "actions": TAG})
    run = {"rule_id": rule_id, "incident_id": incident_id, "at": session.at, "cause": f"{incident_id}:1"}
    ledger.insert(session, rule_run, {**run, "done": '["Tagged vpn."]'})
