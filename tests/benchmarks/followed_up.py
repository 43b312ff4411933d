"""What happens after the incident on a large desk: how long until its pages stand there, and for how long the window is
still meanwhile.

    python tests/benchmarks/followed_up.py PATH [SURVEYS]

PATH is a desk of `million.py`, which is copied first; what a large organisation prepares (`prepared.py`) and so many
surveys, 20,000 if nothing is said, are added to the copy, with 2,000 improvements and 60 drills with their scores.
"""

import json
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path
from zoneinfo import ZoneInfo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

from dashboard import Gaps, settle
from prepared import prepare
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.preloading import preload_charts, preload_pages, preload_writing
from incidentdesk.desktop.sidebar_counts import SidebarCounts
from incidentdesk.desktop.theme import Theme
from incidentdesk.improve.drill import DrillState, drill
from incidentdesk.improve.improvement_change import create_improvement
from incidentdesk.improve.survey import survey
from incidentdesk.prepare.drill_scenario import DrillKind
from incidentdesk.prepare.drill_scenario_change import create_scenario
from incidentdesk.schema.opening import open_desk
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

IMPROVEMENTS, DRILLS = 2_000, 60
DAY = 24 * 60 * 60 * 1_000_000  # microseconds
PLACES = (
    "drills#readiness", "drills#drills", "drills#training", "analyses#surveys", "analyses#improvements",
    "analyses#reviews", "plans#plans", "plans#on-call", "organisation#people", "organisation#services",
    "organisation#outages", "INC-0100", "dashboard",
)  # fmt: skip


def fill(session: Session, surveys: int) -> None:
    """Surveys of incidents that are over, improvements, and drills; the same each time but for the gestures."""
    chance = random.Random(7)
    over = session.reader.rows(
        "SELECT id, resolved_at FROM incident WHERE resolved_at IS NOT NULL ORDER BY id DESC LIMIT :most",
        {"most": surveys},
    )
    for incident_id, at in over:
        score = chance.choice((None, None, 1, 2, 3, 4, 4, 5, 5, 5))
        ledger.insert(
            session, survey,
            {
                "key": f"k{incident_id}", "incident_id": incident_id, "token_hash": f"t{incident_id}",
                "recipient": "ada@example.org", "sent_at": at, "score": score,
                "answered_at": at + DAY if score else None, "answered_way": "E-mail" if score else "",
            },
        )  # fmt: skip
    for place in range(IMPROVEMENTS):
        create_improvement(session, title=f"Improvement {place}", source="Person")
    scenario_id = create_scenario(session, name="VPN down")
    for place in range(DRILLS):
        ended = session.at - (DRILLS - place) * 20 * DAY
        section = {"name": "Steps", "weight": 100, "lines": [{"name": "Look", "share": chance.random()}]}
        total = round(100 * section["lines"][0]["share"])
        ledger.insert(
            session, drill,
            {
                "key": f"d{place}", "scenario_id": scenario_id, "title": f"Drill {place}", "kind": DrillKind.SIMULATION,
                "state": DrillState.ENDED, "planned_at": ended, "started_at": ended - 1, "ended_at": ended,
                "score": json.dumps({"sections": [section], "total": total}),
            },
        )  # fmt: skip


def filled(path: Path, surveys: int) -> Path:
    copy = Path(tempfile.mkdtemp()) / "desk.db"
    shutil.copy(path, copy)
    database = open_desk(copy)
    for step in (prepare, lambda session: fill(session, surveys)):
        with database.write(actor="Mei Okafor", via="benchmark") as session:
            step(session)
    database.close()
    return copy


def main(path: Path, surveys: int) -> None:
    copy = filled(path, surveys) if surveys else path
    app = QApplication.instance() or QApplication([])
    theme = Theme("light")
    theme.apply(app)
    database = open_desk(copy)
    desk = furnish(
        database, actor="Mei Okafor", zone=ZoneInfo("Europe/Berlin"), preferences=Preferences(Path(tempfile.mkdtemp())),
        theme=theme,
    )  # fmt: skip
    window = MainWindow(desk)
    window.resize(1440, 900)
    window.go_to("incidents")
    window.show()
    settle(app, desk)
    gaps = Gaps()
    gaps.begin()
    begun = time.perf_counter()
    # As the program does when nobody has done anything for some seconds.
    for preload in (preload_writing, preload_pages, preload_charts):
        desk.background.run(preload)
    settle(app, desk)
    gaps.say("what is loaded while the window is idle", time.perf_counter() - begun)
    for reference in PLACES:
        for turn in ("first", "again"):
            window.go_to("reports")
            settle(app, desk)
            gaps.begin()
            begun = time.perf_counter()
            window.open(reference)
            settle(app, desk)
            gaps.say(f"{reference}, {turn}", time.perf_counter() - begun)
    counts = window.findChild(SidebarCounts)
    gaps.begin()
    begun = time.perf_counter()
    counts._read()
    settle(app, desk)
    gaps.say("counts beside the places", time.perf_counter() - begun)
    desk.background.stop()
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20_000)
