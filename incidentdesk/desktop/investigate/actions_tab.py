"""The corrective actions of all incidents and problems, as a list with the overdue first and as a board."""

from collections.abc import Sequence
from datetime import date

from incidentdesk import clock
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.action_board import ACTION_BOARD
from incidentdesk.desktop.investigate.action_card import due_words, whole_due
from incidentdesk.desktop.investigate.action_commands import ActionCommands
from incidentdesk.desktop.investigate.action_dialog import open_action_dialog
from incidentdesk.desktop.records.board_pane import BoardPane
from incidentdesk.desktop.records.column import Column, Now
from incidentdesk.desktop.records.table_pane import Kept, RecordListing
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.state_mark import ACTION_MARK, EFFECT_MARK
from incidentdesk.detect.priority import priority_label
from incidentdesk.investigate.action_hint import reminder_hint
from incidentdesk.investigate.action_list import ActionRow, actions, only_reminders
from incidentdesk.investigate.action_query import action_query
from incidentdesk.investigate.action_state import OPEN_STATES, ActionState
from incidentdesk.investigate.subject import Subject
from incidentdesk.language import N_, _, ngettext
from incidentdesk.measure.effectiveness import Verdict
from incidentdesk.measure.judged_action import JudgedAction, judged, words_of

_ORDER = {state: place for place, state in enumerate(ActionState)}


def _due(row: ActionRow, now: Now) -> str:
    return due_words(row, date.fromisoformat(now.today))


def _late(row: ActionRow, now: Now) -> bool:
    return row.overdue(now.today)


_VERDICTS = {verdict: place for place, verdict in enumerate(Verdict)}


def _whole_effect(row: JudgedAction, _now: Now) -> str:
    if row.effect is None:
        return _("Not done yet")
    return "\n".join(filter(None, (f"{row.effect.name}. {row.effect.sentence}", row.effect.counted)))


COLUMNS = (
    Column(
        "priority", N_("Priority"), lambda row, _now: priority_label(row.priority), lambda row: row.priority, 88,
        priority=lambda row: row.priority, field="priority",
    ),
    Column("number", N_("Number"), lambda row, _now: row.number, lambda row: row.id, 96, 4, role=lambda *_: "text2"),
    Column(
        "text", N_("What is to be done"), lambda row, _now: row.text, lambda row: row.text,
        whole=lambda row, _now: f"{row.text}\n{row.detail}".strip(),
    ),
    Column(
        "state", N_("State"), lambda row, _now: _(row.state), lambda row: _ORDER[ActionState(row.state)], 128,
        mark=lambda row: ACTION_MARK[ActionState(row.state)], field="state",
        whole=lambda row, _now: f"{_(row.state)}: {row.dropped_reason}" if row.dropped_reason else _(row.state),
    ),
    Column(
        "owner", N_("Owner"), lambda row, _now: row.owner or _("nobody"), lambda row: row.owner, 132, 1,
        role=lambda row, _now: "text" if row.owner else "hint", field="owner",
    ),
    Column(
        "due", N_("Due"), _due, lambda row: row.due_on, 108,
        whole=lambda row, now: whole_due(row, date.fromisoformat(now.today)), strong=_late,
        role=lambda row, now: "danger" if _late(row, now) else "text", field="due_on",
    ),
    Column(
        "effect", N_("Effectiveness"), lambda row, _now: row.effect.name if row.effect else "",
        lambda row: _VERDICTS[row.effect.verdict] if row.effect else len(_VERDICTS), 148, 3, whole=_whole_effect,
        mark=lambda row: EFFECT_MARK[row.effect.verdict] if row.effect else None,
    ),
    Column(
        "subject", N_("For"), lambda row, _now: row.subject_number, lambda row: row.subject_number, 96, 2,
        whole=lambda row, _now: f"{row.subject_number} {row.subject_title}".strip(), role=lambda *_: "text2",
    ),
    Column("effort", N_("Effect"), lambda row, _now: _(row.effort), lambda row: row.effort, 88, 6),
    Column(
        "type", N_("Type"), lambda row, _now: _(row.type) if row.type else "", lambda row: row.type, 176, 5,
    ),
)  # fmt: skip


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Corrective actions"),
        icon="action",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, today: judged(reader, actions(reader, today=today), clock.stored(clock.now())),
        nouns=frozenset({
            "corrective_action", "incident", "problem", "problem_incident", "person", "cause", "investigation",
        }),
        searched=lambda row: row.text,
        counted=lambda count: ngettext("{count} action", "{count} actions", count).format(count=count),
        placeholder=_("Words, or overdue, owner:me, state:committed, due:this-week, effective:no, -is:open"),
        nothing=_("No corrective actions yet"),
        teaching=_("An action keeps an incident from happening again. Propose one here, or beside its cause."),
        making=_("New action"),
        offered=("action.state", "action.owner", "action.due", "action.priority"),
        more=("analyses.open", "analyses.subject", "action.effect", None, "analyses.remove"),
        menu=(
            "analyses.open", "analyses.subject", "action.effect", None,
            "action.state", "action.owner", "action.due", "action.priority", None, "edit.copy", None, "analyses.remove",
        ),
    )  # fmt: skip


