"""What the page of a policy says about it, and why somebody can't acknowledge it."""

from datetime import date
from zoneinfo import ZoneInfo

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.widgets.day_field import short_day
from incidentdesk.language import _, isolated
from incidentdesk.prepare.policy_list import PolicyVersion
from incidentdesk.prepare.policy_sheet import PolicySheet


def state_sentence(sheet: PolicySheet, today: date, zone: ZoneInfo) -> str:
    """ "version 2 published 3 Nov by Mei Okafor · owner Bo Diaz · review by 31 Mar · read by everybody"."""
    row, published, said = sheet.row, sheet.published, []
    if published is not None:
        when = moment.day_and_time(published.published_at, clock.stored(clock.now()), zone)
        words = _("version {number} published {time} by {person}")
        said.append(words.format(number=published.number, time=when, person=isolated(published.published_by)))
    else:
        said.append(_("not published yet"))
    said.append(_("owner {person}").format(person=isolated(row.owner)) if row.owner else _("nobody owns it"))
    if row.review_by:
        overdue = row.due_for_review(today.isoformat())
        words = _("review overdue since {day}") if overdue else _("review by {day}")
        said.append(words.format(day=short_day(row.review_by, today)))
    asked = " · ".join(each for each in (row.department, row.team) if each) or _("everybody")
    said.append(_("read by {people}").format(people=isolated(asked)))
    return " · ".join(said)


def why_not_acknowledged(sheet: PolicySheet, shown: PolicyVersion | None) -> str:
    """Why the one who is signed in can't say to have read it; "" where that can be said."""
    if sheet.published is None:
        return _("Nothing is published yet.")
    if sheet.me is None:
        return _("Nobody here is known under your account. Ask for your person to be added to the people.")
    if not sheet.row.waits_for(sheet.me):
        return _("It does not wait for you.")
    return "" if shown and shown.id == sheet.published.id else _("Show the version that is published first.")


def why_not_recorded(sheet: PolicySheet) -> str:
    """Why the one who is signed in can't record it for anybody else; "" where that can be done."""
    if not sheet.row.missing:
        return _("Nobody is missing.")
    led = [key for key, _name in sheet.row.missing if key in sheet.led]
    return "" if led else _("Only who owns the policy or leads a person can record it for them.")
