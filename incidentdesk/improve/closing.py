"""Closing by itself what has been resolved for long enough, in working days counted from the resolution.

Counted from resolved_at as ServiceNow does since its Now Platform's default changed, so that a comment or a monitor
that touches the incident does not begin it anew. Major incidents are closed by people only, and a parent waits for its
children.
"""

from dataclasses import dataclass

from incidentdesk.detect.incident import incident
from incidentdesk.detect.number import number
from incidentdesk.detect.state import OPEN_STATES, State
from incidentdesk.improve.follow_up_setting import FollowUpSetting, follow_up_setting
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.business_time import WorkingTime, business_after, by_clock_of, day_length, working_time
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.local_zone import local_zone
from incidentdesk.refusal import Refused
from incidentdesk.respond.transition import Move, move
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_AT_ONCE = 200
_OPEN = ", ".join(f"'{state}'" for state in OPEN_STATES)
_WHOLE_DAY = ((0, 24 * 60),)


@dataclass(frozen=True, slots=True)
class Closing:
    """When an incident is closed by itself (microseconds since 1970)."""

    incident_id: int
    closes_at: int


def closes_at(reader: Reader, resolved_at: int, setting: FollowUpSetting | None = None) -> int | None:
    """When what was resolved at an instant is closed by itself; None where that is never."""
    setting = setting or follow_up_setting(reader)
    if not setting.close_days:
        return None
    working = closing_time(reader, setting)
    return business_after(working, resolved_at, setting.close_days * day_length(working))


def closing_time(reader: Reader, setting: FollowUpSetting) -> WorkingTime:
    """The calendar whose working days are counted; Monday to Friday where none is chosen."""
    if setting.close_calendar_id is not None:
        return working_time(reader, setting.close_calendar_id)
    return by_clock_of(WorkingTime(windows=(*(_WHOLE_DAY,) * 5, (), ())), str(local_zone()))


def due_closings(reader: Reader, now: int) -> list[Closing]:
    """What is to be closed now, at most so many at once; whoever answers NO has opened it again."""
    setting = follow_up_setting(reader)
    if not setting.close_days:
        return []
    working = closing_time(reader, setting)
    amount = setting.close_days * day_length(working)
    rows = reader.rows(
        "SELECT id, resolved_at FROM incident WHERE state = :resolved AND NOT major AND resolved_at <= :latest"
        " AND withdrawn_at IS NULL AND NOT EXISTS (SELECT 1 FROM incident child WHERE child.parent_id = incident.id"
        f" AND child.withdrawn_at IS NULL AND child.state IN ({_OPEN})) ORDER BY resolved_at, id",
        {"resolved": State.RESOLVED, "latest": now - amount},
    )
    found = []
    for incident_id, resolved_at in rows:
        at = business_after(working, int(resolved_at), amount)
        if at is not None and at <= now:
            found.append(Closing(int(incident_id), at))
        if len(found) == _AT_ONCE:
            break
    return found


def close_by_itself(session: Session, incident_id: int) -> None:
    """Close an incident whose days have passed; raises Refused where it has changed meanwhile."""
    row = present(session, incident, incident_id)
    setting = follow_up_setting(session.reader)
    at = closes_at(session.reader, row["resolved_at"], setting) if row["resolved_at"] is not None else None
    if row["state"] != State.RESOLVED or row["major"] or at is None or at > session.at:
        raise Refused(_("{number} is not to be closed by itself.").format(number=number(incident_id)))
    why = ngettext(
        "{days} working day has passed since the resolution", "{days} working days have passed since the resolution",
        setting.close_days,
    ).format(days=setting.close_days)  # fmt: skip
    move(session, incident_id, Move(State.CLOSED, reason=why))


def calendar_of(reader: Reader, setting: FollowUpSetting) -> str:
    """What the days are counted by, in words."""
    working = closing_time(reader, setting)
    return isolated(working.name) if working.name else _("Monday to Friday")
