"""What two people have changed in a review, in the words of the dialog in which one of them decides."""

from typing import Any

from incidentdesk.improve.review_text import TEXTS
from incidentdesk.store.conflict import Clash, Conflict

# Some fields of a review are called like those of an incident and say something else.
PREFIX = "review_"


def as_shown(conflict: Conflict, mine: Any) -> Conflict:
    """The conflict about one field, with what is typed now and every value as a text."""
    (clash,) = conflict.clashes
    values = (_text(clash.field, value) for value in (clash.seen, clash.theirs, mine))
    return Conflict((Clash(PREFIX + clash.field, *values),), conflict.changed_by)


def as_stored(conflict: Conflict, mine: Any, decided: str) -> Any:
    """The value behind the text that was decided for."""
    (clash,) = conflict.clashes
    for value in (clash.theirs, mine):
        if decided == _text(clash.field, value):
            return value
    return decided


def _text(field: str, value: Any) -> str:
    if field in TEXTS:
        return str(value)
    if field == "impact_numbers":
        return "\n".join(f"{label}: {said}" for label, said in value)
    return "" if value is None else str(value)
