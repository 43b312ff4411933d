"""Choosing another database: a file, a recent one, or an address of PostgreSQL."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.language import _
from incidentdesk.paths import data_folder


class DatabaseDialog(Sheet):
    """`chosen` carries a path or an address."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Open database"), parent)
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("A file, or postgresql://name@server/database"))
        self.field.setAccessibleName(_("Database"))
        self.field.setAccessibleDescription(_("A file, or the address of a PostgreSQL database"))
        label = QLabel(_("&Database"))
        label.setBuddy(self.field)
        browse = Button(desk.theme, _("Choose file…"), "folder", description=_("Choose a database file"))
        browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(browse)
        self.recent = QListWidget()
        self.recent.setAccessibleName(_("Recent databases"))
        self.recent.setAccessibleDescription(_("Enter opens one"))
        self.recent.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        here = str(getattr(desk.database, "place", ""))
        for name in desk.preferences.get("recent_databases"):
            if name != here:
                item = QListWidgetItem(name)
                item.setToolTip(name)
                self.recent.addItem(item)
        self.recent.currentTextChanged.connect(self.field.setText)
        self.recent.itemActivated.connect(lambda item: self._take(item.text()))
        recent_label = QLabel(_("&Recent"))
        recent_label.setBuddy(self.recent)
        self.body.addWidget(label)
        self.body.addLayout(row)
        self.body.addWidget(recent_label)
        self.body.addWidget(self.recent, 1)
        if not self.recent.count():
            recent_label.hide()
            self.recent.hide()
        self.add_button(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self._open = self.add_button(_("Open database"), QDialogButtonBox.ButtonRole.AcceptRole, primary=True)
        self._open.setEnabled(False)
        self._open.setToolTip(_("Name a database first."))
        self.field.textChanged.connect(self._typed)
        self.dress()
        self.setMinimumWidth(560)
        self.field.setFocus()

    def accept(self) -> None:
        self._take(self.field.text().strip())

    def _take(self, place: str) -> None:
        if place:
            super().accept()
            self.chosen.emit(place)

    def _typed(self, text: str) -> None:
        self._open.setEnabled(bool(text.strip()))
        self._open.setToolTip("" if text.strip() else _("Name a database first."))

    def _browse(self) -> None:
        start = Path(self.field.text()).parent if self.field.text() else data_folder()
        name, _kind = QFileDialog.getOpenFileName(
            self, _("Open database"), str(start), _("Databases (*.db);;All files (*)")
        )
        if name:
            self.field.setText(name)
