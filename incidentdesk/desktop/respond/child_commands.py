"""What a parent does for its children from its page: taking one in, releasing one, and writing to all (R11)."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog, LineDialog, text_field
from incidentdesk.desktop.respond.writing import changing
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import incident_id_of, number
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import _, ngettext

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage


class ChildrenDialog(GestureDialog):
    """A public comment for all open children."""

    def __init__(self, desk: Desk, count: int, parent: QWidget | None = None) -> None:
        title = ngettext("Write to {count} open child", "Write to {count} open children", count).format(count=count)
        super().__init__(desk, title, _("Write to all"), parent)
        self.text = text_field(120)
        self.text.textChanged.connect(self.check)
        self.add_field(_("&Public comment"), self.text, _("Whoever reported one of the children reads it"))
        self.ready()
        self.text.setFocus()

    def why_not(self) -> str:
        return "" if self.text.toPlainText().strip() else _("Write the text first.")


class ChildCommands(QObject):
    def __init__(self, page: "IncidentPage") -> None:
        super().__init__(page)
        self._page, self._desk, self._id = page, page.desk, page.incident_id
        for key, text, run, icon, why in (
            ("child", _("Add a chi&ld…"), self.add, "plus", self.why_no_parent),
            ("tell_children", _("Write to all c&hildren…"), self.tell, "public", self.why_no_children),
        ):
            action = Action(
                f"incident.{key}", text, run, icon=icon, scope="incident", menu="incident/respond", section=50,
                why_disabled=why, synonyms=_("parent child duplicate linked mass update"),
            )  # fmt: skip
            page.desk.registry.add(action, page)
        page.related.child_wanted.connect(self.add)
        page.related.child_dropped.connect(self.release)
        page.related.children_told.connect(self.tell)

    def why_no_parent(self) -> str:
        why, sheet = self._page.commands.why_nothing(), self._page.commands.sheet
        return why or (_("It has a parent itself; parents are one level deep.") if sheet and sheet.parent else "")

    def _open_children(self) -> int:
        sheet = self._page.commands.sheet
        return sum(child.state in OPEN_STATES for child in sheet.children) if sheet else 0

    def why_no_children(self) -> str:
        return self._page.commands.why_nothing() or ("" if self._open_children() else _("It has no open child."))

    def add(self) -> None:
        dialog = LineDialog(
            self._desk, _("Child of {number}").format(number=number(self._id)),
            _("&Number of the incident that becomes a child"), _("Add child"),
            _("Write its number, such as INC-0042."), parent=self._page.window(),
        )  # fmt: skip

        def act(session: Any) -> None:
            changing(incident_id_of(dialog.line.text()), {"parent": number(self._id)})(session)

        self._ask(dialog, act, _("Child added to {number}"))

    def release(self, child_id: int) -> None:
        act = changing(child_id, {"parent": ""}, {"parent": number(self._id)})
        said = _("Child of {number} released").format(number=number(self._id))
        write(self._desk, self._page, act, said, failed=self._page.say_refused)

    def tell(self) -> None:
        if self.why_no_children():
            self._page.say(self.why_no_children(), "warning")
            return
        dialog = ChildrenDialog(self._desk, self._open_children(), self._page.window())

        def act(session: Any) -> int:
            from incidentdesk.respond.status_update import comment_children

            return comment_children(session, self._id, dialog.text.toPlainText())

        self._ask(dialog, act, _("Comment on all children of {number}"), toast=True)

    def _ask(self, dialog: Any, act: Any, said: str, *, toast: bool = False) -> None:
        def save() -> None:
            text = said.format(number=number(self._id))
            write(
                self._desk, dialog, act, text, then=lambda _result: dialog.accept(), failed=dialog.fail, toast=toast
            )  # fmt: skip

        dialog.wanted.connect(save)
        dialog.open()
