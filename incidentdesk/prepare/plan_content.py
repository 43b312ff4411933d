"""What a version of a response plan says: ordered phases, each with ordered actions, and the messages of the plan.

Roles, contacts, audiences and departments are named and not numbered, so that a plan can be written before they exist,
read by people, and taken to another desk.
"""

import json
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import uuid4


def new_key() -> str:
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Action:
    """A step of the plan. `offset` is in minutes after the activation, None for no due time.

    `needs` are the keys of actions that are done before. `criterion` says when it is done. `raci` are the other roles:
    {"Accountable": "Incident commander", "Consulted": "...", "Informed": "..."}; `role` is responsible.
    `audience` and `message` draft an announcement when the step is reached.
    """

    key: str
    title: str
    role: str = ""
    department: str = ""
    offset: int | None = None
    needs: tuple[str, ...] = ()
    mandatory: bool = True
    instructions: str = ""
    criterion: str = ""
    raci: tuple[tuple[str, str], ...] = ()
    audience: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Phase:
    key: str
    title: str
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanContact:
    """Whom to reach, the first first; `what_for` says when. `name` is that of a contact or a person."""

    name: str
    what_for: str = ""


@dataclass(frozen=True, slots=True)
class PlanChannel:
    """Where the responders talk: a bridge, a chat room, a meeting room; the first is used, the others are fallbacks."""

    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class PlanContent:
    """`cadence` is in minutes: how often `audiences` are told; `first_message` names the template of the first."""

    purpose: str = ""
    phases: tuple[Phase, ...] = ()
    roles: tuple[str, ...] = ()
    contacts: tuple[PlanContact, ...] = ()
    channels: tuple[PlanChannel, ...] = ()
    audiences: tuple[str, ...] = ()
    cadence: int = 30
    first_message: str = ""

    @property
    def actions(self) -> tuple[Action, ...]:
        return tuple(action for phase in self.phases for action in phase.actions)


def content_text(content: PlanContent) -> str:
    """JSON as it stands in the database."""
    return json.dumps(asdict(content), ensure_ascii=False, sort_keys=True)


def content_of(text: str) -> PlanContent:
    """Raises ValueError, KeyError or TypeError for what is no plan."""
    return _plan(json.loads(text))


def _plan(raw: dict[str, Any]) -> PlanContent:
    known = _known(PlanContent, raw)
    return PlanContent(
        **{
            **known,
            "phases": tuple(_phase(each) for each in raw.get("phases", ())),
            "roles": tuple(raw.get("roles", ())),
            "audiences": tuple(raw.get("audiences", ())),
            "contacts": tuple(PlanContact(**each) for each in raw.get("contacts", ())),
            "channels": tuple(PlanChannel(**each) for each in raw.get("channels", ())),
        }
    )


def _phase(raw: dict[str, Any]) -> Phase:
    return Phase(raw["key"], raw["title"], tuple(_action(each) for each in raw.get("actions", ())))


def _action(raw: dict[str, Any]) -> Action:
    known = _known(Action, raw)
    raci = tuple((str(each[0]), str(each[1])) for each in raw.get("raci", ()))
    return Action(**{**known, "needs": tuple(raw.get("needs", ())), "raci": raci})


def _known(kind: type, raw: dict[str, Any]) -> dict[str, Any]:
    """What a later version has added is passed over."""
    names = {each.name for each in fields(kind)}
    return {name: value for name, value in raw.items() if name in names}
