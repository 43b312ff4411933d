"""What a calendar file has in it, to be looked at before it becomes holidays."""

from datetime import date

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QListView, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.field import LISTS, dress_fields
from incidentdesk.language import _, isolated, ngettext

_WIDTH, _HEIGHT = 560, 520
_TICKS = """
QListView::indicator { width: 16px; height: 16px; border: 1px solid $outline; background: $surface;
    border-radius: 4px; }
QListView::indicator:checked { background: $accent; border-color: $accent; image: url(CHECK); }
"""


class HolidayImportDialog(Sheet):
    """Emits `chosen` with the days and names that were ticked."""

    chosen = Signal(object)

    def __init__(
        self, desk: Desk, name: str, found: list[tuple[str, str]], today: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk.theme, _("Holidays from a file"), parent)
        self._found = found
        said = ngettext(
            "{name} has {count} whole day. What is ticked becomes a holiday.",
            "{name} has {count} whole days. What is ticked becomes a holiday.",
            len(found),
        )
        self.sentence = QLabel(said.format(name=isolated(name), count=QLocale().toString(len(found))), wordWrap=True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.model = QStandardItemModel(self)
        for day, title in found:
            item = QStandardItem(f"{long_day(day)}   {isolated(title or _('without a name'))}")
            item.setEditable(False)
            item.setCheckable(True)
            item.setCheckState(Qt.CheckState.Checked if day >= today else Qt.CheckState.Unchecked)
            self.model.appendRow(item)
        self.list = QListView()
        self.list.setAccessibleName(_("Days in the file"))
        self.list.setAccessibleDescription(_("Space ticks a day or takes the tick away"))
        self.list.setModel(self.model)
        self.body.addWidget(self.sentence)
        self.body.addWidget(self.list, 1)
        self.add_button(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.take = self.add_button("", QDialogButtonBox.ButtonRole.AcceptRole, primary=True)
        self.model.itemChanged.connect(lambda _item: self._count())
        self._count()
        self.dress()
        self.fit(_WIDTH, _HEIGHT)
        self.list.setFocus()

    def ticked(self) -> list[tuple[str, str]]:
        return [
            day for place, day in enumerate(self._found) if self.model.item(place).checkState() == Qt.CheckState.Checked
        ]

    def _count(self) -> None:
        count = len(self.ticked())
        text = ngettext("Add {count} holiday", "Add {count} holidays", count).format(count=QLocale().toString(count))
        self.take.setText(text)
        self.take.setAccessibleName(text)
        self.take.setEnabled(bool(count))
        self.take.setToolTip("" if count else _("Tick at least one day."))

    def dress(self) -> None:
        ticks = _TICKS.replace("CHECK", self.theme.image("check", "accent_text"))
        dress_fields(self, self.theme, LISTS + ticks)

    def accept(self) -> None:
        self.chosen.emit(self.ticked())
        super().accept()


def long_day(day: str) -> str:
    """ "Thu 24 Dec 2026" for a day as YYYY-MM-DD."""
    at = date.fromisoformat(day)
    return QLocale().toString(QDate(at.year, at.month, at.day), _("ddd d MMM yyyy"))
