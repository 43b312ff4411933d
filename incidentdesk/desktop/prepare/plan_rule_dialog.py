"""One rule that chooses a plan for an incident."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.plan_rule_words import sentence_of
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, when_changed
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.language import _, isolated
from incidentdesk.prepare.known_names import KnownNames, known_names
from incidentdesk.prepare.plan_list import plans
from incidentdesk.prepare.plan_rule_list import ANY_PRIORITY
from incidentdesk.prepare.plan_rule_list import plan_rules as _rules
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 640, 330
_FACTS = ("plan", "category", "service", "priority", "words", "enabled")


@dataclass(frozen=True, slots=True)
class RuleNames:
    """What a rule is completed with; categories are also written as “Network › WAN”."""

    plans: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


def open_rule_dialog(
    desk: Desk, parent: QWidget, names: RuleNames, rule_id: int = 0, done: Callable[[int], None] | None = None
) -> "PlanRuleDialog":
    dialog = PlanRuleDialog(desk, names, rule_id, parent)
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class PlanRuleDialog(RecordDialog):
    def __init__(self, desk: Desk, names: RuleNames, rule_id: int, parent: QWidget | None) -> None:
        title = _("Rule") if rule_id else _("New rule")
        super().__init__(desk, title, RULE_STORE, rule_id, f"plan-rule-{rule_id or 'new'}", parent)
        self.plan, self.category, self.service = NameField(_("Plan")), NameField(_("Category")), NameField(_("Service"))
        for field, offered in (
            (self.plan, names.plans), (self.category, names.categories), (self.service, names.services),
        ):  # fmt: skip
            field.offer(offered)
        for field in (self.category, self.service):
            field.setPlaceholderText(_("any"))
        words = QLineEdit()
        words.setPlaceholderText(_("any"))
        words.setAccessibleDescription(_("One of these words is enough; lost+laptop are two that belong together"))
        words.setToolTip(words.accessibleDescription())
        self.sentence = QLabel(wordWrap=True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        form = self.form
        form.add_row(("plan", _("&Plan"), self.plan, 4), ("enabled", _("&State"), _states(), 2))
        form.add_row(("category", _("&Category"), self.category, 3), ("service", _("&Service"), self.service, 3))
        form.add_row(
            ("words", _("&Words of the title or tags"), words, 4), ("priority", _("P&riority"), _priorities(), 2)
        )
        form.add_whole(self.sentence)
        self.begin(
            {"plan": "", "category": "", "service": "", "words": "", "priority": ANY_PRIORITY, "enabled": True},
            _WIDTH,
            _HEIGHT,
        )
        for field in form.fields.values():
            when_changed(field, self._tell)
        self._tell()
        self.plan.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_facts(self, facts: Facts) -> None:
        super().show_facts({**facts, "enabled": "on" if facts.get("enabled") in (True, "on") else "off"})

    def _tell(self) -> None:
        fields = {name: raw(field) for name, field in self.form.fields.items()}
        words = sentence_of(
            fields["category"].strip(), fields["service"].strip(), fields["priority"] or ANY_PRIORITY, fields["words"]
        )
        self.sentence.setText(words)
        self.sentence.setAccessibleName(words)

    def said(self, created: bool) -> str:
        name = isolated(self.plan.text().strip())
        return (_("Rule added for {plan}") if created else _("Rule of {plan} changed")).format(plan=name)

    def why_not(self) -> tuple[str, str]:
        return ("", "") if self.values()["plan"] else ("plan", _("Say which plan it chooses."))

    def words(self, field: str, value: Any) -> str | None:
        return (_("on") if value == "on" else _("off")) if field == "enabled" else None


def _states() -> ChoiceBox:
    return ChoiceBox([("on", _("On")), ("off", _("Off"))])


def _priorities() -> ChoiceBox:
    some = [(number, _("{number} or higher").format(number=number)) for number in range(2, ANY_PRIORITY)]
    return ChoiceBox([(ANY_PRIORITY, _("any")), (1, _("only 1")), *some])


def load_names(reader: Any) -> RuleNames:
    known: KnownNames = known_names(reader)
    below = [f"{above} › {each}" for above, names in known.subcategories.items() for each in names]
    return RuleNames(
        tuple(row.name for row in plans(reader)), tuple(sorted((*known.categories, *below), key=str.casefold)),
        known.services,
    )  # fmt: skip


def _stored(facts: Facts) -> Facts:
    return {name: value == "on" if name == "enabled" else value for name, value in facts.items()}


def _read(reader: Any, rule_id: int) -> Facts:
    rule = next((each for each in _rules(reader) if each.id == rule_id), None)
    if rule is None:
        raise Refused(_("This rule is not there any more; somebody has taken it away."))
    return {name: getattr(rule, name) for name in _FACTS} | {"enabled": "on" if rule.enabled else "off"}


def _create(session: Any, facts: Facts) -> int:
    from incidentdesk.prepare.plan_rule_change import write_rule

    return write_rule(session, **_stored(facts))


def _change(session: Any, rule_id: int, changes: Facts, seen: Facts) -> None:
    from incidentdesk.prepare.plan_rule_change import change_rule

    change_rule(session, rule_id, _stored(changes), seen=_stored(seen))


def _give_up(session: Any, rule_id: int, given_up: Facts) -> None:
    from incidentdesk.prepare.plan_rule_change import give_up_rule

    give_up_rule(session, rule_id, _stored(given_up))


def _withdraw(session: Any, rule_id: int) -> None:
    from incidentdesk.prepare.plan_rule_change import withdraw_rule

    withdraw_rule(session, rule_id)


RULE_STORE = RecordStore(
    noun="plan_rule", read=_read, create=_create, change=_change, give_up=_give_up, withdraw=_withdraw
)
