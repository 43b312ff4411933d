"""Incidents like the one that is being logged, offered before it is saved (D12)."""

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from incidentdesk.detect.condition import TEXT_COLUMNS, among_ids, list_of_ids
from incidentdesk.detect.number import number
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import _
from incidentdesk.store.reading import Reader, Row
from incidentdesk.store.search import any_of_parameter, matching, word_parameter

# A title must be this much alike, in percent, before anybody is disturbed; less for an open incident of the same caller
# or the same service.
ALIKE = 80
ALIKE_FOR_SAME_CALLER = 50
ALIKE_FOR_SAME_SERVICE = 65
# One word says too little: everything about printers is not one incident.
FEWEST_WORDS = 2
# Words with more hits than this say little; they are looked for among the newest incidents only.
COMMON = 1_000
CANDIDATES = 300
MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class SimilarIncident:
    """`likeness` of the titles is 0 to 100; `reason` says in words why it is offered."""

    id: int
    number: str
    title: str
    state: str
    priority: int
    open: bool
    likeness: int
    reason: str


def similar(
    reader: Reader,
    title: str,
    *,
    reporter_id: int | None = None,
    service_id: int | None = None,
    limit: int = 5,
) -> list[SimilarIncident]:
    """Incidents whose titles are like this one, open ones first; none while the title says too little."""
    words = telling_words(title)
    if len(words) < FEWEST_WORDS:
        return []
    candidates = _candidates(reader, words) | _open_of_caller(reader, reporter_id)
    found = [
        incident
        for row in _rows(reader, candidates)
        if (incident := _judged(row, title, reporter_id, service_id)) is not None
    ]
    found.sort(key=lambda incident: (not incident.open, -incident.likeness, -incident.id))
    return found[:limit]


def telling_words(title: str) -> list[str]:
    """Words of at least three letters or with a digit, each once, the longest first."""
    words = {word.casefold(): None for word in re.findall(r"\w+", title) if len(word) > 2 or not word.isalpha()}
    return sorted(words, key=len, reverse=True)[:MOST_WORDS]


# ── candidates ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _candidates(reader: Reader, words: Sequence[str]) -> set[int]:
    """The newest incidents with any of the rarer words; where all words are common, with any of them."""
    indexed = [word for word in words if word_parameter(reader.dialect, word).indexed]
    rare = [word for word in indexed if _hits(reader, word) < COMMON]
    found = set(_newest(reader, rare)) if rare else set()
    if len(rare) < len(indexed):
        found |= set(_newest(reader, indexed))
    return found


def _hits(reader: Reader, word: str) -> int:
    sql = f"SELECT count(*) FROM ({_titles(reader)} LIMIT {COMMON}) AS hits"
    return int(reader.rows(sql, {"words": any_of_parameter(reader.dialect, [word])})[0][0])


def _newest(reader: Reader, words: Sequence[str]) -> Iterable[int]:
    order = "id" if reader.dialect == "postgresql" else "rowid"
    sql = f"{_titles(reader)} ORDER BY {order} DESC LIMIT {CANDIDATES}"
    return (int(row[0]) for row in reader.rows(sql, {"words": any_of_parameter(reader.dialect, words)}))


def _titles(reader: Reader) -> str:
    return matching(reader.dialect, "incident", TEXT_COLUMNS["incident"], "words", only="title")


def _open_of_caller(reader: Reader, reporter_id: int | None) -> set[int]:
    if reporter_id is None:
        return set()
    sql = (
        "SELECT id FROM incident WHERE withdrawn_at IS NULL AND reporter_id = :reporter"
        f" AND state IN ({_OPEN}) ORDER BY id DESC LIMIT 50"
    )
    return {int(row[0]) for row in reader.rows(sql, {"reporter": reporter_id})}


_OPEN = ", ".join(repr(state.value) for state in OPEN_STATES)


def _rows(reader: Reader, ids: Iterable[int]) -> list[Row]:
    wanted = array("q", sorted(ids))
    sql = (
        "SELECT id, title, state, priority, reporter_id, service_id FROM incident"
        f" WHERE withdrawn_at IS NULL AND {among_ids(reader.dialect, 'id', 'ids')}"
    )
    return reader.rows(sql, {"ids": list_of_ids(wanted)}) if wanted else []


# ── judgement ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _judged(row: Row, title: str, reporter_id: int | None, service_id: int | None) -> SimilarIncident | None:
    from rapidfuzz import fuzz
    from rapidfuzz.utils import default_process

    incident_id, other, state, priority, reporter, service = row
    likeness = round(fuzz.token_set_ratio(title, other, processor=default_process))
    is_open = state in OPEN_STATES
    reasons = _reasons(
        likeness,
        is_open,
        same_caller=reporter_id is not None and reporter == reporter_id,
        same_service=service_id is not None and service == service_id,
    )
    if not reasons:
        return None
    return SimilarIncident(
        incident_id, number(incident_id), other, state, priority, is_open, likeness, ", ".join(reasons)
    )


def _reasons(likeness: int, is_open: bool, *, same_caller: bool, same_service: bool) -> list[str]:
    alike = likeness >= ALIKE
    reasons = [_("similar title")] if alike else []
    if same_caller and (alike or (is_open and likeness >= ALIKE_FOR_SAME_CALLER)):
        reasons.append(_("same caller"))
    if same_service and (alike or (is_open and likeness >= ALIKE_FOR_SAME_SERVICE)):
        reasons.append(_("same service"))
    return reasons
