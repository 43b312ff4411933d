"""The fishbone of an incident or a problem: outline, canvas, inspector, all on one document."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.canvas_gesture import Drop
from incidentdesk.desktop.investigate.category_choice import CategoryChoice
from incidentdesk.desktop.investigate.cause_document import CauseDocument
from incidentdesk.desktop.investigate.diagram_acts import DiagramActs
from incidentdesk.desktop.investigate.diagram_canvas import DiagramCanvas
from incidentdesk.desktop.investigate.diagram_clipboard import DiagramClipboard
from incidentdesk.desktop.investigate.diagram_commands import DiagramCommands
from incidentdesk.desktop.investigate.diagram_exports import DiagramExports
from incidentdesk.desktop.investigate.diagram_file import FISHBONE
from incidentdesk.desktop.investigate.diagram_footer import DiagramFooter
from incidentdesk.desktop.investigate.diagram_messages import DiagramMessages, MessageMargin
from incidentdesk.desktop.investigate.diagram_panes import DiagramPanes
from incidentdesk.desktop.investigate.diagram_selection import DiagramSelection
from incidentdesk.desktop.investigate.diagram_view import Picture
from incidentdesk.desktop.investigate.find_bar import FindBar
from incidentdesk.desktop.investigate.fishbone_commands import FishboneCommands
from incidentdesk.desktop.investigate.fishbone_drop import find_drop
from incidentdesk.desktop.investigate.fishbone_look import FishboneLook, at_level, opened, shown_with, unfolded
from incidentdesk.desktop.investigate.fishbone_strip import FishboneStrip
from incidentdesk.desktop.investigate.inspecting import Inspecting
from incidentdesk.desktop.investigate.inspector import Inspector
from incidentdesk.desktop.investigate.label_editing import LabelEditing
from incidentdesk.desktop.investigate.minimap import Minimap
from incidentdesk.desktop.investigate.outline_pane import OutlinePane
from incidentdesk.desktop.printable import PrintableDiagram
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.drawing.shapes import Box, Drawing
from incidentdesk.investigate.cause_graph import EFFECT
from incidentdesk.investigate.fishbone import Fishbone, fishbone
from incidentdesk.investigate.fishbone_layout import Look
from incidentdesk.investigate.subject import Subject
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.paper.label import measured
from incidentdesk.refusal import Refused


class FishbonePage(QWidget):
    """Emits `opened(reference)` to go elsewhere; `shown` when what was read stands on the page for the first time."""

    opened = Signal(str)
    shown = Signal()
    # Where the window is narrow, the sidebar gives up its words for the canvas.
    has_preview = True

    def __init__(self, desk: Desk, subject: Subject, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.subject = desk, subject
        self.document = CauseDocument(desk, subject, f"{subject.number}-fishbone", self)
        self.selection = DiagramSelection(self)
        self.look = FishboneLook()
        self.made: Fishbone | None = None
        self._wanted_part = ""
        self._outlining = QTimer(self, singleShot=True, interval=_LATER)
        self._outlining.timeout.connect(self._show_outline)
        self._build()
        self.labels = LabelEditing(self.document, self.canvas, self.outline, parent=self)
        self.acts = DiagramActs(self)
        self.categories = CategoryChoice(self, self.strip)
        self.commands = DiagramCommands(self, (self.canvas, self.outline.view))
        self.fishbone_commands = FishboneCommands(self, self.canvas, self.outline.view)
        self.exports = DiagramExports(self, (self.canvas, self.outline.view), FISHBONE, self.whole)
        self.clipboard = DiagramClipboard(self, self)
        self.strip.fill()
        self.acts.connect_panes()
        self._connect()
        self.document.load()

    # -- building

    def _build(self) -> None:
        desk = self.desk
        self.strip = FishboneStrip(desk, self.subject)
        self.find = FindBar(desk)
        self.message = MessageBar(desk.theme)
        self.canvas = DiagramCanvas(desk, self.selection)
        self.canvas.find_drop = self._find_drop
        self.canvas.why_fixed = self.document.why_read_only
        self.canvas.tip = self._tip
        self.canvas.setAccessibleName(_("Fishbone"))
        self.canvas.setAccessibleDescription(
            _("Arrow keys go from cause to cause, Tab adds a sub-cause, Enter a sibling, Esc lets go of it")
        )
        self.minimap = Minimap(self.canvas)
        self.outline = OutlinePane(desk, self.selection)
        self.inspector = Inspector(desk)
        self.inspecting = Inspecting(desk, self.document, self.selection, self.inspector)
        self.messages = DiagramMessages(self, desk, self.document, self.message)
        hints = _("Tab sub-cause · Enter sibling · F2 edit · Del remove · / find · ? all keys")
        self.footer = DiagramFooter(desk, hints)
        self.splitter = DiagramPanes(desk, self.outline, self.canvas, self.inspector)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.strip, MessageMargin(self.message), self.find):
            column.addWidget(part)
        column.addWidget(self.splitter, 1)
        column.addWidget(self.footer)
        self.stack = QStackedWidget()
        self.stack.addWidget(whole)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)

    def _connect(self) -> None:
        desk, document = self.desk, self.document
        document.loaded.connect(self._loaded)
        document.changed.connect(self._show_graph)
        document.absent.connect(self._say_absent)
        document.stepped.connect(self._follow_step)
        document.state_changed.connect(lambda: self.footer.show_state(document.state))
        document.stack.indexChanged.connect(self._stepped)
        self.labels.changed.connect(self._lay_out_while_writing)
        self.selection.changed.connect(self._chosen)
        self.canvas.zoomed.connect(self.strip.show_scale)
        for part in (self.canvas, self.outline.view):
            part.menu_wanted.connect(self._open_menu)
        self.strip.opened.connect(self.opened)
        self.strip.zoom.clicked.connect(lambda: self.canvas.zoom_to(1.0))
        self.find.found.connect(self.go)
        self.find.closed.connect(lambda: self.canvas.setFocus(Qt.FocusReason.OtherFocusReason))
        if "edit.find" in desk.registry.ids():
            desk.registry.bind(self, "edit.find", lambda: self.find.open(document.graph))

    # -- the page in the window

    def title(self) -> str:
        title = self.document.title
        fishbone_of = _("{number} Fishbone").format(number=self.subject.number)
        return _("{number}: {title}").format(number=fishbone_of, title=isolated(title)) if title else fishbone_of

    def panes(self) -> list[QWidget]:
        return [self.canvas, self.outline.view, self.inspector.text]

    def keep(self) -> None:
        """Keep what is being written, as when the window closes."""
        self.labels.finish()
        self.inspector.keep()
        self.document.flush()

    def unsaved(self) -> str:
        self.keep()
        if self.document.is_saved:
            return ""
        return _("Changes of the fishbone of {number} are not saved yet.").format(number=self.subject.number)

    def refresh(self) -> None:
        self.document.load()

    def printable(self) -> PrintableDiagram:
        self.labels.finish()
        return PrintableDiagram(FISHBONE, self.subject)

    def show_part(self, key: str) -> None:
        """Choose the cause of that key, now or when it is read."""
        if self.document.is_loaded and key in self.document.graph.causes:
            self.go(key)
        else:
            self._wanted_part = key

    def hideEvent(self, event: QHideEvent) -> None:
        self.keep()
        super().hideEvent(event)

    # -- showing

    @property
    def boxes(self) -> Mapping[str, Box]:
        return self.canvas.picture.boxes

    @property
    def mirrored(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft

    @property
    def folded(self) -> frozenset[str]:
        return self.look.folded

    @property
    def isolated(self) -> str:
        return self.look.isolated if self.look.isolated in self.document.graph.causes else ""

    @property
    def votes_shown(self) -> bool:
        return self.look.votes

    def _loaded(self) -> None:
        self.look = opened(self.document.graph)
        self._lay_out(glide=False)
        self.canvas.fit()
        if self.canvas.scale < _LEGIBLE:
            self._look_at_head()
        first = next((each.key for each in self.document.graph.categories), EFFECT)
        self.selection.choose(first)
        if self._wanted_part:
            self.show_part(self._wanted_part)
        self.desk.registry.refresh()
        self.shown.emit()

    def _look_at_head(self) -> None:
        """What is too much to be read at once is shown from the problem on."""
        self.canvas.zoom_to(_READABLE)
        seen, box = self.canvas.seen(), self.canvas.picture.drawing.box
        x = box.left + seen.width / 2 if self.mirrored else box.right - seen.width / 2
        self.canvas.centre_on(x, 0)

    def _show_graph(self) -> None:
        self._lay_out()
        graph = self.document.graph
        if self.outline.isAncestorOf(QApplication.focusWidget()):
            self._show_outline()
        else:
            # The picture goes first.
            self._outlining.start()
        self.footer.show_graph(graph)
        self.find.show_graph(graph)
        self.selection.keep({EFFECT, *graph.causes})

    def _show_outline(self) -> None:
        self.outline.show_graph(self.document.graph, self.document.why_read_only())

    def _lay_out_while_writing(self) -> None:
        self._lay_out(glide=False)
        if self.labels.key is not None and self.canvas.editor is not None:
            self.canvas.reveal(self.labels.key)

    def _lay_out(self, *, glide: bool = True) -> None:
        graph = self.labels.graph
        look = self.look.look(graph, voter=self.desk.actor, right_to_left=self.mirrored)
        made = self.made = fishbone(graph, measured, look)
        self.look = replace(self.look, frozen=made.frozen)
        self.canvas.show_picture(Picture(made.drawing, made.boxes), glide=glide)
        count = len(graph.in_order())
        self.canvas.setAccessibleName(
            ngettext("Fishbone, {count} cause", "Fishbone, {count} causes", count).format(count=count)
        )

    def whole(self) -> Drawing:
        """Everything, however it is looked at here, as it is written and printed."""
        look = Look(right_to_left=self.mirrored, seen_by=self.desk.actor)
        return fishbone(self.document.graph, measured, look).drawing

    def _chosen(self) -> None:
        self.desk.registry.refresh()
        key = self.selection.current
        if key is not None and self.canvas.hasFocus():
            self.canvas.announce(self._spoken(key))
        if key is not None and key not in self.boxes and key in self.document.graph.causes:
            self._become(shown_with(self.look, self.document.graph, key))

    def _spoken(self, key: str) -> str:
        group = self.canvas.picture.drawing.group(key) if key else None
        graph = self.document.graph
        if group is None or key not in graph.causes:
            return _("Problem: {text}").format(text=isolated(graph.effect.text))
        cause = graph.causes[key]
        siblings = [each.key for each in graph.children(cause.parent) if each.kind == cause.kind]
        return _("{name}, {place} of {count}").format(
            name=group.name, place=siblings.index(key) + 1, count=len(siblings)
        )

    def _tip(self, key: str) -> str:
        cause = self.document.graph.causes.get(key)
        return cause.note if cause is not None else ""

    def _find_drop(self, point: QPointF, keys: tuple[str, ...]) -> Drop | None:
        return find_drop(self.document.graph, self.boxes, point.x(), point.y(), keys)

    def _say_absent(self, refused: Refused) -> None:
        empty = EmptyState(
            self.desk.theme,
            "fishbone",
            _("The fishbone of {number} can't be shown").format(number=self.subject.number),
            str(refused),
            _("Go to the analyses"),
            lambda: self.opened.emit("analyses"),
            _("Try again"),
            self._try_again,
        )
        self.stack.addWidget(empty)
        self.stack.setCurrentWidget(empty)

    def _try_again(self) -> None:
        self.stack.setCurrentIndex(0)
        self.document.load()

    # -- looking

    def _become(self, look: FishboneLook) -> None:
        if look != self.look:
            self.look = look
            self._lay_out()
            self.desk.registry.refresh()

    def go(self, key: str) -> None:
        graph = self.document.graph
        self._become(shown_with(self.look, graph, key))
        self.selection.choose(key)
        self.canvas.reveal(key)

    def unfold(self, key: str) -> None:
        if key != EFFECT:
            self._become(unfolded(self.look, self.document.graph, key))

    def fold(self, keys: set[str] | frozenset[str], folded: bool) -> None:
        self._become(replace(self.look, folded=self.look.folded | keys if folded else self.look.folded - keys))

    def show_level(self, level: int) -> None:
        self._become(at_level(self.look, self.document.graph, level))

    def isolate(self, key: str) -> None:
        self._become(replace(self.look, isolated=key, frozen={}))
        self.canvas.fit()

    def toggle_votes(self) -> None:
        self._become(replace(self.look, votes=not self.look.votes))

    def tidy(self) -> None:
        self.labels.finish()
        self._become(replace(self.look, frozen={}))

    def _stepped(self, _index: int) -> None:
        self.desk.registry.refresh()

    def _follow_step(self, keys: tuple[str, ...]) -> None:
        """After undo and redo: what has changed is chosen and seen."""
        graph = self.document.graph
        there = [key for key in keys if key in graph.causes]
        if there:
            self.go(there[-1])

    # -- saying

    def say_refused(self, refused: Refused) -> None:
        self.messages.say_refused(refused)

    def offer(self, text: str, action: str, run: Callable[[], None]) -> None:
        self.messages.offer(text, action, run)

    def add_evidence(self, key: str, data: QMimeData | None = None) -> None:
        self.acts.add_evidence(key, data)

    def show_note(self) -> None:
        self.acts.show_note()

    def add_measure(self) -> None:
        self.acts.add_measure()

    def open_why(self, key: str) -> None:
        self.opened.emit(f"{self.subject.number}/whys#{key}")

    def ask_dots(self) -> None:
        from incidentdesk.desktop.investigate.dots_dialog import ask_dots

        ask_dots(self.desk, self, self.document)

    def _open_menu(self, place: QPoint) -> None:
        menu = self.desk.registry.context_menu(self, _MENU)
        menu.popup(place)


# Milliseconds after which what stands beside the picture follows it.
_LATER = 30
# Where all of it would be smaller than this, a fishbone is opened at the scale behind it.
_LEGIBLE, _READABLE = 0.5, 0.75
_MENU = (
    "diagram.add_child", "diagram.add_sibling", "diagram.insert_parent", "diagram.edit", None,
    "diagram.status.suspected", "diagram.status.verified", "diagram.status.ruled_out", "diagram.status.root_cause",
    None, "diagram.evidence", "diagram.note", "diagram.measure", "diagram.why", None,
    "diagram.fold", "diagram.isolate", None,
    "edit.cut", "edit.copy", "edit.paste", "diagram.remove",
)  # fmt: skip
