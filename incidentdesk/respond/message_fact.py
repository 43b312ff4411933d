"""What became of the messages of an announcement, as one fact of the timeline: to whom, and what failed why."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from incidentdesk.detect.number import number
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.respond.timeline_fact import Event, Fact, Kind

_MOST_NAMED = 3
_WAITING = ("Queued", "Sending")


def message_facts(events: Sequence[Event], incident_id: int) -> list[Fact]:
    """One for each announcement, at the time at which the last of its messages went or failed."""
    about = f"{number(incident_id)}#updates"
    facts = []
    for messages, last in _by_announcement(events):
        text = _outcome(messages)
        if text:
            facts.append(Fact(last.at, last.at, last.actor, Kind.MESSAGE, text=text, via=last.via, about=about))
    return facts


def _by_announcement(events: Iterable[Event]) -> Iterator[tuple[list[dict[str, Any]], Event]]:
    """The messages of each announcement as they are in the end, with the last event that changed a state."""
    messages: dict[int, dict[str, Any]] = {}
    last: dict[object, Event] = {}
    for event in events:
        if event.noun != "outbox_message":
            continue
        if event.act == "created":
            messages[event.record_id] = dict(event.changes)
        else:
            messages.setdefault(event.record_id, {}).update({name: pair[1] for name, pair in event.changes.items()})
        if event.act == "created" or "state" in event.changes:
            last[_key(event.record_id, messages)] = event
    groups: dict[object, list[dict[str, Any]]] = {}
    for record_id, fields in messages.items():
        groups.setdefault(_key(record_id, messages), []).append(fields)
    for key, group in groups.items():
        yield group, last[key]


def _key(record_id: int, messages: dict[int, dict[str, Any]]) -> object:
    announcement = messages[record_id].get("announcement_id")
    return announcement if announcement is not None else ("alone", record_id)


def _outcome(messages: Sequence[dict[str, Any]]) -> str:
    """ "delivered to 5 of 6 · failed: Bo Diaz (mailbox full)"; empty where nothing has happened yet.

    People are counted and not messages: what failed goes another way, and then is one message more to the same person.
    """
    told = _recipients(messages)
    sent = [found for several in told if (found := _with_state(several, "Sent"))]
    parts = []
    if sent:
        parts.append(
            ngettext("Delivered to {sent} of {count}: {names}", "Delivered to {sent} of {count}: {names}", len(sent))
            .format(sent=len(sent), count=len(told), names=_names([found[0] for found in sent]))
        )  # fmt: skip
    failed = [several[-1] for several in told if {each.get("state") for each in several} == {"Failed"}]
    by_hand = _with_state(messages, "By hand")
    for found, said in ((failed, N_("failed: {names}")), (by_hand, N_("to be told by hand: {names}"))):
        if found:
            parts.append(_(said).format(names=_names(found, with_trouble=True)))
    waiting = [several for several in told if any(each.get("state") in _WAITING for each in several)]
    waiting = [several for several in waiting if not _with_state(several, "Sent")]
    if waiting and parts:
        parts.append(ngettext("{count} waits", "{count} wait", len(waiting)).format(count=len(waiting)))
    text = " · ".join(parts)
    return text[:1].upper() + text[1:]


def _recipients(messages: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The messages to each of them. A note to whoever sits here that somebody is to be told by hand is to none."""
    subject = messages[0].get("subject")
    found: dict[object, list[dict[str, Any]]] = {}
    for each in messages:
        if each.get("subject") == subject:
            found.setdefault(each.get("recipient") or each.get("address"), []).append(each)
    return list(found.values())


def _with_state(messages: Iterable[dict[str, Any]], state: str) -> list[dict[str, Any]]:
    return [each for each in messages if each.get("state") == state]


def _names(messages: Sequence[dict[str, Any]], *, with_trouble: bool = False) -> str:
    named = [_name(each, with_trouble) for each in messages[:_MOST_NAMED]]
    more = len(messages) - _MOST_NAMED
    if more > 0:
        named.append(ngettext("{count} more", "{count} more", more).format(count=more))
    return ", ".join(named)


def _name(message: dict[str, Any], with_trouble: bool) -> str:
    name = isolated(str(message.get("recipient") or message.get("address") or "?"))
    trouble = " ".join(str(message.get("trouble") or "").split())
    return f"{name} ({isolated(trouble[:120])})" if with_trouble and trouble else name
