"""Saving a changed fact of an incident; where two people have changed it, a person decides."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from incidentdesk.desktop.conflict_dialog import ask_conflict, given_up
from incidentdesk.desktop.respond.fact_field import FactField
from incidentdesk.desktop.respond.writing import changing, deciding, write
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage


class PageFacts(QObject):
    def __init__(self, page: "IncidentPage") -> None:
        super().__init__(page)
        self._page, self._desk, self._id = page, page.desk, page.incident_id

    def change(self, field: str, value: Any, seen: Any) -> None:
        """Save a changed fact; where somebody else has changed it meanwhile, a person decides."""
        facts = self._page.loaded.sheet.facts
        write(
            self._desk,
            self._page,
            changing(self._id, {field: value}, {**facts, field: seen}),
            _("{number} changed").format(number=number(self._id)),
            failed=lambda refused: self._not_changed(field, value, seen, refused),
        )

    def _not_changed(self, field: str, value: Any, seen: Any, refused: Refused) -> None:
        if isinstance(refused, Conflict):
            self._decide(field, value, seen, refused)
            return
        view = self.view_of(field)
        if view is not None and view.has_editor:
            if field in self._page.details.fields:
                self._page.show_details()
            view.fail(value, seen, str(refused))
        else:
            self._page.say_refused(refused)
            self._page.show_loaded()

    def view_of(self, field: str) -> FactField | None:
        others = {
            "title": self._page.header.title,
            "description": self._page.timeline.description,
            "parent": self._page.related.parent_field,
        }
        return others.get(field) or self._page.details.fields.get(field)

    def _decide(self, field: str, value: Any, seen: Any, conflict: Conflict) -> None:
        """Ask which value stays; who goes on writing finds the own text in its field."""
        decided = ask_conflict(self._page, self._desk, conflict)
        if decided is None:
            view = self.view_of(field)
            if view is not None and view.has_editor:
                view.fail(value, seen, _("Not saved yet: {name} has changed it too.").format(
                    name=isolated(conflict.changed_by)
                ))  # fmt: skip
            return
        theirs = {clash.field: clash.theirs for clash in conflict.clashes}
        write(
            self._desk,
            self._page,
            deciding(self._id, {field: value, **decided}, theirs, given_up(conflict, decided)),
            _("{number} changed").format(number=number(self._id)),
            failed=lambda refused: self._not_changed(
                field, decided.get(field, value), theirs.get(field, seen), refused
            ),
        )
