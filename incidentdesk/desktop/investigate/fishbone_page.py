"""The fishbone of an incident or a problem: outline, canvas, inspector, all on one document."""

from collections.abc import Set
from dataclasses import replace

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.diagram.view import Picture
from incidentdesk.desktop.investigate.canvas_gesture import Drop
from incidentdesk.desktop.investigate.category_choice import CategoryChoice
from incidentdesk.desktop.investigate.diagram_acts import DiagramActs
from incidentdesk.desktop.investigate.diagram_canvas import DiagramCanvas
from incidentdesk.desktop.investigate.diagram_clipboard import DiagramClipboard
from incidentdesk.desktop.investigate.diagram_commands import DiagramCommands
from incidentdesk.desktop.investigate.diagram_editor import DiagramEditor, DiagramWords
from incidentdesk.desktop.investigate.diagram_exports import DiagramExports
from incidentdesk.desktop.investigate.diagram_file import FISHBONE
from incidentdesk.desktop.investigate.diagram_page import DiagramPage
from incidentdesk.desktop.investigate.fishbone_commands import FishboneCommands
from incidentdesk.desktop.investigate.fishbone_drop import find_drop
from incidentdesk.desktop.investigate.fishbone_look import FishboneLook, at_level, opened, shown_with, unfolded
from incidentdesk.desktop.investigate.fishbone_strip import FishboneStrip
from incidentdesk.drawing.shapes import Drawing
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph
from incidentdesk.investigate.fishbone import fishbone
from incidentdesk.investigate.fishbone_layout import Look
from incidentdesk.investigate.subject import Subject
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.paper.label import measured


class FishbonePage(DiagramPage):
    def __init__(self, desk: Desk, subject: Subject, parent: QWidget | None = None) -> None:
        super().__init__(desk, subject, FISHBONE, parent)
        self.look = FishboneLook()
        self.canvas = DiagramCanvas(desk, self.selection)
        self.canvas.find_drop = self._find_drop
        self.strip = FishboneStrip(desk, subject)
        editor = DiagramEditor(desk, self, subject, _words(subject), self.strip, self.canvas)
        self.bear(editor)
        self.acts = DiagramActs(self)
        self.add_evidence, self.show_note = self.acts.add_evidence, self.acts.show_note
        self.add_measure = self.acts.add_measure
        self.categories = CategoryChoice(self, self.strip)
        owners = (self.canvas, self.outline.view)
        self.commands = DiagramCommands(self, owners)
        self.fishbone_commands = FishboneCommands(self, *owners)
        self.exports = DiagramExports(self, owners, FISHBONE, self.whole)
        self.clipboard = DiagramClipboard(self, self)
        self.strip.fill()
        self.acts.connect_panes()
        for part in owners:
            part.menu_wanted.connect(self._open_menu)
        self.document.load()

    # -- showing

    @property
    def folded(self) -> frozenset[str]:
        return self.look.folded

    @property
    def isolated(self) -> str:
        return self.look.isolated if self.look.isolated in self.document.graph.causes else ""

    @property
    def votes_shown(self) -> bool:
        return self.look.votes

    def open_whole(self) -> None:
        self.look = opened(self.document.graph)
        self.editor.lay_out(glide=False)
        self.canvas.fit()
        if self.canvas.scale < _LEGIBLE:
            self._look_at_head()
        self.selection.choose(next((each.key for each in self.document.graph.categories), EFFECT))

    def _look_at_head(self) -> None:
        """What is too much to be read at once is shown from the problem on."""
        self.canvas.zoom_to(_READABLE)
        seen, box = self.canvas.seen(), self.canvas.picture.drawing.box
        x = box.left + seen.width / 2 if self.mirrored else box.right - seen.width / 2
        self.canvas.centre_on(x, 0)

    def keys(self, graph: CauseGraph) -> Set[str]:
        return graph.causes.keys()

    def picture(self, graph: CauseGraph) -> Picture:
        look = self.look.look(graph, voter=self.desk.actor, right_to_left=self.mirrored)
        made = fishbone(graph, measured, look)
        self.look = replace(self.look, frozen=made.frozen)
        return Picture(made.drawing, made.boxes)

    def count_text(self, graph: CauseGraph) -> str:
        count = len(graph.in_order())
        return ngettext("Fishbone, {count} cause", "Fishbone, {count} causes", count).format(count=count)

    def whole(self) -> Drawing:
        """Everything, however it is looked at here, as it is written and printed."""
        look = Look(right_to_left=self.mirrored, seen_by=self.desk.actor)
        return fishbone(self.document.graph, measured, look).drawing

    def spoken(self, key: str) -> str:
        group = self.canvas.picture.drawing.group(key) if key else None
        graph = self.document.graph
        if group is None or key not in graph.causes:
            return _("Problem: {text}").format(text=isolated(graph.effect.text))
        cause = graph.causes[key]
        siblings = [each.key for each in graph.children(cause.parent) if each.kind == cause.kind]
        return _("{name}, {place} of {count}").format(
            name=group.name, place=siblings.index(key) + 1, count=len(siblings)
        )

    def _find_drop(self, point: QPointF, keys: tuple[str, ...]) -> Drop | None:
        return find_drop(self.document.graph, self.boxes, point.x(), point.y(), keys)

    # -- looking

    def _become(self, look: FishboneLook) -> None:
        if look != self.look:
            self.look = look
            self.editor.look_otherwise()

    def show_key(self, key: str) -> None:
        self._become(shown_with(self.look, self.document.graph, key))

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

    # -- going on

    def open_why(self, key: str) -> None:
        self.opened.emit(f"{self.subject.number}/whys#{key}" if key else f"{self.subject.number}/whys")

    def ask_dots(self) -> None:
        from incidentdesk.desktop.investigate.dots_dialog import ask_dots

        ask_dots(self.desk, self, self.document)

    def _open_menu(self, place: QPoint) -> None:
        menu = self.desk.registry.context_menu(self, _MENU)
        menu.popup(place)


def _words(subject: Subject) -> DiagramWords:
    return DiagramWords(
        FISHBONE,
        _("{number} Fishbone").format(number=subject.number),
        _("Tab sub-cause · Enter sibling · F2 edit · Del remove · / find · ? all keys"),
        _("Arrow keys go from cause to cause, Tab adds a sub-cause, Enter a sibling, Esc lets go of it"),
        _("The fishbone of {number} can't be shown").format(number=subject.number),
        _("Changes of the fishbone of {number} are not saved yet.").format(number=subject.number),
    )


# Where all of it would be smaller than this, a fishbone is opened at the scale behind it.
_LEGIBLE, _READABLE = 0.5, 0.75
_MENU = (
    "diagram.add_child", "diagram.add_sibling", "diagram.insert_parent", "diagram.edit", None,
    "diagram.status.suspected", "diagram.status.verified", "diagram.status.ruled_out", "diagram.status.root_cause",
    None, "diagram.evidence", "diagram.note", "diagram.measure", "diagram.why", None,
    "diagram.fold", "diagram.isolate", None,
    "edit.cut", "edit.copy", "edit.paste", "diagram.remove",
)  # fmt: skip
