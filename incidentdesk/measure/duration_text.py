"""Lengths of time that were measured, in words."""

from datetime import timedelta

from incidentdesk.improve.review_number import length_text
from incidentdesk.language import N_, _
from incidentdesk.prepare.minutes import hours_text

NO_DATA = N_("no data")


def duration_text(seconds: float | None, *, worked: bool = False) -> str:
    """ "40 s", "42 min", "5 h 20 min", "3 d 4 h"; "no data" for None, which is never 0.

    Working time stays in hours, for a working day is no day of 24 hours (features, SLA rule 11).
    """
    if seconds is None:
        return _(NO_DATA)
    if worked and seconds >= 60:
        return hours_text(int(seconds // 60))
    return length_text(timedelta(seconds=seconds))
