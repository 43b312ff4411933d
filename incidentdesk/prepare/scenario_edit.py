"""Gestures on the injects of a scenario: each gives a new content and leaves the one it is given as it is."""

from dataclasses import replace

from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.scenario_content import Inject, ScenarioContent, in_order, inject_named

MINUTE = 60  # seconds


def with_inject(content: ScenarioContent, inject: Inject) -> ScenarioContent:
    """Put an inject in its place by time, instead of the one with its key."""
    others = tuple(each for each in content.injects if each.key != inject.key)
    return in_order(replace(content, injects=(*others, inject)))


def without_injects(content: ScenarioContent, keys: frozenset[str]) -> ScenarioContent:
    return replace(content, injects=tuple(each for each in content.injects if each.key not in keys))


def with_copy(content: ScenarioContent, key: str, copy_key: str = "") -> ScenarioContent:
    """Duplicate an inject a minute after it; the copy has `copy_key`, or a new one."""
    inject = inject_named(content, key)
    if inject is None:
        return content
    return with_inject(content, replace(inject, key=copy_key or new_key(), at=inject.at + MINUTE))


def at_time(content: ScenarioContent, keys: frozenset[str], by: int) -> ScenarioContent:
    """Move injects by seconds together; none comes before the start, and they keep their distance."""
    moved = [each for each in content.injects if each.key in keys]
    if not moved:
        return content
    by = max(by, -min(each.at for each in moved))
    injects = (replace(each, at=each.at + by) if each.key in keys else each for each in content.injects)
    return in_order(replace(content, injects=tuple(injects)))


def in_place(content: ScenarioContent, key: str, step: int) -> ScenarioContent:
    """Let an inject come before (-1) or after (1) its neighbour: the two swap their times.

    Two of one instant swap their order.
    """
    keys = [each.key for each in content.injects]
    if key not in keys or not 0 <= keys.index(key) + step < len(keys):
        return content
    at, injects = keys.index(key), list(content.injects)
    here, there = injects[at], injects[at + step]
    injects[at], injects[at + step] = replace(there, at=here.at), replace(here, at=there.at)
    return replace(content, injects=tuple(injects))
