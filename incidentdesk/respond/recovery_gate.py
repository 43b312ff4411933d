"""The gate before Resolved: a major incident counts as solved when its recovery was proven and declared, not before.

Every criterion is met or waived, somebody has declared it recovered after the last of these decisions, and service is
restored still. What an import brings as history does not come through here.
"""

from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.respond.exit_criterion_list import Criterion, criteria_of
from incidentdesk.store.reading import Reader

_STANDING = (
    "SELECT i.restored_at, r.declared_at FROM incident i"
    " LEFT JOIN recovery r ON r.incident_id = i.id AND r.withdrawn_at IS NULL WHERE i.id = :id"
)


def why_closed(reader: Reader, incident_id: int) -> str:
    """Why the incident, a major one, can't be resolved yet, as a sentence that says what to do; "" where it can."""
    criteria = criteria_of(reader, incident_id)
    name = number(incident_id)
    if not criteria:
        return _(
            "{number} is a major incident: it is resolved when its recovery is proven. "
            "Begin the recovery on its page, and meet or waive the exit criteria there."
        ).format(number=name)
    waiting = [each for each in criteria if each.is_open]
    if waiting:
        return _open_sentence(name, waiting)
    return _declared_sentence(reader, incident_id, criteria)


def _open_sentence(name: str, waiting: list[Criterion]) -> str:
    return ngettext(
        "{number} is a major incident, and an exit criterion is open: “{first}”. Meet it, or waive it with a reason.",
        "{number} is a major incident, and {n} exit criteria are open, the first of them “{first}”. "
        "Meet them, or waive them with a reason.",
        len(waiting),
    ).format(number=name, n=len(waiting), first=isolated(waiting[0].title))


def _declared_sentence(reader: Reader, incident_id: int, criteria: list[Criterion]) -> str:
    name = number(incident_id)
    restored_at, declared_at = reader.rows(_STANDING, {"id": incident_id})[0]
    if declared_at is None or declared_at < max(each.decided_at or 0 for each in criteria):
        return _(
            "{number} is a major incident, and all its exit criteria are decided on. Declare it recovered first."
        ).format(number=name)
    if restored_at is None:
        return _(
            "{number} was declared recovered, but service is not restored any more. Declare it recovered again."
        ).format(number=name)
    return ""
