"""The agent ends soaks by itself when the monitors have passed for long enough, or have failed."""

from incidentdesk.agent.loop import Agent
from incidentdesk.agent.soak_job import move_soaks
from incidentdesk.detect.check import Outcome
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.monitor_change import create_monitor
from incidentdesk.recover.criterion_evidence import sign_criterion
from incidentdesk.recover.recovery_change import begin_recovery
from incidentdesk.recover.soak_watching import begin_soak
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.check_taking import Checked, take_checks
from incidentdesk.respond.exit_criterion import CriterionKind
from incidentdesk.respond.exit_criterion_list import criteria_of
from tests.agent.test_monitoring import pages, rows, until, watch_page, working

__all__ = ["pages"]


def soaking(desk, held, *outcomes):
    with desk.write(actor="Mei Okafor") as session:
        for name in ("Shop", "Mail"):
            create_monitor(session, name=name, kind="TCP port", target="127.0.0.1:9")
        incident_id = log_incident(session, title="Shop is down")
        begin_recovery(session, incident_id)
        for monitor_id in (1, 2):
            begin_soak(session, incident_id, monitor_id, passes=2, minutes=1)
    for ok in outcomes:
        held.after(minutes=1)
        with desk.write(actor="agent") as session:
            take_checks(session, [Checked(1, Outcome(ok, "Answered." if ok else "Refused."), session.at)])


def plain(lines):
    return [line.replace("\u2068", "").replace("\u2069", "") for line in lines]


def results(desk):
    with desk.read() as reader:
        return [row[0] for row in reader.rows("SELECT result FROM soak ORDER BY id")]


def test_what_has_passed_is_told_once_and_what_goes_on_is_left_alone(desk, held):
    soaking(desk, held, True)
    assert move_soaks(desk) == []
    held.after(minutes=1)
    with desk.write(actor="agent") as session:
        take_checks(session, [Checked(1, Outcome(True, "Answered."), session.at)])
    assert plain(move_soaks(desk)) == ["Shop: passed 2 checks in a row over 1 minute"]
    assert move_soaks(desk) == []
    assert results(desk) == ["Passed", "Open"]


def test_a_failure_ends_it_at_once(desk, held):
    soaking(desk, held, True, False)
    assert plain(move_soaks(desk)) == ["Shop: Refused."]
    assert results(desk) == ["Failed", "Open"]


def test_the_monitor_that_found_the_outage_proves_that_it_is_over(sqlite_desk, pages):
    watch_page(sqlite_desk, pages)
    with working(Agent(sqlite_desk)):
        until(lambda: rows(sqlite_desk, "SELECT 1 FROM monitor_state WHERE health = 'Up'"))
        pages.down()
        until(lambda: rows(sqlite_desk, "SELECT 1 FROM incident"), 30)
        pages.up()
        until(lambda: rows(sqlite_desk, "SELECT 1 FROM incident WHERE restored_at IS NOT NULL"), 30)
        with sqlite_desk.write(actor="Mei Okafor") as session:
            change_incident(session, 1, {"major": True})
            begin_recovery(session, 1)
            begin_soak(session, 1, 1, passes=2, minutes=0)
        until(lambda: results(sqlite_desk) == ["Passed"], 40)
    with sqlite_desk.write(actor="Mei Okafor") as session:
        (monitors,) = [each for each in criteria_of(session.reader, 1) if each.kind == CriterionKind.MONITORS]
        sign_criterion(session, monitors.id)
        assert "Web shop" in criteria_of(session.reader, 1)[0].reason
