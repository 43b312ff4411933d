"""The gestures of the plan editor as commands: adding, writing, moving, copying and taking away."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.prepare.plan_clipboard import actions_in, clip_of
from incidentdesk.desktop.prepare.plan_rows import PLAN, Kind
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare import plan_editing as editing
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.desktop.prepare.plan_body import PlanBody


class PlanGestures:
    def __init__(self, body: "PlanBody") -> None:
        self.desk, self.draft, self.view, self.inspector = body.desk, body.draft, body.outline, body.inspector
        # The action or phase that has just come and has no title yet.
        self._fresh, self._from = "", ""
        fixed, part, action = self.draft.why_fixed, self.why_no_part, self.why_no_action
        for key, text, run, keys, icon, section, why in (
            ("add", _("&Add an action below"), self.add, ("Return", "Enter"), "plus", 10, fixed),
            ("phase", _("Add a &phase"), self.add_phase, ("Ctrl+Shift+N",), "plus", 10, fixed),
            ("title", _("&Write the title"), self.view.write, ("F2",), "edit", 10, part),
            ("mandatory", _("&Mandatory or optional"), self.turn_mandatory, ("M",), "verify", 20, action),
            ("role", _("&Role of the action"), lambda: self.go_to("role"), ("R",), "role", 20, self._why_no_field),
            ("due", _("Due &time of the action"), lambda: self.go_to("offset"), ("T",), "clock", 20,
             self._why_no_field),
            ("needs", _("What it &needs"), lambda: self.go_to("needs"), ("N",), "link", 20, self._why_no_field),
            ("how", _("&Instructions of the action"), lambda: self.go_to("instructions"), ("H",), "note", 20,
             self._why_no_field),
            ("attach", _("Attach a &file…"), body.attaching.choose, ("Ctrl+Shift+A",), "attachment", 20, action),
            ("up", _("Move &up"), lambda: self.step(-1), ("Ctrl+Up",), "chevron-up", 30, part),
            ("down", _("Move &down"), lambda: self.step(1), ("Ctrl+Down",), "chevron-down", 30, part),
            ("duplicate", _("D&uplicate"), self.duplicate, ("Ctrl+D",), "copy", 40, part),
            ("take", _("&Remove from the plan"), self.remove, ("Del",), "trash", 40, part),
        ):  # fmt: skip
            entry = Action(f"plan.{key}", text, run, icon, keys, "plan", "plans/edit", section, why)
            self.desk.registry.add(entry, self.view)
        for action_id, run, why in (
            ("edit.copy", self.copy, self._why_nothing), ("edit.cut", self.cut, part),
            ("edit.paste", self.paste, fixed),
        ):  # fmt: skip
            if action_id in self.desk.registry.ids():
                self.desk.registry.bind(self.view, action_id, run, why)
        self.view.ended.connect(self._ended)
        self.view.rows.renamed.connect(self.rename)
        self.view.rows.dropped.connect(self.drop)

    # -- why not

    def why_no_part(self) -> str:
        why = self.draft.why_fixed()
        line = self.view.line
        return why or ("" if line and line.kind != Kind.PLAN else _("Choose a phase or an action first."))

    def why_no_action(self) -> str:
        why = self.draft.why_fixed()
        line = self.view.line
        return why or ("" if line and line.kind == Kind.ACTION else _("Choose an action first."))

    def _why_no_field(self) -> str:
        line = self.view.line
        return "" if line and line.kind == Kind.ACTION else _("Choose an action first.")

    def go_to(self, part: str) -> None:
        """Give the keyboard to a field of the action; Esc brings it back."""
        self.inspector.go_to(part)

    def _why_nothing(self) -> str:
        line = self.view.line
        return "" if line and line.kind != Kind.PLAN else _("Choose a phase or an action first.")

    # -- adding and writing

    def add(self) -> None:
        """Below what is chosen; it is written at once."""
        content, line = self.draft.content, self.view.line
        if line and line.kind == Kind.ACTION:
            content, key = editing.add_action_after(content, line.key, "")
        else:
            content, phase_key = self._phase_for(content, line.key if line else "")
            content, key = editing.add_action(content, phase_key, "", at=0)
        self._begin(content, key)

    def _phase_for(self, content: PlanContent, key: str) -> tuple[PlanContent, str]:
        """The chosen phase, else the first; an empty plan gets one."""
        known = [phase.key for phase in content.phases]
        if not known:
            return editing.add_phase(content, _("Response"))
        return content, key if key in known else known[0]

    def add_phase(self) -> None:
        """Behind the phase that is chosen."""
        content, line = self.draft.content, self.view.line
        at = 0 if content.phases else None
        if line and line.kind != Kind.PLAN:
            at = content.phases.index(editing.phase_of(content, line.key)) + 1
        elif content.phases:
            at = len(content.phases)
        self._begin(*editing.add_phase(content, "", at=at))

    def _begin(self, content: PlanContent, key: str) -> None:
        self.view.setFocus()
        self._fresh, self._from = key, self.view.key or PLAN
        self.draft.apply(content, key)
        self.view.go_to(key)
        self.view.write()

    def _ended(self, key: str) -> None:
        """What was begun and not named was not meant."""
        fresh, self._fresh = self._fresh, ""
        self.draft.part_steps()
        if fresh and fresh == key and not self._title(fresh):
            self.draft.undo()
            self.view.go_to(self._from)

    def _title(self, key: str) -> str:
        content = self.draft.content
        parts = (*content.phases, *content.actions)
        return next((each.title for each in parts if each.key == key), "?")

    def rename(self, key: str, title: str) -> None:
        content = self.draft.content
        if any(phase.key == key for phase in content.phases):
            self.draft.apply(editing.rename_phase(content, key, title), key, f"{key} title")
        else:
            self.draft.apply(editing.set_action(content, key, title=title), key, f"{key} title")

    def turn_mandatory(self) -> None:
        content = self.draft.content
        chosen = [line.key for line in self.view.selected() if line.kind == Kind.ACTION] or [self.view.key]
        mandatory = not editing.action_of(content, chosen[0]).mandatory
        for key in chosen:
            content = editing.set_action(content, key, mandatory=mandatory)
        self.draft.apply(content, chosen[0])
        self.view.choose(chosen)

    # -- moving

    def step(self, by: int) -> None:
        content, line = self.draft.content, self.view.line
        if line is None:
            return
        if line.kind == Kind.PHASE:
            at = [phase.key for phase in content.phases].index(line.key) + by
            if 0 <= at < len(content.phases):
                self.draft.apply(editing.move_phase(content, line.key, at), line.key)
        else:
            self._step_actions(content, line.key, by)
            return
        self.view.go_to(line.key)

    def _step_actions(self, content: PlanContent, key: str, by: int) -> None:
        """Several that are chosen go together, beside each other."""
        keys = [each.key for each in self.view.selected() if each.kind == Kind.ACTION]
        if len(keys) < 2:
            self.draft.apply(editing.step_action(content, key, by), key)
            self.view.go_to(key)
            return
        self.draft.apply(editing.step_actions(content, keys, by), keys[0])
        self.view.choose(keys)

    def drop(self, keys: list[str], row: int) -> None:
        """Put what was dragged before a row: actions into the phase there, phases between the phases."""
        lines, content = self.view.rows.lines, self.draft.content
        above = lines[: max(1, row)]
        actions = [key for key in keys if any(each.key == key for each in content.actions)]
        phases = [key for key in keys if any(each.key == key for each in content.phases)]
        if phases:
            for place, key in enumerate(phases):
                before = sum(1 for line in above if line.kind == Kind.PHASE and line.key not in phases)
                content = editing.move_phase(content, key, before + place)
        elif actions and content.phases:
            heads = [place for place, line in enumerate(above) if line.kind == Kind.PHASE]
            phase_key = above[heads[-1]].key if heads else content.phases[0].key
            since = above[heads[-1] + 1 :] if heads else []
            at = sum(1 for line in since if line.key not in actions)
            content = editing.move_actions(content, actions, phase_key, at)
        moved = phases or actions
        if moved:
            self.draft.apply(content, moved[0])
            self.view.choose(moved)

    # -- copying and taking away

    def copy(self) -> None:
        keys = [line.key for line in self.view.selected()]
        QGuiApplication.clipboard().setMimeData(clip_of(self.draft.content, keys))

    def cut(self) -> None:
        self.copy()
        self.remove()

    def paste(self) -> None:
        """Behind the chosen action; a list of any program becomes actions."""
        actions = actions_in(QGuiApplication.clipboard().mimeData())
        if not actions:
            raise Refused(_("There is no text on the clipboard that could become actions."))
        line, (content, phase_key) = self.view.line, self._phase_for(self.draft.content, self.view.key or PLAN)
        at = 0
        if line and line.kind == Kind.ACTION:
            phase = editing.phase_of(content, line.key)
            phase_key, at = phase.key, [each.key for each in phase.actions].index(line.key) + 1
        content = editing.put_actions(content, phase_key, actions, at)
        self.draft.apply(content, actions[0].key)
        self.view.choose([action.key for action in actions])

    def duplicate(self) -> None:
        content, line = self.draft.content, self.view.line
        if line is not None:
            copying = editing.duplicate_phase if line.kind == Kind.PHASE else editing.duplicate_action
            content, key = copying(content, line.key)
            self.draft.apply(content, key)
            self.view.go_to(key)

    def remove(self) -> None:
        lines = [line for line in self.view.selected() if line.kind != Kind.PLAN]
        content = editing.remove_actions(self.draft.content, [line.key for line in lines if line.kind == Kind.ACTION])
        for line in lines:
            if line.kind == Kind.PHASE:
                content = editing.remove_phase(content, line.key)
        if not lines:
            return
        gone = len(self.draft.content.actions) - len(content.actions)
        self.draft.apply(content)
        said = ngettext("{count} action removed", "{count} actions removed", gone).format(count=gone)
        if len(lines) == 1:
            said = _("Removed: {title}").format(title=isolated(lines[0].title or _("without a title")))
        self.desk.toasts.show(said, undo=self.draft.undo)
