"""The dialog of one rule: when it is asked, of which incidents it holds, what it does, and all of it read aloud."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import RecordDialog
from incidentdesk.desktop.respond.actions_field import ActionsField
from incidentdesk.desktop.respond.condition_field import ConditionField
from incidentdesk.desktop.respond.rule_store import (
    GOES_ON,
    NEW,
    RULE_STORE,
    STOPS,
    amount_of,
    fact_words,
    facts_of,
    rule_of,
)
from incidentdesk.desktop.respond.rule_trial_sheet import open_trial
from incidentdesk.desktop.respond.rule_words import TRIGGER_WORDS, Offers
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, when_changed
from incidentdesk.desktop.widgets.leading import lead
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.respond.rule import TIMED, Trigger
from incidentdesk.respond.rule_condition import ALWAYS
from incidentdesk.respond.rule_list import Rule
from incidentdesk.respond.rule_offer import rule_offers
from incidentdesk.respond.rule_sentence import sentence

_WIDTH, _HEIGHT = 880, 700


def open_rule_dialog(
    desk: Desk,
    parent: QWidget,
    rule_id: int = 0,
    *,
    rule: Rule | None = None,
    done: Callable[[int], None] | None = None,
) -> "RuleDialog":
    """Show a rule, or make a new one, perhaps like another; `done(id)` follows when it is saved."""
    dialog = RuleDialog(desk, rule_id, rule, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class RuleDialog(RecordDialog):
    """Emits `opened(reference)` for an incident of a trial, and leaves; what is typed is kept as a draft.

    `tried` carries the rule whose trial was seen.
    """

    opened = Signal(str)
    tried = Signal(object)

    def __init__(self, desk: Desk, rule_id: int, like: Rule | None, parent: QWidget | None) -> None:
        title = _("Rule") if rule_id else _("New rule")
        key = f"rule-{rule_id or 'new'}" if like is None else f"rule-like-{like.name}"
        super().__init__(desk, title, RULE_STORE, rule_id, key, parent)
        self._build()
        self.begin(facts_of(like) if like else dict(NEW), _WIDTH, _HEIGHT)
        self.trial = self.add_button(
            _("&Try on the past…"), QDialogButtonBox.ButtonRole.ActionRole,
            description=_("What it would have done to the incidents of the past; nothing is changed"),
        )  # fmt: skip
        self.trial.setAutoDefault(False)
        self.trial.clicked.connect(self.try_it)
        for field in self.form.fields.values():
            when_changed(field, self._told)
        self._told()
        if not rule_id:
            desk.background.run(_load_offers, desk.database, then=self._offer, failed=self.fail)
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        self.sentence = QLabel(wordWrap=True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.sentence.setAccessibleDescription(_("The rule as a sentence"))
        self.aloud = QFrame()
        self.aloud.setObjectName("aloud")
        inside = QVBoxLayout(self.aloud)
        inside.setContentsMargins(12, 10, 12, 10)
        inside.addWidget(self.sentence)
        self.body.insertWidget(0, self.aloud)
        self.trigger = ChoiceBox([(str(each), _(text)) for each, text in TRIGGER_WORDS.items()])
        self.amount = QLineEdit(maxLength=40)
        self.condition = ConditionField(self.theme, str(self.desk.zone))
        self.actions_field = ActionsField(self.theme)
        ends = ChoiceBox([
            (GOES_ON, _("Then ask the next rule")), (STOPS, _("Then stop: no rule behind it is asked")),
        ])  # fmt: skip
        form = self.form
        form.add_row(("name", _("&Name"), QLineEdit(maxLength=200), 6))
        form.add_row(("trigger", _("&When"), self.trigger, 4), ("amount", _("How &long"), self.amount, 2))
        form.add_row(("condition", _("&If"), self.condition, 6))
        form.add_row(("actions", _("T&hen"), self.actions_field, 6))
        form.add_row(("stops", _("&Afterwards"), ends, 4))

    # -- words

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        return (_("Rule added: {name}") if created else _("Rule changed: {name}")).format(name=name)

    def words(self, field: str, value: Any) -> str | None:
        """Conditions and actions in sentences."""
        return fact_words(field, value)

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["name"]:
            return "name", _("A rule needs a name, such as Network to the network team.")
        trigger = str(values["trigger"])
        try:
            amount = amount_of(trigger, str(values["amount"]))
        except Refused as refused:
            return "amount", str(refused)
        if trigger in TIMED and not amount:
            return "amount", _("Say how much, such as 75 %.") if trigger == Trigger.SLA else _(
                "Say how long, such as 4 h."
            )
        for name, field in (("condition", self.condition), ("actions", self.actions_field)):
            why = field.why_not()
            if why:
                return name, why
        return "", ""

    # -- reading

    def load(self) -> None:
        self.desk.background.run_latest(
            f"record of {id(self)}", _load_rule, self.desk.database, self.record_id,
            then=self._loaded_rule, failed=self.fail,
        )  # fmt: skip

    def _loaded_rule(self, found: tuple[Rule, Offers]) -> None:
        rule, offers = found
        self._offer(offers)
        self._loaded(facts_of(rule))
        self._told()
        if rule.trouble:
            self.message.say(_("It was switched off: {reason}").format(reason=rule.trouble), "warning")

    def _offer(self, offers: Offers) -> None:
        self.condition.offer(offers)
        self.actions_field.offer(offers)

    # -- the rule as it stands

    def shown_rule(self) -> Rule:
        """As it stands in the fields; what makes no sense yet is left out."""
        trigger = Trigger(str(raw(self.trigger)))
        try:
            amount = amount_of(trigger, self.amount.text())
        except Refused:
            amount = 0
        try:
            condition = self.condition.condition()
        except Refused:
            condition = ALWAYS
        return Rule(
            str(raw(self.form.fields["name"])).strip(), trigger, condition, self.actions_field.actions(), amount,
            raw(self.form.fields["stops"]) == STOPS, self.record_id,
        )  # fmt: skip

    def _told(self) -> None:
        trigger = str(raw(self.trigger))
        timed = trigger in TIMED
        self.amount.setVisible(timed)
        self.form.labels["amount"].setVisible(timed)
        self.form.labels["amount"].setText(_("How &much") if trigger == Trigger.SLA else _("How &long"))
        self.amount.setPlaceholderText("75 %" if trigger == Trigger.SLA else _("such as 4 h"))
        why = self.condition.why_not()
        text = sentence(self.shown_rule()) if not why else _("The condition is not complete yet: {why}").format(why=why)
        self.sentence.setText(text)
        self.sentence.setAccessibleName(text)

    # -- the past

    def try_it(self) -> None:
        """Show what it would have done, without saving it."""
        try:
            self.values()
        except Refused:
            return
        name, why = self.why_not()
        if name:
            self.complain(name, why)
            return
        sheet = open_trial(self.desk, self, self.shown_rule(), saving=True, seen=self.tried.emit)
        sheet.wanted_on.connect(self.save_and_switch_on)
        sheet.opened.connect(self._leave_for)

    def _leave_for(self, reference: str) -> None:
        self.reject()
        self.opened.emit(reference)

    def save_and_switch_on(self) -> None:
        """Save it and switch it on, as one gesture."""
        name = isolated(str(raw(self.form.fields["name"])).strip())
        self.save_and(_switch_on, _("Rule saved and switched on: {name}").format(name=name))

    def dress(self) -> None:
        super().dress()
        self.sentence.setFont(self.theme.font("strong"))
        lead(self.sentence)
        self.aloud.setStyleSheet(self.theme.sheet("#aloud { background: $info_bg; border-radius: 8px; }"))


def _switch_on(session: Any, rule_id: int) -> None:
    from incidentdesk.respond.rule_change import switch_rule

    switch_rule(session, rule_id, True)


def _load_rule(database: Any, rule_id: int) -> tuple[Rule, Offers]:
    with database.read() as reader:
        return rule_of(reader, rule_id), rule_offers(reader)


def _load_offers(database: Any) -> Offers:
    with database.read() as reader:
        return rule_offers(reader)
