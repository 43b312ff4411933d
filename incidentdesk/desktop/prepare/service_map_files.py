"""The map of services as a picture on the clipboard, and as an SVG, PNG or PDF file."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from incidentdesk import clock
from incidentdesk.desktop.diagram.painting import image
from incidentdesk.desktop.diagram.picture_file import write_png, write_svg
from incidentdesk.desktop.file_name import documents, safe_file_name
from incidentdesk.drawing.palette import LIGHT
from incidentdesk.drawing.shapes import Drawing
from incidentdesk.language import _
from incidentdesk.refusal import Refused

FORMS = {"svg": "SVG", "png": "PNG", "pdf": "PDF"}
_SCALE = 2.0


def copy_picture(drawing: Drawing) -> None:
    """Raises Refused for a map that is too large for a picture."""
    picture = image(drawing, LIGHT, _SCALE)
    if picture.isNull():
        picture = image(drawing, LIGHT, 1.0)
    if picture.isNull():
        raise Refused(_("The map is too large for a picture. Export it as PDF or SVG."))
    QGuiApplication.clipboard().setImage(picture)


def ask_file(parent: QWidget, form: str, then: Any) -> QFileDialog:
    """Ask where the file shall stand; `then(path)` follows."""
    ending = f".{form}"
    name = safe_file_name(_("Service map"), ending)
    dialog = QFileDialog(parent.window(), _("Export the service map"), str(documents() / name))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(f"{FORMS[form]} (*{ending})")
    dialog.setDefaultSuffix(form)
    dialog.fileSelected.connect(lambda path: then(Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def write_map(database: Any, drawing: Drawing, form: str, path: Path, zone: ZoneInfo, made_by: str) -> str:
    """Away from the window; returns a sentence about the pages of a PDF, else "". Raises Refused where it can't be."""
    if form == "svg":
        write_svg(path, drawing)
    elif form == "png":
        write_png(path, drawing, _SCALE)
    else:
        from incidentdesk.measure.service_map_report import service_map_report

        with database.read() as reader:
            made_at = clock.stored(clock.now())
            return service_map_report(reader, path, zone=zone, made_by=made_by, made_at=made_at)
    return ""
