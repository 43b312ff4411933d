"""What a rule does, as a value and as JSON: {"do": "set", "field": "team", "value": "Applications"}."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from incidentdesk.detect.state import HoldReason
from incidentdesk.language import N_, _, isolated
from incidentdesk.refusal import Refused

LONGEST = 20_000  # characters of a note
_MOST_ACTIONS = 20


class Do(StrEnum):
    SET = "set"
    ON_CALL = "assign on call"
    IN_TURN = "assign in turn"
    LEAST_LOADED = "assign least loaded"
    ADD_TAGS = "add tags"
    REMOVE_TAGS = "remove tags"
    NOTE = "note"
    COMMENT = "comment"
    NOTIFY = "notify"
    PLAN = "start plan"
    TASK = "add task"
    PARENT = "link to parent"
    SAME = "link to same"
    ESCALATE = "escalate"
    HOLD = "hold"
    MAJOR = "propose major"


@dataclass(frozen=True, slots=True)
class Shape:
    """What an action takes; `fields` are what its field can be, `offers` what a form offers for its value.

    `sends` says that people are told by it.
    """

    title: str
    fields: tuple[str, ...] = ()
    offers: str = ""
    value: bool = True  # it needs one
    text: bool = False  # it needs one
    sends: bool = False


SETTABLE = ("team", "assignee", "service", "category", "subcategory", "priority", "impact", "urgency")
SHAPES: dict[Do, Shape] = {
    Do.SET: Shape(N_("Set a field"), SETTABLE),
    Do.ON_CALL: Shape(N_("Give it to whoever is on call"), offers="rota"),
    Do.IN_TURN: Shape(N_("Give it to the next in a team"), offers="team"),
    Do.LEAST_LOADED: Shape(N_("Give it to the least loaded in a team"), offers="team"),
    Do.ADD_TAGS: Shape(N_("Add tags"), offers="tag"),
    Do.REMOVE_TAGS: Shape(N_("Remove tags"), offers="tag"),
    Do.NOTE: Shape(N_("Write a work note"), value=False, text=True),
    Do.COMMENT: Shape(N_("Write a public comment"), value=False, text=True, sends=True),
    Do.NOTIFY: Shape(N_("Notify somebody"), ("person", "role", "team", "assignee"), value=False, sends=True),
    Do.PLAN: Shape(N_("Start a response plan"), offers="plan", value=False, sends=True),
    Do.TASK: Shape(N_("Add a task"), offers=""),
    Do.PARENT: Shape(N_("Link it to a parent"), offers="incident"),
    Do.SAME: Shape(
        N_("Link it to the open incident with the same field"), ("service", "host", "title", "reporter"), value=False
    ),
    Do.ESCALATE: Shape(N_("Escalate"), offers="escalation_policy", value=False, sends=True),
    Do.HOLD: Shape(N_("Set it on hold"), offers="hold"),
    Do.MAJOR: Shape(N_("Propose it as major"), value=False, text=True),
}


@dataclass(frozen=True, slots=True)
class Action:
    """`value` is a name, a number as text, or tags; `text` a note, a message, the reason of a priority.

    Of a task, `text` are its instructions, and `field` is the team that does it.
    """

    do: Do
    field: str = ""
    value: str = ""
    text: str = ""


def action_of(stored: Any) -> Action:
    """An action from what its JSON says; raises Refused with what is wrong in it."""
    if not isinstance(stored, dict):
        raise Refused(_("An action is an object with “do” and what belongs to it."))
    unknown = set(stored) - {"do", "field", "value", "text"}
    if unknown:
        raise Refused(_("An action has no “{name}”.").format(name=isolated(min(map(str, unknown)))))
    do = next((each for each in Do if each == stored.get("do")), None)
    if do is None:
        raise Refused(_("“{name}” is nothing that a rule does. It does: {known}.").format(
            name=isolated(str(stored.get("do", ""))), known=", ".join(Do)))  # fmt: skip
    made = Action(do, *(str(stored.get(name, "")).strip() for name in ("field", "value", "text")))
    _check(made)
    return made


def _check(action: Action) -> None:
    shape = SHAPES[action.do]
    if len(action.value) > LONGEST or len(action.text) > LONGEST:
        raise Refused(_("A text of a rule has at most {most} characters.").format(most=LONGEST))
    if shape.fields and action.field not in shape.fields:
        raise Refused(_("“{action}” takes one of these fields: {known}.").format(
            action=_(shape.title), known=", ".join(shape.fields)))  # fmt: skip
    if (shape.value and not action.value) or _needs_name(action):
        raise Refused(_("“{action}” needs a value.").format(action=_(shape.title)))
    if shape.text and not action.text:
        raise Refused(_("“{action}” needs a text.").format(action=_(shape.title)))
    _check_number(action)
    if action.do is Do.HOLD:
        _check_hold(action)


def _needs_name(action: Action) -> bool:
    return action.do is Do.NOTIFY and action.field != "assignee" and not action.value


def _check_number(action: Action) -> None:
    most = {"priority": 5, "impact": 3, "urgency": 3}.get(action.field if action.do is Do.SET else "")
    if most is None:
        return
    if action.value not in map(str, range(1, most + 1)):
        raise Refused(_("{field} is a number from 1 to {most}.").format(field=_(action.field.title()), most=most))
    if action.field == "priority" and not action.text:
        raise Refused(_("A priority of one's own needs a reason."))


def _check_hold(action: Action) -> None:
    if action.value not in tuple(HoldReason):
        known = ", ".join(HoldReason)
        raise Refused(_("On Hold needs a reason. Reasons are: {known}.").format(known=known))
    if action.value == HoldReason.CALLER and not action.text:
        raise Refused(_("Awaiting Caller needs a public comment: what do you ask the caller?"))


def actions_of(stored: Any) -> tuple[Action, ...]:
    """Raises Refused where there is none, or too many."""
    if not isinstance(stored, list) or not 1 <= len(stored) <= _MOST_ACTIONS:
        raise Refused(_("A rule does something: one action at least, {most} at most.").format(most=_MOST_ACTIONS))
    return tuple(action_of(each) for each in stored)


def stored_action(action: Action) -> dict[str, str]:
    """What `action_of` reads."""
    parts = {"field": action.field, "value": action.value, "text": action.text}
    return {"do": str(action.do)} | {name: text for name, text in parts.items() if text}


def actions_text(actions: Iterable[Action]) -> str:
    return json.dumps([stored_action(each) for each in actions], ensure_ascii=False)
