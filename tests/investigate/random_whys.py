"""Cause graphs by chance as the 5-Whys shows them: on bones and off, with counter-measures, reasons and gates."""

from dataclasses import replace
from random import Random

from incidentdesk.investigate.action_state import ActionState
from incidentdesk.investigate.cause_graph import Cause, CauseGraph, CounterMeasure, Effort, Gate, Kind, Role
from tests.investigate.random_graph import random_graph, random_text


def random_whys(seed: int, size: int) -> CauseGraph:
    random = Random(seed)
    graph = random_graph(seed, size)
    causes = {key: _told(cause, random) for key, cause in graph.causes.items()}
    measures: dict[str, CounterMeasure] = {}
    for key in ("", *causes):
        if key and causes[key].kind == Kind.CATEGORY:
            continue
        for _each in range(random.choice((0, 0, 0, 1, 3))):
            name = f"m{len(measures)}"
            effort, state = random.choice(list(Effort)), random.choice(list(ActionState))
            owner, due_on = random_text(random)[:60], random.choice(("", "2026-04-30", "2025-01-01"))
            measures[name] = CounterMeasure(name, key, len(measures), random_text(random), effort, state, owner, due_on)
    effect = replace(graph.effect, gate=random.choice(list(Gate)))
    return replace(graph, effect=effect, causes=causes, measures=measures)


def _told(cause: Cause, random: Random) -> Cause:
    if cause.kind == Kind.CATEGORY:
        return cause
    return replace(
        cause,
        parent="" if cause.parent.startswith("k") and random.random() < 0.5 else cause.parent,
        gate=random.choice(list(Gate)),
        asked=random.random() < 0.5,
        role=random.choice(list(Role)),
        stop_reason=random_text(random) if random.random() < 0.3 else "",
        accepted_reason=random_text(random) if random.random() < 0.3 else "",
    )
