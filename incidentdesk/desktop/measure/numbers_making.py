"""Making the reports of actions, SLAs and services, and their numbers as a file; runs in a worker."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from incidentdesk import clock
from incidentdesk.language import N_

if TYPE_CHECKING:
    from incidentdesk.desktop.desk import Desk

ACTIONS, SLA, SERVICES = "actions", "sla", "services"
TITLE = {ACTIONS: N_("Corrective actions"), SLA: N_("SLA report"), SERVICES: N_("Service report")}


def write_pages(
    kind: str, span: str, chosen: str, desk: "Desk", path: Path, page_size: str, cancelled: Callable[[], bool]
) -> None:
    """Write one of the three as a PDF: of a time, and of what was chosen, which is a filter or a service.

    `span` is a choice of `measure.dashboard.SPANS` or a period as it is written. Raises Refused as the reports do.
    """
    from incidentdesk.measure.actions_report import actions_report
    from incidentdesk.measure.report_pages import Making
    from incidentdesk.measure.service_report import service_report
    from incidentdesk.measure.sla_report import sla_report
    from incidentdesk.prepare.setting import setting_of

    content = _content(desk, kind, span, chosen)
    with desk.database.read() as reader:
        name = str(setting_of(reader, "desk_name"))
    making = Making(name, desk.zone, desk.actor, clock.stored(clock.now()), page_size)
    {ACTIONS: actions_report, SLA: sla_report, SERVICES: service_report}[kind](content, path, making, cancelled)


def write_numbers(desk: "Desk", kind: str, span: str, chosen: str, path: Path) -> Path:
    """The same numbers as the CSV or XLSX that the path names, for a worker; raises Refused where it can't."""
    from incidentdesk.measure.actions_report import actions_tables
    from incidentdesk.measure.metric_file import write_csv, write_xlsx
    from incidentdesk.measure.service_report import service_tables
    from incidentdesk.measure.sla_report import sla_tables

    tables = {ACTIONS: actions_tables, SLA: sla_tables, SERVICES: service_tables}[kind]
    write = write_xlsx if path.suffix.lower() == ".xlsx" else write_csv
    write(path, tables(_content(desk, kind, span, chosen)))
    return path


# ── gathering ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _content(desk: "Desk", kind: str, span: str, chosen: str) -> Any:
    return {ACTIONS: _actions, SLA: _sla, SERVICES: _services}[kind](desk, span, chosen)


def _actions(desk: "Desk", _span: str, query: str) -> Any:
    from incidentdesk.measure.actions_report import gather_actions

    with desk.database.read() as reader:
        return gather_actions(reader, query, me=desk.actor, zone=desk.zone, now=clock.stored(clock.now()))


def _sla(desk: "Desk", span: str, query: str) -> Any:
    from incidentdesk.detect.condition import Context
    from incidentdesk.detect.query import parse
    from incidentdesk.measure.dashboard import shown_period
    from incidentdesk.measure.metric.facts import facts_of, read_facts
    from incidentdesk.measure.sla_report import gather_sla
    from incidentdesk.prepare.account import person_of_account

    now = clock.now()
    period = shown_period(span, clock.stored(now), desk.zone)
    with desk.database.read() as reader:
        me, _name = person_of_account(reader, desk.account)
        everything = read_facts(reader)
        context = Context(now=now, zone=desk.zone, account=desk.account, me=me)
        facts = facts_of(reader, parse(query), context, everything)
        return gather_sla(reader, period, clock.stored(now), everything=everything, facts=facts, query=query)


def _services(desk: "Desk", span: str, service: str) -> Any:
    from incidentdesk.measure.dashboard import shown_period
    from incidentdesk.measure.metric.facts import read_facts
    from incidentdesk.measure.service_content import gather_services

    now = clock.stored(clock.now())
    period = shown_period(span, now, desk.zone)
    with desk.database.read() as reader:
        return gather_services(reader, period, now, everything=read_facts(reader), service=service)
