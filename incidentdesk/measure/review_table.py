"""The tables of a review: people, key figures, impact, timeline, causes, actions, lessons."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

from reportlab.platypus import Flowable

from incidentdesk.improve.lesson_list import LessonRow
from incidentdesk.improve.review_cause import PART_NAME, ROOT, found_causes
from incidentdesk.improve.review_number import Span, meanings
from incidentdesk.improve.review_record import ReviewRecord
from incidentdesk.improve.review_sheet import Review
from incidentdesk.improve.review_state import GLYPH, ReviewState
from incidentdesk.investigate.action_list import ActionRow
from incidentdesk.investigate.action_state import OWED_STATES, ActionState
from incidentdesk.investigate.cause_graph import STATUS_GLYPH, Cause, CauseGraph, Status
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.measure.judged_action import effect_of
from incidentdesk.measure.printed import NEVER, minute_and_zone, priority_text
from incidentdesk.paper.signature import Signatory, SignatureLines
from incidentdesk.paper.styles import CELL, DANGER, LABEL, STRONG, Align, Face
from incidentdesk.paper.table import Blocks, Cell, Column, Table
from incidentdesk.respond.timeline import GLYPH as FACT_GLYPH
from incidentdesk.respond.timeline import Fact, sentence

_FIGURE = CELL.but(face=Face.BOLD, size=13, leading=17)


def title_table(record: ReviewRecord, review: Review, zone: tzinfo) -> Table:
    columns = [Column(text, style=STRONG) for text in (_("State"), _("Priority"), _("Service"), _("Resolved"))]
    facts = record.sheet.facts
    resolved = minute_and_zone(record.summary.resolved_at, zone)
    state = f"{GLYPH[ReviewState(review.state)]} {_(review.state)}"
    return Table(columns, [(state, priority_text(facts["priority"]), facts["service"] or NEVER, resolved)])


def people_table(review: Review, zone: tzinfo) -> Table:
    """Who stands for the review, and since when."""
    rows = [
        (_("Written by"), review.created_by, _("begun {time}").format(time=minute_and_zone(review.created_at, zone)))
    ]
    if review.facts["lead"]:
        meeting = review.facts["meeting_at"]
        met = _("meeting {time}").format(time=meeting.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")) if meeting else ""
        rows.append((_("Lead of the review"), review.facts["lead"], met))
    if review.reviewed_by:
        by = review.reviewed_by
        if review.reviewed_by_author:
            by = _("{name}, who also wrote it").format(name=isolated(by))
        rows.append((_("Reviewed by"), by, minute_and_zone(review.reviewed_at, zone)))
    if review.state == ReviewState.PUBLISHED:
        rows.append((_("Published by"), review.published_by, minute_and_zone(review.published_at, zone)))
    columns = [Column("", width=92, style=LABEL), Column(""), Column("", width=160, style=LABEL)]
    return Table(columns, rows, headings=False)


def signatures(review: Review, zone: tzinfo) -> list[Flowable]:
    """Lines to sign on, one for each person, once somebody has stood up for the review."""
    if review.state not in (ReviewState.REVIEWED, ReviewState.PUBLISHED):
        return []
    acts: dict[str, list[str]] = {}
    for name, told, at in (
        (review.created_by, _("Author"), review.created_at),
        (review.reviewed_by, _("Reviewed {day}"), review.reviewed_at),
        (review.published_by, _("Published {day}"), review.published_at),
    ):
        if name and (at is not None):
            acts.setdefault(name, []).append(told.format(day=minute_and_zone(at, zone)[:10]))
    return [SignatureLines([Signatory(name, "\n".join(told)) for name, told in acts.items()])]


def figures_table(record: ReviewRecord, review: Review) -> Table:
    """The four things that somebody who reads no further should take along."""
    people = review.facts["people_affected"]
    lasted = next(span for span in record.spans if span.key == "impact")
    roots = len(found_causes(record.graph).parts[ROOT])
    wanted = [action for action in record.actions if action.state != ActionState.DROPPED]
    done = sum(action.state in (ActionState.DONE, ActionState.VERIFIED) for action in wanted)
    columns = [
        Column(text, style=_FIGURE)
        for text in (_("Duration of the impact"), _("People affected"), _("Root causes"), _("Actions done"))
    ]
    row = (
        lasted.text,
        NEVER if people is None else f"{people:,}",
        str(roots) if record.graph is not None else NEVER,
        _("{done} of {all}").format(done=done, all=len(wanted)) if wanted else NEVER,
    )
    return Table(columns, [row])


def impact_table(spans: Sequence[Span], facts: Mapping[str, Any]) -> Table:
    """The numbers with their definitions beside them."""
    columns = [
        Column(_("Number"), share=1),
        Column(_("Value"), width=84, style=STRONG),
        Column(_("How it is counted"), share=1.7, style=LABEL),
    ]
    rows = []
    if facts["people_affected"] is not None:
        rows.append((_("People affected"), f"{facts['people_affected']:,}", _("as the review says")))
    rows += [(label, value, _("as the review says")) for label, value in facts["impact_numbers"]]
    return Table(columns, [*rows, *((span.name, span.text, _counted(span)) for span in spans)])


def _counted(span: Span) -> str:
    told = span.why or span.note
    return _("{definition}; {more}").format(definition=span.definition, more=told) if told else span.definition


def about_numbers(zone: tzinfo) -> str:
    """What holds for all numbers, for the end of a report."""
    counted = _(
        "Spans are counted by the wall clock, nights and weekends included. A span of which a time is missing is not"
        " recorded, and never estimated. Times are in the zone {zone}."
    )
    return f"{meanings()} {counted.format(zone=zone)}"


_SAME_MINUTE = 60_000_000  # microseconds


def timeline_table(facts: Sequence[Fact], zone: tzinfo) -> Table:
    columns = [Column(_("Time"), width=104, style=LABEL), Column(_("What happened"))]
    return Table(columns, [_fact_row(fact, zone) for fact in facts])


def _fact_row(fact: Fact, zone: tzinfo) -> tuple[Cell, Cell]:
    blocks: list[tuple[str, Any]] = [(sentence(fact, zone).strip("\n").rstrip(), CELL.but(align=Align.START))]
    told = f"{FACT_GLYPH[fact.kind]} {isolated(fact.actor)}"
    if abs(fact.entered_at - fact.happened_at) > _SAME_MINUTE:
        told = _("{who} · entered {time}").format(who=told, time=minute_and_zone(fact.entered_at, zone))
    return minute_and_zone(fact.happened_at, zone), (*blocks, (told, LABEL))


def causes_table(graph: CauseGraph) -> Table | None:
    """The causes by the part that they played; None where nothing was found yet."""
    rows = [
        (_(PART_NAME[part]), _cause_cell(graph, cause), _status(cause), _backing(graph, cause))
        for part, causes in found_causes(graph).parts.items()
        for cause in causes
    ]
    columns = [
        Column(_("Part"), width=100, style=STRONG),
        Column(_("Cause")),
        Column(_("Status"), width=78),
        Column(_("Evidence"), width=74, style=LABEL),
    ]
    return Table(columns, rows) if rows else None


def _cause_cell(graph: CauseGraph, cause: Cause) -> Blocks:
    blocks: list[tuple[str, Any]] = [(cause.text, CELL.but(align=Align.START))]
    category = graph.category_of(cause.key)
    if category is not None:
        blocks.append((category.text, LABEL))
    if cause.accepted_reason:
        blocks.append((_("Accepted: {reason}").format(reason=isolated(cause.accepted_reason)), LABEL))
    return tuple(blocks)


def _status(cause: Cause) -> str:
    return f"{STATUS_GLYPH[Status(cause.status)]} {_(cause.status)}"


def _backing(graph: CauseGraph, cause: Cause) -> str:
    backing = graph.backing_of(cause.key)
    if not backing.count:
        return _("none")
    return _("{supports} for, {contradicts} against").format(supports=backing.supports, contradicts=backing.contradicts)


def other_causes(graph: CauseGraph) -> str:
    """How many causes the table leaves to the diagrams; an empty text where there are none."""
    found = found_causes(graph)
    told = []
    if found.suspected:
        told.append(
            ngettext("{count} more is only suspected.", "{count} more are only suspected.", found.suspected).format(
                count=found.suspected
            )
        )
    if found.ruled_out:
        told.append(
            ngettext("{count} was ruled out.", "{count} were ruled out.", found.ruled_out).format(count=found.ruled_out)
        )
    return " ".join(told)


def actions_table(actions: Sequence[ActionRow], today: str) -> Table:
    columns = [
        Column(_("Action"), share=1.7),
        Column(_("Owner"), width=82),
        Column(_("Due"), width=62),
        Column(_("State"), width=66),
        Column(_("Answers"), share=1, style=LABEL),
    ]
    return Table(columns, [_action_row(action, today) for action in actions])


def _action_row(action: ActionRow, today: str) -> tuple[Cell, ...]:
    kind = " · ".join(_(text) for text in (action.effort, action.type) if text)
    words: list[tuple[str, Any]] = [(action.text, CELL.but(align=Align.START)), (f"{action.number} · {kind}", LABEL)]
    if action.verification:
        words.append((_("Verified by: {how}").format(how=isolated(action.verification)), LABEL))
    due: Cell = action.due_on or NEVER
    if action.overdue(today):
        due = ((action.due_on, CELL), (_("overdue"), STRONG.but(colour=DANGER)))
    owner = action.owner or (_("nobody yet") if action.state in (*OWED_STATES, ActionState.PROPOSED) else NEVER)
    effect = effect_of(action)
    state: Cell = ((_(action.state), CELL), (effect.name, LABEL)) if effect else _(action.state)
    return tuple(words), owner, due, state, action.cause or NEVER


def lessons_table(lessons: Sequence[LessonRow]) -> Flowable:
    columns = [Column(_("Lesson"), share=1), Column(_("Next time"), share=1)]
    rows = [
        (
            tuple(block for block in ((each.title, STRONG), (each.text, CELL.but(align=Align.START))) if block[0]),
            each.recommendation or NEVER,
        )
        for each in lessons
    ]
    return Table(columns, rows)
