"""Exit criteria of an incident: adding them, meeting and waiving them, and opening them again.

What a criterion rests on is looked at by `recover/criterion_evidence.py`; here stands only who decided what and why.
"""

from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.language import _, isolated
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.wording import clean, text_of
from incidentdesk.refusal import Refused
from incidentdesk.respond.exit_criterion import CriterionKind, CriterionState, exit_criterion
from incidentdesk.respond.exit_criterion_list import criterion_title
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

# After RC.RP of the NIST Cybersecurity Framework 2.0: backups before use, restored assets, declared by criteria.
DEFAULTS = (CriterionKind.MONITORS, CriterionKind.BACKUPS, CriterionKind.RESTORED, CriterionKind.ALL_CLEAR)
_STEP = 1_000  # between two positions
_MOST = 200  # characters


def add_default_criteria(session: Session, incident_id: int) -> None:
    """Give an incident the criteria that every recovery has, as far as it lacks them."""
    known = {row.kind for row in _criteria(session, incident_id)}
    for kind in DEFAULTS:
        if kind not in known:
            add_criterion(session, incident_id, kind=kind)


def add_criterion(session: Session, incident_id: int, *, kind: str, text: str = "") -> int:
    """Add what else must be met; returns its id. Without a text it is called after its kind.

    Raises Refused for a kind that there is not, for one of no known kind without a text, and for one that is there.
    """
    ledger.current(session, incident, incident_id)
    if kind not in tuple(CriterionKind):
        raise Refused(_("There is no such kind of exit criterion."))
    said = " ".join(clean(text).split())[:_MOST]
    if kind == CriterionKind.OTHER and not said:
        raise Refused(_("Say what must be true before the incident counts as recovered."))
    rows = _criteria(session, incident_id)
    if any((row.kind, row.text.casefold()) == (kind, said.casefold()) for row in rows):
        raise Refused(_("This criterion is there already."))
    values = {
        "key": new_key(), "incident_id": incident_id, "kind": CriterionKind(kind), "text": said,
        "position": max((row.position for row in rows), default=0) + _STEP, "state": CriterionState.OPEN,
    }  # fmt: skip
    return ledger.insert(session, exit_criterion, values)


def meet_criterion(session: Session, criterion_id: int, *, seen: str = "") -> None:
    """Sign that a criterion is met, with what was seen; signing twice is one. Raises Refused for a waived one."""
    row = present(session, exit_criterion, criterion_id)
    if row["state"] == CriterionState.MET:
        return
    _refuse_decided(row)
    _decide(session, row, CriterionState.MET, text_of(seen).strip())


def waive_criterion(session: Session, criterion_id: int, *, reason: str) -> None:
    """Go without a criterion. Raises Refused without a reason, and for one that is met."""
    row = present(session, exit_criterion, criterion_id)
    why = text_of(reason).strip()
    if not why:
        raise Refused(
            _("“{criterion}” can't be waived without a reason. Say why the incident counts as recovered all the same.")
            .format(criterion=isolated(criterion_title(row["kind"], row["text"])))
        )  # fmt: skip
    _refuse_decided(row)
    _decide(session, row, CriterionState.WAIVED, why)


def reopen_criterion(session: Session, criterion_id: int, reason: str) -> None:
    """Take a decision back; one that is open stays as it is. Raises Refused without a reason."""
    row = present(session, exit_criterion, criterion_id)
    why = text_of(reason).strip()
    if not why:
        raise Refused(_("Say why the criterion is open again."))
    if row["state"] != CriterionState.OPEN:
        _reopen(session, criterion_id, why)


def reopen_criteria(session: Session, incident_id: int, reason: str, kind: str | None = None) -> None:
    """The same of all criteria of an incident, or of those of a kind: what they were decided on is not so any more."""
    for row in _criteria(session, incident_id):
        if row.state != CriterionState.OPEN and kind in (None, row.kind):
            _reopen(session, row.id, reason)


def withdraw_criterion(session: Session, criterion_id: int) -> None:
    """Take one away that somebody has added. Raises Refused for those that every recovery has, which are waived."""
    row = present(session, exit_criterion, criterion_id)
    if row["kind"] in DEFAULTS:
        raise Refused(_("Every recovery has this criterion. Waive it with a reason instead."))
    ledger.withdraw(session, exit_criterion, criterion_id)


def _reopen(session: Session, criterion_id: int, reason: str) -> None:
    undecided = {"state": CriterionState.OPEN, "decided_at": None, "decided_by": "", "reason": ""}
    ledger.update(session, exit_criterion, criterion_id, undecided, reason=reason)


def _decide(session: Session, row: Any, state: CriterionState, reason: str) -> None:
    decided = {"state": state, "reason": reason, "decided_at": session.at, "decided_by": session.actor}
    ledger.update(session, exit_criterion, row["id"], decided, reason=reason)


def _refuse_decided(row: Any) -> None:
    if row["state"] != CriterionState.OPEN:
        raise Refused(
            _("{person} has decided on “{criterion}” already: {state}. Open it again first.").format(
                person=isolated(row["decided_by"]),
                criterion=isolated(criterion_title(row["kind"], row["text"])),
                state=_(row["state"]),
            )
        )


def _criteria(session: Session, incident_id: int) -> list[Any]:
    wanted = sa.select(exit_criterion).where(
        exit_criterion.c.incident_id == incident_id, exit_criterion.c.withdrawn_at.is_(None)
    )
    return list(session.connection.execute(wanted.order_by(exit_criterion.c.position, exit_criterion.c.id)))
