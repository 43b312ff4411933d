"""A comparison of SLAs as it is shown: what it comes to, what was met on both sides, and the clocks that change."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.measure.sla_what_if_columns import CHANGED, LINES, changed_key, line_key
from incidentdesk.desktop.records.table import RecordTable
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.detect.number import number
from incidentdesk.language import _, ngettext
from incidentdesk.measure.sla_what_if import Changed, Comparison
from incidentdesk.measure.sla_what_if_words import headline, remarks

_ALL, _LATE, _MET = "all", "late", "met"


class SlaComparisonPane(QWidget):
    """Emits `opened(reference)` for an incident of the list."""

    opened = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = desk.theme
        self.found: Comparison | None = None
        self.headline, self.remarks = QLabel(wordWrap=True), QLabel(wordWrap=True)
        for label in (self.headline, self.remarks):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.lines = RecordTable(desk, _("Met today and as proposed"), LINES, line_key)
        self.lines.setAccessibleDescription(_("A row for each target and priority; a click on a title sorts"))
        self.changed = RecordTable(desk, _("Clocks with another outcome"), CHANGED, changed_key)
        self.changed.setAccessibleDescription(_("Enter opens the incident"))
        self.which = Chooser(
            desk.theme, _("Which clocks"), [(_ALL, _("All")), (_LATE, _("Newly breached")), (_MET, _("Newly met"))]
        )
        self.count = QLabel()
        self._lay_out()
        self.which.chosen.connect(lambda _value: self._show_changed())
        self.changed.opened.connect(lambda each: self.opened.emit(number(each.incident_id)))
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(12)
        above.addWidget(self.which)
        above.addWidget(self.count, 1)
        below = QWidget()
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, 8, 0, 0)
        lower.setSpacing(8)
        lower.addLayout(above)
        lower.addWidget(_card(self.changed), 1)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(_card(self.lines))
        self.split.addWidget(below)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.headline)
        column.addWidget(self.remarks)
        column.addWidget(self.split, 1)

    def say(self, heading: str, remark: str) -> None:
        """What stands there where there is nothing to compare."""
        self.headline.setText(heading)
        self.remarks.setText(remark)

    def show_comparison(self, found: Comparison, heading: str = "") -> None:
        """Show numbers and clocks; `heading` instead of what it comes to."""
        self.found = found
        self.say(heading or headline(found), " ".join(remarks(found)))
        self.lines.show_rows(found.lines)
        self._show_changed()

    def _show_changed(self) -> None:
        found = self.found
        if found is None:
            return
        rows: Sequence[Changed] = {_LATE: found.newly_breached, _MET: found.newly_met}.get(
            self.which.value, found.changed
        )
        self.changed.show_rows(rows)
        said = ngettext("{count} clock has another outcome", "{count} clocks have another outcome", len(rows))
        self.count.setText(said.format(count=f"{len(rows):,}"))

    def _dress(self) -> None:
        theme = self._theme
        self.headline.setFont(theme.font("h2"))
        for label in (self.remarks, self.count):
            label.setFont(theme.font("small"))
            theme.tint(label, "text2")
        self.split.setStyleSheet(
            theme.sheet("#card { background: $surface; border: 1px solid $border; border-radius: 8px; }")
        )


def _card(table: RecordTable) -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    inside = QVBoxLayout(card)
    inside.setContentsMargins(1, 1, 1, 1)
    inside.addWidget(table)
    return card
