"""How the major incidents of the sample desk were recovered, and what is open of the one that is under way."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from incidentdesk import clock
from incidentdesk.detect.monitor_list import monitor_named
from incidentdesk.measure.sample_deed import Deed, Logged, Told, span, texts
from incidentdesk.recover.all_clear import closing_texts, send_all_clear, without_all_clear
from incidentdesk.recover.backup_checking import record_backup_check
from incidentdesk.recover.criterion_evidence import sign_criterion
from incidentdesk.recover.declaring import declare_recovered
from incidentdesk.recover.proof_list import verifications
from incidentdesk.recover.recovery import RestorePhase
from incidentdesk.recover.recovery_change import (
    begin_recovery,
    fail_restore_task,
    finish_restore_task,
    skip_restore_task,
    start_restore_task,
)
from incidentdesk.recover.recovery_list import RestoreRow, recovery_of
from incidentdesk.recover.row_comparison import compare_rows, read_counts
from incidentdesk.recover.service_checklist import service_checklists
from incidentdesk.recover.soak_watching import begin_soak, due_soaks, move_soak
from incidentdesk.recover.temporary_fix_change import place_fix, remove_fix
from incidentdesk.recover.temporary_fix_list import fixes, standing
from incidentdesk.recover.tree_comparison import Difference, Finding, TreeComparison
from incidentdesk.recover.verification_change import (
    answer_point,
    begin_checklist,
    finish_checklist,
    record_rows,
    record_tree,
    sign_verification,
)
from incidentdesk.respond.exit_criterion_change import waive_criterion
from incidentdesk.respond.exit_criterion_list import criteria_of
from incidentdesk.store.session import Session

Step = Callable[[Told, Session, int], object]


def recovery_deeds(begun: Mapping[str, datetime], now: datetime) -> Iterator[Deed]:
    """`begun` says when incidents were logged, by their titles."""
    for each in texts("recoveries")["recovery"]:
        for step in each["step"]:
            at = begun[each["of"]] + span(step["after"])
            yield Deed(at, step["who"], partial(_do, each["of"], step))
    yield Deed(now - timedelta(seconds=1), "agent", _move_soaks)


def _do(title: str, step: Told, session: Session, logged: Logged) -> None:
    _STEPS[step["do"]](step, session, logged[title][-1])


def _move_soaks(session: Session, _logged: Logged) -> None:
    for soak_id in due_soaks(session.reader):
        move_soak(session, soak_id)


def _begin(_step: Told, session: Session, incident_id: int) -> None:
    begin_recovery(session, incident_id, coordinator=session.actor)


def _tasks(session: Session, incident_id: int) -> tuple[RestoreRow, ...]:
    sheet = recovery_of(session.reader, incident_id)
    assert sheet is not None
    return sheet.tasks


def _task(step: Told, session: Session, incident_id: int) -> None:
    task_id = _tasks(session, incident_id)[step["place"] - 1].id
    if step["act"] == "start":
        start_restore_task(session, task_id)
    elif step["act"] == "fail":
        fail_restore_task(session, task_id, step["said"])
    elif step["act"] == "skip":
        skip_restore_task(session, task_id, step["said"])
    else:
        data = clock.instant(session.at) - span(step["data"]) if "data" in step else None
        finish_restore_task(session, task_id, result=step["said"], data_until=data)


def _rest(step: Told, session: Session, incident_id: int) -> None:
    """Everything that is left: done, but for the services that worked all the time."""
    own = session.reader.rows("SELECT service_id FROM incident WHERE id = :id", {"id": incident_id})[0][0]
    for each in _tasks(session, incident_id):
        if not each.finished and each.phase == RestorePhase.RECOVER and each.service_id != own:
            skip_restore_task(session, each.id, step["skipped"])
        elif not each.finished:
            finish_restore_task(session, each.id, result=step["said"])


def _compared(step: Told, place: str) -> TreeComparison:
    changed = tuple(Finding(Difference.CHANGED, path) for path in step.get("changed", ()))
    listed = int(step["listed"])
    digest = sha256(step["manifest"].encode()).hexdigest()
    return TreeComparison(
        place, step["manifest"], digest, listed, listed, listed - len(changed), step["bytes"], changed
    )


def _backup(step: Told, session: Session, incident_id: int) -> None:
    record_backup_check(
        session, incident_id, name=step["name"], location=step["location"], compared=_compared(step, step["location"]),
        backup_at=clock.stored(clock.instant(session.at) - span(step["made"])),
        test_restore=step.get("test_restore", ""),
    )  # fmt: skip


def _tree(step: Told, session: Session, incident_id: int) -> None:
    record_tree(session, incident_id, _compared(step, step["place"]), title=step["title"])


def _rows(step: Told, session: Session, incident_id: int) -> None:
    names = ("before.csv", "after.csv")
    told = [read_counts(step[which].encode(), name) for which, name in zip(("expected", "found"), names, strict=True)]
    record_rows(session, incident_id, compare_rows(told[0], told[1], names), title=step["title"])


def _checklist(step: Told, session: Session, incident_id: int) -> None:
    known = {each.name: each.points for each in service_checklists()}
    points = step.get("points") or known[step["type"]]
    checklist_id = begin_checklist(session, incident_id, title=step["title"], points=points)
    answered = step.get("answered", len(points))
    for place in range(answered):
        answer_point(session, checklist_id, place, True)
    if answered == len(points):
        finish_checklist(session, checklist_id)


def _sign(step: Told, session: Session, incident_id: int) -> None:
    found = verifications(session.reader, incident_id)
    sign_verification(session, next(each.id for each in found if each.title == step["title"]))


def _waive(step: Told, session: Session, incident_id: int) -> None:
    for each in criteria_of(session.reader, incident_id):
        if each.kind == step["kind"]:
            waive_criterion(session, each.id, reason=step["reason"])


def _meet(step: Told, session: Session, incident_id: int) -> None:
    for each in criteria_of(session.reader, incident_id):
        if each.kind in step["kinds"]:
            sign_criterion(session, each.id)


def _all_clear(_step: Told, session: Session, incident_id: int) -> None:
    if without_all_clear(session.reader, incident_id):
        everybody, *others = closing_texts(session.reader, incident_id, sender=session.actor)
        own = {each.audience_id: (each.subject, each.body) for each in others if each.audience_id is not None}
        send_all_clear(session, incident_id, subject=everybody.subject, body=everybody.body, own=own)
    _meet({"kinds": ["Everyone who was told has the all-clear"]}, session, incident_id)


def _fix(step: Told, session: Session, incident_id: int) -> None:
    expires = clock.instant(session.at) + span(step["stands"])
    place_fix(session, incident_id, text=step["text"], expires=expires)


def _remove_fixes(step: Told, session: Session, incident_id: int) -> None:
    for each in standing(fixes(session.reader, incident_id)):
        remove_fix(session, each.id, reason=step["reason"])


def _soak(step: Told, session: Session, incident_id: int) -> None:
    monitor_id = monitor_named(session.reader, step["monitor"])
    assert monitor_id is not None
    begin_soak(session, incident_id, monitor_id)


def _declare(_step: Told, session: Session, incident_id: int) -> None:
    declare_recovered(session, incident_id)


_STEPS: Mapping[str, Step] = {
    "begin": _begin, "task": _task, "rest": _rest, "backup": _backup, "tree": _tree, "rows": _rows,
    "checklist": _checklist, "sign": _sign, "waive": _waive, "meet": _meet, "all_clear": _all_clear, "soak": _soak,
    "declare": _declare, "fix": _fix, "remove_fixes": _remove_fixes,
}  # fmt: skip
