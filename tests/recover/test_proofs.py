"""Proofs of a recovery: backups checked before use, what was restored verified and signed by a second person, monitors
that pass for long enough, and exit criteria that rest on them."""

import pytest

from incidentdesk.detect.check import Outcome
from incidentdesk.detect.monitor_change import change_monitor, create_monitor
from incidentdesk.recover.backup_checking import backup_doubts, record_backup_check, withdraw_backup_check
from incidentdesk.recover.criterion_evidence import evidence_for, sign_criterion
from incidentdesk.recover.proof_list import backup_checks, newest, soaks, verifications
from incidentdesk.recover.recovery_change import begin_recovery
from incidentdesk.recover.row_comparison import compare_rows, read_counts
from incidentdesk.recover.service_checklist import proposed, service_checklists
from incidentdesk.recover.soak_watching import (
    begin_soak,
    due_soaks,
    move_soak,
    progress_of,
    progress_sentence,
    stop_soak,
)
from incidentdesk.recover.tree_comparison import compare_tree
from incidentdesk.recover.verification_change import (
    answer_point,
    begin_checklist,
    finish_checklist,
    record_rows,
    record_tree,
    sign_verification,
    withdraw_verification,
)
from incidentdesk.refusal import Refused
from incidentdesk.respond.check_taking import Checked, take_checks
from incidentdesk.respond.exit_criterion import CriterionKind
from incidentdesk.respond.exit_criterion_change import (
    add_criterion,
    add_default_criteria,
    meet_criterion,
    reopen_criterion,
    waive_criterion,
    withdraw_criterion,
)
from incidentdesk.respond.exit_criterion_list import criteria_of
from tests.recover.test_tree_comparison import FILES, manifest_of, written


@pytest.fixture
def incident_id(work) -> int:
    work.log()
    work.act(begin_recovery, 1)
    return 1


def criterion(work, kind):
    return next(each for each in work.read(criteria_of, 1) if each.kind == kind)


def evidence(work, kind):
    found = work.read(evidence_for, criterion(work, kind))
    return found.ok, found.sentence.replace("\u2068", "").replace("\u2069", "")


# ── criteria ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_recovery_begins_with_the_criteria_that_every_one_has_and_takes_others(work, incident_id):
    work.act(add_default_criteria, 1)
    work.act(add_criterion, 1, kind="Other", text="  The  customer\nagrees ")
    assert [each.title for each in work.read(criteria_of, 1)] == [
        "The monitors pass again", "The backups were checked before use", "What was restored is verified",
        "Everyone who was told has the all-clear", "The customer agrees",
    ]  # fmt: skip
    with pytest.raises(Refused, match="there already"):
        work.act(add_criterion, 1, kind="Other", text="the customer agrees")
    with pytest.raises(Refused, match="Say what must be true"):
        work.act(add_criterion, 1, kind="Other")
    work.act(withdraw_criterion, criterion(work, "Other").id)
    with pytest.raises(Refused, match="Waive it with a reason"):
        work.act(withdraw_criterion, criterion(work, CriterionKind.MONITORS).id)


def test_a_criterion_is_waived_with_a_reason_only_and_opened_again_with_one(work, incident_id):
    own = criterion(work, CriterionKind.BACKUPS)
    with pytest.raises(Refused, match="can't be waived without a reason"):
        work.act(waive_criterion, own.id, reason=" \n")
    assert criterion(work, CriterionKind.BACKUPS).is_open
    work.act(waive_criterion, own.id, reason="No backup was used.", actor="Bo Diaz")
    waived = criterion(work, CriterionKind.BACKUPS)
    assert (waived.state, waived.reason, waived.decided_by) == ("Waived", "No backup was used.", "Bo Diaz")
    with pytest.raises(Refused, match=r"Bo Diaz.* has decided"):
        work.act(meet_criterion, own.id)
    with pytest.raises(Refused, match="Say why"):
        work.act(reopen_criterion, own.id, " ")
    work.act(reopen_criterion, own.id, "One was used after all.")
    assert criterion(work, CriterionKind.BACKUPS).is_open


