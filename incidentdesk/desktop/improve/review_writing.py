"""What is written from the page of a review; each is the act of one gesture."""

from collections.abc import Callable, Iterable
from typing import Any
from zoneinfo import ZoneInfo

Act = Callable[[Any], Any]


def starting(incident_id: int) -> Act:
    def act(session: Any) -> None:
        from incidentdesk.improve.review_writing import start_review

        start_review(session, incident_id)

    return act


def changing(incident_id: int, changes: dict[str, Any], seen: dict[str, Any]) -> Act:
    """Change fields that were seen with certain values; raises Conflict where somebody has changed them since."""

    def act(session: Any) -> None:
        from incidentdesk.improve.review_writing import change_review

        change_review(session, incident_id, changes, seen=seen)

    return act


def giving_up(incident_id: int, given_up: dict[str, Any]) -> Act:
    """Keep in the history what was not taken over after a conflict."""

    def act(session: Any) -> None:
        from incidentdesk.improve.review_writing import give_up

        give_up(session, incident_id, given_up)

    return act


def filling(incident_id: int, zone: ZoneInfo, sections: Iterable[str]) -> Act:
    """Write proposals into those of the sections that are empty; returns which were filled."""
    wanted = tuple(sections)

    def act(session: Any) -> list[str]:
        from incidentdesk.improve.review_draft import fill_review

        return fill_review(session, incident_id, zone=zone, sections=wanted)

    return act


def stepping(incident_id: int, step: str, reason: str = "") -> Act:
    """One of "submit", "approve", "publish", and with a reason "return", "reopen", "skip"; or "resume"."""

    def act(session: Any) -> None:
        from incidentdesk.improve import review_step

        use_case = getattr(review_step, f"{step}_review")
        use_case(session, incident_id, reason) if step in _WITH_REASON else use_case(session, incident_id)

    return act


_WITH_REASON = frozenset({"return", "reopen", "skip"})
