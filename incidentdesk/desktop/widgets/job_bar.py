"""What a sheet has under way: what it is, how far it is, and Cancel; to be seen only once it takes long."""

from collections.abc import Callable

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from incidentdesk.desktop.background import Job
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.language import _

# Milliseconds; what is over sooner says nothing, so that nothing flashes.
_PATIENCE = 2_000


class JobBar(QWidget):
    """Follows one job at a time. Emits `cancelled` for its button; `back` is who gets the focus that the button had."""

    cancelled = Signal()

    def __init__(self, theme: Theme, description: str, back: Callable[[], QWidget]) -> None:
        super().__init__()
        self._theme, self._back, self._told = theme, back, ""
        self.job: Job | None = None
        self.status = QLabel()
        self.cancel_button = Button(theme, _("Cancel"), description=description)
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.cancelled)
        self.cancel_button.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.status, 1)
        row.addWidget(self.cancel_button)
        self._speaking = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._speaking.timeout.connect(self._speak)

    @property
    def busy(self) -> bool:
        return self.job is not None

    @property
    def speaking(self) -> bool:
        """Whether it takes so long that somebody may cancel it."""
        return not self.cancel_button.isHidden()

    def follow(self, job: Job, told: str) -> None:
        """`told` are the words for what is done, such as “Comparing…”."""
        self.job, self._told = job, told
        job.progressed.connect(self._progress)
        self._speaking.start()

    def stop(self) -> None:
        """Drop what is under way; nothing happens where there is nothing."""
        if self.job is not None:
            self.job.cancel()
        self.end()

    def end(self) -> None:
        """What was under way is done."""
        self.job = None
        self._speaking.stop()
        self.status.clear()
        if self.cancel_button.hasFocus():
            self._back().setFocus(Qt.FocusReason.OtherFocusReason)
        self.cancel_button.hide()

    def _speak(self) -> None:
        if self.busy:
            self.status.setText(self._told)
            self.cancel_button.show()

    def _progress(self, done: int, total: int) -> None:
        if self.busy and total and self.speaking:
            percent = QLocale().toString(100 * done // total)
            self.status.setText(_("{doing} {percent} %").format(doing=self._told, percent=percent))

    def dress(self) -> None:
        self.status.setFont(self._theme.font("small"))
        self._theme.tint(self.status, "text2")
