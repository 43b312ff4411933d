"""The three sentences of the first page: how we are doing, what has changed, and what is needed.

Each follows from numbers of the same report, and says so where there are too few of them.
"""

from typing import TYPE_CHECKING

from incidentdesk.language import _, ngettext
from incidentdesk.measure.comparison import Verdict
from incidentdesk.measure.metric.distribution import FEW, Count
from incidentdesk.measure.metric.measuring import Measurement
from incidentdesk.measure.period_label import period_label
from incidentdesk.measure.period_value import length, percent, share_text

if TYPE_CHECKING:
    from incidentdesk.measure.period_content import PeriodContent


def generated_sentences(content: "PeriodContent") -> list[str]:
    return [_how_we_are_doing(content), _what_has_changed(content), _what_is_needed(content)]


def count_of(figures: Measurement, name: str) -> int:
    found = figures.of(name)
    assert isinstance(found, Count)
    return found.value


def _how_we_are_doing(content: "PeriodContent") -> str:
    resolve, period = content.resolve, period_label(content.period)
    if not resolve.n:
        return _("In {period} no incident was resolved, so there is no time to resolve to speak of.").format(
            period=period
        )
    if resolve.n < FEW:
        return ngettext(
            "In {period} only {n} incident was resolved, which is too few to tell how we are doing; it took {median}.",
            "In {period} only {n} incidents were resolved, which is too few to tell how we are doing; half of them"
            " took at most {median}.",
            resolve.n,
        ).format(period=period, n=resolve.n, median=_length(content, resolve.median))
    return " ".join([_speed(content, period), _promise(content)])


def _speed(content: "PeriodContent", period: str) -> str:
    resolve = content.resolve
    return _("In {period} half of {n} incidents were resolved within {median}, nine of ten within {p90}.").format(
        period=period, n=resolve.n, median=_length(content, resolve.median), p90=_length(content, resolve.p90)
    )


def _promise(content: "PeriodContent") -> str:
    sla, interval = content.sla, content.sla.interval
    if sla.value is None or interval is None:
        return _("No resolution had a target that could be kept.")
    target = percent(f"{content.target * 100:g}")
    if sla.n < FEW:
        return _("{hits} of {n} targets were met, too few to compare with {target}.").format(
            hits=sla.hits, n=sla.n, target=target
        )
    if interval[1] < content.target:
        sentence = _("{share} of targets were met, below the {target} that were promised.")
    elif interval[0] >= content.target:
        sentence = _("{share} of targets were met, above the {target} that were promised.")
    else:
        sentence = _("{share} of targets were met, which chance cannot tell from the {target} that were promised.")
    return sentence.format(share=share_text(sla.value), target=target)


def _what_has_changed(content: "PeriodContent") -> str:
    earlier, before = content.earlier, content.period.before()
    if earlier is None or before is None:
        return _("There is no period before to compare with.")
    name = period_label(before)
    verdicts = [change.verdict for change in content.changes.values()]
    if all(each in (Verdict.NOTHING, Verdict.FEW) for each in verdicts):
        return _("There were too few incidents to compare with {before}.").format(before=name) + " " + _flow(content)
    told = _changes(content)
    if not told:
        start = _("Since {before} neither times to resolve nor targets met have changed by more than chance.").format(
            before=name
        )
    else:
        start = _("Since {before} {changes}.").format(before=name, changes=_(" and ").join(told))
    return f"{start} {_flow(content)}"


def _changes(content: "PeriodContent") -> list[str]:
    sentences = {
        "median": (_("the median time to resolve fell by {amount}"), _("the median time to resolve rose by {amount}")),
        "p90": (_("its 90th percentile fell by {amount}"), _("its 90th percentile rose by {amount}")),
        "sla": (_("targets met fell by {amount}"), _("targets met rose by {amount}")),
    }
    return [
        sentences[name][change.change > 0].format(amount=change.amount.lstrip("▲▼ "))
        for name, change in content.changes.items()
        if change.verdict is Verdict.CHANGED
    ]


def _flow(content: "PeriodContent") -> str:
    assert content.earlier is not None
    now, then = count_of(content.figures, "backlog"), count_of(content.earlier, "backlog")
    came = count_of(content.figures, "created")
    sentence = ngettext(
        "{came} incident came in, and the backlog went from {then} to {now}.",
        "{came} incidents came in, and the backlog went from {then} to {now}.",
        came,
    )
    return sentence.format(came=came, then=then, now=now)


def _what_is_needed(content: "PeriodContent") -> str:
    if not content.decisions:
        return _("Nothing is needed from you.")
    ask = content.decisions[0].ask
    more = len(content.decisions) - 1
    if not more:
        return _("We need one decision from you: {ask}").format(ask=ask)
    return ngettext(
        "We need from you, first of all: {ask} {count} more decision stands below.",
        "We need from you, first of all: {ask} {count} more decisions stand below.",
        more,
    ).format(ask=ask, count=more)


def _length(content: "PeriodContent", seconds: float | None) -> str:
    return length(seconds, worked=content.business)
