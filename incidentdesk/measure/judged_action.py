"""Corrective actions as lists show them, each with whether it works."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from incidentdesk.investigate.action_list import ActionRow
from incidentdesk.investigate.action_state import DONE_STATES
from incidentdesk.measure.effectiveness import Effectiveness, verdicts
from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class JudgedAction(ActionRow):
    """`effect` is None for what is not done."""

    effect: Effectiveness | None


def judged(reader: Reader, rows: Sequence[ActionRow], now: int) -> list[JudgedAction]:
    """The same actions in the same order; `now` in microseconds since 1970."""
    done = [row.id for row in rows if row.state in DONE_STATES]
    found = verdicts(reader, now, done) if done else {}
    return [JudgedAction(**_facts(row), effect=found.get(row.id)) for row in rows]


def _facts(row: ActionRow) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in fields(ActionRow)}


def effect_of(row: ActionRow) -> Effectiveness | None:
    """None for what is not done, and for what nobody has judged."""
    return row.effect if isinstance(row, JudgedAction) else None


def words_of(rows: Sequence[ActionRow]) -> dict[int, str]:
    """The verdicts by the ids of the actions, as a query takes them."""
    effects = (effect_of(row) for row in rows)
    return {effect.action_id: str(effect.verdict) for effect in effects if effect is not None}
