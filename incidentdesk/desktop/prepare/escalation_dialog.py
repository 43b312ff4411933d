"""The dialog of one escalation policy: its steps, the policy read aloud, and whom it would call."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.step_card import Targets
from incidentdesk.desktop.prepare.steps_field import StepsField
from incidentdesk.desktop.record_dialog import RecordDialog, RecordStore
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, text_box, when_changed
from incidentdesk.desktop.widgets.time_field import TimeField
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.escalation import MOST_REPEATS
from incidentdesk.prepare.escalation_change import (
    change_escalation,
    create_escalation,
    give_up_escalation,
    withdraw_escalation,
)
from incidentdesk.prepare.escalation_list import (
    Policy,
    calendar_choices,
    escalation_facts,
    policy_of,
    steps_in,
    target_choices,
)
from incidentdesk.prepare.escalation_words import Call, calls, policy_sentence, step_sentence, warnings
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_WIDTH, _HEIGHT = 780, 720
_ASKED_AFTER = 200  # milliseconds from a key to the question whom it would call


def open_escalation_dialog(
    desk: Desk, parent: QWidget, policy_id: int = 0, *, done: Callable[[int], None] | None = None
) -> "EscalationDialog":
    """Show a policy, or add a new one; `done(id)` follows when it is saved."""
    dialog = EscalationDialog(desk, policy_id, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class EscalationDialog(RecordDialog):
    def __init__(self, desk: Desk, policy_id: int, parent: QWidget | None) -> None:
        title = _("Escalation policy") if policy_id else _("New escalation policy")
        super().__init__(desk, title, ESCALATION_STORE, policy_id, f"escalation-{policy_id or 'new'}", parent)
        self._calendars: dict[str, int] = {}
        self._asking = QTimer(self, singleShot=True, interval=_ASKED_AFTER)
        self._asking.timeout.connect(self._ask)
        self._build()
        self.begin(
            {"name": "", "description": "", "repeats": 0, "calendar": "", "steps": "[]"}, _WIDTH, _HEIGHT
        )  # fmt: skip
        for name in ("name", "repeats", "calendar", "steps"):
            when_changed(self.form.fields[name], self._told)
        self.at.changed.connect(self._asking.start)
        if not policy_id:
            desk.background.run(_load_offer, desk.database, then=lambda found: self._offer(*found), failed=self.fail)
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        self.calendar = ChoiceBox()
        self.steps = StepsField(self.theme)
        counts = [(0, _("not repeated"))]
        for count in range(1, MOST_REPEATS + 1):
            text = ngettext("{count} time more", "{count} times more", count).format(count=count)
            counts.append((count, text))
        form = self.form
        form.add_row(
            ("name", _("&Name"), QLineEdit(maxLength=200), 2),
            ("repeats", _("All of it is &repeated"), ChoiceBox(counts), 2),
            ("calendar", _("&Working hours are those of"), self.calendar, 2),
        )
        form.add_row(("description", _("&Description"), text_box(), 6))
        form.fields["description"].setFixedHeight(64)
        form.add_row(("steps", _("Steps, until somebody acknowledges"), self.steps, 6))
        self.sentence, self.called, self.asked = (QLabel(wordWrap=True) for _label in range(3))
        for label in (self.sentence, self.called):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        form.add_whole(self.sentence)
        self.at = TimeField(self.theme, self.desk.zone, _("Time of the test"))
        self.asked.setText(_("Who would be called if it &began at"))
        self.asked.setBuddy(self.at)
        form.add_whole(self.asked)
        form.add_whole(self.at)
        form.add_whole(self.called)

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        return (_("Escalation policy added: {name}") if created else _("Escalation policy changed: {name}")).format(
            name=name
        )

    def words(self, field: str, value: Any) -> str | None:
        """Steps in sentences, with the names that are known here."""
        if field != "steps":
            return None
        known = {(kind, key): name for kind, each in self.steps.targets.items() for key, name in each}
        return _steps_aloud(str(value), known)

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["name"]:
            return "name", _("An escalation policy needs a name, such as Network, day and night.")
        why = self.steps.why_not()
        if why:
            return "steps", why
        return "", ""

    # -- reading

    def load(self) -> None:
        self.desk.background.run_latest(
            f"record of {id(self)}",
            _load_policy,
            self.desk.database,
            self.record_id,
            then=self._loaded_policy,
            failed=self.fail,
        )

    def _loaded_policy(self, found: tuple[Policy, Targets, Sequence[tuple[int, str]]]) -> None:
        policy, targets, calendars = found
        self._offer(targets, calendars)
        self._loaded(escalation_facts(policy))
        self._told()

    def _offer(self, targets: Targets, calendars: Sequence[tuple[int, str]]) -> None:
        self._calendars = {name: key for key, name in calendars}
        self.steps.offer(targets)
        self.calendar.offer([("", _("whoever is notified")), *((name, name) for name in self._calendars)])
        self._told()

    # -- what it says and whom it would call

    def shown_policy(self) -> Policy:
        """The policy as it stands in the fields."""
        calendar = str(raw(self.calendar) or "")
        return Policy(
            self.record_id, str(raw(self.form.fields["name"])), repeats=int(raw(self.form.fields["repeats"]) or 0),
            calendar_id=self._calendars.get(calendar), calendar=calendar, steps=self.steps.steps(),
        )  # fmt: skip

    def _told(self) -> None:
        self.sentence.setText(policy_sentence(self.shown_policy()))
        self.sentence.setAccessibleName(self.sentence.text())
        self._asking.start()

    def _ask(self) -> None:
        try:
            at = clock.stored(self.at.value() or clock.now())
        except Refused:
            return
        self.desk.background.run_latest(
            f"calls of {id(self)}", _find_calls, self.desk.database, self.shown_policy(), at, then=self._answer,
            failed=self.fail,
        )  # fmt: skip

    def _answer(self, found: tuple[list[Call], dict[int, str]]) -> None:
        called, wrong = found
        self.steps.warn(wrong)
        now = clock.stored(clock.now())
        lines = [f"{moment.day_and_time(call.at, now, self.desk.zone)}  {call_words(call)}" for call in called]
        self.called.setText("\n".join(lines) or _("Nobody would be called: there is no step yet."))
        self.called.setAccessibleName(self.called.text())

    def dress(self) -> None:
        super().dress()
        self.theme.tint(self.called, "text2")
        self.sentence.setFont(self.theme.font("strong"))


def call_words(call: Call) -> str:
    """ "Step 2: L. Novák, on call (Network); then Mei Okafor"."""
    if call.why_not:
        said = _("nobody, {why}").format(why=call.why_not)
    else:
        first = call.reached[0]
        said = f"{isolated(first.name)}, {first.source}"
        if call.step.target_kind == "team":
            said = ", ".join(isolated(each.name) for each in call.reached)
    line = _("Step {place}: {who}").format(place=call.step.position, who=said)
    return f"{line} ({call.condition})" if call.condition else line


def _steps_aloud(text: str, known: dict[tuple[str, int], str]) -> str:
    said = []
    for step in steps_in(text):
        key = next((each for each in (step.role_id, step.rota_id, step.person_id, step.team_id) if each), 0)
        said.append(step_sentence(replace(step, target=known.get((step.target_kind, key), ""))))
    return "\n".join(said)


def _row(reader: Reader, policy_id: int) -> Policy:
    found = policy_of(reader, policy_id)
    if found is None:
        raise Refused(_("The escalation policy is not there any more; somebody has taken it away."))
    return found


ESCALATION_STORE = RecordStore(
    noun="escalation_policy",
    read=lambda reader, key: escalation_facts(_row(reader, key)),
    create=lambda session, facts: create_escalation(session, **facts),
    change=lambda session, key, changes, seen: change_escalation(session, key, changes, seen=seen),
    give_up=give_up_escalation,
    withdraw=withdraw_escalation,
)


def _load_policy(database: Any, policy_id: int) -> tuple[Policy, Targets, Sequence[tuple[int, str]]]:
    with database.read() as reader:
        return _row(reader, policy_id), target_choices(reader), calendar_choices(reader)


def _load_offer(database: Any) -> tuple[Targets, Sequence[tuple[int, str]]]:
    with database.read() as reader:
        return target_choices(reader), calendar_choices(reader)


def _find_calls(database: Any, policy: Policy, at: int) -> tuple[list[Call], dict[int, str]]:
    with database.read() as reader:
        return calls(reader, policy, at), warnings(reader, policy, at)
