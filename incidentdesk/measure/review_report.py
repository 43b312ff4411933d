"""The review of an incident on paper: what happened, why, what was learnt and what changes; for a manager to sign."""

from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path

from incidentdesk.language import _, isolated
from incidentdesk.measure.printed import minute_and_zone
from incidentdesk.measure.review_content import ReviewReport, nameless
from incidentdesk.measure.review_outside import outside_story
from incidentdesk.measure.review_story import story
from incidentdesk.paper.frame import PageSize, Sheet, write_document

DESK, OUTSIDE = "desk", "outside"


def review_report(
    report: ReviewReport,
    path: Path | str,
    *,
    zone: tzinfo,
    made_by: str,
    made_at: int,
    audience: str = DESK,
    page_size: PageSize | str = "A4",
    whole_timeline: bool = False,
    diagrams: bool = True,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write the review as a PDF and return the number of its pages.

    For OUTSIDE it has overview, impact and the message only, and no name of a person. `whole_timeline` prints all
    entries and not only those with a star. `made_at` in microseconds since 1970. Raises Refused where the file cannot
    be written, or when it is cancelled.
    """
    report = nameless(report) if audience == OUTSIDE else report
    sheet = _sheet(report, audience, zone, made_by, made_at, PageSize(page_size))
    if audience == OUTSIDE:
        blocks = outside_story(report, zone)
    else:
        blocks = story(report, sheet, zone, whole_timeline=whole_timeline, diagrams=diagrams)
    return write_document(path, blocks, sheet, cancelled=cancelled)


def _sheet(report: ReviewReport, audience: str, zone: tzinfo, made_by: str, made_at: int, page_size: PageSize) -> Sheet:
    summary = report.record.summary
    made = minute_and_zone(made_at, zone)
    if audience == OUTSIDE:
        return Sheet(
            desk=report.desk,
            title=summary.title,
            made=_("Made {time}").format(time=made),
            author=report.desk,
            subject=_("Report on an incident"),
            mark=_("Public"),
            page_size=page_size,
        )
    return Sheet(
        desk=report.desk,
        title=_("Review of {number} {title}").format(number=summary.number, title=summary.title),
        made=_("Made {time} by {person}").format(time=made, person=isolated(made_by)),
        author=report.review.facts["lead"] or report.review.created_by,
        subject=_("Post-incident review"),
        mark=_("Internal · {state}").format(state=_(report.review.state)),
        page_size=page_size,
    )
