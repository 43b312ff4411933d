"""News of change: which records of which noun a commit touched."""

from collections.abc import Iterable, Mapping
from typing import Any

# noun -> ids; None stands for "many, read all again".
Changes = Mapping[str, frozenset[int] | None]

MOST_IDS = 1_000
DESK = 0  # the chain of the ledger in which stands what belongs to no incident


def changes_of(touched: Iterable[tuple[str, int]]) -> Changes:
    """Group (noun, id) pairs; a noun with more than a thousand ids becomes None."""
    grouped: dict[str, set[int]] = {}
    for noun, record_id in touched:
        grouped.setdefault(noun, set()).add(record_id)
    return {noun: None if len(ids) > MOST_IDS else frozenset(ids) for noun, ids in grouped.items()}


def news_since(rows: Iterable[Any]) -> list[tuple[str, int]]:
    """(noun, id) of ledger rows (noun, record_id, chain)."""
    touched: list[tuple[str, int]] = []
    for noun, record_id, chain in rows:
        touched.append((noun, record_id))
        if chain != DESK:
            touched.append(("incident", chain))
    return touched


def merged(first: Changes, second: Changes) -> Changes:
    result = dict(first)
    for noun, ids in second.items():
        known = result.get(noun, frozenset())
        result[noun] = None if ids is None or known is None else known | ids
    return result
