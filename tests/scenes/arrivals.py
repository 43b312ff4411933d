"""A small desk at which incidents arrive by themselves: by monitors, alerts and mail, and rules act on them."""

import json
from datetime import timedelta
from email.message import EmailMessage

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.agent.rule_job import run_due_rules
from incidentdesk.detect.alert_source_change import create_source
from incidentdesk.detect.check import Outcome
from incidentdesk.detect.dead_letter import LetterKind
from incidentdesk.detect.dead_letter_change import keep_dead_letter
from incidentdesk.detect.mailbox_change import create_mailbox, note_look
from incidentdesk.detect.maintenance_change import create_window
from incidentdesk.detect.monitor import watch
from incidentdesk.detect.monitor_change import create_monitor, mute_monitor
from incidentdesk.prepare.service_change import create_service
from incidentdesk.prepare.team_change import create_team
from incidentdesk.respond.alert_taking import take_alerts
from incidentdesk.respond.check_taking import Checked, take_checks
from incidentdesk.respond.mail_taking import take_mail
from incidentdesk.respond.rule_change import create_rule, switch_rule
from incidentdesk.respond.rule_sample import samples
from incidentdesk.store.database import Database
from incidentdesk.store.session import Session

MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE
STEP = 5 * MINUTE
LONG = "Überwachung des Rechnungseingangsbearbeitungssystems der Hauptverwaltung in Donaueschingen"
ARABIC = "مراقبة نظام تخطيط موارد المؤسسة في المستودع الرئيسي"
MAPPED = {
    "site": "Lisbon",
    "alerts": [
        {"labels": {"name": "Fan broken", "host": "sw1"}, "condition": "RED", "when": "2026-03-02T11:45:00Z"},
        {"labels": {"name": "Fan broken", "host": "sw2"}, "condition": "GREEN", "when": None},
    ],
}
MAPPING = {
    "each": "alerts[*]", "title": "{labels.name} on {labels.host}", "fingerprint": "{labels.name}/{labels.host}",
    "status": "condition", "host": "labels.host", "started_at": "when", "firing": ["red"],
}  # fmt: skip


def fill_arrivals(database: Database) -> None:
    with database.write(actor="Mei Okafor", via="window") as session:
        for name in ("Applications", "Network", "Service desk"):
            create_team(session, name=name)
        for name in ("ERP", "Web shop", "Warehouse"):
            create_service(session, name=name)
        _write_rules(session)
    with database.write(actor="IncidentDesk", via="agent") as session:
        _watch(session)
        _be_told(session)
        _be_written_to(session)
    # What has arrived is asked about by the rules.
    run_due_rules(database, clock.stored(clock.now()), lambda _line: None)


# ── monitors ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _watch(session: Session) -> None:
    now = session.at
    often = {"interval": 300, "retry_interval": 60}
    gateway = create_monitor(session, name="Gateway in Lisbon", kind="Ping", target="192.0.2.1", **often)
    shop = create_monitor(
        session,
        name="Web shop answers",
        kind="Web page",
        target="https://shop.nordwind.example/health",
        service="Web shop",
        **often,
    )
    disk = create_monitor(session, name="Disk of the database", kind="Disk space", target="/", service="ERP", **often)
    long = create_monitor(session, name=LONG, kind="TCP port", target="rechnung.nordwind.example:8443", **often)
    arabic = create_monitor(session, name=ARABIC, kind="Ping", target="erp.nordwind.example", **often)
    create_monitor(session, name="Backup of the night has run", kind="Heartbeat", target="", interval=86_400)
    watched = {"agent": "desk-1", "from_at": now - 20 * 60 * MINUTE, "until_at": now + DAY}
    session.connection.execute(sa.insert(watch).values(**watched))
    fails = {gateway: (), shop: ((0, 3),), disk: ((70, 74),), long: (), arabic: ((30, 90),)}
    for monitor_id, broken in fails.items():
        take_checks(session, [_check(monitor_id, now, back, broken) for back in range(20 * 12, 0, -1)])
    mute_monitor(session, long, now + 2 * 60 * MINUTE)
    _plan_windows(session)


def _check(monitor_id: int, now: int, back: int, broken: tuple[tuple[int, int], ...]) -> Checked:
    """What was found so many steps ago; `broken` has the spans of steps in which nothing answered."""
    fails = any(first <= back <= last for first, last in broken)
    said = "It answered 503 Service Unavailable." if fails else "It answers."
    return Checked(monitor_id, Outcome(not fails, said, None if fails else 20.0 + back % 7), now - back * STEP)