def test_what_is_not_proven_can_t_be_signed(work, incident_id):
    for kind, why in (
        (CriterionKind.MONITORS, "No monitor watches"),
        (CriterionKind.BACKUPS, "No backup was checked"),
        (CriterionKind.RESTORED, "Nothing was verified"),
    ):
        with pytest.raises(Refused, match=why):
            work.act(sign_criterion, criterion(work, kind).id)
    work.act(add_criterion, 1, kind="Other", text="The customer agrees")
    work.act(sign_criterion, criterion(work, "Other").id, seen="Called at noon.")
    assert criterion(work, "Other").reason == "Called at noon."


# ── backups ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_backup_that_is_what_its_manifest_says_passes_and_proves(work, time, incident_id, tmp_path):
    found = compare_tree(written(tmp_path / "tree", FILES), manifest_of(FILES))
    work.act(record_backup_check, 1, name=" nightly ", compared=found, location=str(tmp_path), backup_at=time.stored)
    (own,) = work.read(backup_checks, 1)
    assert (own.name, own.result, own.files, own.bytes) == ("nightly", "Passed", 3, found.bytes)
    assert own.said.startswith("All 3 files are exactly")
    assert evidence(work, CriterionKind.BACKUPS) == (True, "The backup “nightly” was checked.")
    work.act(sign_criterion, criterion(work, CriterionKind.BACKUPS).id)
    assert "nightly" in criterion(work, CriterionKind.BACKUPS).reason
    work.act(withdraw_backup_check, own.id)
    assert work.read(backup_checks, 1) == []


def test_the_manifest_of_another_backup_fails_and_is_named(work, incident_id, tmp_path):
    monday = manifest_of({f"mail/{n}.mbox": b"x" for n in range(40)})
    right = compare_tree(written(tmp_path / "mail", {f"{n}.mbox": b"x" for n in range(40)}), monday)
    work.act(record_backup_check, 1, name="Mail, Monday", compared=right)
    wrong = compare_tree(written(tmp_path / "files", FILES), monday)
    doubts = work.read(backup_doubts, 1, name="Files, Tuesday", backup_at=None, compared=wrong)
    assert "belongs to the backup “\u2068Mail, Monday\u2069”" in doubts[0]
    work.act(record_backup_check, 1, name="Files, Tuesday", compared=wrong)
    own = work.read(backup_checks, 1)[0]
    assert own.result == "Failed"
    assert "manifest of another backup" in own.said
    assert evidence(work, CriterionKind.BACKUPS) == (False, "The backup “Files, Tuesday” is not whole.")


def test_size_and_date_speak_against_a_backup(work, time, incident_id, tmp_path):
    large = {"a": b"x" * 1000}
    work.act(
        record_backup_check, 1, name="n", compared=compare_tree(written(tmp_path / "1", large), manifest_of(large))
    )
    small = compare_tree(written(tmp_path / "2", {"a": b"x"}), manifest_of({"a": b"x"}))
    assert (
        "1 bytes; the last one of this name had 1000"
        in work.read(backup_doubts, 1, name="N", backup_at=None, compared=small)[0]
    )
    work.act(record_backup_check, 1, name="n", compared=small)
    assert work.read(backup_checks, 1)[0].doubts[0].startswith("It has 1 bytes")
    empty = compare_tree(written(tmp_path / "3", {"a": b""}), manifest_of({"a": b""}))
    assert "no content" in work.read(backup_doubts, 1, name="n", backup_at=None, compared=empty)[0]
    work.act(record_backup_check, 1, name="n", compared=empty)
    assert work.read(backup_checks, 1)[0].result == "Failed"
    with pytest.raises(Refused, match="still to come"):
        work.act(record_backup_check, 1, name="n", test_restore="Works.", backup_at=time.stored + 10**12)


