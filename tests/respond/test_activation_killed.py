"""A kill at any moment of an activation leaves all of it or nothing."""

import os
import random
import subprocess
import sys
import time
from collections import Counter

import pytest

from incidentdesk.schema.opening import open_desk
from incidentdesk.store import verifying
from tests.respond.wan_down import CONTENT, log_wan_down, prepare_wan_down

KILLS = int(os.environ.get("INCIDENTDESK_TEST_ACTIVATION_KILLS", "6"))

# Incident after incident, so that a kill falls anywhere; silent at the first one, for which much is loaded.
_ACTIVATOR = """
import sys
from pathlib import Path
from incidentdesk.respond.activation import activate
from incidentdesk.schema.opening import open_desk
from tests.respond.wan_down import log_wan_down

database = open_desk(sys.argv[1] if "://" in sys.argv[1] else Path(sys.argv[1]))
silent = True
while True:
    with database.write(actor="Mei Okafor") as session:
        incident_id = log_wan_down(session)
    with database.write(actor="Mei Okafor") as session:
        silent or print("begun", incident_id, flush=True)
        activate(session, incident_id)
    silent or print("done", incident_id, flush=True)
    silent = False
"""


@pytest.mark.timeout(60 + 10 * KILLS)
def test_a_kill_leaves_all_or_nothing(desk):
    with desk.write(actor="Mei Okafor") as session:
        prepare_wan_down(session)
        log_wan_down(session)
    chance, count = random.Random(11), Counter()
    for _kill in range(KILLS):
        done, caught = _activate_until_killed(desk, chance.uniform(0, 0.3))
        activated = _everything_or_nothing(desk)
        assert done <= activated, "what was said to be done is not there"
        count["outside"] += caught is None
        count["inside, all of it"] += caught in activated
        count["inside, nothing"] += caught is not None and caught not in activated
    print(f"{desk.dialect}: {dict(count)}")
    # Few kills may all miss; many show that they fall into the transaction and not beside it.
    assert KILLS < 50 or count["inside, nothing"] > KILLS // 4


def _activate_until_killed(desk, seconds):
    """The incidents whose activation was reported, and the one that the kill fell into, None where it fell beside."""
    place = str(desk.path) if desk.path else desk.url
    with subprocess.Popen(
        [sys.executable, "-c", _ACTIVATOR, place], stdout=subprocess.PIPE, text=True
    ) as activator:  # fmt: skip
        said = [activator.stdout.readline().split()]
        time.sleep(seconds)
        activator.kill()
        said += [line.split() for line in activator.stdout]
    done = {int(number) for word, number in said if word == "done"}
    word, number = said[-1]
    return done, int(number) if word == "begun" else None


def _everything_or_nothing(desk):
    """The incidents whose plan runs, with all that belongs to it and a ledger that is whole."""
    _wait_for_the_dead(desk)
    with desk.read() as reader:
        runs = {row[0] for row in reader.rows("SELECT incident_id FROM plan_run")}
        for table, each in (
            ("task", len(CONTENT.actions)), ("task_dependency", 3), ("incident_role", 2), ("announcement", 1),
            ("update_schedule", 1), ("escalation", 1),
        ):  # fmt: skip
            found = dict(reader.rows(f"SELECT incident_id, count(*) FROM {table} GROUP BY incident_id"))
            assert found == dict.fromkeys(runs, each), table
    again = open_desk(desk.path or desk.url)
    with again.engine.connect() as connection:
        assert verifying.verify(connection) == []
    again.close()
    return runs


def _wait_for_the_dead(desk):
    """A server notices a little later that a client is gone, and takes back what it had not committed."""
    busy = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND state <> 'idle'"
    )
    while desk.dialect == "postgresql":
        with desk.read() as reader:
            if reader.rows(busy) == [(0,)]:
                return
        time.sleep(0.02)
