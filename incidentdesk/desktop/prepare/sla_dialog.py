"""The dialog of one SLA: for which incidents it is, and what it asks for; what a change does is said before."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.effect_asking import EffectAsking
from incidentdesk.desktop.prepare.pauses_field import PausesField
from incidentdesk.desktop.prepare.targets_field import TargetsField
from incidentdesk.desktop.prepare.tick import Tick
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw
from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.known_names import KnownNames, known_names
from incidentdesk.prepare.sla_change import change_sla, give_up_sla, sla_facts, withdraw_sla
from incidentdesk.prepare.sla_kind import SlaKind, UpdateMode, ZoneSource
from incidentdesk.prepare.sla_preset import create_preset_sla
from incidentdesk.prepare.target_text import FULL_DAY

_WIDTH, _HEIGHT = 820, 780
_OFFICE_DAY = 8 * 60  # minutes of the calendar that comes with a preset
_UPDATE = {
    UpdateMode.EVERY: N_("we speak at least so often"),
    UpdateMode.ANSWER: N_("we answer the requester within"),
}
_ZONE = {
    ZoneSource.CALENDAR: N_("the calendar"),
    ZoneSource.CALLER: N_("the caller"),
    ZoneSource.SERVICE: N_("the support hours of the service"),
}


@dataclass(frozen=True, slots=True)
class Offers:
    """Names to choose from; calendars with the minutes of their working day."""

    names: KnownNames
    calendars: dict[str, int]


def open_sla_dialog(
    desk: Desk,
    parent: QWidget,
    sla_id: int = 0,
    *,
    facts: Facts | None = None,
    done: Callable[[int], None] | None = None,
) -> "SlaDialog":
    """Show an SLA, or make a new one that begins with some facts; `done(id)` follows when it is saved."""
    dialog = SlaDialog(desk, sla_id, facts, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class SlaDialog(RecordDialog):
    def __init__(self, desk: Desk, sla_id: int, facts: Facts | None, parent: QWidget | None) -> None:
        title = _("SLA") if sla_id else _("New SLA")
        key = f"sla-{sla_id}" if sla_id else f"sla-new-{(facts or {}).get('name', '')}"
        super().__init__(desk, title, sla_store(str(desk.zone)), sla_id, key, parent)
        self._days: dict[str, int] = {}
        self._asking = EffectAsking(self, _load_effect, self._set_busy)
        self._build()
        begin: Facts = {
            **dict.fromkeys(self.form.fields, ""), "kind": str(SlaKind.SLA), "update_mode": str(UpdateMode.EVERY),
            "zone_source": str(ZoneSource.CALENDAR), "restarts": False, "enabled": True, **(facts or {}),
        }  # fmt: skip
        self.begin(begin, _WIDTH, _HEIGHT)
        for name in ("targets", "pauses", "restarts", "enabled"):
            self.form.fields[name].changed.connect(self._keeping.begin)
        self.targets.changed.connect(lambda: self.form.complain("targets", ""))
        if not sla_id:
            desk.background.run(_load_offers, desk.database, then=self._offer, failed=self.fail)
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        kind = Chooser(self.theme, _("Kind"), [(str(each), each.value) for each in SlaKind])
        for each, words in (
            (SlaKind.SLA, _("Towards those who report")),
            (SlaKind.OLA, _("Between teams of the house")),
        ):
            kind.button(str(each)).setToolTip(words)
        self.service, self.team, self.category = (ChoiceBox([("", _("any"))]) for _place in range(3))
        self.calendar = ChoiceBox([("", _("round the clock"))])
        self.targets = TargetsField(self.theme)
        form = self.form
        form.add_row(("name", _("&Name"), QLineEdit(maxLength=200), 4), ("kind", _("&Kind"), kind, 2))
        form.add_row(
            ("service", _("For the &service"), self.service, 2),
            ("team", _("For the &team"), self.team, 2),
            ("category", _("For the &category"), self.category, 2),
        )
        form.add_row(
            ("calendar", _("Hours that cou&nt"), self.calendar, 3),
            ("zone_source", _("By the clock &of"), _choice(_ZONE), 3),
        )
        form.add_row(("targets", _("T&argets"), self.targets, 6))
        form.add_row(("update_mode", _("&Update means"), _choice(_UPDATE), 6))
        form.add_row(("pauses", _("Update and resolution sto&p while on hold for"), PausesField(), 6))
        form.add_row(
            ("restarts", "", Tick(_("&Begins anew when another team gets the incident")), 4),
            ("enabled", "", Tick(_("S&witched on")), 2),
        )
        for name in ("restarts", "enabled"):
            form.labels[name].hide()
        self.calendar.currentIndexChanged.connect(lambda _place: self._follow_calendar())

    def _follow_calendar(self, *, keep: bool = False) -> None:
        self._stand_on(str(self.calendar.currentData() or ""), keep=keep)

    def _stand_on(self, calendar: str, *, keep: bool = True) -> None:
        unknown = _OFFICE_DAY if calendar else FULL_DAY
        self.targets.stand_on(calendar, self._days.get(calendar, unknown), keep=keep)

    # -- words

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        return (_("SLA made: {name}") if created else _("SLA changed: {name}")).format(name=name)

    def removed_sentence(self) -> str:
        return _("SLA moved to the trash")

    def words(self, field: str, value: Any) -> str | None:
        if field == "targets":
            return str(value).replace("\t", " · ")
        return (_("yes") if value else _("no")) if isinstance(value, bool) else None

    def why_not(self) -> tuple[str, str]:
        if not self.values()["name"]:
            return "name", _("An SLA needs a name, such as Business hours.")
        problem = self.targets.problem()
        return ("targets", problem) if problem else ("", "")

    # -- reading

    def load(self) -> None:
        self.desk.background.run_latest(
            f"record of {id(self)}",
            _load_sla,
            self.desk.database,
            self.record_id,
            then=self._loaded_sla,
            failed=self.fail,
        )

    def _loaded_sla(self, found: tuple[Facts, Offers]) -> None:
        facts, offers = found
        self._offer(offers)
        if not self.form.isEnabled():
            # Before the targets are shown for the first time: in the words of their calendar.
            self._stand_on(facts["calendar"])
        self._loaded(facts)

    def _offer(self, offers: Offers) -> None:
        self._days = offers.calendars
        wanted = self.calendar.currentData()
        for box, names in (
            (self.service, offers.names.services), (self.team, offers.names.teams),
            (self.category, offers.names.categories),
        ):  # fmt: skip
            box.offer([("", _("any")), *((name, name) for name in names)])
        named = [*offers.calendars, *([wanted] if wanted and wanted not in offers.calendars else [])]
        self.calendar.offer([("", _("round the clock")), *((name, name) for name in named)])
        self._follow_calendar(keep=True)

    # -- saving

    def accept(self) -> None:
        """What becomes of the clocks that run is said first, as far as there are any (SLA rule 12)."""
        if self._busy:
            return
        name, sentence = self.why_not()
        if name:
            self.complain(name, sentence)
            return
        values = self.values()
        if self.changes().keys() <= {"name"} or self._asking.has_told(values):
            super().accept()
        else:
            self._asking.ask(values)


def _choice(texts: dict[Any, str]) -> ChoiceBox:
    return ChoiceBox((str(value), _(text)) for value, text in texts.items())


def sla_store(zone: str) -> RecordStore:
    """How SLAs are read and written; the calendar of a preset is made in that zone."""

    return RecordStore(
        noun="sla",
        read=sla_facts,
        create=lambda session, facts: create_preset_sla(session, zone=zone, **facts),
        change=lambda session, key, changes, seen: change_sla(session, key, changes, seen=seen),
        give_up=give_up_sla,
        withdraw=withdraw_sla,
    )


def _read_offers(reader: Any) -> Offers:
    from incidentdesk.prepare.business_time import MINUTE, day_length, working_times

    rows = reader.rows("SELECT id, name FROM calendar WHERE withdrawn_at IS NULL ORDER BY lower(name), id")
    working = working_times(reader, {(row[0], "") for row in rows})
    return Offers(known_names(reader), {str(name): day_length(working[key, ""]) // MINUTE for key, name in rows})


def _load_offers(database: Any) -> Offers:
    with database.read() as reader:
        return _read_offers(reader)


def _load_sla(database: Any, sla_id: int) -> tuple[Facts, Offers]:
    with database.read() as reader:
        return sla_facts(reader, sla_id), _read_offers(reader)


def _load_effect(database: Any, sla_id: int, facts: Facts) -> Any:
    from incidentdesk.detect.sla_effect import affected_by
    from incidentdesk.prepare.sla_wanted import wanted_columns

    with database.read() as reader:
        return affected_by(reader, wanted_columns(reader, sla_id, facts), clock.now())