def test_without_a_manifest_a_test_restore_has_to_say_something(work, incident_id):
    with pytest.raises(Refused, match="file of hashes, or say what a test restore"):
        work.act(record_backup_check, 1, name="tape")
    work.act(record_backup_check, 1, name="tape", test_restore="Restored to a spare machine; opens.")
    assert work.read(backup_checks, 1)[0].result == "Passed"


# ── verifications ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_failed_verification_stays_beside_the_one_that_passed_later(work, incident_id, tmp_path):
    place = written(tmp_path / "tree", FILES)
    (place / "a.txt").write_bytes(b"alphA")
    work.act(record_tree, 1, compare_tree(place, manifest_of(FILES)), title="Payroll files")
    assert evidence(work, CriterionKind.RESTORED) == (False, "The verification “Payroll files” has failed.")
    (failed,) = work.read(verifications, 1)
    assert failed.detail["findings"] == [{"difference": "Changed", "path": "a.txt", "said": ""}]
    with pytest.raises(Refused, match="has not passed"):
        work.act(sign_verification, failed.id, actor="Bo Diaz")
    (place / "a.txt").write_bytes(b"alpha")
    work.act(record_tree, 1, compare_tree(place, manifest_of(FILES)), title="payroll files")
    assert [each.result for each in work.read(verifications, 1)] == ["Passed", "Failed"]
    assert len(newest(work.read(verifications, 1))) == 1
    assert evidence(work, CriterionKind.RESTORED)[1] == "“payroll files” waits for the signature of a second person."


def test_a_second_person_signs_and_never_the_same(work, incident_id):
    counts = read_counts(b"orders,12", "a.csv")
    work.act(record_rows, 1, compare_rows(counts, counts, ("a.csv", "b.csv")), title="ERP", actor="Mei Okafor")
    with pytest.raises(Refused, match="signed by somebody else"):
        work.act(sign_verification, 1, actor="mei  okafor")
    work.act(sign_verification, 1, actor="Bo Diaz")
    assert evidence(work, CriterionKind.RESTORED) == (True, "“ERP” is verified by Mei Okafor and signed by Bo Diaz.")
    with pytest.raises(Refused, match="so it stays"):
        work.act(withdraw_verification, 1)


def test_the_second_person_is_told_apart_by_the_account_and_not_by_the_name(work, incident_id):
    counts = read_counts(b"orders,12", "a.csv")
    compared = compare_rows(counts, counts, ("a.csv", "b.csv"))
    verified = {"title": "ERP", "actor": "Jan Novák", "account": "jnovak"}
    work.act(record_rows, 1, compared, **verified)
    with pytest.raises(Refused, match="signed by somebody else"):
        work.act(sign_verification, 1, actor="Jan Novák-Weiss", account="JNovak")
    work.act(sign_verification, 1, actor="Jan Novák", account="jnovak2")
    (own,) = work.read(verifications, 1)
    assert (own.verified_by, own.signed_by) == ("Jan Novák", "Jan Novák (jnovak2)")


def test_a_checklist_remembers_under_which_account_it_was_ended(work, incident_id):
    work.act(begin_checklist, 1, title="Payroll", points=["It starts"])
    work.act(answer_point, 1, 0, True)
    work.act(finish_checklist, 1, actor="Jan Novák", account="jnovak")
    with pytest.raises(Refused, match="signed by somebody else"):
        work.act(sign_verification, 1, actor="J. Novák", account="jnovak")
    work.act(sign_verification, 1, actor="Jan Novák", account="jnovak2")


