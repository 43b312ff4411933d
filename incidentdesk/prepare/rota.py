"""An on-call rota: layers of people who take turns, and overrides for single spans.

A lower layer is asked where the one above it has nobody; the first layer is the primary, the second the secondary.
"""

import json
from datetime import datetime, time

import sqlalchemy as sa

from incidentdesk.prepare.rota_state import LONGEST_TURN, Every, OverrideKind, OverrideState
from incidentdesk.prepare.windows import DAYS
from incidentdesk.store.base import among, filled, record, reference


def _is_wall_clock(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is None and 1970 <= int(text[:4]) <= 8000
    except ValueError:
        return False


def _are_windows(text: str) -> bool:
    """As `calendar.windows`, so that what strangers have written can be reckoned with."""
    try:
        days = json.loads(text)
        pairs = [(day, *pair) for day, pairs in days.items() for pair in pairs]
        return all(day in DAYS for day in days) and all(_is_window(*pair) for pair in pairs)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return False


def _is_window(_day: str, opens: str, closes: str) -> bool:
    return all(each == "24:00" or bool(time.fromisoformat(each)) or each == "00:00" for each in (opens, closes))


rota = record(
    "rota",
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("description", sa.Text, nullable=False, default="", server_default=""),
    reference("team_id", "team"),
    sa.Column("time_zone", sa.Text, nullable=False),
)

rota_layer = record(
    "rota_layer",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("rota_id", "rota", nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    # Wall-clock time of the rota's zone at which the first turn begins: 2026-03-02T09:00. Hand-overs of turns of days
    # and weeks are at this time of day.
    sa.Column("starts", sa.Text, nullable=False, info={"fits": _is_wall_clock}),
    # Wall-clock time at which the layer ends, or empty.
    sa.Column(
        "ends",
        sa.Text,
        nullable=False,
        default="",
        server_default="",
        info={"fits": lambda text: not text or _is_wall_clock(text)},
    ),
    sa.Column("turn", sa.Integer, nullable=False, info={"fits": lambda turn: 1 <= turn <= LONGEST_TURN}),
    sa.Column("every", sa.Text, nullable=False, info=among(Every)),
    # JSON as the windows of a calendar: when the layer is on duty; {} is always.
    sa.Column("windows", sa.Text, nullable=False, default="{}", server_default="{}", info={"fits": _are_windows}),
    # Whether the windows are meant in the time zone of whoever is on call, and not in that of the rota.
    sa.Column("responder_time", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Index("ix_rota_layer_rota", "rota_id"),
)

rota_turn = record(
    "rota_turn",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("layer_id", "rota_layer", nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    reference("person_id", "person", nullable=False),
    sa.Index("ix_rota_turn_layer", "layer_id"),
)

rota_override = record(
    "rota_override",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("rota_id", "rota", nullable=False),
    # Who is on call instead, and instead of whom; without the second, instead of everybody on the primary layer.
    reference("person_id", "person", nullable=False),
    reference("instead_of_id", "person"),
    sa.Column("from_at", sa.BigInteger, nullable=False),
    sa.Column("until_at", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False, info=among(OverrideKind)),
    sa.Column("state", sa.Text, nullable=False, info=among(OverrideState)),
    # The two halves of a swap have the same.
    sa.Column("pair", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("reason", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Index("ix_rota_override_rota", "rota_id", "until_at"),
)

# What is written with a part of them is undone with it; it did not merely come along.
rota.info["parts"] = frozenset({"rota_layer", "rota_override"})
rota_layer.info["parts"] = frozenset({"rota_turn"})
