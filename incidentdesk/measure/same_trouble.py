"""Which incidents are the trouble that a corrective action was to end.

The best that is known counts: the problem and its known error with the root causes that were found for it; without a
problem the cause that the action answers, or the root causes of its incident, on the same service; and where nobody
has looked for a cause, the same service and category.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from incidentdesk.detect.id_list import among_ids, list_of_ids
from incidentdesk.detect.stage_span import TIMED
from incidentdesk.measure.metric.root_cause import PROBLEM_LINKS, root_causes
from incidentdesk.store.reading import Reader

# When it was logged, and its id.
Logged = tuple[int, int]
# A problem, a known error, a service with a root cause, a service with a category.
_Key = tuple[str | int, ...]
_Members = Mapping[_Key, Sequence[Logged]]


class Basis(StrEnum):
    """By what incidents are taken to be the same trouble."""

    PROBLEM = "problem"
    ROOT_CAUSE = "root-cause"
    CATEGORY = "category"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class CompletedAction:
    """An action that was done, with what is known of its trouble; `cause` is the text of the cause that it answers."""

    id: int
    completed_at: int
    incident_id: int | None
    problem_id: int | None
    cause: str
    service_id: int | None
    service: str
    category_id: int | None
    category: str


@dataclass(frozen=True, slots=True)
class SameTrouble:
    """`incidents` are those that count, in the order in which they were logged; `words` name what they share."""

    basis: Basis
    words: tuple[str, ...]
    incidents: Sequence[Logged]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of causes: the problem of an incident, the known error and services of a problem, root causes."""

    problem_of: Mapping[int, int]
    known_error_of: Mapping[int, int]
    services_of: Mapping[int, set[int]]
    roots_of: Mapping[int, set[str]]
    problem_roots: Mapping[int, set[str]]


_COMPLETED = (
    "SELECT a.id, a.completed_at, a.incident_id, a.problem_id, COALESCE(c.text, ''),"
    " COALESCE(i.service_id, p.service_id), COALESCE(s.name, ''), i.category_id, COALESCE(g.name, '')"
    " FROM corrective_action a LEFT JOIN incident i ON i.id = a.incident_id LEFT JOIN problem p ON p.id = a.problem_id"
    " LEFT JOIN service s ON s.id = COALESCE(i.service_id, p.service_id) LEFT JOIN category g ON g.id = i.category_id"
    " LEFT JOIN cause c ON c.id = a.cause_id AND c.withdrawn_at IS NULL"
    " WHERE a.withdrawn_at IS NULL AND i.withdrawn_at IS NULL AND p.withdrawn_at IS NULL"
    " AND a.state IN ('Done', 'Verified') AND a.completed_at IS NOT NULL"
)
_PROBLEM_ROOTS = (
    "SELECT v.problem_id, c.text FROM cause c JOIN investigation v ON v.id = c.investigation_id"
    " WHERE c.withdrawn_at IS NULL AND v.withdrawn_at IS NULL AND c.kind = 'cause' AND c.status = 'Root cause'"
    " AND v.problem_id IS NOT NULL"
)


def completed_actions(reader: Reader, action_ids: Iterable[int] | None) -> list[CompletedAction]:
    """All that are done or verified, or those of these; what lies in the trash is left out."""
    if action_ids is None:
        return [CompletedAction(*row) for row in reader.rows(_COMPLETED)]
    some = f"{_COMPLETED} AND {among_ids(reader.dialect, 'a.id', 'ids')}"
    return [CompletedAction(*row) for row in reader.rows(some, {"ids": list_of_ids(action_ids)})]


def same_troubles(reader: Reader, actions: Sequence[CompletedAction], within: int) -> dict[int, SameTrouble]:
    """The trouble of each action by its id; incidents more than `within` microseconds away may be missing.

    Who counts is who counts in times (`detect.stage_span.TIMED`): a family once, no duplicate, nothing canceled.
    """
    if not actions:
        return {}
    known, linked = _known(reader)
    keys = {action.id: _keys(action, known) for action in actions}
    groups = {key for _basis, some in keys.values() for key in some if key[0] == Basis.CATEGORY}
    moments = [action.completed_at for action in actions]
    members = {**linked, **_in_categories(reader, groups, min(moments) - within, max(moments) + within)}
    own = _logged(reader, {action.incident_id for action in actions if action.incident_id is not None})
    joined: dict[tuple[frozenset[_Key], int | None], Sequence[Logged]] = {}
    found: dict[int, SameTrouble] = {}
    for action in actions:
        basis, some = keys[action.id]
        place = frozenset(some), action.incident_id
        if place not in joined:
            joined[place] = _joined(members, some, own.get(action.incident_id or 0))
        found[action.id] = SameTrouble(basis, _words(action, basis, known), joined[place])
    return found


