"""The page of one problem."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.conflict_dialog import ConflictDialog, given_up
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.evidence_pane import EvidencePane
from incidentdesk.desktop.investigate.problem_cards import (
    ActionsCard,
    AnalysisCard,
    DetailsCard,
    HistoryCard,
    IncidentsCard,
    KnownErrorCard,
)
from incidentdesk.desktop.investigate.problem_commands import ProblemCommands
from incidentdesk.desktop.investigate.problem_header import ProblemHeader, addressed
from incidentdesk.desktop.investigate.problem_writing import changing, deciding
from incidentdesk.desktop.records.page_stack import PageStack
from incidentdesk.desktop.respond.command_card import CommandCard
from incidentdesk.desktop.respond.fact_field import FactField, TextEditor
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.desktop.writing import write
from incidentdesk.investigate.problem_sheet import ProblemSheet, problem_sheet
from incidentdesk.investigate.problem_state import ProblemState
from incidentdesk.investigate.subject import PROBLEM, Subject
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.measure.judged_action import judged
from incidentdesk.prepare.known_names import KnownNames, known_names
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict

_GATHERING = 150  # milliseconds
# Below this width, at the usual text size, there is one column of cards instead of two.
_WIDE = 820
_EVIDENCE_HEIGHT = 280  # logical pixels
_NOUNS = frozenset({
    "problem", "problem_incident", "incident", "known_error", "corrective_action", "investigation", "cause", "person",
    "service",
})  # fmt: skip


class ProblemPage(QWidget):
    """Emits `opened(reference)` to go elsewhere; `shown` comes whenever what was read stands on the page."""

    opened = Signal(str)
    shown = Signal()

    def __init__(self, desk: Desk, problem_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.problem_id = desk, problem_id
        self.number = Subject(PROBLEM, problem_id).number
        self.sheet: ProblemSheet | None = None
        self.names = KnownNames()
        self._build()
        self.commands = ProblemCommands(self)
        self._build_evidence()
        self.header.more.setMenu(self.commands.menu(self.header.more))
        self._connect()
        self._dress()
        self.refresh()

    # -- building

    def _build(self) -> None:
        desk = self.desk
        self.header = ProblemHeader(desk, self.problem_id)
        self.message = MessageBar(desk.theme)
        self.fields: dict[str, FactField] = {}
        self.description = self._text_card("description", _("Description"), _("Enter describes what keeps going wrong"))
        self.workaround = self._text_card("workaround", _("Workaround"), _("Enter says what helps until it is gone"))
        self.push = self.workaround.add_button(
            LinkButton(desk.theme, "", "send", description=_("Write the workaround into the linked open incidents"))
        )
        self.resolution = self._text_card("resolution", _("Resolution"), _("Enter says what removed the cause"))
        self.risk = self._text_card("risk_reason", _("Accepted risk"), "")
        self.details_card = DetailsCard(desk)
        self.fields |= self.details_card.fields
        self.incidents_card, self.actions_card = IncidentsCard(desk), ActionsCard(desk)
        self.analysis_card, self.known_error_card = AnalysisCard(desk), KnownErrorCard(desk)
        self.history_card = HistoryCard(desk)
        self._lay_out()

    def _text_card(self, name: str, heading: str, hint: str) -> CommandCard:
        """A card with one text that is changed where it stands."""
        card = CommandCard(self.desk, heading)
        show = lambda value: {"text": value} if value else {"text": hint or "—", "hint": True}  # noqa: E731
        field = FactField(self.desk, name, heading, lambda: TextEditor(heading), show, lines=14, bare=True)
        self.fields[name] = field
        card.inside.addWidget(field)
        card.dress()
        return card

    def _lay_out(self) -> None:
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        for column, cards in (
            (
                self._left,
                (self.description, self.workaround, self.resolution, self.risk, self.analysis_card, self.actions_card),
            ),
            (self._right, (self.details_card, self.incidents_card, self.known_error_card, self.history_card)),
        ):
            column.setSpacing(12)
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
        inner = QWidget()
        inner.setObjectName("inner")
        self._columns = QHBoxLayout(inner)
        self._columns.setContentsMargins(16, 12, 16, 16)
        self._columns.setSpacing(12)
        self._columns.addLayout(self._left, 3)
        self._columns.addLayout(self._right, 2)
        self.scroll = scrolling(inner, _("Problem"))
        whole = QWidget()
        column = _column(whole)
        column.addWidget(self.header)
        self._margin = QWidget()
        margin = QVBoxLayout(self._margin)
        margin.setContentsMargins(16, 8, 16, 0)
        margin.addWidget(self.message)
        self._margin.hide()
        column.addWidget(self._margin)
        column.addWidget(self.scroll, 1)
        gone = EmptyState(
            self.desk.theme, "problem", "", "", _("Back to the list"), lambda: self.opened.emit("analyses#problems")
        )
        self.stack = PageStack(self, whole, gone)

    def _build_evidence(self) -> None:
        """Below what is known of the causes; the commands for it are those of the page."""
        self.evidence_card = CommandCard(self.desk, _("Evidence"))
        self.evidence = EvidencePane(self.desk, Subject(PROBLEM, self.problem_id), self, self.commands.why_nothing)
        self.evidence.setMinimumHeight(_EVIDENCE_HEIGHT)
        self.evidence_card.inside.addWidget(self.evidence)
        self.evidence_card.dress()
        self._left.insertWidget(self._left.indexOf(self.analysis_card) + 1, self.evidence_card)
        self.evidence.opened.connect(self.opened)
        self.evidence.refused.connect(self.say_refused)
        self.evidence.renamed.connect(lambda: self.evidence_card.count(self.evidence.count()))

    def _connect(self) -> None:
        desk, header, commands = self.desk, self.header, self.commands
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING)
        self._gathering.timeout.connect(self._load)
        desk.changes.changed.connect(self._heard)
        desk.theme.changed.connect(self._dress)
        self.message.dismissed.connect(self._margin.hide)
        header.back_wanted.connect(lambda: self.opened.emit("analyses#problems"))
        header.title_committed.connect(self.change)
        header.state_wanted.connect(commands.move)
        header.priority_wanted.connect(commands.choose_priority)
        header.owner_wanted.connect(commands.choose_owner)
        for field in self.fields.values():
            field.committed.connect(self.change)
        self.push.clicked.connect(commands.push)
        self.incidents_card.opened.connect(self.opened)
        self.incidents_card.add_wanted.connect(commands.link)
        self.incidents_card.release_wanted.connect(commands.release)
        self.incidents_card.return_wanted.connect(commands.return_to_work)
        self.actions_card.action_wanted.connect(commands.open_action)
        self.actions_card.new_wanted.connect(commands.new_action)
        self.analysis_card.part_wanted.connect(lambda part: self.opened.emit(f"{self.number}/{part}"))
        self.known_error_card.make_wanted.connect(commands.make_known_error)
        self.known_error_card.open_wanted.connect(commands.open_known_error)

    # -- reading

    def refresh(self) -> None:
        """Read everything anew; what is being typed stays."""
        self._load()
        self.desk.background.run_latest(
            f"names of {id(self)}", _load_names, self.desk.database, then=self._offer, failed=self.say_refused
        )

    def _load(self) -> None:
        self.desk.background.run_latest(
            f"problem {self.problem_id} of {id(self)}",
            _load_sheet,
            self.desk.database,
            self.problem_id,
            clock.now().astimezone(self.desk.zone).date().isoformat(),
            then=self._show,
            failed=self._say_absent,
        )

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if _NOUNS & changes.keys():
            self._gathering.start()

    def _show(self, sheet: ProblemSheet) -> None:
        self.sheet = sheet
        self.stack.show_whole()
        self.header.show_sheet(sheet)
        for name, field in self.fields.items():
            field.show_value(sheet.facts[name])
        for card in (
            self.details_card,
            self.incidents_card,
            self.actions_card,
            self.analysis_card,
            self.known_error_card,
            self.history_card,
        ):
            card.show_sheet(sheet)
        ended = sheet.state in (ProblemState.RESOLVED, ProblemState.CLOSED)
        self.resolution.setVisible(ended or bool(sheet.facts["resolution"]))
        self.risk.setVisible(bool(sheet.facts["risk_reason"]))
        self._show_push(sheet)
        self._show_trash(sheet.withdrawn)
        self.desk.registry.refresh()
        self.shown.emit()

    def _show_push(self, sheet: ProblemSheet) -> None:
        count = self.commands.open_incidents()
        text = ngettext("Push to {count} incident…", "Push to {count} incidents…", count).format(count=count)
        self.push.setText(text)
        self.push.setAccessibleName(text)
        why = self.commands.why_no_push()
        self.push.setEnabled(not why)
        self.push.setToolTip(why or _("Write the workaround into the linked open incidents"))
        self.push.setVisible(bool(sheet.facts["workaround"] and count))

    def _show_trash(self, withdrawn: bool) -> None:
        said = _("This problem is in the trash.")
        if withdrawn:
            self.say(said, "warning", _("Bring it back"), self.commands.restore)
        elif self.message.text == said:
            self.message.clear()

    def _offer(self, names: KnownNames) -> None:
        self.names = names
        self.fields["owner"].offer(names.staff)
        self.fields["service"].offer(names.services)

    def _say_absent(self, refused: Refused) -> None:
        if self.sheet is not None:
            self.say_refused(refused)
            return
        self.stack.say_absent(_("{number} can't be shown").format(number=self.number), str(refused))

    def say_refused(self, refused: Refused) -> None:
        self.say(str(refused), "danger")

    def say(self, text: str, kind: str, action: str = "", run: Callable[[], None] | None = None) -> None:
        """A message above the cards."""
        self._margin.show()
        self.message.say(text, kind, action, run)

    # -- facts

    def change(self, field: str, value: Any, seen: Any) -> None:
        """Save a changed fact; where somebody else has changed it meanwhile, a person decides."""
        write(
            self.desk,
            self,
            changing(self.problem_id, {field: value}, {field: seen}),
            _("{number} changed").format(number=self.number),
            failed=lambda refused: self._not_changed(field, value, seen, refused),
        )

    def _not_changed(self, field: str, value: Any, seen: Any, refused: Refused) -> None:
        if isinstance(refused, Conflict):
            self._decide(field, value, seen, refused)
            return
        view = self.header.title if field == "title" else self.fields[field]
        view.fail(value, seen, str(refused))

    def _decide(self, field: str, value: Any, seen: Any, conflict: Conflict) -> None:
        """Ask which text stays; who goes on writing finds the own text in its field."""
        dialog = ConflictDialog(self.desk, conflict, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        view = self.header.title if field == "title" else self.fields[field]
        sentence = _("Not saved yet: {name} has changed it too.").format(name=isolated(conflict.changed_by))
        dialog.rejected.connect(lambda: view.fail(value, seen, sentence))
        dialog.accepted.connect(lambda: self._decided(field, value, conflict, dialog.decided()))
        dialog.open()

    def _decided(self, field: str, value: Any, conflict: Conflict, decided: dict[str, Any]) -> None:
        theirs = {clash.field: clash.theirs for clash in conflict.clashes}
        write(
            self.desk,
            self,
            deciding(self.problem_id, {field: value, **decided}, theirs, given_up(conflict, decided)),
            _("{number} changed").format(number=self.number),
            failed=lambda refused: self._not_changed(field, decided[field], theirs[field], refused),
        )

    # -- what the window asks

    def title(self) -> str:
        return addressed(self.sheet) if self.sheet else self.number

    def show_part(self, part: str) -> None:
        """The evidence, or one piece of it: "evidence", "evidence/12"."""
        key, _slash, evidence_id = part.partition("/")
        if key != "evidence":
            return
        self.scroll.ensureWidgetVisible(self.evidence_card)
        self.evidence.list.setFocus(Qt.FocusReason.OtherFocusReason)
        if evidence_id.isdecimal():
            self.evidence.show_record(int(evidence_id))

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        if self.stack.is_absent:
            return [self.stack.gone.action_button]
        first = self.fields["description"].value_label
        lists = [card.list for card in (self.incidents_card, self.actions_card) if card.list.count()]
        return [first, *lists]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _WIDE * max(100, self.desk.theme.scale) // 100
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._columns.direction() != direction:
            self._columns.setDirection(direction)

    def _dress(self) -> None:
        theme = self.desk.theme
        self.scroll.setStyleSheet(
            theme.sheet("#inner, QScrollArea { background: $window; border: none; }" + SCROLL_BARS)
        )


def _column(widget: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout


def _load_sheet(database: Any, problem_id: int, today: str) -> ProblemSheet:
    with database.read() as reader:
        sheet = problem_sheet(reader, problem_id, today=today)
        return replace(sheet, actions=tuple(judged(reader, sheet.actions, clock.stored(clock.now()))))


def _load_names(database: Any) -> KnownNames:
    with database.read() as reader:
        return known_names(reader)
