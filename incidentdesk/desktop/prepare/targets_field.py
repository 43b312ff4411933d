"""The targets of an SLA as a field of a form: a line for each priority, a column for each target."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from incidentdesk.desktop.prepare.wrapped_label import WrappedLabel
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.field import mark_invalid
from incidentdesk.detect.priority import priority_label
from incidentdesk.language import _, isolated
from incidentdesk.prepare.minutes import hours_text
from incidentdesk.prepare.part import cell, lines_in, lines_text
from incidentdesk.prepare.sla_kind import TARGET_NAME, Target
from incidentdesk.prepare.sla_list import PRIORITIES
from incidentdesk.prepare.target_text import FULL_DAY, target_minutes, target_text
from incidentdesk.refusal import Refused

_TARGETS = (Target.RESPONSE, Target.UPDATE, Target.RESOLUTION)
_HINTS = {Target.RESPONSE: "15 min", Target.UPDATE: "1 h", Target.RESOLUTION: "4 h"}


class TargetsField(QWidget):
    """Takes and gives a line for each priority with hours between tabs. Emits `changed`.

    A person reads and writes business days where the calendar has such.
    """

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._day, self._calendar = FULL_DAY, ""
        self._busy = False
        self.setAccessibleName(_("Targets"))
        self.setAccessibleDescription(_("A line for each priority"))
        self.lines: dict[tuple[int, Target], QLineEdit] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        self._captions = [QLabel(_(TARGET_NAME[target])) for target in _TARGETS]
        for column, caption in enumerate(self._captions, 1):
            grid.addWidget(caption, 0, column)
            grid.setColumnStretch(column, 1)
        for row, priority in enumerate(PRIORITIES, 1):
            grid.addWidget(QLabel(priority_label(priority)), row, 0)
            for column, target in enumerate(_TARGETS, 1):
                grid.addWidget(self._line(priority, target), row, column)
        self.sentence = WrappedLabel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(grid)
        layout.addWidget(self.sentence)
        self.setFocusProxy(self.lines[1, Target.RESPONSE])
        theme.changed.connect(self._explain)
        self._explain()

    def _line(self, priority: int, target: Target) -> QLineEdit:
        line = QLineEdit(maxLength=60)
        line.setAccessibleName(
            _("{target} of {priority}").format(target=_(TARGET_NAME[target]), priority=priority_label(priority))
        )
        line.setAccessibleDescription(_("15 min, 4 h or 2 business days; empty is no target"))
        line.setPlaceholderText(_("none") if priority > 1 else _HINTS[target])
        line.textChanged.connect(lambda _text: self._typed(line))
        line.installEventFilter(self)
        self.lines[priority, target] = line
        return line

    # -- the value

    def text(self) -> str:
        """Hours and minutes; a target that makes no sense stands as it is typed."""
        rows = []
        for priority in PRIORITIES:
            cells = [self._canonical(self.lines[priority, target].text()) for target in _TARGETS]
            if any(cells):
                rows.append((f"P{priority}", *cells))
        return lines_text(rows)

    def _canonical(self, typed: str) -> str:
        try:
            return hours_text(target_minutes(typed, self._day))
        except Refused:
            return typed.strip()

    def setText(self, text: str) -> None:
        rows = {cells[0]: cells for cells in lines_in(text)}
        self._busy = True
        for (priority, target), line in self.lines.items():
            stored = cell(rows.get(f"P{priority}", ()), _TARGETS.index(target) + 1)
            line.setText(self._shown(stored))
        self._busy = False
        self._typed(None)

    def _shown(self, stored: str) -> str:
        try:
            return target_text(target_minutes(stored, FULL_DAY), self._day)
        except Refused:
            return stored

    def stand_on(self, calendar: str, day: int, *, keep: bool = False) -> None:
        """Read business days by a calendar whose working day has so many minutes.

        With `keep` the hours stay and the words follow; otherwise what is typed stays and means something else.
        """
        text = self.text()
        self._calendar, self._day = calendar, day
        if keep:
            self.setText(text)
        else:
            self._typed(None)

    def problem(self) -> str:
        """What is wrong with the first target that makes no sense; "" where all is well."""
        for (priority, target), line in self.lines.items():
            try:
                target_minutes(line.text(), self._day)
            except Refused as refused:
                mark_invalid(line, True)
                return f"P{priority}, {_(TARGET_NAME[target])}: {refused}"
        return (
            "" if self.text() else _("An SLA needs at least one target, such as a first response to P1 within 15 min.")
        )

    # -- what is typed

    def _typed(self, line: QLineEdit | None) -> None:
        if self._busy:
            return
        for each in self.lines.values() if line is None else (line,):
            if each.property("invalid"):
                mark_invalid(each, False)
            canonical = self._canonical(each.text())
            each.setToolTip(canonical if canonical != each.text().strip() else each.accessibleDescription())
        self._explain()
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down go to the target of the next priority."""
        if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            place = next(place for place, line in self.lines.items() if line is watched)
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            if (place[0] + step, place[1]) in self.lines:
                self.lines[place[0] + step, place[1]].setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    def _explain(self) -> None:
        if self._day == FULL_DAY:
            said = _("Every hour counts, so a day is 24 h. Empty is no target.")
        else:
            said = _("A business day of “{calendar}” has {length}. Empty is no target.").format(
                calendar=isolated(self._calendar), length=hours_text(self._day)
            )
        self.sentence.setText(said)
        for label in (self.sentence, *self._captions):
            label.setFont(self._theme.font("small"))
            self._theme.tint(label, "text2")
