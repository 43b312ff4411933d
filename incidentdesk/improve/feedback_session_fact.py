"""The facts of a feedback session as a person sees them: times as texts in a zone, people and incidents by line."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from incidentdesk import clock
from incidentdesk.language import N_, _
from incidentdesk.prepare.fact import Fact, line, text
from incidentdesk.refusal import Refused
from incidentdesk.respond.typed_due import due_text, typed_due
from incidentdesk.store.session import Session

NEW_SESSION: Mapping[str, Any] = dict.fromkeys(
    ("title", "starts", "ends", "place", "agenda", "notes", "decisions", "attendees", "incidents"), ""
)


def session_facts_in(zone: tzinfo) -> Mapping[str, Fact]:
    """The facts that stand in columns; times may be given as texts that are meant in that zone, or as datetimes."""
    return {
        "title": line("title", N_("A session needs a title. Say in a few words what is talked over.")),
        "starts": _time("starts_at", zone),
        "ends": _time("ends_at", zone),
        "place": text("place"),
        "agenda": text("agenda"),
        "notes": text("notes"),
        "decisions": text("decisions"),
    }


def _time(column: str, zone: tzinfo) -> Fact:
    def store(_session: Session, value: Any) -> int:
        instant = value if isinstance(value, datetime) else typed_due(str(value), clock.now(), zone)
        if instant is None:
            raise Refused(_("Say from when until when the session is, such as 2026-03-31 14:00."))
        return clock.stored(instant)

    return Fact(column, store, lambda _session, stored: due_text(clock.instant(stored), zone))
