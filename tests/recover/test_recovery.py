"""A recovery: proposed from what the services need, done in its order, and measured against RTO and RPO."""

from datetime import timedelta

import pytest

from incidentdesk.prepare.service_change import create_service
from incidentdesk.recover.outage_change import record_outage
from incidentdesk.recover.recovery_change import (
    add_restore_task,
    begin_recovery,
    change_recovery,
    change_restore_task,
    fail_restore_task,
    finish_restore_task,
    give_up_recovery_changes,
    give_up_restore_changes,
    move_restore_task,
    reopen_restore_task,
    skip_restore_task,
    start_restore_task,
    withdraw_restore_task,
)
from incidentdesk.recover.recovery_list import Aim, recovery_of, restore_facts
from incidentdesk.refusal import Refused
from incidentdesk.respond.exit_criterion_list import criteria_of
from incidentdesk.store.conflict import Conflict

MINUTE = 60_000_000


def services(work):
    """Payroll needs the database and the directory, and the database the storage."""
    work.act(create_service, name="Storage", criticality="Critical", rto="2 h", rpo="15 min", owner="Samuel Adeyemi")
    work.act(create_service, name="SQL cluster", criticality="Critical", rto="4 h", rpo="15 min", needs="Storage")
    work.act(create_service, name="Directory", criticality="Low", rto="1 h", owner="L. Novák")
    work.act(create_service, name="Payroll", criticality="High", rto="8 h", rpo="1 h", needs="SQL cluster\nDirectory")


@pytest.fixture
def payroll(work, time):
    """An incident of payroll that began two hours ago, with its recovery begun."""
    services(work)
    incident_id = work.log(title="Payroll is gone", service="Payroll", occurred_at=time.now - timedelta(hours=2))
    work.act(begin_recovery, incident_id, coordinator="Mei Okafor")
    return incident_id


def sheet(work, incident_id):
    return work.read(recovery_of, incident_id)


def titled(work, incident_id, title):
    return next(task for task in sheet(work, incident_id).tasks if task.title == title)


def titles(work, incident_id, phase="Recover"):
    return [task.title for task in sheet(work, incident_id).tasks if task.phase == phase]


def finish_phase(work, incident_id, phase="Prepare"):
    for task in sheet(work, incident_id).tasks:
        if task.phase == phase:
            work.act(finish_restore_task, task.id)


# -- the proposal


def test_what_others_need_is_restored_first(work, payroll):
    assert titles(work, payroll) == ["Restore Storage", "Restore SQL cluster", "Restore Directory", "Restore Payroll"]
    database = titled(work, payroll, "Restore SQL cluster")
    assert [sheet(work, payroll).task(key).title for key in database.needs] == ["Restore Storage"]
    assert [sheet(work, payroll).task(key).title for key in database.blocks] == ["Restore Payroll"]


def test_a_proposed_task_has_the_owner_and_the_targets_of_its_service(work, payroll):
    storage = titled(work, payroll, "Restore Storage")
    assert (storage.service, storage.owner, storage.rto, storage.rpo) == ("Storage", "Samuel Adeyemi", 120, 15)
    assert (sheet(work, payroll).coordinator, sheet(work, payroll).began_by) == ("Mei Okafor", "Mei Okafor")


def test_a_recovery_begins_with_its_exit_criteria(work, payroll):
    assert len(work.read(criteria_of, payroll)) >= 4


def test_what_has_no_service_gets_the_three_phases_all_the_same(work):
    incident_id = work.log()
    work.act(begin_recovery, incident_id)
    assert [task.phase for task in sheet(work, incident_id).tasks] == ["Prepare", "Prepare", "Recover", "Validate"]


def test_a_service_that_was_away_for_the_incident_is_restored_too(work, time):
    services(work)
    incident_id = work.log(service="Directory")
    began = time.now - timedelta(minutes=30)
    work.act(record_outage, service="Storage", began=began, incident="INC-0001")
    work.act(begin_recovery, incident_id)
    assert titles(work, incident_id) == ["Restore Storage", "Restore Directory"]


def test_a_recovery_is_begun_once(work, payroll):
    with pytest.raises(Refused, match="INC-0001 was begun already"):
        work.act(begin_recovery, payroll)


def test_there_is_none_before_it_is_begun(work):
    incident_id = work.log()
    assert sheet(work, incident_id) is None
    with pytest.raises(Refused, match="not begun yet"):
        work.act(add_restore_task, incident_id, title="Rebuild the index")
    with pytest.raises(Refused, match="not begun yet"):
        work.act(change_recovery, incident_id, {"rollback": "Back to the old host"})


# -- gates


