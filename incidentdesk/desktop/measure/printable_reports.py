"""The reports of actions, SLAs and services, as they are shown before they are printed, and their numbers as a file."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from incidentdesk import clock
from incidentdesk.desktop.printable import PrintableReport
from incidentdesk.language import _

if TYPE_CHECKING:
    from incidentdesk.desktop.desk import Desk
    from incidentdesk.measure.metric.period import Period

_Cancelled = Callable[[], bool]


def printable_actions(query: str = "") -> PrintableReport:
    """The corrective actions that a query of their list means."""

    def write(desk: "Desk", path: Path, page_size: str, cancelled: _Cancelled) -> None:
        from incidentdesk.measure.actions_report import actions_report

        actions_report(_actions(desk, query), path, _making(desk, page_size), cancelled)

    title = _("Corrective actions")
    return PrintableReport(title, title, write)


def printable_sla(period: "Period", query: str = "") -> PrintableReport:
    """How SLAs were kept over a period, of the incidents that a filter means."""

    def write(desk: "Desk", path: Path, page_size: str, cancelled: _Cancelled) -> None:
        from incidentdesk.measure.sla_report import sla_report

        sla_report(_sla(desk, period, query), path, _making(desk, page_size), cancelled)

    title = _("SLA report {period}").format(period=period.key)
    return PrintableReport(title, title, write)


def printable_services(period: "Period", service: str = "") -> PrintableReport:
    """How all services did over a period, or one by its name."""

    def write(desk: "Desk", path: Path, page_size: str, cancelled: _Cancelled) -> None:
        from incidentdesk.measure.service_report import service_report

        service_report(_services(desk, period, service), path, _making(desk, page_size), cancelled)

    title = _("Service report {service} {period}").format(service=service, period=period.key)
    tidy = " ".join(title.split())
    return PrintableReport(tidy, tidy, write)


# ── their numbers, for a worker ──────────────────────────────────────────────────────────────────────────────────────


def write_actions_numbers(desk: "Desk", path: Path, query: str = "") -> None:
    """The numbers of the report as CSV; raises Refused where they can't be written."""
    from incidentdesk.measure.actions_report import actions_tables
    from incidentdesk.measure.metric_file import write_csv

    write_csv(path, actions_tables(_actions(desk, query)))


def write_sla_numbers(desk: "Desk", path: Path, period: "Period", query: str = "") -> None:
    from incidentdesk.measure.metric_file import write_csv
    from incidentdesk.measure.sla_report import sla_tables

    write_csv(path, sla_tables(_sla(desk, period, query)))


def write_services_numbers(desk: "Desk", path: Path, period: "Period", service: str = "") -> None:
    from incidentdesk.measure.metric_file import write_csv
    from incidentdesk.measure.service_report import service_tables

    write_csv(path, service_tables(_services(desk, period, service)))


# ── gathering ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _actions(desk: "Desk", query: str) -> Any:
    from incidentdesk.measure.actions_report import gather_actions

    with desk.database.read() as reader:
        return gather_actions(reader, query, me=desk.actor, zone=desk.zone, now=clock.stored(clock.now()))


def _sla(desk: "Desk", period: "Period", query: str) -> Any:
    from incidentdesk.detect.condition import Context
    from incidentdesk.detect.query import parse
    from incidentdesk.measure.metric.facts import facts_of, read_facts
    from incidentdesk.measure.sla_report import gather_sla
    from incidentdesk.prepare.account import person_of_account

    now = clock.now()
    with desk.database.read() as reader:
        me, _name = person_of_account(reader, desk.account)
        everything = read_facts(reader)
        context = Context(now=now, zone=desk.zone, account=desk.account, me=me)
        facts = facts_of(reader, parse(query), context, everything)
        return gather_sla(reader, period, clock.stored(now), everything=everything, facts=facts, query=query)


def _services(desk: "Desk", period: "Period", service: str) -> Any:
    from incidentdesk.measure.metric.facts import read_facts
    from incidentdesk.measure.service_report import gather_services

    with desk.database.read() as reader:
        return gather_services(
            reader, period, clock.stored(clock.now()), everything=read_facts(reader), service=service
        )


def _making(desk: "Desk", page_size: str) -> Any:
    from incidentdesk.measure.report_pages import Making
    from incidentdesk.prepare.setting import setting_of

    with desk.database.read() as reader:
        name = str(setting_of(reader, "desk_name"))
    return Making(name, desk.zone, desk.actor, clock.stored(clock.now()), page_size)