def _plan_windows(session: Session) -> None:
    starts = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    spans = (("Sunday patches", "FREQ=WEEKLY;BYDAY=SU", {}), ("Release of the shop", "", {"service": "Web shop"}))
    for name, repeats, of in spans:
        create_window(
            session, name=name, starts_at=starts, ends_at=starts + timedelta(hours=2), repeats=repeats,
            zone="Europe/Berlin", **of,
        )  # fmt: skip


# ── alerts and mail ──────────────────────────────────────────────────────────────────────────────────────────────


def _be_told(session: Session) -> None:
    now = session.at
    quiet, _token = create_source(session, name="Prometheus in Lisbon", preset="alertmanager", threshold=0)
    loud, _token = create_source(session, name="Grafana of the web shop", preset="alertmanager", service="Web shop")
    create_source(
        session, name="Klimaanlagenüberwachungszentrale im Rechenzentrum", preset="mapping",
        mapping=json.dumps(MAPPING), sample=json.dumps(MAPPED, indent=2), threshold=0,
    )  # fmt: skip
    names = ("HighMemory", "DiskWillFillIn4Hours", "CertificateExpires", "TargetDown", "ZertifikatsverwaltungGestört")
    for back, name in enumerate(names):
        take_alerts(session, quiet, _alert(name, "warning" if back % 2 else "critical"), now - (40 - back) * MINUTE)
    take_alerts(session, quiet, _alert("TargetDown", "warning", "resolved"), now - 5 * MINUTE)
    take_alerts(session, loud, _alert("CheckoutSlow", "critical"), now - 12 * MINUTE)


def _alert(name: str, severity: str, status: str = "firing") -> bytes:
    labels = {"alertname": name, "severity": severity, "instance": "web-1:9100", "service": "Web shop"}
    told = {
        "status": status, "labels": labels, "annotations": {"summary": "The web server has been slow for 5 minutes"},
        "startsAt": clock.now().isoformat(),
    }  # fmt: skip
    return json.dumps({"version": "4", "status": status, "alerts": [told]}).encode()


def _be_written_to(session: Session) -> None:
    options = {"host": "imap.nordwind.example", "user": "help@nordwind.example"}
    create_mailbox(session, name="Help desk", options=options, team="Service desk", address="help@nordwind.example")
    other = create_mailbox(
        session, name="Störungsmeldungen der Niederlassungen", options={**options, "user": "werk@nordwind.example"}
    )
    note_look(session, other, "The server does not accept the password.")
    take_mail(session, _mail("A. Lindqvist", "Invoice run stands still"))
    keep_dead_letter(
        session, kind=LetterKind.MAIL, source="Help desk", sender="m.oyelaran@nordwind.example",
        subject="Out of office: Invoice run", reason="It is an automatic answer.", raw=_mail("M", "Out"), parked=True,
    )  # fmt: skip
    keep_dead_letter(
        session, kind=LetterKind.ALERT, source="Prometheus in Lisbon", reason="It is no JSON.", raw=b'{"alerts": ['
    )


def _mail(name: str, subject: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = f"{name} <{name[0].lower()}@nordwind.example>"
    mail["To"], mail["Subject"] = "help@nordwind.example", subject
    mail["Message-ID"] = f"<{subject.replace(' ', '-')}@nordwind.example>"
    mail.set_content(f"{subject}. Nobody can book anything.")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="screen.png")
    return bytes(mail)


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────

GROUPED = "Invoices and the shop to Applications"


def _write_rules(session: Session) -> None:
    about = [
        {"field": "service", "operator": "is", "value": "Web shop"},
        {"any": [{"field": "title", "operator": "contains the word", "value": word} for word in ("Invoice", "ERP")]},
    ]
    actions = [
        {"do": "set", "field": "team", "value": "Applications"},
        {"do": "add tags", "value": "money"},
        {"do": "note", "text": "Applications looks after it."},
    ]
    grouped = create_rule(
        session, name=GROUPED, trigger="An incident is logged", condition={"any": about}, actions=actions
    )
    switch_rule(session, grouped, True)
    for sample in samples()[:5]:
        own = sample.rule
        create_rule(
            session, name=own.name, trigger=own.trigger, amount=own.amount, condition=own.condition,
            actions=own.actions, stops=own.stops,
        )  # fmt: skip
    create_rule(
        session, name=f"Regel: {LONG}", trigger="An incident is logged",
        condition={"field": "title", "operator": "contains the word", "value": ARABIC}, actions=actions[1:],
    )  # fmt: skip
