"""Incidents like the one that is being logged, offered before it is saved (D12)."""

import math
import re
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from incidentdesk.detect.condition import OPEN, PRESENT, TEXT_COLUMNS, among_ids, list_of_ids
from incidentdesk.detect.number import number
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import _
from incidentdesk.store.reading import Reader, Row
from incidentdesk.store.search import Needle, any_of, matching, word_parameter

# A title must be this much alike, in percent, before anybody is disturbed; less for an open incident of the same caller
# or the same service.
ALIKE = 80
ALIKE_FOR_SAME_CALLER = 50
ALIKE_FOR_SAME_SERVICE = 65
# So much of what is telling in the title must be there: "Can't log in to SAP" is not "Can't log in to the VPN".
TELLING = 0.6
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
    needles = needles_of(reader, title)
    if len(needles) < FEWEST_WORDS and all(needle.indexed for needle in needles.values()):
        return []
    weights = _weights(reader, needles)
    candidates = _candidates(reader, needles, weights) | _open_of_caller(reader, reporter_id)
    found = [
        incident
        for row in _rows(reader, candidates)
        if (incident := _judged(row, title, weights, reporter_id, service_id)) is not None
    ]
    found.sort(key=lambda incident: (not incident.open, -incident.likeness, -incident.id))
    return found[:limit]


def telling_words(title: str) -> list[str]:
    """Words of at least three letters or with a digit, each once, the longest first."""
    words = {word.casefold(): None for word in re.findall(r"\w+", title) if len(word) > 2 or not word.isalpha()}
    return sorted(words, key=len, reverse=True)[:MOST_WORDS]


def needles_of(reader: Reader, title: str) -> dict[str, Needle]:
    """Each telling word with what finds it; only the last one may still be being typed."""
    typed = re.findall(r"\w+$", title.casefold())
    return {word: word_parameter(reader.dialect, word, whole=[word] != typed) for word in telling_words(title)}


def _weights(reader: Reader, needles: Mapping[str, Needle]) -> dict[str, float]:
    """How much each word tells; words that no title has are left out."""
    return {word: weight for word, (weight, known) in weights_of(reader, needles).items() if known}


def weights_of(reader: Reader, needles: Mapping[str, Needle]) -> dict[str, tuple[float, bool]]:
    """How much each word tells, the more, the fewer titles have it; and whether any title has it."""
    last = int(reader.rows("SELECT max(id) FROM incident")[0][0] or 0)
    hits = {word: _hits(reader, needle) if needle.indexed else 1 for word, needle in needles.items()}
    return {word: (math.log((last + 1) / max(1, count)), count > 0) for word, count in hits.items()}


def _hits(reader: Reader, needle: Needle) -> int:
    sql = f"SELECT count(*) FROM ({_titles(reader)} LIMIT {COMMON}) AS hits"
    return int(reader.rows(sql, {"words": needle.parameter})[0][0])


# ── candidates ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _candidates(reader: Reader, needles: Mapping[str, Needle], weights: Mapping[str, float]) -> set[int]:
    """The newest incidents with any of the two words that tell most, and those with any of the words at all.

    Where a script has no spaces between words, the open incidents changed last.
    """
    telling = [needles[word] for word in sorted(weights, key=lambda word: -weights[word]) if needles[word].indexed]
    found = set(_newest(reader, telling[:2])) | set(_newest(reader, telling)) if telling else set()
    return found | set(_newest_open(reader)) if len(telling) < len(weights) else found


def _newest(reader: Reader, needles: Iterable[Needle]) -> Iterable[int]:
    order = "id" if reader.dialect == "postgresql" else "rowid"
    sql = f"{_titles(reader)} ORDER BY {order} DESC LIMIT {CANDIDATES}"
    return (int(row[0]) for row in reader.rows(sql, {"words": any_of(reader.dialect, needles)}))


def _titles(reader: Reader) -> str:
    # PostgreSQL's index does not know in which column a word stands; to look costs more than a candidate in vain.
    only = None if reader.dialect == "postgresql" else "title"
    return matching(reader.dialect, "incident", TEXT_COLUMNS["incident"], "words", only=only)


def _open_of_caller(reader: Reader, reporter_id: int | None) -> set[int]:
    if reporter_id is None:
        return set()
    sql = (
        f"SELECT i.id FROM incident AS i WHERE {PRESENT} AND i.reporter_id = :reporter"
        f" AND {OPEN} ORDER BY i.id DESC LIMIT 50"
    )
    return {int(row[0]) for row in reader.rows(sql, {"reporter": reporter_id})}


def _newest_open(reader: Reader) -> Iterable[int]:
    sql = f"SELECT i.id FROM incident AS i WHERE {PRESENT} AND {OPEN} ORDER BY i.updated_at DESC LIMIT {CANDIDATES}"
    return (int(row[0]) for row in reader.rows(sql))


def _rows(reader: Reader, ids: Iterable[int]) -> list[Row]:
    wanted = array("q", sorted(ids))
    sql = (
        "SELECT id, title, state, priority, reporter_id, service_id FROM incident"
        f" WHERE withdrawn_at IS NULL AND {among_ids(reader.dialect, 'id', 'ids')}"
    )
    return reader.rows(sql, {"ids": list_of_ids(wanted)}) if wanted else []


# ── judgement ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _judged(
    row: Row, title: str, weights: Mapping[str, float], reporter_id: int | None, service_id: int | None
) -> SimilarIncident | None:
    incident_id, other, state, priority, reporter, service = row
    likeness = likeness_of(title, other, weights)
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


def likeness_of(title: str, other: str, weights: Mapping[str, float]) -> int:
    """0 to 100; 0 too where little of what is telling, as `weights` say of each word, is found in the other title."""
    from rapidfuzz import fuzz
    from rapidfuzz.utils import default_process

    there = re.findall(r"\w+", other.casefold())
    found = sum(weight for word, weight in weights.items() if any(_is_same(word, each) for each in there))
    if found < TELLING * sum(weights.values()):
        return 0
    return round(fuzz.token_set_ratio(title, other, processor=default_process))


def _is_same(word: str, other: str) -> bool:
    """Whether two words are one, up to a typing error and the ending that is still to be typed."""
    from rapidfuzz import fuzz

    return other.startswith(word) or fuzz.ratio(word, other, score_cutoff=ALIKE) > 0


def _reasons(likeness: int, is_open: bool, *, same_caller: bool, same_service: bool) -> list[str]:
    alike = likeness >= ALIKE
    reasons = [_("similar title")] if alike else []
    if same_caller and (alike or (is_open and likeness >= ALIKE_FOR_SAME_CALLER)):
        reasons.append(_("same caller"))
    if same_service and (alike or (is_open and likeness >= ALIKE_FOR_SAME_SERVICE)):
        reasons.append(_("same service"))
    return reasons
