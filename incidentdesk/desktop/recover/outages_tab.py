"""The outages of all services: what goes on, what was, how long, and which incident tells of it."""

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.organisation_listing import INCIDENTS, add_action, declare_incidents
from incidentdesk.desktop.records.column import Column, Now
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.desktop.recover.outage_dialog import open_outage_dialog
from incidentdesk.detect.query_token import in_quotes
from incidentdesk.language import N_, _, ngettext
from incidentdesk.recover.outage import Degree
from incidentdesk.recover.outage_change import end_outage, withdraw_outage
from incidentdesk.recover.outage_list import OutageRow, outages

DEGREE_MARK = {Degree.FULL: ("square", "danger"), Degree.DEGRADED: ("half", "warning")}
_ORDER = {degree: place for place, degree in enumerate(Degree)}
_ENDLESS = 1 << 62
_END = "outage.end"


def _from(row: OutageRow, now: Now) -> str:
    return moment.day_and_time(row.began_at, now.at, now.zone)


def _until(row: OutageRow, now: Now) -> str:
    return _("still going on") if row.ended_at is None else moment.day_and_time(row.ended_at, now.at, now.zone)


def _whole_until(row: OutageRow, now: Now) -> str:
    return _("still going on") if row.ended_at is None else moment.full(row.ended_at, now.zone)


COLUMNS = (
    Column("service", N_("Service"), lambda row, _now: row.service, lambda row: row.service.casefold(), 136,
           strong=lambda row, _now: row.goes_on),
    Column("from", N_("From"), _from, lambda row: row.began_at, 120, descending=True,
           whole=lambda row, now: moment.full(row.began_at, now.zone)),
    Column("until", N_("Until"), _until, lambda row: _ENDLESS if row.ended_at is None else row.ended_at, 120,
           whole=_whole_until, role=lambda row, _now: "danger" if row.goes_on else "text",
           strong=lambda row, _now: row.goes_on, descending=True),
    # What goes on is as long as it is by now, which the order does not follow.
    Column("length", N_("Length"), lambda row, now: moment.length(row.length(now.at)),
           lambda row: _ENDLESS - row.began_at if row.ended_at is None else row.ended_at - row.began_at, 92, 1,
           trailing=True, descending=True),
    Column("degree", N_("Degree"), lambda row, _now: _(row.degree), lambda row: _ORDER[Degree(row.degree)], 104, 2,
           mark=lambda row: DEGREE_MARK[Degree(row.degree)]),
    Column("planned", N_("Kind"), lambda row, _now: _("Planned") if row.planned else _("Unplanned"),
           lambda row: row.planned, 88, 3, role=lambda row, _now: "text2" if row.planned else "text"),
    Column("incident", N_("Incident"), lambda row, _now: row.incident, lambda row: row.incident_id or 0, 88, 1,
           whole=lambda row, _now: f"{row.incident} {row.incident_title}".strip(), role=lambda *_: "text2"),
    Column("note", N_("Note"), lambda row, _now: " ".join(row.note.split()), lambda row: row.note.casefold(),
           whole=lambda row, _now: row.note, role=lambda *_: "text2"),
)  # fmt: skip


def _searched(row: OutageRow) -> str:
    kinds = (_(row.degree), _("Planned") if row.planned else _("Unplanned"), _("still going on") if row.goes_on else "")
    return " ".join((row.service, row.incident, row.incident_title, row.note, *kinds))


def _listing() -> RecordListing:
    menu = ("organisation.open", _END, INCIDENTS)
    return RecordListing(
        name=_("Outages"),
        icon="outage",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: outages(reader),
        nouns=frozenset({"outage", "service", "incident"}),
        searched=_searched,
        counted=lambda count: ngettext("{count} outage", "{count} outages", count).format(count=count),
        placeholder=_("A service, a number, a note, “planned”, “still going on”"),
        nothing=_("No outages yet"),
        teaching=_(
            "From when until when was a service not there? Availability and time between failures come from it."
        ),
        making=_("Record an outage"),
        offered=menu,
        more=("organisation.remove",),
        menu=(*menu, None, "edit.copy", None, "organisation.remove"),
        scope="organisation",
        page_menu="plans",
    )


class OutagesTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        add_action(self, _END, _("&End now"), self._end, "check", ("E",), 20, self._why_not_ended)
        declare_incidents(self, _incidents)
        self.declare_removing(withdraw_outage, _removed)
        self.declare()

    def new(self) -> None:
        open_outage_dialog(self.desk, self, done=self.stand_on)

    def open_row(self, row: OutageRow) -> None:
        self.show_record(row.id)

    def show_record(self, outage_id: int) -> None:
        self.stand_on(outage_id)
        open_outage_dialog(self.desk, self, outage_id)

    # -- commands

    def _going_on(self) -> list[OutageRow]:
        return [row for row in self.selected() if row.goes_on]

    def _end(self) -> None:
        """The services are back; those that were back before stay as they are."""
        ids = [row.id for row in self._going_on()]
        said = ngettext("{count} outage ended", "{count} outages ended", len(ids)).format(count=len(ids))
        self.write_each(ids, end_outage, said)

    def _why_not_ended(self) -> str:
        return self.why_nothing() or ("" if self._going_on() else _("It has ended already."))


def _incidents(row: OutageRow) -> str:
    """The incident that tells of it; without one, what is open of its service."""
    return row.incident or f"incidents#is:open service:{in_quotes(row.service)}"


def _removed(count: int) -> str:
    return ngettext("{count} outage moved to the trash", "{count} outages moved to the trash", count).format(
        count=count
    )
