"""The entries of the timeline, each with a star for those that tell the story."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.language import _
from incidentdesk.respond.timeline import Fact

_SHOWN = 160  # characters
_ENTRY = Qt.ItemDataRole.UserRole


class StarList(QListWidget):
    """Emits `star_wanted(entry id, starred)`; Space gives the entry a star or takes it away."""

    star_wanted = Signal(int, bool)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._facts: Sequence[Fact] = ()
        self._writable = True
        self.setAccessibleName(_("Entries of the timeline"))
        self.setAccessibleDescription(_("Space gives an entry a star, or takes it away"))
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.itemChanged.connect(self._toggled)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def show_facts(self, facts: Sequence[Fact], writable: bool) -> None:
        """Entries only: what the program wrote down itself has no star."""
        wanted = [fact for fact in facts if fact.entry_id is not None]
        if wanted == self._facts and writable == self._writable:
            return
        row, at = self.currentRow(), self.verticalScrollBar().value()
        self._facts, self._writable = wanted, writable
        blocked = self.blockSignals(True)
        self.clear()
        for fact in wanted:
            self.addItem(self._item(fact))
        self.setCurrentRow(min(max(row, 0), len(wanted) - 1))
        self.blockSignals(blocked)
        self.verticalScrollBar().setValue(at)

    def _item(self, fact: Fact) -> QListWidgetItem:
        time = moment.day_and_time(fact.happened_at, clock.stored(clock.now()), self._desk.zone)
        said = " ".join(fact.text.split())
        short = said if len(said) <= _SHOWN else said[:_SHOWN].rstrip() + "…"
        item = QListWidgetItem(_("{time} · {name}").format(time=time, name=fact.actor) + "\n" + short)
        item.setData(_ENTRY, fact.entry_id)
        item.setToolTip(moment.full(fact.happened_at, self._desk.zone))
        item.setCheckState(Qt.CheckState.Checked if fact.starred else Qt.CheckState.Unchecked)
        spoken = _("starred: {text}") if fact.starred else _("without a star: {text}")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken.format(text=f"{time}, {fact.actor}: {short}"))
        if not self._writable:
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
        return item

    def toggle(self) -> None:
        """Give the current entry a star, or take it away."""
        item = self.currentItem()
        if item is not None and self._writable:
            checked = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)

    def _toggled(self, item: QListWidgetItem) -> None:
        self.star_wanted.emit(item.data(_ENTRY), item.checkState() == Qt.CheckState.Checked)

    def _dress(self) -> None:
        theme = self._desk.theme
        self.setFont(theme.font("small"))
        sheet = (
            "QListWidget { background: $surface; color: $text; border: 1px solid $border; border-radius: 6px;"
            " outline: 0; }"
            "QListWidget:focus { border: 2px solid $focus; }"
            "QListWidget::item { padding: 6px 4px; border-bottom: 1px solid $border; }"
            "QListWidget::item:hover { background: $hover; }"
            "QListWidget::item:selected { background: $selection; color: $text; }"
            "QListWidget::indicator { width: 16px; height: 16px; }"
            "QListWidget::indicator:unchecked { image: url(STAR); }"
            "QListWidget::indicator:checked { image: url(FULL); }"
        )
        sheet = sheet.replace("STAR", theme.image("star", "outline"))
        sheet = sheet.replace("FULL", theme.image("star-filled", "warning"))
        self.setStyleSheet(theme.sheet(sheet + SCROLL_BARS))
