"""Feedback of responders, the sessions about it, articles, VIPs and affected people of the sample desk."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta, tzinfo
from functools import partial

from incidentdesk.detect.affected_person_change import change_affected
from incidentdesk.detect.number import number
from incidentdesk.improve.article import ArticleState
from incidentdesk.improve.article_change import article_from, move_article, write_article
from incidentdesk.improve.article_use_change import use_article
from incidentdesk.improve.feedback import FeedbackState
from incidentdesk.improve.feedback_change import give_feedback
from incidentdesk.improve.feedback_session_change import change_session, move_session, plan_session
from incidentdesk.improve.improvement import ImprovementSource
from incidentdesk.improve.improvement_change import create_improvement
from incidentdesk.measure.sample_deed import Deed, Logged, Told, span, texts
from incidentdesk.prepare.person import person, person_named
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

_USED_AFTER = timedelta(minutes=12)
_WRITTEN_UP = timedelta(minutes=20)


def feedback_deeds(
    begun: Mapping[str, datetime], logged: Mapping[str, Sequence[datetime]], now: datetime, zone: tzinfo
) -> Iterator[Deed]:
    """`begun` says when the newest incident of a title was logged, `logged` has the times of all of them."""
    told = texts("feedback")
    for each in told["vip"]:
        yield Deed(now - span(each["ago"]), each["by"], partial(_make_vip, each))
    for each in told["affected"]:
        yield Deed(begun[each["incident"]] + span(each["after"]), each["by"], partial(_affect, each))
    for each in told["feedback"]:
        yield Deed(begun[each["incident"]] + span(each["after"]), each["by"], partial(_say, each))
    for each in told["article_from"]:
        yield Deed(begun[each["incident"]] + span(each["after"]), each["by"], partial(_write_from, each))
    yield from _articles(told["article"], logged, now)
    for each in told["session"]:
        yield from _sessions(each, begun, now, zone)


def _make_vip(told: Told, session: Session, _logged: Logged) -> None:
    facts = {"vip": True, "job_title": told["job_title"]}
    ledger.update(session, person, person_named(session, told["name"]) or 0, facts)


def _affect(told: Told, session: Session, logged: Logged) -> None:
    change_affected(session, logged[told["incident"]][-1], told["people"], seen="")


def _say(told: Told, session: Session, logged: Logged) -> None:
    words = {name: told.get(name, "") for name in ("went_well", "went_badly", "suggestion")}
    give_feedback(session, logged[told["incident"]][-1], score=told["score"], **words)


# -- articles


def _articles(articles: Sequence[Told], logged: Mapping[str, Sequence[datetime]], now: datetime) -> Iterator[Deed]:
    """Each is published at once and taken for every incident of its title that comes later."""
    for told in articles:
        written = now - span(told["ago"])
        yield Deed(written, told["by"], partial(_write, told))
        times = logged.get(told.get("used_in", ""), ())
        for place, at in enumerate(times):
            if at > written:
                yield Deed(at + _USED_AFTER, told["by"], partial(_use, told, place))


def _write(told: Told, session: Session, _logged: Logged) -> None:
    article_id = write_article(
        session, title=told["title"], symptom=told.get("symptom", ""), solution=told["solution"],
        service=told["service"], tags=told.get("tags", ()),
    )  # fmt: skip
    move_article(session, article_id, ArticleState.PUBLISHED)
    if told.get("retired"):
        move_article(session, article_id, ArticleState.RETIRED)


def _use(told: Told, place: int, session: Session, logged: Logged) -> None:
    rows = session.reader.rows("SELECT id FROM article WHERE title = :title", {"title": told["title"]})
    use_article(session, int(rows[0][0]), logged[told["used_in"]][place])


def _write_from(told: Told, session: Session, logged: Logged) -> None:
    article_id = article_from(session, logged[told["incident"]][-1])
    if told.get("publish"):
        move_article(session, article_id, ArticleState.PUBLISHED)


# -- sessions


def _sessions(told: Told, begun: Mapping[str, datetime], now: datetime, zone: tzinfo) -> Iterator[Deed]:
    begin = begun[told["incident"]]
    if "held_after" in told:
        starts = begin + span(told["held_after"])
        yield Deed(begin + span(told["after"]), told["by"], partial(_plan, told, starts, zone))
        yield Deed(starts + timedelta(minutes=told["minutes"]) + _WRITTEN_UP, told["by"], partial(_hold, told, zone))
        return
    here = datetime.combine((now + span(told["ahead"])).astimezone(zone).date(), time.fromisoformat(told["at"]), zone)
    while here.weekday() > 4:
        here += timedelta(days=1)
    yield Deed(now - span(told["planned_ago"]), told["by"], partial(_plan, told, here, zone))


def _plan(told: Told, starts: datetime, zone: tzinfo, session: Session, logged: Logged) -> None:
    people = [line.partition("\t")[0] for line in told["attendees"].splitlines()]
    plan_session(
        session, title=told["title"], starts=starts, ends=starts + timedelta(minutes=told["minutes"]), zone=zone,
        place=told["place"], agenda=told["agenda"].strip(), attendees="\n".join(people),
        incidents=number(logged[told["incident"]][-1]),
    )  # fmt: skip


def _hold(told: Told, zone: tzinfo, session: Session, _logged: Logged) -> None:
    rows = session.reader.rows("SELECT id FROM feedback_session WHERE title = :title", {"title": told["title"]})
    session_id = int(rows[0][0])
    facts = {name: told[name].strip() for name in ("attendees", "notes", "decisions")}
    change_session(session, session_id, facts, zone=zone)
    move_session(session, session_id, FeedbackState.HELD)
    for each in told.get("improvement", ()):
        create_improvement(session, source=ImprovementSource.FEEDBACK, feedback_session_id=session_id, **each)
