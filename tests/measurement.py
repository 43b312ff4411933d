"""A desk on which recovery is measured: one record at least of every table of the last two phases."""

from datetime import UTC, timedelta

from incidentdesk import clock
from incidentdesk.measure.baseline_change import add_baseline
from incidentdesk.measure.report_definition import report_definition
from incidentdesk.measure.report_text_change import keep_sentences
from incidentdesk.prepare.service_change import create_service
from incidentdesk.recover.outage_change import record_outage
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


def measure_everything(session: Session, incident_id: int, mark: str = "") -> None:
    """`mark` keeps what it makes for one incident apart from what it makes for another."""
    now = clock.now()
    service = f"Telephone{mark}"
    create_service(session, name=service)
    record_outage(
        session, service=service, began=now - timedelta(hours=3), ended=now - timedelta(hours=2),
        incident=str(incident_id), note="Nobody could call.",
    )  # fmt: skip
    record_outage(session, service=service, began=now - timedelta(minutes=5), planned=True)
    starts_on = (now.date() - timedelta(days=10 + len(mark))).isoformat()
    add_baseline(session, starts_on=starts_on, caption=f"New on-call rota{mark}", zone=UTC)
    ledger.insert(session, report_definition, {"name": f"Monthly report{mark}", "report": "period"})
    keep_sentences(session, period="2026-03", query=f"tag:vpn{mark}", sentences=["Fewer incidents than ever."])
