"""A past incident as a scenario: what came then comes again, and what was done then is expected again (N3).

Times in which nothing happened are shortened, so that an incident of two days is a drill of an hour or two.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from incidentdesk.detect.channel import Channel
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated
from incidentdesk.prepare.drill_scenario import DrillKind
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.scenario_content import Deed, Inject, InjectKind, ScenarioContent
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

LONGEST_GAP = 600  # seconds that pass at most between two events
MOST_NOTES = 40
_LONGEST_TITLE = 120  # characters
_SECOND = 1_000_000  # microseconds
_LEAST_WITHIN = 60  # seconds
_WATCHED = (Channel.MONITOR, Channel.ALERT)


@dataclass(frozen=True, slots=True)
class _Past:
    """The incident as far as it is replayed; instants in microseconds since 1970."""

    title: str
    description: str
    reporter: str
    channel: str
    service: str
    impact: int
    urgency: int
    begun_at: int
    milestones: tuple[tuple[int, Deed], ...]
    notes: tuple[tuple[int, str, str, bool], ...]  # at, author, text, whether somebody outside said it


def replay_of(reader: Reader, incident_id: int) -> dict[str, Any]:
    """The facts of a scenario, for `create_scenario`; the name may be taken already.

    Raises Refused where there is no such incident.
    """
    past = _past(reader, incident_id)
    content = ScenarioContent(
        injects=_expecting(past, _injects(past)), briefing=_briefing(past), impact=past.impact, urgency=past.urgency
    )
    return {
        "name": _("Replay of {number}: {title}").format(number=number(incident_id), title=past.title)[:200],
        "kind": DrillKind.SIMULATION,
        "description": _("{number} once more, as it came then.").format(number=number(incident_id)),
        "service": past.service,
        "plan": _plan(reader, incident_id),
        "replays": number(incident_id),
        "content": content,
    }


def _past(reader: Reader, incident_id: int) -> _Past:
    rows = reader.rows(
        "SELECT i.title, i.description, coalesce(person.name, ''), i.channel, coalesce(service.name, ''), i.impact,"
        " i.urgency, coalesce(i.occurred_at, i.detected_at, i.created_at), i.created_at, i.acknowledged_at,"
        " i.mitigated_at, i.resolved_at FROM incident i LEFT JOIN person ON person.id = i.reporter_id"
        " LEFT JOIN service ON service.id = i.service_id WHERE i.id = :id AND i.withdrawn_at IS NULL",
        {"id": incident_id},
    )
    if not rows:
        raise Refused(_("There is no incident {number}.").format(number=number(incident_id)))
    created, acknowledged, mitigated, resolved = rows[0][8:]
    known = [
        (created, Deed.LOGGED), (acknowledged, Deed.ACKNOWLEDGED), (_first_run(reader, incident_id), Deed.ACTIVATED),
        (_declared(reader, incident_id), Deed.DECLARED), (_first_update(reader, incident_id), Deed.TOLD),
        (mitigated, Deed.MITIGATED), (resolved, Deed.RESOLVED),
    ]  # fmt: skip
    milestones = sorted((int(at), deed) for at, deed in known if at is not None)
    past = rows[0][:8]
    return _Past(*[*past, tuple(milestones), _notes(reader, incident_id, resolved)])


def _notes(reader: Reader, incident_id: int, resolved: int | None) -> tuple[tuple[int, str, str, bool], ...]:
    """What was written until it was resolved. Whoever is no staff speaks from outside."""
    rows = reader.rows(
        "SELECT e.happened_at, e.author, e.text, e.public FROM entry e WHERE e.incident_id = :id"
        " AND e.withdrawn_at IS NULL AND e.happened_at <= :until"
        " ORDER BY e.starred DESC, e.happened_at, e.id LIMIT :most",
        {"id": incident_id, "until": resolved or 2**62, "most": MOST_NOTES},
    )
    staff = {row[0] for row in reader.rows("SELECT name FROM person WHERE staff AND withdrawn_at IS NULL")}
    notes = [(int(at), author, text, bool(public) and author not in staff) for at, author, text, public in rows]
    return tuple(sorted(notes, key=lambda each: each[0]))


def _first_run(reader: Reader, incident_id: int) -> int | None:
    return _one(reader, "SELECT min(activated_at) FROM plan_run WHERE incident_id = :id", incident_id)


def _declared(reader: Reader, incident_id: int) -> int | None:
    accepted = "SELECT min(decided_at) FROM major_incident WHERE incident_id = :id AND state = 'Accepted'"
    return _one(reader, accepted, incident_id)


def _first_update(reader: Reader, incident_id: int) -> int | None:
    sent = "SELECT min(sent_at) FROM announcement WHERE incident_id = :id AND kind = 'Status update' AND state = 'Sent'"
    return _one(reader, sent, incident_id)


def _one(reader: Reader, sql: str, incident_id: int) -> int | None:
    found = reader.rows(f"{sql} AND withdrawn_at IS NULL", {"id": incident_id})[0][0]
    return None if found is None else int(found)


def _plan(reader: Reader, incident_id: int) -> str:
    """The plan that was activated first, where it is still there."""
    rows = reader.rows(
        "SELECT p.name FROM plan_run r JOIN plan_version v ON v.id = r.plan_version_id JOIN plan p ON p.id = v.plan_id"
        " WHERE r.incident_id = :id AND r.withdrawn_at IS NULL AND p.withdrawn_at IS NULL"
        " ORDER BY r.activated_at LIMIT 1",
        {"id": incident_id},
    )
    return str(rows[0][0]) if rows else ""


def _briefing(past: _Past) -> str:
    if not past.service:
        return _("An ordinary day. You are on duty.")
    return _("An ordinary day. You are on duty, and {service} is in use.").format(service=isolated(past.service))


# ── what comes ───────────────────────────────────────────────────────────────────────────────────────────────────


def _injects(past: _Past) -> list[tuple[int, Inject]]:
    """Each with the instant at which it came then; the first is the trouble itself."""
    kind = InjectKind.ALERT if past.channel in _WATCHED else InjectKind.SIGNAL
    first = Inject(new_key(), 0, kind, past.title, past.description, sender=past.reporter)
    found = [(past.begun_at, first)]
    for at, author, text, outside in past.notes:
        title, body = _parted(text)
        said = InjectKind.MESSAGE if outside else InjectKind.FINDING
        found.append(
            (max(at, past.begun_at), Inject(new_key(), 0, said, title, body, sender=author if outside else ""))
        )
    return found


def _parted(text: str) -> tuple[str, str]:
    """A title and the rest: the first line, or as many of its sentences or words as a title has room for."""
    line, _end, rest = text.partition("\n")
    if len(line) <= _LONGEST_TITLE:
        return line, rest.strip()
    room = line[:_LONGEST_TITLE]
    cut = room.rfind(". ") + 1 or room.rfind(" ") or _LONGEST_TITLE
    title = room[:cut].rstrip()
    return title if title.endswith(".") else f"{title} …", text[cut:].strip()


def _expecting(past: _Past, injects: Sequence[tuple[int, Inject]]) -> tuple[Inject, ...]:
    """What was done then is expected after the last thing that came before it and expects nothing yet."""
    instants = sorted({at for at, _inject in injects} | {at for at, _deed in past.milestones if at >= past.begun_at})
    second = _shortened(instants)
    placed = [replace(inject, at=second[at]) for at, inject in injects]
    logs_itself = placed[0].kind == InjectKind.ALERT
    for at, deed in past.milestones:
        if at < past.begun_at or (deed == Deed.LOGGED and logs_itself):
            continue
        free = [place for place, each in enumerate(placed) if each.at <= second[at] and not each.deed]
        # What came at the same moment may have come after it.
        before = [place for place in free if placed[place].at < second[at]] or free
        if before:
            each = placed[before[-1]]
            placed[before[-1]] = replace(each, deed=deed, within=max(_LEAST_WITHIN, second[at] - each.at))
    return tuple(sorted(placed, key=lambda each: each.at))


def _shortened(instants: Sequence[int]) -> dict[int, int]:
    """Seconds from the first instant, with no gap longer than `LONGEST_GAP`."""
    seconds, passed = {}, 0
    for before, at in zip([instants[0], *instants], instants, strict=False):
        passed += min((at - before) // _SECOND, LONGEST_GAP)
        seconds[at] = passed
    return seconds
