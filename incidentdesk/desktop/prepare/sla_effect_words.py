"""What another SLA does to the clocks that run, in words."""

from typing import Any

from incidentdesk.detect.number import number
from incidentdesk.language import _, ngettext

_NAMED = 4  # incidents that are named one by one


def effect_sentence(effect: Any) -> str:
    """How many open clocks it governs before and after, and which incidents become late; "" where there is none."""
    if not effect.incidents:
        return ""
    parts = [
        ngettext(
            "{count} open incident is affected: clocks {before} → {after}, breached {late} → {later}.",
            "{count} open incidents are affected: clocks {before} → {after}, breached {late} → {later}.",
            effect.incidents,
        ).format(
            count=effect.incidents,
            before=effect.clocks_before,
            after=effect.clocks_after,
            late=effect.breached_before,
            later=effect.breached_after,
        )
    ]
    if effect.newly_breached:
        parts.append(_("Breached at once: {numbers}.").format(numbers=_numbers(effect.newly_breached)))
    if effect.no_longer_breached:
        parts.append(_("No longer breached: {numbers}.").format(numbers=_numbers(effect.no_longer_breached)))
    parts.append(_("Clocks that have ended stay as they are."))
    return " ".join(parts)


def _numbers(ids: tuple[int, ...]) -> str:
    named = ", ".join(number(each) for each in ids[:_NAMED])
    more = len(ids) - _NAMED
    return _("{numbers} and {count} more").format(numbers=named, count=more) if more > 0 else named