class ActionsTab(BoardPane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing(), ACTION_BOARD, "actions_view")
        self.hint = MessageBar(desk.theme)
        self._hinted: list[Subject] = []
        self._hint_left: list[Subject] = []
        self.hint.dismissed.connect(self._leave_hint)
        self.column.insertWidget(1, self.hint)
        self.commands = ActionCommands(desk, self, self.selected, self.current, lambda: self.anchor("text"), self._fail)
        self.board.moved.connect(lambda rows, state: self.commands.move(state, rows))
        self.table.edit_wanted.connect(self._edit)
        self._declare_own()
        self.ready()

    def _declare_own(self) -> None:
        commands = self.commands
        nothing, row = self.why_nothing, self.why_no_row
        ahead, back = ("Ctrl+Left", "Ctrl+Right") if self.isRightToLeft() else ("Ctrl+Right", "Ctrl+Left")
        own = (
            ("action.state", _("S&tate…"), commands.choose_state, ("S",), "state", 30, nothing),
            ("action.owner", _("O&wner…"), commands.choose_owner, ("A",), "assign", 30, nothing),
            ("action.due", _("&Due date…"), commands.choose_due, ("D",), "calendar", 30, nothing),
            ("action.priority", _("&Priority…"), commands.choose_priority, ("P",), "priority", 30, nothing),
            ("action.next", _("&Next state"), lambda: commands.step(1), (ahead,), "forward", 30, self._why_no_next),
            ("action.back", _("Pre&vious state"), lambda: commands.step(-1), (back,), "back", 30, self._why_no_back),
            ("action.view", _("List or &board"), self.turn, ("B",), "columns", 40, lambda: ""),
            ("analyses.subject", _("Open the &incident or problem"), self._go, ("I",), "incident", 20, row),
            ("action.effect", _("Does it wor&k?…"), self._show_effect, ("E",), "metric", 20, self._why_no_effect),
            ("analyses.remove", _("Move to the tras&h"), commands.remove, ("Del",), "trash", 90, nothing),
        )  # fmt: skip
        for action_id, text, run, keys, icon, section, why in own:
            self.desk.registry.add(Action(action_id, text, run, icon, keys, "analyses", "analysis", section, why), self)

    # -- reading

    def refresh(self) -> None:
        super().refresh()
        self.commands.load_names()

    def keep(self, text: str, rows: Sequence[ActionRow]) -> Kept:
        query = action_query(text, me=self.desk.actor, today=self.table.now().today, verdicts=words_of(rows))
        return Kept([row for row in rows if query.holds(row)], " ".join(query.hints))

    def _take(self, rows: Sequence[ActionRow]) -> None:
        super()._take(rows)
        self._show_hint(rows)

    def _show_hint(self, rows: Sequence[ActionRow]) -> None:
        """Say for which incidents nothing but people-reminders is planned, as long as something is still planned."""
        planned = {row.subject for row in rows if row.state in OPEN_STATES}
        self._hinted = [subject for subject in only_reminders(rows) if subject in planned]
        if not self._hinted or self._hinted == self._hint_left:
            self.hint.hide()
            return
        first = self._hinted[0].number
        if len(self._hinted) == 1:
            said = _("{number}: {hint}").format(number=first, hint=reminder_hint())
        else:
            more = len(self._hinted) - 1
            said = ngettext("{number} and {count} more: {hint}", "{number} and {count} more: {hint}", more)
            said = said.format(number=first, count=more, hint=reminder_hint())
        self.hint.say(said, "warning", _("Show {number}").format(number=first), lambda: self._show_subject(first))

    def _leave_hint(self) -> None:
        self._hint_left = self._hinted

    def _show_subject(self, number: str) -> None:
        key = "incident" if number.startswith("INC") else "problem"
        self.filter.set_text(f"{key}:{number}")

    # -- doing

    def new(self) -> None:
        open_action_dialog(self.desk, self, done=self.stand_on)

    def open_row(self, row: ActionRow) -> None:
        self.show_record(row.id)

    def show_record(self, action_id: int) -> None:
        self.stand_on(action_id)
        open_action_dialog(self.desk, self, action_id)

    def _go(self) -> None:
        row = self.selected()[0]
        if row.subject is not None:
            self.opened.emit(row.subject_number)

    def _show_effect(self) -> None:
        """The numbers behind the verdict, and the way to the incidents behind the numbers."""
        from incidentdesk.desktop.measure.effectiveness_sheet import EffectivenessSheet

        row = self.selected()[0]
        sheet = EffectivenessSheet(self.desk, f"{row.number} {row.text}", row.effect, self.window())
        sheet.wanted.connect(self.opened)
        sheet.open()

    def _why_no_effect(self) -> str:
        if not self.has_row():
            return self.why_no_row()
        return "" if self.selected()[0].effect else _("It is not done yet, so there is nothing after it to look at.")

    def _edit(self, _row: ActionRow, column: Column) -> None:
        run = {
            "state": self.commands.choose_state, "owner": self.commands.choose_owner,
            "due_on": self.commands.choose_due, "priority": self.commands.choose_priority,
        }  # fmt: skip
        if not self.why_nothing():
            run[column.field]()

    def _why_no_next(self) -> str:
        return self.why_nothing() or self.commands.why_no_way(1)

    def _why_no_back(self) -> str:
        return self.why_nothing() or self.commands.why_no_way(-1)
