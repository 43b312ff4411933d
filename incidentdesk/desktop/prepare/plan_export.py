"""Writing a plan into a file of Markdown that a person chooses."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.file_name import documents, safe_file_name
from incidentdesk.language import _, isolated
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.prepare.plan_file import files_staying, write_plan
from incidentdesk.refusal import Refused


def export_plan(
    desk: Desk, parent: QWidget, name: str, content: PlanContent, failed: Callable[[Refused], None]
) -> QFileDialog:
    """Ask where to, and write the plan there."""
    dialog = QFileDialog(parent.window(), _("Export plan"), str(documents()))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(_("Markdown (*.md)"))
    dialog.setDefaultSuffix("md")
    dialog.selectFile(safe_file_name(name, ".md"))
    dialog.fileSelected.connect(lambda path: write_to(desk, Path(path), name, content, failed))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def write_to(desk: Desk, path: Path, name: str, content: PlanContent, failed: Callable[[Refused], None]) -> None:
    said = " · ".join(filter(None, (_("Written: {file}").format(file=isolated(path.name)), files_staying(content))))
    desk.background.run(
        write_plan, path, name, content, then=lambda _none: desk.toasts.show(said), failed=failed
    )  # fmt: skip
