"""The evidence on the page of an incident: rows of the timeline and attachments become evidence by a command."""

from typing import TYPE_CHECKING

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.investigate.evidence_pane import EvidencePane
from incidentdesk.desktop.respond.carried import Carried, packed
from incidentdesk.desktop.respond.timeline_model import FactRow
from incidentdesk.investigate.subject import INCIDENT, Subject
from incidentdesk.language import _

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage


class EvidencePart(EvidencePane):
    row_actions = ("evidence.from_row",)
    file_actions = ("evidence.from_file",)

    def __init__(self, page: "IncidentPage") -> None:
        super().__init__(page.desk, Subject(INCIDENT, page.incident_id), page, page.commands.why_nothing)
        self._page = page
        for key, name, run, why in (
            ("from_row", _("Add the line of the timeline as evidence"), self.add_row, self._why_no_row),
            ("from_file", _("Add the attachment as evidence"), self.add_file, self._why_no_file),
        ):
            action = Action(
                f"evidence.{key}", _("Add as e&vidence…"), run, icon="evidence", scope="incident", why_disabled=why,
                name=name,
            )  # fmt: skip
            page.desk.registry.add(action, page)

    def add_row(self) -> None:
        """Make the row under the cursor of the timeline evidence."""
        row = self._page.timeline.view.current_row()
        self.take(packed(self._page.timeline.view.carried(row)))

    def add_file(self) -> None:
        attached = self._page.attachments.current
        source = _("Attachment of {number}").format(number=self.subject.number)
        self.take(
            packed(Carried(attached.name, attached.added_by, attached.added_at, source, attachment_id=attached.id))
        )

    def _why_no_row(self) -> str:
        row = self._page.timeline.view.current_row()
        if not isinstance(row, FactRow):
            return _("Select a line of the timeline first.")
        return self._page.commands.why_nothing()

    def _why_no_file(self) -> str:
        if self._page.attachments.current is None:
            return _("Choose an attachment first.")
        return self._page.commands.why_nothing()
