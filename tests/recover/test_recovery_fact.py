"""What the timeline of an incident tells of its recovery."""

from datetime import UTC, timedelta

import pytest

from incidentdesk.prepare.service_change import create_service
from incidentdesk.recover.recovery_change import (
    add_restore_task,
    begin_recovery,
    change_recovery,
    change_restore_task,
    fail_restore_task,
    finish_restore_task,
    move_restore_task,
    skip_restore_task,
    start_restore_task,
)
from incidentdesk.recover.recovery_list import recovery_of
from incidentdesk.recover.temporary_fix_change import extend_fix, place_fix, remove_fix
from incidentdesk.respond.exit_criterion_change import add_criterion, meet_criterion, reopen_criterion, waive_criterion
from incidentdesk.respond.timeline import sentence, timeline


@pytest.fixture
def incident_id(work):
    work.act(create_service, name="Mail", owner="L. Novák")
    incident_id = work.log(service="Mail")
    work.act(begin_recovery, incident_id, coordinator="Mei Okafor")
    return incident_id


def told(work, incident_id):
    """All that is told of the recovery, without the marks around names."""
    facts = work.read(timeline, incident_id)
    return [
        sentence(fact, UTC).replace("\u2068", "").replace("\u2069", "")
        for fact in facts
        if fact.about == f"INC-{incident_id:04}#recovery"
    ]


def test_a_beginning_is_one_line_and_not_one_for_each_proposal(work, incident_id):
    assert told(work, incident_id) == ["Recovery begun · coordinated by Mei Okafor"]


def test_what_is_done_and_what_fails_is_told_with_what_came_of_it(work, time, incident_id):
    prepare, rollback, restore, _verify = work.read(recovery_of, incident_id).tasks
    work.act(finish_restore_task, prepare.id, result="The hashes match")
    work.act(skip_restore_task, rollback.id, "There is no way back")
    work.act(fail_restore_task, restore.id, "No room on the disk")
    time.after(minutes=20)
    work.act(change_restore_task, restore.id, {"owner": "Mei Okafor"})
    time.after(minutes=20)
    work.act(finish_restore_task, restore.id, result="On the other disk")
    assert told(work, incident_id)[1:] == [
        "Restore task done: Check the backups before they are used · The hashes match",
        "Restore task skipped: Agree how the recovery is undone if it fails · There is no way back",
        "Restore task failed: Restore Mail · No room on the disk",
        "Restore task given to Mei Okafor: Restore Mail",
        "Restore task done: Restore Mail · On the other disk",
    ]


def test_a_failure_is_told_although_it_is_tried_again_at_once(work, time, incident_id):
    check = work.read(recovery_of, incident_id).tasks[0]
    for minutes, act, words in ((1, start_restore_task, ()), (2, fail_restore_task, ("The tape is torn",)),
                                (1, start_restore_task, ()), (3, finish_restore_task, ())):  # fmt: skip
        time.after(minutes=minutes)
        work.act(act, check.id, *words)
    title = "Check the backups before they are used"
    assert told(work, incident_id)[1:] == [
        f"Restore task begun: {title}", f"Restore task failed: {title} · The tape is torn",
        f"Restore task begun: {title}", f"Restore task done: {title}",
    ]  # fmt: skip


def test_a_move_is_no_news_but_an_addition_is(work, time, incident_id):
    time.after(minutes=20)
    added = work.act(add_restore_task, incident_id, title="Rebuild the index", phase="Prepare")
    time.after(minutes=20)
    work.act(move_restore_task, added, -1)
    work.act(change_recovery, incident_id, {"rollback": "Back to the old host"})
    assert told(work, incident_id)[1:] == [
        "Restore task added: Rebuild the index",
        "How the recovery is undone if it makes things worse · Back to the old host",
    ]


def test_a_temporary_fix_is_told_with_its_end(work, time, incident_id):
    fix_id = work.act(place_fix, incident_id, text="Mail goes by hand", expires=time.now + timedelta(hours=4))
    time.after(hours=1)
    work.act(extend_fix, fix_id, expires=time.now + timedelta(hours=9), reason="The part is late")
    time.after(hours=1)
    work.act(remove_fix, fix_id)
    assert told(work, incident_id)[1:] == [
        "Temporary fix until: 2026-03-02 16:00 (Mail goes by hand)",
        "Temporary fix until 2026-03-02 16:00 → 2026-03-02 22:00 (Mail goes by hand)",
        "Temporary fix removed · Mail goes by hand",
    ]


def test_every_decision_on_a_criterion_is_told_with_its_reason(work, time, incident_id):
    time.after(minutes=1)
    one = work.act(add_criterion, incident_id, kind="Other", text="The board agrees")
    for minutes, act, reason in ((1, meet_criterion, "seen"), (2, reopen_criterion, "reason"),
                                 (3, waive_criterion, "reason")):  # fmt: skip
        time.after(minutes=minutes)
        work.act(act, one, **{reason: "by phone"})
    assert told(work, incident_id)[1:] == [
        "Exit criterion added: The board agrees",
        "Exit criterion met: The board agrees · by phone",
        "Exit criterion open again: The board agrees",
        "Exit criterion waived: The board agrees · by phone",
    ]
