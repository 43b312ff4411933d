"""The rules in the order in which they are asked: on or off, what each does, how often it fired, and its trouble."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QMenu

from incidentdesk import clock
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane, count_text
from incidentdesk.desktop.respond.rule_columns import RULE_COLUMNS
from incidentdesk.desktop.respond.rule_dialog import RuleDialog, open_rule_dialog
from incidentdesk.desktop.respond.rule_files import ask_for_rule_file, ask_where_to_save
from incidentdesk.desktop.respond.rule_order import RuleOrder
from incidentdesk.desktop.respond.rule_samples import SampleState
from incidentdesk.desktop.respond.rule_switching import UntriedSheet
from incidentdesk.desktop.respond.rule_trial_sheet import open_trial
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.desktop.writing import write
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.setting_value import setting_of
from incidentdesk.refusal import Refused
from incidentdesk.respond.rule_change import OFF_SETTING
from incidentdesk.respond.rule_list import Rule
from incidentdesk.respond.rule_sample import samples
from incidentdesk.respond.rule_tally import Tallied, tallied_rules

SCOPE = "automation"
_OFFERED = ("automation.open", "automation.switch", "automation.try", "automation.up", "automation.down")


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Rules"),
        icon="rule",
        columns=RULE_COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: tallied_rules(reader, clock.stored(clock.now())),
        nouns=frozenset({"rule", "rule_run"}),
        searched=lambda row: f"{row.rule.name} {row.sentence} {row.rule.trouble} {_state(row.rule)}",
        counted=lambda count: count_text(ngettext("{count} rule", "{count} rules", count), count),
        placeholder=_("A rule, words of what it does, on, off"),
        nothing=_("No rules yet"),
        teaching=_("A rule does by itself what somebody would do again and again. Begin with one of these, try it on "
                   "your own past, and only then switch it on."),
        making=_("New rule"),
        offered=_OFFERED,
        more=(
            "automation.runs", "automation.copy_rule", "automation.save_file", None, "automation.all", None,
            "automation.remove",
        ),
        menu=(
            "automation.open", "automation.try", "automation.switch", "automation.runs", "automation.copy_rule",
            "automation.save_file", None, "automation.up", "automation.down", None, "edit.copy", None,
            "automation.remove",
        ),
        scope=SCOPE,
        page_menu="automation",
    )  # fmt: skip


def _state(rule: Rule) -> str:
    return _("on") if rule.enabled else _("off")


def fingerprint(rule: Rule) -> tuple[Any, ...]:
    """What a trial is about: another name is no other rule, another condition is."""
    return (rule.trigger, rule.amount, rule.condition, rule.actions)


class RulesTab(TablePane):
    """Emits `runs_wanted` with the name of a rule whose runs are to be seen."""

    runs_wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        self._tried: set[tuple[Any, ...]] = set()
        super().__init__(desk, _listing())
        self.order = RuleOrder(self.table, self._drop)
        self.aloud = QLabel(wordWrap=True)
        self.aloud.setTextFormat(Qt.TextFormat.PlainText)
        self.aloud.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.aloud.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._below = scrolling(self.aloud, _("What the rule does"), _("The whole sentence of the current rule"))
        self.card.layout().addWidget(self._below)
        self.sample_button = Button(
            desk.theme, _("From a sample ▾"), "sample", description=_("Begin with a rule that others have needed too")
        )
        self.sample_button.clicked.connect(self._offer_samples)
        self.top.addWidget(self.sample_button)
        self._declare_own()
        self.declare_removing(
            _withdraw,
            lambda count: ngettext("{count} rule moved to the trash", "{count} rules moved to the trash", count).format(
                count=count
            ),
        )
        self.declare()
        self._all_off = False
        self.loaded.connect(self._read_switch)
        self._dress()

    def _make_empty_states(self) -> None:
        super()._make_empty_states()
        self.first_use.deleteLater()
        self.first_use = SampleState(self.desk.theme, self.listing, self.new_like, self.new)

    def _declare_own(self) -> None:
        for key, text, run, icon, keys, section, why in (
            ("switch", _("&Switch on or off"), self.switch, "skip", ("Space", "X"), 20, self.why_nothing),
            ("try", _("&Try on the past…"), self.try_it, "history", ("T",), 20, self.why_no_row),
            ("runs", _("Show its &runs"), self._show_runs, "log", ("R",), 20, self.why_no_row),
            ("copy_rule", _("New rule li&ke this…"), self._copy_rule, "copy", ("C",), 20, self.why_nothing),
            ("save_file", _("Save as a &file…"), self._save_file, "save", (), 25, self.why_no_row),
            ("up", _("Move &up"), lambda: self._move(-1), "chevron-up", ("Alt+Up",), 30, self._why_no_move),
            ("down", _("Move do&wn"), lambda: self._move(1), "chevron-down", ("Alt+Down",), 30, self._why_no_move),
            ("all", _("All rules &off, or on again"), self._switch_all, "cancel", (), 80, self.why_read_only),
        ):
            action = Action(f"{SCOPE}.{key}", text, run, icon, keys, SCOPE, "automation", section, why)
            self.desk.registry.add(action, self.table)

    def _selection_changed(self) -> None:
        super()._selection_changed()
        if hasattr(self, "aloud"):
            row = self.table.current()
            self._below.setVisible(self.places.currentWidget() is self.table and row is not None)
            self._say(row)

    def _say(self, row: Tallied | None) -> None:
        """Read the current rule aloud, for its sentence is longer than its cell."""
        parts = [row.sentence, row.rule.trouble] if row is not None else []
        self.aloud.setText("\n".join(part for part in parts if part))
        self.aloud.setAccessibleName(self.aloud.text())

    def _dress(self) -> None:
        super()._dress()
        if hasattr(self, "aloud"):
            theme = self.desk.theme
            self._below.setFixedHeight(3 * QFontMetrics(theme.font("base")).lineSpacing() + 17)
            edge = "QScrollArea { border: none; border-top: 1px solid $border; background: $surface; }"
            words = "QLabel { background: $surface; color: $text2; padding: 8px 12px; }"
            self._below.setStyleSheet(theme.sheet(edge + words + SCROLL_BARS))

    # -- making and changing

    def new(self) -> None:
        self._follow(open_rule_dialog(self.desk, self, done=self.stand_on))

    def new_like(self, rule: Rule) -> None:
        """A new rule that is like another one, or a sample."""
        self._follow(open_rule_dialog(self.desk, self, rule=rule, done=self.stand_on))

    def open_row(self, row: Tallied) -> None:
        self.show_record(row.id)

    def show_record(self, rule_id: int) -> None:
        self.stand_on(rule_id)
        self._follow(open_rule_dialog(self.desk, self, rule_id))

    def _follow(self, dialog: RuleDialog) -> None:
        dialog.opened.connect(self.opened)
        dialog.tried.connect(lambda rule: self._tried.add(fingerprint(rule)))

    def _copy_rule(self) -> None:
        from dataclasses import replace

        rule = self.table.current().rule
        self.new_like(replace(rule, name=_("{name} (copy)").format(name=rule.name)))

    def _save_file(self) -> None:
        ask_where_to_save(self, self.table.current().rule)

    def fail(self, refused: Refused) -> None:
        """Say what could not be done; it is not tried again by itself."""
        self.message.say(str(refused), "danger")

    def _offer_samples(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for sample in samples():
            action = menu.addAction(sample.rule.name)
            action.setToolTip(sample.sentence)
            action.triggered.connect(lambda _checked=False, sample=sample: self.new_like(sample.rule))
        menu.addSeparator()
        menu.addAction(_("From a file…")).triggered.connect(lambda _checked=False: ask_for_rule_file(self))
        menu.popup(self.sample_button.mapToGlobal(self.sample_button.rect().bottomLeft()))

    def _show_runs(self) -> None:
        self.runs_wanted.emit(self.table.current().rule.name)

    # -- the past, on and off

    def try_it(self) -> None:
        """Try the current rule on the past."""
        rule = self.table.current().rule
        sheet = open_trial(self.desk, self.window(), rule, seen=lambda seen: self._tried.add(fingerprint(seen)))
        sheet.opened.connect(self.opened)
        sheet.wanted_on.connect(lambda: self._write_switch([rule], on=True))

    def switch(self) -> None:
        """Off at once; on only after a trial was seen, or where somebody says so."""
        chosen = [row.rule for row in self.selected()]
        if chosen[0].enabled:
            self._write_switch([rule for rule in chosen if rule.enabled], on=False)
            return
        off = [rule for rule in chosen if not rule.enabled]
        untried = [rule for rule in off if fingerprint(rule) not in self._tried]
        if not untried:
            self._write_switch(off, on=True)
            return
        sheet = UntriedSheet(self.desk, untried, self.window())
        sheet.trial_wanted.connect(self.try_it)
        sheet.accepted.connect(lambda: self._write_switch(off, on=True))
        sheet.open()

    def _write_switch(self, chosen: Sequence[Rule], *, on: bool) -> None:
        ids = [rule.id for rule in chosen]
        names = ", ".join(isolated(rule.name) for rule in chosen)
        said = _("Switched on: {names}") if on else _("Switched off: {names}")
        write(
            self.desk, self, lambda session: _switch(session, ids, on), said.format(names=names), failed=self._fail,
            toast=True,
        )  # fmt: skip

    def _switch_all(self) -> None:
        on = self._all_off
        said = _("All rules are asked again") if on else _("All rules are off")
        write(
            self.desk, self, lambda session: _switch_everything(session, on), said,
            then=lambda _none: self._read_switch(), failed=self._fail, toast=True,
        )  # fmt: skip

    def _read_switch(self) -> None:
        self.desk.background.run_latest(
            f"switch of {id(self)}", _load_switch, self.desk.database, then=self._show_switch, failed=self._fail
        )

    def _show_switch(self, off: bool) -> None:
        if off:
            said = _("All rules are switched off: none is asked, whatever stands beside it.")
            self.message.say(said, "warning", _("Switch on again"), self._switch_all, dismissable=False)
        elif self._all_off:
            self.message.clear()
        self._all_off = off

    # -- the order

    def _why_no_move(self) -> str:
        if self.table.records.order is not None or self.filter.text.strip():
            return _("Take filter and sorting away first: the order is that of all rules.")
        return self.why_nothing()

    def _move(self, by: int) -> None:
        row: Tallied = self.table.current()
        self._drop(row, row.place - 1 + by)

    def _drop(self, row: Tallied, place: int) -> None:
        """Ask a rule at another place; 0 is before all others."""
        if self._why_no_move() or place == row.place - 1 or not 0 <= place < len(self.rows or ()):
            return
        self.stand_on(row.id)
        said = _("Rule moved: {name}").format(name=isolated(row.rule.name))
        write(self.desk, self, lambda session: _move(session, row.id, place), said, failed=self._fail)


def _withdraw(session: Any, rule_id: int) -> None:
    from incidentdesk.respond.rule_change import withdraw_rule

    withdraw_rule(session, rule_id)


def _move(session: Any, rule_id: int, place: int) -> None:
    from incidentdesk.respond.rule_change import move_rule

    move_rule(session, rule_id, place)


def _switch(session: Any, ids: Sequence[int], on: bool) -> None:
    from incidentdesk.respond.rule_change import switch_rule

    for each in ids:
        switch_rule(session, each, on)


def _switch_everything(session: Any, on: bool) -> None:
    from incidentdesk.respond.rule_change import switch_all_rules

    switch_all_rules(session, on)


def _load_switch(database: Any) -> bool:
    with database.read() as reader:
        return bool(setting_of(reader, OFF_SETTING))
