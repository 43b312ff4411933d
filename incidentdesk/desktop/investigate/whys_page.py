"""The 5-Whys of an incident or a problem: the tree of whys, its counter-measures, and what it asks back."""

from collections.abc import Set
from dataclasses import replace

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.diagram.view import Picture
from incidentdesk.desktop.investigate.canvas_gesture import Drop
from incidentdesk.desktop.investigate.diagram_clipboard import DiagramClipboard
from incidentdesk.desktop.investigate.diagram_editor import DiagramEditor, DiagramWords
from incidentdesk.desktop.investigate.diagram_exports import DiagramExports
from incidentdesk.desktop.investigate.diagram_file import WHYS
from incidentdesk.desktop.investigate.diagram_page import DiagramPage
from incidentdesk.desktop.investigate.hints_bar import HintsBar
from incidentdesk.desktop.investigate.whys_acts import WhysActs
from incidentdesk.desktop.investigate.whys_canvas import WhysCanvas
from incidentdesk.desktop.investigate.whys_commands import WhysCommands
from incidentdesk.desktop.investigate.whys_drop import find_drop
from incidentdesk.desktop.investigate.whys_hinting import WhysHinting
from incidentdesk.desktop.investigate.whys_show import WhysShow, opened, shown_with, unfolded
from incidentdesk.desktop.investigate.whys_strip import WhysStrip
from incidentdesk.desktop.investigate.whys_words import why_place, whys_counts
from incidentdesk.drawing.shapes import Drawing
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph
from incidentdesk.investigate.subject import Subject
from incidentdesk.investigate.whys_drawing import Whys, whys
from incidentdesk.investigate.whys_layout import WhysLook
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.paper.label import measured

# The tree is wide: the outline stands beside it only in wide windows.
_OUTLINE_FROM = 1700
# The smallest scale at which a 5-Whys is opened.
_READABLE = 0.8


class WhysPage(DiagramPage):
    def __init__(self, desk: Desk, subject: Subject, parent: QWidget | None = None) -> None:
        super().__init__(desk, subject, WHYS, parent)
        self.show_as = WhysShow()
        self.whys: Whys | None = None
        self.canvas = WhysCanvas(desk, self.selection)
        self.canvas.find_drop = self._find_drop
        self.strip = WhysStrip(desk, subject)
        self.hints = HintsBar(desk.theme)
        editor = DiagramEditor(
            desk, self, subject, _words(subject), self.strip, self.canvas, (self.hints,), _OUTLINE_FROM
        )
        self.bear(editor)
        self.inspector.place_of = why_place
        self.inspector.why.setText(_("Fishbone"))
        self.inspector.why.setToolTip(_("Show it in the fishbone (W)"))
        self.acts = WhysActs(self)
        self.add_evidence, self.show_note = self.acts.add_evidence, self.acts.show_note
        self.add_measure = self.acts.add_measure
        owners = (self.canvas, self.outline.view)
        self.commands = WhysCommands(self, *owners)
        self.exports = DiagramExports(self, owners, WHYS, self.whole)
        self.clipboard = DiagramClipboard(self, self)
        self.hinting = WhysHinting(self)
        self.strip.fill()
        self.acts.connect_panes()
        self.strip.start_wanted.connect(self.isolate)
        self.document.load()

    # -- showing

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

    def open_whole(self) -> None:
        self.show_as = opened(self.document.graph)
        self.editor.lay_out(glide=False)
        self._open_readable()
        first = next(iter(self.answers(EFFECT)), EFFECT)
        self.selection.choose(first if self.canvas.sees(self.boxes[first]) else EFFECT)

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

    def keys(self, graph: CauseGraph) -> Set[str]:
        return graph.causes.keys() | graph.measures.keys()

    def picture(self, graph: CauseGraph) -> Picture:
        look = self.show_as.look(graph, voter=self.desk.actor, right_to_left=self.mirrored, today=self._today())
        made = self.whys = whys(graph, measured, look)
        self.strip.show_graph(graph, self.branch, self.everything)
        return Picture(made.drawing, made.boxes)

    def count_text(self, graph: CauseGraph) -> str:
        count = sum(key in graph.causes for key in self.boxes)
        return ngettext("5-Whys, {count} cause", "5-Whys, {count} causes", count).format(count=count)

    def _today(self) -> str:
        return clock.now().astimezone(self.desk.zone).date().isoformat()

    def whole(self) -> Drawing:
        """Everything, however it is looked at here, as it is written and printed."""
        look = WhysLook(
            everything=self.everything, right_to_left=self.mirrored, seen_by=self.desk.actor, today=self._today()
        )
        return whys(self.document.graph, measured, look).drawing

    def spoken(self, key: str) -> str:
        group = self.canvas.picture.drawing.group(key) if key else None
        if group is None:
            return _("Problem: {text}").format(text=isolated(self.document.graph.effect.text))
        return group.name

    def _find_drop(self, point: QPointF, keys: tuple[str, ...]) -> Drop | None:
        return find_drop(self.document.graph, self.boxes, (point.x(), point.y()), keys)

    # -- looking

    def _become(self, show: WhysShow) -> None:
        if show != self.show_as:
            self.show_as = show
            self.editor.look_otherwise()

    def show_key(self, key: str) -> None:
        self._become(shown_with(self.show_as, self.document.graph, key))

    def unfold(self, key: str) -> None:
        self._become(unfolded(self.show_as, self.document.graph, key))

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

    # -- going on

    def open_why(self, key: str) -> None:
        self.opened.emit(f"{self.subject.number}/fishbone#{key}" if key else f"{self.subject.number}/fishbone")


def _words(subject: Subject) -> DiagramWords:
    return DiagramWords(
        WHYS,
        _("{number} 5-Whys").format(number=subject.number),
        _("Tab why · Enter another answer · G gate · M counter-measure · B read back · ? all keys"),
        _("Arrow keys go from card to card, Tab asks why, Enter adds another answer, Esc lets go of it"),
        _("The 5-Whys of {number} can't be shown").format(number=subject.number),
        _("Changes of the 5-Whys of {number} are not saved yet.").format(number=subject.number),
        whys_counts,
    )
