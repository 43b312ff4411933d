"""Proposing, accepting, rejecting and demoting a major incident (R3).

The flag of the incident is what everything else reads, and is changed through the ordinary change of its facts; the
record beside it says who proposed it and why. The seven qualifiers are those of BMC's major incident checklist.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.detect.number import number
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.detect.wording import text_of
from incidentdesk.language import N_, _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.major import MajorState, major_incident
from incidentdesk.respond.major_trigger import Trigger as Trigger
from incidentdesk.respond.major_trigger import major_triggers as major_triggers
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

# What is asked of a major incident, by the key under which the answer is stored.
QUALIFIERS: dict[str, str] = {
    "clients": N_("Many clients or transactions are affected"),
    "reputation": N_("Our reputation is at stake"),
    "downtime": N_("The downtime is long, or nobody can say how long"),
    "geography": N_("Several sites or regions are affected"),
    "data": N_("Data was lost or disclosed"),
    "critical": N_("A critical service or process stands still"),
    "economic": N_("It costs a lot of money"),
}


@dataclass(frozen=True, slots=True)
class Major:
    """How it stands with an incident being major; instants in microseconds since 1970.

    `state` is None where nobody has proposed anything. `qualifiers` has what was said under each key that holds.
    """

    major: bool
    incident_state: str
    state: MajorState | None = None
    qualifiers: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    proposed_at: int | None = None
    proposed_by: str = ""
    decided_at: int | None = None
    decided_by: str = ""
    decision: str = ""


def major_of(reader: Reader, incident_id: int) -> Major:
    """Whether an incident is major and how it came to that; raises Refused where there is no such incident.

    Where the flag was changed by itself, it is what counts.
    """
    found = reader.rows(
        "SELECT i.major, i.state, m.state, m.qualifiers, m.reason, m.proposed_at, m.proposed_by, m.decided_at,"
        " m.decided_by, m.decision FROM incident i"
        " LEFT JOIN major_incident m ON m.incident_id = i.id AND m.withdrawn_at IS NULL WHERE i.id = :id",
        {"id": incident_id},
    )
    if not found:
        raise Refused(_("There is no incident {number}.").format(number=number(incident_id)))
    major, incident_state, state, qualifiers, *rest = found[0]
    if state is None:
        return Major(bool(major), incident_state, MajorState.ACCEPTED if major else None, {})
    return Major(bool(major), incident_state, _meant(bool(major), state), json.loads(qualifiers), *rest)


def _meant(major: bool, state: str) -> MajorState:
    if major:
        return MajorState.ACCEPTED
    return MajorState.DEMOTED if state == MajorState.ACCEPTED else MajorState(state)


def propose(session: Session, incident_id: int, *, qualifiers: Mapping[str, str], reason: str = "") -> None:
    """Ask that an incident be treated as major; `qualifiers` has what is to be said of each that holds.

    Raises Refused where it is major or proposed already, is not open, and where neither qualifier nor reason is given.
    """
    row, before = _held(session, incident_id)
    if row["state"] not in OPEN_STATES:
        raise Refused(_("{number} is {state}. Only an open incident can be proposed as major.").format(
            number=number(incident_id), state=_(row["state"])))  # fmt: skip
    if row["major"]:
        raise Refused(_("{number} is a major incident already.").format(number=number(incident_id)))
    if before is not None and before["state"] == MajorState.PROPOSED:
        raise Refused(_("{name} has proposed it already. What is missing is a decision.").format(
            name=isolated(before["proposed_by"])))  # fmt: skip
    said, why = _said(qualifiers), text_of(reason).strip()
    if not qualifiers and not why:
        raise Refused(_("Tick what holds of the incident, or say why it is major."))
    facts = {"qualifiers": said, "reason": why, "proposed_at": session.at, "proposed_by": session.actor}
    undecided = {"decided_at": None, "decided_by": "", "decision": ""}
    _write(session, incident_id, before, MajorState.PROPOSED, facts | undecided)


def accept(
    session: Session, incident_id: int, *, reason: str = "", qualifiers: Mapping[str, str] | None = None
) -> None:
    """Treat an incident as major from now on, also where nobody has proposed it; then a reason is needed.

    Raises Refused where it is major already or canceled, and where the reason is missing.
    """
    row, before = _held(session, incident_id)
    if row["major"]:
        raise Refused(_("{number} is a major incident already.").format(number=number(incident_id)))
    if row["state"] == "Canceled":
        raise Refused(_("{number} is canceled. Take it up again first.").format(number=number(incident_id)))
    why = text_of(reason).strip()
    proposed = before is not None and before["state"] == MajorState.PROPOSED
    if not proposed and not why and not qualifiers:
        raise Refused(_("Nobody has proposed it, so say why the incident is major."))
    facts: dict[str, Any] = {} if proposed else {"proposed_at": session.at, "proposed_by": session.actor, "reason": why}
    if qualifiers is not None or not proposed:
        facts["qualifiers"] = _said(qualifiers or {})
    _decide(session, incident_id, before, MajorState.ACCEPTED, facts, why)
    change_incident(session, incident_id, {"major": True}, reason=why)


def reject(session: Session, incident_id: int, *, reason: str) -> None:
    """Decide that a proposed incident is not major. Raises Refused without a proposal or a reason."""
    _row, before = _held(session, incident_id)
    if before is None or before["state"] != MajorState.PROPOSED:
        raise Refused(_("Nothing is proposed any more that could be rejected."))
    _decide(session, incident_id, before, MajorState.REJECTED, {}, _reason(reason, _("Say why it is not major.")))


def demote(session: Session, incident_id: int, *, reason: str) -> None:
    """Treat a major incident as an ordinary one from now on. Raises Refused where it is none or without a reason."""
    row, before = _held(session, incident_id)
    if not row["major"]:
        raise Refused(_("{number} is no major incident.").format(number=number(incident_id)))
    why = _reason(reason, _("Say why it is no major incident any more."))
    facts = {} if before else {"proposed_at": session.at, "proposed_by": session.actor}
    _decide(session, incident_id, before, MajorState.DEMOTED, facts, why)
    change_incident(session, incident_id, {"major": False}, reason=why)


def _held(session: Session, incident_id: int) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
    row = ledger.current(session, incident, incident_id)
    if row["withdrawn_at"] is not None:
        raise Refused(_("{number} is in the trash. Bring it back first.").format(number=number(incident_id)))
    wanted = sa.select(major_incident).where(major_incident.c.incident_id == incident_id).with_for_update()
    found = session.connection.execute(wanted).first()
    return row, found._asdict() if found else None


def _decide(
    session: Session,
    incident_id: int,
    before: Mapping[str, Any] | None,
    state: MajorState,
    facts: Mapping[str, Any],
    decision: str,
) -> None:
    decided = {"decided_at": session.at, "decided_by": session.actor, "decision": decision}
    _write(session, incident_id, before, state, {**facts, **decided})


def _write(
    session: Session, incident_id: int, before: Mapping[str, Any] | None, state: MajorState, facts: Mapping[str, Any]
) -> None:
    values = {**facts, "state": state, "withdrawn_at": None}
    reason = str(facts.get("decision") or facts.get("reason") or "")
    if before is None:
        ledger.insert(session, major_incident, {**values, "incident_id": incident_id}, reason=reason)
    else:
        ledger.update(session, major_incident, before["id"], values, reason=reason)
    # It is news of the incident, for lists and for whoever watches it.
    ledger.update(session, incident, incident_id, {"updated_at": session.at})


def _said(qualifiers: Mapping[str, str]) -> str:
    unknown = [key for key in qualifiers if key not in QUALIFIERS]
    if unknown:
        raise Refused(_("There is no qualifier “{key}”.").format(key=isolated(unknown[0])))
    said = {key: text_of(qualifiers[key]).strip() for key in QUALIFIERS if key in qualifiers}
    return json.dumps(said, ensure_ascii=False)


def _reason(reason: str, missing: str) -> str:
    why = text_of(reason).strip()
    if not why:
        raise Refused(missing)
    return why
