"""Attaching files to an incident from its page, and taking them away."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog

from incidentdesk.desktop.respond.upload_list import Incoming
from incidentdesk.desktop.respond.writing import taking_away
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage


class PageFiles(QObject):
    def __init__(self, page: "IncidentPage") -> None:
        super().__init__(page)
        self._page, self._desk, self._id = page, page.desk, page.incident_id

    def attach(self, files: list[Incoming]) -> None:
        """Attach files, one after the other."""
        why = self._page.commands.why_nothing()
        if why:
            self._page.say(why, "warning")
        elif files:
            self._page.uploads.take(files)

    def choose(self) -> None:
        dialog = QFileDialog(self._page.window(), _("Attach files"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(
            lambda paths: self.attach([Incoming(Path(path).name, Path(path)) for path in paths])
        )
        dialog.open()

    def take_away(self, attached: Any) -> None:
        write(
            self._desk,
            self._page,
            taking_away(attached.id),
            _("{name} taken away from {number}").format(name=isolated(attached.name), number=number(self._id)),
            toast=True,
            failed=self._page.say_refused,
        )
