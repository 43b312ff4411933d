"""What mouse and dialogs do on the page of a 5-Whys."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from incidentdesk.desktop.investigate.canvas_gesture import Drop
from incidentdesk.desktop.investigate.diagram_acts import DiagramActs
from incidentdesk.investigate.cause_graph import EFFECT
from incidentdesk.investigate.measure_editing import move_measures
from incidentdesk.language import _
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.desktop.investigate.whys_page import WhysPage

_MENU = (
    "diagram.add_child", "diagram.add_sibling", "diagram.insert_parent", "diagram.edit", "diagram.gate", None,
    "diagram.status.suspected", "diagram.status.verified", "diagram.status.ruled_out", "diagram.status.root_cause",
    None, "diagram.evidence", "diagram.note", "diagram.measure", "diagram.accept", None,
    "diagram.put_on_bone", "diagram.why", "diagram.fold", "diagram.isolate", None,
    "edit.cut", "edit.copy", "edit.paste", "diagram.remove",
)  # fmt: skip
_MEASURE_MENU = (
    "diagram.edit", "diagram.effort", "diagram.open_action", None,
    "diagram.move.up", "diagram.move.down", None, "diagram.remove",
)  # fmt: skip


class WhysActs(DiagramActs):
    _page: "WhysPage"

    def connect_panes(self) -> None:
        super().connect_panes()
        page, canvas = self._page, self._page.canvas
        canvas.menu_wanted.connect(self._open_menu)
        page.outline.view.menu_wanted.connect(self._open_menu)
        canvas.gate_wanted.connect(lambda key: self.guarded(lambda: page.commands.turn_gate_of(key)))
        canvas.first_wanted.connect(self._ask_first)
        canvas.measure_wanted.connect(lambda key: self.guarded(lambda: page.commands.add_measure(key)))

    def edit(self, key: str) -> None:
        """There is more to a counter-measure than its text."""
        if key in self._page.document.graph.measures:
            self.open_action(key)
        else:
            super().edit(key)

    def put(self, keys: tuple[str, ...], drop: Drop) -> None:
        document = self._page.document
        if keys[0] in document.graph.measures:
            document.do(move_measures(document.graph, list(keys), drop.parent), _("Moved"))
        else:
            super().put(keys, drop)

    def add_measure(self) -> None:
        """In the picture, where it stands."""
        cause = self._page.commands.cause()
        if cause is not None:
            self._page.commands.add_measure(cause.key)

    def ask_why_accepted(self) -> None:
        """The reason is written where the root cause is inspected."""
        self._page.labels.finish()
        self._page.splitter.open(self._page.inspector)
        self._page.inspector.accepted_reason.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _ask_first(self) -> None:
        self._page.selection.choose(EFFECT)
        self.guarded(self._page.commands.add_child)

    # -- the corrective action

    def open_action(self, key: str) -> None:
        """The dialog of the corrective action, once it stands in the records."""
        self._page.document.when_saved(lambda: self._look_up_action(key))

    def _look_up_action(self, key: str) -> None:
        page = self._page
        page.desk.background.run(_action_id, page.desk.database, key, then=self._open_action, failed=page.say_refused)

    def _open_action(self, action_id: int) -> None:
        from incidentdesk.desktop.investigate.action_dialog import open_action_dialog

        open_action_dialog(self._page.desk, self._page, action_id)

    # -- menus

    def _open_menu(self, place: QPoint) -> None:
        page, registry = self._page, self._page.desk.registry
        of_measure = page.commands.measure() is not None
        menu = registry.context_menu(page, _MEASURE_MENU if of_measure else _MENU)
        if not of_measure and not page.commands.why_no_bone():
            on_bone = registry.qaction("diagram.put_on_bone")
            menu.insertMenu(on_bone, self._bones_menu(menu))
            menu.removeAction(on_bone)
        menu.popup(place)

    def _bones_menu(self, parent: QWidget) -> QMenu:
        menu, page = QMenu(_("Put on a bone"), parent), self._page
        key = page.selection.current
        for category in page.document.graph.categories:
            action = menu.addAction(category.text.replace("&", "&&"))
            action.triggered.connect(
                lambda _checked=False, bone=category.key: self.guarded(lambda: page.commands.put_on_bone(key, bone))
            )
        return menu

    def ask_bone(self) -> None:
        """Offer the categories at the card that is chosen."""
        canvas = self._page.canvas
        box = canvas.box_of(self._page.selection.current or EFFECT)
        if box is not None:
            menu = self._bones_menu(self._page)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(canvas.viewport().mapToGlobal(canvas.to_view(box).bottomLeft().toPoint()))
            menu.setActiveAction(menu.actions()[0])


def _action_id(database: Any, key: str) -> int:
    with database.read() as reader:
        rows = reader.rows("SELECT id FROM corrective_action WHERE key = :key AND withdrawn_at IS NULL", {"key": key})
    if not rows:
        raise Refused(_("This counter-measure is gone."))
    return int(rows[0][0])
