"""How the review of an incident is laid out, for the desk."""

from collections.abc import Sequence
from datetime import tzinfo

from reportlab.platypus import Flowable

from incidentdesk import clock
from incidentdesk.investigate.action_hint import likely_type, reminder_hint, reminders_only
from incidentdesk.investigate.action_state import ActionState
from incidentdesk.language import _, isolated
from incidentdesk.measure.adherence_table import departures_table, phases_table
from incidentdesk.measure.printed import minute_and_zone
from incidentdesk.measure.review_content import ReviewReport
from incidentdesk.measure.review_diagram import Appendix, appendices
from incidentdesk.measure.review_table import (
    about_numbers,
    actions_table,
    causes_table,
    figures_table,
    impact_table,
    lessons_table,
    other_causes,
    people_table,
    signatures,
    timeline_table,
    title_table,
)
from incidentdesk.paper.frame import Sheet
from incidentdesk.paper.prose import prose
from incidentdesk.paper.styles import KICKER, NOTE, TITLE
from incidentdesk.paper.text import Section, Text
from incidentdesk.respond.adherence import Adherence


def story(
    report: ReviewReport, sheet: Sheet, zone: tzinfo, *, whole_timeline: bool = False, diagrams: bool = True
) -> list[Flowable]:
    record, review = report.record, report.review
    facts = review.facts
    drawn = appendices(record, sheet) if diagrams else []
    return [
        Text(_("Post-incident review · {number}").format(number=record.summary.number), KICKER),
        Text(record.summary.title, TITLE),
        title_table(record, review, zone),
        people_table(review, zone),
        *signatures(review, zone),
        *_section(_("Overview"), prose(facts["overview"])),
        figures_table(record, review),
        *_section(_("Impact"), [*prose(facts["impact"]), impact_table(record.spans, facts)]),
        *_section(_("Timeline"), _timeline(report, zone, whole_timeline)),
        *(block for each in record.adherence for block in _kept(each)),
        *_section(_("Detection"), prose(facts["detection"])),
        *_section(_("Causes"), _causes(report, drawn)),
        *_section(_("Resolution"), prose(facts["resolution"] or _recorded_resolution(report))),
        *_section(_("What went well"), prose(facts["went_well"])),
        *_section(_("What went badly"), prose(facts["went_badly"])),
        *_section(_("Where we got lucky"), prose(facts["got_lucky"])),
        *_section(_("Corrective actions"), _actions(report, zone)),
        *(_section(_("Lessons"), [lessons_table(record.lessons)]) if record.lessons else []),
        *_section(_("Message for outside"), prose(facts["outside_message"])),
        *_section(_("About this review"), _about(report, zone, whole_timeline)),
        *(block for appendix in drawn for block in appendix.blocks),
    ]


def _section(heading: str, blocks: Sequence[Flowable]) -> list[Flowable]:
    first, *rest = blocks or [Text(_("Nothing was written here."), NOTE)]
    return [Section(heading, first), *rest]


def _timeline(report: ReviewReport, zone: tzinfo, whole: bool) -> list[Flowable]:
    facts = list(report.record.facts) if whole else report.record.starred
    if facts:
        return [timeline_table(facts, zone)]
    return [Text(_("No entry of the timeline was chosen for the review."), NOTE)]


def _kept(found: Adherence) -> list[Flowable]:
    """One run of a plan against the version that it began with, and what was not as that says."""
    plan = _("{plan} (version {version}) · {state}").format(
        plan=isolated(found.run.plan), version=found.run.version, state=_(found.run.state)
    )
    blocks = [phases_table(plan, found.phases)]
    if found.departures:
        blocks.append(departures_table(found.departures))
    else:
        blocks.append(Text(_("Every step was done in time."), NOTE))
    return _section(_("How the plan was kept to"), blocks)


def _causes(report: ReviewReport, drawn: Sequence[Appendix]) -> list[Flowable]:
    blocks = prose(report.review.facts["causes"])
    graph = report.record.graph
    if graph is not None:
        table = causes_table(graph)
        blocks += [table] if table is not None else []
        told = [other_causes(graph), *(appendix.mention for appendix in drawn)]
        blocks += [Text(" ".join(filter(None, told)), NOTE)] if any(told) else []
    return blocks


def _recorded_resolution(report: ReviewReport) -> str:
    facts = report.record.sheet.facts
    code = _(facts["resolution_code"]) if facts["resolution_code"] else ""
    return "\n\n".join(part for part in (code, facts["resolution_notes"].strip()) if part)


def _actions(report: ReviewReport, zone: tzinfo) -> list[Flowable]:
    actions = report.record.actions
    if not actions:
        return [Text(_("No action was planned."), NOTE)]
    today = clock.now().astimezone(zone).date().isoformat()
    blocks: list[Flowable] = [actions_table(actions, today)]
    kinds = [likely_type(each.type, each.text) for each in actions if each.state != ActionState.DROPPED]
    return [*blocks, Text(reminder_hint(), NOTE)] if reminders_only(kinds) else blocks


def _about(report: ReviewReport, zone: tzinfo, whole: bool) -> list[Flowable]:
    record, review = report.record, report.review
    sentences = [
        about_numbers(zone),
        _("Of the timeline it shows {shown} of {all} entries.").format(
            shown=len(record.facts if whole else record.starred), all=len(record.facts)
        ),
    ]
    if review.published_at is not None:
        sentences.append(
            _("Its texts stand since {time}; timeline, causes and actions are shown as of when this was made.").format(
                time=minute_and_zone(review.published_at, zone)
            )
        )
    if report.later:
        sentences.append(_("The causes have been changed since it was published."))
    if report.head:
        sentences.append(_("The chain of changes of this incident ends with {hash}.").format(hash=report.head))
    return [Text("\n".join(sentences), NOTE)]
