"""A payload as a tree: what stands where, so that a click can say which value is meant."""

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from incidentdesk.language import _, ngettext

STEPS = Qt.ItemDataRole.UserRole
MOST = 3_000  # values; more are not shown
_LONGEST = 300  # characters of one value
Steps = tuple[str | int, ...]


class PayloadModel(QStandardItemModel):
    """Two columns: the name and the value."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(0, 2, parent)
        self.setHorizontalHeaderLabels([_("Field"), _("Value")])
        self.whole = True

    def show_payload(self, payload: Any) -> None:
        """Show a value of JSON; `whole` tells whether there was room for all of it."""
        self.removeRows(0, self.rowCount())
        self._left = MOST
        self._fill(self.invisibleRootItem(), payload, ())
        self.whole = self._left > 0

    def _fill(self, above: QStandardItem, value: Any, steps: Steps) -> None:
        pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for name, each in pairs:
            if self._left <= 0:
                return
            self._left -= 1
            own = (*steps, name)
            first, second = QStandardItem(f"[{name}]" if isinstance(name, int) else str(name)), QStandardItem()
            second.setText(_shown(each))
            for item in (first, second):
                item.setEditable(False)
                item.setData(own, STEPS)
                item.setToolTip(item.text())
            first.setData(_("{field}: {value}").format(field=path_of(own), value=second.text()), _SPOKEN)
            above.appendRow([first, second])
            self._fill(first, each, own)

    def steps_of(self, index: QModelIndex | QPersistentModelIndex) -> Steps:
        found = index.data(STEPS)
        return tuple(found) if found is not None else ()


_SPOKEN = Qt.ItemDataRole.AccessibleTextRole


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ngettext("{count} field", "{count} fields", len(value)).format(count=len(value))
    if isinstance(value, list):
        return ngettext("list of {count}", "list of {count}", len(value)).format(count=len(value))
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return " ".join(str(value)[:_LONGEST].split())


def path_of(steps: Steps) -> str:
    """The path of a value as a mapping writes it; see detect/payload_value.py for what reads it."""
    path = ""
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
        else:
            path += f".{_quoted(step)}" if path else _quoted(step)
    return path


def mapped_path(steps: Steps, each: str) -> str:
    """The path as it is meant from each alert of the list at `each`; from the root where it stands outside."""
    listed = each.removesuffix("[*]")
    for place, step in enumerate(steps):
        if isinstance(step, int) and path_of(steps[:place]) == listed:
            return path_of(steps[place + 1 :])
    return f"$.{path_of(steps)}" if listed else path_of(steps)


def _quoted(name: str) -> str:
    if name and not set(name) & set('."[]\\{}'):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
