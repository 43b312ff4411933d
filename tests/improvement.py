"""A desk that has recovered and learnt: one record at least of every table of recovery, drills and improvement."""

from incidentdesk.detect.affected_person import affected_person
from incidentdesk.improve.article import ArticleState, article, article_use
from incidentdesk.improve.drill import DrillPart, DrillState, drill, drill_note, drill_participant
from incidentdesk.improve.feedback import (
    FeedbackState,
    feedback_attendee,
    feedback_incident,
    feedback_session,
    responder_feedback,
)
from incidentdesk.improve.follow_up import confirmation, follow_up
from incidentdesk.improve.improvement import ImprovementSource, ImprovementState, improvement
from incidentdesk.improve.plan_proposal import ProposalState, plan_proposal
from incidentdesk.improve.survey import AnswerWay, survey
from incidentdesk.improve.training_result import (
    Attendance,
    CommanderStep,
    TrainingOutcome,
    commander_evidence,
    training_result,
)
from incidentdesk.prepare.campaign import campaign, plan_acknowledgement
from incidentdesk.prepare.drill_scenario import DrillKind, drill_scenario
from incidentdesk.prepare.follow_up_template import FollowUpDoer, follow_up_template
from incidentdesk.prepare.person import person_named
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.service import service_named
from incidentdesk.prepare.training_course import CourseKind, training_course, training_requirement
from incidentdesk.prepare.training_session import SessionState, training_session
from incidentdesk.recover.proof import ProofResult, VerificationKind, backup_check, soak, verification
from incidentdesk.recover.recovery import RestorePhase, RestoreState, recovery, restore_task, temporary_fix
from incidentdesk.respond.exit_criterion import CriterionKind, CriterionState, exit_criterion
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

HOUR = 3_600_000_000
HASH = "ab" * 32


def improve_everything(session: Session, incident_id: int, mark: str = "") -> None:
    """`mark` keeps what it makes for one incident apart from what it makes for another; plan and monitor 1 exist."""
    person_id = person_named(session, "Bo Diaz")
    service_id = service_named(session, "VPN")
    _recover(session, incident_id, person_id, service_id)
    course_id = _train(session, person_id, mark)
    drill_id = _drill(session, person_id, service_id, mark)
    _keyed(
        session,
        commander_evidence,
        {"person_id": person_id, "step": CommanderStep.SCRIBE, "drill_id": drill_id, "day": "2026-03-01"},
    )
    _campaign(session, person_id, course_id)
    _support(session, incident_id, person_id, drill_id, mark)


def _keyed(session: Session, table, facts) -> int:
    return ledger.insert(session, table, {"key": new_key(), **facts})


def _recover(session: Session, incident_id: int, person_id: int, service_id: int) -> None:
    at = session.at
    of = {"incident_id": incident_id}
    ledger.insert(session, recovery, {**of, "began_at": at, "began_by": "Bo Diaz", "rollback": "The old image."})
    _keyed(
        session,
        restore_task,
        {
            **of, "position": 1, "phase": RestorePhase.RECOVER, "title": "Restore VPN", "service_id": service_id,
            "owner_id": person_id, "rto": 60, "rpo": 15, "state": RestoreState.DONE, "ended_at": at, "data_until": at,
        },
    )  # fmt: skip
    _keyed(session, temporary_fix, {**of, "text": "Use the spare", "placed_at": at, "expires_at": at + HOUR})
    _keyed(
        session,
        backup_check,
        {
            **of, "name": "nightly", "manifest": "manifest.txt", "manifest_sha256": HASH,
            "files": 3, "bytes": 5_000_000_000, "result": ProofResult.PASSED, "checked_at": at,
        },
    )  # fmt: skip
    detail = '{"points": [{"text": "Users can sign in", "ok": true}]}'
    kind = VerificationKind.CHECKLIST
    _keyed(
        session,
        verification,
        {**of, "service_id": service_id, "kind": kind, "title": "VPN", "detail": detail, "result": ProofResult.PASSED},
    )
    _keyed(
        session,
        soak,
        {**of, "monitor_id": 1, "passes": 5, "minutes": 10, "began_at": at, "result": ProofResult.OPEN},
    )
    kind, state = CriterionKind.MONITORS, CriterionState.WAIVED
    _keyed(
        session,
        exit_criterion,
        {**of, "position": 1, "kind": kind, "text": "Monitors pass", "state": state, "reason": "no monitor"},
    )


