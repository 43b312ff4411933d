"""A diagram to work at: strip, messages, outline, canvas, inspector and footer, all on one document."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk.desktop.analysis_ways import ways
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.diagram.view import Picture
from incidentdesk.desktop.investigate.cause_document import TROUBLE, CauseDocument
from incidentdesk.desktop.investigate.command_strip import CommandStrip
from incidentdesk.desktop.investigate.diagram_canvas import DiagramCanvas
from incidentdesk.desktop.investigate.diagram_footer import DiagramFooter, counts_text
from incidentdesk.desktop.investigate.diagram_messages import DiagramMessages, MessageMargin
from incidentdesk.desktop.investigate.diagram_panes import OUTLINE_FROM, DiagramPanes
from incidentdesk.desktop.investigate.find_bar import FindBar
from incidentdesk.desktop.investigate.inspecting import Inspecting
from incidentdesk.desktop.investigate.inspector import Inspector
from incidentdesk.desktop.investigate.label_editing import LabelEditing
from incidentdesk.desktop.investigate.minimap import Minimap
from incidentdesk.desktop.investigate.outline_pane import OutlinePane
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph
from incidentdesk.investigate.subject import Subject
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

# Milliseconds after which what stands beside the picture follows it.
_LATER = 30


@dataclass(frozen=True, slots=True)
class DiagramWords:
    """What a diagram calls itself; `kind` is one of `diagram_file` and the name of its icon, `keys` a hint for the
    footer, and `description` tells a screen reader how to work at the canvas."""

    kind: str
    title: str
    keys: str
    description: str
    absent: str
    unsaved: str
    counts: Callable[[CauseGraph], str] = counts_text


class Diagram(Protocol):
    """How one kind of diagram shows causes, which the editor asks of its page."""

    def keys(self, graph: CauseGraph) -> Set[str]:
        """What can be chosen in it beside the problem."""

    def picture(self, graph: CauseGraph) -> Picture: ...
    def count_text(self, graph: CauseGraph) -> str:
        """The name of the canvas, with how much it shows."""

    def spoken(self, key: str) -> str:
        """What is announced when one is chosen."""

    def open_whole(self) -> None:
        """Show what has just been read, and choose where to begin."""

    def show_key(self, key: str) -> None:
        """Have one shown that may be folded away."""


class DiagramEditor(QStackedWidget):
    """Emits `opened(reference)` to go elsewhere, `shown` when what was read is shown for the first time, and
    `not_saved(whether)` when the database does not take what was changed, or takes it again.

    `bars` stand between the strip and the canvas.
    """

    opened = Signal(str)
    shown = Signal()
    not_saved = Signal(bool)

    def __init__(
        self,
        desk: Desk,
        diagram: Diagram,
        subject: Subject,
        words: DiagramWords,
        strip: CommandStrip,
        canvas: DiagramCanvas,
        bars: tuple[QWidget, ...] = (),
        outline_from: int = OUTLINE_FROM,
    ) -> None:
        super().__init__()
        self._desk, self._diagram, self._words = desk, diagram, words
        self.selection, self.strip, self.canvas = canvas.selection, strip, canvas
        self.document = CauseDocument(desk, subject, f"{subject.number}-{words.kind}", self)
        self._wanted_part = ""
        self.outlining = QTimer(self, singleShot=True, interval=_LATER)
        self.outlining.timeout.connect(self._show_outline)
        self._build(bars, outline_from)
        self.labels = LabelEditing(self.document, canvas, self.outline, parent=self)
        self._connect()

    def _build(self, bars: tuple[QWidget, ...], outline_from: int) -> None:
        desk, document, canvas = self._desk, self.document, self.canvas
        canvas.why_fixed = document.why_read_only
        canvas.tip = self._tip
        canvas.setAccessibleDescription(self._words.description)
        self.find = FindBar(desk)
        self.message = MessageBar(desk.theme)
        self.minimap = Minimap(canvas)
        self.outline = OutlinePane(desk, self.selection)
        self.inspector = Inspector(desk)
        self.inspecting = Inspecting(desk, document, self.selection, self.inspector)
        self.messages = DiagramMessages(self, desk, document, self.message)
        self.footer = DiagramFooter(desk, self._words.keys, self._words.counts)
        self.splitter = DiagramPanes(desk, self.outline, canvas, self.inspector, outline_from)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.strip, *bars, MessageMargin(self.message), self.find):
            column.addWidget(part)
        column.addWidget(self.splitter, 1)
        column.addWidget(self.footer)
        self.addWidget(whole)

    def _connect(self) -> None:
        document = self.document
        document.loaded.connect(self._loaded)
        document.changed.connect(self.show_graph)
        document.absent.connect(self._say_absent)
        document.stepped.connect(self._follow_step)
        document.state_changed.connect(self._show_state)
        document.recovered.connect(lambda _texts: self.canvas.fit())
        document.stack.indexChanged.connect(self._stepped)
        self.labels.changed.connect(self._lay_out_while_writing)
        self.selection.changed.connect(self._chosen)
        self.canvas.zoomed.connect(self.strip.show_scale)
        self.strip.opened.connect(self.opened)
        self.strip.zoom.clicked.connect(lambda: self.canvas.zoom_to(1.0))
        self.find.found.connect(self.go)
        self.find.closed.connect(lambda: self.canvas.setFocus(Qt.FocusReason.OtherFocusReason))

    def bind(self, page: QWidget) -> None:
        """Have the page answer to finding, and lead to what else there is of the incident or problem."""
        registry = self._desk.registry
        subject = self.document.subject
        registry.add_all(ways(subject.noun, lambda: subject, self.opened.emit, here=self._words.kind), page)
        if "edit.find" in registry.ids():
            registry.bind(page, "edit.find", lambda: self.find.open(self.document.graph))

    # -- in the window

    def title(self) -> str:
        title, name = self.document.title, self._words.title
        return _("{number}: {title}").format(number=name, title=isolated(title)) if title else name

    def panes(self) -> list[QWidget]:
        return [self.canvas, self.outline.view, self.inspector.text]

    def keep(self) -> None:
        """Keep what is being written, as when the window closes."""
        self.labels.finish()
        self.inspector.keep()
        self.document.flush()

    def unsaved(self) -> str:
        self.keep()
        return "" if self.document.is_saved else self._words.unsaved

    def show_part(self, key: str) -> None:
        """Choose the cause or counter-measure of that key, now or when it is read."""
        if self.document.is_loaded and key in self._diagram.keys(self.document.graph):
            self.go(key)
        else:
            self._wanted_part = key

    def hideEvent(self, event: QHideEvent) -> None:
        self.keep()
        super().hideEvent(event)

    # -- showing

    def _loaded(self) -> None:
        self._diagram.open_whole()
        if self._wanted_part:
            self.show_part(self._wanted_part)
        self._desk.registry.refresh()
        self.shown.emit()

    def show_graph(self) -> None:
        self.lay_out()
        graph = self.document.graph
        if self.outline.isAncestorOf(QApplication.focusWidget()):
            self._show_outline()
        else:
            # The picture goes first.
            self.outlining.start()
        self.footer.show_graph(graph)
        self.find.show_graph(graph)
        self.selection.keep({EFFECT, *self._diagram.keys(graph)})

    def _show_outline(self) -> None:
        self.outline.show_graph(self.document.graph, self.document.why_read_only())

    def lay_out(self, *, glide: bool = True) -> None:
        graph = self.labels.graph
        self.canvas.show_picture(self._diagram.picture(graph), glide=glide)
        self.canvas.setAccessibleName(self._diagram.count_text(graph))

    def _lay_out_while_writing(self) -> None:
        self.lay_out(glide=False)
        if self.labels.key is not None and self.canvas.editor is not None:
            self.canvas.reveal(self.labels.key)

    def look_otherwise(self) -> None:
        """Show it as the page looks at it by now."""
        self.lay_out()
        self._desk.registry.refresh()

    def go(self, key: str) -> None:
        """Choose one and bring it into view."""
        self._diagram.show_key(key)
        self.selection.choose(key)
        self.canvas.reveal(key)

    def _chosen(self) -> None:
        self._desk.registry.refresh()
        key = self.selection.current
        if key is not None and self.canvas.hasFocus():
            self.canvas.announce(self._diagram.spoken(key))
        if key is not None and key not in self.canvas.picture.boxes and key in self._diagram.keys(self.document.graph):
            self._diagram.show_key(key)

    def _stepped(self, _index: int) -> None:
        self._desk.registry.refresh()

    def _show_state(self) -> None:
        state = self.document.state
        self.footer.show_state(state)
        self.not_saved.emit(state.kind == TROUBLE)

    def _follow_step(self, keys: tuple[str, ...]) -> None:
        """After undo and redo: what has changed is chosen and seen; there is always something to go on from."""
        graph = self.document.graph
        there = [key for key in keys if key in graph.causes]
        if there:
            self.go(there[-1])
        elif self.selection.current is None:
            self.selection.choose(next((each.key for each in graph.categories), EFFECT))

    def _tip(self, key: str) -> str:
        cause = self.document.graph.causes.get(key)
        return cause.note if cause is not None else ""

    # -- nothing to show

    def _say_absent(self, refused: Refused) -> None:
        empty = EmptyState(
            self._desk.theme,
            self._words.kind,
            self._words.absent,
            str(refused),
            _("Go to the analyses"),
            lambda: self.opened.emit("analyses"),
            _("Try again"),
            self._try_again,
        )
        self.addWidget(empty)
        self.setCurrentWidget(empty)

    def _try_again(self) -> None:
        self.setCurrentIndex(0)
        self.document.load()
