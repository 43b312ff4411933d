"""No report is sent twice or forgotten when the program that makes it is killed."""

import random
import subprocess
import sys
import time

from incidentdesk.measure.report_definition import report_definition
from incidentdesk.measure.report_definition_change import create_definition
from incidentdesk.measure.report_definition_list import definitions
from incidentdesk.prepare.audience_change import create_audience
from incidentdesk.respond.outbox_list import outbox
from incidentdesk.store import ledger

REPORTS, KILLS = 30, 5
# Makes all that is due; the pages are a stand-in, what becomes of them is not.
PROGRAM = """
import sys, time
from pathlib import Path
from incidentdesk import clock
from incidentdesk.agent import report_job
from incidentdesk.schema.opening import open_desk

def make(_database, arguments, *, zone, look):
    folder = Path(arguments[arguments.index("--folder") + 1])
    (folder / (arguments[-1] + ".pdf")).write_bytes(b"%PDF" * 100_000)

report_job.run_own_process = make
database = open_desk(sys.argv[1])
print("ready", flush=True)
lines = report_job.make_due_reports(database, clock.stored(clock.now()), report_job.Attempts())
print(len(lines))
"""


def start(database):
    return subprocess.Popen([sys.executable, "-c", PROGRAM, str(database.path)], stdout=subprocess.PIPE, text=True)


def test_every_report_is_sent_once_however_often_the_program_is_killed(sqlite_desk, tmp_path):
    with sqlite_desk.write(actor="Mei") as session:
        create_audience(session, name="Board", members="address\tboss@example.org")
        for place in range(REPORTS):
            name = f"Report {place}"
            key = create_definition(session, name=name, every="month", folder=str(tmp_path), audience="Board")
            row = ledger.current(session, report_definition, key)
            # It was due since long before it was kept.
            earlier = row["schedule"].replace(str(session.at), "0")
            ledger.update(session, report_definition, key, {"schedule": earlier})
    chance = random.Random(5)
    for _kill in range(KILLS):
        with start(sqlite_desk) as program:
            assert program.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.0, 0.2))
            program.kill()
    with start(sqlite_desk) as program:
        assert program.wait(60) == 0
    with sqlite_desk.read() as reader:
        assert all(row.made_for for row in definitions(reader))
        assert sorted(row.file for row in outbox(reader)) == sorted(f"Report {n}.pdf" for n in range(REPORTS))
        assert reader.rows("SELECT count(*) FROM attachment")[0][0] == REPORTS
        assert reader.rows("SELECT count(*) FROM announcement")[0][0] == REPORTS
    assert len(list(tmp_path.glob("Report *.pdf"))) == REPORTS
