"""Which incidents have which cause, as conditions of SQL over `incident AS i`.

Causes belong to a later phase; what is known of them here is the names of their tables.
"""

from collections.abc import Callable, Sequence

from incidentdesk.detect.possession import NO
from incidentdesk.detect.query_key import CAUSE_STATUS_OF, slug
from incidentdesk.store.reading import Reader
from incidentdesk.store.search import matching, word_parameter

_COLUMNS = ("text", "note")
_CAUSES = "SELECT c.incident_id FROM cause AS c WHERE c.withdrawn_at IS NULL AND c.kind = 'cause'"
_ROOT = "c.withdrawn_at IS NULL AND c.kind = 'cause' AND c.status = 'Root cause' AND v.withdrawn_at IS NULL"
_ROOTS = f"SELECT c.id, c.text FROM cause AS c JOIN investigation AS v ON v.id = c.investigation_id WHERE {_ROOT}"
# Of an incident itself, and of the problem behind it.
_INCIDENTS = (
    "SELECT v.incident_id FROM cause AS c JOIN investigation AS v ON v.id = c.investigation_id"
    f" WHERE v.incident_id IS NOT NULL AND {_ROOT}{{more}}"
    " UNION SELECT k.incident_id FROM cause AS c JOIN investigation AS v ON v.id = c.investigation_id"
    " JOIN problem_incident AS k ON k.problem_id = v.problem_id AND k.withdrawn_at IS NULL"
    f" WHERE {_ROOT}{{more}}"
)


def has_cause(reader: Reader, text: str, literal: bool, bind: Callable[[str], str]) -> str:
    """The incident has a cause of that status, or with that text."""
    written = "" if literal else slug(text)
    if written == "none":
        return NO["analysis"]
    if written in CAUSE_STATUS_OF:
        return f"i.id IN ({_CAUSES} AND c.status = :{bind(CAUSE_STATUS_OF[written])})"
    needle = word_parameter(reader.dialect, text, whole=literal)
    found = matching(reader.dialect, "cause", _COLUMNS, bind(needle.parameter), indexed=needle.indexed)
    return f"i.id IN ({_CAUSES} AND c.id IN ({found}))"


def root_cause_ids(reader: Reader, text: str) -> list[int]:
    """The root causes with exactly this text, in any case and however it is spaced."""
    wanted = same_text(text)
    return [int(cause_id) for cause_id, said in reader.rows(_ROOTS) if same_text(said) == wanted]


def root_cause_texts(reader: Reader) -> tuple[str, ...]:
    """The root causes that there are, each once, in the order of the alphabet."""
    known = {same_text(said): " ".join(said.split()) for _id, said in reader.rows(_ROOTS)}
    return tuple(known[each] for each in sorted(known) if each)


def has_root_cause(among: Callable[[str, Sequence[int]], str], cause_ids: Sequence[int]) -> str:
    """The incident, or the problem behind it, has one of these root causes."""
    these = f" AND {among('c.id', cause_ids)}"
    return f"i.id IN ({_INCIDENTS.format(more=these)})"


NO_ROOT_CAUSE = f"i.id NOT IN ({_INCIDENTS.format(more='')})"


def same_text(text: str) -> str:
    """What is the same for two causes that say the same (as `measure.metric.repeat` has it)."""
    return " ".join(text.split()).casefold()
