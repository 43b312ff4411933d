"""The gestures of the plan editor: each makes a new content of an old one, and the old one is the undo."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from incidentdesk.language import _
from incidentdesk.prepare.plan_check import circle_in, circle_text
from incidentdesk.prepare.plan_content import Action, Phase, PlanContent, new_key
from incidentdesk.prepare.plan_wording import LARGEST_OFFSET
from incidentdesk.refusal import Refused

# ── looking ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def action_of(content: PlanContent, key: str) -> Action:
    """Raises KeyError where there is no such action."""
    for action in content.actions:
        if action.key == key:
            return action
    raise KeyError(key)


def phase_of(content: PlanContent, key: str) -> Phase:
    """The phase of that key, or the one in which the action of that key stands; raises KeyError for neither."""
    for phase in content.phases:
        if phase.key == key or any(action.key == key for action in phase.actions):
            return phase
    raise KeyError(key)


def needed_by(content: PlanContent, key: str) -> tuple[Action, ...]:
    """The actions that wait for this one."""
    return tuple(action for action in content.actions if key in action.needs)


# ── phases ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def add_phase(content: PlanContent, title: str, *, at: int | None = None) -> tuple[PlanContent, str]:
    """With a new phase at a place, the last by default; returns its key too."""
    phase = Phase(new_key(), title)
    return replace(content, phases=_inserted(content.phases, [phase], at)), phase.key


def rename_phase(content: PlanContent, key: str, title: str) -> PlanContent:
    return _with_phase(content, key, lambda phase: replace(phase, title=title))


def move_phase(content: PlanContent, key: str, at: int) -> PlanContent:
    """To the place `at` among the phases, counted without the one that moves."""
    phase = phase_of(content, key)
    others = tuple(each for each in content.phases if each.key != phase.key)
    return replace(content, phases=_inserted(others, [phase], at))


def duplicate_phase(content: PlanContent, key: str) -> tuple[PlanContent, str]:
    """With a copy right behind it; actions of the copy that need each other need the copies."""
    phase = phase_of(content, key)
    keys = {action.key: new_key() for action in phase.actions}
    actions = tuple(
        replace(each, key=keys[each.key], needs=tuple(keys.get(need, need) for need in each.needs))
        for each in phase.actions
    )
    copied = Phase(new_key(), _copy_title(phase.title), actions)
    at = content.phases.index(phase) + 1
    return replace(content, phases=_inserted(content.phases, [copied], at)), copied.key


def remove_phase(content: PlanContent, key: str) -> PlanContent:
    """Without the phase and its actions; nothing needs them any more."""
    phase = phase_of(content, key)
    kept = replace(content, phases=tuple(each for each in content.phases if each.key != phase.key))
    return _without_needs(kept, {action.key for action in phase.actions})


# ── actions ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def add_action(
    content: PlanContent, phase_key: str, title: str, *, at: int | None = None, **facts: Any
) -> tuple[PlanContent, str]:
    """With a new action in a phase, the last of it by default; returns its key too. `facts` are fields of Action."""
    action = Action(new_key(), title, **facts)
    return _put(content, phase_key, [action], at), action.key


def put_actions(content: PlanContent, phase_key: str, actions: Iterable[Action], at: int) -> PlanContent:
    """With actions that come from elsewhere, at the place `at` of a phase."""
    return _put(content, phase_key, list(actions), at)


def add_action_after(content: PlanContent, key: str, title: str) -> tuple[PlanContent, str]:
    """With a new action right behind another, for the same role, as one who writes a list goes on."""
    phase, before = phase_of(content, key), action_of(content, key)
    return add_action(content, phase.key, title, at=phase.actions.index(before) + 1, role=before.role)


def move_actions(content: PlanContent, keys: Iterable[str], phase_key: str, at: int) -> PlanContent:
    """To the place `at` of a phase, counted without those that move; their order among each other stays."""
    wanted = set(keys)
    moving = [action for action in content.actions if action.key in wanted]
    phases = tuple(
        replace(phase, actions=tuple(each for each in phase.actions if each.key not in wanted))
        for phase in content.phases
    )
    return _put(replace(content, phases=phases), phase_key, moving, at)


def step_action(content: PlanContent, key: str, step: int) -> PlanContent:
    """One place up (-1) or down (+1); from the edge of a phase into the next phase. Stays where there is none."""
    phase = phase_of(content, key)
    at = [action.key for action in phase.actions].index(key) + step
    if 0 <= at < len(phase.actions):
        return move_actions(content, [key], phase.key, at)
    place = content.phases.index(phase) + step
    if not 0 <= place < len(content.phases):
        return content
    target = content.phases[place]
    return move_actions(content, [key], target.key, len(target.actions) if step < 0 else 0)


def step_actions(content: PlanContent, keys: Sequence[str], step: int) -> PlanContent:
    """Several together one place up or down, beside each other; from the edge of a phase into the next one."""
    phase, moving = phase_of(content, keys[0]), set(keys)
    place = [action.key for action in phase.actions].index(keys[0])
    at = sum(1 for action in phase.actions[:place] if action.key not in moving) + step
    staying = sum(1 for action in phase.actions if action.key not in moving)
    if 0 <= at <= staying:
        return move_actions(content, keys, phase.key, at)
    beside = content.phases.index(phase) + step
    if not 0 <= beside < len(content.phases):
        return content
    target = content.phases[beside]
    return move_actions(content, keys, target.key, len(target.actions) if step < 0 else 0)


def duplicate_action(content: PlanContent, key: str) -> tuple[PlanContent, str]:
    phase, action = phase_of(content, key), action_of(content, key)
    copied = replace(action, key=new_key(), title=_copy_title(action.title))
    return _put(content, phase.key, [copied], phase.actions.index(action) + 1), copied.key


def remove_actions(content: PlanContent, keys: Iterable[str]) -> PlanContent:
    """Without some actions; nothing needs them any more."""
    gone = set(keys)
    phases = tuple(
        replace(phase, actions=tuple(each for each in phase.actions if each.key not in gone))
        for phase in content.phases
    )
    return _without_needs(replace(content, phases=phases), gone)


def set_action(content: PlanContent, key: str, **facts: Any) -> PlanContent:
    """With other fields of an action. Raises Refused for needs that make a circle and for a due time that is none."""
    offset = facts.get("offset")
    if offset is not None and not 0 <= offset <= LARGEST_OFFSET:
        raise Refused(_("A due time is between the start and one year after it."))
    action_of(content, key)
    changed = _with_action(content, key, lambda action: replace(action, **facts))
    if "needs" in facts:
        _refuse_circle(changed, key)
    return changed


def set_needs(content: PlanContent, key: str, needs: Iterable[str]) -> PlanContent:
    """With the keys of actions that are done before. Raises Refused for a circle, whose path it names."""
    there = {action.key for action in content.actions}
    return set_action(content, key, needs=tuple(dict.fromkeys(each for each in needs if each in there)))


def possible_needs(content: PlanContent, key: str) -> tuple[Action, ...]:
    """The actions that this one can need without a circle."""
    after = {key}
    waiting = [key]
    while waiting:
        for action in needed_by(content, waiting.pop()):
            if action.key not in after:
                after.add(action.key)
                waiting.append(action.key)
    return tuple(action for action in content.actions if action.key not in after)


def _refuse_circle(content: PlanContent, key: str) -> None:
    circle = circle_in(content)
    if circle:
        path = circle[circle.index(key) : -1] + circle[: circle.index(key)] if key in circle else circle[:-1]
        raise Refused(
            _("That would be a circle: {path}. Each of them would wait for the other.").format(
                path=circle_text((*path, path[0]), content)
            )
        )


# ── the parts of these ────────────────────────────────────────────────────────────────────────────────────────────────


def _inserted(row: tuple[Any, ...], new: list[Any], at: int | None) -> tuple[Any, ...]:
    place = len(row) if at is None else max(0, min(at, len(row)))
    return (*row[:place], *new, *row[place:])


def _put(content: PlanContent, phase_key: str, actions: list[Action], at: int | None) -> PlanContent:
    phase_of(content, phase_key)
    return _with_phase(content, phase_key, lambda each: replace(each, actions=_inserted(each.actions, actions, at)))


def _with_phase(content: PlanContent, key: str, change: Callable[[Phase], Phase]) -> PlanContent:
    return replace(content, phases=tuple(change(each) if each.key == key else each for each in content.phases))


def _with_action(content: PlanContent, key: str, change: Callable[[Action], Action]) -> PlanContent:
    phases = tuple(
        replace(phase, actions=tuple(change(each) if each.key == key else each for each in phase.actions))
        for phase in content.phases
    )
    return replace(content, phases=phases)


def _without_needs(content: PlanContent, gone: set[str]) -> PlanContent:
    phases = tuple(
        replace(
            phase,
            actions=tuple(
                replace(each, needs=tuple(need for need in each.needs if need not in gone)) for each in phase.actions
            ),
        )
        for phase in content.phases
    )
    return replace(content, phases=phases)


def _copy_title(title: str) -> str:
    return _("{title} (copy)").format(title=title)
