"""A diagram as a file or on the clipboard, and causes from a file."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.detect.choice_popup import Choice, ChoicePopup
from incidentdesk.desktop.diagram.painting import image
from incidentdesk.desktop.file_name import documents, safe_file_name
from incidentdesk.desktop.investigate import diagram_file as files
from incidentdesk.desktop.investigate.diagram_commands import diagram_action
from incidentdesk.drawing.palette import LIGHT
from incidentdesk.drawing.shapes import Drawing
from incidentdesk.investigate.cause_graph import Gesture
from incidentdesk.language import _, isolated

if TYPE_CHECKING:
    from incidentdesk.desktop.investigate.diagram_commands import DiagramPage

_SCALES = (1, 2, 3, 4)


class DiagramExports(QObject):
    """`kind` is "fishbone" or "whys"; `whole()` gives the drawing with nothing folded, as it is written and printed."""

    def __init__(
        self, page: "DiagramPage", owners: tuple[QWidget, ...], kind: str, whole: Callable[[], Drawing]
    ) -> None:
        super().__init__(owners[0])
        self._page, self._kind, self._whole = page, kind, whole
        for owner in owners:
            page.desk.registry.add_all(self._actions(), owner)

    def _actions(self) -> Iterator[Action]:
        why, menu = self.why_nothing, "analysis/export"
        for form in files.FORMS:
            yield diagram_action(
                f"export.{form.key}", _(form.text), lambda form=form: self.export(form), (), "", 60 if form.is_picture
                else 61, why, menu=menu,
            )  # fmt: skip
        yield diagram_action("copy_picture", _("Copy the &picture"), self.copy_picture, ("Ctrl+Shift+C",), "copy", 62,
                             why, menu=menu)  # fmt: skip
        yield diagram_action("import", _("&Import causes…"), self.choose_import, (), "import", 63,
                             self._page.document.why_read_only, menu=menu)  # fmt: skip

    def why_nothing(self) -> str:
        return "" if self._page.document.is_loaded else _("The causes are not shown yet.")

    # -- out

    def copy_picture(self) -> None:
        self._page.labels.finish()
        QGuiApplication.clipboard().setImage(image(self._whole(), LIGHT, 2.0))
        self._page.desk.toasts.show(_("Picture copied"))

    def export(self, form: files.Form) -> None:
        """Ask for what is missing, then write the file away from the window."""
        self._page.labels.finish()
        if form.key == "png":
            self._ask_scale(lambda scale: self._ask_file(form, scale))
        else:
            self._ask_file(form, 1)

    def _ask_scale(self, then: Callable[[int], None]) -> None:
        box = self._whole().box
        choices = [
            Choice(
                scale,
                _("{scale}×").format(scale=scale),
                _("{width} × {height} pixels").format(width=round(box.width * scale), height=round(box.height * scale)),
                key=str(scale),
            )
            for scale in _SCALES
        ]
        page: Any = self._page
        popup = ChoicePopup(page.desk.theme, _("Size of the picture"), choices, current=2, window=page.window())
        popup.chosen.connect(then)
        popup.open_at(QRect(page.mapToGlobal(page.rect().center()), QSize(300, 1)))

    def _ask_file(self, form: files.Form, scale: int) -> None:
        page: Any = self._page
        name = safe_file_name(f"{page.document.subject.number} {self._kind}", form.ending)
        dialog = QFileDialog(page.window(), _(form.text).replace("&", "").removesuffix("…"), str(documents() / name))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{form.name} (*{form.ending})")
        dialog.setDefaultSuffix(form.ending[1:])
        dialog.fileSelected.connect(lambda path: self.write(form, Path(path), scale))
        dialog.open()

    def write(self, form: files.Form, path: Path, scale: int = 1) -> None:
        page = self._page
        wish = files.FileWish(
            form, path, self._kind, page.document.graph, self._whole(), page.document.subject, page.desk.actor, scale,
            page.canvas.layoutDirection() == Qt.LayoutDirection.RightToLeft,
        )  # fmt: skip
        page.desk.background.run(
            files.write_file, page.desk.database, wish, page.desk.zone, then=self._written, failed=page.say_refused
        )

    def _written(self, written: files.Written) -> None:
        said = _("Saved as {file}").format(file=isolated(written.path.name))
        # On paper the text has a smallest size; which pages that took is worth knowing.
        self._page.desk.toasts.show(f"{said}. {written.why}" if written.why else said)

    # -- in

    def choose_import(self) -> None:
        self._page.labels.finish()
        page: Any = self._page
        dialog = QFileDialog(page.window(), _("Import causes"), str(documents()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        endings = " ".join(f"*{ending}" for ending in files.READ_ENDINGS)
        dialog.setNameFilters([_("Causes") + f" ({endings})", _("All files") + " (*)"])
        dialog.fileSelected.connect(lambda path: self.read(Path(path)))
        dialog.open()

    def read(self, path: Path) -> None:
        page = self._page
        page.desk.background.run(files.read_causes, path, page.document.graph, then=self._take, failed=page.say_refused)

    def _take(self, gesture: Gesture) -> None:
        page = self._page
        page.document.do(gesture, _("Imported"))
        page.canvas.fit()
