"""Which plan fits which incident: the rules in the order in which they are asked, and a line to try them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.plan_rule_dialog import RuleNames, load_names, open_rule_dialog
from incidentdesk.desktop.prepare.plan_rule_words import rule_sentence
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.button import Button, IconButton
from incidentdesk.desktop.widgets.form_grid import ChoiceBox
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.desktop.writing import write
from incidentdesk.language import _, isolated
from incidentdesk.prepare.plan_rule_choice import choosing_rule
from incidentdesk.prepare.plan_rule_list import PlanRule, plan_rules
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT, _MOST = 860, 620, 8
_NOUNS = frozenset({"plan_rule", "plan", "plan_version", "category", "service"})


@dataclass(frozen=True, slots=True)
class _Found:
    rules: tuple[PlanRule, ...]
    names: RuleNames
    # Ids of categories and services by their names in lower case; a subcategory has that of its category too.
    categories: Mapping[str, tuple[int | None, int | None]]
    services: Mapping[str, int]


class PlanRulesSheet(Sheet):
    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Which plan fits which incident"), parent)
        self.desk = desk
        self.found = _Found((), RuleNames(), {}, {})
        self._wanted = 0
        self._build()
        self._connect()
        self.dress()
        self.fit(_WIDTH, _HEIGHT)
        self.load()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- building

    def _build(self) -> None:
        theme = self.desk.theme
        self.message = MessageBar(theme)
        self.told = QLabel(
            _("The first rule that fits proposes its plan. Only approved plans are proposed."), wordWrap=True
        )
        self.list = TwoLineList(theme, _("Rules"), most=_MOST, marked=True)
        self.list.setAccessibleDescription(
            _("Enter changes one, Space switches it, Ctrl+Up and Ctrl+Down move it, Del removes it")
        )
        self.nothing = QLabel(_("No rule yet: no plan is proposed by itself."), wordWrap=True)
        self.add = Button(theme, _("&Add a rule…"), "plus")
        self.edit = Button(theme, _("&Edit…"), "edit")
        self.turn = Button(theme, _("&Switch off"))
        self.up = IconButton(theme, "chevron-up", _("Up"), description=_("Ask it earlier (Ctrl+Up)"))
        self.down = IconButton(theme, "chevron-down", _("Down"), description=_("Ask it later (Ctrl+Down)"))
        self.remove = IconButton(theme, "trash", _("Remove"), description=_("Remove the rule (Del)"))
        bar = QHBoxLayout()
        bar.setSpacing(8)
        for widget in (self.add, self.edit, self.turn):
            bar.addWidget(widget)
        bar.addStretch(1)
        for widget in (self.up, self.down, self.remove):
            bar.addWidget(widget)
        self._build_try()
        for widget in (self.message, self.told):
            self.body.addWidget(widget)
        self.body.addLayout(bar)
        self.body.addWidget(self.nothing)
        self.body.addWidget(self.list)
        self.body.addStretch(1)
        self.body.addWidget(self.try_title)
        self.body.addLayout(self.tries)
        self.body.addWidget(self.answer)
        self.add_close_button(_("Close"))

    def _build_try(self) -> None:
        self.try_title = QLabel(_("Try it"))
        self.title = QLineEdit()
        self.title.setPlaceholderText(_("Title of an incident"))
        self.title.setAccessibleName(_("Title of an incident"))
        self.title.setAccessibleDescription(_("The plan that would be proposed for it is said below"))
        self.category, self.service = NameField(_("Category")), NameField(_("Service"))
        self.category.setPlaceholderText(_("Category"))
        self.service.setPlaceholderText(_("Service"))
        self.priority = ChoiceBox([(number, _("Priority {number}").format(number=number)) for number in range(1, 6)])
        self.priority.setAccessibleName(_("Priority"))
        self.priority.setAccessibleDescription(_("Priority"))
        self.priority.choose(3)
        self.answer = QLabel(wordWrap=True)
        self.answer.setTextFormat(Qt.TextFormat.PlainText)
        self.tries = QHBoxLayout()
        self.tries.setSpacing(8)
        for widget, share in ((self.title, 3), (self.category, 2), (self.service, 2), (self.priority, 1)):
            self.tries.addWidget(widget, share)

    def _connect(self) -> None:
        self.list.opened.connect(lambda _key: self.change())
        self.list.removed.connect(lambda _key: self.take_away())
        self.list.currentRowChanged.connect(lambda _row: self._show_buttons())
        for button, run in (
            (self.add, self.new), (self.edit, self.change), (self.turn, self.switch), (self.remove, self.take_away),
        ):  # fmt: skip
            button.clicked.connect(run)
        for button in (self.add, self.edit, self.turn):
            # Enter in the list is for the rule that is chosen.
            button.setAutoDefault(False)
        self.up.clicked.connect(lambda: self.move_rule(-1))
        self.down.clicked.connect(lambda: self.move_rule(1))
        _bind(self.list, "Ctrl+Up", lambda: self.move_rule(-1))
        _bind(self.list, "Ctrl+Down", lambda: self.move_rule(1))
        _bind(self.list, "Space", self.switch)
        for line in (self.title, self.category, self.service):
            line.textChanged.connect(lambda _text: self.try_out())
        self.priority.currentIndexChanged.connect(lambda _at: self.try_out())
        self.desk.changes.changed.connect(self._heard)

    # -- reading

    def load(self) -> None:
        self.desk.background.run_latest(
            f"plan rules of {id(self)}", _load, self.desk.database, then=self._take, failed=self.fail
        )

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if _NOUNS & changes.keys():
            self.load()

    def _take(self, found: _Found) -> None:
        self.found = found
        self.category.offer(found.names.categories)
        self.service.offer(found.names.services)
        wanted, self._wanted = self._wanted or self.list.key(), 0
        self.list.show_items([_item(place, rule) for place, rule in enumerate(found.rules, 1)])
        for row, rule in enumerate(found.rules):
            self.list.item(row).setToolTip(rule_sentence(rule))
        ids = [rule.id for rule in found.rules]
        if ids:
            self.list.setCurrentRow(ids.index(wanted) if wanted in ids else max(0, self.list.currentRow()))
        self.nothing.setVisible(not ids)
        self._show_buttons()
        self.try_out()

    def rule(self) -> PlanRule | None:
        return next((each for each in self.found.rules if each.id == self.list.key()), None)

    def _show_buttons(self) -> None:
        rule, row = self.rule(), self.list.currentRow()
        why = str(self.desk.database.read_only)
        for button in (self.edit, self.turn, self.remove):
            button.setEnabled(rule is not None and not why)
        self.add.setEnabled(not why)
        self.up.setEnabled(rule is not None and row > 0 and not why)
        self.down.setEnabled(rule is not None and row + 1 < len(self.found.rules) and not why)
        self.turn.setText(_("&Switch on") if rule and not rule.enabled else _("&Switch off"))

    def fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")

    # -- writing

    def new(self) -> None:
        open_rule_dialog(self.desk, self, self.found.names, done=self._stand_on)

    def change(self) -> None:
        rule = self.rule()
        if rule is not None and self.edit.isEnabled():
            open_rule_dialog(self.desk, self, self.found.names, rule.id, done=self._stand_on)

    def _stand_on(self, rule_id: int) -> None:
        self._wanted = rule_id
        self.load()

    def switch(self) -> None:
        rule = self.rule()
        if rule is None or not self.turn.isEnabled():
            return
        said = _("Rule of {plan} switched off") if rule.enabled else _("Rule of {plan} switched on")
        self._write(_turning(rule.id, not rule.enabled), said.format(plan=isolated(rule.plan)))

    def move_rule(self, by: int) -> None:
        rule, ids = self.rule(), [each.id for each in self.found.rules]
        if rule is None or not 0 <= ids.index(rule.id) + by < len(ids) or not self.edit.isEnabled():
            return
        at = ids.index(rule.id)
        ids.insert(at + by, ids.pop(at))
        self._wanted = rule.id
        self._write(_arranging(ids), _("Rule of {plan} moved").format(plan=isolated(rule.plan)))

    def take_away(self) -> None:
        rule = self.rule()
        if rule is not None and self.remove.isEnabled():
            self._write(_withdrawing(rule.id), _("Rule of {plan} removed").format(plan=isolated(rule.plan)), toast=True)

    def _write(self, act: Any, said: str, *, toast: bool = False) -> None:
        self.message.clear()
        write(self.desk, self, act, said, failed=self.fail, toast=toast)

    # -- trying

    def try_out(self) -> None:
        """Say which plan an incident would get."""
        found = self.found
        category, service = self.category.text().strip().casefold(), self.service.text().strip().casefold()
        unknown = [
            text for text, known in ((self.category.text(), found.categories), (self.service.text(), found.services))
            if text.strip() and text.strip().casefold() not in known
        ]  # fmt: skip
        rule = choosing_rule(
            found.rules,
            categories=found.categories.get(category, (None, None)),
            service_id=found.services.get(service),
            priority=self.priority.currentData(),
            title=self.title.text(),
            tags=_tags(self.title.text()),
        )
        self.answer.setText(self._answer(rule, unknown))
        self.answer.setAccessibleName(self.answer.text())

    def _answer(self, rule: PlanRule | None, unknown: Sequence[str]) -> str:
        if unknown:
            return _("There is no “{name}” yet.").format(name=isolated(unknown[0].strip()))
        if not (self.title.text().strip() or self.category.text().strip() or self.service.text().strip()):
            return _("Type a title, or choose a category or a service.")
        if rule is None:
            return _("No rule fits: no plan is proposed.")
        place = [each.id for each in self.found.rules].index(rule.id) + 1
        return _("{plan} is proposed, by rule {place}.").format(plan=isolated(rule.plan), place=place)

    def dress(self) -> None:
        super().dress()
        for label in (self.told, self.nothing):
            self.theme.tint(label, "text2")
        self.try_title.setFont(self.theme.font("strong"))


def _item(place: int, rule: PlanRule) -> dict[str, Any]:
    mark: Mark = ("check", "success")
    note = ""
    if not rule.enabled:
        mark, note = ("minus", "hint"), _("off")
    elif not rule.plan_is_approved:
        mark, note = ("dots", "warning"), _("passed over: the plan is not approved")
    return {"key": rule.id, "head": rule_sentence(rule), "text": f"{place}  {rule.plan}", "note": note, "mark": mark}


def _tags(title: str) -> list[str]:
    return [word for word in title.split() if word.startswith("#")]


def _bind(widget: QWidget, keys: str, run: Any) -> None:
    shortcut = QShortcut(QKeySequence(keys), widget)
    shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
    shortcut.activated.connect(run)


def _load(database: Any) -> _Found:
    with database.read() as reader:
        categories: dict[str, tuple[int | None, int | None]] = {}
        for category_id, name, parent_id, above in reader.rows(
            "SELECT c.id, c.name, c.parent_id, above.name FROM category c LEFT JOIN category above ON"
            " above.id = c.parent_id WHERE c.withdrawn_at IS NULL"
        ):
            written = f"{above} › {name}" if parent_id is not None else str(name)
            categories[written.casefold()] = (parent_id, category_id) if parent_id is not None else (category_id, None)
        services = {
            str(name).casefold(): int(service_id)
            for service_id, name in reader.rows("SELECT id, name FROM service WHERE withdrawn_at IS NULL")
        }
        return _Found(tuple(plan_rules(reader)), load_names(reader), categories, services)


def _turning(rule_id: int, enabled: bool) -> Any:
    def act(session: Any) -> None:
        from incidentdesk.prepare.plan_rule_change import change_rule

        change_rule(session, rule_id, {"enabled": enabled})

    return act


def _arranging(ids: list[int]) -> Any:
    def act(session: Any) -> None:
        from incidentdesk.prepare.plan_rule_change import arrange_rules

        arrange_rules(session, ids)

    return act


def _withdrawing(rule_id: int) -> Any:
    def act(session: Any) -> None:
        from incidentdesk.prepare.plan_rule_change import withdraw_rule

        withdraw_rule(session, rule_id)

    return act