def test_a_phase_waits_for_the_one_before(work, payroll):
    storage = titled(work, payroll, "Restore Storage")
    assert not storage.ready
    with pytest.raises(Refused, match=r"belongs to the phase Recover. First do or skip “.*Check the backups"):
        work.act(start_restore_task, storage.id)
    finish_phase(work, payroll)
    work.act(start_restore_task, storage.id)
    assert titled(work, payroll, "Restore Storage").state == "In Progress"


def test_a_task_waits_for_what_it_needs(work, payroll):
    finish_phase(work, payroll)
    database = titled(work, payroll, "Restore SQL cluster")
    with pytest.raises(Refused, match=r"waits for “.*Restore Storage"):
        work.act(finish_restore_task, database.id)
    work.act(skip_restore_task, titled(work, payroll, "Restore Storage").id, "It was never gone")
    work.act(finish_restore_task, database.id)
    assert titled(work, payroll, "Restore SQL cluster").finished


def test_what_failed_still_stands_in_the_way_and_can_be_tried_again(work, payroll):
    finish_phase(work, payroll)
    storage = titled(work, payroll, "Restore Storage")
    with pytest.raises(Refused, match="Say what went wrong"):
        work.act(fail_restore_task, storage.id, " ")
    work.act(fail_restore_task, storage.id, "The snapshot is damaged")
    failed = titled(work, payroll, "Restore Storage")
    assert (failed.state, failed.result) == ("Failed", "The snapshot is damaged")
    with pytest.raises(Refused, match="waits for"):
        work.act(start_restore_task, titled(work, payroll, "Restore SQL cluster").id)
    work.act(start_restore_task, storage.id)
    again = titled(work, payroll, "Restore Storage")
    assert (again.state, again.ended_at, again.result) == ("In Progress", None, "")


def test_a_task_is_skipped_and_reopened_with_a_reason_only(work, payroll):
    check = titled(work, payroll, "Check the backups before they are used")
    with pytest.raises(Refused, match="Say why the task is skipped"):
        work.act(skip_restore_task, check.id, "")
    work.act(skip_restore_task, check.id, "There are none")
    work.act(skip_restore_task, check.id, "Twice is once")
    assert titled(work, payroll, check.title).result == "There are none"
    with pytest.raises(Refused, match=r"was skipped. Reopen it first"):
        work.act(finish_restore_task, check.id)
    with pytest.raises(Refused, match="Say why the task is open again"):
        work.act(reopen_restore_task, check.id, "")
    work.act(reopen_restore_task, check.id, "There is one on tape")
    assert titled(work, payroll, check.title).state == "Open"


def test_what_two_people_finish_is_done_once(work, payroll):
    check = titled(work, payroll, "Check the backups before they are used")
    work.act(finish_restore_task, check.id, actor="L. Novák")
    work.act(finish_restore_task, check.id, result="Hashes match")
    done = titled(work, payroll, check.title)
    assert (done.ended_by, done.result) == ("L. Novák", "Hashes match")
    with pytest.raises(Refused, match=r"L. Novák.* has done “.*already"):
        work.act(skip_restore_task, check.id, "Too late")


# -- target and actual


