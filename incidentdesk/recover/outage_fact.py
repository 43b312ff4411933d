"""The facts of an outage as a person sees them: times as texts in a zone, names, the number of the incident."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.detect.incident import incident
from incidentdesk.detect.number import incident_id_of, number
from incidentdesk.detect.typed_time import typed_time, written_time
from incidentdesk.language import N_, _
from incidentdesk.prepare.fact import Fact, chosen, one_of, text
from incidentdesk.prepare.record_name import existing
from incidentdesk.prepare.service import service
from incidentdesk.recover.outage import Degree
from incidentdesk.refusal import Refused
from incidentdesk.store.session import Session

_SECOND = 1_000_000  # microseconds
NEW_OUTAGE: Mapping[str, Any] = {
    "service": "", "began": "", "ended": "", "degree": str(Degree.FULL), "planned": False, "incident": "", "note": "",
}  # fmt: skip


def outage_facts_in(zone: tzinfo) -> Mapping[str, Fact]:
    """The facts by their names; times may be given as texts that are meant in that zone, or as aware datetimes."""
    return {
        "service": existing("service_id", service, N_("There is no service “{name}”. Add it first.")),
        "began": _time("began_at", zone),
        "ended": _time("ended_at", zone),
        "degree": chosen("degree", one_of(tuple(Degree), N_("An outage is full or degraded."))),
        "planned": chosen("planned", bool),
        "incident": Fact("incident_id", _incident_id, lambda _session, stored: number(stored) if stored else ""),
        "note": text("note"),
    }


def _time(column: str, zone: tzinfo) -> Fact:
    """To the second, as it is written; an empty text is no time."""

    def store(_session: Session, value: Any) -> int | None:
        if not isinstance(value, datetime) and not str(value).strip():
            return None
        instant = value if isinstance(value, datetime) else typed_time(str(value), clock.now(), zone) or clock.now()
        return clock.stored(instant) // _SECOND * _SECOND

    def show(_session: Session, stored: int | None) -> str:
        return "" if stored is None else written_time(clock.instant(stored), zone)

    return Fact(column, store, show)


def _incident_id(session: Session, value: Any) -> int | None:
    if not str(value).strip():
        return None
    incident_id = incident_id_of(str(value).strip())
    present = sa.select(incident.c.id).where(incident.c.id == incident_id, incident.c.withdrawn_at.is_(None))
    if session.connection.execute(present).first() is None:
        raise Refused(_("There is no {number}.").format(number=number(incident_id)))
    return incident_id
