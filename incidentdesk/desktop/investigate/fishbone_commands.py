"""What can be done in a fishbone beyond what every diagram can: walking, folding, what is shown, categories, votes."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.investigate import fishbone_walk as walk
from incidentdesk.desktop.investigate.diagram_commands import diagram_action
from incidentdesk.investigate.cause_editing import topmost
from incidentdesk.investigate.cause_graph import EFFECT, Noun, Side, Voting, changed, taken
from incidentdesk.language import _

if TYPE_CHECKING:
    from incidentdesk.desktop.investigate.fishbone_page import FishbonePage

LEVELS = (1, 2, 3, 0)  # 0 is everything


class FishboneCommands(QObject):
    """The arrows act on the canvas only, for the outline has its own; the rest acts in both."""

    def __init__(self, page: "FishbonePage", canvas: QWidget, outline: QWidget) -> None:
        super().__init__(page)
        self._page = page
        registry = page.desk.registry
        registry.add_all(self._walking(), canvas)
        for owner in (canvas, outline):
            registry.add_all(self._showing(), owner)
            registry.add_all(self._voting(), owner)
            registry.add_all(self._sorting(), owner)

    # -- walking

    def _walking(self) -> Iterator[Action]:
        for name, text, run, keys in (
            ("up", _("&Up"), lambda: self.walk(walk.step, -1), ("Up",)),
            ("down", _("&Down"), lambda: self.walk(walk.step, 1), ("Down",)),
            ("left", _("&Left"), lambda: self.sideways(left=True), ("Left",)),
            ("right", _("&Right"), lambda: self.sideways(left=False), ("Right",)),
            ("home", _("&Problem"), lambda: self._page.go(EFFECT), ("Home",)),
            ("previous", _("Pre&vious category"), lambda: self.walk(walk.rib_step, -1), ("PgUp",)),
            ("next", _("&Next category"), lambda: self.walk(walk.rib_step, 1), ("PgDown",)),
        ):
            yield diagram_action(f"go.{name}", text, run, keys, "", 26, _always, menu="analysis/go")
        yield diagram_action(
            "fold", _("&Fold or unfold"), self.fold, ("Space",), "fold", 50, self.why_no_fold, menu="analysis/show"
        )
        yield diagram_action(
            "fold_children", _("Fold or unfold what stands &below"), self.fold_children, ("Ctrl+Space",), "", 50,
            self.why_no_fold, menu="analysis/show",
        )  # fmt: skip

    def walk(self, way: Callable[..., str], by: int) -> None:
        page = self._page
        current = page.selection.current
        page.go(way(page.document.graph, page.boxes, EFFECT if current is None else current, by))

    def sideways(self, *, left: bool) -> None:
        """Away from the problem is to the left, in a mirrored window to the right."""
        page = self._page
        key = page.selection.current
        if key is None:
            page.go(EFFECT)
            return
        away = left != page.mirrored
        if away:
            page.unfold(key)
        page.go((walk.outward if away else walk.inward)(page.document.graph, page.boxes, key))

    # -- what is shown

    def _showing(self) -> Iterator[Action]:
        for level, text, keys in zip(
            LEVELS,
            (_("Level &1"), _("Levels 1 and &2"), _("Levels 1 to &3"), _("&All levels")),
            (("Alt+1",), ("Alt+2",), ("Alt+3",), ("Alt+4",)),
            strict=True,
        ):
            yield diagram_action(
                f"level.{level or 'all'}", text, lambda level=level: self._page.show_level(level), keys, "level", 51,
                _always, menu="analysis/show",
            )  # fmt: skip
        yield diagram_action(
            "isolate", _("&Isolate the branch"), self.isolate, ("Ctrl+Shift+E",), "isolate", 52, self.why_no_isolate,
            menu="analysis/show", checked=lambda: bool(self._page.isolated),
        )  # fmt: skip
        yield diagram_action(
            "show_votes", _("Show &votes"), self._page.toggle_votes, (), "vote", 53, _always, menu="analysis/show",
            checked=lambda: self._page.votes_shown,
        )  # fmt: skip
        for name, text, pane, keys in (
            ("outline", _("&Outline"), self._page.outline, ("Ctrl+Shift+O",)),
            ("inspector", _("Ins&pector"), self._page.inspector, ("Ctrl+Shift+I",)),
        ):
            yield diagram_action(
                f"pane.{name}", text, lambda pane=pane: self._page.splitter.toggle(pane), keys, "", 55, _always,
                menu="analysis/show", checked=lambda pane=pane: self._page.splitter.is_open(pane),
            )  # fmt: skip
        yield diagram_action("fit", _("&Fit into the window"), self._page.canvas.fit, ("Ctrl+Shift+F",), "fit", 54,
                             _always, menu="analysis/show")  # fmt: skip
        yield diagram_action("tidy", _("&Tidy"), self._page.tidy, ("Ctrl+Shift+L",), "tidy", 54, _always,
                             menu="analysis/show")  # fmt: skip

    def why_no_fold(self) -> str:
        key = self._page.selection.current
        return "" if key and self._page.document.graph.children(key) else _("Nothing stands below it.")

    def why_no_isolate(self) -> str:
        chosen = self._page.isolated or self._page.selection.current
        return "" if chosen else _("Choose a cause or a category first.")

    def fold(self) -> None:
        key = self._page.selection.current
        if key:
            self._page.fold({key}, key not in self._page.folded)

    def fold_children(self) -> None:
        """Fold everything directly below that can be, or unfold it again."""
        graph, key = self._page.document.graph, self._page.selection.current
        below = {each.key for each in graph.children(key or EFFECT) if graph.children(each.key)}
        self._page.unfold(key or EFFECT)
        self._page.fold(below, not below <= self._page.folded)

    def isolate(self) -> None:
        page = self._page
        page.isolate("" if page.isolated else page.selection.current or "")

    # -- categories

    def _sorting(self) -> Iterator[Action]:
        page = self._page
        menu = "analysis/categories"
        fixed = page.document.why_read_only
        yield diagram_action(
            "category.add", _("&Add a category"), page.categories.add, (), "plus", 46, fixed, menu=menu
        )
        yield diagram_action("category.side", _("To the &other side"), self.change_side, (), "other-side", 46,
                             self.why_no_category, menu=menu)  # fmt: skip
        yield diagram_action("category.set", _("Use a &set…"), page.categories.choose, (), "category", 47, fixed,
                             menu=menu)  # fmt: skip
        yield diagram_action("category.keep", _("&Keep these as a set…"), page.categories.keep, (), "save", 47,
                             page.categories.why_no_keep, menu=menu)  # fmt: skip

    def why_no_category(self) -> str:
        chosen = self._page.document.graph.category_of(self._page.selection.current or "")
        return self._page.document.why_read_only() or ("" if chosen else _("Choose a category first."))

    def change_side(self) -> None:
        """Of the categories that are chosen, or in which something is chosen."""
        graph, page = self._page.document.graph, self._page
        found = {each.key: each for key in page.selection.keys if (each := graph.category_of(key)) is not None}
        boxes = page.boxes
        gesture = ()
        for key in topmost(graph, found):
            on_top = boxes[key].bottom <= 0 if key in boxes else found[key].side != Side.BOTTOM
            side = Side.BOTTOM if on_top else Side.TOP
            gesture = (*gesture, *changed(Noun.CAUSE, graph.causes[key], side=str(side)))
        page.document.do(gesture, _("Other side"))

    # -- votes

    def _voting(self) -> Iterator[Action]:
        menu = "analysis/votes"
        for name, text, run, why in (
            ("hide", _("Start a &hidden round"), lambda: self.set_voting(Voting.HIDDEN), self.why_not(Voting.HIDDEN)),
            ("reveal", _("&Reveal the votes"), lambda: self.set_voting(Voting.OPEN), self.why_not(Voting.OPEN)),
            ("close", _("&Close voting"), lambda: self.set_voting(Voting.CLOSED), self.why_not(Voting.CLOSED)),
            ("dots", _("&Dots of each person…"), self._page.ask_dots, self._page.document.why_read_only),
            ("clear", _("&Take all votes away"), self.clear_votes, self.why_no_votes),
        ):
            yield diagram_action(f"votes.{name}", text, run, (), "", 45, why, menu=menu)

    def why_not(self, voting: str) -> Callable[[], str]:
        said = {
            Voting.HIDDEN: _("The round is hidden already."),
            Voting.OPEN: _("All votes are shown already."),
            Voting.CLOSED: _("Voting is closed already."),
        }[Voting(voting)]
        document = self._page.document
        return lambda: document.why_read_only() or (said if document.graph.effect.voting == voting else "")

    def why_no_votes(self) -> str:
        votes = any(vote.dots for vote in self._page.document.graph.votes.values())
        return self._page.document.why_read_only() or ("" if votes else _("Nobody has voted yet."))

    def set_voting(self, voting: str) -> None:
        document = self._page.document
        document.do(changed(Noun.EFFECT, document.graph.effect, voting=str(voting)), _("Voting"))

    def clear_votes(self) -> None:
        document = self._page.document
        document.do(tuple(taken(Noun.VOTE, vote) for vote in document.graph.votes.values()), _("Votes taken away"))


def _always() -> str:
    return ""
