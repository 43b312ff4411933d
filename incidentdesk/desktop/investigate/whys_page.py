"""The 5-Whys of an incident or a problem: the tree of whys, its counter-measures, and what it asks back."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.canvas_gesture import Drop
from incidentdesk.desktop.investigate.cause_document import CauseDocument
from incidentdesk.desktop.investigate.diagram_clipboard import DiagramClipboard
from incidentdesk.desktop.investigate.diagram_exports import DiagramExports
from incidentdesk.desktop.investigate.diagram_file import WHYS
from incidentdesk.desktop.investigate.diagram_footer import DiagramFooter
from incidentdesk.desktop.investigate.diagram_messages import DiagramMessages, MessageMargin
from incidentdesk.desktop.investigate.diagram_panes import DiagramPanes
from incidentdesk.desktop.investigate.diagram_selection import DiagramSelection
from incidentdesk.desktop.investigate.diagram_view import Picture
from incidentdesk.desktop.investigate.find_bar import FindBar
from incidentdesk.desktop.investigate.hints_bar import HintsBar
from incidentdesk.desktop.investigate.inspecting import Inspecting
from incidentdesk.desktop.investigate.inspector import Inspector
from incidentdesk.desktop.investigate.label_editing import LabelEditing
from incidentdesk.desktop.investigate.minimap import Minimap
from incidentdesk.desktop.investigate.outline_pane import OutlinePane
from incidentdesk.desktop.investigate.whys_acts import WhysActs
from incidentdesk.desktop.investigate.whys_canvas import WhysCanvas
from incidentdesk.desktop.investigate.whys_commands import WhysCommands
from incidentdesk.desktop.investigate.whys_drop import find_drop
from incidentdesk.desktop.investigate.whys_hinting import WhysHinting
from incidentdesk.desktop.investigate.whys_show import WhysShow, opened, shown_with, unfolded
from incidentdesk.desktop.investigate.whys_strip import WhysStrip
from incidentdesk.desktop.investigate.whys_words import why_place, whys_counts
from incidentdesk.desktop.printable import PrintableDiagram
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.drawing.shapes import Box, Drawing
from incidentdesk.investigate.cause_graph import EFFECT
from incidentdesk.investigate.subject import Subject
from incidentdesk.investigate.whys_drawing import Whys, whys
from incidentdesk.investigate.whys_layout import WhysLook
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.paper.label import measured
from incidentdesk.refusal import Refused

# The tree is wide: the outline stands beside it only in wide windows.
_OUTLINE_FROM = 1700
# Milliseconds after which the outline follows the picture.
_LATER = 30
# The smallest scale at which a 5-Whys is opened.
_READABLE = 0.8


class WhysPage(QWidget):
    """Emits `opened(reference)` to go elsewhere; `shown` when what was read stands on the page for the first time."""

    opened = Signal(str)
    shown = Signal()
    # Where the window is narrow, the sidebar gives up its words for the canvas.
    has_preview = True

    def __init__(self, desk: Desk, subject: Subject, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.subject = desk, subject
        self.document = CauseDocument(desk, subject, f"{subject.number}-whys", self)
        self.selection = DiagramSelection(self)
        self.show_as = WhysShow()
        self.whys: Whys | None = None
        self._wanted_part = ""
        self._outlining = QTimer(self, singleShot=True, interval=_LATER)
        self._outlining.timeout.connect(self._show_outline)
        self._build()
        self.labels = LabelEditing(self.document, self.canvas, self.outline, parent=self)
        self.acts = WhysActs(self)
        self.commands = WhysCommands(self, self.canvas, self.outline.view)
        self.exports = DiagramExports(self, (self.canvas, self.outline.view), WHYS, self.whole)
        self.clipboard = DiagramClipboard(self, self)
        self.hinting = WhysHinting(self)
        self.strip.fill()
        self.acts.connect_panes()
        self._connect()
        self.document.load()

    # -- building

    def _build(self) -> None:
        desk = self.desk
        self.strip = WhysStrip(desk, self.subject)
        self.hints = HintsBar(desk.theme)
        self.find = FindBar(desk)
        self.message = MessageBar(desk.theme)
        self.canvas = WhysCanvas(desk, self.selection)
        self.canvas.find_drop = self._find_drop
        self.canvas.why_fixed = self.document.why_read_only
        self.canvas.tip = self._tip
        self.canvas.setAccessibleName(_("5-Whys"))
        self.canvas.setAccessibleDescription(
            _("Arrow keys go from card to card, Tab asks why, Enter adds another answer, Esc lets go of it")
        )
        self.minimap = Minimap(self.canvas)
        self.outline = OutlinePane(desk, self.selection)
        self.inspector = Inspector(desk)
        self.inspector.place_of = why_place
        self.inspector.why.setText(_("Fishbone"))
        self.inspector.why.setToolTip(_("Show it in the fishbone (W)"))
        self.inspecting = Inspecting(desk, self.document, self.selection, self.inspector)
        self.messages = DiagramMessages(self, desk, self.document, self.message)
        keys = _("Tab why · Enter another answer · G gate · M counter-measure · B read back · ? all keys")
        self.footer = DiagramFooter(desk, keys, whys_counts)
        self.splitter = DiagramPanes(desk, self.outline, self.canvas, self.inspector, _OUTLINE_FROM)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.strip, self.hints, MessageMargin(self.message), self.find):
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
        self.strip.opened.connect(self.opened)
        self.strip.start_wanted.connect(self.isolate)
        self.strip.zoom.clicked.connect(lambda: self.canvas.zoom_to(1.0))
        self.find.found.connect(self.go)
        self.find.closed.connect(lambda: self.canvas.setFocus(Qt.FocusReason.OtherFocusReason))
        if "edit.find" in desk.registry.ids():
            desk.registry.bind(self, "edit.find", lambda: self.find.open(document.graph))

    # -- the page in the window

    def title(self) -> str:
        title = self.document.title
        whys_of = _("{number} 5-Whys").format(number=self.subject.number)
        return _("{number}: {title}").format(number=whys_of, title=isolated(title)) if title else whys_of

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
        return _("Changes of the 5-Whys of {number} are not saved yet.").format(number=self.subject.number)

    def refresh(self) -> None:
        self.document.load()

    def printable(self) -> PrintableDiagram:
        self.labels.finish()
        return PrintableDiagram(WHYS, self.subject)

    def show_part(self, key: str) -> None:
        """Choose the cause or counter-measure of that key, now or when it is read."""
        graph = self.document.graph
        if self.document.is_loaded and (key in graph.causes or key in graph.measures):
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
        return self.show_as.folded

    @property
    def branch(self) -> str:
        return self.show_as.branch if self.show_as.branch in self.document.graph.causes else EFFECT

    @property
    def everything(self) -> bool:
        return self.show_as.everything

    @property
    def reading_back(self) -> bool:
        return self.show_as.reading_back

    @property
    def votes_shown(self) -> bool:
        return self.show_as.votes

    def answers(self, key: str) -> list[str]:
        """The causes that answer one why, shown or folded away."""
        return [each.key for each in self.document.graph.answers(key, everything=self.everything)]

    def _loaded(self) -> None:
        self.show_as = opened(self.document.graph)
        self._lay_out(glide=False)
        self._open_readable()
        first = next(iter(self.answers(EFFECT)), EFFECT)
        self.selection.choose(first if self.canvas.sees(self.boxes[first]) else EFFECT)
        if self._wanted_part:
            self.show_part(self._wanted_part)
        self.desk.registry.refresh()
        self.shown.emit()

    def _open_readable(self) -> None:
        """What is too much to be read at once is shown from the problem on."""
        self.canvas.fit()
        if self.canvas.scale < _READABLE:
            self.canvas.zoom_to(_READABLE)
            self._look_at_start()

    def _look_at_start(self) -> None:
        seen, whole, problem = self.canvas.seen(), self.canvas.picture.drawing.box, self.boxes[EFFECT]
        x = whole.right - seen.width / 2 if self.mirrored else whole.left + seen.width / 2
        # The heads of the columns stay in view where the problem does.
        y = min((problem.top + problem.bottom) / 2, max(whole.top + seen.height / 2, problem.bottom - seen.height / 4))
        self.canvas.centre_on(x, y)

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
        self.selection.keep({EFFECT, *graph.causes, *graph.measures})
        self.hinting.show()

    def _show_outline(self) -> None:
        self.outline.show_graph(self.document.graph, self.document.why_read_only())

    def _lay_out_while_writing(self) -> None:
        self._lay_out(glide=False)
        if self.labels.key is not None and self.canvas.editor is not None:
            self.canvas.reveal(self.labels.key)

    def _lay_out(self, *, glide: bool = True) -> None:
        graph = self.labels.graph
        look = self.show_as.look(graph, voter=self.desk.actor, right_to_left=self.mirrored, today=self._today())
        made = self.whys = whys(graph, measured, look)
        self.canvas.show_picture(Picture(made.drawing, made.boxes), glide=glide)
        self.strip.show_graph(graph, self.branch, self.everything)
        count = sum(key in graph.causes for key in made.boxes)
        self.canvas.setAccessibleName(
            ngettext("5-Whys, {count} cause", "5-Whys, {count} causes", count).format(count=count)
        )

    def _today(self) -> str:
        return clock.now().astimezone(self.desk.zone).date().isoformat()

    def whole(self) -> Drawing:
        """Everything, however it is looked at here, as it is written and printed."""
        look = WhysLook(
            everything=self.everything, right_to_left=self.mirrored, seen_by=self.desk.actor, today=self._today()
        )
        return whys(self.document.graph, measured, look).drawing

    def _chosen(self) -> None:
        self.desk.registry.refresh()
        key = self.selection.current
        if key is not None and self.canvas.hasFocus():
            self.canvas.announce(self._spoken(key))
        if key is not None and key not in self.boxes:
            self._become(shown_with(self.show_as, self.document.graph, key))
        self.hinting.show()

    def _spoken(self, key: str) -> str:
        group = self.canvas.picture.drawing.group(key) if key else None
        if group is None:
            return _("Problem: {text}").format(text=isolated(self.document.graph.effect.text))
        return group.name

    def _tip(self, key: str) -> str:
        cause = self.document.graph.causes.get(key)
        return cause.note if cause is not None else ""

    def _find_drop(self, point: QPointF, keys: tuple[str, ...]) -> Drop | None:
        return find_drop(self.document.graph, self.boxes, (point.x(), point.y()), keys)

    def _say_absent(self, refused: Refused) -> None:
        empty = EmptyState(
            self.desk.theme,
            "whys",
            _("The 5-Whys of {number} can't be shown").format(number=self.subject.number),
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

    def _become(self, show: WhysShow) -> None:
        if show != self.show_as:
            self.show_as = show
            self._lay_out()
            self.desk.registry.refresh()

    def go(self, key: str) -> None:
        self._become(shown_with(self.show_as, self.document.graph, key))
        self.selection.choose(key)
        self.canvas.reveal(key)

    def unfold(self, key: str) -> None:
        self._become(unfolded(self.show_as, self.document.graph, key))

    def show_answers_of(self, key: str) -> None:
        """Have the counter-measures of a cause shown, and the cause with them."""
        self._become(shown_with(self.show_as, self.document.graph, key))

    def fold(self, keys: set[str] | frozenset[str], folded: bool) -> None:
        before = self.folded
        self._become(replace(self.show_as, folded=before | keys if folded else before - keys))

    def isolate(self, key: str) -> None:
        self._become(replace(self.show_as, branch=key))
        if key and key in self.document.graph.causes:
            self.selection.choose(key)
        self._open_readable()

    def toggle_everything(self) -> None:
        self._become(replace(self.show_as, everything=not self.everything))
        self.hinting.show()

    def toggle_read_back(self) -> None:
        self.labels.finish()
        self._become(replace(self.show_as, reading_back=not self.reading_back))
        if self.selection.current is not None:
            self.canvas.reveal(self.selection.current)

    def toggle_votes(self) -> None:
        self._become(replace(self.show_as, votes=not self.votes_shown))

    def _stepped(self, _index: int) -> None:
        self.desk.registry.refresh()

    def _follow_step(self, keys: tuple[str, ...]) -> None:
        """After undo and redo: what has changed is chosen and seen."""
        there = [key for key in keys if key in self.document.graph.causes]
        if there:
            self.go(there[-1])

    # -- saying and doing

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
        self.opened.emit(f"{self.subject.number}/fishbone#{key}")
