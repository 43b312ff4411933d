"""A step that is unfolded: what is to be done, when it is done, what came of it, and what can be done with it."""

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QTextBrowser, QVBoxLayout, QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.attachment_saving import save_linked
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.task_delegate import BOX, GAP, SIDE
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.flow import FlowLayout
from incidentdesk.desktop.widgets.leading import lead
from incidentdesk.desktop.widgets.markdown import document_of
from incidentdesk.language import _, isolated
from incidentdesk.prepare.attachment_link import SCHEME
from incidentdesk.respond.task import TaskState
from incidentdesk.respond.task_list import TaskRow

_SHEET = """
#detail { background: $surface; border-bottom: 1px solid $border; }
QTextBrowser { background: transparent; border: none; }
QLineEdit { color: $text; background: $surface; border: 1px solid $outline; border-radius: 6px; padding: 1px 7px;
    min-height: 28px; }
QLineEdit:focus { border: 2px solid $focus; padding: 0 6px; }
"""
_SAFE_SCHEMES = ("http", "https", "mailto", "tel")


class Instructions(QTextBrowser):
    """A text as high as it is; nothing in it is ever fetched, and links are opened by the browser."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setAccessibleName(_("Instructions"))
        self.setAccessibleDescription(_("What is to be done; links open in the browser, attached files are saved"))
        self.anchorClicked.connect(self._follow)
        self.viewport().setAutoFillBackground(False)

    def loadResource(self, _kind: int, _name: QUrl) -> None:
        return None

    def show_text(self, text: str) -> None:
        document = document_of(text, self._desk.theme)
        document.setParent(self)
        self.setDocument(document)

    def height_for(self, width: int) -> int:
        self.document().setTextWidth(max(80, width))
        return round(self.document().size().height()) + 4

    def _follow(self, url: QUrl) -> None:
        if url.scheme() == SCHEME:
            save_linked(self._desk, self, url.path())
        elif url.scheme() in _SAFE_SCHEMES:
            QDesktopServices.openUrl(url)


class TaskDetail(QFrame):
    """Emits `wanted(what)` for the step that it shows; `grown` when it needs another height."""

    wanted = Signal(str)
    grown = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._task: TaskRow | None = None
        self.setObjectName("detail")
        self.instructions = Instructions(desk)
        self.criterion, self.more = _label(), _label()
        self.result = QLineEdit(placeholderText=_("What came of it"))
        self.result.setAccessibleName(_("Result"))
        self.result.setAccessibleDescription(_("What came of the step; Enter ticks it off with this result"))
        self.result.returnPressed.connect(lambda: self.wanted.emit("tick"))
        self.buttons: dict[str, Button] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(8)
        for widget in (self.instructions, self.criterion, self.more, self.result):
            self._layout.addWidget(widget)
        row = QWidget()
        self._flow = FlowLayout(row)
        for name, (text, icon, about) in _buttons().items():
            button = Button(desk.theme, text, icon, description=about)
            button.clicked.connect(lambda _checked=False, name=name: self.wanted.emit(name))
            self.buttons[name] = button
            self._flow.addWidget(button)
        self._row = row
        self._layout.addWidget(row)
        desk.theme.changed.connect(self._dress)
        self._dress()

    @property
    def task_id(self) -> int:
        return self._task.id if self._task else 0

    def show_task(self, task: TaskRow, needs: tuple[str, ...], *, writable: bool) -> None:
        """What is being typed stays where the step is the same."""
        before, self._task = self._task, task
        if before is None or before.instructions != task.instructions:
            self.instructions.show_text(task.instructions)
        self.instructions.setVisible(bool(task.instructions.strip()))
        said = _("Done when: {criterion}").format(criterion=isolated(task.criterion)) if task.criterion.strip() else ""
        _say(self.criterion, said)
        _say(self.more, "\n".join(self._more(task, needs)))
        if before is None or before.id != task.id:
            self.result.clear()
        self.result.setVisible(task.active and writable)
        for name, button in self.buttons.items():
            button.setVisible(writable and _fits(name, task))
        self.grown.emit()

    def _more(self, task: TaskRow, needs: tuple[str, ...]) -> list[str]:
        lines = [_("Waits for “{task}”").format(task=isolated(each)) for each in needs]
        if task.blocked_reason:
            lines.append(_("Blocked: {reason}").format(reason=isolated(task.blocked_reason)))
        if task.skipped_reason:
            lines.append(_("Skipped: {reason}").format(reason=isolated(task.skipped_reason)))
        if task.result:
            lines.append(_("Result: {result}").format(result=isolated(task.result)))
        if task.minutes:
            lines.append(_("Time spent: {length}").format(length=moment.length(task.minutes * moment.MINUTE)))
        if task.audience:
            lines.append(_("Tells {audience}").format(audience=isolated(task.audience)))
        return lines

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        margins = self._layout.contentsMargins()
        room = width - margins.left() - margins.right()
        if not self.instructions.isHidden():
            self.instructions.setFixedHeight(self.instructions.height_for(room))
        height = margins.top() + margins.bottom()
        shown = [self.instructions, self.criterion, self.more, self.result]
        for widget in (each for each in shown if not each.isHidden()):
            own = widget.height() if widget is self.instructions else self._height_of(widget, room)
            height += own + self._layout.spacing()
        return height + self._flow.heightForWidth(room)

    def _height_of(self, widget: QWidget, width: int) -> int:
        return widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()

    def _dress(self) -> None:
        theme = self._desk.theme
        start = SIDE + BOX + GAP
        mirrored = self.isRightToLeft()
        self._layout.setContentsMargins(SIDE if mirrored else start, 4, start if mirrored else SIDE, 12)
        self.setStyleSheet(theme.sheet(_SHEET))
        for label in (self.criterion, self.more):
            theme.tint(label, "text2")
            lead(label)
        if self._task is not None:
            self.instructions.show_text(self._task.instructions)
        self.grown.emit()


def _buttons() -> dict[str, tuple[str, str, str]]:
    return {
        "start": (_("Start"), "start", _("Begin the step; its timer runs")),
        "tick": (_("Done"), "check", _("Tick the step off (Space)")),
        "skip": (_("Skip…"), "skip", _("Leave the step out, with a reason (S)")),
        "block": (_("Block…"), "hold", _("Say what the step waits for (B)")),
        "unblock": (_("Unblock"), "start", _("Let the step go on")),
        "reopen": (_("Reopen"), "restore", _("Take the tick back")),
        "assign": (_("Assign…"), "assign", _("Give the step to a person, a team or a department (A)")),
        "need": (_("Waits for…"), "link", _("Let the step wait for another one, or no more (W)")),
        "message": (_("Draft the message"), "announce", _("Draft the update that this step asks for")),
        "edit": (_("Edit…"), "edit", _("Change what the step says (F2)")),
    }


def _fits(name: str, task: TaskRow) -> bool:
    """Whether a button can do something for a step."""
    if name in ("edit", "assign", "need"):
        return name == "edit" or task.active
    if name == "reopen":
        return task.finished and task.run_state in ("", "Running")
    if name == "message":
        return bool(task.audience) and task.active
    blocked = task.state == TaskState.BLOCKED
    fitting = {"start": task.state == TaskState.OPEN, "block": not blocked, "unblock": blocked}
    return task.active and fitting.get(name, True)


def _label() -> QLabel:
    from PySide6.QtCore import Qt

    label = QLabel(wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _say(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))
