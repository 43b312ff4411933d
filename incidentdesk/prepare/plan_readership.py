"""Who has read the version of a response plan that incidents run, and whether somebody is asked to."""

from dataclasses import dataclass

from incidentdesk.prepare.campaign_list import campaigns
from incidentdesk.store.reading import Reader

_APPROVED = (
    "SELECT v.id, v.number, (SELECT COUNT(*) FROM plan_acknowledgement a WHERE a.plan_version_id = v.id"
    " AND a.withdrawn_at IS NULL), (SELECT MIN(a.at) FROM plan_acknowledgement a WHERE a.plan_version_id = v.id"
    " AND a.withdrawn_at IS NULL AND a.person_id = :person) FROM plan_version v"
    " WHERE v.plan_id = :plan AND v.state = 'Approved' AND v.withdrawn_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Readership:
    """`read_at` is when the one who asks has read it, in microseconds since 1970; None for not yet.

    `due_on` is the day until which a campaign asks them to, "" where none does.
    """

    version_id: int
    number: int
    readers: int
    read_at: int | None
    due_on: str = ""


def readership_of(reader: Reader, plan_id: int, person_id: int | None, today: str) -> Readership | None:
    """Of the approved version; None where there is none. `today` is the day as YYYY-MM-DD."""
    rows = reader.rows(_APPROVED, {"plan": plan_id, "person": person_id or 0})
    if not rows:
        return None
    version_id, number, readers, read_at = rows[0]
    waiting = [
        row.due_on for row in campaigns(reader, today) if row.plan_version_id == version_id and row.waits_for(person_id)
    ]
    return Readership(version_id, number, readers, read_at, min(waiting, default=""))
