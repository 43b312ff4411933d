"""What people type about a rota, made into use cases: names for people, times for instants, lines for turns."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from incidentdesk.language import _, isolated
from incidentdesk.prepare.rota_layer import drafted_layer
from incidentdesk.prepare.rota_shift import Responder, Rota
from incidentdesk.prepare.rota_succession import Moved, changed_rota, moved
from incidentdesk.prepare.rota_time import DAY
from incidentdesk.prepare.rota_typed_time import typed_instant
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

if TYPE_CHECKING:
    from incidentdesk.store.session import Session

PREVIEWED = 28 * DAY


def typed_names(text: str) -> tuple[str, ...]:
    """Names with commas, semicolons or lines between them, in their order."""
    return tuple(filter(None, (" ".join(each.split()) for each in re.split(r"[,;\n]", text))))


def typed_turn(text: str) -> int:
    """Raises Refused for what is no whole number."""
    if not re.fullmatch(r"\s*\d{1,6}\s*", text):
        raise Refused(_("“{text}” is no length of a turn. Write a whole number.").format(text=isolated(text.strip())))
    return int(text)


def person_id_of(reader: Reader, name: str) -> int:
    """The id of a person by name; raises Refused where there is nobody of that name."""
    from incidentdesk.prepare.naming import same_name

    wanted = name.strip()
    if not wanted:
        raise Refused(_("Say who stands in."))
    for person_id, found in reader.rows("SELECT id, name FROM person WHERE withdrawn_at IS NULL ORDER BY id"):
        if same_name(found, wanted):
            return int(person_id)
    raise Refused(_("There is nobody called “{name}”.").format(name=isolated(wanted)))


def override_typed(session: "Session", rota_id: int, facts: Mapping[str, str], zone: tzinfo) -> int:
    """An override of names and times as they were typed; raises Refused as `add_override` does."""
    from incidentdesk.prepare.rota_change import add_override

    instead = facts["instead_of"].strip()
    return add_override(
        session,
        rota_id,
        person_id=person_id_of(session.reader, facts["person"]),
        instead_of_id=person_id_of(session.reader, instead) if instead else None,
        from_at=typed_instant(facts["from_at"], session.at, zone),
        until_at=typed_instant(facts["until_at"], session.at, zone),
        reason=facts["reason"],
    )


def swap_typed(session: "Session", rota_id: int, facts: Mapping[str, str], zone: tzinfo) -> str:
    """A proposed swap of names and times as they were typed; raises Refused as `propose_swap` does."""
    from incidentdesk.prepare.rota_change import propose_swap

    times = {name: typed_instant(facts[name], session.at, zone) for name in facts if name.endswith(("from", "until"))}
    return propose_swap(
        session,
        rota_id,
        first_id=person_id_of(session.reader, facts["first"]),
        first_span=(times["first_from"], times["first_until"]),
        second_id=person_id_of(session.reader, facts["second"]),
        second_span=(times["second_from"], times["second_until"]),
        reason=facts["reason"],
    )


def previewed(
    rota: Rota, layer_id: int, facts: Mapping[str, Any], known: Mapping[str, int], now: int
) -> tuple[Rota, list[Moved]]:
    """The rota as it would be, and whose shifts of the next 28 days become others; raises Refused as a layer does."""
    ids = {name: known.get(name, -number) for number, name in enumerate(facts["people"], 1)}
    kept = {each.name: each.id for each in rota.people}
    old = next((each for each in rota.layers if each.id == layer_id), None)
    below = max((each.position for each in rota.layers), default=0) + 1
    draft = drafted_layer(
        **{**facts, "people": [kept.get(name, ids[name]) for name in facts["people"]]},
        layer_id=layer_id,
        position=old.position if old else below,
    )
    strangers = (Responder(ids[name], name) for name in ids if name not in kept)
    whole = replace(rota, people=(*rota.people, *strangers))
    after = changed_rota(whole, draft, now)
    return after, moved(whole, after, now, now + PREVIEWED)
