"""What the sheets of proposed plan changes read and write, away from the window."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from incidentdesk.desktop.prepare.plan_reading import OfferedNames, offered_names
from incidentdesk.improve.plan_proposal_change import (
    Readers,
    accept_proposal,
    change_proposal,
    propose_change,
    reject_proposal,
    withdraw_proposal,
)
from incidentdesk.improve.plan_proposal_list import (
    ProposalRow,
    base_of,
    plan_behind,
    proposal_row,
    running_version,
    standing,
)
from incidentdesk.language import _
from incidentdesk.prepare.campaign_list import CampaignRow, campaigns
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.prepare.plan_list import plans
from incidentdesk.prepare.plan_merge import Merge
from incidentdesk.prepare.plan_version import Version, version_of
from incidentdesk.refusal import Refused

Act = Callable[[Any], Any]
# News of these make a sheet read anew.
NOUNS = frozenset({"plan_proposal", "plan", "plan_version", "campaign", "plan_acknowledgement"})


@dataclass(frozen=True, slots=True)
class Choosable:
    """The plans that could be changed as (id, name), and what their fields are completed with.

    `likely` is the plan that is probably meant, None where nothing says so.
    """

    plans: tuple[tuple[int, str], ...]
    names: OfferedNames
    likely: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A proposal, what the version says that it was written for, what incidents run now, and what both would say.

    `became` and `campaign` are there once it was accepted; `audiences` are (kind, id, name) of who could read it.
    """

    row: ProposalRow
    base: PlanContent
    running: Version | None
    merge: Merge
    became: Version | None
    campaign: CampaignRow | None
    audiences: tuple[tuple[str, int, str], ...]


def load_choosable(database: Any, incident_id: int) -> Choosable:
    """`incident_id` is that of the incident behind the change, 0 for none."""
    with database.read() as reader:
        known = tuple((row.id, row.name) for row in plans(reader))
        likely = plan_behind(reader, incident_id) if incident_id else None
        return Choosable(known, offered_names(reader), likely)


def load_base(database: Any, plan_id: int, version_id: int | None) -> Version:
    """What a change begins from: a version that is still there, else what incidents run.

    Raises Refused where the plan is gone.
    """
    with database.read() as reader:
        version = (version_of(reader, version_id) if version_id else None) or running_version(reader, plan_id)
        if version is None:
            raise Refused(_("This plan is not there any more; it may be in the trash."))
        return version


def load_proposal(database: Any, proposal_id: int) -> Standing:
    """Raises Refused where there is no such proposal or it is in the trash."""
    with database.read() as reader:
        row = proposal_row(reader, proposal_id)
        if row is None:
            raise Refused(_("This proposal is not there any more; somebody has taken it back."))
        running, merge = standing(reader, row)
        became = version_of(reader, row.version_id) if row.version_id else None
        asking = next((each for each in campaigns(reader) if became and each.plan_version_id == became.id), None)
        return Standing(row, base_of(reader, row.base_version_id), running, merge, became, asking, _audiences(reader))


def _audiences(reader: Any) -> tuple[tuple[str, int, str], ...]:
    sql = "SELECT id, name FROM {table} WHERE withdrawn_at IS NULL ORDER BY lower(name), id"
    return tuple(
        (table, int(key), str(name))
        for table in ("role", "team", "department")
        for key, name in reader.rows(sql.format(table=table))
    )


def proposing(plan_id: int, base_version_id: int, content: PlanContent, reason: str, **origin: int | None) -> Act:
    return lambda session: propose_change(
        session, plan_id=plan_id, base_version_id=base_version_id, content=content, reason=reason, **origin
    )


def changing(proposal_id: int, content: PlanContent, reason: str) -> Act:
    def act(session: Any) -> int:
        change_proposal(session, proposal_id, content=content, reason=reason)
        return proposal_id

    return act


def accepting(proposal_id: int, readers: Readers, choices: Mapping[str, str], note: str) -> Act:
    return lambda session: accept_proposal(session, proposal_id, readers=readers, choices=choices, note=note)


def rejecting(proposal_id: int, reason: str) -> Act:
    return lambda session: reject_proposal(session, proposal_id, reason=reason)


def withdrawing(proposal_ids: list[int]) -> Act:
    return lambda session: [withdraw_proposal(session, each) for each in proposal_ids]