def test_a_checklist_passes_where_every_point_holds(work, incident_id):
    points = proposed(service_checklists(), "Payroll database").points
    assert any("consistency check" in point for point in points)
    work.act(begin_checklist, 1, title="Payroll", points=["It starts", "It starts", " ", "Users sign in"])
    assert [each["text"] for each in work.read(verifications, 1)[0].points] == ["It starts", "Users sign in"]
    work.act(answer_point, 1, 0, True)
    with pytest.raises(Refused, match=r"Users sign in.* is not answered"):
        work.act(finish_checklist, 1)
    work.act(answer_point, 1, 1, False, note="Wrong domain.")
    work.act(finish_checklist, 1)
    assert work.read(verifications, 1)[0].result == "Failed"
    with pytest.raises(Refused, match="is ended"):
        work.act(answer_point, 1, 1, True)
    with pytest.raises(Refused, match="needs a point"):
        work.act(begin_checklist, 1, title="x", points=[""])


# ── monitors ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def shop(work, incident_id) -> int:
    work.act(create_monitor, name="Shop", kind="TCP port", target="127.0.0.1:1", interval=60)
    return 1


def check(work, time, *, ok=True, **after):
    time.after(**after)
    work.act(take_checks, [Checked(1, Outcome(ok, "Answered." if ok else "Refused.", 3.0), time.stored)])


def test_a_monitor_has_to_pass_so_often_and_for_so_long(work, time, shop):
    check(work, time, minutes=1)
    work.act(begin_soak, 1, shop, passes=3, minutes=5)
    with pytest.raises(Refused, match="soaking already"):
        work.act(begin_soak, 1, shop)
    for _minute in range(4):
        check(work, time, minutes=1)
    (own,) = work.read(soaks, 1)
    assert progress_sentence(own, work.read(progress_of, own)) == "3 of 3 checks passed, 3 of 5 minutes"
    assert work.read(due_soaks) == []
    assert "Shop soaks: 3 of 3 checks passed, 3 of 5 minutes." in evidence(work, CriterionKind.MONITORS)[1]
    check(work, time, minutes=1)
    check(work, time, minutes=1)
    assert work.read(due_soaks) == [1]
    work.act(move_soak, 1)
    assert work.read(soaks, 1)[0].result == "Passed"
    assert evidence(work, CriterionKind.MONITORS) == (True, "Shop passed 6 checks in a row over 5 minutes.")


def test_one_failure_ends_a_soak_and_another_is_begun(work, time, shop):
    work.act(begin_soak, 1, shop, passes=2, minutes=0)
    check(work, time, minutes=1)
    check(work, time, ok=False, minutes=1)
    work.act(move_soak, 1)
    assert [(each.result, each.said) for each in work.read(soaks, 1)] == [("Failed", "Refused.")]
    assert evidence(work, CriterionKind.MONITORS) == (False, "Shop has failed: Refused.")
    check(work, time, minutes=1)
    work.act(begin_soak, 1, shop, passes=2, minutes=0)
    check(work, time, minutes=1)
    check(work, time, minutes=1)
    work.act(move_soak, 2)
    assert work.read(soaks, 1)[0].result == "Passed"


def test_time_in_which_nobody_watched_counts_for_nothing(work, time, shop):
    work.act(begin_soak, 1, shop, passes=2, minutes=5)
    check(work, time, minutes=1)
    check(work, time, hours=1)
    (own,) = work.read(soaks, 1)
    progress = work.read(progress_of, own)
    assert (progress.passed, progress.length) == (1, 0)
    assert work.read(due_soaks) == []


def test_a_soak_is_stopped_with_a_reason_and_needs_a_monitor_that_works(work, time, shop):
    work.act(begin_soak, 1, shop)
    with pytest.raises(Refused, match="Say why"):
        work.act(stop_soak, 1, reason="")
    work.act(stop_soak, 1, reason="We restore once more.")
    assert "stopped" in work.read(soaks, 1)[0].said
    work.act(change_monitor, shop, {"enabled": False})
    with pytest.raises(Refused, match="switched off"):
        work.act(begin_soak, 1, shop)
    with pytest.raises(Refused, match="1 to 10000 checks"):
        work.act(begin_soak, 1, shop, passes=0)
