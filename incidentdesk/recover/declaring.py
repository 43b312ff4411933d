"""Declaring an incident recovered: each criterion is met or waived, what was met is proven still, service is back."""

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.detect.number import number
from incidentdesk.detect.stage_time import disorder, sources_after
from incidentdesk.language import _, isolated
from incidentdesk.recover.criterion_evidence import evidence_for
from incidentdesk.recover.outage_change import end_outages_of
from incidentdesk.recover.proof import ProofResult
from incidentdesk.recover.proof_list import newest, soaks
from incidentdesk.recover.recovery import recovery
from incidentdesk.recover.soak_watching import progress_of
from incidentdesk.refusal import Refused
from incidentdesk.respond.exit_criterion import CriterionState
from incidentdesk.respond.exit_criterion_list import Criterion, criteria_of
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


def declare_recovered(session: Session, incident_id: int) -> None:
    """Say by name that service is back; writes when it was restored, unless that is known, and ends its outages.

    Service was back when the monitors began to pass for the soak, and else now.
    Raises Refused where nobody has begun the recovery, a criterion is open, and where one that was met is not proven
    any more.
    """
    found = session.connection.execute(
        sa.select(recovery).where(recovery.c.incident_id == incident_id, recovery.c.withdrawn_at.is_(None))
    ).first()
    criteria = criteria_of(session.reader, incident_id)
    if found is None or not criteria:
        raise Refused(_("Begin the recovery of {number} first.").format(number=number(incident_id)))
    for each in criteria:
        _refuse_unproven(session, each)
    ledger.update(session, recovery, found.id, {"declared_at": session.at, "declared_by": session.actor})
    _restore(session, incident_id)
    restored_at = ledger.current(session, incident, incident_id)["restored_at"]
    if restored_at is not None:
        end_outages_of(session, incident_id, restored_at)


def _refuse_unproven(session: Session, criterion: Criterion) -> None:
    title = isolated(criterion.title)
    if criterion.is_open:
        raise Refused(
            _("“{criterion}” is open. Meet it, or waive it with a reason, before you declare it recovered.").format(
                criterion=title
            )
        )
    if criterion.state == CriterionState.MET:
        evidence = evidence_for(session.reader, criterion)
        if not evidence.ok:
            raise Refused(
                _("“{criterion}” was met and is not any more: {what} Open it again.").format(
                    criterion=title, what=evidence.sentence
                )
            )


def _restore(session: Session, incident_id: int) -> None:
    row = ledger.current(session, incident, incident_id)
    if row["restored_at"] is not None:
        return
    reader = session.reader
    passed = [each for each in newest(soaks(reader, incident_id)) if each.result == ProofResult.PASSED]
    since = max((progress_of(reader, each).since or 0 for each in passed), default=0) or session.at
    at = since if not disorder({**row, "restored_at": since}) else session.at
    if disorder({**row, "restored_at": at}):
        return
    sources = sources_after(session, row, ["restored_at"], {})
    changes = {"restored_at": at, "updated_at": session.at, **sources}
    ledger.update(session, incident, incident_id, changes, reason=_("declared recovered"))
