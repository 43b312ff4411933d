"""Which deeds were done in the sandbox of a drill, read from its ledger: nothing is reported by hand."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incidentdesk.improve.drill_playing import VIA
from incidentdesk.prepare.scenario_content import Deed
from incidentdesk.store.reading import Reader

# What can only be done after an inject, not before it.
_AFTERWARDS = (Deed.NOTED, Deed.TOLD, Deed.STEP_DONE, Deed.ESCALATED)
_FIELD = {
    Deed.ACKNOWLEDGED: "acknowledged_at",
    Deed.DECLARED: "major",
    Deed.MITIGATED: "mitigated_at",
    Deed.RESOLVED: "resolved_at",
}


@dataclass(frozen=True, slots=True)
class Act:
    """A row of the ledger that people have caused; `chain` is the id of the incident."""

    at: int
    chain: int
    noun: str
    act: str
    changes: Mapping[str, Any]

    def became(self, field: str) -> Any:
        """The value that a field has got; None where it has not changed."""
        value = self.changes.get(field)
        return value[1] if self.act == "changed" and isinstance(value, list) else value

    def was(self, field: str) -> Any:
        value = self.changes.get(field)
        return value[0] if self.act == "changed" and isinstance(value, list) else None


def acts_of(sandbox: Reader) -> list[Act]:
    """All that people have done to the incidents of a sandbox, the first first."""
    rows = sandbox.rows(
        "SELECT at, chain, noun, act, changes FROM ledger WHERE chain <> 0 AND via NOT IN (:drill, 'agent')"
        " ORDER BY at, id",
        {"drill": VIA},
    )
    return [Act(at, chain, noun, act, json.loads(changes)) for at, chain, noun, act, changes in rows]


def first_deed(acts: Sequence[Act], deed: str, incident_id: int | None = None, since: int = 0) -> int | None:
    """The instant of the first deed of a kind; None where there was none."""
    return next(
        (each.at for each in acts if each.at >= since and incident_id in (None, each.chain) and _is(each, deed)),
        None,
    )


def did(acts: Sequence[Act], deed: str, since: int, incident_id: int) -> int | None:
    """When what is expected after an inject was done; what was done before already counts as done then."""
    if deed in _AFTERWARDS:
        return first_deed(acts, deed, incident_id, since)
    at = first_deed(acts, deed, None if deed == Deed.LOGGED else incident_id)
    return None if at is None else max(at, since)


def _is(act: Act, deed: str) -> bool:
    if deed == Deed.LOGGED:
        return act.noun == "incident" and act.act == "created"
    if deed == Deed.ACTIVATED:
        return act.noun == "plan_run" and act.act == "created"
    if deed == Deed.NOTED:
        return act.noun == "entry" and act.act == "created"
    if deed == Deed.TOLD:
        return act.noun == "announcement" and act.became("state") == "Sent"
    if deed == Deed.STEP_DONE:
        return act.noun == "task" and act.became("state") == "Done"
    if act.noun != "incident":
        return False
    if deed == Deed.ASSIGNED:
        return bool(act.became("assignee_id") or act.became("team_id"))
    if deed == Deed.ESCALATED:
        before, after = act.was("priority"), act.became("priority")
        return before is not None and after is not None and after < before
    return deed in _FIELD and bool(act.became(_FIELD[Deed(deed)]))
