"""The bundled faces as fonts of Qt, in a window and without one."""

import sys
import threading

from PySide6.QtCore import QLoggingCategory
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from incidentdesk.paper.styles import Face
from incidentdesk.paths import resources

_preparing = threading.Lock()
_application: QGuiApplication | None = None
_prepared = False


def prepare() -> None:
    """See that Qt has an application and the bundled fonts; the command line has neither."""
    global _application, _prepared
    with _preparing:
        if _prepared:
            return
        if QGuiApplication.instance() is None:
            # Qt tells of every font that it looked at and did not take.
            QLoggingCategory.setFilterRules("qt.text.font.db=false")
            # Where widgets are about, a window may follow, and a process has only one application.
            widgets = sys.modules.get("PySide6.QtWidgets")
            application = widgets.QApplication if widgets else QGuiApplication
            _application = application(["incidentdesk", "-platform", "offscreen"])
        has_dejavu = "DejaVu Sans" in QFontDatabase.families()
        for face in Face:
            # Of Inter a system may have another version, with other widths than what is embedded into a PDF.
            if face.startswith("Inter") or not has_dejavu:
                QFontDatabase.addApplicationFont(str(resources() / "fonts" / f"{face}.ttf"))
        _prepared = True


def qt_font(face: Face) -> QFont:
    """The font of a bundled face, without hints that would move letters at small sizes; its size is to be set."""
    font = QFont()
    # What Inter has no letters for is taken from the other bundled font first, then from the system.
    font.setFamilies(["Inter", "DejaVu Sans"] if face.startswith("Inter") else ["DejaVu Sans"])
    font.setWeight(QFont.Weight(face.weight))
    font.setItalic(face == Face.OBLIQUE)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
