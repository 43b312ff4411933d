"""Keeps the newest copy of the crisis binder in the folder that somebody has chosen, as long as the window is open."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, QObject, QTimer

from incidentdesk.desktop.binder_folder import binder_folder
from incidentdesk.desktop.desk import Desk
from incidentdesk.refusal import Refused

_FIRST = 20_000  # milliseconds after the start, when the window has become quiet
_AGAIN = 10 * 60_000  # milliseconds


class BinderKeeping(QObject):
    """`failed` gets a Refused where the copy can't be written, the first time that it can't."""

    def __init__(self, desk: Desk, failed: Callable[[Refused], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._failed = desk, failed
        self._changed = False
        self._said = ""
        self._timer = QTimer(self, interval=_AGAIN)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        QTimer.singleShot(_FIRST, self, self.look)
        desk.changes.changed.connect(self._heard)
        desk.preferences.changed.connect(self._preference_changed)

    def _heard(self, changes: Mapping[str, Any]) -> None:
        from incidentdesk.desktop.measure.binder import NOUNS

        self._changed = self._changed or bool(NOUNS & changes.keys())

    def _preference_changed(self, name: str) -> None:
        if name == "binder_folders":
            self._changed = True
            self.look()

    def look(self) -> None:
        """Write the copy if it is due."""
        from incidentdesk.desktop.measure.options import paper_of

        folder = binder_folder(self._desk)
        if folder is None:
            return
        changed, self._changed = self._changed, False
        self._desk.background.run_latest(
            "crisis binder", _keep, self._desk, folder, changed, paper_of(QLocale()), then=self._kept, failed=self._fail
        )

    def _kept(self, _file: Path | None) -> None:
        self._said = ""

    def _fail(self, refused: Refused) -> None:
        self._changed = True
        if str(refused) != self._said:
            self._said = str(refused)
            self._failed(refused)


def _keep(desk: Desk, folder: Path, changed: bool, paper: str) -> Path | None:
    from incidentdesk.desktop.measure.binder import keep_binder

    return keep_binder(desk, folder, changed=changed, paper=paper)
