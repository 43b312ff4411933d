"""All rotas: who is on call now, until when, who is next, and what is wrong."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.rota_dialog import open_rota_dialog
from incidentdesk.desktop.prepare.rota_words import when
from incidentdesk.desktop.records.column import Column, Now
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.desktop.widgets.leading import lead
from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.prepare.on_call import OnCall, shifts_of_person
from incidentdesk.prepare.rota_change import withdraw_rota
from incidentdesk.prepare.rota_list import LOOKED_AHEAD, RotaRow, rota_number, rotas
from incidentdesk.prepare.rota_time import DAY

_LAST = 1 << 62
_OWN_SHOWN = 2
_DAYS_AHEAD = 7  # told in days and hours within


def _mark(row: RotaRow) -> Mark:
    if row.serious:
        return ("cross", "danger")
    return ("half", "warning") if row.warnings else ("check", "success")


def _findings(row: RotaRow, _now: Now) -> str:
    if row.serious:
        return ngettext("{count} serious", "{count} serious", row.serious).format(count=row.serious)
    if row.warnings:
        return ngettext("{count} warning", "{count} warnings", row.warnings).format(count=row.warnings)
    return _("none")


def _all_findings(row: RotaRow, _now: Now) -> str:
    shown = [each.sentence for each in row.findings[:8]]
    return "\n".join(shown) or _("Nothing wrong in the next 28 days")


def _now_names(row: RotaRow, _now: Now) -> str:
    return row.now[0].person if row.now else _("nobody")


def _until(row: RotaRow, now: Now) -> str:
    return when(row.now[0].until_at, now.zone) if row.now else ""


def _next(row: RotaRow, now: Now) -> str:
    if row.next is None:
        return ""
    return f"{row.next.person}, {moment.relative(row.next.from_at, now.at, now.zone)}"


COLUMNS = (
    Column("number", N_("Number"), lambda row, _now: row.number, lambda row: row.id, 104, 5, role=lambda *_: "text2"),
    Column("name", N_("Rota"), lambda row, _now: row.name, lambda row: row.name.casefold()),
    Column("team", N_("Team"), lambda row, _now: row.team, lambda row: row.team, 136, 4),
    Column(
        "now", N_("On call now"), _now_names, lambda row: _now_names(row, None), 168, 0,
        whole=lambda row, _now: "\n".join(f"{each.layer}: {each.person}" for each in row.now) or _("nobody"),
        role=lambda row, _now: "text" if row.now else "danger", strong=lambda row, _now: not row.now,
    ),
    Column(
        "until", N_("Until"), _until, lambda row: row.now[0].until_at if row.now else 0, 152, 3,
        whole=lambda row, now: moment.full(row.now[0].until_at, now.zone) if row.now else "",
        role=lambda *_: "text2",
    ),
    Column(
        "next", N_("Next"), _next, lambda row: row.next.from_at if row.next else _LAST, 208, 1,
        whole=lambda row, now: moment.full(row.next.from_at, now.zone) if row.next else "",
    ),
    Column(
        "findings", N_("Findings"), _findings, lambda row: (-row.serious, -row.warnings), 136, 2,
        whole=_all_findings, mark=_mark,
    ),
    Column(
        "score", N_("Score"), lambda row, _now: str(row.score), lambda row: row.score, 80, 6, trailing=True,
    ),
)  # fmt: skip


def _load(reader: Any, _today: str) -> list[RotaRow]:
    return rotas(reader, clock.stored(clock.now()))


def _searched(row: RotaRow) -> str:
    names = [each.person for each in row.now] + ([row.next.person] if row.next else [])
    return " ".join((row.number, row.name, row.team, row.time_zone, *names))


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Rotas"),
        icon="rota",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=_load,
        nouns=frozenset({
            "rota", "rota_layer", "rota_turn", "rota_override", "person", "absence", "contact_method", "team",
            "calendar",
        }),
        searched=_searched,
        counted=lambda count: ngettext("{count} rota", "{count} rotas", count).format(count=count),
        placeholder=_("A rota, a team, somebody who is on call"),
        nothing=_("No rotas yet"),
        teaching=_("Say who takes turns: whoever is on call is asked first when a plan runs or an incident waits."),
        making=_("New rota"),
        offered=("plans.open", "rotas.properties"),
        more=("plans.remove",),
        menu=("plans.open", "rotas.properties", None, "edit.copy", None, "plans.remove"),
        scope="plans",
        page_menu="plans",
    )  # fmt: skip


class RotasTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        properties = Action(
            "rotas.properties", _("&Name, team, time zone…"), self._properties, "edit", ("R",), "plans", "plans", 20,
            self.why_no_row,
        )  # fmt: skip
        desk.registry.add(properties, self.table)
        self.declare_removing(withdraw_rota, _removed)
        self.declare()
        self.own = QLabel(wordWrap=True)
        self.own.setTextFormat(Qt.TextFormat.PlainText)
        self.own.hide()
        desk.theme.tint(self.own, "text2")
        self.column.insertWidget(1, self.own)
        self.loaded.connect(self._load_own)

    def _load_own(self) -> None:
        """Nobody should be surprised by the own shift (oncall#2953)."""
        self.desk.background.run_latest(
            f"own shifts of {id(self)}", _load_own, self.desk.database, self.desk.actor, then=self._show_own,
            failed=self._fail,
        )  # fmt: skip

    def _show_own(self, found: list[OnCall]) -> None:
        now, zone = clock.stored(clock.now()), self.desk.zone
        lines = [_own_words(each, now, zone) for each in found[:_OWN_SHOWN]]
        self.own.setText("\n".join(lines))
        self.own.setAccessibleName(self.own.text())
        lead(self.own)
        self.own.setVisible(bool(lines))

    def new(self) -> None:
        open_rota_dialog(self.desk, self, done=lambda rota_id: self.opened.emit(rota_number(rota_id)))

    def open_row(self, row: RotaRow) -> None:
        self.opened.emit(row.number)

    def show_record(self, rota_id: int) -> None:
        self.opened.emit(rota_number(rota_id))

    def _properties(self) -> None:
        open_rota_dialog(self.desk, self, self.table.current().id)


def _load_own(database: Any, actor: str) -> list[OnCall]:
    """The shifts of the next 28 days of whoever sits here."""
    now = clock.stored(clock.now())
    with database.read() as reader:
        rows = reader.rows("SELECT id FROM person WHERE name = :name AND withdrawn_at IS NULL", {"name": actor})
        return shifts_of_person(reader, rows[0][0], now, now + LOOKED_AHEAD) if rows else []


def _own_words(each: OnCall, now: int, zone: Any) -> str:
    words = {"rota": isolated(each.rota), "layer": isolated(each.layer), "time": when(each.until_at, zone)}
    if each.from_at <= now:
        return _("You are on call until {time}: {rota} ({layer})").format(**words)
    words |= {"time": when(each.from_at, zone), "ahead": moment.relative(each.from_at, now, zone)}
    if each.from_at - now >= _DAYS_AHEAD * DAY:
        return _("Your next shift begins {time}: {rota} ({layer})").format(**words)
    return _("Your next shift begins {ahead}, {time}: {rota} ({layer})").format(**words)


def _removed(count: int) -> str:
    return ngettext("{count} rota moved to the trash", "{count} rotas moved to the trash", count).format(count=count)
