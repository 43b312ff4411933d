"""What another tool said of an SLA: whether an incident was resolved in time (`made_sla` of ServiceNow).

It becomes the result of the resolution clock of an incident that has ended. Which target it had, no file says.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from incidentdesk.detect.id_list import among_ids, list_of_ids
from incidentdesk.detect.sla_event import ENDED
from incidentdesk.detect.sla_outcome import Outcome
from incidentdesk.detect.sla_result import IMPORTED
from incidentdesk.language import _
from incidentdesk.prepare.sla_kind import SlaKind, Target
from incidentdesk.store.reading import Reader


class Told(NamedTuple):
    """From its creation until it ended, in microseconds since 1970."""

    outcome: str
    started_at: int
    ended_at: int


class Standing(NamedTuple):
    """A result of a resolution clock that the desk has or had."""

    id: int
    imported: bool
    withdrawn: bool
    told: Told


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of the result of a known incident: it is new, or the one with this id is as the file says now."""

    told: Told
    result_id: int | None = None


def told_by(sla_met: bool | None, facts: Mapping[str, Any]) -> Told | None:
    """The result of an incident with these facts; None where the file does not say it, or the incident goes on."""
    ended_at = facts.get("resolved_at")
    ended_at = facts.get("closed_at") if ended_at is None else ended_at
    if sla_met is None or ended_at is None or facts.get("state") not in ENDED:
        return None
    return Told(str(Outcome.MET if sla_met else Outcome.BREACHED), facts["created_at"], ended_at)


def decided(told: Told | None, there: Sequence[Standing], *, undone: bool) -> Decision | None:
    """What was reckoned here stays, and so does what was taken back here since; None where nothing is to be done."""
    if told is None:
        return None
    imported = next((each for each in there if each.imported), None)
    if imported is None:
        return None if any(not each.withdrawn for each in there) else Decision(told)
    comes_back = imported.withdrawn and undone
    changes = not imported.withdrawn and imported.told != told
    return Decision(told, imported.id) if comes_back or changes else None


def results_of(reader: Reader, incident_ids: Iterable[int]) -> dict[int, list[Standing]]:
    """The results of the resolution clocks of some incidents, the newest first."""
    sql = (
        "SELECT incident_id, id, run, withdrawn_at, outcome, started_at, ended_at FROM sla_result"
        " WHERE kind = :kind AND target = :target"
        f" AND {among_ids(reader.dialect, 'incident_id', 'ids')} ORDER BY id DESC"
    )
    parameters = {"kind": SlaKind.SLA, "target": Target.RESOLUTION, "ids": list_of_ids(incident_ids)}
    found: dict[int, list[Standing]] = {}
    for incident_id, result_id, run, withdrawn_at, *told in reader.rows(sql, parameters):
        standing = Standing(result_id, run == IMPORTED, withdrawn_at is not None, Told(*told))
        found.setdefault(incident_id, []).append(standing)
    return found


def result_of(incident_id: int, told: Told) -> dict[str, Any]:
    """The record of a result; its target of 0 means that it is not known."""
    return {
        "incident_id": incident_id,
        "target": Target.RESOLUTION,
        "kind": SlaKind.SLA,
        "sla": _("As imported"),
        "aim": 0,
        "run": IMPORTED,
        **facts_of(told),
    }


def facts_of(told: Told) -> dict[str, Any]:
    """What a file can change; where it ended before it began, no time has passed."""
    return {**told._asdict(), "elapsed": max(0, told.ended_at - told.started_at)}
