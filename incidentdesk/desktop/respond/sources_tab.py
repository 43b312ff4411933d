"""The programs that post alerts: what each has sent, and what becomes of it."""

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.records.column import Column, Now
from incidentdesk.desktop.records.table_pane import RecordListing
from incidentdesk.desktop.respond.intake_action import MENU, OPEN, SCOPE, add_action
from incidentdesk.desktop.respond.intake_pane import IntakePane
from incidentdesk.desktop.respond.payload_sheet import PayloadSheet
from incidentdesk.desktop.respond.source_dialog import open_source_dialog
from incidentdesk.desktop.respond.token_sheet import TokenSheet
from incidentdesk.desktop.writing import write
from incidentdesk.detect.alert_preset import PRESETS
from incidentdesk.detect.alert_source_change import change_source, new_token, withdraw_source
from incidentdesk.detect.alert_source_list import SourceRow, sources
from incidentdesk.language import N_, _, isolated, ngettext


def _preset(row: SourceRow) -> str:
    return _(PRESETS[row.preset].title) if row.preset in PRESETS else _("Any other JSON")


def _state(row: SourceRow) -> str:
    if not row.enabled:
        return _("switched off")
    return _("on") if row.has_token or row.signed else _("without a token")


def _mark(row: SourceRow) -> tuple[str, str]:
    if not row.enabled:
        return "minus", "hint"
    return ("check", "success") if row.has_token or row.signed else ("ring", "warning")


def _last(row: SourceRow, now: Now) -> str:
    return moment.relative(row.last_at, now.at, now.zone) if row.last_at else _("never")


COLUMNS = (
    Column("name", N_("Source"), lambda row, _now: row.name, lambda row: row.name.casefold()),
    Column("preset", N_("Program"), lambda row, _now: _preset(row), lambda row: _preset(row).casefold(), 196, 1),
    Column("state", N_("State"), lambda row, _now: _state(row), _state, 140, 2, mark=_mark),
    Column("threshold", N_("Incident after"), lambda row, _now: _("never") if not row.threshold else str(row.threshold),
           lambda row: row.threshold, 124, 6, role=lambda *_: "text2", trailing=True),
    Column("notifications", N_("Alerts"), lambda row, _now: str(row.notifications), lambda row: row.notifications, 88,
           3, trailing=True, descending=True),
    Column("causes", N_("Causes"), lambda row, _now: str(row.alerts), lambda row: row.alerts, 88, 4, trailing=True,
           descending=True),
    Column("waiting", N_("Waiting"), lambda row, _now: str(row.waiting), lambda row: row.waiting, 92, 3, trailing=True,
           descending=True, strong=lambda row, _now: row.waiting > 0),
    Column("last", N_("Last alert"), _last, lambda row: row.last_at or 0, 100, 2, role=lambda *_: "text2",
           whole=lambda row, now: moment.full(row.last_at, now.zone) if row.last_at else _("never"), trailing=True,
           descending=True),
)  # fmt: skip


def _searched(row: SourceRow) -> str:
    return " ".join((row.name, _preset(row), _state(row), row.service, row.team, row.category))


def _listing() -> RecordListing:
    menu = (OPEN, "intake.try", "intake.token", "intake.switch")
    return RecordListing(
        name=_("Sources"),
        icon="webhook",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: sources(reader),
        nouns=frozenset({"alert_source", "alert", "service", "team", "category"}),
        searched=_searched,
        counted=lambda count: ngettext("{count} source", "{count} sources", count).format(count=count),
        placeholder=_("A name, a program, a service, a team"),
        nothing=_("No program posts its alerts here yet"),
        teaching=_("Name the program that watches, and enter the address that you are given over there."),
        making=_("New source"),
        offered=menu,
        more=("intake.remove",),
        menu=(*menu, None, "edit.copy", None, "intake.remove"),
        scope=SCOPE,
        page_menu=MENU,
    )


class SourcesTab(IntakePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        add_action(self, "try", _("Tr&y a payload…"), self._try, "test-now", "Y", 20, self.why_no_row)
        add_action(self, "token", _("New to&ken…"), self._token, "secret", "T", 20, self.why_nothing)
        add_action(self, "switch", _("S&witch on or off"), self._switch, "state", "W", 20, self.why_nothing)
        self.declare_removing(withdraw_source, _removed)
        self.declare()

    def new(self) -> None:
        open_source_dialog(self.desk, self, done=self._saved)

    def open_row(self, row: SourceRow) -> None:
        open_source_dialog(self.desk, self, row.id, done=self._saved)

    def show_record(self, source_id: int) -> None:
        self.stand_on(source_id)

    def _saved(self, source_id: int, token: str) -> None:
        self.stand_on(source_id)
        if token:
            TokenSheet(self.desk, source_id, token, self.window()).open()

    # -- commands

    def _try(self) -> None:
        """See what would be read; a mapping that is corrected there is kept."""
        row: SourceRow = self.selected()[0]
        sheet = PayloadSheet(self.desk, row.preset, row.mapping, row.sample, self.window())
        sheet.accepted.connect(lambda: self._keep_payload(row, sheet.mapping, sheet.sample))
        sheet.open()

    def _keep_payload(self, row: SourceRow, mapping: str, sample: str) -> None:
        wanted = {"mapping": mapping, "sample": sample}
        changes = {name: value for name, value in wanted.items() if value != getattr(row, name)}
        if changes:
            seen = {name: getattr(row, name) for name in changes}
            said = _("Source changed: {name}").format(name=isolated(row.name))
            write(
                self.desk, self, lambda session: change_source(session, row.id, changes, seen=seen), said, toast=True,
                failed=self.fail_act,
            )  # fmt: skip

    def _token(self) -> None:
        row: SourceRow = self.selected()[0]
        said = _("{name} has a new token; the one before opens nothing any more").format(name=isolated(row.name))
        write(
            self.desk, self, lambda session: new_token(session, row.id), said, toast=True, failed=self.fail_act,
            then=lambda token: TokenSheet(self.desk, row.id, token, self.window()).open(),
        )  # fmt: skip

    def _switch(self) -> None:
        rows = self.selected()
        on = not all(row.enabled for row in rows)
        said = _("{name} switched on") if on else _("{name} switched off")
        names = ", ".join(isolated(row.name) for row in rows)
        self.write_each(
            [row.id for row in rows], lambda session, each: change_source(session, each, {"enabled": on}),
            said.format(name=names),
        )  # fmt: skip


def _removed(count: int) -> str:
    return ngettext("{count} source moved to the trash", "{count} sources moved to the trash", count).format(
        count=count
    )
