"""The cause graph that a diagram edits: changed in memory at once, saved behind it, taken back step by step."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.draft_timer import DraftTimer
from incidentdesk.desktop.drafts import draft, forget_draft, keep_draft
from incidentdesk.desktop.investigate.cause_draft import Typed, as_values, from_values
from incidentdesk.desktop.investigate.cause_queue import Waiting, batch_of, together
from incidentdesk.desktop.investigate.cause_saving import (
    GivenUp,
    LoadedCauses,
    Rejected,
    load_causes,
    save_causes,
    undo_elsewhere,
)
from incidentdesk.desktop.investigate.cause_steps import ElsewhereStep, GestureStep, touched_keys
from incidentdesk.desktop.investigate.gesture_state import (
    is_about,
    is_decidable,
    is_so,
    rebased,
    still_to_do,
    typed_gesture,
    typed_texts,
)
from incidentdesk.investigate.cause_editing import text_of
from incidentdesk.investigate.cause_graph import CauseGraph, Gesture, applied, merged, opposite
from incidentdesk.investigate.subject import Subject
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict

_RETRIED_AFTER = 5_000  # milliseconds
SAVED, SAVING, UNDECIDED, TROUBLE = "saved", "saving", "undecided", "trouble"


@dataclass(frozen=True, slots=True)
class SaveState:
    """SAVED, SAVING, UNDECIDED while a person has to choose after a conflict, or TROUBLE; `why` it is not saved."""

    kind: str = SAVED
    why: str = ""


class CauseDocument(QObject):
    """`graph` is what stands in the database with everything laid on it that is not saved yet.

    Signals: `loaded` when there is a graph for the first time; `changed` when it has become another; `stepped` with the
    keys that an undo or redo was about; `refused` with the Refused of a gesture, `rejected` with what the database
    would not take and the texts that were in it; `conflicted` with a Conflict, to be answered by `decide`; `recovered`
    with the texts of a draft; `absent` with the Refused where nothing can be read; `state_changed`.
    """

    loaded = Signal()
    changed = Signal()
    stepped = Signal(object)
    refused = Signal(object)
    rejected = Signal(object, str)
    conflicted = Signal(object)
    recovered = Signal(str)
    absent = Signal(object)
    state_changed = Signal()

    def __init__(self, desk: Desk, subject: Subject, draft_key: str, parent: QObject | None = None) -> None:
        """`draft_key` names what is typed here and not saved; no other document that is open may have the same."""
        super().__init__(parent)
        self._desk, self.subject, self._draft_key = desk, subject, draft_key
        self.graph = CauseGraph()
        self.title = ""
        self.is_loaded = False
        self.stack = QUndoStack(self)
        self.state = SaveState()
        self._stored = CauseGraph()
        self._start: Gesture = ()
        self._queue: list[Waiting] = []
        self._under_way = 0
        self._one_by_one = False
        self._held = False
        self._conflict: Conflict | None = None
        self._typed: Typed | None = None
        self._written = self._read_after = 0
        self._sent: Gesture = ()
        self._stopped = False
        self._afterwards: list[Callable[[], None]] = []
        self._has_draft = False
        self._sending = QTimer(self, singleShot=True, interval=0)
        self._sending.timeout.connect(self._send)
        self._retrying = QTimer(self, singleShot=True, interval=_RETRIED_AFTER)
        self._retrying.timeout.connect(self.retry)
        self._keeping = DraftTimer(self.keep, self)
        desk.changes.changed.connect(self._heard)

    # -- reading

    def load(self) -> None:
        """Read the graph; `loaded`, `changed` or `absent` follows."""
        self._read_after = self._written
        self._desk.background.run_latest(
            f"causes of {id(self)}",
            load_causes,
            self._desk.database,
            self.subject,
            then=self._take,
            failed=self._not_read,
        )

    def _heard(self, changes: Any) -> None:
        from incidentdesk.investigate.cause_record import NOUNS

        if self.is_loaded and NOUNS & set(changes):
            self.load()

    def _take(self, loaded: LoadedCauses) -> None:
        if self._read_after != self._written:
            # Something was saved while this was read, which it may not have in it.
            self.load()
            return
        self._start = loaded.start
        self._stored = loaded.graph if loaded.graph is not None else applied(CauseGraph(), loaded.start)
        self.title = loaded.title
        self._show(applied(self._stored, self._unsaved()))
        if not self.is_loaded:
            self.is_loaded = True
            self.loaded.emit()
            self._recover()

    def _not_read(self, refused: Refused) -> None:
        if self.is_loaded:
            self.refused.emit(refused)
        else:
            self.absent.emit(refused)

    def _show(self, graph: CauseGraph) -> None:
        if graph != self.graph:
            self.graph = graph
            self.changed.emit()

    # -- changing

    def why_read_only(self) -> str:
        return str(getattr(self._desk.database, "read_only", "")) or (
            "" if self.is_loaded else _("The causes are not shown yet.")
        )

    def do(self, gesture: Gesture, text: str, *, merge: str = "") -> None:
        """Change the graph as one step that can be undone; `text` names it.

        A step with the same `merge` as the one before it becomes one with it. Raises Refused where nothing can be
        written.
        """
        why = self.why_read_only()
        if why:
            raise Refused(why)
        if gesture:
            self.stack.push(GestureStep(self, gesture, text, merge))

    def apply(self, gesture: Gesture) -> None:
        """Change the graph and save that; for the steps of the stack."""
        self._queue.append(Waiting(gesture))
        self._show(applied(self.graph, gesture))
        self._sending.start()
        self._keep_soon()

    def step(self, gesture: Gesture) -> bool:
        """Go back or forth by a step; False where somebody has changed the same since."""
        if self.why_read_only():
            return False
        if not is_so(self.graph, opposite(gesture)):
            self.refused.emit(Refused(_("This step can't be taken back any more: it was changed since.")))
            return False
        self.apply(gesture)
        self.stepped.emit(touched_keys(gesture))
        return True

    def done_elsewhere(self, gesture: int, text: str) -> None:
        """Take a gesture of the ledger, such as evidence that was added in a dialog, into the steps."""
        self.stack.push(ElsewhereStep(self, gesture, text))

    def undo_elsewhere(self, step: ElsewhereStep) -> None:
        self._queue.append(Waiting(elsewhere=step))
        self._sending.start()

    # -- typing

    def typing(self, typed: Typed) -> None:
        """Keep what is being typed into a field as a draft, until `typed`."""
        self._typed = typed
        self._keep_soon()

    def typed(self) -> None:
        """Nothing is being typed any more."""
        self._typed = None
        self._keep_soon()

    def when_saved(self, run: Callable[[], None]) -> None:
        """Call it once nothing is waiting any more, for what needs the records of the causes themselves."""
        self._afterwards.append(run)
        self._sending.start()

    def hold(self, held: bool) -> None:
        """Save nothing while a new label has no text yet, so that nobody sees empty causes come and go."""
        self._held = held
        if not held:
            self._sending.start()

    def has(self, key: str) -> bool:
        """Whether a key is that of the problem, or of a cause or counter-measure that is there."""
        return text_of(self.graph, key) is not None

    def say_gone(self, text: str) -> None:
        """Give back what was written into something that somebody else has taken away."""
        if text.strip():
            gone = Refused(_("This was taken away by somebody else, so what you wrote in it was not saved."))
            self.rejected.emit(gone, text)

    # -- saving

    @property
    def is_saved(self) -> bool:
        return not self._queue and self._typed is None

    def _unsaved(self) -> Gesture:
        """In the order in which it goes out: what is under way may be in what was read already.

        As one gesture, a cause on its way in and its taking away would cancel out, and what was read would show.
        """
        return (*together(self._queue[: self._under_way]), *together(self._queue[self._under_way :]))

    def _send(self) -> None:
        if self._under_way or self._held or self._stopped or self._conflict is not None:
            return
        if not self._queue:
            self._one_by_one = False
            self.keep()
            self._tell(SaveState())
            afterwards, self._afterwards = self._afterwards, []
            for run in afterwards:
                run()
            return
        self._tell(SaveState(SAVING))
        step = self._queue[0].elsewhere
        if step is not None:
            self._under_way = 1
            self._run(undo_elsewhere, step.gesture, then=self._turned)
            return
        batch = batch_of(self._queue, one_by_one=self._one_by_one)
        self._under_way = len(batch)
        self._sent = together(batch)
        given_up = tuple(each for waiting in batch for each in waiting.given_up)
        if self._sent or given_up:
            self._run(save_causes, self.subject, self._sent, self._start, given_up, then=self._saved)
        else:
            self._saved(0)
            self._sending.start()

    def flush(self) -> None:
        """Begin to save at once what is waiting, and keep it on this machine until it is saved."""
        self._send()
        self.keep()

    def _run(self, function: Any, *args: Any, then: Any) -> None:
        job = self._desk.background.run(
            function, self._desk.database, self._desk.actor, *args, then=then, failed=self._not_saved
        )
        job.finished.connect(self._ended)

    def _ended(self) -> None:
        """However it ended: what came to the crash handler is tried again like trouble with the database."""
        if self._under_way:
            self._under_way = 0
            self._stop(_("What you have changed is not saved, because the program made a mistake."))
        self._sending.start()

    def _saved(self, _gesture_id: int) -> None:
        del self._queue[: self._under_way]
        self._under_way = 0
        self._written += 1
        if self._sent:
            self._stored = applied(self._stored, self._sent)
            self._start, self._sent = (), ()
        self._keep_soon()

    def _turned(self, gesture_id: int) -> None:
        step = self._queue[0].elsewhere
        if step is not None:
            step.gesture = gesture_id
        self._saved(gesture_id)

    def _not_saved(self, refused: Refused) -> None:
        count, self._under_way, self._sent = self._under_way, 0, ()
        if not isinstance(refused, Conflict | Rejected):
            self._stop(str(refused))
            self._retrying.start()
        elif is_decidable(refused):
            self._conflict = refused
            self._tell(SaveState(UNDECIDED, str(refused)))
            self.conflicted.emit(self.conflict)
        elif count > 1:
            self._one_by_one = True
        else:
            self._reject(refused)

    def _stop(self, why: str) -> None:
        self._stopped = True
        self._tell(SaveState(TROUBLE, why))

    def retry(self) -> None:
        """Try at once to save what is waiting."""
        self._retrying.stop()
        self._stopped = False
        self._sending.start()

    def _reject(self, refused: Refused) -> None:
        """Take out what the database does not take; what was typed in it goes along with the message."""
        waiting = self._queue.pop(0)
        if waiting.elsewhere is not None:
            waiting.elsewhere.gesture = 0
        self._show(applied(self._stored, self._unsaved()))
        self.load()
        self._keep_soon()
        self.rejected.emit(refused, "\n\n".join(typed_texts(waiting.gesture)))

    def _tell(self, state: SaveState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit()

    # -- two people

    @property
    def conflict(self) -> Conflict | None:
        """What a person has to decide, with the latest of what was written here."""
        conflict = self._conflict
        if conflict is not None:
            mine = next((each.after for each in self._unsaved() if is_about(conflict, each)), None) or {}
            conflict.clashes = tuple(replace(each, mine=mine.get(each.field, each.mine)) for each in conflict.clashes)
        return conflict

    def decide(self, decided: dict[str, Any], given_up: dict[str, Any]) -> None:
        """What is to be saved in each field that both have changed, and what was given up for it."""
        conflict, self._conflict = self._conflict, None
        if conflict is None:
            return
        given = tuple(each for waiting in self._queue for each in waiting.given_up)
        if given_up:
            given = (*given, GivenUp(conflict.noun, conflict.key, given_up))
        later = [each for each in self._queue if each.elsewhere is not None]
        self._queue = [Waiting(rebased(self._unsaved(), conflict, decided), given_up=given), *later]
        self._show(applied(self._stored, self._unsaved()))
        self.load()
        self._sending.start()

    # -- drafts

    def _keep_soon(self) -> None:
        self._keeping.begin()

    def keep(self) -> None:
        """Keep what is not saved on this machine, or forget what is saved by now."""
        self._keeping.stop()
        place = self._desk.database.place
        values = as_values([each.gesture for each in self._queue if each.gesture], self._typed)
        if values:
            keep_draft(place, self._draft_key, values)
            self._has_draft = True
        elif self._has_draft:
            forget_draft(place, self._draft_key)
            self._has_draft = False

    def _recover(self) -> None:
        steps, typed = from_values(draft(self._desk.database.place, self._draft_key))
        if self.why_read_only() or (not steps and typed is None):
            return
        self._has_draft = True
        self._keep_soon()
        graph = self.graph
        gesture: Gesture = ()
        for step in steps:
            gesture = merged(gesture, still_to_do(applied(graph, gesture), step))
        if typed is not None:
            now = applied(graph, gesture)
            gesture = merged(gesture, still_to_do(now, typed_gesture(now, typed)))
        if gesture:
            self.do(gesture, _("Recovered text"))
            self.recovered.emit(" · ".join(typed_texts(gesture)))
