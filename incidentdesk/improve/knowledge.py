"""One search over what the desk knows: articles, lessons, known errors, problems, improvements and incidents."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from incidentdesk.detect.condition import TEXT_COLUMNS
from incidentdesk.language import N_
from incidentdesk.store.reading import Reader
from incidentdesk.store.search import Needle, matching, word_parameter

# So many of each kind; whoever searches wants the best ones, not all.
MOST_OF_A_KIND = 20
_MOST_WORDS = 8


class KnowledgeKind(StrEnum):
    ARTICLE = "article"
    LESSON = "lesson"
    KNOWN_ERROR = "known_error"
    PROBLEM = "problem"
    IMPROVEMENT = "improvement"
    INCIDENT = "incident"


KIND_NAME = {
    KnowledgeKind.ARTICLE: N_("Articles"),
    KnowledgeKind.LESSON: N_("Lessons"),
    KnowledgeKind.KNOWN_ERROR: N_("Known errors"),
    KnowledgeKind.PROBLEM: N_("Problems"),
    KnowledgeKind.IMPROVEMENT: N_("Improvements"),
    KnowledgeKind.INCIDENT: N_("Incidents"),
}


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Something that was found. `state` is a state or the kind of a lesson, `text` what helps or was learnt."""

    kind: KnowledgeKind
    id: int
    title: str
    state: str
    text: str
    updated_at: int  # microseconds since 1970


class _Source(NamedTuple):
    kind: KnowledgeKind
    searched: tuple[str, ...]  # as the full-text index of the table has them
    state: str
    text: str


_SOURCES = (
    _Source(KnowledgeKind.ARTICLE, ("title", "symptom", "solution"), "state", "solution"),
    _Source(KnowledgeKind.LESSON, ("title", "text", "recommendation"), "kind", "recommendation"),
    _Source(KnowledgeKind.KNOWN_ERROR, ("title", "symptom", "workaround"), "state", "workaround"),
    _Source(KnowledgeKind.PROBLEM, ("title", "description"), "state", "workaround"),
    _Source(KnowledgeKind.IMPROVEMENT, ("title", "description", "result"), "state", "result"),
    _Source(KnowledgeKind.INCIDENT, TEXT_COLUMNS["incident"], "state", "resolution_notes"),
)
_NUMBER = re.compile(r"\s*(INC|PRB|IMP|KE|KB)-?0*(\d{1,18})\s*", re.IGNORECASE)
_NUMBERED = {
    "INC": KnowledgeKind.INCIDENT,
    "PRB": KnowledgeKind.PROBLEM,
    "IMP": KnowledgeKind.IMPROVEMENT,
    "KE": KnowledgeKind.KNOWN_ERROR,
    "KB": KnowledgeKind.ARTICLE,
}


def found_knowledge(
    reader: Reader, text: str, *, kinds: Iterable[str] = tuple(KnowledgeKind), limit: int = MOST_OF_A_KIND
) -> list[Knowledge]:
    """What has all the words of a text, kind by kind; in each those first that have them in the title.

    The number of an incident, a problem, an improvement, a known error or an article finds it.
    """
    wanted = set(kinds)
    if number := _NUMBER.fullmatch(text):
        kind = _NUMBERED[number[1].upper()]
        return _by_id(reader, kind, int(number[2])) if kind in wanted else []
    needles = [word_parameter(reader.dialect, word) for word in text.split()[:_MOST_WORDS]]
    if not needles:
        return []
    return [each for source in _SOURCES if source.kind in wanted for each in _found(reader, source, needles, limit)]


def _by_id(reader: Reader, kind: KnowledgeKind, record_id: int) -> list[Knowledge]:
    source = next(each for each in _SOURCES if each.kind == kind)
    sql = f"{_select(source)} WHERE withdrawn_at IS NULL AND id = :id"
    return [Knowledge(kind, *row) for row in reader.rows(sql, {"id": record_id})]


def _found(reader: Reader, source: _Source, needles: Sequence[Needle], limit: int) -> list[Knowledge]:
    parameters: dict[str, object] = {"limit": limit}
    conditions, in_title = [], []
    for place, needle in enumerate(needles):
        name = f"word{place}"
        parameters[name] = needle.parameter
        everywhere = matching(reader.dialect, source.kind, source.searched, name, indexed=needle.indexed)
        title = matching(reader.dialect, source.kind, source.searched, name, indexed=needle.indexed, only="title")
        conditions.append(f"id IN ({everywhere})")
        in_title.append(f"id IN ({title})")
    sql = (
        f"{_select(source)} WHERE withdrawn_at IS NULL AND {' AND '.join(conditions)}"
        f" ORDER BY CASE WHEN {' AND '.join(in_title)} THEN 0 ELSE 1 END, updated_at DESC, id DESC LIMIT :limit"
    )
    return [Knowledge(source.kind, *row) for row in reader.rows(sql, parameters)]


def _select(source: _Source) -> str:
    return f"SELECT id, title, {source.state}, {source.text}, updated_at FROM {source.kind}"
