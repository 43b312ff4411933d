"""The fields of an incident that a column of a file can fill."""

from dataclasses import dataclass
from enum import StrEnum

from incidentdesk.detect.channel import Channel
from incidentdesk.detect.incident import TIMES
from incidentdesk.detect.stage_time import TIME_NAME
from incidentdesk.detect.state import HoldReason, State
from incidentdesk.language import N_


class Kind(StrEnum):
    LINE = "line"
    TEXT = "text"
    NAME = "name"  # of a person, a team, a service or a category
    CHOICE = "choice"  # one of `CHOICES`
    TIME = "time"
    COUNT = "count"
    TAGS = "tags"
    ENTRIES = "entries"  # of the timeline: a text, a list of JSON objects, or Jira's "time;author;text"
    KEPT = "kept"  # what has no field is kept in a work note, with the name of its column


@dataclass(frozen=True)
class Field:
    key: str
    label: str
    kind: Kind


FIELDS: dict[str, Field] = {
    key: Field(key, label, kind)
    for key, label, kind in (
        ("number", N_("Number"), Kind.LINE),
        ("title", N_("Title"), Kind.LINE),
        ("description", N_("Description"), Kind.TEXT),
        ("state", N_("State"), Kind.CHOICE),
        ("on_hold_reason", N_("On-hold reason"), Kind.CHOICE),
        ("priority", N_("Priority"), Kind.CHOICE),
        ("impact", N_("Impact"), Kind.CHOICE),
        ("urgency", N_("Urgency"), Kind.CHOICE),
        ("service", N_("Service"), Kind.NAME),
        ("category", N_("Category"), Kind.NAME),
        ("subcategory", N_("Subcategory"), Kind.NAME),
        ("reporter", N_("Reporter"), Kind.NAME),
        ("channel", N_("Channel"), Kind.CHOICE),
        ("team", N_("Team"), Kind.NAME),
        ("assignee", N_("Assignee"), Kind.NAME),
        ("tags", N_("Tags"), Kind.TAGS),
        ("major", N_("Major incident"), Kind.CHOICE),
        *((name, TIME_NAME[name], Kind.TIME) for name in TIMES),
        ("updated_at", N_("Last change"), Kind.TIME),
        ("updated_by", N_("Changed by"), Kind.LINE),
        ("reopen_count", N_("Reopenings"), Kind.COUNT),
        ("reassignment_count", N_("Reassignments"), Kind.COUNT),
        ("resolution_code", N_("Resolution code"), Kind.LINE),
        ("resolution_notes", N_("Resolution notes"), Kind.TEXT),
        ("sla_met", N_("SLA met"), Kind.CHOICE),
        ("comment", N_("Public comment"), Kind.ENTRIES),
        ("work_note", N_("Work note"), Kind.ENTRIES),
        ("kept", N_("Keep in a work note"), Kind.KEPT),
    )
}
NAMES = tuple(field.key for field in FIELDS.values() if field.kind is Kind.NAME)
TIME_FIELDS = tuple(field.key for field in FIELDS.values() if field.kind is Kind.TIME)

_HOLD = {f"{State.ON_HOLD.value}: {reason.value}": f"{State.ON_HOLD.value}: {reason.value}" for reason in HoldReason}
_PRIORITIES = {
    "1": "1", "2": "2", "3": "3", "4": "4", "5": "5", "P1": "1", "P2": "2", "P3": "3", "P4": "4", "P5": "5",
}  # fmt: skip
_LEVELS = {"1": "1", "2": "2", "3": "3"}
_ANSWERS = {"true": "true", "false": "false", "yes": "true", "no": "false", "1": "true", "0": "false"}

# How a value may be written in a file without being mapped, and what it is here. "On Hold: Awaiting Caller" is a
# state with its reason.
CHOICES: dict[str, dict[str, str]] = {
    "state": {state.value: state.value for state in State} | _HOLD,
    "on_hold_reason": {reason.value: reason.value for reason in HoldReason},
    "priority": _PRIORITIES,
    "impact": _LEVELS,
    "urgency": _LEVELS,
    "channel": {channel.value: channel.value for channel in Channel},
    "major": _ANSWERS,
    # What a tool says of the resolution target of an incident that has ended.
    "sla_met": _ANSWERS | {"met": "true", "achieved": "true", "breached": "false", "missed": "false"},
}


def answers(field: str) -> tuple[str, ...]:
    """What a value of a file can be mapped to, in order; "" is always allowed and means missing."""
    return tuple(dict.fromkeys(CHOICES[field].values()))
