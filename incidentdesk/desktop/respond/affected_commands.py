"""Who is affected by the incident on the page: saying so, and the history of whoever reported it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.respond.affected_box import PERSON
from incidentdesk.desktop.respond.affected_dialog import open_affected_dialog
from incidentdesk.language import _

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage


class AffectedCommands(QObject):
    """`menu_actions` are for the menu of the page."""

    menu_actions = ("incident.affected", "incident.reporter_history")

    def __init__(self, page: "IncidentPage") -> None:
        super().__init__(page)
        self._page = page
        for key, text, run, icon, why, synonyms in (
            ("affected", _("A&ffected people…"), self.change, "users", page.commands.why_nothing,
             _("vip users who suffers")),
            ("reporter_history", _("&History of the reporter"), self.show_history, "history", self._why_no_reporter,
             _("person caller earlier incidents satisfaction")),
        ):  # fmt: skip
            action = Action(
                f"incident.{key}", text, run, icon=icon, scope="incident", menu="incident/respond", section=60,
                why_disabled=why, synonyms=synonyms,
            )  # fmt: skip
            page.desk.registry.add(action, page)
        page.details.affected.opened.connect(page.opened)
        page.details.affected.change_wanted.connect(lambda: page.desk.registry.run("incident.affected"))

    def change(self) -> None:
        page = self._page
        open_affected_dialog(page.desk, page, page.incident_id, page.commands.sheet.affected, page.offered.names.people)

    def _why_no_reporter(self) -> str:
        sheet = self._page.commands.sheet
        if sheet is None:
            return self._page.commands.why_absent()
        return "" if any(each.reporter for each in sheet.affected) else _("It is not known who reported it.")

    def show_history(self) -> None:
        reporter = next(each for each in self._page.commands.sheet.affected if each.reporter)
        self._page.opened.emit(PERSON.format(id=reporter.person_id))
