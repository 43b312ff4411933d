"""Actions of a plan on the clipboard: whole for another plan, and as lines of text for any other program."""

from collections.abc import Collection
from dataclasses import replace

from PySide6.QtCore import QMimeData

from incidentdesk.desktop.clipboard import mime_data
from incidentdesk.desktop.prepare.plan_rows import numbers_of
from incidentdesk.prepare.plan_content import Action, PlanContent, content_of, content_text, new_key
from incidentdesk.prepare.plan_file import preview_of
from incidentdesk.prepare.plan_wording import offset_text

_KIND = "application/x-incidentdesk-plan-actions"


def clip_of(content: PlanContent, keys: Collection[str]) -> QMimeData:
    """The actions of these keys and of the phases of these keys, in the order of the plan."""
    phases = tuple(
        replace(phase, actions=tuple(each for each in phase.actions if {each.key, phase.key} & set(keys)))
        for phase in content.phases
    )
    kept = PlanContent(phases=tuple(phase for phase in phases if phase.actions))
    numbers = numbers_of(content)
    data = mime_data()
    data.setText("\n".join(_line(action, numbers[action.key]) for action in kept.actions))
    data.setData(_KIND, content_text(kept).encode())
    return data


def _line(action: Action, number: str) -> str:
    facts = ", ".join(filter(None, (action.role, offset_text(action.offset))))
    return f"{number} {action.title}" + (f" ({facts})" if facts else "")


def actions_in(data: QMimeData) -> tuple[Action, ...]:
    """What the clipboard has, under new keys; actions that need each other need the copies.

    A text is read as a file is: each item of a list is an action, and where there is no list, each line. Raises Refused
    for a text that is too long for a plan.
    """
    if data.hasFormat(_KIND):
        found = content_of(bytes(data.data(_KIND).data()).decode()).actions
    else:
        text = data.text()
        found = preview_of(text).content.actions if text.strip() else ()
        if not found:
            found = tuple(Action(new_key(), line.strip()) for line in text.splitlines() if line.strip())
    keys = {action.key: new_key() for action in found}
    return tuple(
        replace(each, key=keys[each.key], needs=tuple(keys[need] for need in each.needs if need in keys))
        for each in found
    )
