"""What became of things that came in, in a sentence for a person."""

from collections.abc import Callable, Sequence
from typing import Any

from incidentdesk.detect.taken import Outcome, Taken
from incidentdesk.language import N_, _, isolated, ngettext

_MOST_NAMED = 5
# What taking says of a mail that was there already; its outcome is that of the first time.
_BEFORE = N_("It was taken in before.")


def said_of(taken: Sequence[Taken]) -> tuple[str, str]:
    """The sentence, and of which kind it is as a MessageBar has them."""
    anew = [each for each in taken if each.reason != _(_BEFORE)]
    parts = [_counted(_of(anew, outcome), outcome) for outcome in Outcome]
    parts.append(_again([each for each in taken if each.reason == _(_BEFORE)]))
    reasons = list(dict.fromkeys(each.reason for each in anew if each.reason))[:_MOST_NAMED]
    text = " ".join(part for part in (*parts, *reasons) if part) or _("There was nothing to be taken in.")
    lost = [*_of(anew, Outcome.REFUSED), *_of(anew, Outcome.PARKED)]
    if _of(anew, Outcome.REFUSED) and len(lost) == len(taken):
        return text, "danger"
    return text, "warning" if lost or not taken else "success"


def _of(taken: Sequence[Taken], outcome: Outcome) -> list[Taken]:
    return [each for each in taken if each.outcome == outcome]


def _names(taken: Sequence[Taken]) -> str:
    names = list(dict.fromkeys(each.number for each in taken if each.number))
    shown = ", ".join(isolated(name) for name in names[:_MOST_NAMED])
    return f"{shown} …" if len(names) > _MOST_NAMED else shown


def _counted(among: Sequence[Taken], outcome: Outcome) -> str:
    count = len(among)
    if not count:
        return ""
    sentence = {
        Outcome.CREATED: ngettext("{count} new incident: {names}.", "{count} new incidents: {names}.", count),
        Outcome.APPENDED: ngettext("{count} belongs to {names}.", "{count} belong to {names}.", count),
        Outcome.RESOLVED: ngettext("{count} says that all is well.", "{count} say that all is well.", count),
        Outcome.PARKED: ngettext("{count} is parked.", "{count} are parked.", count),
        Outcome.REFUSED: ngettext("{count} could not be taken.", "{count} could not be taken.", count),
    }[outcome]
    return sentence.format(count=count, names=_names(among))


def _again(before: Sequence[Taken]) -> str:
    count = len(before)
    if not count:
        return ""
    sentence = ngettext("{count} was taken in before.", "{count} were taken in before.", count).format(count=count)
    names = _names(before)
    return _("{sentence} See {names}.").format(sentence=sentence, names=names) if names else sentence


def try_again_each(ids: Sequence[int]) -> Callable[[Any], list[Taken]]:
    """Try some dead letters again, in one gesture."""

    def act(session: Any) -> list[Taken]:
        from incidentdesk.respond.letter_retry import try_again

        return [try_again(session, each) for each in ids]

    return act
