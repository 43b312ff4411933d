"""A line of two pixels that shows that something takes long."""

import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.background import Job
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.language import _

# What is over sooner shows nothing, so that nothing flashes.
_PATIENCE = 400


class ProgressLine(QWidget):
    """Keeps its two pixels of height, so that nothing jumps when it begins."""

    def __init__(self, theme: Theme, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._still = preferences.get("reduced_motion")
        self._jobs: list[Job] = []
        self._share: float | None = None
        self._phase = 0.0
        self.setFixedHeight(2)
        self.setAccessibleName(_("Progress"))
        self.setAccessibleDescription(_("Shown while something takes long"))
        self._wait = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._wait.timeout.connect(self._begin)
        self._beat = QTimer(self, interval=40)
        self._beat.timeout.connect(self._move)
        self._shown = False
        theme.changed.connect(self.update)

    @property
    def running(self) -> bool:
        """Whether there is something to be seen."""
        return self._shown

    def follow(self, job: Job) -> None:
        """Show this job until it has finished."""
        self._jobs.append(job)
        job.progressed.connect(self._progress)
        job.finished.connect(lambda: self._finish(job))
        if not self._shown and not self._wait.isActive():
            self._wait.start()

    def _progress(self, done: int, total: int) -> None:
        self._share = done / total if total else None
        self.update()

    def _finish(self, job: Job) -> None:
        if not shiboken6.isValid(self):
            return
        self._jobs = [each for each in self._jobs if each is not job]
        if not self._jobs:
            self._wait.stop()
            self._beat.stop()
            self._shown = False
            self._share = None
            self.update()

    def _begin(self) -> None:
        self._shown = bool(self._jobs)
        if self._shown and not self._still:
            self._beat.start()
        self.update()

    def _move(self) -> None:
        self._phase = (self._phase + 0.02) % 1
        self.update()

    def paintEvent(self, _event: object) -> None:
        if not self._shown:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("border"))
        width = self.width()
        if self._share is not None:
            painter.fillRect(0, 0, round(width * self._share), 2, self._theme.colour("accent"))
        elif self._still:
            painter.fillRect(self.rect(), self._theme.colour("accent"))
        else:
            painter.fillRect(
                round(width * (self._phase * 1.3 - 0.3)), 0, round(width * 0.3), 2, self._theme.colour("accent")
            )
        painter.end()
