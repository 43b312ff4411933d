"""Writing into the labels of a diagram: from the open label to a step of the document."""

from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from incidentdesk.desktop.investigate.cause_document import CauseDocument
from incidentdesk.desktop.investigate.cause_draft import Typed
from incidentdesk.desktop.investigate.gesture_state import typed_gesture
from incidentdesk.desktop.investigate.label_editor import PREVIOUS
from incidentdesk.investigate.cause_editing import set_text, text_of
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, Gesture, Kind, Noun, applied, changed, opposite
from incidentdesk.language import _
from incidentdesk.refusal import Refused

# Longer texts are shown cut while they are written too, for no diagram has room for them.
_LONGEST_SHOWN = 600


class Surface(Protocol):
    """Where labels can be written into: the canvas, the outline."""

    typed: Signal
    ended: Signal
    editor: Any

    def open_editor(self, key: str, name: str, text: str) -> None: ...
    def finish_editing(self) -> None: ...
    def isAncestorOf(self, widget: QWidget) -> bool: ...


class LabelEditing(QObject):
    """`changed` comes while somebody types and `graph` holds what is typed; `ended(key, how, new, kept)` when the label
    is closed: whether it was made for this, and False for `kept` where that was taken away again without a text."""

    changed = Signal()
    ended = Signal(str, str, bool, bool)

    def __init__(self, document: CauseDocument, *surfaces: Surface, parent: QObject | None = None) -> None:
        """The first surface is the usual one; another is written on while it has the keyboard."""
        super().__init__(parent)
        self._document, self._surfaces = document, surfaces
        self._surface = surfaces[0]
        self._open: str | None = None
        self._before = self._text = ""
        self._made: Gesture = ()
        for surface in surfaces:
            surface.typed.connect(self._typed)
            surface.ended.connect(self._end)

    @property
    def graph(self) -> CauseGraph:
        """The graph of the document with the text that is being typed."""
        graph, key = self._document.graph, self._open
        if key is None or self._text == self._before:
            return graph
        text = self._text[:_LONGEST_SHOWN]
        if key == EFFECT:
            return applied(graph, changed(Noun.EFFECT, graph.effect, text=text))
        if key in graph.measures:
            return applied(graph, changed(Noun.MEASURE, graph.measures[key], text=text))
        return applied(graph, changed(Noun.CAUSE, graph.causes[key], text=text)) if key in graph.causes else graph

    @property
    def key(self) -> str | None:
        """What is being edited."""
        return self._open

    def start(self, key: str, *, made: Gesture = ()) -> None:
        """Open a label; `made` is the gesture that has just made it.

        Raises Refused where nothing can be written.
        """
        why = self._document.why_read_only()
        if why:
            raise Refused(why)
        self.finish()
        before = text_of(self._document.graph, key)
        if before is None:
            return
        self._before = self._text = before
        self._made = made
        self._open = key
        self._surface = self._surface_for(key)
        self._surface.open_editor(key, self._name_of(key), before)
        if self._surface.editor is None:
            self._open = None
        self._document.hold(bool(made) and self._open is not None)

    def finish(self) -> None:
        """Keep what is typed, as when the label is left."""
        self._surface.finish_editing()

    def _surface_for(self, key: str) -> Surface:
        """The problem and counter-measures are written on the picture only."""
        focus = QApplication.focusWidget()
        holding = (each for each in self._surfaces if focus is not None and each.isAncestorOf(focus))
        in_outline = key in self._document.graph.causes
        return next(holding, self._surfaces[0]) if in_outline else self._surfaces[0]

    def _name_of(self, key: str) -> str:
        if key == EFFECT:
            return _("Text of the problem")
        if key in self._document.graph.measures:
            return _("Text of the counter-measure")
        category = self._document.graph.causes[key].kind == Kind.CATEGORY
        return _("Name of the category") if category else _("Text of the cause")

    def _typed(self, key: str, text: str) -> None:
        self._text = text
        self._document.typing(Typed(key, text, self._before))
        self.changed.emit()

    def _end(self, key: str, text: str, how: str) -> None:
        made, self._made, self._open = self._made, (), None
        self._document.typed()
        kept = bool(text.strip()) or not made
        before = self._document.graph
        try:
            self._write(key, text, how, made)
        except Refused as refused:
            self._document.refused.emit(refused)
        self._document.hold(False)
        if self._document.graph is before:
            # Nobody has told that what was typed is not shown any more.
            self.changed.emit()
        self.ended.emit(key, how, bool(made), kept)

    def _write(self, key: str, text: str, how: str, made: Gesture) -> None:
        document = self._document
        if not document.has(key):
            document.say_gone(text if text != self._before else "")
            return
        token = f"new {key}" if made else ""
        if made and not text.strip():
            document.do(opposite(made), _("New cause"), merge=token)
        elif text != self._before:
            document.do(typed_gesture(document.graph, Typed(key, text, self._before)), _("Text"), merge=token)
            if how == PREVIOUS and not made:
                # What was typed is one step back.
                document.do(set_text(document.graph, key, self._before), _("Previous text"))
