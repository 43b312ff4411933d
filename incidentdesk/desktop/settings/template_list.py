"""The templates of new incidents, to be removed; they are made in the dialog that logs one."""

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.settings.writing import write
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused


class TemplateList(QWidget):
    def __init__(self, desk: Desk, say: Callable[[Refused | str], None]) -> None:
        super().__init__()
        self._desk, self._say = desk, say
        self.names = QListWidget()
        self.names.setAccessibleName(_("Templates"))
        self.names.setAccessibleDescription(_("What new incidents can begin with"))
        self.remove_button = Button(desk.theme, _("Remove"), description=_("Offer the chosen template no more"))
        row = QHBoxLayout()
        row.addWidget(self.remove_button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.names)
        layout.addLayout(row)
        self.remove_button.clicked.connect(self._remove)
        self.names.currentTextChanged.connect(lambda name: self.remove_button.setEnabled(bool(name)))
        self.remove_button.setEnabled(False)
        desk.changes.changed.connect(self._hear)

    def showEvent(self, event: QShowEvent) -> None:
        self.reload()
        super().showEvent(event)

    def reload(self) -> None:
        self._desk.background.run_latest(
            "settings/templates", _read, self._desk.database, then=self._show, failed=self._say
        )

    def _hear(self, changes: Any) -> None:
        if "setting" in changes and self.isVisible():
            self.reload()

    def _show(self, names: list[str]) -> None:
        self.names.clear()
        self.names.addItems(names)
        self.remove_button.setEnabled(False)

    def _remove(self) -> None:
        from incidentdesk.prepare.incident_template import drop_template

        name = self.names.currentItem().text()
        write(self._desk, _("Removed “{name}”").format(name=isolated(name)), drop_template, name, failed=self._say)


def _read(database: Any) -> list[str]:
    from incidentdesk.prepare.incident_template import templates

    with database.read() as reader:
        return [template["name"] for template in templates(reader)]
