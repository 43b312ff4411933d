"""What became of things that came in, in a sentence for a person."""

from collections.abc import Callable, Sequence
from typing import Any

from incidentdesk.detect.taken import Outcome, Taken
from incidentdesk.language import _, isolated, ngettext

_MOST_NAMED = 5


def said_of(taken: Sequence[Taken]) -> tuple[str, str]:
    """The sentence, and of which kind it is as a MessageBar has them."""
    parts = [_counted(taken, outcome) for outcome in Outcome]
    lost = [each for each in taken if each.outcome in (Outcome.REFUSED, Outcome.PARKED)]
    reasons = dict.fromkeys(each.reason for each in lost if each.reason)
    text = " ".join(part for part in parts if part) or _("There was nothing to be taken in.")
    if reasons:
        text = _("{told} {reasons}").format(told=text, reasons=" ".join(list(reasons)[:_MOST_NAMED]))
    refused = any(each.outcome == Outcome.REFUSED for each in taken)
    return text, "danger" if refused and len(lost) == len(taken) else "warning" if lost or not taken else "success"


def _counted(taken: Sequence[Taken], outcome: Outcome) -> str:
    among = [each for each in taken if each.outcome == outcome]
    count = len(among)
    if not count:
        return ""
    names = ", ".join(isolated(each.number) for each in among[:_MOST_NAMED] if each.number)
    if count > _MOST_NAMED:
        names += " …"
    sentence = {
        Outcome.CREATED: ngettext("{count} new incident: {names}.", "{count} new incidents: {names}.", count),
        Outcome.APPENDED: ngettext("{count} belongs to {names}.", "{count} belong to {names}.", count),
        Outcome.RESOLVED: ngettext("{count} resolves {names}.", "{count} resolve {names}.", count),
        Outcome.PARKED: ngettext("{count} is parked.", "{count} are parked.", count),
        Outcome.REFUSED: ngettext("{count} could not be taken.", "{count} could not be taken.", count),
    }[outcome]
    return sentence.format(count=count, names=names)


def try_again_each(ids: Sequence[int]) -> Callable[[Any], list[Taken]]:
    """Try some dead letters again, in one gesture."""

    def act(session: Any) -> list[Taken]:
        from incidentdesk.respond.letter_retry import try_again

        return [try_again(session, each) for each in ids]

    return act
