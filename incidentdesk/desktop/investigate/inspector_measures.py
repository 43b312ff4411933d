"""What is done against a cause, in the inspector."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from incidentdesk.desktop.investigate.field_keeper import FieldKeeper
from incidentdesk.desktop.investigate.inspector_part import GrowingText, Part, quiet
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import IconButton
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.investigate.cause_graph import CounterMeasure, Effort
from incidentdesk.language import _, isolated


class MeasureRow(QFrame):
    """One counter-measure. `changed(field, value, seen)` for what a person writes, `remove_wanted`."""

    changed = Signal(str, str, str)
    remove_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("measure")
        self.text = GrowingText(_("Counter-measure"), _("What is done against the cause"), 1, 3)
        self.effort = QComboBox()
        self.effort.setAccessibleName(_("Effect of the counter-measure"))
        self.effort.setAccessibleDescription(_("Whether it prevents, detects or corrects"))
        self.effort.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.effort.setMinimumContentsLength(7)
        for each in Effort:
            self.effort.addItem(_(each), str(each))
        self.owner = NameField(_("Owner of the counter-measure"), _("Who does it"))
        self.owner.setPlaceholderText(_("Owner"))
        self.remove = IconButton(theme, "close", _("Remove counter-measure"))
        self.about = QLabel()
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.text_keeper, self.owner_keeper = FieldKeeper(self.text), FieldKeeper(self.owner)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.text, 1)
        first.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        second.addWidget(self.effort)
        second.addWidget(self.owner, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(4)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self.about)
        self.text_keeper.kept.connect(lambda text, seen: self.changed.emit("text", " ".join(text.split()), seen))
        self.owner_keeper.kept.connect(lambda text, seen: self.changed.emit("owner", text.strip(), seen))
        self.effort.activated.connect(lambda _row: self.changed.emit("effort", self.effort.currentData(), self._effort))
        self.remove.clicked.connect(self.remove_wanted)
        self._effort = ""
        theme.changed.connect(self._dress)
        self._dress()

    def show_measure(self, measure: CounterMeasure, names: Sequence[str], why_fixed: str) -> None:
        self.text_keeper.show(measure.text)
        self.owner_keeper.show(measure.owner)
        self.owner.offer(names)
        self._effort = measure.effort
        with QSignalBlocker(self.effort):
            self.effort.setCurrentIndex(self.effort.findData(str(measure.effort)))
        known = [_(measure.state)]
        if measure.due_on:
            known.append(_("due {date}").format(date=measure.due_on))
        self.about.setText(" · ".join(known))
        self.about.setAccessibleName(_("State of the counter-measure: {state}").format(state=self.about.text()))
        proposed = measure.state == "Proposed"
        for widget in (self.text, self.effort, self.owner):
            widget.setEnabled(not why_fixed)
            widget.setToolTip(why_fixed)
        self.remove.setEnabled(not why_fixed and proposed)
        self.remove.setToolTip(
            why_fixed or (_("Remove counter-measure") if proposed else _("What somebody has taken on stays an action."))
        )
        self.setAccessibleName(_("Counter-measure {text}").format(text=isolated(measure.text)))

    def keep(self) -> None:
        self.text_keeper.keep()
        self.owner_keeper.keep()

    def _dress(self) -> None:
        quiet(self.about, self._theme)


class MeasuresPart(Part):
    """`added(text)`, `changed(key, field, value, seen)` and `removed(key)` say what a person wants."""

    added = Signal(str)
    changed = Signal(str, str, str, str)
    removed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, _("Counter-measures"), parent)
        self.rows: dict[str, MeasureRow] = {}
        self.new = QLineEdit()
        self.new.setPlaceholderText(_("Add a counter-measure (M)"))
        self.new.setAccessibleName(_("New counter-measure"))
        self.new.setAccessibleDescription(_("Enter proposes it"))
        self.new.returnPressed.connect(self._add)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.column.addLayout(self._rows)
        self.column.addWidget(self.new)

    def show_measures(self, measures: Sequence[CounterMeasure], names: Sequence[str], why_fixed: str) -> None:
        if list(self.rows) != [each.key for each in measures]:
            self._make_rows(measures)
        for each in measures:
            self.rows[each.key].show_measure(each, names, why_fixed)
        count = len(measures)
        self.heading.setText(_("Counter-measures ({count})").format(count=count) if count else _("Counter-measures"))
        self.new.setEnabled(not why_fixed)
        self.new.setToolTip(why_fixed)

    def _make_rows(self, measures: Sequence[CounterMeasure]) -> None:
        wanted = {each.key for each in measures}
        for key in [key for key in self.rows if key not in wanted]:
            row = self.rows.pop(key)
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, each in enumerate(measures):
            if each.key not in self.rows:
                self.rows[each.key] = self._new_row(each.key)
            self._rows.removeWidget(self.rows[each.key])
            self._rows.insertWidget(place, self.rows[each.key])
        self.rows = {each.key: self.rows[each.key] for each in measures}

    def _new_row(self, key: str) -> MeasureRow:
        row = MeasureRow(self._theme)
        row.changed.connect(lambda field, value, seen: self.changed.emit(key, field, value, seen))
        row.remove_wanted.connect(lambda: self.removed.emit(key))
        return row

    def _add(self) -> None:
        text = self.new.text().strip()
        if text:
            self.new.clear()
            self.added.emit(text)

    def keep(self) -> None:
        """Have everything that was typed written, a new one too."""
        self._add()
        for row in list(self.rows.values()):
            row.keep()
