"""What is done in the panes of every diagram by mouse and fields, as gestures on its document."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Qt

from incidentdesk.desktop.investigate.canvas_gesture import Drop
from incidentdesk.investigate import cause_editing as editing
from incidentdesk.investigate.cause_graph import Noun, applied, changed
from incidentdesk.language import _
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.desktop.investigate.diagram_commands import DiagramPage


class DiagramActs(QObject):
    def __init__(self, page: "DiagramPage") -> None:
        super().__init__(page)
        self._page = page

    def connect_panes(self) -> None:
        """Call it when the page has its commands."""
        page = self._page
        page.canvas.edit_wanted.connect(self.edit)
        page.canvas.carried.connect(lambda keys, drop: self.guarded(lambda: self.put(keys, drop)))
        page.canvas.dropped.connect(self._take_drop)
        page.outline.edit_wanted.connect(self.edit)
        page.outline.model.renamed.connect(self._rename)
        page.outline.model.moved.connect(self._move)
        inspector = page.inspector
        inspector.status_wanted.connect(lambda status: self.guarded(lambda: page.commands.set_status(status)))
        inspector.vote_wanted.connect(lambda by: self.guarded(lambda: page.commands.vote(by)))
        inspector.why_wanted.connect(lambda: page.desk.registry.run("diagram.why"))
        inspector.evidence.add_wanted.connect(page.commands.add_evidence)
        inspector.evidence.open_wanted.connect(
            lambda piece: page.opened.emit(f"{page.subject.number}#evidence/{piece}")
        )

    def guarded(self, run: Callable[[], None]) -> None:
        """Do it; what the rules refuse is said on the page."""
        try:
            run()
        except Refused as refused:
            self._page.say_refused(refused)

    # -- texts

    def edit(self, key: str) -> None:
        self.guarded(lambda: self._page.labels.start(key))

    def _rename(self, key: str, text: str) -> None:
        document = self._page.document
        self.guarded(lambda: document.do(editing.set_text(document.graph, key, text), _("Text")))

    # -- moving

    def put(self, keys: tuple[str, ...], drop: Drop) -> None:
        """Move there what was dragged."""
        document = self._page.document
        gesture = editing.move(document.graph, keys, drop.parent, drop.at)
        if drop.side:
            after = applied(document.graph, gesture)
            for key in keys:
                gesture = (*gesture, *changed(Noun.CAUSE, after.causes[key], side=drop.side))
        self._page.unfold(drop.parent)
        document.do(gesture, _("Moved"))

    def _move(self, keys: tuple[str, ...], parent: str, before: str | None) -> None:
        """In the outline: before a sibling, or last."""
        document = self._page.document
        staying = [each.key for each in document.graph.children(parent) if each.key not in keys]
        at = staying.index(before) if before in staying else None
        self.guarded(lambda: document.do(editing.move(document.graph, keys, parent, at), _("Moved")))

    # -- what is known about a cause

    def _take_drop(self, key: str, data: QMimeData) -> None:
        self._page.selection.choose(key)
        if self._page.commands.cause() is not None:
            self.add_evidence(key, data)

    def add_evidence(self, key: str, data: QMimeData | None = None) -> None:
        """The cause must stand in the records before something can speak for it."""
        self._page.document.when_saved(lambda: self._open_evidence(key, data))

    def _open_evidence(self, key: str, data: QMimeData | None) -> None:
        from incidentdesk.desktop.investigate.evidence_dialog import open_evidence_dialog

        page = self._page
        dialog = open_evidence_dialog(page.desk, page, page.subject, key, data)
        dialog.recorded.connect(lambda gesture: page.document.done_elsewhere(gesture, _("Evidence added")))

    def show_note(self) -> None:
        self._page.splitter.open(self._page.inspector)
        self._page.inspector.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def add_measure(self) -> None:
        self._page.splitter.open(self._page.inspector)
        self._page.inspector.measures.new.setFocus(Qt.FocusReason.ShortcutFocusReason)
