"""Photographs every page of the window: light and dark, in two sizes, with much, little, nothing and long names.

    python tests/tour.py [--light | --dark] [PART_OF_A_SCENE'S_NAME ...]

The pictures go to tests/pictures. The exit code is 1 if Qt warned of anything, if anything was raised, if a picture is
blank, or if a label was cut off. `--readme` also writes the pictures of the README. The scenes stand in tests/scenes.
"""

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# The sample desk lives in the zone in which the window shows it.
os.environ["TZ"] = "Europe/Berlin"
# Run as a script, it still finds the scenes, and they the graphs that the tests look at.
sys.path.insert(0, str(Path(__file__).parent.parent))

from PySide6.QtCore import QPoint, QSize, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QLabel, QPushButton, QRadioButton, QWidget

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.detect.choice_popup import ChoicePopup
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.elided_label import ElidedLabel
from incidentdesk.prepare.account import desktop_account
from incidentdesk.schema.opening import open_desk
from tests.scenes import (
    analysis,
    automation,
    drills,
    feedback,
    improvement,
    measure,
    prepare,
    proofs,
    readiness,
    recovery,
    register,
    respond,
    survey,
    training,
)
from tests.scenes.desks import DESKS
from tests.scenes.stage import SIZES, THEMES, Scene, Stage

ROOT = Path(__file__).parent.parent
PICTURES = Path(__file__).parent / "pictures"
README_PICTURES = ROOT / "resources" / "pictures"
SCENES = (
    *register.SCENES, *analysis.SCENES, *prepare.SCENES, *respond.SCENES, *measure.SCENES, *automation.SCENES,
    *drills.SCENES, *feedback.SCENES, *improvement.SCENES, *proofs.SCENES, *recovery.SCENES, *survey.SCENES,
    *training.SCENES, *readiness.SCENES,
)  # fmt: skip
# Said by the offscreen platform for every window with a smallest size.
_HARMLESS = ("This plugin does not support",)


class Complaints:
    """What went wrong on the way, with the scene in which it did."""

    def __init__(self) -> None:
        self.scene = ""
        self.found: list[str] = []
        qInstallMessageHandler(self._hear_qt)
        sys.excepthook = self._hear_python

    def add(self, text: str) -> None:
        self.found.append(f"{self.scene}: {text}")
        print(f"  ✕ {self.found[-1]}", flush=True)

    def _hear_qt(self, kind: QtMsgType, _context: Any, text: str) -> None:
        if kind != QtMsgType.QtDebugMsg and kind != QtMsgType.QtInfoMsg and not text.startswith(_HARMLESS):
            self.add(f"Qt says: {text}")

    def _hear_python(self, kind: type[BaseException], error: BaseException, trace: Any) -> None:
        import traceback

        self.add("".join(traceback.format_exception(kind, error, trace)))


@contextmanager
def _stage(app: QApplication, filled: Path, theme_name: str, folder: Path) -> Iterator[Stage]:
    database = open_desk(filled)
    preferences = Preferences(folder / "settings")
    preferences.set("reduced_motion", True)
    theme = Theme(theme_name)
    theme.apply(app)
    desk = furnish(
        database,
        actor="Mei Okafor",
        account=desktop_account(),
        zone=ZoneInfo("Europe/Berlin"),
        preferences=preferences,
        theme=theme,
    )
    window = MainWindow(desk)
    window.go_to("incidents")
    window.show()
    stage = Stage(app, desk, window, folder)
    try:
        stage.settle()
        yield stage
    finally:
        stage.settle()
        window.close()
        window.deleteLater()
        desk.background.stop()
        database.close()
        app.processEvents()


def _photograph(stage: Stage) -> QImage:
    """The window with whatever stands open over it, or the window beside it."""
    if stage.extra:
        return stage.extra[-1].grab().toImage()
    image = stage.window.grab().toImage()
    painter = QPainter(image)
    for other in _open_over(stage):
        at = other.mapToGlobal(QPoint()) - stage.window.mapToGlobal(QPoint())
        if isinstance(other, QDialog):
            # There is no window manager that would put it there and draw an edge.
            at = stage.window.rect().center() - other.rect().center()
            painter.fillRect(stage.window.rect(), QColor(0, 0, 0, 60))
        painter.drawPixmap(at, other.grab())
    painter.end()
    return image


def _open_over(stage: Stage) -> list[QWidget]:
    return [
        other
        for other in QApplication.topLevelWidgets()
        if other is not stage.window and other.isVisible() and other.width() > 1
    ]


