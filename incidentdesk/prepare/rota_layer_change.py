"""Adding, changing, reordering and ending the layers of a rota."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from incidentdesk.language import _
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.on_call import rota_of
from incidentdesk.prepare.person import staff_named
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.rota import rota, rota_layer, rota_turn
from incidentdesk.prepare.rota_layer import drafted_layer, layer_facts
from incidentdesk.prepare.rota_shift import Layer, Rota
from incidentdesk.prepare.rota_succession import succession
from incidentdesk.prepare.rota_time import wall_at, wall_text
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.conflict import Conflict, clashes_between
from incidentdesk.store.session import Session


def add_layer(session: Session, rota_id: int, *, people: Sequence[str], **facts: Any) -> int:
    """Put a layer below the others and return its id; people are names. Raises Refused as `drafted_layer` does."""
    present(session, rota, rota_id)
    used = session.reader.rows(
        "SELECT coalesce(max(position), 0) FROM rota_layer WHERE rota_id = :id AND withdrawn_at IS NULL",
        {"id": rota_id},
    )
    return _insert(session, rota_id, drafted_layer(people=_ids(session, people), position=used[0][0] + 1, **facts))


def change_layer(
    session: Session, layer_id: int, *, people: Sequence[str], seen: Mapping[str, Any] | None = None, **facts: Any
) -> int:
    """Change a layer and return the id of the one that holds from now on.

    One that has begun ends at the next hand-over and is followed by the changed one. `seen` are the facts that the
    person had before the eyes. Raises Refused as `drafted_layer` does, and Conflict where two have changed the same.
    """
    row = present(session, rota_layer, layer_id)
    whole = _whole(session, row["rota_id"])
    old = next(each for each in whole.layers if each.id == layer_id)
    if any(each.position == old.position and each.starts > old.starts for each in whole.layers):
        raise Refused(_("Somebody has changed this layer meanwhile. Close it, and open the one that follows it."))
    if seen is not None:
        _refuse_clash(session, layer_facts(whole, old), seen, {"people": tuple(people), **facts}, layer_id)
    new = drafted_layer(people=_ids(session, people), layer_id=layer_id, position=row["position"], **facts)
    # The order may have new people in it.
    whole = _whole(session, row["rota_id"])
    ended, follows = succession(whole, old, new, session.at)
    if ended is None:
        ledger.update(session, rota_layer, layer_id, _columns(new))
        _set_people(session, layer_id, new.people)
        return layer_id
    assert ended.ends is not None
    ledger.update(session, rota_layer, layer_id, {"ends": wall_text(ended.ends)})
    return _insert(session, row["rota_id"], follows)


def _refuse_clash(
    session: Session, theirs: Mapping[str, Any], seen: Mapping[str, Any], mine: Mapping[str, Any], layer_id: int
) -> None:
    changed = {name: value for name, value in mine.items() if name in seen and value != seen[name]}
    clashes = clashes_between(seen, theirs, changed)
    if clashes:
        rows = session.reader.rows(
            "SELECT actor FROM ledger WHERE noun = 'rota_layer' AND record_id = :id ORDER BY id DESC LIMIT 1",
            {"id": layer_id},
        )
        raise Conflict(clashes, str(rows[0][0]) if rows else "")


def move_layer(session: Session, layer_id: int, step: int) -> None:
    """Ask a layer earlier (-1) or later (1) than its neighbour; raises Refused at either end."""
    row = present(session, rota_layer, layer_id)
    layers = _whole(session, row["rota_id"]).layers
    positions = sorted({each.position for each in layers})
    place = positions.index(row["position"]) + step
    if not 0 <= place < len(positions):
        raise Refused(_("This layer is the first already.") if step < 0 else _("This layer is the last already."))
    exchanged = {row["position"]: positions[place], positions[place]: row["position"]}
    for layer in layers:
        if layer.position in exchanged:
            ledger.update(session, rota_layer, layer.id, {"position": exchanged[layer.position]})


def end_layer(session: Session, layer_id: int) -> None:
    """No turns of this layer from now on; the past stays as it was. One that has not begun is taken away."""
    row = present(session, rota_layer, layer_id)
    now = wall_at(_whole(session, row["rota_id"]).zone, session.at)
    if datetime.fromisoformat(row["starts"]) >= now:
        ledger.withdraw(session, rota_layer, layer_id)
        _reopen_before(session, row)
    else:
        ledger.update(session, rota_layer, layer_id, {"ends": wall_text(now)})


def _reopen_before(session: Session, row: Mapping[str, Any]) -> None:
    """Without the follower, what it has followed ends all the same: the lane was to end."""
    layers = [each for each in _whole(session, row["rota_id"]).layers if each.position == row["position"]]
    now = wall_at(_whole(session, row["rota_id"]).zone, session.at)
    for layer in layers:
        if layer.ends is not None and layer.ends > now:
            ledger.update(session, rota_layer, layer.id, {"ends": wall_text(now)})


def _whole(session: Session, rota_id: int) -> Rota:
    found = rota_of(session.reader, rota_id)
    if found is None:
        raise Refused(_("This rota is not there any more; somebody has taken it away."))
    return found


def _ids(session: Session, people: Sequence[str]) -> list[int]:
    found = (staff_named(session, name) for name in people)
    return [person_id for person_id in found if person_id is not None]


def _columns(layer: Layer) -> dict[str, Any]:
    return {
        "name": layer.name,
        "starts": wall_text(layer.starts),
        "ends": wall_text(layer.ends) if layer.ends else "",
        "turn": layer.turn,
        "every": layer.every,
        "windows": json.dumps(layer.windows),
        "responder_time": layer.responder_time,
    }


def _insert(session: Session, rota_id: int, layer: Layer) -> int:
    facts = {"key": new_key(), "rota_id": rota_id, "position": layer.position, **_columns(layer)}
    layer_id = ledger.insert(session, rota_layer, facts)
    _set_people(session, layer_id, layer.people)
    return layer_id


def _set_people(session: Session, layer_id: int, people: Sequence[int]) -> None:
    """Write the order into the turns that are there, add what is missing and take away what is too much."""
    rows = session.reader.rows(
        "SELECT id FROM rota_turn WHERE layer_id = :id AND withdrawn_at IS NULL ORDER BY position, id", {"id": layer_id}
    )
    for place, person_id in enumerate(people):
        facts = {"position": place + 1, "person_id": person_id}
        if place < len(rows):
            ledger.update(session, rota_turn, rows[place][0], facts)
        else:
            ledger.insert(session, rota_turn, {"key": new_key(), "layer_id": layer_id, **facts})
    for (turn_id,) in rows[len(people) :]:
        ledger.withdraw(session, rota_turn, turn_id)
