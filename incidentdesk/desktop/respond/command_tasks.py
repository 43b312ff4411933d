"""The next steps on the command view: what is open and what is late, each with its tick."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.command_card import CommandCard
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.elided_label import ElidedLabel
from incidentdesk.desktop.widgets.field import dress_fields
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.language import _, isolated
from incidentdesk.respond.task_list import TaskRow


class _Line(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.box = QCheckBox()
        self.title, self.who, self.due = ElidedLabel(), ElidedLabel(), QLabel()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.who)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 4, 2)
        row.setSpacing(4)
        row.addWidget(self.box)
        row.addLayout(words, 1)
        row.addWidget(self.due)

    def show_task(self, row: TaskRow, unmet: Sequence[str], now: int, why: str) -> None:
        theme = self._desk.theme
        self.row, self._unmet = row, list(unmet)
        self.box.blockSignals(True)
        self.box.setChecked(False)
        self.box.blockSignals(False)
        self.box.setEnabled(not why)
        self.title.setText(row.title)
        self.title.setToolTip(row.title)
        parts = [row.who or row.role or _("nobody has it")]
        if row.state == "Blocked":
            parts.append(_("blocked: {reason}").format(reason=row.blocked_reason))
        elif unmet:
            parts.append(_("after {title}").format(title=isolated(unmet[0])))
        elif row.state == "In Progress":
            parts.append(_("in progress"))
        self.who.setText(" · ".join(parts))
        self.who.setToolTip(self.who.text())
        self.who.setFont(theme.font("small"))
        theme.tint(self.who, "danger" if row.state == "Blocked" else "text2")
        self.box.setToolTip(why or _("Tick off: {title}").format(title=row.title))
        self.box.setAccessibleDescription(_("Space ticks it off"))
        self.tick(now)

    def tick(self, now: int) -> None:
        row, theme = self.row, self._desk.theme
        late = row.due_at is not None and now > row.due_at
        text = ""
        if row.due_at is not None:
            length = moment.short_length(abs(row.due_at - now))
            text = _("⚠ {length} late").format(length=length) if late else _("in {length}").format(length=length)
        if text != self.due.text() or not self.box.accessibleName():
            self.due.setText(text)
            self.due.setToolTip(moment.full(row.due_at, self._desk.zone) if row.due_at else "")
            spoken = ", ".join(part for part in (row.title, self.who.text(), text) if part)
            self.box.setAccessibleName(spoken)
        font = QFont(theme.font("strong" if late else "base"))
        font.setFeature(QFont.Tag("tnum"), 1)
        self.due.setFont(font)
        theme.tint(self.due, "danger" if late else "text2")


class TasksCard(CommandCard):
    """Emits `tick_wanted(row)` when a task is done, `plan_wanted` to see all of them."""

    tick_wanted = Signal(object)
    plan_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Next steps"))
        self.plan = self.add_button(LinkButton(desk.theme, _("All tasks"), "plan", description=_("Open the plan")))
        self.plan.clicked.connect(self.plan_wanted)
        self.nothing = self.add_text("")
        self.lines: list[_Line] = []
        inner = QWidget()
        inner.setObjectName("inner")
        self._box = QVBoxLayout(inner)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addStretch(1)
        self.scroll = scrolling(inner, _("Next steps"), _("Up and down go from one to the other, Space ticks one off"))
        self.inside.addWidget(self.scroll, 1)
        self.dress()

    def show_tasks(
        self, rows: Sequence[TaskRow], finished: int, unmet: Callable[[TaskRow], Sequence[str]], now: int, why: str
    ) -> None:
        kept = next((line.row.id for line in self.lines if line.box.hasFocus()), None)
        while len(self.lines) > len(rows):
            self.lines.pop().deleteLater()
        while len(self.lines) < len(rows):
            line = _Line(self.desk)
            line.box.clicked.connect(lambda _on=False, line=line: self.tick_wanted.emit(line.row))
            line.box.installEventFilter(self)
            self.lines.append(line)
            self._box.insertWidget(self._box.count() - 1, line)
        for line, row in zip(self.lines, rows, strict=True):
            line.show_task(row, unmet(row), now, why)
        if kept is not None:
            self._focus(kept)
        total = finished + len(rows)
        self.say(_("{done} of {total} done").format(done=finished, total=total) if total else "")
        self.nothing.setVisible(not rows)
        self.nothing.setText(
            _("Everything is done.")
            if total
            else _("No task yet. Activate a plan on the page of the incident, or add one.")
        )
        self.scroll.setVisible(bool(rows))

    def _focus(self, task_id: int) -> None:
        line = next((line for line in self.lines if line.row.id == task_id), self.lines[0] if self.lines else None)
        if line is not None:
            line.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def untick(self) -> None:
        """What could not be saved is not done."""
        for line in self.lines:
            line.box.setChecked(False)

    def eventFilter(self, watched: object, event: object) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(event.key())
            boxes = [line.box for line in self.lines]
            if step is not None and watched in boxes:
                place = min(len(boxes) - 1, max(0, boxes.index(watched) + step))
                boxes[place].setFocus(Qt.FocusReason.TabFocusReason)
                self.scroll.ensureWidgetVisible(boxes[place])
                return True
        return False

    def tick(self, now: int) -> None:
        for line in self.lines:
            line.tick(now)

    def dress(self) -> None:
        super().dress()
        ground = "QScrollArea, #inner { background: $surface; }"
        dress_fields(self.scroll, self.desk.theme, ground)
