"""What is told of a cause in one line: "Role: Trigger · Owner: Mei Okafor · Votes: 6"."""

import re
from datetime import date
from typing import Any

from incidentdesk.investigate.action_state import ActionState
from incidentdesk.investigate.cause_graph import Cause, CauseGraph, CounterMeasure, Effort, Gate
from incidentdesk.investigate.cause_word import effort_named, gate_named, role_named
from incidentdesk.investigate.markdown_text import escaped, plain
from incidentdesk.language import N_, _

_DOT = " · "
_MEASURE = re.compile(r"(?P<effort>[^:]{1,40}): (?P<text>.*) \[(?P<facts>[^\[\]]*)\]", re.DOTALL)
# How it is called in a file -> the field; what is counted is told and not read.
_CAUSE_LABELS = {
    N_("Role"): "role", N_("Owner"): "owner", N_("Gate"): "gate", N_("In the 5-Whys"): "asked",
    N_("Not followed"): "stop_reason", N_("Accepted"): "accepted_reason", N_("Votes"): "", N_("Evidence"): "",
}  # fmt: skip
_MEASURE_LABELS = {N_("State"): "state", N_("Owner"): "owner", N_("Due"): "due_on"}


def cause_fact_line(graph: CauseGraph, cause: Cause) -> str:
    """Empty where there is nothing to tell."""
    backing, votes = graph.backing_of(cause.key), graph.votes_of(cause.key)
    evidence = _("{n} for, {against} against").format(n=backing.supports, against=backing.contradicts)
    return _line({
        "Role": _(cause.role) if cause.role else "",
        "Owner": cause.owner,
        "Gate": "OR" if cause.gate == Gate.OR else "",
        "In the 5-Whys": _("yes") if cause.asked else "",
        "Not followed": cause.stop_reason,
        "Accepted": cause.accepted_reason,
        "Votes": str(votes) if votes else "",
        "Evidence": evidence if backing.count else "",
    })  # fmt: skip


def measure_fact_line(measure: CounterMeasure) -> str:
    return _line({"State": _(measure.state), "Owner": measure.owner, "Due": measure.due_on})


def cause_facts_in(line: str) -> dict[str, Any] | None:
    """The fields that a line tells, None where it is an ordinary text."""
    told = _told(line, _CAUSE_LABELS)
    if told is None:
        return None
    facts: dict[str, Any] = {name: told[name] for name in ("owner", "stop_reason", "accepted_reason") if name in told}
    if role := role_named(told.get("role", "")):
        facts["role"] = role
    if gate := gate_named(told.get("gate", "")):
        facts["gate"] = gate
    if "asked" in told:
        facts["asked"] = True
    return facts


def measure_facts_in(line: str) -> dict[str, Any] | None:
    """The fields of a counter-measure that a line tells, None where it is an ordinary text."""
    told = _told(line, _MEASURE_LABELS)
    return None if told is None else measure_facts(**told)


def measure_line(measure: CounterMeasure) -> str:
    """A counter-measure in one line, for programs: "Prevent: Replace it [Committed · Bo Ek · 2026-04-30]"."""
    return f"{measure.effort}: {measure.text} [{measure.state} · {measure.owner} · {measure.due_on}]"


def facts_of_measure(line: str) -> dict[str, Any]:
    """The fields that such a line tells; another text is a proposed counter-measure by itself."""
    found = _MEASURE.fullmatch(line.strip())
    effort = effort_named(found["effort"]) if found else None
    if found is None or effort is None or found["facts"].count(_DOT) != 2:
        return {"text": line.strip(), "effort": Effort.PREVENT, **measure_facts()}
    return {"text": found["text"], "effort": effort, **measure_facts(*found["facts"].split(_DOT))}


def measure_facts(state: str = "", owner: str = "", due_on: str = "") -> dict[str, Any]:
    """What is no state is Proposed, what is no date is left out."""
    known = next((each for each in ActionState if state.casefold() in (each.casefold(), _(each).casefold())), None)
    return {"state": str(known or ActionState.PROPOSED), "owner": owner, "due_on": due_on if _is_date(due_on) else ""}


def _line(facts: dict[str, str]) -> str:
    return _DOT.join(f"{_(label)}: {_written(value)}" for label, value in facts.items() if value)


def _written(value: str) -> str:
    return escaped(value).replace("·", "&middot;").replace("\n", "&#10;")


def _told(line: str, labels: dict[str, str]) -> dict[str, str] | None:
    fields = labels | {_(label): name for label, name in labels.items()}
    told: dict[str, str] = {}
    for part in line.split(_DOT):
        label, colon, value = part.partition(": ")
        if not colon or label not in fields:
            return None
        told[fields[label]] = plain(value)
    return told


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
