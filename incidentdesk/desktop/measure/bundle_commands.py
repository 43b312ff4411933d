"""What measuring brings to the page of an incident: its evidence bundle."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.file_name import documents, safe_file_name
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.desktop.desk import Desk
    from incidentdesk.desktop.respond.incident_page import IncidentPage

_SUFFIX = ".evidence.zip"


class BundleCommands(QObject):
    """`menu_actions` are for the menu of the page."""

    menu_actions = ("incident.bundle",)

    def __init__(self, page: "IncidentPage") -> None:
        super().__init__(page)
        self._page = page
        page.desk.registry.add(
            Action(
                "incident.bundle", _("Save evidence &bundle…"), self.ask, icon="bundle", scope="incident",
                menu="incident", section=90, why_disabled=page.commands.why_nothing,
                synonyms=_("export archive zip proof hash seal verify court insurer"),
            ),
            page,
        )  # fmt: skip

    def ask(self) -> QFileDialog:
        """Ask where to."""
        title = _("Save evidence bundle")
        dialog = QFileDialog(self._page.window(), title, str(documents()), _("Evidence bundles (*.evidence.zip)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(safe_file_name(number(self._page.incident_id), _SUFFIX))
        dialog.fileSelected.connect(lambda path: self.save(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def save(self, path: Path) -> None:
        desk = self._page.desk
        desk.background.run(
            _write, desk, self._page.incident_id, path, then=lambda seal: self._tell(path, seal), failed=self._fail,
            progress=True, cancellable=True, title=_("Saving an evidence bundle"),
        )  # fmt: skip

    def _tell(self, path: Path, _seal: str) -> None:
        self._page.desk.toasts.show(
            _("Written: {file}. Its seal stands in the timeline.").format(file=isolated(path.name))
        )

    def _fail(self, refused: Refused) -> None:
        self._page.say_refused(refused)


def _write(desk: "Desk", incident_id: int, path: Path, *, progress: Any, cancelled: Any) -> str:  # noqa: ARG001
    """`progress` raises by itself when it was cancelled."""
    from incidentdesk.measure.evidence_bundle import write_bundle

    return write_bundle(desk.database, incident_id, path, actor=desk.actor, zone=desk.zone, progress=progress)
