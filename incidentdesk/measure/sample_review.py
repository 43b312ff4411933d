"""The reviews and lessons of the sample desk."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial

from incidentdesk.improve.lesson_change import write_lesson
from incidentdesk.improve.review_step import approve_review, publish_review, skip_review, submit_review
from incidentdesk.improve.review_text import TEXTS
from incidentdesk.improve.review_writing import change_review, start_review
from incidentdesk.measure.sample_deed import Deed, Logged, Told, paragraphs, span, texts, titled
from incidentdesk.store.session import Session

# One thing in each line.
_LISTS = ("went_well", "went_badly", "got_lucky")


def review_deeds(begun: Mapping[str, datetime]) -> Iterator[Deed]:
    """`begun` says when incidents were logged, by their titles."""
    for told in texts("reviews")["review"]:
        logged = begun[told["of"]]
        yield Deed(logged + span(told["after"]), told["by"], partial(_write, told, logged))
        steps = (("submitted", "by", submit_review), ("approved", "approver", approve_review),
                 ("published", "approver", publish_review))  # fmt: skip
        for name, who, do in steps:
            if name in told:
                yield Deed(logged + span(told[name]), told[who], partial(_step, told["of"], do))
    for told in texts("reviews")["lesson"]:
        yield Deed(begun[told["of"]] + span(told["after"]), told["by"], partial(_learn, told))


def _write(told: Told, logged_at: datetime, session: Session, logged: Logged) -> None:
    incident_id = titled(session, logged, told["of"]).id
    if "skipped" in told:
        skip_review(session, incident_id, told["skipped"])
        return
    start_review(session, incident_id)
    facts = {name: told[name].strip() if name in _LISTS else paragraphs(told[name]) for name in TEXTS if name in told}
    facts |= {name: told[name] for name in ("lead", "people_affected", "impact_numbers") if name in told}
    if "meeting" in told:
        facts["meeting_at"] = logged_at + span(told["meeting"])
    change_review(session, incident_id, facts)


def _step(title: str, do: Callable[[Session, int], None], session: Session, logged: Logged) -> None:
    do(session, titled(session, logged, title).id)


def _learn(told: Told, session: Session, logged: Logged) -> None:
    write_lesson(
        session,
        titled(session, logged, told["of"]),
        title=told["title"],
        kind=told["kind"],
        text=told["text"],
        recommendation=told["recommendation"],
        service=told.get("service", ""),
        category=told.get("category", ""),
        tags=told["tags"],
    )
