"""What a rule can ask of an incident: its fields, and by which operators each is compared."""

from dataclasses import dataclass
from enum import StrEnum

from incidentdesk.language import N_


class Operator(StrEnum):
    IS = "is"
    IS_NOT = "is not"
    AMONG = "is one of"
    EMPTY = "is empty"
    FILLED = "is filled"
    WORD = "contains the word"
    CONTAINS = "contains"
    MATCHES = "matches"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    HAS = "has"
    LACKS = "lacks"
    YES = "yes"
    NO = "no"
    BETWEEN = "between"
    WITHIN = "within"
    OUTSIDE = "outside"


class Kind(StrEnum):
    """What kind of value a field has; it decides how it is compared and what a form offers for it."""

    NAME = "name"
    TEXT = "text"
    NUMBER = "number"
    TAGS = "tags"
    FLAG = "flag"
    TIME = "time"
    WEEKDAY = "weekday"
    HOURS = "hours"
    DUTY = "duty"


OPERATORS: dict[Kind, tuple[Operator, ...]] = {
    Kind.NAME: (Operator.IS, Operator.IS_NOT, Operator.AMONG, Operator.EMPTY, Operator.FILLED),
    Kind.TEXT: (
        Operator.WORD, Operator.CONTAINS, Operator.MATCHES, Operator.IS, Operator.EMPTY, Operator.FILLED,
    ),
    Kind.NUMBER: (Operator.IS, Operator.IS_NOT, Operator.AT_MOST, Operator.AT_LEAST),
    Kind.TAGS: (Operator.HAS, Operator.LACKS, Operator.EMPTY, Operator.FILLED),
    Kind.FLAG: (Operator.YES, Operator.NO),
    Kind.TIME: (Operator.BETWEEN, Operator.OUTSIDE),
    Kind.WEEKDAY: (Operator.AMONG,),
    Kind.HOURS: (Operator.WITHIN, Operator.OUTSIDE),
    Kind.DUTY: (Operator.YES, Operator.NO),
}  # fmt: skip
# These compare with nothing.
BARE = (Operator.EMPTY, Operator.FILLED)
OPERATOR_WORDS: dict[Operator, str] = {
    Operator.IS: N_("is"), Operator.IS_NOT: N_("is not"), Operator.AMONG: N_("is one of"),
    Operator.EMPTY: N_("is empty"), Operator.FILLED: N_("is filled"), Operator.WORD: N_("contains the word"),
    Operator.CONTAINS: N_("contains"), Operator.MATCHES: N_("matches the pattern"),
    Operator.AT_LEAST: N_("is at least"), Operator.AT_MOST: N_("is at most"), Operator.HAS: N_("has"),
    Operator.LACKS: N_("does not have"), Operator.YES: N_("yes"), Operator.NO: N_("no"),
    Operator.BETWEEN: N_("is between"), Operator.WITHIN: N_("is within"), Operator.OUTSIDE: N_("is outside"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """`offers` names what a form offers for it: a table of records, or a list of words; empty for free text."""

    title: str
    kind: Kind
    offers: str = ""


FIELDS: dict[str, Field] = {
    "title": Field(N_("title"), Kind.TEXT),
    "description": Field(N_("description"), Kind.TEXT),
    "words": Field(N_("title or description"), Kind.TEXT),
    "service": Field(N_("service"), Kind.NAME, "service"),
    "category": Field(N_("category"), Kind.NAME, "category"),
    "subcategory": Field(N_("subcategory"), Kind.NAME, "subcategory"),
    "priority": Field(N_("priority"), Kind.NUMBER, "priority"),
    "impact": Field(N_("impact"), Kind.NUMBER, "level"),
    "urgency": Field(N_("urgency"), Kind.NUMBER, "level"),
    "state": Field(N_("state"), Kind.NAME, "state"),
    "team": Field(N_("team"), Kind.NAME, "team"),
    "assignee": Field(N_("assignee"), Kind.NAME, "person"),
    "reporter": Field(N_("reporter"), Kind.NAME, "person"),
    "department": Field(N_("reporter’s department"), Kind.NAME, "department"),
    "channel": Field(N_("channel"), Kind.NAME, "channel"),
    "tags": Field(N_("tags"), Kind.TAGS, "tag"),
    "host": Field(N_("alerting host"), Kind.TEXT),
    "sender": Field(N_("e-mail sender"), Kind.TEXT),
    "time": Field(N_("time of day"), Kind.TIME),
    "weekday": Field(N_("weekday"), Kind.WEEKDAY, "weekday"),
    "hours": Field(N_("working hours of the calendar"), Kind.HOURS, "calendar"),
    "on_call": Field(N_("somebody is on call in the rota"), Kind.DUTY, "rota"),
    "has_parent": Field(N_("it has a parent"), Kind.FLAG),
    "major": Field(N_("it is a major incident"), Kind.FLAG),
    "similar": Field(N_("similar incidents in the last hour"), Kind.NUMBER),
}
