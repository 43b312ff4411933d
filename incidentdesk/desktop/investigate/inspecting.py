"""The inspector at work: what is written in it goes into the document, what is known comes from the database."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.cause_document import CauseDocument
from incidentdesk.desktop.investigate.cause_draft import Typed
from incidentdesk.desktop.investigate.diagram_selection import DiagramSelection
from incidentdesk.desktop.investigate.gesture_state import typed_gesture
from incidentdesk.desktop.investigate.inspector import Inspector
from incidentdesk.investigate.cause_editing import add_measure, remove_measure
from incidentdesk.investigate.cause_graph import CauseGraph, Gesture, Noun, changed
from incidentdesk.investigate.evidence_list import Piece, evidence_of
from incidentdesk.investigate.subject import Subject
from incidentdesk.language import _
from incidentdesk.refusal import Refused

_EVIDENCE = frozenset({"evidence", "cause_evidence"})


class Inspecting(QObject):
    def __init__(self, desk: Desk, document: CauseDocument, selection: DiagramSelection, inspector: Inspector) -> None:
        super().__init__(inspector)
        self._desk, self._document, self._selection, self._inspector = desk, document, selection, inspector
        self._pieces: Sequence[Piece] = ()
        inspector.written.connect(self._write)
        inspector.typing.connect(document.typing)
        inspector.typed.connect(document.typed)
        inspector.measures.added.connect(self._add_measure)
        inspector.measures.changed.connect(self._change_measure)
        inspector.measures.removed.connect(self._remove_measure)
        inspector.evidence.stance_wanted.connect(self._turn_evidence)
        inspector.evidence.unlink_wanted.connect(self._unlink_evidence)
        selection.changed.connect(self.show)
        document.changed.connect(self.show)
        document.loaded.connect(self._load)
        desk.changes.changed.connect(self._heard)

    def show(self) -> None:
        graph, selection = self._document.graph, self._selection
        why = self._document.why_read_only()
        self._inspector.show_key(graph, self._key(), len(selection.keys), self._desk.actor, why)
        self._inspector.show_evidence(self._pieces, why)

    def _key(self) -> str | None:
        """What is inspected: the cause or the problem that is chosen, for a counter-measure what it answers."""
        graph, key = self._document.graph, self._selection.current
        if key in graph.measures:
            key = graph.measures[key].cause
        return key if key in ("", None) or key in graph.causes else None

    # -- reading

    def _load(self) -> None:
        self._load_evidence()
        self._desk.background.run(_staff, self._desk.database, then=self._offer)

    def _heard(self, changes: Any) -> None:
        if self._document.is_loaded and _EVIDENCE & set(changes):
            self._load_evidence()

    def _load_evidence(self) -> None:
        self._desk.background.run_latest(
            f"evidence of {id(self)}", _pieces, self._desk.database, self._document.subject, then=self._take
        )

    def _take(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self.show()

    def _offer(self, names: tuple[str, ...]) -> None:
        self._inspector.offer_names(names)

    # -- writing

    def _do(self, gesture: Gesture, text: str, merge: str = "") -> None:
        try:
            self._document.do(gesture, text, merge=merge)
        except Refused as refused:
            self._document.refused.emit(refused)

    def _write(self, key: str, field: str, value: Any, seen: Any) -> None:
        graph = self._document.graph
        if not self._document.has(key):
            self._document.say_gone(str(value))
            return
        if isinstance(value, str) and field in ("text", "note", "owner", "stop_reason", "accepted_reason"):
            value = value if field == "note" else value.strip()
            # Writing on after a pause is one step with what was written before it.
            self._do(typed_gesture(graph, Typed(key, value, seen, field)), _("Text"), f"{field} of {key}")
        else:
            cause = replace(graph.causes[key], **{field: seen})
            self._do(changed(Noun.CAUSE, cause, **{field: value}), _("Changed"))

    def _add_measure(self, text: str) -> None:
        key = self._inspector.key
        if key:
            self._do(add_measure(self._document.graph, key, text).gesture, _("Counter-measure"))

    def _change_measure(self, key: str, field: str, value: str, seen: str) -> None:
        measure = self._document.graph.measures.get(key)
        if measure is None:
            self._document.say_gone(value if field == "text" else "")
        else:
            gesture = changed(Noun.MEASURE, replace(measure, **{field: seen}), **{field: value})
            self._do(gesture, _("Counter-measure"), f"{field} of {key}")

    def _remove_measure(self, key: str) -> None:
        graph: CauseGraph = self._document.graph
        if key in graph.measures:
            self._do(remove_measure(graph, key), _("Counter-measure removed"))

    # -- evidence

    def _turn_evidence(self, evidence_id: int, stance: str) -> None:
        key = self._inspector.key
        self._act(lambda session: _link(session, evidence_id, key, stance), _("Evidence turned"))

    def _unlink_evidence(self, evidence_id: int) -> None:
        key = self._inspector.key
        self._act(lambda session: _unlink(session, evidence_id, key), _("Evidence taken off"))

    def _act(self, act: Any, text: str) -> None:
        """A gesture of its own in the records, which the steps of the diagram take back too."""
        desk = self._desk
        desk.background.run(
            _in_session,
            desk.database,
            desk.actor,
            act,
            then=lambda gesture: self._document.done_elsewhere(gesture, text),
            failed=self._document.refused.emit,
        )


def _pieces(database: Any, subject: Subject) -> list[Piece]:
    with database.read() as reader:
        return evidence_of(reader, subject)


def _staff(database: Any) -> tuple[str, ...]:
    from incidentdesk.prepare.known_names import known_names

    with database.read() as reader:
        return known_names(reader).staff


def _in_session(database: Any, actor: str, act: Any) -> int:
    with database.write(actor=actor, via="window") as session:
        act(session)
        return session.gesture


def _link(session: Any, evidence_id: int, key: str, stance: str) -> None:
    from incidentdesk.investigate.stance import link_evidence

    link_evidence(session, evidence_id, key, stance)


def _unlink(session: Any, evidence_id: int, key: str) -> None:
    from incidentdesk.investigate.stance import unlink_evidence

    unlink_evidence(session, evidence_id, key)