def test_the_actual_rto_runs_from_when_the_service_was_gone_to_when_the_task_is_done(work, time, payroll):
    finish_phase(work, payroll)
    storage = titled(work, payroll, "Restore Storage")
    assert (storage.recovery_time(time.stored) // MINUTE, storage.rto_aim(time.stored)) == (120, Aim.CLOSE)
    time.after(minutes=1)
    assert storage.rto_aim(time.stored) == Aim.MISSED
    work.act(finish_restore_task, storage.id)
    time.after(hours=5)
    done = titled(work, payroll, "Restore Storage")
    assert (done.recovery_time(time.stored) // MINUTE, done.rto_aim(time.stored)) == (121, Aim.MISSED)
    database = titled(work, payroll, "Restore Payroll")
    assert database.rto_aim(done.ended_at) == Aim.RUNNING


def test_an_outage_of_the_service_says_since_when_it_was_gone(work, time, payroll):
    work.act(record_outage, service="Storage", began=time.now - timedelta(minutes=40), incident="INC-0001")
    assert titled(work, payroll, "Restore Storage").recovery_time(time.stored) == 40 * MINUTE
    assert titled(work, payroll, "Restore Payroll").recovery_time(time.stored) == 120 * MINUTE


def test_the_actual_rpo_is_the_data_between_what_came_back_and_the_trouble(work, time, payroll):
    finish_phase(work, payroll)
    storage = titled(work, payroll, "Restore Storage")
    assert (storage.data_lost(), storage.rpo_aim()) == (None, Aim.UNKNOWN)
    work.act(finish_restore_task, storage.id, data_until=time.now - timedelta(hours=2, minutes=10))
    done = titled(work, payroll, "Restore Storage")
    assert (done.data_lost(), done.rpo_aim()) == (10 * MINUTE, Aim.MET)
    work.act(finish_restore_task, storage.id, data_until=time.now - timedelta(hours=3))
    late = titled(work, payroll, "Restore Storage")
    assert (late.data_lost(), late.rpo_aim()) == (60 * MINUTE, Aim.MISSED)
    assert sheet(work, payroll).aims(time.stored)[0] == 2  # this one, and the hour for the directory


def test_data_of_a_time_to_come_can_not_have_come_back(work, time, payroll):
    finish_phase(work, payroll)
    with pytest.raises(Refused, match="still to come"):
        work.act(
            finish_restore_task, titled(work, payroll, "Restore Storage").id, data_until=time.now + timedelta(hours=1)
        )


# -- what a task says


def test_a_task_of_a_service_takes_the_targets_of_the_service(work, payroll):
    work.act(add_restore_task, payroll, title="Restore the archive", service="Storage", rto="30 min")
    archive = titled(work, payroll, "Restore the archive")
    assert (archive.rto, archive.rpo, archive.number) == (30, 15, 7)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"title": " "}, "needs a title"),
        ({"title": "It", "service": "Mainframe"}, "There is no service “"),
        ({"title": "It", "phase": "Later"}, "Prepare, Recover or Validate"),
        ({"title": "It", "rto": "soon"}, "is no length of time"),
        ({"title": "It", "colour": "red"}, "There is no field"),
    ],
)
def test_what_a_task_can_not_be_is_refused(work, payroll, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        work.act(add_restore_task, payroll, **facts)


def test_tasks_can_not_wait_for_one_another(work, payroll):
    storage, own = (titled(work, payroll, f"Restore {name}") for name in ("Storage", "Payroll"))
    with pytest.raises(Refused, match="wait for one another"):
        work.act(change_restore_task, storage.id, {"needs": (own.id,)})


def test_nothing_waits_for_a_later_phase(work, payroll):
    storage = titled(work, payroll, "Restore Storage")
    verify = titled(work, payroll, "Verify Payroll with those who use it")
    with pytest.raises(Refused, match="done in a later phase"):
        work.act(change_restore_task, storage.id, {"needs": (verify.id,)})


def test_a_task_changes_its_phase_and_stands_last_in_it(work, payroll):
    directory = titled(work, payroll, "Restore Directory")
    work.act(change_restore_task, directory.id, {"phase": "Prepare"})
    assert titles(work, payroll, "Prepare")[-1] == "Restore Directory"


def test_two_people_who_change_one_fact_are_asked(work, payroll):
    storage = titled(work, payroll, "Restore Storage")
    seen = restore_facts(storage)
    work.act(change_restore_task, storage.id, {"owner": "L. Novák"}, seen=seen, actor="L. Novák")
    with pytest.raises(Conflict):
        work.act(change_restore_task, storage.id, {"owner": "Mei Okafor"}, seen=seen)
    work.act(give_up_restore_changes, storage.id, {"owner": "Mei Okafor"})
    assert titled(work, payroll, "Restore Storage").owner == "L. Novák"


def test_a_task_moves_within_its_phase_but_not_before_what_it_needs(work, payroll):
    directory = titled(work, payroll, "Restore Directory")
    work.act(move_restore_task, directory.id, -1)
    assert titles(work, payroll)[1] == "Restore Directory"
    work.act(move_restore_task, directory.id, -1)
    with pytest.raises(Refused, match="stands at the end of its phase"):
        work.act(move_restore_task, directory.id, -1)
    with pytest.raises(Refused, match=r"needs “.*Restore Storage.*”, so it comes behind it"):
        work.act(move_restore_task, titled(work, payroll, "Restore SQL cluster").id, -1)


def test_only_what_was_not_begun_is_taken_away(work, payroll):
    directory = titled(work, payroll, "Restore Directory")
    work.act(withdraw_restore_task, directory.id)
    assert "Restore Directory" not in titles(work, payroll)
    finish_phase(work, payroll)
    storage = titled(work, payroll, "Restore Storage")
    work.act(start_restore_task, storage.id)
    with pytest.raises(Refused, match="was begun, so it stays"):
        work.act(withdraw_restore_task, storage.id)


def test_a_recovery_says_how_it_is_undone_and_under_which_change(work, payroll):
    seen = {"rollback": "", "change_ref": "", "coordinator": "Mei Okafor"}
    work.act(change_recovery, payroll, {"rollback": "Back to the old host", "change_ref": "CHG-7"}, seen=seen)
    assert (sheet(work, payroll).rollback, sheet(work, payroll).change_ref) == ("Back to the old host", "CHG-7")
    with pytest.raises(Conflict):
        work.act(change_recovery, payroll, {"rollback": "Another way"}, seen=seen)
    work.act(give_up_recovery_changes, payroll, {"rollback": "Another way"})
    assert sheet(work, payroll).rollback == "Back to the old host"
