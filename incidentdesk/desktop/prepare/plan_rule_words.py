"""A rule that chooses a plan, as a sentence."""

from incidentdesk.language import _, isolated
from incidentdesk.prepare.plan_rule_list import ANY_PRIORITY, PlanRule


def rule_sentence(rule: PlanRule) -> str:
    """When an incident is of Network › WAN with priority 2 or higher and says “wan” or “internet”."""
    return sentence_of(rule.category, rule.service, rule.priority, rule.words)


def sentence_of(category: str, service: str, priority: int, words: str) -> str:
    parts = [
        _("is of the category {category}").format(category=isolated(category)) if category else "",
        _("concerns {service}").format(service=isolated(service)) if service else "",
        _priority(priority),
        _("says {words}").format(words=_said(words)) if words.strip() else "",
    ]
    told = [part for part in parts if part]
    if not told:
        return _("For every incident.")
    return _("When an incident {conditions}.").format(conditions=_(" and ").join(told))


def _priority(priority: int) -> str:
    if priority >= ANY_PRIORITY:
        return ""
    if priority == 1:
        return _("has priority 1")
    return _("has priority {number} or higher").format(number=priority)


def _said(words: str) -> str:
    """“wan”, “isp” or “lost + laptop”."""
    one = [isolated(f"“{word.replace('+', ' + ')}”") for word in words.replace(",", " ").split()]
    return _("{first} or {last}").format(first=", ".join(one[:-1]), last=one[-1]) if len(one) > 1 else one[0]