def _train(session: Session, person_id: int, mark: str) -> int:
    course_id = ledger.insert(
        session, training_course, {"name": f"Incident command{mark}", "kind": CourseKind.TRAINING, "valid_months": 12}
    )
    _keyed(session, training_requirement, {"course_id": course_id, "since": "2026-01-01"})
    held = {"course_id": course_id, "starts_at": session.at, "ends_at": session.at + HOUR, "state": SessionState.HELD}
    session_id = _keyed(session, training_session, held)
    _keyed(
        session,
        training_result,
        {
            "course_id": course_id, "person_id": person_id, "session_id": session_id, "day": "2026-03-01",
            "attendance": Attendance.ATTENDED, "outcome": TrainingOutcome.PASSED, "score": 90,
            "expires_on": "2027-03-01",
        },
    )  # fmt: skip
    return course_id


def _drill(session: Session, person_id: int, service_id: int, mark: str) -> int:
    scenario_id = ledger.insert(
        session, drill_scenario, {"name": f"VPN down{mark}", "kind": DrillKind.SIMULATION, "service_id": service_id}
    )
    drill_id = _keyed(
        session,
        drill,
        {
            "scenario_id": scenario_id, "title": "VPN down", "kind": DrillKind.SIMULATION, "state": DrillState.ENDED,
            "planned_at": session.at, "plan_version_id": 1, "score": '{"total": 80}',
        },
    )  # fmt: skip
    part = {"drill_id": drill_id, "person_id": person_id, "part": DrillPart.PARTICIPANT}
    ledger.insert(session, drill_participant, part)
    _keyed(session, drill_note, {"drill_id": drill_id, "at": session.at, "text": "Nobody called.", "gap": True})
    return drill_id


def _campaign(session: Session, person_id: int, course_id: int) -> None:
    _keyed(
        session,
        campaign,
        {"name": "Read the plan", "plan_version_id": 1, "due_on": "2026-04-01", "started_at": session.at},
    )
    version_id = session.reader.rows("SELECT max(id) FROM plan_version")[0][0]
    ledger.insert(
        session, plan_acknowledgement, {"plan_version_id": version_id, "person_id": person_id, "at": session.at}
    )


def _support(session: Session, incident_id: int, person_id: int, drill_id: int, mark: str) -> None:
    at = session.at
    of = {"incident_id": incident_id}
    template_id = _keyed(
        session, follow_up_template, {"title": "Ask again", "position": 1, "days": 7, "doer": FollowUpDoer.ASSIGNEE}
    )
    ledger.insert(session, follow_up, {**of, "template_id": template_id, "task_id": 1, "resolved_at": at})
    asked = {**of, "recipient": "ann@example.org"}
    _keyed(session, confirmation, {**asked, "resolved_at": at, "token_hash": new_key(), "asked_at": at})
    survey_id = _keyed(
        session,
        survey,
        {
            **asked, "token_hash": new_key(), "sent_at": at, "score": 4, "comment": "Quick.",
            "answered_at": at, "answered_by": "Ann", "answered_way": AnswerWay.PHONE,
        },
    )  # fmt: skip
    _keyed(session, responder_feedback, {**of, "author": "Bo Diaz", "score": 3, "given_at": at})
    session_id = _keyed(
        session,
        feedback_session,
        {
            "title": f"VPN talk{mark}", "starts_at": at, "ends_at": at + HOUR, "state": FeedbackState.HELD,
            "created_by": "Mei Okafor",
        },
    )  # fmt: skip
    ledger.insert(session, feedback_attendee, {"session_id": session_id, "person_id": person_id, "came": True})
    ledger.insert(session, feedback_incident, {**of, "session_id": session_id})
    written = {"created_at": at, "created_by": "Bo Diaz", "updated_at": at}
    article_id = ledger.insert(
        session,
        article,
        {"from_incident_id": incident_id, "title": "Restart the VPN", "state": ArticleState.PUBLISHED, **written},
    )
    ledger.insert(session, article_use, {**of, "article_id": article_id, "at": at})
    improvement_id = ledger.insert(
        session,
        improvement,
        {
            "title": "Call earlier", "state": ImprovementState.NEW, "source": ImprovementSource.DRILL,
            "drill_id": drill_id, "survey_id": survey_id, "feedback_session_id": session_id, **written,
        },
    )  # fmt: skip
    _keyed(
        session,
        plan_proposal,
        {
            "plan_id": 1, "base_version_id": 1, "improvement_id": improvement_id, "content": "{}",
            "reason": "Nobody called.", "state": ProposalState.PROPOSED, "created_at": at, "created_by": "Bo Diaz",
        },
    )  # fmt: skip
    ledger.insert(session, affected_person, {**of, "person_id": person_id})
