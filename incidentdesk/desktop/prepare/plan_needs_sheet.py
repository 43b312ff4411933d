"""Choosing what an action needs: the actions of the plan that can come before it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QListWidget, QListWidgetItem, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.plan_rows import numbers_of
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.search_field import SearchField
from incidentdesk.language import _
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.prepare.plan_editing import action_of, possible_needs

_KEY = Qt.ItemDataRole.UserRole
_WIDTH, _HEIGHT = 560, 520


class PlanNeedsSheet(Sheet):
    """Emits `wanted(keys)`."""

    wanted = Signal(object)

    def __init__(self, desk: Desk, content: PlanContent, key: str, parent: QWidget | None = None) -> None:
        action = action_of(content, key)
        numbers = numbers_of(content)
        super().__init__(desk.theme, _("What action {number} needs").format(number=numbers[key]), parent)
        self.told = QLabel(
            _("It can be begun when these are done. Those that wait for it are not offered."), wordWrap=True
        )
        self.filter = SearchField(desk.theme, _("Filter"), _("Words of an action"))
        self.list = QListWidget()
        self.list.setAccessibleName(_("Actions that can come before"))
        self.list.setAccessibleDescription(_("Space ticks one"))
        for each in possible_needs(content, key):
            item = QListWidgetItem(f"{numbers[each.key]}  {each.title}")
            item.setData(_KEY, each.key)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if each.key in action.needs else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.filter.changed.connect(self._filter)
        self.filter.left.connect(lambda: self.list.setFocus(Qt.FocusReason.OtherFocusReason))
        for widget, share in ((self.told, 0), (self.filter, 0), (self.list, 1)):
            self.body.addWidget(widget, share)
        self.add_button(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.add_button(_("Take these"), QDialogButtonBox.ButtonRole.AcceptRole, primary=True)
        self.accepted.connect(lambda: self.wanted.emit(self.chosen()))
        self.dress()
        self.fit(_WIDTH, _HEIGHT)
        desk.theme.tint(self.told, "text2")
        self.list.setCurrentRow(0)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def chosen(self) -> tuple[str, ...]:
        items = (self.list.item(row) for row in range(self.list.count()))
        return tuple(item.data(_KEY) for item in items if item.checkState() == Qt.CheckState.Checked)

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(not all(word in item.text().casefold() for word in words))
