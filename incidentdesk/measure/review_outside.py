"""The review for people outside: what happened, what it meant, and what they are told; no names, no internals."""

from datetime import tzinfo

from reportlab.platypus import Flowable

from incidentdesk import clock
from incidentdesk.language import _
from incidentdesk.measure.printed import NEVER, minute_and_zone
from incidentdesk.measure.review_content import ReviewReport
from incidentdesk.measure.review_table import about_numbers, impact_table
from incidentdesk.paper.prose import prose
from incidentdesk.paper.styles import KICKER, NOTE, STRONG, TITLE
from incidentdesk.paper.table import Column, Table
from incidentdesk.paper.text import Section, Text

# What others may know; how quickly somebody answered whom is a matter of the desk.
_SPANS = ("detect", "mitigate", "restore", "impact")


def outside_story(report: ReviewReport, zone: tzinfo) -> list[Flowable]:
    """`report` without names already."""
    record, facts = report.record, report.review.facts
    blocks: list[Flowable] = [
        Text(_("Report on an incident"), KICKER),
        Text(record.summary.title, TITLE),
        _summary(report, zone),
    ]
    for heading, text in (
        (_("What you should know"), facts["outside_message"]),
        (_("What happened"), facts["overview"]),
    ):
        said = prose(text)
        if said:
            blocks += [Section(heading, said[0]), *said[1:]]
    spans = [span for span in record.spans if span.key in _SPANS]
    impact = [*prose(facts["impact"]), impact_table(spans, facts)]
    blocks += [Section(_("Impact"), impact[0]), *impact[1:]]
    return [*blocks, Section(_("About these numbers"), Text(about_numbers(zone), NOTE))]


def _summary(report: ReviewReport, zone: tzinfo) -> Flowable:
    facts = report.record.sheet.facts
    columns = [Column(text, style=STRONG) for text in (_("Service"), _("Began"), _("Impact ended"))]

    def moment(*names: str) -> str:
        at = next((facts[name] for name in names if facts[name] is not None), None)
        return minute_and_zone(None if at is None else clock.stored(at), zone)

    row = (facts["service"] or NEVER, moment("occurred_at", "detected_at"), moment("mitigated_at", "restored_at"))
    return Table(columns, [row])
