"""Lessons that fit an incident while it is being logged: those of incidents like it."""

from collections.abc import Iterable

from incidentdesk.improve.lesson_kind import LessonKind
from incidentdesk.improve.lesson_list import LessonRow, lessons_of_incidents
from incidentdesk.store.reading import Reader

# What says what to do next time comes first; that something went well helps least.
_RANK = {LessonKind.BADLY: 0, LessonKind.FINDING: 1, LessonKind.LUCKY: 2, LessonKind.WELL: 3}


def offered_lessons(reader: Reader, similar_ids: Iterable[int], *, limit: int = 2) -> list[LessonRow]:
    """The most useful lessons of some incidents and of the problems behind them."""
    wanted = list(similar_ids)
    if not wanted:
        return []
    found = lessons_of_incidents(reader, wanted)
    return sorted(found, key=lambda row: (not row.recommendation, _RANK[LessonKind(row.kind)], -row.id))[:limit]
