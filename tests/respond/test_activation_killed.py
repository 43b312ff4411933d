"""A kill at any moment of an activation leaves all of it or nothing."""

import os
import random
import subprocess
import sys
import time

import pytest

from incidentdesk.schema.opening import open_desk
from incidentdesk.store import verifying
from tests.respond.wan_down import CONTENT, log_wan_down, prepare_wan_down

KILLS = int(os.environ.get("INCIDENTDESK_TEST_ACTIVATION_KILLS", "6"))

# Incident after incident, so that one start of a process is good for many moments at which it may be killed.
_ACTIVATOR = """
import sys
from pathlib import Path
from incidentdesk.respond.activation import activate
from incidentdesk.schema.opening import open_desk
from tests.respond.wan_down import log_wan_down

database = open_desk(Path(sys.argv[1]))
while True:
    with database.write(actor="Mei Okafor") as session:
        incident_id = log_wan_down(session)
    print(incident_id, flush=True)
    with database.write(actor="Mei Okafor") as session:
        activate(session, incident_id)
"""


@pytest.mark.timeout(60 + 10 * KILLS)
def test_a_kill_leaves_all_or_nothing(sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        prepare_wan_down(session)
        log_wan_down(session)
    chance = random.Random(11)
    for _kill in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", _ACTIVATOR, str(sqlite_desk.path)], stdout=subprocess.PIPE, text=True
        ) as activator:
            assert activator.stdout.readline().strip().isdecimal()
            time.sleep(chance.uniform(0, 0.15))
            activator.kill()
        _everything_or_nothing(sqlite_desk)


def _everything_or_nothing(desk):
    with desk.read() as reader:
        runs = {row[0] for row in reader.rows("SELECT incident_id FROM plan_run")}
        for table, each in (
            ("task", len(CONTENT.actions)), ("task_dependency", 3), ("incident_role", 2), ("announcement", 1),
            ("update_schedule", 1), ("escalation", 1),
        ):  # fmt: skip
            found = dict(reader.rows(f"SELECT incident_id, count(*) FROM {table} GROUP BY incident_id"))
            assert found == dict.fromkeys(runs, each), table
    again = open_desk(desk.path)
    with again.engine.connect() as connection:
        assert verifying.verify(connection) == []
    again.close()
