"""What the parts of a rule are called in its form, and which values are offered for each."""

from collections.abc import Mapping, Sequence

from incidentdesk.language import N_, _
from incidentdesk.respond.rule import Trigger
from incidentdesk.respond.rule_field import FIELDS, OPERATOR_WORDS, OPERATORS, Kind, Operator

Offers = Mapping[str, Sequence[str]]
Options = Sequence[tuple[str, str]]
# Lists so short that all of it is shown.
SHORT = ("state", "channel", "priority", "level", "hold")
TRIGGER_WORDS = {
    Trigger.CREATED: N_("an incident is logged"),
    Trigger.CHANGED: N_("an incident is changed"),
    Trigger.COMMENTED: N_("the requester answers"),
    Trigger.AGE: N_("an incident is open for"),
    Trigger.SILENCE: N_("nothing has happened for"),
    Trigger.HOLD: N_("it is on hold for"),
    Trigger.SLA: N_("of a target is used up"),
}
FIELD_WORDS = {
    "team": N_("team"), "assignee": N_("assignee"), "service": N_("service"), "category": N_("category"),
    "subcategory": N_("subcategory"), "priority": N_("priority"), "impact": N_("impact"), "urgency": N_("urgency"),
    "person": N_("the person"), "role": N_("the role"), "host": N_("host"), "title": N_("title"),
    "reporter": N_("reporter"),
}  # fmt: skip
_HINTS = {
    Kind.TIME: N_("22:00-06:00"),
    Kind.NUMBER: N_("a number"),
    Kind.HOURS: N_("a calendar"),
    Kind.DUTY: N_("a rota"),
}


def field_options() -> Options:
    return [(name, _(field.title)) for name, field in FIELDS.items()]


def operator_options(field: str) -> Options:
    return [(str(each), _(OPERATOR_WORDS[each])) for each in OPERATORS[FIELDS[field].kind]]


def hint(field: str, operator: str) -> str:
    """What stands in an empty field for a value."""
    if operator == Operator.AMONG:
        return _("several, with commas between them")
    kind = FIELDS[field].kind
    if operator == Operator.MATCHES:
        return _("a regular expression")
    return _(_HINTS[kind]) if kind in _HINTS else _(FIELDS[field].title)


def value_options(offers: Offers, name: str) -> Options:
    """Values and their words for what a field or an action offers."""
    if name == "priority":
        return [(str(each), f"P{each}") for each in range(1, 6)]
    if name == "level":
        return [("1", _("1 (high)")), ("2", _("2 (medium)")), ("3", _("3 (low)"))]
    known = offers.get(name, ())
    return [(each, _(each) if name in SHORT else each) for each in known]
