"""Acknowledgement campaigns: starting, changing and ending them, and recording who has read what."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.addressee import addressees, asked
from incidentdesk.prepare.campaign import campaign, plan_acknowledgement
from incidentdesk.prepare.campaign_list import CampaignRow, campaign_row, campaigns
from incidentdesk.prepare.department import department
from incidentdesk.prepare.fact import Fact, changed_columns, give_up_facts, line, present, stored_facts
from incidentdesk.prepare.fact import text as text_fact
from incidentdesk.prepare.person import person
from incidentdesk.prepare.plan import VersionState, plan, plan_version
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.plan_version import approved_version
from incidentdesk.prepare.policy_document import acknowledgement, policy_document, policy_version
from incidentdesk.prepare.policy_list import versions_of
from incidentdesk.prepare.record_name import existing, record_named
from incidentdesk.prepare.role import role
from incidentdesk.prepare.team import team
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


def _due_day(_session: Session, value: Any) -> str:
    try:
        return date.fromisoformat(str(value).strip()).isoformat()
    except ValueError:
        raise Refused(_("Say until which day it is to be read, such as 2026-03-31.")) from None


POLICY, PLAN = "policy", "plan"
CAMPAIGN_FACTS = {
    "name": line("name", N_("A campaign needs a name, such as Mail outage plan, spring.")),
    "due_on": Fact("due_on", _due_day, lambda _session, stored: stored),
    "role": existing("role_id", role, N_("There is no role “{name}”.")),
    "team": existing("team_id", team, N_("There is no team “{name}”.")),
    "department": existing("department_id", department, N_("There is no department “{name}”.")),
    "message": text_fact("message"),
}


def start_campaign(
    session: Session,
    *,
    name: str,
    due_on: str,
    policy_version_id: int | None = None,
    plan_version_id: int | None = None,
    role_id: int | None = None,
    team_id: int | None = None,
    department_id: int | None = None,
    message: str = "",
) -> int:
    """Ask an audience to read a published policy or an approved plan until a day (YYYY-MM-DD); returns the id.

    All staff is asked where no role, team or department is named. A running campaign over an older version of the same
    document ends, for nobody can acknowledge that version any more. Raises Refused for no name, a day that is over,
    a version that does not hold, and a role, team or department with nobody in it.
    """
    if (policy_version_id is None) == (plan_version_id is None):
        raise Refused(_("Say what is to be read: a policy or a response plan."))
    texts = stored_facts(session, CAMPAIGN_FACTS, {"name": name, "due_on": due_on, "message": message})
    _refuse_past(session, texts["due_on"])
    _refuse_not_valid(session, policy_version_id, plan_version_id)
    audience = {"role_id": role_id, "team_id": team_id, "department_id": department_id}
    _refuse_nobody(session, audience)
    subject = {"policy_version_id": policy_version_id, "plan_version_id": plan_version_id}
    values = {"key": new_key(), **texts, **subject, **audience, "started_at": session.at}
    campaign_id = ledger.insert(session, campaign, values)
    _end_overtaken(session)
    return campaign_id


NEW_CAMPAIGN: Mapping[str, Any] = {
    "name": "", "kind": POLICY, "document": "", "due_on": "", "role": "", "team": "", "department": "", "message": "",
}  # fmt: skip


def start_campaign_over(session: Session, *, kind: str, document: str, **facts: Any) -> int:
    """As `start_campaign`, with everything by its name: the `document` is a POLICY or a PLAN, of which the version that
    holds is asked about; `facts` are those of NEW_CAMPAIGN."""
    table = {POLICY: policy_document, PLAN: plan}.get(kind)
    found = record_named(session, table, document) if table is not None else None
    if found is None:
        raise Refused(_("There is no policy or plan “{name}”.").format(name=isolated(document)))
    columns = stored_facts(session, CAMPAIGN_FACTS, {**dict.fromkeys(CAMPAIGN_FACTS, ""), **facts})
    if kind == POLICY:
        return start_campaign(session, **columns, policy_version_id=_published_id(session, found))
    return start_campaign(session, **columns, plan_version_id=_approved_id(session, found))


def _published_id(session: Session, document_id: int) -> int:
    published = [each for each in versions_of(session.reader, document_id) if each.published_at is not None]
    if not published:
        raise Refused(_("Nothing of this policy is published yet. Publish it first."))
    return published[0].id


def _approved_id(session: Session, plan_id: int) -> int:
    approved = approved_version(session.reader, plan_id)
    if approved is None:
        raise Refused(_("No version of this plan is approved yet. Approve one first."))
    return approved.id


def change_campaign(
    session: Session, campaign_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts of CAMPAIGN_FACTS; `seen` are the facts that the person had before the eyes.

    Raises Conflict where somebody has changed one of them since, Refused for what a fact can't be.
    """
    row = present(session, campaign, campaign_id)
    columns = changed_columns(session, campaign, CAMPAIGN_FACTS, row, changes, seen)
    if "due_on" in columns:
        _refuse_past(session, columns["due_on"])
    after = {**row, **columns}
    if columns.keys() & {"role_id", "team_id", "department_id"}:
        _refuse_nobody(session, {name: after[name] for name in ("role_id", "team_id", "department_id")})
    if columns:
        ledger.update(session, campaign, campaign_id, columns)


def give_up_campaign(session: Session, campaign_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, campaign, CAMPAIGN_FACTS, campaign_id, given_up)


def end_campaign(session: Session, campaign_id: int, *, reason: str = "") -> None:
    """Ask nobody any more; what was acknowledged stays. Raises Refused where it has ended already."""
    row = present(session, campaign, campaign_id)
    if row["ended_at"] is not None:
        raise Refused(_("This campaign has ended already."))
    ledger.update(session, campaign, campaign_id, {"ended_at": session.at}, reason=reason)


