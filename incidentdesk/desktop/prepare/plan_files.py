"""The files of an action: a button to attach more, and a link for each that its instructions name."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from incidentdesk.desktop.attachment_saving import save_linked
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import Button, LinkButton
from incidentdesk.language import _, isolated
from incidentdesk.prepare import plan_editing as editing
from incidentdesk.prepare.attachment_link import LinkedFile, attachment_link, linked_files
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.desktop.prepare.plan_body import PlanBody


_SHOWN = 36  # characters of a name


class ActionFiles(QWidget):
    """Emits `choosing` to attach, and `wanted(digest)` for a file that is to be saved."""

    choosing = Signal()
    wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[LinkedFile, ...] = ()
        self.links: list[LinkButton] = []
        about = _("Attach a file to the action; a link to it stands in the instructions")
        self.choose = Button(theme, _("Attac&h a file…"), "attachment", description=about)
        self.choose.clicked.connect(self.choosing)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 8)
        self._column.setSpacing(0)
        self._column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)

    def show_files(self, text: str, why_fixed: str) -> None:
        self.choose.setEnabled(not why_fixed)
        files = linked_files(text)
        if files == self._shown:
            return
        self._shown = files
        for link in self.links:
            self._column.removeWidget(link)
            link.deleteLater()
        self.links = [self._link(each) for each in files]

    def _link(self, file: LinkedFile) -> LinkButton:
        said = _("Save {name}").format(name=isolated(file.name))
        shown = file.name if len(file.name) <= _SHOWN else f"{file.name[: _SHOWN - 13]}…{file.name[-12:]}"
        link = LinkButton(self._theme, shown.replace("&", "&&"), "file", description=said)
        link.setToolTip(file.name)
        link.clicked.connect(lambda: self.wanted.emit(file.digest))
        self._column.insertWidget(self._column.count() - 1, link, 0, Qt.AlignmentFlag.AlignLeft)
        return link


class PlanAttaching:
    """Takes files into the database, and a link to each into the instructions of an action."""

    def __init__(self, body: "PlanBody") -> None:
        self._body, self._desk, self._draft = body, body.desk, body.draft
        files = body.inspector.action.files
        files.choosing.connect(lambda: self.choose())
        files.wanted.connect(lambda digest: save_linked(self._desk, body, digest, body.refused.emit))

    def choose(self) -> None:
        """Ask for files for the action that is chosen."""
        key = self._body.outline.key
        dialog = QFileDialog(self._body.window(), _("Attach to the action"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda paths: [self.attach(key, Path(path)) for path in paths])
        dialog.open()

    def attach(self, key: str, path: Path) -> None:
        """Undo takes the link away; the file stays, for a version may name it already."""
        self._desk.background.run(
            _attach, self._desk.database, self._desk.actor, path, then=lambda link: self._insert(key, link),
            failed=self._refuse, progress=True, title=_("Attaching {name}").format(name=isolated(path.name)),
        )  # fmt: skip

    def _refuse(self, refused: Refused) -> None:
        said = self._body.refused.emit if shiboken6.isValid(self._body) else self._desk.registry.refused.emit
        said(refused)

    def _insert(self, key: str, link: str) -> None:
        """Behind what the instructions say by now; the action may be another one's, or gone."""
        if not shiboken6.isValid(self._body):
            return
        action = next((each for each in self._draft.content.actions if each.key == key), None)
        if action is None or link in action.instructions:
            return
        said = "\n\n".join(filter(None, (action.instructions.rstrip(), link)))
        self._draft.apply(editing.set_action(self._draft.content, key, instructions=said), key)


def _attach(database: Any, actor: str, path: Path, progress: Callable[[int, int], None]) -> str:
    """The link of the file."""
    from incidentdesk.detect.attachment import attach
    from incidentdesk.detect.attachment_file import size_of

    size = size_of(path)
    try:
        with path.open("rb") as file, database.write(actor=actor, via="window") as session:
            attachment_id = attach(session, None, path.name, file, size=size, progress=progress)
            rows = session.reader.rows("SELECT name, sha256 FROM attachment WHERE id = :id", {"id": attachment_id})
    except OSError as error:
        raise Refused(
            _("{name} can't be read: {reason}.").format(name=isolated(path.name), reason=error.strerror or error)
        ) from error
    return attachment_link(*rows[0])
