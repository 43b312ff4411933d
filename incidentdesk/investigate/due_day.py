"""The day until which something is to be done, as a diagram writes it."""

from datetime import date

from incidentdesk.language import N_, _

_MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip


def due_day(due_on: str, today: str = "") -> str:
    """ "30 Apr", with the year if it is not that of today; dates are given as YYYY-MM-DD, and none is written as ""."""
    try:
        due = date.fromisoformat(due_on)
    except ValueError:
        return due_on
    month = _(_MONTHS[due.month - 1])
    if not today or today[:4] == due_on[:4]:
        return _("{day} {month}").format(day=due.day, month=month)
    return _("{day} {month} {year}").format(day=due.day, month=month, year=due.year)
