"""What the statistics count, as conditions of SQL over `incident AS i`: the very ones by which they measure.

So the list behind a number has as many incidents as the number says.
"""

from incidentdesk.detect.sla_outcome import Outcome
from incidentdesk.detect.stage_span import COUNTED, SPANS, TIMED
from incidentdesk.prepare.sla_kind import SlaKind, Target

_TARGETS = {"": Target.RESOLUTION, "-response": Target.RESPONSE, "-update": Target.UPDATE}
# Which target of an SLA ended how, for each key.
ENDINGS = {
    f"{word}{ending}": (target, outcome)
    for ending, target in _TARGETS.items()
    for word, outcome in (("met", Outcome.MET), ("missed", Outcome.BREACHED))
}


def counts_in(metric: str) -> str:
    """What a time of the statistics counts."""
    return SPANS[metric].counted_sql


def contradicts(metric: str) -> str:
    """Where a time of the statistics ends before it begins; "any" of them."""
    if metric != "any":
        return SPANS[metric].anomaly_sql
    return f"({TIMED} AND ({' OR '.join(span.contradiction_sql for span in SPANS.values())}))"


def counts(answer: str) -> str:
    """Whether an incident counts in volume."""
    return f"({COUNTED})" if answer == "yes" else f"(({COUNTED}) IS NOT TRUE)"


def has_ended(key: str, when: str) -> str:
    """A clock of an SLA ended so; `when` is a condition of `r.ended_at`. Results that were taken back do not count."""
    target, outcome = ENDINGS[key]
    return (
        f"({COUNTED} AND i.id IN (SELECT r.incident_id FROM sla_result AS r WHERE r.withdrawn_at IS NULL"
        f" AND r.kind = '{SlaKind.SLA}' AND r.outcome = '{outcome}' AND r.target = '{target}' AND {when}))"
    )
