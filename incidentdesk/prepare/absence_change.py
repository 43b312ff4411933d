"""The absences of a person, as one text: a line each with the first day, the last day and the reason."""

from datetime import date
from typing import Any

from incidentdesk.language import _, isolated
from incidentdesk.prepare.absence import absence
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.part import Cells, Part, cell
from incidentdesk.prepare.person import person
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_ABSENCES = (
    "SELECT from_on, until_on, reason FROM absence WHERE person_id = :id AND withdrawn_at IS NULL"
    " ORDER BY from_on, until_on, id"
)


def add_absence(session: Session, person_id: int, *, from_on: str, until_on: str, reason: str = "") -> int:
    """Note that somebody is not to be counted on, first and last day as YYYY-MM-DD; returns the id.

    Raises Refused for days that are none or stand in the wrong order.
    """
    present(session, person, person_id)
    values = stored_absence(session, (from_on, until_on, reason))
    return ledger.insert(session, absence, {"key": new_key(), "person_id": person_id, **values})


def stored_absence(_session: Session, cells: Cells) -> dict[str, Any]:
    """Raises Refused for days that are none or stand in the wrong order."""
    first, last, reason = (cell(cells, place) for place in range(3))
    for day in (first, last):
        if not _is_day(day):
            raise Refused(
                _("An absence needs a first and a last day, such as 2026-04-30; “{text}” is none.").format(
                    text=isolated(day)
                )
            )
    if last < first:
        raise Refused(
            _("An absence ends on {last}, before it begins on {first}. Swap the days.").format(first=first, last=last)
        )
    return {"from_on": first, "until_on": last, "reason": reason}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _shown(reader: Reader, person_id: int) -> list[Cells]:
    return [tuple(row) for row in reader.rows(_ABSENCES, {"id": person_id})]


ABSENCES = Part("absences", absence, "person_id", _shown, stored_absence, ("from_on", "until_on"), "reason")
