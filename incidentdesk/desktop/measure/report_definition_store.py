"""How the dialog of a kept report reads and writes it: as texts and choices that fields can hold."""

from collections.abc import Mapping
from typing import Any

from incidentdesk.desktop.record_dialog import Facts, RecordStore
from incidentdesk.language import _
from incidentdesk.measure.report_definition_change import (
    change_definition,
    create_definition,
    definition_facts,
    give_up_definition,
    new_facts,
    withdraw_definition,
)
from incidentdesk.measure.report_schedule import MOST_DAYS
from incidentdesk.refusal import Refused

_SEVERAL = ("sections", "formats")


def shown(facts: Mapping[str, Any]) -> Facts:
    """Facts as the fields hold them."""
    texts = {name: " ".join(facts[name]) for name in _SEVERAL}
    return {**facts, **texts, "days": str(facts["days"])}


def stored(facts: Mapping[str, Any]) -> Facts:
    """Facts as they are written; raises Refused for days that are no number."""
    found = {name: tuple(value.split()) if name in _SEVERAL else value for name, value in facts.items()}
    if "days" in found:
        found["days"] = days_of(str(found["days"]))
    return found


def days_of(text: str) -> int:
    """Raises Refused for what is no number of days."""
    if not (text.strip().isascii() and text.strip().isdigit()):
        raise Refused(_("A report is made 1 to {most} days after the end of its period.").format(most=MOST_DAYS))
    return int(text)


def new_shown(zone: str) -> Facts:
    return shown(new_facts(zone))


DEFINITION_STORE = RecordStore(
    noun="report_definition",
    read=lambda reader, key: shown(definition_facts(reader, key)),
    create=lambda session, facts: create_definition(session, **stored(facts)),
    change=lambda session, key, changes, seen: change_definition(session, key, stored(changes), seen=stored(seen)),
    give_up=lambda session, key, given_up: give_up_definition(session, key, stored(given_up)),
    withdraw=withdraw_definition,
)
