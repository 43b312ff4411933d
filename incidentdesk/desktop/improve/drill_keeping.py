"""Keeps the drills going whose sandbox lies on this machine, whichever page is shown, and gives way to a real major."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from incidentdesk import clock
from incidentdesk.desktop.changes import ChangeSignal
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.drill_stage import DrillStage
from incidentdesk.desktop.improve.drill_work import (
    Live,
    begin,
    finish,
    give_way,
    live_here,
    open_sandbox_of,
    play_due,
    play_one,
    told_by,
)
from incidentdesk.improve.drill import DrillState
from incidentdesk.improve.drill_list import DrillRow
from incidentdesk.improve.drill_playing import due_injects
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_BEAT = 1_000  # milliseconds
_REST = 10  # beats for which nothing is played after it has failed
_MAJOR = frozenset({"incident", "major_incident"})
_NUMBER = re.compile(r"INC-\d+")
Then = Callable[[Any], None]
Failed = Callable[[Refused], None]


def keeping_of(desk: Desk, window: Any) -> "DrillKeeping":
    """The one that keeps the drills of a window, made where there is none yet."""
    return window.findChild(DrillKeeping) or DrillKeeping(desk, window)


class DrillKeeping(QObject):
    """Emits `loaded` when the drills were read anew, `ticked` each second in which one is live, and `sandbox_changed`
    with the id of the drill in whose sandbox something was done."""

    loaded = Signal()
    ticked = Signal()
    sandbox_changed = Signal(int)

    def __init__(self, desk: Desk, window: Any) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        self.rows: dict[int, DrillRow] = {}
        self._sandboxes: dict[int, Any] = {}
        self._news: dict[int, ChangeSignal] = {}
        self._opening: set[int] = set()
        self.stages: dict[int, DrillStage] = {}
        self._playing = False
        self._resting = 0
        self._said: dict[int, str] = {}
        self._tells_running = False
        self._beat = QTimer(self, interval=_BEAT)
        self._beat.timeout.connect(self.beat)
        desk.changes.changed.connect(self._heard)
        window.installEventFilter(self)
        self._load()

    def tell_running(self) -> None:
        """Say once which drill still runs, for whoever opens the window again meanwhile."""
        self._tells_running = True

    # -- reading

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if "drill" in changes:
            self._load()
        running = any(row.state == DrillState.RUNNING for row in self.rows.values())
        if running and _MAJOR & changes.keys() and not self._desk.database.read_only:
            self._desk.background.run_latest("real majors", give_way, self._desk.database, self._desk.actor)

    def _load(self) -> None:
        self._desk.background.run_latest("live drills", live_here, self._desk.database, then=self._take)

    def _take(self, found: Sequence[Live]) -> None:
        before, self.rows = self.rows, {each.row.id: each.row for each in found}
        for each in found:
            if each.here and each.row.id not in self._sandboxes:
                self._open(each.row.id)
            if each.row.state == DrillState.PAUSED and self._ran(before.get(each.row.id)):
                self._say_paused(each.row)
            elif each.row.state == DrillState.RUNNING:
                self._window.unsay(self._said.pop(each.row.id, "-"))
            if each.row.id in before:
                self._show_played(before[each.row.id], each.row)
        for drill_id in [key for key in self.stages if key not in self.rows]:
            self._follow_ended(drill_id)
        for drill_id in self._sandboxes.keys() - self.rows.keys() - self.stages.keys():
            self._close(drill_id)
        if self._tells_running:
            self._tells_running = False
            self._say_running([each.row for each in found if each.here])
        self._beat.start() if self.rows else self._beat.stop()
        self._show_rows()
        self.loaded.emit()

    def _ran(self, row: DrillRow | None) -> bool:
        return row is not None and row.state == DrillState.RUNNING

    def _follow_ended(self, drill_id: int) -> None:
        self._desk.background.run(_row, self._desk.database, drill_id, then=self._show_row)

    def _show_rows(self) -> None:
        for row in self.rows.values():
            self._show_row(row)

    def _show_row(self, row: DrillRow | None) -> None:
        if row is not None and row.id in self.stages:
            self.stages[row.id].show_row(row, clock.stored(clock.now()))

    def _say_running(self, rows: Sequence[DrillRow]) -> None:
        row = next(iter(rows), None)
        if row is None:
            return
        running = row.state == DrillState.RUNNING
        said = _("{number} is under way: {title}.") if running else _("{number} is paused: {title}.")
        self._window.say(
            said.format(number=row.number, title=isolated(row.title)),
            "warning",
            _("Console of the drill"),
            lambda: self._window.open(row.number),
        )

    def _say_paused(self, row: DrillRow) -> None:
        """A real major incident goes first: whoever drills is brought back to the real desk."""
        found = _NUMBER.search(row.reason)
        if found is None:
            return
        text = self._said[row.id] = _("{drill} is paused. {reason}").format(drill=row.number, reason=row.reason)
        self._window.bring_forward()
        self._window.say(
            text,
            "danger",
            _("Open {number}").format(number=found[0]),
            lambda: self._window.open(found[0]),
        )

    # -- the sandbox

    def sandbox(self, drill_id: int) -> Any:
        """The open sandbox of a live drill; None where it does not lie here or is not open yet."""
        return self._sandboxes.get(drill_id)

    def _open(self, drill_id: int, then: Then | None = None) -> None:
        if drill_id in self._opening:
            return
        self._opening.add(drill_id)
        self._desk.background.run(
            open_sandbox_of, self._desk.database, drill_id,
            then=lambda sandbox: self._opened(drill_id, sandbox, then),
            failed=lambda refused: self._not_opened(drill_id, refused),
        )  # fmt: skip

    def _opened(self, drill_id: int, sandbox: Any, then: Then | None) -> None:
        self._opening.discard(drill_id)
        self._keep(drill_id, sandbox)
        if then is not None:
            then(sandbox)

    def _not_opened(self, drill_id: int, refused: Refused) -> None:
        self._opening.discard(drill_id)
        self._window.say(str(refused), "warning")

    def _keep(self, drill_id: int, sandbox: Any) -> None:
        if drill_id in self._sandboxes:
            sandbox.close()
            return
        self._sandboxes[drill_id] = sandbox
        news = self._news[drill_id] = ChangeSignal(sandbox, self)
        news.changed.connect(lambda _changes: self.sandbox_changed.emit(drill_id))
        self.sandbox_changed.emit(drill_id)

    def show_window(self, row: DrillRow) -> None:
        """The window on the sandbox; it comes forward where it is open."""
        stage = self.stages.get(row.id)
        if stage is not None:
            stage.window.bring_forward()
        elif row.id in self._sandboxes:
            self._show_stage(row, self._sandboxes[row.id])
        else:
            self._open(row.id, lambda sandbox: self._show_stage(row, sandbox))

    def _close(self, drill_id: int) -> None:
        self._news.pop(drill_id).deleteLater()
        self._sandboxes.pop(drill_id).close()

    def _left(self, drill_id: int) -> None:
        """The window on a sandbox was closed; of a drill that is over nothing is needed any more."""
        del self.stages[drill_id]
        if drill_id not in self.rows:
            self._close(drill_id)

    def _show_stage(self, row: DrillRow, sandbox: Any) -> None:
        stage = self.stages[row.id] = DrillStage(self._desk, sandbox, row, self._window)
        stage.closed.connect(lambda: self._left(row.id))
        stage.begin()
        stage.show_row(self.rows.get(row.id, row), clock.stored(clock.now()))

    # -- running

    def start(self, row: DrillRow, failed: Failed) -> None:
        """Make the sandbox, begin the drill and show its window."""

        def begun(sandbox: Any) -> None:
            self._keep(row.id, sandbox)
            self.show_window(row)

        database, actor = self._desk.database, self._desk.actor
        self._desk.background.run(begin, database, actor, row.id, then=begun, failed=failed)

    def end(self, drill_id: int, conclusion: str, then: Then, failed: Failed) -> None:
        """End a drill and score it by what was done in its sandbox."""
        database, actor = self._desk.database, self._desk.actor
        self._desk.background.run(finish, database, actor, drill_id, conclusion, then=then, failed=failed)

    def play(self, drill_id: int, key: str, failed: Failed) -> None:
        """Play an inject now, before its time."""
        sandbox = self.sandbox(drill_id)
        if sandbox is None:
            failed(
                Refused(_("The sandbox of this drill does not lie on this machine, so nothing is played from here."))
            )
            return
        self._desk.background.run(
            play_one, self._desk.database, sandbox, drill_id, key,
            then=lambda _none: self._load(), failed=failed,
        )  # fmt: skip

    def beat(self) -> None:
        """Play what is due, and let the clocks go on."""
        now = clock.stored(clock.now())
        self._show_rows()
        self.ticked.emit()
        if self._resting:
            self._resting -= 1
            return
        for drill_id, sandbox in self._sandboxes.items():
            row = self.rows.get(drill_id)
            if not self._playing and row is not None and due_injects(row, now):
                self._playing = True
                self._desk.background.run(
                    play_due, self._desk.database, sandbox, drill_id,
                    then=lambda _none: self._load(), failed=self._not_played,
                ).finished.connect(self._played)  # fmt: skip

    def _played(self) -> None:
        self._playing = False

    def _not_played(self, refused: Refused) -> None:
        self._resting = _REST
        self._window.say(str(refused), "warning")
        self._load()

    def _show_played(self, before: DrillRow, row: DrillRow) -> None:
        """Let what was played pop up in the sandbox, whoever has played it."""
        new = [each for each in row.content.injects if each.key in row.played and each.key not in before.played]
        if new and row.id in self.stages:
            self._desk.background.run(
                told_by, self._sandboxes[row.id], new,
                then=lambda played: self.stages[row.id].show_injects(played) if row.id in self.stages else None,
            )  # fmt: skip

    # -- the end

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Close:
            self.stop()
        return False

    def stop(self) -> None:
        """Leave all sandboxes; the drills stay as they are and go on when a window is open again."""
        self._beat.stop()
        for stage in list(self.stages.values()):
            stage.end()
        # Something may be played at this moment.
        self._desk.background.wait()
        for drill_id in list(self._sandboxes):
            self._close(drill_id)


def _row(database: Any, drill_id: int) -> DrillRow | None:
    from incidentdesk.improve.drill_list import drill_row

    with database.read() as reader:
        return drill_row(reader, drill_id)
