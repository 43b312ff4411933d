"""Until when a review is due, and how that is told."""

from incidentdesk.language import _

_MINUTE = 60_000_000  # microseconds
_HOUR = 60 * _MINUTE
DAY = 24 * _HOUR


def due_after(since: int, days: int) -> int:
    """The instant so many calendar days later, in microseconds since 1970.

    Weekends count (PagerDuty asks for a meeting within 3 calendar days of a SEV-1); a day is 24 hours, so that the
    clock tells the same in every zone.
    """
    return since + days * DAY


def due_text(due_at: int | None, now: int) -> str:
    """ "due in 2 d", "due now", "overdue by 4 h"; empty where nothing is due. Instants in microseconds since 1970."""
    if due_at is None:
        return ""
    left = due_at - now
    if -_MINUTE < left < _MINUTE:
        return _("due now")
    sentence = _("due in {length}") if left > 0 else _("overdue by {length}")
    return sentence.format(length=_length(abs(left)))


def _length(span: int) -> str:
    """In the largest whole unit."""
    if span < _HOUR:
        return _("{count} min").format(count=span // _MINUTE)
    if span < DAY:
        return _("{count} h").format(count=span // _HOUR)
    return _("{count} d").format(count=span // DAY)
