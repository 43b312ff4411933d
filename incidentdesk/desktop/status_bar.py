"""The line at the bottom of the window: what is open, what is under way, which keys help."""

import time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QWidget

from incidentdesk.desktop.background import Job
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.language import _, isolated, ngettext

# Seconds after which a job that nobody looks at any more is named here.
_LONG = 10.0


class StatusBar(QFrame):
    """Shows the file, its zone, the jobs that take longer than ten seconds, and the keys that lead to everything."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._not_saved = False
        self.setObjectName("status")
        self._left = QLabel()
        self._left.setTextFormat(Qt.TextFormat.PlainText)
        self._left.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._jobs = LinkButton(desk.theme, "", description=_("What is under way in the background"))
        self._jobs.setAccessibleName(_("Jobs"))
        self._jobs.clicked.connect(self._open_jobs)
        self._jobs.hide()
        self._keys = QLabel()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 0)
        layout.setSpacing(16)
        layout.addWidget(self._left, 1)
        layout.addWidget(self._jobs)
        layout.addWidget(self._keys)
        self._clock = QTimer(self, interval=1_000)
        self._clock.timeout.connect(self._show_jobs)
        desk.background.jobs_changed.connect(self._follow_jobs)
        desk.registry.rebound.connect(self.refresh)
        desk.theme.changed.connect(self._dress)
        self._dress()
        self.refresh()

    def refresh(self) -> None:
        """Read again what is open and whether it can be written."""
        database = self._desk.database
        state = _("Not saved") if self._not_saved else _("Saved")
        state = _("Read-only") if getattr(database, "read_only", "") else state
        name = str(getattr(database, "place", "")).replace("\\", "/").rsplit("/", 1)[-1]
        self._left.setText(" · ".join(part for part in (state, isolated(name), self._desk.zone.key) if part))
        self._left.setToolTip(str(getattr(database, "place", "")))
        self._left.setAccessibleName(self._left.text())
        self._left.setAccessibleDescription(_("State, file and time zone"))
        hints = [
            _("{keys} {what}").format(keys=keys, what=what)
            for action, what in (
                ("tools.palette", _("commands")),
                ("edit.find", _("filter")),
                ("help.shortcuts", _("keys")),
            )
            if (keys := self._key(action))
        ]
        self._keys.setText("   ".join(hints))
        self._keys.setAccessibleName(self._keys.text())
        self._keys.setAccessibleDescription(_("Keys that lead to everything else"))

    def show_not_saved(self, not_saved: bool) -> None:
        """Whether something on a page waits for a database that does not take it."""
        self._not_saved = not_saved
        self.refresh()

    @property
    def text(self) -> str:
        return self._left.text()

    @property
    def key_hints(self) -> str:
        return self._keys.text()

    def _key(self, action_id: str) -> str:
        registry = self._desk.registry
        if action_id not in registry.ids():
            return ""
        texts = registry.shortcut_texts(action_id)
        return min(texts, key=len) if texts else ""

    def long_jobs(self) -> list[Job]:
        now = time.monotonic()
        return [job for job in self._desk.background.jobs if job.title and now - job.started >= _LONG]

    def _follow_jobs(self) -> None:
        if any(job.title for job in self._desk.background.jobs):
            self._clock.start()
        else:
            self._clock.stop()
        self._show_jobs()

    def _show_jobs(self) -> None:
        count = len(self.long_jobs())
        self._jobs.setVisible(count > 0)
        if count:
            text = ngettext("{count} job", "{count} jobs", count).format(count=count)
            self._jobs.setText(text)
            self._jobs.setAccessibleName(text)

    def _open_jobs(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for job in self.long_jobs():
            done, total = job.position
            share = job.title
            if total:
                share = _("{title}, {percent} %").format(title=job.title, percent=100 * done // total)
            entry = menu.addAction(_("Cancel: {title}").format(title=share) if job.cancellable else share)
            entry.setEnabled(job.cancellable)
            entry.triggered.connect(job.cancel)
        menu.popup(self._jobs.mapToGlobal(self._jobs.rect().topLeft()))

    def _dress(self) -> None:
        theme = self._desk.theme
        self.setStyleSheet(
            theme.sheet(
                "#status { background: $sidebar; border-top: 1px solid $border; }"
                "QLabel { color: $text2; background: transparent; }"
            )
        )
        self._left.setFont(theme.font("small"))
        self._keys.setFont(theme.font("small"))
        self.setFixedHeight(max(30, self._left.fontMetrics().height() + 10))
