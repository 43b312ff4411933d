"""What is to be done next, always in view above the steps (ux.md 5)."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.task_words import offset_of, role_and_who, timing
from incidentdesk.desktop.widgets.button import Button, PrimaryButton
from incidentdesk.desktop.widgets.leading import lead
from incidentdesk.language import _
from incidentdesk.respond.task import TaskState
from incidentdesk.respond.task_list import TaskRow


class NextStepBar(QFrame):
    """Emits `wanted(what)` for the next step: "start", "tick", "skip", or "complete" when all is done."""

    wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.task: TaskRow | None = None
        self._whole, self._said, self._role = "", "", ""
        self._low = False
        self.setObjectName("next")
        self.kicker, self.title, self.about, self.clock = QLabel(_("Next step")), QLabel(), QLabel(), QLabel()
        for label in (self.title, self.about, self.clock):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.clock.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTrailing)
        theme = desk.theme
        self.done = PrimaryButton(theme, _("Done"), "check", description=_("Tick the next step off"))
        self.start = Button(theme, _("Start"), description=_("Begin the next step; its timer runs"))
        self.skip = Button(theme, _("Skip…"), description=_("Leave the next step out, with a reason"))
        about = _("Say that the plan is done")
        self.complete = PrimaryButton(theme, _("Complete the plan"), "check", description=about)
        for button, what in (
            (self.done, "tick"), (self.start, "start"), (self.skip, "skip"), (self.complete, "complete"),
        ):  # fmt: skip
            button.clicked.connect(lambda _checked=False, what=what: self.wanted.emit(what))
        self._build()
        theme.changed.connect(self._dress)
        self._dress()

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self.kicker, self.title, self.about):
            words.addWidget(label)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 10, 16, 10)
        layout.setSpacing(12)
        layout.addLayout(words, 1)
        layout.addWidget(self.clock)
        for button in (self.start, self.done, self.skip, self.complete):
            layout.addWidget(button)

    def show_task(self, task: TaskRow | None, now: int, *, writable: bool, completable: bool, blocked: int) -> None:
        """Without a task: all is done and can be completed, or `blocked` tasks wait for something."""
        self.task = task
        self.setVisible(task is not None or completable or blocked > 0)
        self._show_lines()
        self.done.setVisible(task is not None and writable)
        self.skip.setVisible(task is not None and writable)
        self.start.setVisible(task is not None and writable and task.state == TaskState.OPEN)
        self.complete.setVisible(task is None and completable and writable)
        if task is not None:
            self._whole = task.title
        elif completable:
            self._whole = _("Every mandatory step is done")
        else:
            self._whole = _("What is left is blocked or waits for another step")
        self.setAccessibleName(_("Next step: {task}").format(task=self._whole) if task else self._whole)
        self._elide()
        self.renew(now)

    def be_low(self, low: bool) -> None:
        """Say the title only, where the steps need the room."""
        self._low = low
        self._show_lines()

    def _show_lines(self) -> None:
        for label in (self.kicker, self.about):
            label.setVisible(self.task is not None and not self._low)

    def renew(self, now: int) -> None:
        """The clocks, for the same step."""
        if self.task is None:
            self.clock.setText("")
            return
        told = timing(self.task, now)
        worked = self.task.worked(now)
        lines = [
            _countdown(self.task, now),
            _("⏱ {length}").format(length=ticking(worked)) if self.task.since is not None or worked else "",
        ]
        self.clock.setText("\n".join(line for line in lines if line))
        self.clock.setAccessibleName(told.text)
        if told.role != self._role:
            self._role = told.role
            self._desk.theme.tint(self.clock, told.role)
        self._said = " · ".join(part for part in (role_and_who(self.task), offset_of(self.task)) if part)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        for label, whole in ((self.title, self._whole), (self.about, self._said)):
            metrics = QFontMetrics(label.font())
            label.setText(metrics.elidedText(whole, Qt.TextElideMode.ElideRight, max(40, label.width())))
            label.setToolTip(whole)

    def _dress(self) -> None:
        theme = self._desk.theme
        self.setStyleSheet(theme.sheet("#next { background: $info_bg; border: 1px solid $info; border-radius: 8px; }"))
        for label in (self.kicker, self.title, self.about):
            lead(label)
        self.kicker.setFont(theme.font("small"))
        self.title.setFont(theme.font("h2"))
        self.clock.setFont(theme.font("strong"))
        theme.tint(self.kicker, "text2")
        theme.tint(self.title, "text")
        theme.tint(self.about, "text2")
        self._elide()


def ticking(microseconds: int) -> str:
    """ "4:31", "1:04:31": hours, minutes and seconds as a clock counts them."""
    minutes, seconds = divmod(microseconds // 1_000_000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _countdown(task: TaskRow, now: int) -> str:
    if task.due_at is None:
        return ""
    left = task.due_at - now
    if left >= 0:
        return _("due in {length}").format(length=ticking(left))
    return _("⚠ {length} late").format(length=ticking(-left))
