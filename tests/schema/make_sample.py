"""Stores a desk of the present revision for test_upgrade.py; run it once before each release that changes tables.

python tests/schema/make_sample.py
"""

import gzip
import json
import sqlite3
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

# Run as a script, it still finds what the tests share.
sys.path.insert(0, str(Path(__file__).parents[2]))

from incidentdesk import clock
from incidentdesk.detect.attachment import attach
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.state import HoldReason, State
from incidentdesk.prepare.person import person_named
from incidentdesk.prepare.setting import set_setting
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.note import add_note
from incidentdesk.respond.transition import Move, move
from incidentdesk.respond.watching import watch
from incidentdesk.schema.opening import open_desk
from incidentdesk.schema.revision import HEAD
from tests.detection import detect_everything
from tests.improvement import improve_everything
from tests.investigation import investigate_everything
from tests.measurement import measure_everything
from tests.preparation import prepare_everything

SAMPLES = Path(__file__).parent / "samples"


def fill(path: Path) -> None:
    """A little of everything that a desk of this revision can hold."""
    start = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    ticks = iter(range(1_000_000))
    clock.hold(lambda: start + timedelta(minutes=next(ticks)))
    desk = open_desk(path)
    states = [
        Move(State.IN_PROGRESS),
        Move(State.ON_HOLD, HoldReason.CALLER, comment="Which room?"),
        Move(State.RESOLVED, resolution_code="Solved", resolution_notes="restarted"),
        Move(State.CANCELED, reason="no fault"),
    ]
    for count in range(12):
        with desk.write(actor="Mei Okafor") as session:
            incident_id = log_incident(
                session,
                title=f"VPN down {count} für Ärzte 打印机",
                description="Nobody gets in.\nSince eight. 🔥",
                reporter=f"Ann {count % 3}",
                service="VPN",
                category="Network",
                subcategory="Remote access",
                impact=count % 3 + 1,
                team="Network team",
                assignee="Bo Diaz" if count % 2 else "",
                tags=("vpn", f"t{count % 4}"),
                major=count == 5,
                external_ref=f"HD-{count}",
                occurred_at=start - timedelta(hours=count),
            )
        with desk.write(actor="Bo Diaz") as session:
            add_note(session, incident_id, "looked at the logs")
            add_note(session, incident_id, "We are on it.", public=True)
            watch(session, incident_id, person_named(session, "Cy") or 0, True)
            if count % 3:
                change_incident(session, incident_id, {"priority": 1, "override_reason": "the board"})
            if count > 6:
                change_incident(session, incident_id, {"parent": "1"})
            move(session, incident_id, states[count % len(states)])
            attach(session, incident_id, "log.txt", BytesIO(b"line\n" * 50), size=250)
    with desk.write(actor="Mei Okafor") as session:
        set_setting(session, "desk_name", "Service desk")
    for incident_id in (1, 5):
        with desk.write(actor="Bo Diaz") as session:
            investigate_everything(session, incident_id)
            prepare_everything(session, incident_id)
            measure_everything(session, incident_id, " again" * (incident_id > 1))
            detect_everything(session, incident_id, " again" * (incident_id > 1))
            improve_everything(session, incident_id, " again" * (incident_id > 1))
    desk.close()
    clock.hold(None)


def rows_of(path: Path) -> dict[str, object]:
    connection = sqlite3.connect(path)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    stored = {}
    for table in tables:
        if "_text" in table or table in ("alembic_version", "attachment_chunk", "sqlite_sequence"):
            continue
        found = connection.execute(f'SELECT * FROM "{table}" ORDER BY 1, 2')
        stored[table] = {"columns": [column[0] for column in found.description], "rows": found.fetchall()}
    connection.close()
    return stored


if __name__ == "__main__":
    SAMPLES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        fill(path)
        (SAMPLES / f"{HEAD}.db.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        text = json.dumps(rows_of(path), ensure_ascii=False)
        (SAMPLES / f"{HEAD}.json").write_text(text, encoding="utf-8")