def _clear(stage: Stage) -> None:
    """Back to the bare window."""
    for other in QApplication.topLevelWidgets():
        if other is not stage.window and other.isVisible():
            other.close()
            other.hide()
            if other in stage.extra:
                other.deleteLater()
    stage.extra.clear()
    stage.others.clear()
    for popup in stage.window.findChildren(ChoicePopup):
        popup.close()
    stage.window.palette_box.dismiss()
    stage.window.message.clear()
    stage.window._message_margin.hide()
    for toast in stage.desk.toasts.toasts():
        toast.hide()
    stage.settle()


def _judge(image: QImage, complaints: Complaints) -> None:
    """A picture on which nearly every point has one colour shows nothing."""
    seen = Counter(
        image.pixel(x, y) for x in range(2, image.width(), 5) for y in range(2, image.height(), 5)
    ).most_common(400)
    if len(seen) < 8 or seen[0][1] > 0.985 * sum(count for _colour, count in seen):
        complaints.add("the picture is blank")


def _judge_texts(stage: Stage, complaints: Complaints) -> None:
    """Texts that have less room than they need."""
    for window in stage.extra or [stage.window, *_open_over(stage)]:
        for widget in window.findChildren(QWidget):
            text = _cut_text(widget) if widget.isVisible() and not widget.visibleRegion().isEmpty() else ""
            if text:
                complaints.add(f"cut off: {text[:60]!r} ({type(widget).__name__}, {widget.width()} wide)")


def _cut_text(widget: QWidget) -> str:
    if isinstance(widget, QLabel):
        if widget.wordWrap() or not widget.text() or widget.textFormat() == Qt.TextFormat.RichText:
            return ""
    elif not isinstance(widget, QPushButton | QCheckBox | QRadioButton):
        return ""
    text = widget.text()
    if isinstance(widget, ElidedLabel) and widget.toolTip():
        return ""
    # What is shortened on purpose ends in an ellipsis and has a tooltip with the whole.
    if not text or text.endswith("…") or widget.minimumWidth() == widget.maximumWidth():
        return ""
    return text if widget.sizeHint().width() > widget.width() + 1 else ""


def tour(wanted: list[str], themes: tuple[str, ...], readme: bool) -> int:
    started = time.monotonic()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    complaints = Complaints()
    PICTURES.mkdir(exist_ok=True)
    scenes = [scene for scene in SCENES if not wanted or any(word in scene.name for word in wanted)]
    count = 0
    with tempfile.TemporaryDirectory(prefix="incidentdesk-tour-") as name:
        for contents in DESKS:
            there = [scene for scene in scenes if contents in scene.desks]
            if not there:
                continue
            filled = Path(name) / f"{contents}.db"
            database = open_desk(filled)
            DESKS[contents](database)
            database.close()
            for theme in themes:
                with _stage(app, filled, theme, Path(name) / f"{contents} {theme}") as stage:
                    for size in SIZES:
                        for scene in there:
                            if not scene.is_taken(theme, size):
                                continue
                            count += _take(stage, scene, f"{contents} {theme} {size.width()}", size, complaints, readme)
    print(f"{count} pictures in {time.monotonic() - started:.0f} s, {len(complaints.found)} complaints")
    for complaint in complaints.found:
        print(f"✕ {complaint}")
    return 1 if complaints.found else 0


def _take(stage: Stage, scene: Scene, which: str, size: QSize, complaints: Complaints, readme: bool) -> int:
    complaints.scene = f"{scene.name} {which}"
    try:
        stage.window.resize(size)
        stage.settle()
        scene.show(stage)
        stage.rest()
        image = _photograph(stage)
        _judge_texts(stage, complaints)
    except Exception as error:
        complaints._hear_python(type(error), error, error.__traceback__)
        _clear(stage)
        return 0
    _judge(image, complaints)
    path = PICTURES / f"{scene.name} {which}.png".replace(" ", "_")
    image.save(str(path))
    if readme and which == f"sample {scene.readme} 1440":
        README_PICTURES.mkdir(exist_ok=True)
        image.save(str(README_PICTURES / f"{scene.name}-{which.split()[1]}.png".replace(" ", "-")))
    _clear(stage)
    return 1


if __name__ == "__main__":
    words = sys.argv[1:]
    asked = tuple(theme for theme in THEMES if f"--{theme}" in words)
    sys.exit(tour([word for word in words if not word.startswith("--")], asked or THEMES, "--readme" in words))
