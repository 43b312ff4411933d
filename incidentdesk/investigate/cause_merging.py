"""One cause graph brought into another."""

from collections.abc import Mapping
from dataclasses import replace

from incidentdesk.investigate.action_state import ActionState
from incidentdesk.investigate.cause_editing import GAP, new_key, refuse_ruled_out
from incidentdesk.investigate.cause_graph import (
    EFFECT,
    Cause,
    CauseGraph,
    Gate,
    Gesture,
    Kind,
    Noun,
    Side,
    Vote,
    changed,
    made,
)


def brought_in(graph: CauseGraph, found: CauseGraph, under: str = EFFECT) -> Gesture:
    """Everything of `found` with new keys, behind what stands below the effect of `graph`, or below one of its causes.

    Below the effect, a category that has the name of one there is that one; elsewhere categories become causes. Into a
    graph without causes come also the votes, and what is said of the effect where nothing is said yet.
    Counter-measures are proposed: nobody has promised them here. Raises Refused below a cause that was ruled out.
    """
    refuse_ruled_out(graph, under)
    keys: dict[str, str] = {}
    new: dict[str, Cause] = {}
    last: dict[str, int] = {}
    bones = {each.text.casefold(): each for each in reversed(graph.categories)}
    for cause in found.subtree(EFFECT):
        name = cause.text.casefold()
        is_bone = cause.kind == Kind.CATEGORY and under == EFFECT
        if is_bone and name in bones:
            bones[name] = replace(bones[name], note=_both(bones[name].note, cause.note))
            keys[cause.key] = bones[name].key
            continue
        parent = keys.get(cause.parent, under)
        last[parent] = last.get(parent, max((each.position for each in graph.children(parent)), default=0)) + GAP
        keys[cause.key] = new_key()
        made_here = replace(cause, key=keys[cause.key], parent=parent, position=last[parent])
        if is_bone:
            bones[name] = replace(made_here, side=_side(graph, bones, cause.side))
        else:
            new[made_here.key] = replace(made_here, kind=Kind.CAUSE, side="")
    gesture = (*_bones(graph, bones), *(made(Noun.CAUSE, cause) for cause in new.values()))
    if under == EFFECT and not graph.in_order():
        gesture = (*_effect(graph, found), *gesture, *_votes(found, keys))
    return (*gesture, *_measures(found, keys, under))


def _both(note: str, other: str) -> str:
    return note if other in note else f"{note}\n\n{other}".strip()


def _bones(graph: CauseGraph, bones: Mapping[str, Cause]) -> Gesture:
    gesture: Gesture = ()
    for bone in bones.values():
        stands = graph.causes.get(bone.key)
        gesture = (*gesture, *(changed(Noun.CAUSE, stands, note=bone.note) if stands else (made(Noun.CAUSE, bone),)))
    return gesture


def _side(graph: CauseGraph, bones: Mapping[str, Cause], told: str) -> str:
    """As it is told where there is no bone yet, else that with fewer of them."""
    if told and not graph.categories:
        return told
    tops = sum(each.side == Side.TOP for each in bones.values())
    return Side.TOP if tops * 2 <= len(bones) else Side.BOTTOM


def _effect(graph: CauseGraph, found: CauseGraph) -> Gesture:
    effect = found.effect
    facts = {"text": graph.effect.text or effect.text}
    if effect.gate == Gate.OR:
        facts["gate"] = effect.gate
    voting = {"dots": effect.dots, "voting": effect.voting} if found.votes else {}
    return changed(Noun.EFFECT, graph.effect, **facts, **voting)


def _votes(found: CauseGraph, keys: Mapping[str, str]) -> Gesture:
    return tuple(made(Noun.VOTE, Vote(keys[vote.cause], vote.voter, vote.dots)) for vote in found.votes.values())


def _measures(found: CauseGraph, keys: Mapping[str, str], under: str) -> Gesture:
    places = {EFFECT: under, **keys}
    measures = (
        replace(measure, key=new_key(), cause=places[key], position=place * GAP, state=ActionState.PROPOSED, number=0)
        for key in places
        for place, measure in enumerate(found.measures_of(key), 1)
    )
    return tuple(made(Noun.MEASURE, measure) for measure in measures)
