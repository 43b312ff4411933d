"""A window on a desk in front of the camera, and what a scene of the tour is."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QSize, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.main_window import MainWindow

THEMES = ("light", "dark")
SIZES = (QSize(1280, 720), QSize(1440, 900))
# A secondary scene is shown small and light, and large and dark; a primary one in all four.
HALF = (("light", 1280), ("dark", 1440))
PATIENCE = 60.0  # seconds
_TURN = 0.004  # seconds
_PASSES = 15  # turns that widgets may take to lay themselves out


@dataclass
class Stage:
    """A window on a desk, and what was found wrong in it."""

    app: QApplication
    desk: Desk
    window: MainWindow
    folder: Path
    extra: list[QWidget] = field(default_factory=list)  # windows beside the main one; the last one is photographed
    others: list[Desk] = field(default_factory=list)  # what windows beside the main one stand on

    def settle(self) -> None:
        """Wait until nothing is under way and what came of it has been painted."""
        self.until(lambda: not any(desk.background.jobs for desk in (self.desk, *self.others)))

    def rest(self) -> None:
        """Wait until everything has found its place too."""
        for _turn in range(_PASSES):
            self.app.processEvents()
            time.sleep(_TURN)
        self.settle()

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds for three turns on end; raises TimeoutError."""
        end = time.monotonic() + PATIENCE
        quiet = 0
        while quiet < 3:
            self.app.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            quiet = quiet + 1 if holds() else 0
            if time.monotonic() > end:
                raise TimeoutError("the window does not come to rest")
            time.sleep(_TURN)

    def go(self, reference: str, after: float = 0.3) -> None:
        """Open a page by its reference."""
        self.window.open(reference)
        self.wait(after)

    def run(self, action_id: str, after: float = 0.3) -> None:
        """Give a command of the page that is shown."""
        self.desk.registry.run(action_id)
        self.wait(after)

    def wait(self, seconds: float) -> None:
        """Let timers run out that gather keys or news, as if that time had passed."""
        left = seconds * 1_000
        self.settle()
        while due := _due_within(left):
            left -= max(timer.remainingTime() for timer in due)
            for timer in due:
                # What one of them does may end another one.
                if shiboken6.isValid(timer) and timer.isActive():
                    timer.stop()
                    timer.timeout.emit()
            self.settle()

    def id_of(self, title: str) -> int:
        """The incident with these words in its title."""
        return self.found("SELECT id FROM incident WHERE title LIKE :title", title=f"%{title}%")

    def found(self, sql: str, **parameters: Any) -> int:
        with self.desk.database.read() as reader:
            return int(reader.rows(sql, parameters)[0][0])


def _due_within(milliseconds: float) -> list[QTimer]:
    """The timers of all windows that fire once and within this time."""
    return [
        timer
        for window in QApplication.topLevelWidgets()
        for timer in window.findChildren(QTimer)
        if timer.isSingleShot() and timer.isActive() and timer.remainingTime() <= milliseconds
    ]


@dataclass(frozen=True)
class Scene:
    """What is photographed: `show` brings it about. `desks` names the contents that it is shown with."""

    name: str
    show: Callable[[Stage], None]
    desks: tuple[str, ...] = ("sample",)
    readme: str = ""  # the theme in which its picture stands in the README
    half: bool = False

    def is_taken(self, theme: str, size: QSize) -> bool:
        return not self.half or (theme, size.width()) in HALF or self.readme == theme
