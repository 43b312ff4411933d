"""What can be done in a 5-Whys: what every diagram can, and gates, counter-measures, reading back, bones."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.investigate import whys_walk as walk
from incidentdesk.desktop.investigate.diagram_commands import DiagramCommands, after_removal, diagram_action
from incidentdesk.desktop.investigate.label_editor import SIBLING
from incidentdesk.investigate import cause_editing as editing
from incidentdesk.investigate.cause_graph import EFFECT, CounterMeasure, Kind, Status, applied
from incidentdesk.investigate.measure_editing import reorder_measure
from incidentdesk.language import _
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.desktop.investigate.whys_page import WhysPage


class WhysCommands(DiagramCommands):
    """The arrows act on the canvas only, for the outline has its own; the rest acts in both."""

    def __init__(self, page: "WhysPage", canvas: QWidget, outline: QWidget) -> None:
        super().__init__(page, (canvas, outline))
        self._whys = page
        page.desk.registry.add_all(self._walking(), canvas)
        for owner in (canvas, outline):
            page.desk.registry.add_all(self._showing(), owner)
            page.desk.registry.add_all(self._reasoning(), owner)

    # -- all of them

    def _walking(self) -> Iterator[Action]:
        for name, text, run, keys in (
            ("up", _("&Up"), lambda: self.walk(-1), ("Up",)),
            ("down", _("&Down"), lambda: self.walk(1), ("Down",)),
            ("left", _("&Left"), lambda: self.sideways(left=True), ("Left",)),
            ("right", _("&Right"), lambda: self.sideways(left=False), ("Right",)),
            ("home", _("&Problem"), lambda: self._whys.go(EFFECT), ("Home",)),
        ):
            yield diagram_action(f"go.{name}", text, run, keys, "", 26, _always, menu="analysis/go")

    def _showing(self) -> Iterator[Action]:
        page, menu = self._whys, "analysis/show"
        yield diagram_action("fold", _("&Fold or unfold"), self.fold, ("Space",), "fold", 50, self.why_no_fold, menu)
        yield diagram_action("fold_children", _("Fold or unfold what stands &below"), self.fold_children,
                             ("Ctrl+Space",), "", 50, self.why_no_fold, menu)  # fmt: skip
        yield diagram_action("isolate", _("&Isolate the branch"), self.isolate, ("Ctrl+Shift+E",), "isolate", 52,
                             self.why_no_isolate, menu, checked=lambda: bool(page.branch))  # fmt: skip
        yield diagram_action("everything", _("All &causes on bones"), page.toggle_everything, (), "fishbone", 53,
                             _always, menu, checked=lambda: page.everything)  # fmt: skip
        yield diagram_action("show_votes", _("Show &votes"), page.toggle_votes, (), "vote", 53, _always, menu,
                             checked=lambda: page.votes_shown)  # fmt: skip
        for name, text, pane, keys in (
            ("outline", _("&Outline"), page.outline, ("Ctrl+Shift+O",)),
            ("inspector", _("Ins&pector"), page.inspector, ("Ctrl+Shift+I",)),
        ):
            yield diagram_action(f"pane.{name}", text, lambda pane=pane: page.splitter.toggle(pane), keys, "", 55,
                                 _always, menu, checked=lambda pane=pane: page.splitter.is_open(pane))  # fmt: skip
        yield diagram_action("fit", _("&Fit into the window"), page.canvas.fit, ("Ctrl+Shift+F",), "fit", 54, _always,
                             menu)  # fmt: skip
        yield diagram_action("read_back", _("Read &back from the root"), page.toggle_read_back, ("B",), "read-back",
                             53, _always, menu, checked=lambda: page.reading_back)  # fmt: skip

    def _reasoning(self) -> Iterator[Action]:
        yield diagram_action("gate", _("AND or OR: turn the &gate"), self.turn_gate, ("G",), "gate", 41,
                             self.why_no_gate, "analysis/reasoning")  # fmt: skip
        yield diagram_action("effort", _("Prevent, &detect or correct"), self.turn_effort, ("D",), "", 41,
                             self.why_no_measure, "analysis/reasoning")  # fmt: skip
        yield diagram_action("open_action", _("&Open the corrective action…"), self.open_action, ("Ctrl+Return",),
                             "action", 41, self.why_no_measure_shown, "analysis/reasoning")  # fmt: skip
        yield diagram_action("accept", _("A&ccept without counter-measure…"), self.accept, (), "check", 41,
                             self.why_no_root, "analysis/reasoning")  # fmt: skip
        yield diagram_action("put_on_bone", _("Put on a bo&ne…"), self.choose_bone, ("F",), "fishbone", 42,
                             self.why_no_bone, "analysis/reasoning")  # fmt: skip

    # -- why not

    def measure(self) -> CounterMeasure | None:
        """The counter-measure that commands begin at."""
        return self.graph.measures.get(self._page.selection.current or "")

    def why_not_one(self) -> str:
        return self.why_read_only() if self.measure() is not None else super().why_not_one()

    def why_nothing_to_remove(self) -> str:
        chosen = any(key in self.graph.measures for key in self._page.selection.keys)
        return self.why_read_only() if chosen else super().why_nothing_to_remove()

    def why_no_measure_shown(self) -> str:
        return "" if self.measure() is not None else _("Choose a counter-measure first.")

    def why_no_measure(self) -> str:
        return self.why_read_only() or self.why_no_measure_shown()

    def why_no_fold(self) -> str:
        key = self._whys.selection.current
        return "" if key is not None and self.answers(key) else _("Nothing stands behind it.")

    def why_no_isolate(self) -> str:
        return "" if self._whys.branch or self.cause() is not None else _("Choose a cause first.")

    def why_no_gate(self) -> str:
        return self.why_read_only() or ("" if self._gated() is not None else _("One answer needs no gate."))

    def why_no_root(self) -> str:
        cause = self.cause()
        root = cause is not None and cause.status == Status.ROOT_CAUSE
        return self.why_read_only() or ("" if root else _("Choose a root cause first."))

    def why_no_bone(self) -> str:
        cause = self.cause()
        if cause is None:
            return self.why_no_cause()
        if cause.parent != EFFECT:
            return _("Only a first answer that is on no bone yet can be put on one.")
        return self.why_read_only() or ("" if self.graph.categories else _("The fishbone has no categories yet."))

    # -- making

    def kind_below(self, _parent: str) -> str:
        return Kind.CAUSE

    def add_child(self) -> None:
        self._page.labels.finish()
        if self.measure() is not None:
            raise Refused(_("A counter-measure has no why. Choose a cause."))
        super().add_child()

    def add_sibling(self, *, before: bool = False) -> None:
        """Enter on a counter-measure writes into it."""
        self._page.labels.finish()
        if self.measure() is None:
            super().add_sibling(before=before)
        else:
            self.edit()

    def _go_on(self, key: str, how: str, new: bool, kept: bool) -> None:
        measure = self.graph.measures.get(key)
        if measure is None or not kept:
            super()._go_on(key, how, new, kept)
        elif how == SIBLING and measure.cause != EFFECT:
            self.add_measure(measure.cause)

    def add_measure(self, cause: str) -> None:
        """A new counter-measure whose text is written at once."""
        page = self._whys
        page.labels.finish()
        made = editing.add_measure(self.graph, cause)
        self._before_making = page.selection.current or EFFECT
        page.document.hold(True)
        page.document.do(made.gesture, _("New counter-measure"), merge=f"new {made.key}")
        page.show_key(cause)
        page.selection.choose(made.key)
        page.labels.start(made.key, made=made.gesture)

    def edit(self) -> None:
        measure = self.measure()
        if measure is None:
            super().edit()
        else:
            self._page.canvas.reveal(measure.key)
            self._page.labels.start(measure.key)

    # -- changing

    def remove(self) -> None:
        """Counter-measures that nobody has promised, and causes with all that stands behind them."""
        page = self._page
        page.labels.finish()
        causes = [key for key in page.selection.keys if key in self.graph.causes]
        measures = [key for key in page.selection.keys if key in self.graph.measures]
        following = after_removal(self.graph, causes) if causes else walk.back(self.graph, measures[0])
        gesture = tuple(change for key in measures for change in editing.remove_measure(self.graph, key))
        gesture = (*gesture, *editing.remove(applied(self.graph, gesture), causes))
        self._do(gesture, _("Removed"))
        page.selection.choose(following)

    def reorder(self, by: int) -> None:
        measure = self.measure()
        if measure is None:
            super().reorder(by)
        else:
            self._page.labels.finish()
            self._do(reorder_measure(self.graph, measure.key, by), _("Order"))

    def change_level(self, *, left: bool) -> None:
        """Away from the problem is to the right here."""
        super().change_level(left=not left)

    def ask_why(self) -> None:
        """The other diagram here is the fishbone."""
        self._page.labels.finish()
        cause = self.cause()
        self._page.open_why(cause.key if cause is not None else "")

    def turn_gate(self) -> None:
        key = self._gated()
        if key is not None:
            self._page.labels.finish()
            self.turn_gate_of(key)

    def turn_gate_of(self, key: str) -> None:
        self._do(editing.toggle_gate(self.graph, key), _("Gate"))

    def _gated(self) -> str | None:
        """What has several answers: what is chosen, else what it answers."""
        key = self._whys.selection.current
        if key is None or key in self.graph.measures:
            return None
        wanted = (key, walk.asked_by(self.graph, key)) if key != EFFECT else (EFFECT,)
        return next((each for each in wanted if len(self.answers(each)) > 1), None)

    def answers(self, key: str) -> list[str]:
        return self._whys.answers(key)

    def turn_effort(self) -> None:
        measure = self.measure()
        if measure is not None:
            self._page.labels.finish()
            self._do(editing.next_effort(self.graph, measure.key), _("Effect"))

    def open_action(self) -> None:
        measure = self.measure()
        if measure is not None:
            self._page.labels.finish()
            self._whys.acts.open_action(measure.key)

    def accept(self) -> None:
        self._whys.acts.ask_why_accepted()

    def choose_bone(self) -> None:
        self._page.labels.finish()
        self._whys.acts.ask_bone()

    def put_on_bone(self, key: str, category: str) -> None:
        self._do(editing.put_on_bone(self.graph, key, category), _("On a bone"))

    # -- walking and showing

    def walk(self, by: int) -> None:
        page, current = self._whys, self._whys.selection.current
        page.go(walk.step(self.graph, page.whys, EFFECT if current is None else current, by))

    def sideways(self, *, left: bool) -> None:
        """Away from the problem is to the right, in a mirrored window to the left."""
        page, key = self._whys, self._whys.selection.current
        if key is None:
            page.go(EFFECT)
        elif left != page.mirrored:
            page.go(walk.back(self.graph, key))
        else:
            page.unfold(key)
            page.go(walk.onward(self.graph, page.whys, key))

    def fold(self) -> None:
        key = self._whys.selection.current
        if key is not None:
            self._whys.fold({key}, key not in self._whys.folded)

    def fold_children(self) -> None:
        """Fold everything directly behind that can be, or unfold it again."""
        page = self._whys
        key = page.selection.current or EFFECT
        below = {each for each in self.answers(key) if self.answers(each)}
        page.unfold(key)
        page.fold(below, not below <= page.folded)

    def isolate(self) -> None:
        page, cause = self._whys, self.cause()
        page.isolate("" if page.branch or cause is None else cause.key)


def _always() -> str:
    return ""
