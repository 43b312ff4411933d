"""Which response plan an incident gets: the first enabled rule that fits it chooses (P7)."""

import re
from collections.abc import Iterable

from incidentdesk.prepare.plan_rule_list import PlanRule, plan_rules
from incidentdesk.store.reading import Reader

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")


def chosen_plan(
    reader: Reader,
    *,
    category_id: int | None,
    subcategory_id: int | None,
    service_id: int | None,
    priority: int,
    title: str,
    tags: Iterable[str],
) -> int | None:
    """The id of the plan, None where no rule fits; rules of plans without an approved version are passed over."""
    rule = choosing_rule(
        plan_rules(reader),
        categories=(category_id, subcategory_id),
        service_id=service_id,
        priority=priority,
        title=title,
        tags=tags,
    )
    return rule.plan_id if rule else None


def choosing_rule(
    rules: Iterable[PlanRule],
    *,
    categories: tuple[int | None, int | None],
    service_id: int | None,
    priority: int,
    title: str,
    tags: Iterable[str],
) -> PlanRule | None:
    """The first of the rules that fits; a rule for a category fits its subcategories too."""
    said = _said(title, tags)
    for rule in rules:
        if (
            rule.enabled
            and rule.plan_is_approved
            and rule.category_id in (None, *categories)
            and rule.service_id in (None, service_id)
            and priority <= rule.priority
            and _one_is_said(rule.words, said)
        ):
            return rule
    return None


def _said(title: str, tags: Iterable[str]) -> set[str]:
    """Every word of the title, its parts where it is made with hyphens, and the tags; all in folded case."""
    words = [word.casefold() for word in _WORD.findall(title)]
    parts = [part for word in words for part in re.findall(r"\w+", word)]
    return {*words, *parts, *(tag.casefold().lstrip("#") for tag in tags)}


def _one_is_said(words: str, said: set[str]) -> bool:
    """“wan lost+laptop”: wan, or both lost and laptop."""
    wanted = [word.casefold().lstrip("#").split("+") for word in words.replace(",", " ").split()]
    return not wanted or any(said.issuperset(filter(None, together)) for together in wanted)
