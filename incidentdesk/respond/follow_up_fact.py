"""Facts of the timeline about what was asked after a resolution, told from the ledger alone.

The records belong to a later phase; what is known of them here is what the ledger calls them.
"""

from collections.abc import Sequence
from typing import Any

from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated
from incidentdesk.respond.timeline_fact import Event, Fact, Kind

FOLLOW_UP_NOUNS = frozenset({"survey", "confirmation"})


def follow_up_facts(events: Sequence[Event], incident_id: int) -> list[Fact]:
    """Oldest first."""
    about = f"{number(incident_id)}#follow-up"
    asked: dict[tuple[str, int], str] = {}
    facts: list[Fact] = []
    for event in events:
        place = event.noun, event.record_id
        if event.act == "created":
            asked[place] = str(event.changes.get("recipient") or "")
        text = _asked(event.noun, asked[place]) if event.act == "created" else _told(event, asked.get(place, ""))
        if text:
            facts.append(Fact(event.at, event.at, event.actor, Kind.MESSAGE, text=text, via=event.via, about=about))
    return facts


def _asked(noun: str, recipient: str) -> str:
    """Without a recipient nobody was asked by letter, and the answer tells everything."""
    if not recipient:
        return ""
    said = _("Survey sent to {who}") if noun == "survey" else _("Asked {who} whether it is solved")
    return said.format(who=isolated(recipient))


def _told(event: Event, recipient: str) -> str:
    after = {field: pair[1] for field, pair in event.changes.items()}
    if after.get("reminded_at") is not None:
        return _("Reminded {who} of the survey").format(who=isolated(recipient))
    if after.get("answered_at") is None:
        return ""
    return _with_comment(_answer(event.noun, after), str(after.get("comment") or ""))


def _answer(noun: str, after: dict[str, Any]) -> str:
    who = isolated(str(after.get("answered_by") or _("Somebody")))
    way = _(str(after.get("answered_way") or ""))
    if noun == "survey":
        return _("Survey answered by {who} ({way}): {score} of 5").format(who=who, way=way, score=after.get("score"))
    answer = _(str(after.get("answer") or ""))
    return _("{who} ({way}): {answer}").format(who=who, way=way, answer=answer)


def _with_comment(said: str, comment: str) -> str:
    return f"{said}\n{isolated(comment)}" if comment else said
