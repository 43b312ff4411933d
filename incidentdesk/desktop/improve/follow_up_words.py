"""How what follows on a resolution is put into lines: what was asked, what was answered, and what is still to do."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from incidentdesk.desktop import moment
from incidentdesk.desktop.investigate.line_list import Line
from incidentdesk.desktop.respond.task_words import role_and_who, timing
from incidentdesk.improve.follow_up_list import FollowUpSheet
from incidentdesk.improve.survey_list import SurveyRow
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.respond.task_list import TaskRow

# 1 to 5, as words and as colours that never stand alone.
SCORE_WORDS = {
    1: lambda: _("very dissatisfied"),
    2: lambda: _("dissatisfied"),
    3: lambda: _("neither"),
    4: lambda: _("satisfied"),
    5: lambda: _("very satisfied"),
}


def score_text(score: int) -> str:
    """ "4 of 5, satisfied"."""
    return _("{score} of 5, {word}").format(score=score, word=SCORE_WORDS[score]())


def score_role(score: int | None) -> str:
    """The colour role of the theme for a score."""
    if score is None:
        return "text2"
    return "success" if score >= 4 else "danger" if score <= 2 else "warning"


def closing_line(sheet: FollowUpSheet, now: int, zone: ZoneInfo) -> Line:
    """What becomes of the incident by itself."""
    if not sheet.over:
        return Line("closing", _("It is not resolved yet"), _("What follows begins with the resolution."), icon="clock")
    if sheet.closed_at is not None:
        note = sheet.shut or _("It can still be opened again.")
        closed = _("Closed {time}").format(time=moment.day_and_time(sheet.closed_at, now, zone))
        return Line("closing", closed, note, icon="check")
    if sheet.major:
        return Line(
            "closing", _("Closed by people only"), _("Major incidents never close by themselves."), icon="major"
        )
    if sheet.closes_at is None:
        note = _("Switch it on in the settings, under Follow-up.")
        return Line("closing", _("Not closed by itself"), note, icon="clock")
    days = ngettext(
        "{days} working day after the resolution, counted by {calendar}",
        "{days} working days after the resolution, counted by {calendar}",
        sheet.close_days,
    ).format(days=sheet.close_days, calendar=sheet.calendar)
    when = _("Closes by itself {time}").format(time=moment.day_and_time(sheet.closes_at, now, zone))
    return Line("closing", when, days, icon="clock")


def confirmation_line(sheet: FollowUpSheet, now: int, zone: ZoneInfo) -> Line:
    """Whether whoever reported says that it is solved."""
    row = sheet.confirmation
    if row is None:
        note = _("Asked by itself at every resolution.") if sheet.asks else _("Not asked by itself on this desk.")
        return Line("confirmation", _("Nobody was asked yet"), note, icon="confirm")
    if row.answered_at is None:
        asked = _("Asked {who}").format(who=isolated(row.recipient))
        when = moment.day_and_time(row.asked_at, now, zone)
        return Line("confirmation", asked, _("No answer yet"), when, "text2", icon="mail")
    solved = row.answer == "Solved"
    said = _("{who} · {way}").format(who=isolated(row.answered_by or _("Somebody")), way=_(row.answered_way))
    when = moment.day_and_time(row.answered_at, now, zone)
    return Line("confirmation", _(row.answer), said, when, icon="success" if solved else "error")


def survey_line(sheet: FollowUpSheet, now: int, zone: ZoneInfo) -> Line:
    """The survey of the incident."""
    row = sheet.survey
    if row is None:
        note = _("Sent by itself at every resolution.") if sheet.surveys else _("Not sent by itself on this desk.")
        return Line("survey", _("No survey yet"), note, icon="survey")
    if row.score is not None and row.answered_at is not None:
        said = _("{who} · {way}").format(who=isolated(row.answered_by or _("Somebody")), way=_(row.answered_way))
        when = moment.day_and_time(row.answered_at, now, zone)
        return Line("survey", score_text(row.score), said, when, icon="star-filled")
    return _waiting(row, now, zone)


def _waiting(row: SurveyRow, now: int, zone: ZoneInfo) -> Line:
    sent = moment.day_and_time(row.sent_at, now, zone)
    asked = _("Sent to {who}").format(who=isolated(row.recipient))
    if row.undelivered:
        return Line("survey", asked, row.trouble or _("It did not arrive."), _("not delivered"), "danger", icon="error")
    reminded = row.reminded_at
    note = _("No answer yet")
    if reminded is not None:
        note = _("Reminded {time}, no answer yet").format(time=moment.day_and_time(reminded, now, zone))
    return Line("survey", asked, note, sent, icon="mail")


def task_lines(tasks: tuple[TaskRow, ...], now: int) -> Iterator[Line]:
    """The follow-up tasks with their day and their doer."""
    for task in tasks:
        when = timing(task, now)
        word = when.text or _(task.state)
        who = role_and_who(task) or _("nobody yet")
        spoken = f"{task.title}, {who}, {word}"
        yield Line(str(task.id), task.title, who, word, when.role, icon="task", spoken=spoken)
