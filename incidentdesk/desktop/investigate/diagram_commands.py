"""What can be done with causes in every diagram; keys, menus, buttons and the palette lead here.

The fishbone and the 5-Whys bear the same commands under the same ids, so that each stands in the menu once.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.cause_document import CauseDocument
from incidentdesk.desktop.investigate.diagram_canvas import DiagramCanvas
from incidentdesk.desktop.investigate.diagram_selection import DiagramSelection
from incidentdesk.desktop.investigate.label_editing import LabelEditing
from incidentdesk.desktop.investigate.label_editor import CHILD, KEPT, SIBLING
from incidentdesk.drawing.shapes import Box
from incidentdesk.investigate import cause_editing as editing
from incidentdesk.investigate.cause_graph import EFFECT, Cause, CauseGraph, Gesture, Kind, Status, applied
from incidentdesk.language import _, ngettext


class DiagramPage(Protocol):
    """What these commands need of the page that they act on."""

    desk: Desk
    document: CauseDocument
    selection: DiagramSelection
    canvas: DiagramCanvas
    labels: LabelEditing

    commands: "DiagramCommands"

    @property
    def boxes(self) -> Mapping[str, Box]:
        """Where what is shown stands, by its key."""

    def go(self, key: str) -> None:
        """Choose one and bring it into view."""

    def unfold(self, key: str) -> None:
        """Have everything shown that stands directly below a key."""

    def show_note(self) -> None: ...
    def add_measure(self) -> None: ...
    def add_evidence(self, key: str, data: Any = None) -> None: ...
    def offer(self, text: str, action: str, run: Callable[[], None]) -> None:
        """Say something that asks for no answer, with a button for those who want one."""

    def open_why(self, key: str) -> None:
        """Show a cause in the other diagram; "" for all of it."""


class DiagramCommands(QObject):
    """`owners` are the widgets in which the keys act: the canvas and the outline, but no field for text."""

    def __init__(self, page: DiagramPage, owners: tuple[QWidget, ...]) -> None:
        super().__init__(owners[0])
        self._page = page
        # Whether Enter goes on with the next sibling, until one is left empty.
        self.rapid = False
        self._before_making = EFFECT
        page.labels.ended.connect(self._go_on)
        for owner in owners:
            page.desk.registry.add_all(self.actions(), owner)

    # -- all of them

    def actions(self) -> Iterator[Action]:
        one, some, cause = self.why_not_one, self.why_no_causes, self.why_no_cause
        for name, text, run, keys, icon, section, why in (
            ("add_child", _("Add &sub-cause"), self.add_child, ("Tab", "Insert"), "cause-below", 10, one),
            ("add_sibling", _("Add cause &after"), self.add_sibling, ("Return", "Enter"), "cause-after", 10, one),
            ("add_sibling_above", _("Add cause &before"), lambda: self.add_sibling(before=True),
             ("Shift+Return", "Shift+Enter"), "cause-before", 10, one),
            ("insert_parent", _("&Insert a cause between"), self.insert_parent, ("Shift+Tab",), "cause-between", 10,
             cause),
            ("edit", _("&Edit text"), self.edit, ("F2",), "edit", 10, one),
            ("remove", _("&Remove"), self.remove, ("Del",), "trash", 12, self.why_nothing_to_remove),
            ("evidence", _("E&vidence…"), self.add_evidence, ("E",), "evidence", 40, cause),
            ("note", _("&Note"), self._page.show_note, ("N",), "note", 40, cause),
            ("measure", _("Counter-&measure"), self._page.add_measure, ("M",), "action", 40, cause),
            ("why", _("Ask &why"), self.ask_why, ("W",), "whys", 40, lambda: ""),
        ):  # fmt: skip
            menu = "analysis/edit" if section < 20 else "analysis/cause"
            yield diagram_action(name, text, run, keys, icon, section, why, menu)
        yield diagram_action(
            "rapid", _("Ra&pid entry"), self.toggle_rapid, (), "lightning", 12, self.why_read_only,
            "analysis/edit", checked=lambda: self.rapid,
        )  # fmt: skip
        yield from self._statuses(some)
        yield from self._moves(one)
        yield from self._votes()

    def _statuses(self, why: Callable[[], str]) -> Iterator[Action]:
        for status, text, key in (
            (Status.SUSPECTED, _("&Suspected"), "S"),
            (Status.VERIFIED, _("&Verified"), "V"),
            (Status.RULED_OUT, _("Ruled &out"), "X"),
            (Status.ROOT_CAUSE, _("&Root cause"), "R"),
        ):
            yield diagram_action(
                f"status.{status.name.lower()}", text, lambda status=status: self.set_status(status), (key,),
                "", 30, why, menu="analysis/status",
            )  # fmt: skip

    def _moves(self, why: Callable[[], str]) -> Iterator[Action]:
        for name, text, run, keys in (
            ("up", _("Move &up"), lambda: self.reorder(-1), ("Ctrl+Up",)),
            ("down", _("Move &down"), lambda: self.reorder(1), ("Ctrl+Down",)),
            ("left", _("A level to the &left"), lambda: self.change_level(left=True), ("Ctrl+Left",)),
            ("right", _("A level to the &right"), lambda: self.change_level(left=False), ("Ctrl+Right",)),
        ):
            yield diagram_action(f"move.{name}", text, run, keys, "", 20, why, menu="analysis/move")

    def _votes(self) -> Iterator[Action]:
        for name, text, run, keys, why in (
            ("up", _("Vote &for it"), lambda: self.vote(1), ("+",), self.why_no_vote),
            ("down", _("Take a vote &back"), lambda: self.vote(-1), ("-",), self.why_no_vote),
        ):
            yield diagram_action(f"vote.{name}", text, run, keys, "", 44, why, menu="analysis/votes")

    # -- why not

    @property
    def graph(self) -> CauseGraph:
        return self._page.document.graph

    def _current(self) -> str | None:
        current = self._page.selection.current
        return current if current in (None, EFFECT) or current in self.graph.causes else None

    def cause(self) -> Cause | None:
        """The cause that commands begin at, if it is one and no category."""
        found = self.graph.causes.get(self._page.selection.current or "")
        return found if found is not None and found.kind == Kind.CAUSE else None

    def why_read_only(self) -> str:
        return self._page.document.why_read_only()

    def why_not_one(self) -> str:
        return self.why_read_only() or ("" if self._current() is not None else _("Choose a cause first."))

    def why_no_cause(self) -> str:
        return self.why_read_only() or self.why_no_cause_shown()

    def why_no_cause_shown(self) -> str:
        return "" if self.cause() is not None else _("Choose a cause first.")

    def _causes(self) -> list[str]:
        causes = self.graph.causes
        return [key for key in self._page.selection.keys if key in causes and causes[key].kind == Kind.CAUSE]

    def why_no_causes(self) -> str:
        return self.why_read_only() or ("" if self._causes() else _("Choose a cause first."))

    def why_nothing_to_remove(self) -> str:
        if not any(key in self.graph.causes for key in self._page.selection.keys):
            return self.why_read_only() or _("Choose a cause first.")
        return self.why_read_only()

    def why_no_vote(self) -> str:
        return self.why_no_cause()

    # -- making

    def add_child(self) -> None:
        """Below the problem a new category, below anything else a new cause."""
        self._page.labels.finish()
        parent = self._current()
        if parent is None:
            return
        kind = self.kind_below(parent)
        self.begin(editing.add_below(self.graph, parent, kind=kind))

    def kind_below(self, parent: str) -> str:
        return Kind.CATEGORY if parent == EFFECT else Kind.CAUSE

    def add_sibling(self, *, before: bool = False) -> None:
        """Beside the problem there is nothing; there a sibling is what stands below it."""
        self._page.labels.finish()
        key = self._current()
        if key is None:
            return
        if key == EFFECT:
            self.add_child()
        else:
            self.begin(editing.add_sibling(self.graph, key, before=before))

    def insert_parent(self) -> None:
        self._page.labels.finish()
        cause = self.cause()
        if cause is not None:
            self.begin(editing.insert_parent(self.graph, cause.key))

    def begin(self, made: editing.Made) -> None:
        """Make something new and write into its label."""
        page, key = self._page, made.key
        self._before_making = page.selection.current or EFFECT
        # Held until it has a text, so that nobody else sees it empty.
        page.document.hold(True)
        page.document.do(made.gesture, _("New cause"), merge=f"new {key}")
        page.unfold(self.graph.causes[key].parent)
        page.selection.choose(key)
        page.labels.start(key, made=made.gesture)

    def _go_on(self, key: str, how: str, new: bool, kept: bool) -> None:
        """After a label was closed by a key that wants more."""
        page = self._page
        if not kept:
            page.selection.choose(self._before_making)
        elif how == SIBLING or (how == KEPT and new and self.rapid):
            page.selection.choose(key)
            self.add_sibling()
        elif how == CHILD:
            page.selection.choose(key)
            self.add_child()

    def toggle_rapid(self) -> None:
        self.rapid = not self.rapid

    def edit(self) -> None:
        key = self._current()
        if key is not None:
            self._page.canvas.reveal(key)
            self._page.labels.start(key)

    # -- changing

    def _do(self, gesture: Gesture, text: str) -> None:
        self._page.document.do(gesture, text)

    def set_status(self, status: str) -> None:
        """Of all chosen causes; ruling out leaves what stands below as it is, and offers to take it along."""
        self._page.labels.finish()
        keys = self._causes()
        self._do(editing.set_facts(self.graph, keys, status=status), _("Status"))
        below = editing.open_below(self.graph, keys) if status == Status.RULED_OUT else []
        if below:
            offered = ngettext("Also rule out {count} sub-cause", "Also rule out {count} sub-causes", len(below))
            self._page.offer(
                _("What stands below is still as it was."),
                offered.format(count=len(below)),
                lambda: self._do(editing.set_facts(self.graph, below, status=Status.RULED_OUT), _("Status")),
            )

    def remove(self) -> None:
        self._page.labels.finish()
        keys = [key for key in self._page.selection.keys if key in self.graph.causes]
        following = after_removal(self.graph, keys)
        self._do(editing.remove(self.graph, keys), _("Removed"))
        self._page.selection.choose(following)

    def reorder(self, by: int) -> None:
        self._page.labels.finish()
        key = self._current()
        if key:
            self._do(editing.reorder(self.graph, key, by), _("Order"))

    def change_level(self, *, left: bool) -> None:
        """Away from the problem is down a level; the picture is mirrored with the window."""
        self._page.labels.finish()
        cause = self.cause()
        if cause is None:
            return
        down = left != (self._page.canvas.layoutDirection() == Qt.LayoutDirection.RightToLeft)
        gesture = (editing.demote if down else editing.promote)(self.graph, cause.key)
        self._page.unfold(applied(self.graph, gesture).causes[cause.key].parent)
        self._do(gesture, _("Level"))

    def vote(self, by: int) -> None:
        cause = self.cause()
        if cause is not None:
            self._do(editing.vote(self.graph, cause.key, self._page.desk.actor, by), _("Vote"))

    def add_evidence(self) -> None:
        cause = self.cause()
        if cause is not None:
            self._page.labels.finish()
            self._page.add_evidence(cause.key)

    def ask_why(self) -> None:
        self._page.labels.finish()
        cause = self.cause()
        if cause is not None and not self.why_read_only():
            self._do(editing.ask_why(self.graph, cause.key), _("Ask why"))
        self._page.open_why(cause.key if cause is not None else "")


def after_removal(graph: CauseGraph, keys: list[str]) -> str:
    """What is chosen when these are gone: the next sibling that stays, else the one before, else the parent."""
    gone = {each.key for key in keys for each in graph.subtree(key)}
    top = editing.topmost(graph, keys)
    if not top:
        return EFFECT
    last = graph.causes[top[-1]]
    siblings = [each.key for each in graph.children(last.parent) if each.kind == last.kind]
    place = siblings.index(last.key)
    staying = [key for key in siblings[place:] if key not in gone] or [
        key for key in siblings[place::-1] if key not in gone
    ]
    return staying[0] if staying else last.parent


def diagram_action(
    name: str,
    text: str,
    run: Callable[[], None],
    keys: tuple[str, ...],
    icon: str,
    section: int,
    why: Callable[[], str],
    menu: str = "analysis",
    checked: Callable[[], bool] | None = None,
) -> Action:
    return Action(
        f"diagram.{name}", text, run, icon=icon, shortcuts=keys, scope="diagram", menu=menu, section=section,
        why_disabled=why, checked=checked,
    )  # fmt: skip
