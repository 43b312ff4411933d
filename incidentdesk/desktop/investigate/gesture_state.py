"""How a gesture stands to a graph that may have become another since it was made."""

from dataclasses import replace
from typing import Any

from incidentdesk.desktop.investigate.cause_draft import Typed
from incidentdesk.investigate.cause_editing import set_text
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, Change, Gesture, Noun, changed, values_of
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict

_RECORDS = {Noun.CAUSE: "causes", Noun.VOTE: "votes", Noun.MEASURE: "measures"}


def still_to_do(graph: CauseGraph, gesture: Gesture) -> Gesture:
    """What of a gesture is not so yet; a change of what is not there is left out."""
    found: list[Change] = []
    for change in gesture:
        now = record_values(graph, change.noun, change.key)
        if change.after is None or change.before is None:
            if (now is None) != (change.after is None):
                found.append(change)
        elif now is not None:
            different = [name for name, value in change.after.items() if now.get(name) != value]
            if different:
                before = {name: change.before.get(name) for name in different}
                found.append(Change(change.noun, change.key, before, {name: change.after[name] for name in different}))
    return tuple(found)


def is_so(graph: CauseGraph, gesture: Gesture) -> bool:
    """Whether everything that a gesture has changed is still as the gesture left it; places among siblings apart."""
    return all(_is_so(graph, change) for change in gesture)


def _is_so(graph: CauseGraph, change: Change) -> bool:
    now = record_values(graph, change.noun, change.key)
    if change.after is None or now is None:
        return now is None and change.after is None
    if change.before is None:
        return True
    return all(name == "position" or now.get(name) == value for name, value in change.after.items())


def record_values(graph: CauseGraph, noun: str, key: str) -> dict[str, Any] | None:
    """The fields of a record of the graph, None where it has none of that key."""
    if noun == Noun.EFFECT:
        return values_of(graph.effect)
    records: dict[str, Any] = {Noun.CAUSE: graph.causes, Noun.VOTE: graph.votes, Noun.MEASURE: graph.measures}[
        Noun(noun)
    ]
    return values_of(records[key]) if key in records else None


def typed_gesture(graph: CauseGraph, typed: Typed) -> Gesture:
    """The writing of a text, as seen from what stood there when the typing began.

    If somebody else has changed it since, that is found when it is saved.
    """
    if typed.key == EFFECT:
        seen = replace(graph, effect=replace(graph.effect, text=typed.seen))
        return set_text(seen, EFFECT, typed.text)
    if typed.key in graph.measures:
        measure = replace(graph.measures[typed.key], **{typed.field: typed.seen})
        return changed(Noun.MEASURE, measure, **{typed.field: " ".join(typed.text.split())})
    if typed.key not in graph.causes:
        return ()
    cause = replace(graph.causes[typed.key], **{typed.field: typed.seen})
    if typed.field == "text":
        return set_text(replace(graph, causes={**graph.causes, typed.key: cause}), typed.key, typed.text)
    return changed(Noun.CAUSE, cause, **{typed.field: typed.text})


def typed_texts(gesture: Gesture) -> list[str]:
    """What a person has typed in a gesture."""
    found = [
        str((change.after or {}).get(name) or "")
        for change in gesture
        for name in ("text", "note", "stop_reason", "accepted_reason")
    ]
    return [text for text in found if text]


def rebased(gesture: Gesture, conflict: Conflict, decided: dict[str, Any]) -> Gesture:
    """The gesture as seen from what the other has written, with what was decided in the fields that clash."""
    theirs = {clash.field: clash.theirs for clash in conflict.clashes}
    found: list[Change] = []
    for change in gesture:
        if is_about(conflict, change) and change.before is not None and change.after:
            after = {**change.after, **decided}
            before = {**change.before, **theirs}
            names = [name for name in after if before.get(name) != after[name]]
            if not names:
                continue
            change = Change(
                change.noun, change.key, {name: before[name] for name in names}, {name: after[name] for name in names}
            )
        found.append(change)
    return tuple(found)


def is_decidable(refused: Refused) -> bool:
    """Whether a person can choose field by field; between a change and taking away there is nothing to choose."""
    return isinstance(refused, Conflict) and all(clash.mine is not None for clash in refused.clashes)


def is_about(conflict: Conflict, change: Change) -> bool:
    return (change.noun, change.key) == (conflict.noun, conflict.key)
