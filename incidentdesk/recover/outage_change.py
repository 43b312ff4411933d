"""Recording outages, changing and ending them, and taking them away.

Those of one service may overlap, for two people may tell of the same; whoever measures joins them.
"""

from collections.abc import Mapping
from datetime import UTC, tzinfo
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from incidentdesk.language import _
from incidentdesk.prepare.fact import changed_columns, give_up_facts, present, stored_facts
from incidentdesk.recover.outage import outage
from incidentdesk.recover.outage_fact import NEW_OUTAGE, outage_facts_in
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

# The clocks of two machines may differ by so much.
_CLOCKS_DIFFER = 60_000_000  # microseconds


def record_outage(session: Session, *, zone: tzinfo = UTC, **facts: Any) -> int:
    """Write a new outage and return its id; `facts` are those of NEW_OUTAGE, times as texts in `zone` or datetimes.

    Raises Refused for a service that is missing or not there, for no beginning, a time to come, an end that is not
    after the beginning, and an incident that is not there.
    """
    columns = stored_facts(session, outage_facts_in(zone), {**NEW_OUTAGE, **facts})
    _refuse_impossible(session, columns)
    return ledger.insert(session, outage, {"key": uuid4().hex, **columns})


def change_outage(
    session: Session,
    outage_id: int,
    changes: Mapping[str, Any],
    *,
    seen: Mapping[str, Any] | None = None,
    zone: tzinfo = UTC,
) -> int:
    """Write changed facts and return the id; `seen` are the facts that the person had before the eyes.

    The history of an outage stands with its incident. So one that is given to another incident is taken away there
    and written anew, with another id.
    Raises Conflict where somebody has changed one of them since, Refused as `record_outage` does.
    """
    row = present(session, outage, outage_id)
    facts = outage_facts_in(zone)
    columns = changed_columns(session, outage, facts, row, changes, seen)
    after = {**row, **columns}
    _refuse_impossible(session, after)
    if "incident_id" in columns:
        ledger.withdraw(session, outage, outage_id)
        own = {fact.column: after[fact.column] for fact in facts.values()}
        return ledger.insert(session, outage, {"key": uuid4().hex, **own})
    if columns:
        ledger.update(session, outage, outage_id, columns)
    return outage_id


def end_outage(session: Session, outage_id: int, *, at: Any = "now", zone: tzinfo = UTC) -> None:
    """Say that the service is back, since now or since another time.

    Raises Refused where it has ended already, and for a time before its beginning or to come.
    """
    if present(session, outage, outage_id)["ended_at"] is not None:
        raise Refused(_("This outage has ended already. Change its end where it is wrong."))
    change_outage(session, outage_id, {"ended": at}, zone=zone)


def end_outages_of(session: Session, incident_id: int, at: int) -> int:
    """End the unplanned outages of an incident that still go on, where its service is back; returns how many.

    `at` is in microseconds since 1970; one that began later is left to a person.
    """
    going_on = sa.select(outage.c.id).where(
        outage.c.incident_id == incident_id, outage.c.ended_at.is_(None), outage.c.withdrawn_at.is_(None),
        outage.c.planned.is_(False), outage.c.began_at < at,
    )  # fmt: skip
    ids = [key for (key,) in session.connection.execute(going_on)]
    ledger.update_many(session, outage, {key: {"ended_at": at} for key in ids})
    return len(ids)


def give_up_outage(session: Session, outage_id: int, given_up: Mapping[str, Any], *, zone: tzinfo = UTC) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, outage, outage_facts_in(zone), outage_id, given_up)


def withdraw_outage(session: Session, outage_id: int) -> None:
    """Take an outage out of sight and out of every number; Undo brings it back."""
    present(session, outage, outage_id)
    ledger.withdraw(session, outage, outage_id)


def _refuse_impossible(session: Session, row: Mapping[str, Any]) -> None:
    began_at, ended_at = row["began_at"], row["ended_at"]
    if row["service_id"] is None:
        raise Refused(_("An outage needs a service: what was not there?"))
    if began_at is None:
        raise Refused(_("An outage needs a beginning: since when was it not there?"))
    if max(began_at, ended_at or began_at) > session.at + _CLOCKS_DIFFER:
        raise Refused(_("That time is still to come. Record an outage when it has begun, and its end when it is over."))
    if ended_at is not None and ended_at <= began_at:
        raise Refused(_("The outage ends before it begins. Correct one of the two times."))
