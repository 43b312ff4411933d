"""The SLAs in the order in which they are asked, and presets to begin with."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from incidentdesk import clock
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.organisation_listing import (
    DOWN,
    MENU,
    REMOVE,
    SCOPE,
    UP,
    add_action,
    declare_order,
)
from incidentdesk.desktop.prepare.recompute_dialog import RecomputeDialog
from incidentdesk.desktop.prepare.sla_dialog import open_sla_dialog, sla_store
from incidentdesk.desktop.prepare.sla_effect_words import effect_sentence
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane, count_text
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.choice_card import ChoiceCard
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.writing import write
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.prepare.sla_kind import Target
from incidentdesk.prepare.sla_list import SlaRow, slas
from incidentdesk.prepare.sla_preset import PRESETS, Preset, preset_facts
from incidentdesk.prepare.target_text import target_text

_CARD = 560  # logical pixels


def _for(row: SlaRow) -> str:
    return " · ".join(part for part in (row.service, row.team, row.category) if part) or _("everything")


def _hours(row: SlaRow) -> str:
    return _("{calendar}: no hours").format(calendar=row.calendar) if row.idle else row.calendar or _("round the clock")


def _aim(row: SlaRow, priority: int, target: Target) -> str:
    return target_text(row.target(priority, target), row.day) or "–"


def _target_column(priority: int, rank: int) -> Column:
    return Column(
        f"p{priority}",
        f"P{priority}",
        lambda row, _now: f"{_aim(row, priority, Target.RESPONSE)} / {_aim(row, priority, Target.RESOLUTION)}",
        lambda row: row.target(priority, Target.RESOLUTION) or 0,
        172,
        rank,
        whole=lambda row, _now: _("first response {response}, update {update}, resolution {resolution}").format(
            response=_aim(row, priority, Target.RESPONSE),
            update=_aim(row, priority, Target.UPDATE),
            resolution=_aim(row, priority, Target.RESOLUTION),
        ),
        role=lambda *_: "text2",
    )


COLUMNS = (
    Column("place", N_("Order"), lambda row, _now: str(row.position), lambda row: row.position, 64, 4, trailing=True),
    Column("name", N_("SLA"), lambda row, _now: row.name, lambda row: row.name.casefold(),
           role=lambda row, _now: "text" if row.enabled else "hint"),
    Column("on", N_("On"), lambda row, _now: _("on") if row.enabled else _("off"), lambda row: not row.enabled, 72, 1,
           mark=lambda row: ("check", "success") if row.enabled else ("minus", "hint"), role=lambda *_: "text2"),
    Column("kind", N_("Kind"), lambda row, _now: row.kind, lambda row: row.kind, 64, 6, role=lambda *_: "text2"),
    Column("for", N_("For"), lambda row, _now: _for(row), _for, 152, 2),
    Column("hours", N_("Hours that count"), lambda row, _now: _hours(row), _hours, 152, 3,
           role=lambda row, _now: "danger" if row.idle else "text2"),
    _target_column(1, 5),
    _target_column(2, 7),
    _target_column(3, 8),
)  # fmt: skip


def _listing() -> RecordListing:
    menu = (f"{SCOPE}.open", UP, DOWN, "sla.switch")
    return RecordListing(
        name=_("SLAs"),
        icon="sla",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: slas(reader),
        nouns=frozenset({"sla", "calendar", "service", "team", "category"}),
        searched=lambda row: " ".join((row.name, row.kind, _for(row), _hours(row))),
        counted=lambda count: ngettext("{count} SLA", "{count} SLAs", count).format(count=count),
        placeholder=_("An SLA, a service, a team, a calendar"),
        nothing=_("No SLAs yet"),
        teaching=_(
            "An SLA says how soon incidents are answered and solved. Begin with one of these and make it yours."
        ),
        making=_("New SLA"),
        offered=menu,
        more=("sla.what_if", "sla.recompute", None, REMOVE),
        menu=(*menu, None, "sla.what_if", "sla.recompute", None, "edit.copy", None, REMOVE),
        scope=SCOPE,
        page_menu=MENU,
    )


class PresetState(EmptyState):
    """No SLA yet: three of them to begin with, and one of one's own."""

    def __init__(
        self, theme: Theme, listing: RecordListing, choose: Callable[[Preset], None], new: Callable[[], None]
    ) -> None:
        self.cards: list[ChoiceCard] = []
        super().__init__(
            theme, listing.icon, listing.nothing, listing.teaching, link=_("Make one of your own"), follow=new
        )
        self.cards = [ChoiceCard(theme, "sla", _(preset.name), _(preset.sentence)) for preset in PRESETS]
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        at = layout.indexOf(self.link_button)
        for place, (card, preset) in enumerate(zip(self.cards, PRESETS, strict=True)):
            card.setCheckable(False)
            card.clicked.connect(lambda _checked=False, preset=preset: choose(preset))
            layout.insertWidget(at + place, card, 0, Qt.AlignmentFlag.AlignHCenter)
        # Where the keyboard goes first.
        self.action_button = self.cards[0]
        self._dress()

    def _dress(self) -> None:
        super()._dress()
        width = _CARD * max(100, self._theme.scale) // 100
        for card in self.cards:
            card.setFixedSize(width, card.heightForWidth(width))


class SlasTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        declare_order(self, self._move)
        # The window answers to it, and leads to a page of a later phase.
        desk.registry.add(Action("sla.what_if", _("SLA &what-if…"), icon="swap", menu="tools", section=30))
        add_action(self, "sla.switch", _("&Switch on or off"), self._switch, "skip", ("X",), 20, self.why_nothing)
        add_action(
            self, "sla.recompute", _("&Recompute ended clocks…"), self._recompute, "refresh", (), 40, self.why_read_only
        )
        self.declare_removing(
            sla_store(str(desk.zone)).withdraw,
            lambda count: ngettext("{count} SLA moved to the trash", "{count} SLAs moved to the trash", count).format(
                count=count
            ),
        )
        self.declare()

    def _make_empty_states(self) -> None:
        super()._make_empty_states()
        self.first_use.deleteLater()
        self.first_use = PresetState(self.desk.theme, self.listing, self._begin_with, self.new)

    def new(self) -> None:
        open_sla_dialog(self.desk, self, done=self.stand_on)

    def _begin_with(self, preset: Preset) -> None:
        dialog = open_sla_dialog(self.desk, self, facts=preset_facts(preset), done=self.stand_on)
        if preset.for_one_service:
            dialog.message.say(_("Choose the service that it is for."), "info")
            dialog.service.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_row(self, row: SlaRow) -> None:
        self.show_record(row.id)

    def show_record(self, sla_id: int) -> None:
        self.stand_on(sla_id)
        open_sla_dialog(self.desk, self, sla_id)

    def _move(self, by: int) -> None:
        row: SlaRow = self.table.current()

        def act(session: Any) -> None:
            from incidentdesk.prepare.sla_change import move_sla

            move_sla(session, row.id, by)

        self.stand_on(row.id)
        write(self.desk, self, act, _("SLA moved: {name}").format(name=isolated(row.name)), failed=self._fail)

    def _switch(self) -> None:
        rows: list[SlaRow] = self.selected()
        enabled = not rows[0].enabled

        def act(session: Any, sla_id: int) -> None:
            from incidentdesk.prepare.sla_change import switch_slas

            switch_slas(session, [sla_id], enabled=enabled)

        said = _("Switched on: {names}") if enabled else _("Switched off: {names}")
        names = ", ".join(isolated(row.name) for row in rows)
        self.write_each([row.id for row in rows], act, said.format(names=names), enabled=enabled)

    def write_each(
        self, ids: Sequence[int], act: Callable[[Any, int], Any], said: str, *, enabled: bool = False
    ) -> None:
        """Do it, and say what it did to the clocks that run (SLA rule 12): as if the SLAs were switched on or off."""
        self.desk.background.run(
            _effect_of_switching,
            self.desk.database,
            ids,
            enabled,
            then=lambda effect: self._write_telling(ids, act, said, effect),
            failed=self._fail,
        )

    def _write_telling(self, ids: Sequence[int], act: Callable[[Any, int], Any], said: str, effect: str) -> None:
        tell = (lambda _done: self.message.say(effect, "info")) if effect else None
        write(
            self.desk,
            self,
            lambda session: [act(session, each) for each in ids],
            said,
            then=tell,
            failed=self._fail,
            toast=True,
        )

    def _recompute(self) -> None:
        dialog = RecomputeDialog(self.desk, self.window())
        dialog.accepted.connect(self._recompute_now)
        dialog.open()

    def _recompute_now(self) -> None:
        def act(session: Any) -> Any:
            from incidentdesk.detect.sla_effect import recompute

            return recompute(session)

        write(self.desk, self, act, _("Ended clocks recomputed"), then=self._say_recomputed, failed=self._fail)

    def _say_recomputed(self, done: Any) -> None:
        said = ngettext("{count} ended clock judged anew", "{count} ended clocks judged anew", done.results)
        changed = ngettext("{count} outcome is another one", "{count} outcomes are other ones", done.changed)
        words = f"{count_text(said, done.results)}; {count_text(changed, done.changed)}."
        self.message.say(words, "success")


def _effect_of_switching(database: Any, sla_ids: Sequence[int], enabled: bool) -> str:
    """What becomes of the clocks that run; empty where there are none."""
    from incidentdesk.detect.sla_effect import affected_by
    from incidentdesk.prepare.sla_wanted import wanted_columns

    with database.read() as reader:
        effects = [
            affected_by(reader, wanted_columns(reader, each, {"enabled": enabled}), clock.now()) for each in sla_ids
        ]
    return " ".join(said for each in effects if (said := effect_sentence(each)))
