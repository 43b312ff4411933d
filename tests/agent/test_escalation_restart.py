"""An escalation is not lost by a restart: a program that starts after the deadline takes the step once (notify-3)."""

import time

from incidentdesk import clock
from incidentdesk.detect.intake import log_incident
from incidentdesk.prepare.escalation_change import create_escalation
from incidentdesk.prepare.escalation_list import Step, steps_text
from incidentdesk.prepare.person import person, staff_named
from incidentdesk.respond.escalation_run import escalation
from incidentdesk.respond.escalation_step_taking import start_escalation
from incidentdesk.schema.opening import open_desk
from incidentdesk.store import ledger

HOUR = 3_600_000_000


def test_a_program_that_starts_after_the_deadline_escalates_within_a_minute_once_and_late(tmp_path, incidentdesk):
    file = tmp_path / "desk.db"
    database = open_desk(file)
    with database.write(actor="Mei Okafor") as session:
        ada = staff_named(session, "Ada Novak")
        ledger.update(session, person, ada, {"phone": "+49 1"})
        steps = steps_text((Step("", 1, 10, person_id=ada), Step("", 2, 10_000, person_id=ada)))
        policy = create_escalation(session, name="Nights", steps=steps)
        made = log_incident(session, title="No Internet", reporter="Zoe", channel="Phone")
        running = start_escalation(session, made, policy)
        # Everything was closed over the time at which it was due.
        ledger.update(session, escalation, running, {"next_at": clock.stored(clock.now()) - 2 * HOUR})
    database.close()
    began = time.monotonic()
    for _start in range(2):
        assert incidentdesk("--database", file, "agent", "--once").returncode == 0
    assert time.monotonic() - began < 60
    database = open_desk(file)
    with database.read() as reader:
        told = reader.rows("SELECT recipient, body FROM outbox_message")
    database.close()
    assert [name for name, _body in told] == ["Ada Novak"]
    assert told[0][1].startswith("Late: this was due at ")
