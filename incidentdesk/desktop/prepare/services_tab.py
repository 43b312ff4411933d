"""The catalogue of services."""

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.service_dialog import open_service_dialog
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.detect.query_token import in_quotes
from incidentdesk.detect.service_load import ServiceLoad, service_loads
from incidentdesk.language import N_, _, ngettext
from incidentdesk.prepare.minutes import minutes_text
from incidentdesk.prepare.service import Criticality
from incidentdesk.prepare.service_change import withdraw_service

_ORDER = {level: place for place, level in enumerate(Criticality)}
CRITICALITY_MARK = {
    Criticality.CRITICAL: ("square", "danger"),
    Criticality.HIGH: ("three", "warning"),
    Criticality.MEDIUM: ("half", "text2"),
    Criticality.LOW: ("quarter", "text2"),
}


def _needs(row: ServiceLoad) -> str:
    return ", ".join(need.name for need in row.service.needs)


def _count(number: int) -> str:
    return str(number) if number else "–"


COLUMNS = (
    Column("name", N_("Service"), lambda row, _now: row.service.name, lambda row: row.service.name.casefold(),
           strong=lambda row, _now: row.opened > 0),
    Column(
        "criticality", N_("Criticality"), lambda row, _now: _(row.service.criticality),
        lambda row: _ORDER[Criticality(row.service.criticality)], 120, 1,
        mark=lambda row: CRITICALITY_MARK[Criticality(row.service.criticality)],
    ),
    Column("opened", N_("Open"), lambda row, _now: _count(row.opened), lambda row: row.opened, 72, 2,
           whole=lambda row, _now: ngettext("{count} open incident", "{count} open incidents", row.opened).format(
               count=row.opened), trailing=True, descending=True,
           role=lambda row, _now: "danger" if row.opened else "text2"),
    Column("owner", N_("Owner"), lambda row, _now: row.service.owner or _("nobody"), lambda row: row.service.owner,
           132, 3, role=lambda row, _now: "text" if row.service.owner else "hint"),
    Column("rto", N_("RTO"), lambda row, _now: minutes_text(row.service.rto),
           lambda row: -1 if row.service.rto is None else row.service.rto, 84, 4, trailing=True),
    Column("breaks", N_("Breaks"), lambda row, _now: _count(row.breaks), lambda row: row.breaks, 84, 4,
           whole=lambda row, _now: ngettext("{count} service depends on it", "{count} services depend on it",
                                            row.breaks).format(count=row.breaks), trailing=True, descending=True),
    Column("needs", N_("Needs"), lambda row, _now: _needs(row), _needs, 200, 6, role=lambda *_: "text2"),
    Column("team", N_("Team"), lambda row, _now: row.service.team, lambda row: row.service.team, 112, 7),
    Column("rpo", N_("RPO"), lambda row, _now: minutes_text(row.service.rpo),
           lambda row: -1 if row.service.rpo is None else row.service.rpo, 84, 8, trailing=True),
    Column("hours", N_("Support hours"), lambda row, _now: row.service.calendar or _("round the clock"),
           lambda row: row.service.calendar, 132, 9, role=lambda *_: "text2"),
)  # fmt: skip


def _searched(row: ServiceLoad) -> str:
    one = row.service
    words = (one.name, one.description, one.owner, one.team, _(one.criticality), one.calendar, one.escalation_policy)
    return " ".join((*words, _needs(row)))


def _listing() -> RecordListing:
    menu = ("organisation.open", "service.map", "service.incidents")
    return RecordListing(
        name=_("Services"),
        icon="service",
        columns=COLUMNS,
        identity=lambda row: row.service.id,
        load=lambda reader, _today: service_loads(reader),
        nouns=frozenset(
            {"service", "service_dependency", "incident", "person", "team", "calendar", "escalation_policy"}
        ),
        searched=_searched,
        counted=lambda count: ngettext("{count} service", "{count} services", count).format(count=count),
        placeholder=_("Words of the service, an owner, a team, what it needs"),
        nothing=_("No services yet"),
        teaching=_("A service is what people miss when it breaks. Say who owns it and what it needs."),
        making=_("New service"),
        offered=menu,
        more=("organisation.remove",),
        menu=(*menu, None, "edit.copy", None, "organisation.remove"),
        scope="organisation",
        page_menu="plans",
    )  # fmt: skip


class ServicesTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        for action_id, text, run, keys, icon, section, why in (
            ("service.map", _("Show on the &map"), self._show_on_map, ("M",), "service-map", 20, self.why_no_row),
            ("service.incidents", _("Open &incidents"), self._go_to_incidents, ("I",), "incident", 20, self.why_no_row),
        ):
            desk.registry.add(
                Action(action_id, text, run, icon, keys, "organisation", "plans", section, why), self.table
            )
        self.declare_removing(withdraw_service, _removed)
        self.declare()

    def new(self) -> None:
        open_service_dialog(self.desk, self, done=self.stand_on)

    def open_row(self, row: ServiceLoad) -> None:
        self.show_record(row.service.id)

    def show_record(self, service_id: int) -> None:
        self.stand_on(service_id)
        open_service_dialog(self.desk, self, service_id)

    def _show_on_map(self) -> None:
        self.opened.emit(f"service-map#{self.table.current().service.id}")

    def _go_to_incidents(self) -> None:
        self.opened.emit(f"incidents#is:open service:{in_quotes(self.table.current().service.name)}")


def _removed(count: int) -> str:
    return ngettext("{count} service moved to the trash", "{count} services moved to the trash", count).format(
        count=count
    )
