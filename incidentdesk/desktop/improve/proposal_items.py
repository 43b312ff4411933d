"""Proposed changes to plans as the lines of a short list."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.improve.improvement_mark import PROPOSAL_MARK
from incidentdesk.improve.plan_proposal import ProposalState
from incidentdesk.improve.plan_proposal_list import ProposalRow
from incidentdesk.language import _


def proposal_items(rows: Iterable[ProposalRow], zone: ZoneInfo) -> list[dict[str, Any]]:
    """As a TwoLineList takes them."""
    return [
        {
            "key": row.id, "head": f"{_(row.state)} · {row.plan}", "text": row.reason, "note": _note(row, zone),
            "mark": PROPOSAL_MARK[ProposalState(row.state)],
        }
        for row in rows
    ]  # fmt: skip


def _note(row: ProposalRow, zone: ZoneInfo) -> str:
    if row.version_number is not None:
        return _("version {number}").format(number=row.version_number)
    return moment.day_and_time(row.decided_at or row.created_at, clock.stored(clock.now()), zone)
