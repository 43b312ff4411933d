"""Which version this is, under which licences, and where its files lie."""

import platform
import sqlite3

import PySide6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLabel, QSizePolicy, QWidget

from incidentdesk import __version__, paths
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.language import _


class AboutDialog(Sheet):
    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("About IncidentDesk"), parent)
        self._facts = facts(desk)
        title = QLabel(_("IncidentDesk {version}").format(version=__version__))
        title.setFont(desk.theme.font("h1"))
        purpose = QLabel(_("Incident management for a small IT team: one window, one file."))
        licence = QLabel(
            _(
                "Free software under the MIT licence. It uses Qt for Python (LGPL), SQLAlchemy (MIT), ReportLab (BSD), "
                "matplotlib (PSF), icons of Lucide (ISC) and the fonts Inter (OFL) and DejaVu."
            )
        )
        form = QFormLayout()
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for name, value in self._facts.items():
            label = QLabel(value, wordWrap=True)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setAccessibleName(name)
            label.setAccessibleDescription(value)
            form.addRow(name, label)
        for each in (purpose, licence):
            each.setWordWrap(True)
        self.body.addWidget(title)
        self.body.addWidget(purpose)
        self.body.addLayout(form)
        self.body.addWidget(licence)
        self.body.addStretch(1)
        copy = self.add_button(_("Copy these facts"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self._copy)
        self.add_close_button(_("Close"))
        self.dress()
        self.setMinimumWidth(560)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(f"{name}: {value}" for name, value in self._facts.items()))


def facts(desk: Desk) -> dict[str, str]:
    """What somebody who helps wants to know."""
    return {
        _("Version"): __version__,
        _("Database"): str(getattr(desk.database, "place", "")),
        _("Settings"): str(desk.preferences.folder),
        _("Logs"): str(paths.state_folder()),
        _("Python"): f"{platform.python_version()} ({platform.platform()})",
        _("Qt for Python"): PySide6.__version__,
        _("SQLite"): sqlite3.sqlite_version,
    }
