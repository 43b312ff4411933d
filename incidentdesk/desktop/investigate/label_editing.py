"""Writing into the labels of a diagram: from the open label to a step of the document."""

from PySide6.QtCore import QObject, Signal

from incidentdesk.desktop.investigate.cause_document import CauseDocument
from incidentdesk.desktop.investigate.diagram_canvas import DiagramCanvas
from incidentdesk.desktop.investigate.label_editor import PREVIOUS
from incidentdesk.investigate.cause_editing import set_text
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, Gesture, Kind, Noun, applied, changed, opposite
from incidentdesk.language import _
from incidentdesk.refusal import Refused

# Longer texts are shown cut while they are written too, for no diagram has room for them.
_LONGEST_SHOWN = 600


class LabelEditing(QObject):
    """`changed` comes while somebody types and `graph` holds what is typed; `ended(key, how, new, kept)` when the label
    is closed: whether it was made for this, and False for `kept` where that was taken away again without a text."""

    changed = Signal()
    ended = Signal(str, str, bool, bool)

    def __init__(self, document: CauseDocument, canvas: DiagramCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._canvas = document, canvas
        self._open: str | None = None
        self._before = self._text = ""
        self._made: Gesture = ()
        canvas.typed.connect(self._typed)
        canvas.ended.connect(self._end)

    @property
    def graph(self) -> CauseGraph:
        """The graph of the document with the text that is being typed."""
        graph, key = self._document.graph, self._open
        if key is None or self._text == self._before:
            return graph
        if key == EFFECT:
            return applied(graph, changed(Noun.EFFECT, graph.effect, text=self._text[:_LONGEST_SHOWN]))
        if key not in graph.causes:
            return graph
        return applied(graph, changed(Noun.CAUSE, graph.causes[key], text=self._text[:_LONGEST_SHOWN]))

    @property
    def key(self) -> str | None:
        """What is being edited."""
        return self._open

    def start(self, key: str, *, made: Gesture = (), text: str | None = None) -> None:
        """Open a label; `made` is the gesture that has just made it. `text` stands in it instead of its own.

        Raises Refused where nothing can be written.
        """
        why = self._document.why_read_only()
        if why:
            raise Refused(why)
        self.finish()
        graph = self._document.graph
        if key != EFFECT and key not in graph.causes:
            return
        before = graph.effect.text if key == EFFECT else graph.causes[key].text
        self._before = self._text = before
        self._made = made
        self._canvas.open_editor(key, self._name_of(key), before)
        if self._canvas.editor is None:
            return
        self._open = key
        self._document.hold(bool(made))
        if text is not None:
            self._canvas.editor.setPlainText(text)

    def finish(self) -> None:
        """Keep what is typed, as when the label is left."""
        self._canvas.finish_editing()

    def _name_of(self, key: str) -> str:
        if key == EFFECT:
            return _("Text of the problem")
        category = self._document.graph.causes[key].kind == Kind.CATEGORY
        return _("Name of the category") if category else _("Text of the cause")

    def _typed(self, key: str, text: str) -> None:
        self._text = text
        self._document.typing(key, text)
        self.changed.emit()

    def _end(self, key: str, text: str, how: str) -> None:
        made, self._made, self._open = self._made, (), None
        self._document.typed()
        kept = bool(text.strip()) or not made
        try:
            self._write(key, text, how, made)
        except Refused as refused:
            self._document.refused.emit(refused)
        self._document.hold(False)
        self.changed.emit()
        self.ended.emit(key, how, bool(made), kept)

    def _write(self, key: str, text: str, how: str, made: Gesture) -> None:
        document = self._document
        if key != EFFECT and key not in document.graph.causes:
            return
        token = f"new {key}" if made else ""
        if made and not text.strip():
            document.do(opposite(made), _("New cause"), merge=token)
        elif text != self._before:
            document.do(set_text(document.graph, key, text), _("Text"), merge=token)
            if how == PREVIOUS and not made:
                # What was typed is one step back.
                document.do(set_text(document.graph, key, self._before), _("Previous text"))
