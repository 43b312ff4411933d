"""The settings of this account on this machine; those of the desk lie in its database."""

import contextlib
import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QIODevice, QObject, QSaveFile, QSettings, Signal

from incidentdesk import paths
from incidentdesk.language import _
from incidentdesk.refusal import Refused

DEFAULTS: dict[str, Any] = {
    "theme": "auto",
    "density": "comfortable",
    "font_scale": 100,
    "reduced_motion": False,
    "single_letters": True,
    "shortcuts": {},
    "preview": True,
    "rail": False,
    "recent_databases": [],
    "recent_commands": [],
    "column_layouts": {},
    "name": "",
    "team": "",
    "time_zone": "",
    "seen_version": "",
    "backup_folder": "",
    "binder_folder": "",
    "binder_folders": {},
    "recent_queries": [],
    "timeline_newest_first": True,
    "log_channel": "Phone",
    "actions_view": "list",
    "improvements_view": "list",
    "analyses_tab": "investigations",
    "plans_tab": "plans",
    "organisation_tab": "people",
    "dashboard_span": "weeks-26",
    "dashboard_business": False,
    "reports_tab": "reports",
    "automation_tab": "rules",
    "intake_tab": "alerts",
    "drills_tab": "drills",
    "training_view": "people",
    "agent_in_window": True,
}
_ROW = {"comfortable": 36, "compact": 28}
_RECENT = 10


class Preferences(QObject):
    """A name and its value, kept in one JSON file that is always whole.

    `changed` carries the name of what has become another.
    """

    changed = Signal(str)

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder or paths.settings_folder()
        self._file = self.folder / "settings.json"
        self._values = _read(self._file)
        self._windows = QSettings(str(self.folder / "windows.ini"), QSettings.Format.IniFormat)

    def get(self, name: str) -> Any:
        """The value or its default; raises KeyError for a name that no version knew."""
        value = self._values.get(name, DEFAULTS[name])
        return value if isinstance(value, type(DEFAULTS[name])) else DEFAULTS[name]

    def set(self, name: str, value: Any) -> None:
        """Keep a value; raises Refused where the file cannot be written (the value then holds until the end)."""
        if name not in DEFAULTS:
            raise KeyError(name)
        if self.get(name) == value:
            return
        self._values[name] = value
        self.changed.emit(name)
        self._write()

    def remember(self, name: str, value: str) -> None:
        """Put a text first in a list of recent ones."""
        self.set(name, [value, *(each for each in self.get(name) if each != value)][:_RECENT])

    @property
    def row_height(self) -> int:
        """Logical pixels of one row of a list."""
        return _ROW.get(self.get("density"), _ROW["comfortable"])

    def duration(self, milliseconds: int) -> int:
        """How long a movement takes: not at all where motion is reduced."""
        return 0 if self.get("reduced_motion") else milliseconds

    def geometry(self, name: str) -> QByteArray:
        """What a window or splitter had saved under this name; empty at first."""
        value = self._windows.value(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def keep_geometry(self, name: str, value: QByteArray) -> None:
        self._windows.setValue(name, value)

    def _write(self) -> None:
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
        # QSaveFile replaces the old file in one step, so that a kill leaves the old one or the new one.
        file = QSaveFile(str(self._file))
        text = json.dumps(self._values, ensure_ascii=False, indent=2, sort_keys=True).encode()
        if not (
            file.open(QIODevice.OpenModeFlag.WriteOnly) and file.write(QByteArray(text)) == len(text) and file.commit()
        ):
            raise Refused(
                _("The settings could not be saved in {file}: {reason}.").format(
                    file=self._file, reason=file.errorString()
                )
            )


def _read(file: Path) -> dict[str, Any]:
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}
