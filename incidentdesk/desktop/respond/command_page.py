"""The command view of an incident: everything that whoever leads must see, on one screen (R2)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.records.page_stack import PageStack
from incidentdesk.desktop.respond.command_commands import CommandCommands
from incidentdesk.desktop.respond.command_header import CommandHeader
from incidentdesk.desktop.respond.command_roles import RolesCard
from incidentdesk.desktop.respond.command_services import ServicesCard
from incidentdesk.desktop.respond.command_story import DecisionsCard, LatestCard
from incidentdesk.desktop.respond.command_tasks import TasksCard
from incidentdesk.desktop.respond.command_updates import UpdatesCard
from incidentdesk.desktop.respond.major_commands import MajorCommands
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.tab_order import in_reading_order
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.respond.command_sheet import CommandSheet, command_sheet

_NOUNS = frozenset({
    "incident", "entry", "task", "task_dependency", "plan_run", "incident_role", "major_incident", "announcement",
    "update_schedule", "outbox_message", "audience", "service", "service_dependency", "person", "sla", "calendar",
    "setting",
})  # fmt: skip
_GATHERING = 150  # milliseconds
_BEAT = 1_000  # milliseconds


class MoreCard(Protocol):
    """A card that a later phase brings; it reads by itself, and hides where it has nothing to say."""

    opened: SignalInstance

    def refresh(self) -> None: ...

    def tick(self, now: int) -> None:
        """Show the time as it is, in microseconds since 1970."""
        ...


MakeCard = Callable[[Desk, int], MoreCard]


class CommandPage(QWidget):
    """Emits `opened(reference)` to go elsewhere; `shown` comes whenever what was read stands on the page.

    `cards` make what later phases bring along; they stand between the updates and the roles. On a full screen it has
    all the room and large letters, so that it can be read from afar.
    """

    fills_screen = True

    opened = Signal(str)
    shown = Signal()

    def __init__(
        self, desk: Desk, incident_id: int, parent: QWidget | None = None, *, cards: Iterable[MakeCard] = ()
    ) -> None:
        super().__init__(parent)
        self.desk, self.incident_id = desk, incident_id
        self.more_cards = [make(desk, incident_id) for make in cards]
        self.command: CommandSheet | None = None
        self._read_at = 0
        self._stale = False
        self.major = MajorCommands(desk, incident_id, self, self.why_nothing)
        self.commands = CommandCommands(self)
        self._build()
        self._connect()
        self.refresh()

    # -- building

    def _build(self) -> None:
        desk = self.desk
        self.header = CommandHeader(desk, self.incident_id)
        self.message = MessageBar(desk.theme)
        self.updates, self.roles = UpdatesCard(desk), RolesCard(desk)
        self.tasks, self.services = TasksCard(desk), ServicesCard(desk)
        self.decisions, self.latest = DecisionsCard(desk, f"{number(self.incident_id)}-decision"), LatestCard(desk)
        columns = QHBoxLayout()
        columns.setContentsMargins(16, 12, 16, 12)
        columns.setSpacing(12)
        for cards, share in (
            (((self.updates, 0), *((card, 0) for card in self.more_cards), (self.roles, 1)), 4),
            (((self.tasks, 3), (self.services, 1)), 5),
            (((self.decisions, 3), (self.latest, 4)), 5),
        ):
            column = QVBoxLayout()
            column.setSpacing(12)
            for card, stretch in cards:
                column.addWidget(card, stretch)
            columns.addLayout(column, share)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        self._margin = QWidget()
        margin = QVBoxLayout(self._margin)
        margin.setContentsMargins(16, 8, 16, 0)
        margin.addWidget(self.message)
        self._margin.hide()
        column.addWidget(self._margin)
        column.addLayout(columns, 1)
        gone = EmptyState(
            self.desk.theme, "incident", "", "", _("Back to the list"), lambda: self.opened.emit("incidents"),
            _("Try again"), self.refresh,
        )  # fmt: skip
        self.stack = PageStack(self, whole, gone)

    def _connect(self) -> None:
        desk, commands = self.desk, self.commands
        name = number(self.incident_id)
        self.message.dismissed.connect(self._margin.hide)
        self.header.opened.connect(self.opened)
        self.header.clocks.explain_wanted.connect(commands.explain)
        self.updates.write_wanted.connect(lambda audience_id: commands.write_update([audience_id]))
        self.updates.all_wanted.connect(lambda: self.opened.emit(f"{name}#updates"))
        self.roles.hand_over_wanted.connect(commands.hand_over)
        self.roles.give_wanted.connect(commands.give_role)
        self.tasks.tick_wanted.connect(commands.tick)
        self.tasks.plan_wanted.connect(lambda: self.opened.emit(f"{name}#plan"))
        self.services.map_wanted.connect(lambda: self.opened.emit("service-map"))
        self.decisions.decided.connect(commands.decide)
        self.decisions.timeline_wanted.connect(lambda: self.opened.emit(f"{name}#timeline"))
        for card in self.more_cards:
            card.opened.connect(self.opened)
        # The keys of the page are letters, so there must be a way out of the line by a key.
        escape = QShortcut(Qt.Key.Key_Escape, self.decisions.line, context=Qt.ShortcutContext.WidgetShortcut)
        escape.activated.connect(lambda: self.header.back.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self.latest.timeline_wanted.connect(lambda: self.opened.emit(f"{name}#timeline"))
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING)
        self._gathering.timeout.connect(self._load)
        self._beat = QTimer(self, interval=_BEAT)
        self._beat.timeout.connect(self._tick)
        self._beat.start()
        desk.changes.changed.connect(self._heard)
        desk.theme.changed.connect(self._dress)

    # -- the page in the window

    def title(self) -> str:
        if self.command is None:
            return _("{number}: command view").format(number=number(self.incident_id))
        title = isolated(self.command.sheet.facts["title"])
        return _("{number} {title}: command view").format(number=number(self.incident_id), title=title)

    def keep(self) -> None:
        self.decisions.keep()

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        if self.stack.is_absent:
            return [self.stack.gone.action_button]
        tasks = [self.tasks.lines[0].box] if self.tasks.lines else []
        updates = [self.updates.lines[0].button] if self.updates.lines else [self.updates.write]
        return [self.header.back, *updates, *tasks, self.decisions.line, self.latest.list]

    def why_nothing(self) -> str:
        """Why nothing can be changed here, as a sentence; "" where it can."""
        if self.desk.database.read_only:
            return str(self.desk.database.read_only)
        if self.command is None:
            return _("The incident is not shown yet.")
        return _("The incident is in the trash. Bring it back first.") if self.command.sheet.withdrawn else ""

    # -- reading

    def refresh(self) -> None:
        self._load()
        for card in self.more_cards:
            card.refresh()

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if _NOUNS & changes.keys():
            self._gathering.start()

    def _load(self) -> None:
        """Read it anew, as soon as somebody can see it."""
        self._stale = self.command is not None and not self.isVisible()
        if self._stale:
            return
        self.desk.background.run_latest(
            f"command view {self.incident_id} of {id(self)}", _read, self.desk.database, self.incident_id,
            then=self._show, failed=self._say_absent,
        )  # fmt: skip

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._load()

    def _show(self, found: tuple[CommandSheet, int]) -> None:
        self.command, self._read_at = found
        self.stack.show_whole()
        self.major.know(self.command.major, self.command.triggers)
        self._fill()
        in_reading_order((
            self.header, self.message, self.updates, *self.more_cards, self.roles, self.tasks, self.services,
            self.decisions, self.latest,
        ))  # fmt: skip
        self.desk.registry.refresh()
        self.shown.emit()

    def _fill(self) -> None:
        command, now, why = self.command, clock.stored(clock.now()), self.why_nothing()
        self.header.show_sheet(command, now)
        self.updates.show_updates(command.updates, command.drafts, now, why)
        self.roles.show_roles(command.roles, command.hands_on, why)
        steps = sorted(command.next_steps, key=lambda each: each.due_at is None or each.due_at > now)
        self.tasks.show_tasks(steps, command.finished, command.unmet, now, why)
        self.services.show_services(command.services)
        self.decisions.show_decisions(command.decisions, now, why)
        self.latest.show_latest(command.latest, now)

    def _tick(self) -> None:
        """Show the time as it is; what an audience waits for is read anew when its time has come."""
        if self.command is None or not self.isVisible():
            return
        now = clock.stored(clock.now())
        for part in (self.header, self.updates, self.tasks, self.decisions, self.latest, *self.more_cards):
            part.tick(now)
        marks = [each.due_at for each in (*self.command.updates, *self.command.clocks.clocks) if each.due_at]
        if any(self._read_at < at <= now for at in marks):
            self._gathering.start()

    def _say_absent(self, refused: Refused) -> None:
        if self.command is not None:
            self.say_refused(refused)
            return
        name = number(self.incident_id)
        self.stack.say_absent(_("{number} can't be shown").format(number=name), str(refused))

    def say_refused(self, refused: Refused) -> None:
        self.say(str(refused), "danger")

    def say(self, text: str, kind: str, action: str = "", run: Callable[[], None] | None = None) -> None:
        self._margin.show()
        self.message.say(text, kind, action, run)

    def _dress(self) -> None:
        if self.command is not None:
            self._fill()


def _read(database: Any, incident_id: int) -> tuple[CommandSheet, int]:
    now = clock.stored(clock.now())
    with database.read() as reader:
        return command_sheet(reader, incident_id, now), now
