"""The major incidents of a period on paper: one block for each, with its strip of time."""

from collections.abc import Iterator
from datetime import timedelta

from reportlab.platypus import CondPageBreak, Flowable

from incidentdesk.detect.stage_time import TIME_NAME
from incidentdesk.improve.review_due import due_text
from incidentdesk.improve.review_number import length_text
from incidentdesk.improve.review_state import GLYPH
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.measure.period_content import PeriodContent
from incidentdesk.measure.period_major import Major
from incidentdesk.measure.period_section import SUB, numbers
from incidentdesk.measure.printed import NEVER, minute, minute_and_zone, priority_text, state_text
from incidentdesk.paper.strip import Stop, Strip
from incidentdesk.paper.styles import BODY, CELL, LABEL, NOTE, Style
from incidentdesk.paper.table import Cell, facts
from incidentdesk.paper.text import Section, Text


def majors_story(content: PeriodContent) -> list[Flowable]:
    if not content.majors:
        return [Text(_("There was no major incident in this period."), BODY)]
    blocks = [block for major in content.majors for block in _block(content, major)]
    if content.more_majors:
        more = ngettext("{count} more: {numbers}.", "{count} more: {numbers}.", len(content.more_majors))
        blocks.append(Text(more.format(count=len(content.more_majors), numbers=numbers(content.more_majors)), NOTE))
    return blocks


def _block(content: PeriodContent, major: Major) -> Iterator[Flowable]:
    yield CondPageBreak(190)
    about = [priority_text(major.priority), state_text(major.state), major.service or _("no service")]
    heading = f"{major.number} {isolated(major.title)}"
    yield Section(heading, Text(" · ".join(about), NOTE.but(after=6)), SUB, 1)
    stops = _stops(content, major)
    if len(stops) > 1:
        yield Strip(stops)
    yield facts(
        [
            (_("Root cause"), "\n".join(major.causes) or _("none was verified")),
            (_("Actions"), _actions(content, major)),
            (_("Review"), _review(content, major)),
        ],
        label_width=72,
    )


def _stops(content: PeriodContent, major: Major) -> list[Stop]:
    """When the record was closed is no part of it: that says nothing about the service."""
    times = [(name, at) for name, at in major.times if name != "closed_at"]
    stops: list[Stop] = []
    day = ""
    for name, at in times:
        moment = minute(at, content.zone)
        if not stops:
            notes = [minute_and_zone(at, content.zone)]
        else:
            notes = [moment[11:] if moment[:10] == day else moment, _since(at - times[0][1])]
        stops.append(Stop(_(TIME_NAME[name]), at, notes))
        day = moment[:10]
    return stops


def _since(microseconds: int) -> str:
    return f"+ {length_text(timedelta(microseconds=microseconds))}"


def _actions(content: PeriodContent, major: Major) -> Cell:
    told: list[tuple[str, Style]] = []
    for each in major.actions:
        late = _("▲ overdue") if each.overdue(content.today) else ""
        due = _("due {day}").format(day=each.due_on) if each.due_on else ""
        told += [(f"{each.number} {each.text}", CELL)]
        told += [(" · ".join(filter(None, (_(each.state), each.owner, due, late))), LABEL)]
    return tuple(told) or _("none was planned")


def _review(content: PeriodContent, major: Major) -> str:
    review = major.review
    due = due_text(review.due_at, content.now)
    return " · ".join(filter(None, (f"{GLYPH[review.state]} {_(review.state)}", due, review.lead))) or NEVER
