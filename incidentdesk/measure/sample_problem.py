"""The problems and known errors of the sample desk."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from functools import partial

from incidentdesk.investigate.problem_intake import open_problem
from incidentdesk.investigate.problem_known_error import make_known_error
from incidentdesk.investigate.problem_link import link_incident
from incidentdesk.investigate.problem_move import ProblemMove, move_problem
from incidentdesk.measure.sample_deed import Deed, Logged, Told, begin_of, paragraphs, span, texts, titled
from incidentdesk.prepare.known_error_change import move_known_error, write_known_error
from incidentdesk.prepare.known_error_state import KnownErrorState
from incidentdesk.store.session import Session

_UNTIL_LINKED = timedelta(hours=1)


def problems_opened(now: datetime, zone: tzinfo) -> dict[str, datetime]:
    """When each problem was opened, by its title."""
    return {told["title"]: begin_of(told, now, zone) for told in texts("problems")["problem"]}


def problem_deeds(now: datetime, zone: tzinfo, logged: Mapping[str, list[datetime]]) -> Iterator[Deed]:
    """`logged` holds the times of all incidents by their titles."""
    for told in texts("problems")["problem"]:
        opened = begin_of(told, now, zone)
        yield Deed(opened, told["by"], partial(_open, told))
        for title, times in logged.items():
            if title.startswith(tuple(told["incidents"])):
                for place, at in enumerate(times):
                    linked = max(at, opened) + _UNTIL_LINKED
                    yield Deed(linked, told["by"], partial(_link, told["title"], title, place))
        for step in told["step"]:
            do = _make_known if step.get("known_error") else partial(_move, step)
            yield Deed(opened + span(step["after"]), told["by"], partial(do, told["title"]))
    for told in texts("problems")["known_error"]:
        yield Deed(begin_of(told, now, zone), told["by"], partial(_write, told))


def _open(told: Told, session: Session, _logged: Logged) -> None:
    open_problem(
        session,
        title=told["title"],
        description=paragraphs(told["description"]),
        priority=told["priority"],
        service=told["service"],
        owner=told["owner"],
        workaround=told["workaround"],
    )


def _link(problem: str, incident: str, place: int, session: Session, logged: Logged) -> None:
    link_incident(session, titled(session, logged, problem).id, logged[incident][place])


def _move(step: Told, problem: str, session: Session, logged: Logged) -> None:
    move_problem(
        session, titled(session, logged, problem).id, ProblemMove(step["state"], reason=step.get("reason", ""))
    )


def _make_known(problem: str, session: Session, logged: Logged) -> None:
    known_error_id = make_known_error(session, titled(session, logged, problem).id)
    move_known_error(session, known_error_id, KnownErrorState.PUBLISHED)


def _write(told: Told, session: Session, _logged: Logged) -> None:
    known_error_id = write_known_error(
        session,
        title=told["title"],
        symptom=told["symptom"],
        cause=told.get("cause", ""),
        workaround=paragraphs(told["workaround"]),
        service=told["service"],
    )
    if told["workaround"]:
        move_known_error(session, known_error_id, KnownErrorState.PUBLISHED)
