"""How a period is called in a sentence: October 2026, Q4 2026, week 41 of 2026, 1 Oct 2026 to 15 Oct 2026."""

import re
from datetime import date

from incidentdesk.language import N_, _
from incidentdesk.measure.metric.period import Period

_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


def period_label(period: Period) -> str:
    first, last = period.first, period.last
    if re.fullmatch(r"\d{4}-\d{1,2}", period.key) and first:
        return _("{month} {year}").format(month=_(_MONTHS[first.month - 1]), year=first.year)
    if found := re.fullmatch(r"(\d{4})-Q([1-4])", period.key):
        return _("Q{quarter} {year}").format(quarter=found[2], year=found[1])
    if found := re.fullmatch(r"(\d{4})-W(\d\d)", period.key):
        return _("week {week} of {year}").format(week=int(found[2]), year=found[1])
    if re.fullmatch(r"\d{4}", period.key):
        return period.key
    return _between(first, last)


def _between(first: date | None, last: date | None) -> str:
    if first is None and last is None:
        return _("all time")
    if last is None:
        return _("from {first} on").format(first=first)
    if first is None:
        return _("up to {last}").format(last=last)
    return str(first) if first == last else _("{first} to {last}").format(first=first, last=last)