def _known(reader: Reader) -> tuple[_Known, dict[_Key, list[Logged]]]:
    """What is known of causes, and the incidents by what they share."""
    links = reader.rows(PROBLEM_LINKS)
    roots = root_causes(reader)
    facts = {
        int(incident_id): (int(created_at), service_id)
        for incident_id, created_at, service_id in _facts(reader, {row[0] for row in (*links, *roots)})
    }
    problem_of, known_error_of = {}, {}
    services_of, roots_of, problem_roots = defaultdict(set), defaultdict(set), defaultdict(set)
    members: dict[_Key, list[Logged]] = defaultdict(list)
    for incident_id, problem_id, known_error_id in links:
        problem_of[int(incident_id)] = int(problem_id)
        at, service_id = facts.get(incident_id, (None, None))
        if service_id is not None:
            services_of[int(problem_id)].add(int(service_id))
        if known_error_id is not None:
            known_error_of[int(problem_id)] = int(known_error_id)
        if at is not None:
            members[Basis.PROBLEM, int(problem_id)].append((at, int(incident_id)))
            if known_error_id is not None:
                members["known error", int(known_error_id)].append((at, int(incident_id)))
    for incident_id, text in roots:
        roots_of[incident_id].add(text)
        at, service_id = facts.get(incident_id, (None, None))
        if at is not None and service_id is not None:
            members[Basis.ROOT_CAUSE, int(service_id), text.casefold()].append((at, incident_id))
    for problem_id, text in reader.rows(_PROBLEM_ROOTS):
        problem_roots[int(problem_id)].add(_line(text))
    return _Known(problem_of, known_error_of, services_of, roots_of, problem_roots), members


def _keys(action: CompletedAction, known: _Known) -> tuple[Basis, list[_Key]]:
    texts = _causes_of(action, known)
    problem_id = _problem_of(action, known)
    if problem_id is not None:
        return Basis.PROBLEM, _keys_of_problem(problem_id, action, known)
    if texts and action.service_id is not None:
        return Basis.ROOT_CAUSE, [(Basis.ROOT_CAUSE, action.service_id, text.casefold()) for text in texts]
    if action.service_id is not None and action.category_id is not None:
        return Basis.CATEGORY, [(Basis.CATEGORY, action.service_id, action.category_id)]
    return Basis.NOTHING, []


def _keys_of_problem(problem_id: int, action: CompletedAction, known: _Known) -> list[_Key]:
    """Also what was found to have the same cause on the same service, and was not linked."""
    keys: list[_Key] = [(Basis.PROBLEM, problem_id)]
    if problem_id in known.known_error_of:
        keys.append(("known error", known.known_error_of[problem_id]))
    services = known.services_of.get(problem_id, set()) | ({action.service_id} if action.service_id else set())
    texts = known.problem_roots.get(problem_id, set()) | ({_line(action.cause)} - {""})
    return [*keys, *((Basis.ROOT_CAUSE, service, text.casefold()) for service in services for text in texts)]


def _line(text: str) -> str:
    return " ".join(text.split())


def _problem_of(action: CompletedAction, known: _Known) -> int | None:
    return action.problem_id if action.incident_id is None else known.problem_of.get(action.incident_id)


def _causes_of(action: CompletedAction, known: _Known) -> list[str]:
    """The cause that it answers; where it answers none, the root causes of its incident."""
    cause = _line(action.cause)
    return [cause] if cause else sorted(known.roots_of.get(action.incident_id or 0, ()))


def _words(action: CompletedAction, basis: Basis, known: _Known) -> tuple[str, ...]:
    if basis == Basis.PROBLEM:
        return (f"PRB-{_problem_of(action, known):04d}",)
    if basis == Basis.ROOT_CAUSE:
        return action.service, *_causes_of(action, known)
    return (action.service, action.category) if basis == Basis.CATEGORY else ()


def _facts(reader: Reader, ids: Iterable[int]) -> list[tuple[int, int, int | None]]:
    """Id, when it was logged, and service of those of these that count."""
    sql = f"SELECT i.id, i.created_at, i.service_id FROM incident i WHERE {TIMED} AND "
    rows = reader.rows(sql + among_ids(reader.dialect, "i.id", "ids"), {"ids": list_of_ids(ids)})
    return [(int(incident_id), int(created_at), service_id) for incident_id, created_at, service_id in rows]


def _logged(reader: Reader, ids: Iterable[int]) -> dict[int, Logged]:
    return {incident_id: (created_at, incident_id) for incident_id, created_at, _service in _facts(reader, ids)}


def _in_categories(reader: Reader, groups: Iterable[_Key], start: int, end: int) -> dict[_Key, list[Logged]]:
    found: dict[_Key, list[Logged]] = defaultdict(list)
    pairs = ", ".join(f"({int(service_id)}, {int(category_id)})" for _basis, service_id, category_id in groups)
    if pairs:
        rows = reader.rows(
            f"WITH wanted(service_id, category_id) AS (VALUES {pairs})"
            " SELECT i.service_id, i.category_id, i.created_at, i.id FROM incident i"
            " JOIN wanted w ON w.service_id = i.service_id AND w.category_id = i.category_id"
            f" WHERE {TIMED} AND i.created_at >= :start AND i.created_at <= :end",
            {"start": start, "end": end},
        )
        for service_id, category_id, at, incident_id in rows:
            found[Basis.CATEGORY, int(service_id), int(category_id)].append((int(at), int(incident_id)))
    return found


def _joined(members: _Members, keys: Iterable[_Key], own: Logged | None) -> list[Logged]:
    """The incidents of all keys, each once; the one that led to the action is one of them in any case."""
    incidents = {each for key in keys for each in members.get(key, ())}
    if own is not None and keys:
        incidents.add(own)
    return sorted(incidents)