def withdraw_campaign(session: Session, campaign_id: int) -> None:
    """Take a campaign out of sight; what was acknowledged stays, and Undo brings it back."""
    present(session, campaign, campaign_id)
    ledger.withdraw(session, campaign, campaign_id)


def acknowledge_plan(session: Session, plan_version_id: int, person_id: int, *, reason: str = "") -> None:
    """A person says to have read a version of a response plan; twice is once.

    Raises Refused for a version that is not approved, or not any more, and for a person who has left.
    """
    _refuse_not_valid(session, None, plan_version_id)
    _refuse_gone(session, person_id)
    _record(session, plan_acknowledgement, "plan_version_id", plan_version_id, person_id, reason)


def acknowledge_campaign(session: Session, campaign_id: int, person_id: int, *, reason: str = "") -> None:
    """A person whom a campaign asks says to have read it; `reason` where it is recorded for somebody else.

    Raises Refused for who is not asked, for a campaign that has ended, and where another version holds meanwhile.
    """
    present(session, campaign, campaign_id)
    row = campaign_row(session.reader, campaign_id, _today(session))
    assert row is not None
    if row.ended_at is not None:
        raise Refused(_("This campaign has ended already."))
    if person_id not in {each for each, _name in row.missing} | {each.person_id for each in row.read}:
        raise Refused(_("This person is not among those whom the campaign asks."))
    if row.plan_version_id is not None:
        acknowledge_plan(session, row.plan_version_id, person_id, reason=reason)
    elif row.policy_version_id is not None:
        _refuse_not_valid(session, row.policy_version_id, None)
        _record(session, acknowledgement, "policy_version_id", row.policy_version_id, person_id, reason)


def acknowledge_for(
    session: Session, campaign_id: int, person_ids: Iterable[int], *, by_id: int | None, reason: str
) -> None:
    """A lead records that others have read it, as where it was signed on paper; the reason stays in the history.

    Raises Refused without a reason, and where `by_id` neither leads one of them nor owns the document.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Say why it is recorded for somebody else, such as signed on paper."))
    row = campaign_row(session.reader, campaign_id, _today(session))
    for person_id in person_ids:
        if row is not None and not _may_record_for(session, row, person_id, by_id):
            raise Refused(_("Only who owns the document or leads this person can record it."))
        acknowledge_campaign(session, campaign_id, person_id, reason=reason)


def _may_record_for(session: Session, row: CampaignRow, person_id: int, by_id: int | None) -> bool:
    if by_id is None:
        return False
    owned = (policy_document, row.document_id) if row.document_id else (plan, row.plan_id)
    if by_id in (person_id, ledger.current(session, *owned)["owner_id"]):
        return True
    lead, led = ledger.current(session, person, by_id), ledger.current(session, person, person_id)
    of_team = lead["leads_team"] and lead["team_id"] is not None and lead["team_id"] == led["team_id"]
    department_id = lead["department_id"]
    of_department = lead["leads_department"] and department_id is not None and department_id == led["department_id"]
    return bool(of_team or of_department)


def _record(session: Session, table: sa.Table, column: str, version_id: int, person_id: int, reason: str) -> None:
    mine = sa.select(table).where(table.c[column] == version_id, table.c.person_id == person_id)
    found = session.connection.execute(mine).first()
    if found is None:
        facts = {column: version_id, "person_id": person_id, "at": session.at}
        ledger.insert(session, table, facts, reason=reason)
    elif found.withdrawn_at is not None:
        ledger.update(session, table, found.id, {"at": session.at, "withdrawn_at": None}, reason=reason)


def _refuse_not_valid(session: Session, policy_version_id: int | None, plan_version_id: int | None) -> None:
    """Only what holds today can be read and acknowledged."""
    if plan_version_id is not None:
        version = present(session, plan_version, plan_version_id)
        if version["state"] == VersionState.SUPERSEDED:
            raise Refused(_("Another version of the plan is approved meanwhile. Read that one first."))
        if version["state"] != VersionState.APPROVED:
            raise Refused(_("This version of the plan is not approved yet."))
    if policy_version_id is not None:
        version = present(session, policy_version, policy_version_id)
        if version["published_at"] is None:
            raise Refused(_("This version of the policy is not published yet."))
        table = policy_version.c
        newer = sa.select(table.number).where(
            table.document_id == version["document_id"],
            table.number > version["number"],
            table.published_at.isnot(None),
            table.withdrawn_at.is_(None),
        )
        number = session.connection.execute(newer.order_by(table.number.desc())).scalar()
        if number is not None:
            raise Refused(_("Version {number} is published meanwhile. Read that one first.").format(number=number))


def _refuse_gone(session: Session, person_id: int) -> None:
    row = present(session, person, person_id)
    if row["left_on"] and row["left_on"] < _today(session):
        sentence = _("{name} left on {day} and is asked nothing any more.")
        raise Refused(sentence.format(name=isolated(row["name"]), day=row["left_on"]))


def _refuse_past(session: Session, due_on: str) -> None:
    if due_on < _today(session):
        raise Refused(_("That day is over. Give people until a day to come."))


def _refuse_nobody(session: Session, audience: Mapping[str, int | None]) -> None:
    if any(audience.values()) and not asked(addressees(session.reader, _today(session)), **audience):
        raise Refused(_("Nobody belongs to this audience, so nobody would be asked."))


def _end_overtaken(session: Session) -> None:
    for row in campaigns(session.reader, _today(session)):
        if row.ended_at is None and row.overtaken:
            reason = _("Another version holds meanwhile.")
            ledger.update(session, campaign, row.id, {"ended_at": session.at}, reason=reason)


def _today(session: Session) -> str:
    return clock.instant(session.at).date().isoformat()
