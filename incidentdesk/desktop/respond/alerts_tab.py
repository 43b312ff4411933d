"""The triage inbox: what other programs say is wrong, to be accepted, merged into an incident, or dismissed."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.mail_files import choose_mail_files
from incidentdesk.desktop.records.column import Column, Now
from incidentdesk.desktop.records.table_pane import Kept, RecordListing
from incidentdesk.desktop.respond.alert_sheet import AlertSheet
from incidentdesk.desktop.respond.alert_words import severity_mark, severity_order, severity_text, state_mark
from incidentdesk.desktop.respond.intake_action import INCIDENT, MENU, OPEN, SCOPE, add_action, ask_reason
from incidentdesk.desktop.respond.intake_pane import IntakePane
from incidentdesk.desktop.respond.merge_dialog import MergeDialog
from incidentdesk.desktop.respond.noise_words import noise_text
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.writing import write
from incidentdesk.detect.alert import AlertState
from incidentdesk.detect.alert_list import AlertRow, Noise, alerts, noise
from incidentdesk.detect.number import number
from incidentdesk.language import N_, _, ngettext

BEAT = 3_000  # milliseconds between looks at whether something has come again
NOISE_DAYS = 30
ALL = ""
_FEW = 100


def _is_open(row: AlertRow) -> bool:
    """Also what went away before somebody looked can still be decided about."""
    return row.state in (AlertState.WAITING, AlertState.RESOLVED)


def _where(row: AlertRow) -> str:
    return " · ".join(part for part in (row.host, row.service) if part)


def _firing(row: AlertRow, _now: Now) -> str:
    return _("firing") if row.firing else _("recovered")


def _at(instant: str) -> Any:
    return lambda row, now: moment.relative(getattr(row, instant), now.at, now.zone)


def _whole(instant: str) -> Any:
    return lambda row, now: moment.full(getattr(row, instant), now.zone)


COLUMNS = (
    Column("severity", N_("Severity"), lambda row, _now: severity_text(row.severity),
           lambda row: severity_order(row.severity), 112, mark=lambda row: severity_mark(row.severity)),
    Column("title", N_("Alert"), lambda row, _now: row.title, lambda row: row.title.casefold(),
           strong=lambda row, _now: row.firing and row.state == AlertState.WAITING),
    Column("where", N_("Host or service"), lambda row, _now: _where(row), lambda row: _where(row).casefold(), 168, 2,
           role=lambda *_: "text2"),
    Column("source", N_("Source"), lambda row, _now: row.source, lambda row: row.source.casefold(), 116, 5,
           role=lambda *_: "text2"),
    Column("count", N_("Count"), lambda row, _now: str(row.count), lambda row: row.count, 72, 2, trailing=True,
           descending=True),
    Column("firing", N_("Now"), _firing, lambda row: not row.firing, 104, 3,
           mark=lambda row: ("ring", "danger") if row.firing else ("check", "success")),
    Column("state", N_("State"), lambda row, _now: _(row.state), lambda row: row.state, 108, 4, mark=state_mark),
    Column("first", N_("First"), _at("first_at"), lambda row: row.first_at, 80, 6, whole=_whole("first_at"),
           role=lambda *_: "text2", trailing=True, descending=True),
    Column("last", N_("Last"), _at("last_at"), lambda row: row.last_at, 80, 3, whole=_whole("last_at"),
           role=lambda *_: "text2", trailing=True, descending=True),
    Column("incident", N_("Incident"), lambda row, _now: number(row.incident_id) if row.incident_id else "",
           lambda row: row.incident_id or 0, 92, 1, role=lambda *_: "text2"),
)  # fmt: skip


def _searched(row: AlertRow) -> str:
    words = (row.title, row.host, row.service, row.source, severity_text(row.severity), row.severity, _(row.state))
    told = _("firing") if row.firing else _("recovered")
    return " ".join((*words, told, number(row.incident_id) if row.incident_id else ""))


def _load_noise(database: Any, since: int) -> Noise:
    with database.read() as reader:
        return noise(reader, since)


def _read_last(database: Any) -> object:
    with database.read() as reader:
        return reader.rows("SELECT MAX(last_at), SUM(count) FROM alert WHERE withdrawn_at IS NULL")[0]


def _listing() -> RecordListing:
    offered = ("intake.accept", "intake.merge", "intake.dismiss")
    return RecordListing(
        name=_("Alerts"),
        icon="alert",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: alerts(reader),
        nouns=frozenset({"alert", "alert_source"}),
        searched=_searched,
        counted=lambda count: ngettext("{count} alert", "{count} alerts", count).format(count=count),
        placeholder=_("A host, a service, a source, a severity, “firing”"),
        nothing=_("No alert has come in yet"),
        teaching=_("Set up a source, and let your monitoring post its alerts to the address that you are given."),
        making="",
        offered=offered,
        more=(OPEN, INCIDENT),
        menu=(OPEN, INCIDENT, None, *offered, None, "edit.copy"),
        scope=SCOPE,
        page_menu=MENU,
    )


class AlertsTab(IntakePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        self.noise = QLabel(wordWrap=True)
        self.noise.hide()
        options = [(str(state), _(state)) for state in AlertState]
        self.states = Chooser(desk.theme, _("State"), [*options, (ALL, _("All"))])
        self.states.chosen.connect(lambda _value: self._show())
        self.top.addWidget(self.states)
        self.column.insertWidget(0, self.noise)
        for key, text, run, icon, keys, why in (
            ("accept", _("&Accept"), self.accept, "check", "A", self._why_not_open),
            ("merge", _("Mer&ge into…"), self.merge, "merge", "G", self._why_not_open),
            ("dismiss", _("Dismiss…"), self.dismiss, "close", "X", self._why_not_open),
            ("incident", _("Open &incident"), self._go, "incident", "O", self._why_no_incident),
        ):
            add_action(self, key, text, run, icon, keys, 30 if key == "incident" else 20, why)
        self.declare()
        self._dress()
        self._probed: object = None
        self._beat = QTimer(self, interval=BEAT)
        self._beat.timeout.connect(self._probe)
        self._beat.start()

    def new(self) -> None:
        choose_mail_files(self.desk, self)

    def _make_empty_states(self) -> None:
        super()._make_empty_states()
        listing = self.listing
        self.first_use = EmptyState(
            self.desk.theme, listing.icon, listing.nothing, listing.teaching, _("Set up a source"),
            lambda: self.opened.emit("intake#sources"), primary=False,
        )  # fmt: skip
        self.nothing = EmptyState(
            self.desk.theme, "filter", _("Nothing to triage"), "", _("Look at all"), self._look_at_all, primary=False
        )

    def _look_at_all(self) -> None:
        self.states.choose(ALL)
        self.filter.set_text("")
        self._show()

    def open_row(self, row: AlertRow) -> None:
        AlertSheet(self.desk, row, self).open()

    def show_record(self, alert_id: int) -> None:
        self.states.choose(ALL)
        self.stand_on(alert_id)

    # -- reading

    def refresh(self) -> None:
        super().refresh()
        since = clock.stored(clock.now()) - NOISE_DAYS * 86_400_000_000
        self.desk.background.run_latest(
            f"noise of {id(self)}", _load_noise, self.desk.database, since, then=self._tell_noise,
            failed=lambda _refused: None,
        )  # fmt: skip

    def _probe(self) -> None:
        """Of alerts that only come again another program brings no news, as their count stands in no ledger."""
        if self.isVisible() and self.rows is not None:
            self.desk.background.run_latest(
                f"probe of {id(self)}", _read_last, self.desk.database, then=self._compare,
                failed=lambda _refused: None,
            )  # fmt: skip

    def _compare(self, last: object) -> None:
        if last != self._probed and self._probed is not None and not self._gathering.isActive():
            self._gathering.start()
        self._probed = last

    def _tell_noise(self, found: Noise) -> None:
        text = noise_text(found, NOISE_DAYS)
        self.noise.setText(text)
        self.noise.setVisible(bool(text))

    def keep(self, text: str, rows: Sequence[Any]) -> Kept:
        state = self.states.value
        if text:
            self.nothing.tell(_("Nothing matches the filter"), _("Take a part of it away, or look at all of them."))
        elif state == AlertState.WAITING:
            self.nothing.tell(_("Nothing to triage"), _("All that came in was decided, or went away by itself."))
        else:
            self.nothing.tell(_("No alert is in this state"), _("Look at all of them, or choose another state."))
        return super().keep(text, [row for row in rows if row.state == state] if state else rows)

    # -- commands

    def _why_not_open(self) -> str:
        if why := self.why_nothing():
            return why
        # Of very many nobody needs to be looked at one by one, each time that the selection is another.
        few = self.selected() if self.table.selected_count() < _FEW else ()
        return _("It was decided already.") if few and not any(_is_open(row) for row in few) else ""

    def _why_no_incident(self) -> str:
        row = next(iter(self.selected()), None)
        return self.why_no_row() or ("" if row and row.incident_id else _("This alert belongs to no incident yet."))

    def _go(self) -> None:
        self.opened.emit(number(self.selected()[0].incident_id))

    def _waiting(self) -> list[int]:
        return [row.id for row in self.selected() if _is_open(row)]

    def accept(self) -> None:
        """They become one incident, which is opened."""
        ids = self._waiting()
        said = ngettext("{count} alert accepted", "{count} alerts accepted", len(ids)).format(count=len(ids))

        def act(session: Any) -> int:
            from incidentdesk.respond.alert_taking import accept

            return accept(session, ids)

        def opened(incident_id: int) -> None:
            self.opened.emit(number(incident_id))

        write(self.desk, self, act, said, toast=True, then=opened, failed=self.fail_act)

    def merge(self) -> None:
        MergeDialog(self.desk, self._waiting(), self).open()

    def dismiss(self) -> None:
        ids = self._waiting()
        count = len(ids)
        title = ngettext("Dismiss {count} alert", "Dismiss {count} alerts", count).format(count=count)
        said = ngettext("{count} alert dismissed", "{count} alerts dismissed", count).format(count=count)

        def act(session: Any, reason: str) -> None:
            from incidentdesk.respond.alert_taking import dismiss

            dismiss(session, ids, reason)

        ask_reason(self.desk, self, title, _("Dismiss"), said, act)

    def _dress(self) -> None:
        super()._dress()
        if hasattr(self, "noise"):
            self.noise.setFont(self.desk.theme.font("small"))
            self.desk.theme.tint(self.noise, "text2")
