"""The causes that a review tells of: root causes, triggers, contributing factors and detection gaps told apart (I6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from incidentdesk.investigate.cause_graph import Cause, CauseGraph, Role, Status
from incidentdesk.investigate.cause_record import cause_graph_of
from incidentdesk.investigate.problem_link import problem_of
from incidentdesk.investigate.subject import INCIDENT, PROBLEM, Subject
from incidentdesk.language import N_
from incidentdesk.store.reading import Reader

ROOT, TRIGGER, CONTRIBUTING, DETECTION_GAP = "root", "trigger", "contributing", "gap"
PART_NAME = {
    ROOT: N_("Root cause"),
    TRIGGER: N_("Trigger"),
    CONTRIBUTING: N_("Contributing factor"),
    DETECTION_GAP: N_("Detection gap"),
}
_FOUND = (Status.VERIFIED, Status.ROOT_CAUSE)


@dataclass(frozen=True, slots=True)
class FoundCauses:
    """Causes by the part that they played, each in the order of the graph; how many are open, and how many fell."""

    parts: dict[str, list[Cause]]
    suspected: int
    ruled_out: int


def graph_of_review(reader: Reader, incident_id: int) -> tuple[Subject, CauseGraph | None]:
    """The graph and whose it is: the incident's or, where its own causes were not looked for, that of its problem."""
    own = Subject(INCIDENT, incident_id)
    graph = cause_graph_of(reader, own)
    problem_id = problem_of(reader, incident_id) if graph is None else None
    if problem_id is None:
        return own, graph
    problem = Subject(PROBLEM, problem_id)
    return problem, cause_graph_of(reader, problem)


def has_cause(graph: CauseGraph | None) -> bool:
    """Whether something was found to be a cause."""
    return graph is not None and any(cause.status in _FOUND for cause in graph.causes.values())


def found_causes(graph: CauseGraph | None) -> FoundCauses:
    """A root cause is one whatever role it was given; what is only suspected is told where it has a role."""
    parts: dict[str, list[Cause]] = {part: [] for part in PART_NAME}
    causes: Sequence[Cause] = graph.in_order() if graph else ()
    for cause in causes:
        part = _part_of(cause)
        if part:
            parts[part].append(cause)
    return FoundCauses(
        parts,
        sum(cause.status == Status.SUSPECTED and not _part_of(cause) for cause in causes),
        sum(cause.status == Status.RULED_OUT for cause in causes),
    )


def _part_of(cause: Cause) -> str:
    if cause.status == Status.RULED_OUT:
        return ""
    if cause.status == Status.ROOT_CAUSE:
        return ROOT
    by_role = {Role.TRIGGER: TRIGGER, Role.CONTRIBUTING: CONTRIBUTING, Role.DETECTION_GAP: DETECTION_GAP}
    return by_role.get(Role(cause.role), CONTRIBUTING if cause.status == Status.VERIFIED else "")
