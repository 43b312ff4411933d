"""The keys of the query language and how their values are written (the grammar of `detect.query`)."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from incidentdesk.detect.channel import Channel
from incidentdesk.detect.fix_condition import FIX_VALUES
from incidentdesk.detect.priority import LEVEL_NAME, PRIORITIES, PRIORITY_NAME
from incidentdesk.detect.query_time import written_moment
from incidentdesk.detect.stage_span import SPANS
from incidentdesk.detect.state import HoldReason, State
from incidentdesk.detect.survey_condition import SCORES
from incidentdesk.language import N_


class Kind(Enum):
    """What the values of a key are, and so how they are read and compared."""

    CHOICE = auto()
    LEVEL = auto()
    NAME = auto()
    TEXT = auto()
    MOMENT = auto()
    DURATION = auto()
    NUMBER = auto()
    SORT = auto()
    GROUP = auto()


ORDERED = frozenset({Kind.LEVEL, Kind.MOMENT, Kind.DURATION, Kind.NUMBER})


@dataclass(frozen=True, slots=True)
class Key:
    """`values` are offered and are how a choice is written in full; `spellings` are other ways to write them."""

    name: str
    kind: Kind
    meaning: str
    values: tuple[str, ...] = ()
    spellings: Mapping[str, str] = field(default_factory=dict)

    @property
    def ordered(self) -> bool:
        return self.kind in ORDERED


def slug(text: str) -> str:
    """ "In Progress" as it is written in a query: in-progress."""
    return re.sub(r"[\s_]+", "-", text.strip().lower())


def _slugs(values: Iterable[str]) -> dict[str, str]:
    return {slug(value): str(value) for value in values}


STATE_OF = _slugs(State)
HOLD_REASON_OF = _slugs(HoldReason)
CHANNEL_OF = _slugs(Channel)

# How the statuses of causes are written; the causes themselves belong to a later phase.
CAUSE_STATUS_OF = {"suspected": "Suspected", "verified": "Verified", "ruled-out": "Ruled out", "root": "Root cause"}

# What may belong to an incident.
POSSESSIONS = (
    "attachment", "note", "comment", "parent", "children", "analysis", "evidence", "action", "problem", "lesson",
    "review", "plan", "task", "recovery",
)  # fmt: skip
# Fields that can be empty, and so can be asked for with has: and no:.
OPTIONAL = ("assignee", "team", "service", "category", "subcategory", "reporter", "tag", "ref")

# Sort keys; the value says whether the largest come first unless the query says otherwise.
SORTS = {
    "updated": True,
    "created": True,
    "occurred": True,
    "detected": True,
    "acknowledged": True,
    "responded": True,
    "mitigated": True,
    "restored": True,
    "resolved": True,
    "closed": True,
    "id": True,
    "age": True,
    "reopened": True,
    "reassigned": True,
    "major": True,
    "priority": False,
    "impact": False,
    "urgency": False,
    "status": False,
    "hold": False,
    "title": False,
    "reporter": False,
    "assignee": False,
    "team": False,
    "service": False,
    "category": False,
    "subcategory": False,
    "channel": False,
    "ref": False,
    "due": False,
}

GROUPS = (
    "status", "priority", "assignee", "team", "service", "category", "subcategory",
    "reporter", "channel", "impact", "urgency", "hold", "major",
)  # fmt: skip

MOMENTS = ("today", "yesterday", "this-week", "last-week", "this-month", "last-month", "-12h", "-7d", "-30d")
# A target is mostly still to come: +4h is from now until then, 4h means the same.
_DUE_MOMENTS = ("+1h", "+4h", "today", "tomorrow", "this-week", "now")
SLA_VALUES = ("risk", "breached", "paused", "met", "none")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY_SPELLINGS = {
    "monday": "mon", "tuesday": "tue", "tues": "tue", "wednesday": "wed", "thursday": "thu", "thur": "thu",
    "thurs": "thu", "friday": "fri", "saturday": "sat", "sunday": "sun",
}  # fmt: skip
_LEVEL_SPELLINGS = {slug(name): str(int(level)) for level, name in LEVEL_NAME.items()}


def _moment(name: str, meaning: str) -> Key:
    return Key(name, Kind.MOMENT, meaning, MOMENTS)


_ALL = (
    Key("is", Kind.CHOICE, N_("open, closed, unread, mine …"), (
        "open", "closed", "resolved", "canceled", "unread", "mine", "watched", "major", "proposed", "vip",
        "overdue", "reopened", "withdrawn",
    ), {"cancelled": "canceled", "trash": "withdrawn"}),
    Key("status", Kind.CHOICE, N_("State"), ("open", *STATE_OF), {
        "hold": "on-hold", "onhold": "on-hold", "progress": "in-progress", "inprogress": "in-progress",
        "cancelled": "canceled",
    }),
    Key("priority", Kind.LEVEL, N_("Priority"), tuple(f"P{priority}" for priority in PRIORITIES), {
        **{f"p{priority}": str(priority) for priority in PRIORITIES},
        **{slug(name): str(priority) for priority, name in PRIORITY_NAME.items()},
    }),
    Key("impact", Kind.LEVEL, N_("Impact"), tuple(_LEVEL_SPELLINGS), _LEVEL_SPELLINGS),
    Key("urgency", Kind.LEVEL, N_("Urgency"), tuple(_LEVEL_SPELLINGS), _LEVEL_SPELLINGS),
    Key("assignee", Kind.NAME, N_("Assignee"), ("me", "none")),
    Key("team", Kind.NAME, N_("Team"), ("none",)),
    Key("reporter", Kind.NAME, N_("Reporter"), ("me", "none")),
    Key("affected", Kind.NAME, N_("Who reported it or is affected by it"), ("me",)),
    Key("service", Kind.NAME, N_("Service"), ("none",)),
    Key("category", Kind.NAME, N_("Category"), ("none",)),
    Key("subcategory", Kind.NAME, N_("Subcategory"), ("none",)),
    Key("tag", Kind.NAME, N_("Tag"), ("none",)),
    Key("channel", Kind.CHOICE, N_("Channel"), tuple(CHANNEL_OF), {
        "email": "e-mail", "mail": "e-mail", "form": "web-form", "web": "web-form", "walkup": "walk-up",
    }),
    Key("hold", Kind.CHOICE, N_("On-hold reason"), tuple(HOLD_REASON_OF), {
        reason.removeprefix("awaiting-"): reason for reason in HOLD_REASON_OF
    }),
    _moment("created", N_("Logged")),
    _moment("updated", N_("Last change")),
    _moment("occurred", N_("Occurred")),
    _moment("detected", N_("Detected")),
    _moment("acknowledged", N_("Acknowledged")),
    _moment("responded", N_("First response")),
    _moment("mitigated", N_("Mitigated")),
    _moment("restored", N_("Restored")),
    _moment("resolved", N_("Resolved")),
    _moment("closed", N_("Closed")),
    Key("sla", Kind.CHOICE, N_("How it stands against its SLA"), SLA_VALUES, {
        "at-risk": "risk", "over": "breached", "late": "breached", "missed": "breached",
    }),
    Key("due", Kind.MOMENT, N_("When its next SLA target is due"), _DUE_MOMENTS),
    _moment("met", N_("When the resolution target of its SLA was met")),
    _moment("missed", N_("When it was resolved too late for its SLA")),
    _moment("met-response", N_("When the first response met its SLA")),
    _moment("missed-response", N_("When the first response was too late for its SLA")),
    _moment("met-update", N_("When an update met its SLA")),
    _moment("missed-update", N_("When an update was too late for its SLA")),
    Key("weekday", Kind.CHOICE, N_("Weekday on which it was logged"), WEEKDAYS, _WEEKDAY_SPELLINGS),
    Key("hour", Kind.NUMBER, N_("Hour of the day in which it was logged, 0 to 23"), tuple(map(str, range(24)))),
    Key("counted", Kind.CHOICE, N_("Whether the statistics count it: neither canceled nor a duplicate"), ("yes", "no"),
        {"true": "yes", "false": "no"}),
    Key("metric", Kind.CHOICE, N_("What a time of the statistics counts"), tuple(SPANS)),
    Key("anomaly", Kind.CHOICE, N_("Times that contradict each other"), ("any", *SPANS)),
    Key("age", Kind.DURATION, N_("Time since it was logged"), ("1h", "1d", "7d", "30d")),
    Key("title", Kind.TEXT, N_("Words of the title")),
    Key("text", Kind.TEXT, N_("Words of title, description and timeline")),
    Key("id", Kind.NUMBER, N_("Number of the incident")),
    Key("ref", Kind.NAME, N_("Number that it has elsewhere"), ("none",)),
    Key("parent", Kind.NUMBER, N_("Number of the parent incident")),
    Key("problem", Kind.NUMBER, N_("Number of the problem behind it")),
    Key("cause", Kind.NAME, N_("Words of a cause, or its status"), (*CAUSE_STATUS_OF, "none")),
    Key("root-cause", Kind.NAME, N_("Text of its root cause, or of that of the problem behind it"), ("none",)),
    Key("code", Kind.NAME, N_("Resolution code"), ("none",)),
    Key("plan", Kind.NAME, N_("Response plan that runs or has run"), ("none",)),
    _moment("surveyed", N_("When its reporter was asked how satisfied they are")),
    Key("rated", Kind.NUMBER, N_("How satisfied its reporter is, 1 to 5"), SCORES),
    Key("fix", Kind.CHOICE, N_("Temporary fixes that stand, or stood"), FIX_VALUES, {"temporary": "standing"}),
    Key("import", Kind.NUMBER, N_("Number of the import")),
    Key("has", Kind.CHOICE, N_("What it has"), (*POSSESSIONS, *OPTIONAL)),
    Key("no", Kind.CHOICE, N_("What it lacks"), (*OPTIONAL, *POSSESSIONS)),
    Key("sort", Kind.SORT, N_("Order of the list"), tuple(SORTS)),
    Key("group", Kind.GROUP, N_("Groups of the list"), GROUPS),
)  # fmt: skip

KEYS: dict[str, Key] = {key.name: key for key in _ALL}
ALIASES = {"state": "status", "caller": "reporter", "requester": "reporter", "number": "id", "tags": "tag"}


def key_of(name: str) -> Key | None:
    """The key that is written so, in any case; None if there is none."""
    folded = name.lower()
    return KEYS.get(ALIASES.get(folded, folded))


def read_value(key: Key, text: str) -> str | None:
    """The value as it is kept in a query; None if the key has no such value."""
    return _READING[key.kind](key, text)


def _choice(key: Key, text: str) -> str | None:
    written = slug(text)
    written = key.spellings.get(written, written)
    return written if written in key.values else None


def _level(key: Key, text: str) -> str | None:
    written = slug(text)
    written = key.spellings.get(written, written)
    return written if written in key.spellings.values() else None


def _name(_key: Key, text: str) -> str | None:
    return text.strip() or None


_DURATION = re.compile(r"([0-9]{1,6})(min|h|d|w)")
_NUMBER = re.compile(r"(?:([a-z]{3})-|#)?([0-9]{1,18})")


def _duration(_key: Key, text: str) -> str | None:
    folded = text.strip().lower()
    return folded if _DURATION.fullmatch(folded) else None


def _moment_text(key: Key, text: str) -> str | None:
    """4h is 4 hours ago, of a target 4 hours from now."""
    ahead = key.name == "due" and _DURATION.fullmatch(text.strip().lower())
    return written_moment(f"+{text.strip()}" if ahead else text)


def _number(key: Key, text: str) -> str | None:
    if key.name == "hour":
        return _hour(text.strip())
    if key.name == "rated":
        return text.strip() if text.strip() in SCORES else None
    found = _NUMBER.fullmatch(text.strip().lower())
    prefix = "prb" if key.name == "problem" else "inc"
    return str(int(found[2])) if found and found[1] in (None, prefix) else None


def _hour(text: str) -> str | None:
    return str(int(text)) if re.fullmatch("[0-9]{1,2}", text) and int(text) < 24 else None


def _sort(_key: Key, text: str) -> str | None:
    """The sort key with its direction: priority-asc."""
    written = slug(text)
    for ending in ("-asc", "-desc"):
        if written.endswith(ending):
            name = written.removesuffix(ending)
            return f"{sort_name(name)}{ending}" if sort_name(name) in SORTS else None
    name = sort_name(written)
    return f"{name}{'-desc' if SORTS[name] else '-asc'}" if name in SORTS else None


def sort_name(written: str) -> str:
    return ALIASES.get(written, written)


def _group(_key: Key, text: str) -> str | None:
    name = sort_name(slug(text))
    return name if name in GROUPS else None


_READING: dict[Kind, Callable[[Key, str], str | None]] = {
    Kind.CHOICE: _choice,
    Kind.LEVEL: _level,
    Kind.NAME: _name,
    Kind.TEXT: _name,
    Kind.MOMENT: _moment_text,
    Kind.DURATION: _duration,
    Kind.NUMBER: _number,
    Kind.SORT: _sort,
    Kind.GROUP: _group,
}
