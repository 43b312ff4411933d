"""A file that a text names is saved where a person wants it; the program itself never opens it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused


def save_linked(desk: Desk, owner: QWidget, digest: str, failed: Callable[[Refused], None] | None = None) -> None:
    """Ask where the file behind a link goes, and write it; without `failed` the window says what went wrong."""
    refused = failed or desk.registry.refused.emit
    desk.background.run(
        _found, desk.database, digest, then=lambda attached: _ask(desk, owner, attached, refused), failed=refused
    )


def _ask(desk: Desk, owner: QWidget, attached: Any, failed: Callable[[Refused], None]) -> None:
    dialog = QFileDialog(owner.window(), _("Save attachment"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(attached.name)
    dialog.fileSelected.connect(lambda path: _write(desk, attached, Path(path), failed))
    dialog.open()


def _write(desk: Desk, attached: Any, path: Path, failed: Callable[[Refused], None]) -> None:
    said = _("{name} saved in {folder}").format(name=isolated(path.name), folder=isolated(str(path.parent)))
    desk.background.run(
        _save, desk.database, attached, path,
        then=lambda _none: desk.toasts.show(said), failed=failed, progress=True,
        title=_("Saving {name}").format(name=attached.name),
    )  # fmt: skip


def _found(database: Any, digest: str) -> Any:
    from incidentdesk.detect.linked_attachment import linked_attachment

    with database.read() as reader:
        return linked_attachment(reader, digest)


def _save(database: Any, attached: Any, path: Path, progress: Any) -> None:
    from incidentdesk.detect.attachment_file import save_attachment

    with database.read() as reader:
        save_attachment(reader, attached.id, path, size=attached.size, progress=progress)
