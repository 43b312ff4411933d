"""The names that a form offers for the parts of a rule, from what the desk knows."""

from collections.abc import Mapping

from incidentdesk.detect.channel import Channel
from incidentdesk.detect.state import HoldReason, State
from incidentdesk.prepare.known_names import known_names, names_in
from incidentdesk.store.reading import Reader

_TABLES = ("department", "calendar", "rota", "plan", "escalation_policy", "role")
_MOST_TAGS = 500
_MOST_TAGGED = 20_000


def rule_offers(reader: Reader) -> Mapping[str, tuple[str, ...]]:
    """By what fields and actions say that they offer, as `rule_field.FIELDS` and `rule_action.SHAPES` do."""
    names = known_names(reader)
    below = [name for several in names.subcategories.values() for name in several]
    return {
        "service": names.services,
        "category": names.categories,
        "subcategory": tuple(dict.fromkeys(below)),
        "team": names.teams,
        "person": names.people,
        "state": tuple(State),
        "channel": tuple(Channel),
        "hold": tuple(HoldReason),
        "tag": _tags(reader),
        **{table: names_in(reader, table) for table in _TABLES},
    }


def _tags(reader: Reader) -> tuple[str, ...]:
    """Of the newest incidents, in the order of the alphabet."""
    rows = reader.rows(
        "SELECT tags FROM incident WHERE tags <> '' AND withdrawn_at IS NULL ORDER BY id DESC LIMIT :most",
        {"most": _MOST_TAGGED},
    )
    found = dict.fromkeys(tag for row in rows for tag in str(row[0]).split())
    return tuple(sorted(list(found)[:_MOST_TAGS]))
