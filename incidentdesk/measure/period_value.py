"""The values of metrics in the words of a page."""

from incidentdesk.language import _
from incidentdesk.measure.duration_text import NO_DATA, duration_text
from incidentdesk.measure.metric.definition import DEFINITIONS, Unit
from incidentdesk.measure.metric.distribution import Amount, Count, Share, Value


def length(seconds: float | None, *, worked: bool = False) -> str:
    """ "5 h 20 min"; "no data" for None."""
    return duration_text(seconds, worked=worked)


def share_text(share: float | None) -> str:
    """ "92.4 %"; "no data" for None."""
    return _(NO_DATA) if share is None else percent(f"{share * 100:.1f}")


def percent(number: str) -> str:
    """ "92.4 %", never parted at the end of a line."""
    return _("{percent} %").format(percent=number).replace(" %", "\u00a0%")


def value_text(name: str, value: Value, *, worked: bool = False) -> str:
    """The value of a metric, with the n that it rests on."""
    if isinstance(value, Count):
        return f"{value.value:+d}" if value.signed and value.value else str(value.value)
    if isinstance(value, Share):
        return _("{share} (n={n})").format(share=share_text(value.value), n=value.n)
    if isinstance(value, Amount):
        return length(value.value, worked=worked)
    if value.median is None or DEFINITIONS[name].unit is Unit.SECONDS:
        return _("{median} (n={n})").format(median=length(value.median, worked=worked), n=value.n)
    if DEFINITIONS[name].unit is Unit.POINTS:
        return _("median {median} of 100 (n={n})").format(median=f"{value.median:g}", n=value.n)
    return _("median {median}, at most {high} (n={n})").format(
        median=f"{value.median:g}", high=f"{value.high:g}", n=value.n
    )
