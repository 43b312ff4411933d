"""What happens in a drill scenario: timed injects, and what those who take part are expected to do after each.

Roles are named and not numbered, as in a plan, so that a scenario can be taken to another desk.
"""

import json
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

from incidentdesk.language import N_


class InjectKind(StrEnum):
    """How those who take part come to know of it."""

    # Nothing is logged by itself: they are to log the incident.
    SIGNAL = N_("Signal")
    # Logs the incident as a monitor would.
    ALERT = N_("Alert")
    # Somebody outside says it: it stands in the incident as the words of a caller.
    MESSAGE = N_("Message")
    # Something is found out: it stands in the incident as a note.
    FINDING = N_("Finding")
    # Somebody wants something done: it stands among the tasks of the incident.
    TASK = N_("Task")


class Deed(StrEnum):
    """What is expected after an inject; all but the first are read from the records of the sandbox."""

    JUDGED = N_("Judged by an observer")
    LOGGED = N_("Incident logged")
    ACKNOWLEDGED = N_("Incident acknowledged")
    ACTIVATED = N_("Plan activated")
    DECLARED = N_("Major incident declared")
    ASSIGNED = N_("Incident assigned")
    NOTED = N_("Note written")
    TOLD = N_("Status update sent")
    STEP_DONE = N_("Step of the plan done")
    ESCALATED = N_("Priority raised")
    MITIGATED = N_("Incident mitigated")
    RESOLVED = N_("Incident resolved")


@dataclass(frozen=True, slots=True)
class Inject:
    """`at` is in seconds after the start; `within` are the seconds that the expected deed may take, 0 is no limit.

    `sender` is who says it, `role` who is to act, `expected` what they are to do in words, `deed` how it is known that
    they did; without either nothing is expected.
    """

    key: str
    at: int
    kind: str
    title: str
    text: str = ""
    role: str = ""
    expected: str = ""
    within: int = 0
    deed: str = ""
    sender: str = ""

    @property
    def expects(self) -> bool:
        return bool(self.expected or self.deed)


@dataclass(frozen=True, slots=True)
class ScenarioContent:
    """Injects in order of time. `impact` and `urgency` from 1 to 3 are those of the incident that an alert logs.

    `cadence` is in minutes how often stakeholders are to be told, 0 as the plan says.
    """

    injects: tuple[Inject, ...] = ()
    briefing: str = ""
    impact: int = 1
    urgency: int = 1
    cadence: int = 0

    @property
    def length(self) -> int:
        """Seconds until the last inject and its expected deed."""
        return max((each.at + each.within for each in self.injects), default=0)


def inject_named(content: ScenarioContent, key: str) -> Inject | None:
    return next((each for each in content.injects if each.key == key), None)


def in_order(content: ScenarioContent) -> ScenarioContent:
    """The same with its injects by time; those of one instant stay as they are."""
    return replace(content, injects=tuple(sorted(content.injects, key=lambda each: each.at)))


def scenario_text(content: ScenarioContent) -> str:
    """JSON as it stands in the database."""
    return json.dumps(asdict(content), ensure_ascii=False, sort_keys=True)


def scenario_of(text: str) -> ScenarioContent:
    """Raises ValueError, KeyError or TypeError for what is no scenario."""
    raw = json.loads(text)
    injects = tuple(Inject(**_known(Inject, each)) for each in raw.get("injects", ()))
    return ScenarioContent(**{**_known(ScenarioContent, raw), "injects": injects})


def _known(kind: type, raw: dict[str, Any]) -> dict[str, Any]:
    """What a later version has added is passed over."""
    names = {each.name for each in fields(kind)}
    return {name: value for name, value in raw.items() if name in names}
