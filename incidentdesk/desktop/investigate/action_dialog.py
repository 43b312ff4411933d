"""The dialog of one corrective action: everything about it, and the way to its next state."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.action_move_dialog import VERB, ActionMoveDialog, asks
from incidentdesk.desktop.investigate.action_writing import (
    ActionContext,
    action_store,
    facts_in,
    linking,
    load_action,
    load_context,
    moving,
)
from incidentdesk.desktop.record_dialog import Facts, RecordDialog
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.day_field import DayField
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, text_box, when_changed
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.desktop.widgets.state_bar import StateBar
from incidentdesk.desktop.widgets.state_mark import ACTION_MARK, EFFECT_MARK
from incidentdesk.detect.priority import PRIORITIES, priority_label
from incidentdesk.investigate.action_hint import likely_type, reminder_hint, reminders_only
from incidentdesk.investigate.action_list import ActionRow
from incidentdesk.investigate.action_number import action_number
from incidentdesk.investigate.action_state import DONE_STATES, FOLLOWING, PROMISED_STATES, ActionState
from incidentdesk.investigate.action_type import ActionType
from incidentdesk.investigate.cause_graph import EFFECT, STATUS_GLYPH, Effort, Status
from incidentdesk.investigate.subject import Subject, subject_of
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.measure.judged_action import JudgedAction
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 760, 700
_LOOK_AFTER = 250  # milliseconds after the last key in the number of the subject
NEW: Facts = {
    "subject": "", "text": "", "detail": "", "cause": EFFECT, "effort": str(Effort.PREVENT), "type": "", "owner": "",
    "due_on": "", "priority": 3, "verification": "", "completion": "",
}  # fmt: skip


def open_action_dialog(
    desk: Desk,
    parent: QWidget,
    action_id: int = 0,
    *,
    subject: Subject | None = None,
    cause_key: str = "",
    done: Callable[[int], None] | None = None,
    text: str = "",
) -> "ActionDialog":
    """Show an action, or write a new one for an incident or a problem; `done(id)` follows when it is saved.

    `cause_key` names the cause that a new one answers, `text` is what it begins with.
    """
    dialog = ActionDialog(desk, action_id, subject, cause_key, text, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class ActionDialog(RecordDialog):
    def __init__(
        self, desk: Desk, action_id: int, subject: Subject | None, cause_key: str, text: str, parent: QWidget | None
    ) -> None:
        title = action_number(action_id) if action_id else _("New corrective action")
        key = f"action-{action_id}" if action_id else f"action-new-{subject.number if subject else ''}-{cause_key}"
        super().__init__(desk, title, action_store(subject), action_id, key, parent)
        self._subject = subject
        self._row: JudgedAction | None = None
        self._context = ActionContext(subject)
        self._linked_before = 0
        self._build()
        subject_text = subject.number if subject else ""
        self.begin({**NEW, "subject": subject_text, "cause": cause_key or EFFECT, "text": text}, _WIDTH, _HEIGHT)
        if not action_id:
            self._load_context()
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    # -- building

    def _build(self) -> None:
        self.states = StateBar(self.theme)
        self.states.wanted.connect(self.go)
        self.about = QLabel(wordWrap=True)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.effect = QLabel(wordWrap=True)
        self.effect.setTextFormat(Qt.TextFormat.PlainText)
        self.hint = MessageBar(self.theme)
        self.body.insertWidget(1, self.about)
        self.body.insertWidget(2, self.states)
        self.body.insertWidget(3, self.effect)
        self.about.hide()
        self.effect.hide()
        self._looking = QTimer(self, singleShot=True, interval=_LOOK_AFTER)
        self._looking.timeout.connect(self._load_context)
        self._add_what()
        self._add_how()
        for name in ("text", "type"):
            when_changed(self.form.fields[name], self._show_hint)
        if not self.record_id:
            self.commit = self.add_button(_("&Commit"), QDialogButtonBox.ButtonRole.ActionRole)
            self.commit.setToolTip(_("Save it as promised: it needs an owner and a due date"))
            self.commit.clicked.connect(lambda: self.go(ActionState.COMMITTED))

    def _add_what(self) -> None:
        form = self.form
        self.cause = ChoiceBox([(EFFECT, _("no particular one"))])
        form.add_row(("text", _("What is &to be done"), QLineEdit(maxLength=500), 6))
        if self.record_id or self._subject is not None:
            form.add_row(("cause", _("Ca&use that it answers"), self.cause, 6))
            return
        subject = QLineEdit(placeholderText=_("INC-0042 or PRB-0003"))
        subject.textChanged.connect(lambda _text: self._looking.start())
        form.add_row(
            ("subject", _("&For which incident or problem"), subject, 3),
            ("cause", _("Ca&use that it answers"), self.cause, 3),
        )

    def _add_how(self) -> None:
        desk, theme, form = self.desk, self.theme, self.form
        self.owner = NameField(_("Owner"), _("Who does it; a new name is added"))
        self.me = Button(theme, _("&Me"), "user", description=_("I do it"))
        self.me.setAutoDefault(False)
        self.me.clicked.connect(lambda: self.owner.setText(desk.actor))
        efforts = [(str(each), _(each)) for each in Effort]
        types = [("", _("not chosen")), *((str(each), _(each)) for each in ActionType)]
        form.add_row(
            ("effort", _("&Effect"), Chooser(theme, _("Effect"), efforts), 4),
            ("type", _("T&ype"), ChoiceBox(types), 2),
        )
        form.add_row(
            ("owner", _("&Owner"), self.owner, 2),
            ("due_on", _("&Due"), DayField(theme, desk.zone, _("Due")), 2),
            ("priority", _("&Priority"), ChoiceBox([(each, priority_label(each)) for each in PRIORITIES]), 2),
            beside={"owner": self.me},
        )
        form.add_row(("detail", _("Det&ails"), text_box(), 6), stretch=2)
        self.evidence = ChoiceBox([(0, _("no evidence linked"))])
        self.evidence.setAccessibleName(_("Evidence of completion"))
        self.evidence.setAccessibleDescription(_("Evidence of the incident or problem that shows that it was done"))
        form.add_row(
            ("verification", _("How it will be seen that it &works"), text_box(), 3),
            ("completion", _("What shows that it was do&ne"), text_box(), 3),
            stretch=2,
        )
        form.add_whole(self.evidence)
        self.evidence.hide()
        form.add_whole(self.hint)

    # -- words

    def saving_verb(self) -> str:
        return _("Save") if self.record_id else _("Propose")

    def said(self, created: bool) -> str:
        text = isolated(self._typed("text"))
        if created:
            return _("Action proposed: {text}").format(text=text)
        return _("{number} changed").format(number=action_number(self.record_id))

    def removed_sentence(self) -> str:
        return _("{number} moved to the trash").format(number=action_number(self.record_id))

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["text"]:
            return "text", _("Say what is to be done.")
        if "subject" in values:
            try:
                subject_of(values["subject"])
            except Refused:
                return "subject", _("Say for which incident or problem, as INC-0042.")
        return self._why_not_there(self._row.state) if self._row is not None else ("", "")

    def _typed(self, name: str) -> str:
        """What stands in a field; it need not make sense."""
        return str(raw(self.form.fields[name])).strip()

    def _why_not_promised(self) -> tuple[str, str]:
        if not self._typed("owner"):
            return "owner", _("A committed action needs an owner: who will do it?")
        if not self._typed("due_on"):
            return "due_on", _("A committed action needs a due date: until when?")
        return "", ""

    # -- reading

    def load(self) -> None:
        self.desk.background.run_latest(
            f"record of {id(self)}",
            load_action,
            self.desk.database,
            self.record_id,
            then=self._loaded_action,
            failed=self.fail,
        )

    def _loaded_action(self, found: tuple[JudgedAction, int | None, ActionContext]) -> None:
        self._row, linked, context = found
        self._subject = self._row.subject
        self._offer(context)
        if self._linked_before == (self.evidence.currentData() or 0):
            self.evidence.choose(linked or 0)
        self._linked_before = linked or 0
        self._show_state()
        self._loaded(facts_in(self._row))
        self._show_hint()

    def _load_context(self) -> None:
        subject = self._subject
        field = self.form.fields.get("subject")
        if field is not None:
            try:
                subject = subject_of(str(raw(field)))
            except Refused:
                subject = None
        self.desk.background.run_latest(
            f"context of {id(self)}",
            load_context,
            self.desk.database,
            subject,
            then=self._offer_new,
            failed=self._no_subject,
        )

    def _offer_new(self, context: ActionContext) -> None:
        self._offer(context)
        self._show_hint()

    def _no_subject(self, refused: Refused) -> None:
        if "subject" in self.form.fields:
            self.form.complain("subject", str(refused))
        else:
            self.fail(refused)

    def _offer(self, context: ActionContext) -> None:
        self._context = context
        causes = [
            (key, f"{'   ' * (depth - 1)}{STATUS_GLYPH[Status(status)]} {text}")
            for key, status, depth, text in context.causes
        ]
        self.cause.offer([(EFFECT, _("no particular one")), *causes])
        self.evidence.offer([(0, _("no evidence linked")), *context.evidence])
        self.evidence.setVisible(bool(self.record_id and context.evidence))
        self.owner.offer(context.names.staff)
        about = _("For {number} {title}") if context.subject else ""
        if about:
            about = about.format(number=context.subject.number, title=isolated(context.subject_title))
        self.about.setText(about)
        self.about.setVisible(bool(about))

    def _show_hint(self) -> None:
        own = likely_type(self._typed("type"), self._typed("text"))
        types = [own, *(likely_type(type_, text) for type_, text in self._context.others)]
        if reminders_only(types):
            if not self.hint.text:
                self.hint.say(reminder_hint(), "warning", dismissable=False)
        else:
            self.hint.hide()

    # -- states

    def _show_state(self) -> None:
        row = self._row
        late = row.overdue(self._today())
        self.states.show_state(
            ACTION_MARK[ActionState(row.state)], self._state_words(row), "danger" if late else "text"
        )
        self._show_effect()
        following = FOLLOWING[ActionState(row.state)]
        self.states.offer(((str(each), VERB[each]()) for each in following), why_not=str(self.desk.database.read_only))

    def _show_effect(self) -> None:
        """Whether what was done has helped."""
        found = self._row.effect
        self.effect.setVisible(found is not None)
        if found is not None:
            self.effect.setText(f"{found.name}: {found.sentence}")
            self.effect.setAccessibleName(_("Effectiveness: {text}").format(text=self.effect.text()))
            self.effect.setToolTip(found.counted)
            self._tint_effect()

    def _tint_effect(self) -> None:
        if self._row is not None and self._row.effect is not None:
            self.theme.tint(self.effect, EFFECT_MARK[self._row.effect.verdict][1])

    def _state_words(self, row: ActionRow) -> str:
        now, zone = clock.stored(clock.now()), self.desk.zone
        if row.state == ActionState.DROPPED and row.dropped_reason:
            return _("{state}: {reason}").format(state=_(row.state), reason=isolated(row.dropped_reason))
        if row.verified_at is not None:
            day = moment.day(row.verified_at, now, zone)
            return _("Verified by {name}, {day}").format(name=isolated(row.verified_by), day=day)
        if row.completed_at is not None and row.state == ActionState.DONE:
            return _("Done, {day}").format(day=moment.day(row.completed_at, now, zone))
        if row.overdue(self._today()):
            days = (date.fromisoformat(self._today()) - date.fromisoformat(row.due_on)).days
            late = ngettext("{count} day overdue", "{count} days overdue", days).format(count=days)
            return _("{state} · {late}").format(state=_(row.state), late=late)
        return _(row.state)

    def _today(self) -> str:
        return clock.now().astimezone(self.desk.zone).date().isoformat()

    def go(self, state: str) -> None:
        """Save what is typed and bring the action to a state, asking for what that needs."""
        from incidentdesk.investigate.action_move import ActionMove

        name, sentence = self._why_not_there(state)
        if name:
            self.complain(name, sentence)
        elif self._row is not None and asks(state, [self._as_typed()]):
            rows, staff = [self._as_typed()], self._context.names.staff
            dialog = ActionMoveDialog(self.desk, state, self._move_title(state), rows, staff, self)
            dialog.wanted.connect(lambda: self._save_moved(dialog.wish(), dialog))
            dialog.open()
        else:
            self._save_moved(ActionMove(state))

    def _why_not_there(self, state: str) -> tuple[str, str]:
        """What the fields lack for a state, as `why_not` says it."""
        if state in PROMISED_STATES and (missing := self._why_not_promised())[0]:
            return missing
        if state in DONE_STATES and not self._as_typed().completion:
            return "completion", _("Say what shows that it was done.")
        return "", ""

    def _as_typed(self) -> ActionRow:
        """The action with what is typed; linked evidence speaks for itself."""
        values = {name: self._typed(name) for name in ("owner", "due_on", "completion")}
        shown = values["completion"] or (self.evidence.currentText() if self.evidence.currentData() else "")
        return replace(self._row, **{**values, "completion": shown})

    def _move_title(self, state: str) -> str:
        return _("{verb}: {text}").format(verb=VERB[ActionState(state)](), text=isolated(self._row.text))

    def _save_moved(self, wish: Any, dialog: ActionMoveDialog | None = None) -> None:
        if dialog is not None:
            dialog.accept()
        text = isolated(self._typed("text"))
        said = _("{state}: {text}").format(state=_(wish.state), text=text)
        self.save_and(self._with_evidence(moving(wish)), said)

    def save_and(self, act: Callable[[Any, int], None] | None, said: str = "") -> None:
        super().save_and(act or self._with_evidence(None), said)

    def _with_evidence(self, act: Callable[[Any, int], None] | None) -> Callable[[Any, int], None] | None:
        """Link the evidence that was chosen before anything else."""
        chosen = self.evidence.currentData() or 0
        if chosen == self._linked_before:
            return act

        def both(session: Any, action_id: int) -> None:
            linking(chosen or None)(session, action_id)
            if act is not None:
                act(session, action_id)

        return both

    def dress(self) -> None:
        super().dress()
        self.theme.tint(self.about, "text2")
        self._tint_effect()
