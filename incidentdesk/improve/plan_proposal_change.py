"""Proposing a change to a response plan, and deciding on it (N4)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incidentdesk import clock
from incidentdesk.improve.plan_proposal import ProposalState, plan_proposal
from incidentdesk.improve.plan_proposal_list import base_of, running_version
from incidentdesk.language import _
from incidentdesk.prepare.campaign_change import start_campaign
from incidentdesk.prepare.fact import last_writer, present
from incidentdesk.prepare.plan import plan, plan_version
from incidentdesk.prepare.plan_change import PlanConflict, approve_beside_draft, checked_content
from incidentdesk.prepare.plan_content import PlanContent, content_of, content_text, new_key
from incidentdesk.prepare.plan_merge import merged
from incidentdesk.prepare.plan_version import Version, version_of
from incidentdesk.prepare.wording import text_of
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

_TO_READ = 14  # days


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads and acknowledges the new version until a day: a role, a team, a department, or all staff."""

    due_on: str = ""
    role_id: int | None = None
    team_id: int | None = None
    department_id: int | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The version that a proposal became, and the campaign that asks for its acknowledgement."""

    version_id: int
    campaign_id: int


def propose_change(
    session: Session,
    *,
    plan_id: int,
    content: PlanContent,
    reason: str,
    lesson_id: int | None = None,
    improvement_id: int | None = None,
    base_version_id: int | None = None,
) -> int:
    """Propose another content of a plan; returns the id of the proposal.

    `base_version_id` is the version that `content` was made of, None for what incidents run now. Raises Refused
    without a reason, for a plan that is not there, and where nothing would change.
    """
    present(session, plan, plan_id)
    base = version_of(session.reader, base_version_id) if base_version_id else running_version(session.reader, plan_id)
    if base is None or base.plan_id != plan_id:
        raise Refused(_("This plan has no version that could be changed."))
    content = checked_content(content)
    columns = {**_said(reason, content, base.content), "plan_id": plan_id, "base_version_id": base.id}
    return ledger.insert(
        session,
        plan_proposal,
        {
            "key": new_key(),
            **columns,
            "lesson_id": lesson_id,
            "improvement_id": improvement_id,
            "state": ProposalState.PROPOSED,
            "created_at": session.at,
            "created_by": session.actor,
        },
    )


def change_proposal(session: Session, proposal_id: int, *, content: PlanContent, reason: str) -> None:
    """Write a proposal anew while nobody has decided on it. Raises Refused as `propose_change` does."""
    row = _undecided(session, proposal_id)
    columns = _said(reason, checked_content(content), base_of(session.reader, row["base_version_id"]))
    ledger.update(session, plan_proposal, proposal_id, columns)


def withdraw_proposal(session: Session, proposal_id: int) -> None:
    """Take back what was proposed and not decided; Undo brings it back."""
    _undecided(session, proposal_id)
    ledger.withdraw(session, plan_proposal, proposal_id)


def reject_proposal(session: Session, proposal_id: int, *, reason: str) -> None:
    """Say no, and why. Raises Refused without a reason, and where it is decided already."""
    _undecided(session, proposal_id)
    said = text_of(reason).strip()
    if not said:
        raise Refused(_("A rejected proposal needs a reason: why does the plan stay as it is?"))
    _decide(session, proposal_id, {"state": ProposalState.REJECTED, "decision": said})


def accept_proposal(
    session: Session,
    proposal_id: int,
    *,
    readers: Readers | None = None,
    choices: Mapping[str, str] | None = None,
    note: str = "",
) -> Accepted:
    """Make it the approved version that incidents run from now on, and ask for its acknowledgement.

    What the plan has become since it was written stays, action by action and field by field; `choices` say
    `plan_merge.MINE` (the proposal) or THEIRS (the plan) where both have changed the same. Without a day the readers
    have two weeks. Raises PlanConflict where a choice is missing, Refused where it is decided already, where the plan
    would have errors, and where a draft of the plan changes the same.
    """
    row = _undecided(session, proposal_id)
    present(session, plan, row["plan_id"])
    running = running_version(session.reader, row["plan_id"])
    if running is None:
        raise Refused(_("This plan has no version that could be changed."))
    content = _brought_up(session, row, running, choices)
    said = text_of(note).strip()
    version_id = approve_beside_draft(session, row["plan_id"], content, note=said or row["reason"])
    campaign_id = _ask_readers(session, version_id, readers or Readers(), row["reason"])
    decision = {"state": ProposalState.ACCEPTED, "decision": said, "version_id": version_id}
    _decide(session, proposal_id, decision)
    return Accepted(version_id, campaign_id)


def _brought_up(
    session: Session, row: Mapping[str, Any], running: Version, choices: Mapping[str, str] | None
) -> PlanContent:
    """The proposal with what has changed in the plan since it was written."""
    base, wanted = base_of(session.reader, row["base_version_id"]), content_of(row["content"])
    merge = merged(base, running.content, wanted, choices)
    if merge.clashes:
        who = running.approved_by or last_writer(session, plan_version, running.id, {"content"})
        raise PlanConflict(merge, running.content, who)
    if merge.content == running.content:
        raise Refused(_("The plan says so already. Reject the proposal, for there is nothing left to change."))
    return merge.content


def _ask_readers(session: Session, version_id: int, readers: Readers, message: str) -> int:
    version = version_of(session.reader, version_id)
    assert version is not None
    until = clock.instant(session.at).date() + datetime.timedelta(days=_TO_READ)
    return start_campaign(
        session,
        name=_("{plan}, version {number}").format(plan=version.plan, number=version.number),
        due_on=readers.due_on or until.isoformat(),
        plan_version_id=version_id,
        role_id=readers.role_id,
        team_id=readers.team_id,
        department_id=readers.department_id,
        message=message,
    )


def _said(reason: str, content: PlanContent, base: PlanContent) -> dict[str, Any]:
    said = text_of(reason).strip()
    if not said:
        raise Refused(_("A proposal needs a reason: why should the plan change?"))
    if content == base:
        raise Refused(_("The proposal changes nothing in the plan. Change a step first."))
    return {"reason": said, "content": content_text(content)}


def _undecided(session: Session, proposal_id: int) -> Mapping[str, Any]:
    row = present(session, plan_proposal, proposal_id)
    if row["state"] != ProposalState.PROPOSED:
        raise Refused(
            _("The proposal is {state} already. Propose the change again where it is still wanted.").format(
                state=_(row["state"]).lower()
            )
        )
    return row


def _decide(session: Session, proposal_id: int, columns: Mapping[str, Any]) -> None:
    decided = {"decided_at": session.at, "decided_by": session.actor}
    ledger.update(session, plan_proposal, proposal_id, {**columns, **decided})
