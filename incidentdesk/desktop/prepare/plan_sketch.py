"""A plan while it is written: the content as it is now, and undo without end."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.draft_timer import DraftTimer
from incidentdesk.desktop.prepare.plan_reading import OfferedNames
from incidentdesk.language import _
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.prepare.plan_merge import merged
from incidentdesk.prepare.plan_tidying import tidied


@dataclass(frozen=True, slots=True)
class Step:
    """One gesture; `key` is that of the part where it was, and `joint` what may go on in the same step."""

    before: PlanContent
    after: PlanContent
    key: str
    joint: str


class PlanSketch(QObject):
    """Emits `changed(key)` whenever the content is another, and a moment later `keeping` for who keeps drafts of it.

    `names` complete what is typed.
    """

    changed = Signal(str)
    keeping = Signal()

    def __init__(self, desk: Desk, content: PlanContent, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk, self.content = desk, content
        self.names = OfferedNames()
        # What was typed into fields and can't be understood yet, by "key part".
        self.typed: dict[str, str] = {}
        self._past: list[Step] = []
        self._future: list[Step] = []
        self._keeping = DraftTimer(self.keep, self)

    def begin(self, content: PlanContent) -> None:
        """Take another plan, of which nothing can be taken back."""
        self.content = content
        self.typed.clear()
        self._past.clear()
        self._future.clear()

    def why_fixed(self) -> str:
        """Why nothing can be changed; "" where it can."""
        return ""

    def keep(self) -> None:
        """Keep on this machine what is written."""
        self.keeping.emit()

    def apply(self, content: PlanContent, key: str = "", joint: str = "") -> None:
        """Take a new content. Gestures with the same `joint` in a row are undone as one."""
        if content == self.content or self.why_fixed():
            return
        last = self._past[-1] if self._past else None
        if joint and last and last.joint == joint and not self._future:
            self._past.pop()
            if content != last.before:
                self._past.append(Step(last.before, content, key, joint))
        else:
            self._past.append(Step(self.content, content, key, joint))
        self._future.clear()
        self._show(content, key)

    def part_steps(self) -> None:
        """What comes next is a step of its own, also in the same field."""
        if self._past:
            last = self._past[-1]
            self._past[-1] = Step(last.before, last.after, last.key, "")

    def why_no_undo(self) -> str:
        return self.why_fixed() or ("" if self._past else _("There is nothing to undo."))

    def why_no_redo(self) -> str:
        return self.why_fixed() or ("" if self._future else _("There is nothing to redo."))

    def undo(self) -> None:
        """Take the last gesture back; what others have done since stays."""
        if not self.why_no_undo():
            step = self._past.pop()
            self._future.append(step)
            self._show(_turned(self.content, step.after, step.before), step.key)

    def redo(self) -> None:
        if not self.why_no_redo():
            step = self._future.pop()
            self._past.append(step)
            self._show(_turned(self.content, step.before, step.after), step.key)

    def _show(self, content: PlanContent, key: str) -> None:
        self.content = content
        self._keeping.begin()
        self.changed.emit(key)

    def type(self, name: str, text: str | None) -> None:
        """Keep what is typed into a field and makes no sense yet; None forgets it."""
        if self.typed.get(name) != text:
            self.typed.pop(name, None)
            if text is not None:
                self.typed[name] = text
            self._keeping.begin()


def _turned(now: PlanContent, before: PlanContent, after: PlanContent) -> PlanContent:
    """`now` with the change from `before` to `after`; what others have changed elsewhere stays."""
    if now == before:
        return after
    return merged(tidied(before), tidied(now), tidied(after)).content
