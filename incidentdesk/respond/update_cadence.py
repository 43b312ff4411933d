"""When an audience is to be told again (R7): due, overdue, skipped, snoozed or ended, and the closing message.

The next time is computed from what was sent and is stored nowhere, so that it can't be wrong. Thirty minutes is the
rhythm of PagerDuty's incident response documentation (20 to 30 minutes) and the default of an audience.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.detect.wording import text_of
from incidentdesk.language import N_, _
from incidentdesk.prepare.audience import audience
from incidentdesk.prepare.message_template import MessagePhase
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcement import AnnouncementKind, AnnouncementState, update_schedule
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader, Row
from incidentdesk.store.session import Session

MINUTE = 60_000_000  # microseconds
FIRST_WITHIN = 10  # minutes from the start of the updates to the first of them
SOON = 5  # minutes before it is due, an update is called due
LONGEST_CADENCE = 7 * 24 * 60  # minutes
# A closing message that nobody has written for so long is asked for no more, and costs no time.
CLOSING_FOR = 30 * 24 * 60  # minutes


class UpdateState(StrEnum):
    """How it stands with the updates of one audience."""

    ON_TIME = N_("On time")
    DUE = N_("Due")
    OVERDUE = N_("Overdue")
    SNOOZED = N_("Snoozed")
    # The audience is told only when somebody decides to.
    UNPLANNED = N_("When there is news")
    CLOSING = N_("Closing message due")
    ENDED = N_("Ended")


@dataclass(frozen=True, slots=True)
class UpdateDue:
    """The updates of one audience about one incident; instants in microseconds since 1970, the cadence in minutes.

    `due_at` is None where nothing is due by itself. `sent` counts the status updates that were sent.
    """

    schedule_id: int
    incident_id: int
    audience_id: int
    audience: str
    form: str
    cadence: int
    started_at: int
    snoozed_until: int | None
    skipped: int
    skipped_at: int | None
    skipped_reason: str
    reminded_at: int | None
    ended_at: int | None
    incident_state: str
    over_at: int | None
    sent: int
    last_sent_at: int | None
    last_phase: str
    due_at: int | None = None
    state: UpdateState = UpdateState.ON_TIME

    @property
    def over(self) -> bool:
        """Whether the incident is resolved, closed or canceled."""
        return self.incident_state not in OPEN_STATES

    @property
    def told_of_the_end(self) -> bool:
        return self.last_phase == MessagePhase.RESOLVED


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

_SENT = (
    f" FROM announcement n WHERE n.incident_id = u.incident_id AND n.audience_id = u.audience_id"
    f" AND n.kind = '{AnnouncementKind.UPDATE}' AND n.state = '{AnnouncementState.SENT}' AND n.withdrawn_at IS NULL"
)
_LAST_FIRST = " ORDER BY coalesce(n.sent_at, n.written_at) DESC, n.id DESC LIMIT 1"
_UPDATES = (
    "SELECT u.id, u.incident_id, u.audience_id, a.name, a.form, u.cadence, u.started_at, u.snoozed_until, u.skipped,"
    " u.skipped_at, u.skipped_reason, u.reminded_at, u.ended_at, i.state,"
    " coalesce(i.resolved_at, i.closed_at, i.updated_at),"
    f" (SELECT count(*){_SENT}), (SELECT max(coalesce(n.sent_at, n.written_at)){_SENT}),"
    f" coalesce((SELECT n.phase{_SENT}{_LAST_FIRST}), '')"
    " FROM update_schedule u JOIN audience a ON a.id = u.audience_id JOIN incident i ON i.id = u.incident_id"
    " WHERE u.withdrawn_at IS NULL AND i.withdrawn_at IS NULL AND a.withdrawn_at IS NULL AND {condition}"
    " ORDER BY a.name, u.id"
)


def updates_of(reader: Reader, incident_id: int, now: int) -> list[UpdateDue]:
    """The updates of every audience of an incident, by the name of the audience, also those that have ended."""
    rows = reader.rows(_UPDATES.format(condition="u.incident_id = :id"), {"id": incident_id})
    return [_judged(row, now) for row in rows]


def due_updates(reader: Reader, now: int) -> list[UpdateDue]:
    """Every update and closing message of any incident whose time has come, the longest overdue first."""
    states = ", ".join(f"'{state}'" for state in OPEN_STATES)
    ended = "coalesce(i.resolved_at, i.closed_at, i.updated_at) > :recent"
    condition = f"u.ended_at IS NULL AND (i.state IN ({states}) OR {ended})"
    rows = reader.rows(_UPDATES.format(condition=condition), {"recent": now - CLOSING_FOR * MINUTE})
    due = [each for each in (_judged(row, now) for row in rows) if each.due_at is not None and each.due_at <= now]
    return sorted(due, key=lambda each: (each.due_at or 0, each.schedule_id))


def _judged(row: Row, now: int) -> UpdateDue:
    update = UpdateDue(*row)
    due_at = _due_at(update)
    return replace(update, due_at=due_at, state=_state(update, due_at, now))


def _due_at(update: UpdateDue) -> int | None:
    if update.ended_at is not None:
        return None
    snoozed = update.snoozed_until or 0
    if update.over:
        told = update.sent > 0 and not update.told_of_the_end
        return max(update.over_at or update.last_sent_at or update.started_at, snoozed) if told else None
    if not update.cadence:
        return update.snoozed_until
    first = update.started_at + min(update.cadence, FIRST_WITHIN) * MINUTE
    last = max(update.last_sent_at or 0, update.skipped_at or 0)
    return max(first, last + update.cadence * MINUTE if last else 0, snoozed)


def _state(update: UpdateDue, due_at: int | None, now: int) -> UpdateState:
    if update.ended_at is not None or (update.over and due_at is None):
        return UpdateState.ENDED
    if due_at is None:
        return UpdateState.UNPLANNED
    if update.snoozed_until == due_at and now < due_at:
        return UpdateState.SNOOZED
    if update.over:
        return UpdateState.CLOSING
    if now > due_at:
        return UpdateState.OVERDUE
    return UpdateState.DUE if now >= due_at - SOON * MINUTE else UpdateState.ON_TIME


# ── changing ─────────────────────────────────────────────────────────────────────────────────────────────────────


def start_updates(session: Session, incident_id: int, audience_id: int, cadence: int | None = None) -> int:
    """Have an audience told of an incident again and again; returns the id of the schedule.

    `cadence` is in minutes, by default the audience's own; 0 is only when there is news. Updates that had ended begin
    anew. Raises Refused for an audience that is not there and a cadence that is none.
    """
    minutes = _cadence_of(session, audience_id, cadence)
    ledger.hold(session, incident_id)
    found = session.connection.execute(
        sa.select(update_schedule).where(
            update_schedule.c.incident_id == incident_id, update_schedule.c.audience_id == audience_id
        )
    ).first()
    if found is None:
        facts = {"incident_id": incident_id, "audience_id": audience_id, "cadence": minutes, "started_at": session.at}
        return ledger.insert(session, update_schedule, facts)
    running = found.ended_at is None and found.withdrawn_at is None
    anew = {} if running else {"started_at": session.at, "snoozed_until": None, "ended_at": None, "withdrawn_at": None}
    ledger.update(session, update_schedule, found.id, {"cadence": minutes, **anew})
    return int(found.id)


def change_cadence(session: Session, schedule_id: int, cadence: int) -> None:
    """Tell an audience more or less often, in minutes. Raises Refused for a cadence that is none."""
    _running(session, schedule_id)
    ledger.update(session, update_schedule, schedule_id, {"cadence": _minutes(cadence)})


def skip_update(session: Session, schedule_id: int, reason: str) -> None:
    """Leave out the update that is due; the next is due a cadence from now. Raises Refused without a reason."""
    row = _running(session, schedule_id)
    why = text_of(reason).strip()
    if not why:
        raise Refused(_("Say why the update is left out; those who wait for it may ask."))
    changes = {"skipped": row["skipped"] + 1, "skipped_at": session.at, "skipped_reason": why, "snoozed_until": None}
    ledger.update(session, update_schedule, schedule_id, changes, reason=why)


def snooze_update(session: Session, schedule_id: int, minutes: int) -> None:
    """Put off what is due by some minutes from now. Raises Refused where that is none or longer than a week."""
    _running(session, schedule_id)
    if not 0 < minutes <= LONGEST_CADENCE:
        raise Refused(_("An update is put off by 1 minute to 7 days."))
    ledger.update(session, update_schedule, schedule_id, {"snoozed_until": session.at + minutes * MINUTE})


def end_updates(session: Session, schedule_id: int, reason: str = "") -> None:
    """Tell this audience no more by itself. Raises Refused where that has ended already."""
    _running(session, schedule_id)
    ledger.update(session, update_schedule, schedule_id, {"ended_at": session.at}, reason=text_of(reason).strip())


def reminded(session: Session, schedule_id: int) -> None:
    """Note that somebody was reminded of what is due, so that it is not done again every minute."""
    ledger.update(session, update_schedule, schedule_id, {"reminded_at": session.at})


def _running(session: Session, schedule_id: int) -> Any:
    row = ledger.current(session, update_schedule, schedule_id)
    if row["ended_at"] is not None or row["withdrawn_at"] is not None:
        raise Refused(_("The updates of this audience have ended. Start them again first."))
    return row


def _cadence_of(session: Session, audience_id: int, cadence: int | None) -> int:
    wanted = sa.select(audience.c.cadence).where(audience.c.id == audience_id, audience.c.withdrawn_at.is_(None))
    found = session.connection.execute(wanted).first()
    if found is None:
        raise Refused(_("That audience is not there any more. Choose another, or bring it back from the trash."))
    return _minutes(int(found.cadence) if cadence is None else cadence)


def _minutes(cadence: int) -> int:
    if not 0 <= cadence <= LONGEST_CADENCE:
        raise Refused(_("Updates come every 1 minute to 7 days; 0 is only when there is news."))
    return cadence
