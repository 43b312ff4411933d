"""How long a drill stood still, and why it does by itself: a real major incident goes first."""

import json

from incidentdesk.detect.number import number
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.improve.drill import DrillState
from incidentdesk.improve.drill_change import pause_drill
from incidentdesk.improve.drill_list import DrillRow, live_drills
from incidentdesk.language import _
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_OPEN = ", ".join(f"'{state}'" for state in OPEN_STATES)


def drills_to_pause(reader: Reader) -> list[tuple[int, int]]:
    """The ids of the drills that run with those of the major incidents for which they are to be paused.

    That is asked often, so it only reads. A drill that was resumed on purpose is not paused for the same incident
    again.
    """
    running = [row for row in live_drills(reader) if row.state == DrillState.RUNNING]
    found = [(row.id, _major_since(reader, row)) for row in running]
    return [(drill_id, incident_id) for drill_id, incident_id in found if incident_id is not None]


def pause_for_majors(session: Session) -> list[tuple[int, int]]:
    """Pause every drill that runs for a major incident that was accepted since it began or went on.

    Returns the ids of the drills with those of the incidents.
    """
    due = drills_to_pause(session.reader)
    for drill_id, incident_id in due:
        why = _("{number} is a major incident. The real one goes first.").format(number=number(incident_id))
        pause_drill(session, drill_id, why)
    return due


def _major_since(reader: Reader, row: DrillRow) -> int | None:
    """The id of the first open incident that became major while the drill ran; None where there is none.

    By whatever door it became major, the ledger tells when.
    """
    since = max(int(row.started_at or 0), _last_resumed(reader, row.id))
    found = reader.rows(
        "SELECT i.id, max(l.at) FROM incident i JOIN ledger l ON l.chain = i.id AND l.noun = 'incident'"
        " AND l.record_id = i.id AND l.changes LIKE :major"
        f" WHERE i.major AND i.withdrawn_at IS NULL AND i.state IN ({_OPEN}) GROUP BY i.id",
        {"major": '%"major":%'},
    )
    became = sorted((int(at), int(incident_id)) for incident_id, at in found if at >= since)
    return became[0][1] if became else None


def _last_resumed(reader: Reader, drill_id: int) -> int:
    return max((until for _since, until in pauses_of(reader, drill_id) if until is not None), default=0)


def pauses_of(reader: Reader, drill_id: int) -> list[tuple[int, int | None]]:
    """From when until when a drill stood still, as its history says; the last may still go on."""
    rows = reader.rows(
        "SELECT at, changes FROM ledger WHERE noun = 'drill' AND record_id = :id AND act = 'changed' ORDER BY position",
        {"id": drill_id},
    )
    pauses: list[tuple[int, int | None]] = []
    for at, text in rows:
        change = json.loads(text).get("paused_at")
        if change and change[1] is not None:
            pauses.append((at, None))
        elif change and pauses:
            pauses[-1] = (pauses[-1][0], at)
    return pauses
