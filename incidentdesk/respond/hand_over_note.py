"""The hand-over note at the end of a shift (R14): what the record says the next one must know, and who that is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from uuid import uuid4

from incidentdesk import clock
from incidentdesk.detect.number import number
from incidentdesk.detect.sla_clock import Clock, clocks_of, leading
from incidentdesk.detect.sla_wording import spoken_state
from incidentdesk.detect.state import OPEN_STATES, State
from incidentdesk.detect.wording import text_of
from incidentdesk.language import _, isolated
from incidentdesk.prepare.on_call import next_on_call, on_call_of, rotas_of
from incidentdesk.prepare.sla_kind import TARGET_NAME
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcement import AnnouncementKind
from incidentdesk.respond.announcing import notify_people
from incidentdesk.respond.hand_over import hand_over
from incidentdesk.respond.hand_over_promise import Promise, promises
from incidentdesk.respond.next_step import next_step
from incidentdesk.respond.task_list import TaskRow, late_tasks, tasks_of
from incidentdesk.respond.update_cadence import MINUTE, UpdateDue, due_updates
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

HOUR = 60 * MINUTE
SHIFT = 12 * HOUR  # looked ahead where no rota says how long the next shift is
_MOST_LINES = 25
_OPEN = ", ".join(f"'{state}'" for state in OPEN_STATES)


@dataclass(frozen=True, slots=True)
class Successor:
    """Who is on call next, from when until when, in microseconds since 1970; `own` says that the writer is on now."""

    rota_id: int
    rota: str
    person_id: int
    person: str
    from_at: int
    until_at: int
    own: bool


@dataclass(frozen=True, slots=True)
class OpenIncident:
    id: int
    title: str
    priority: int
    state: str
    hold_reason: str
    assignee: str
    major: bool
    updated_at: int
    next_step: str
    next_due_at: int | None
    # The clock that ends next, in words; empty where none runs.
    clock: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A hand-over note; instants in microseconds since 1970, `taken_at` None while it waits."""

    id: int
    rota: str
    from_person: str
    to_person: str
    text: str
    written_at: int
    taken_at: int | None


@dataclass(frozen=True, slots=True)
class HandOverFacts:
    """What the record says at an instant and until the end of the next shift, from which the note is written."""

    until: int
    urgent: tuple[OpenIncident, ...]
    on_hold: tuple[OpenIncident, ...]
    updates: tuple[UpdateDue, ...]
    promises: tuple[Promise, ...]
    late: tuple[TaskRow, ...]
    successors: tuple[Successor, ...]


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────


def successors(reader: Reader, actor: str, now: int) -> list[Successor]:
    """Who comes next on each rota; the rotas on which the actor is on call now stand first."""
    found = []
    for rota in rotas_of(reader):
        following = next_on_call(rota, now)
        if following is not None:
            own = any(each.person.casefold() == actor.casefold() for each in on_call_of(rota, now))
            facts = following.person_id, following.person, following.from_at, following.until_at
            found.append(Successor(rota.id, rota.name, *facts, own))
    return sorted(found, key=lambda each: (not each.own, each.from_at, each.rota))


def hand_over_facts(reader: Reader, actor: str, now: int, until: int | None = None) -> HandOverFacts:
    """Everything that is open at an instant and falls due until the end of the next shift."""
    following = successors(reader, actor, now)
    end = until or (following[0].until_at if following and following[0].own else now + SHIFT)
    return HandOverFacts(
        end,
        tuple(_open_incidents(reader, "i.priority <= 2 AND i.state <> 'On Hold'", now)),
        tuple(_open_incidents(reader, f"i.state = '{State.ON_HOLD}'", now)),
        tuple(due_updates(reader, end)),
        tuple(promises(reader, now)),
        tuple(late_tasks(reader, now)),
        tuple(following),
    )


def _open_incidents(reader: Reader, condition: str, now: int) -> Iterable[OpenIncident]:
    rows = reader.rows(
        "SELECT i.id, i.title, i.priority, i.state, coalesce(i.on_hold_reason, ''), coalesce(p.name, ''), i.major,"
        " i.updated_at FROM incident i LEFT JOIN person p ON p.id = i.assignee_id"
        f" WHERE i.withdrawn_at IS NULL AND i.state IN ({_OPEN}) AND {condition}"
        " ORDER BY i.priority, i.updated_at, i.id LIMIT :most",
        {"most": _MOST_LINES},
    )
    ids = [row[0] for row in rows]
    steps, clocks = _next_steps(reader, ids), clocks_of(reader, ids, clock.instant(now))
    for incident_id, title, priority, state, reason, assignee, major, updated_at in rows:
        step, due_at = steps.get(incident_id, ("", None))
        yield OpenIncident(
            incident_id, title, priority, state, reason, assignee, bool(major), updated_at, step, due_at,
            _clock_words(clocks.get(incident_id, ())),
        )  # fmt: skip


def _clock_words(clocks: Sequence[Clock]) -> str:
    """ "Resolution: 1 h 29 left"."""
    first = leading([each for each in clocks if each.is_open])
    if first is None:
        return ""
    return _("{target}: {state}").format(target=_(TARGET_NAME[first.target]), state=spoken_state(first))


def _next_steps(reader: Reader, incident_ids: Sequence[int]) -> dict[int, tuple[str, int | None]]:
    """What the plan runner shows as the next step of each incident, with whoever does it."""
    found = {}
    for incident_id, rows in tasks_of(reader, incident_ids).items():
        step = next_step(rows)
        if step is not None:
            who = step.who or step.role
            title = isolated(step.title)
            told = _("{title} ({who})").format(title=title, who=isolated(who)) if who else title
            found[incident_id] = told, step.due_at
    return found


def notes(reader: Reader, *, to: str = "", waiting: bool = False, most: int = 20) -> list[Note]:
    """Hand-over notes, the newest first: those for a person of that name, or all, and only what waits if wanted."""
    condition = " AND h.taken_at IS NULL" if waiting else ""
    condition += " AND lower(t.name) = lower(:to)" if to else ""
    rows = reader.rows(
        "SELECT h.id, coalesce(r.name, ''), coalesce(f.name, h.written_by), coalesce(t.name, ''), h.text,"
        " h.written_at, h.taken_at FROM hand_over h LEFT JOIN rota r ON r.id = h.rota_id"
        " LEFT JOIN person f ON f.id = h.from_id LEFT JOIN person t ON t.id = h.to_id"
        f" WHERE h.withdrawn_at IS NULL{condition} ORDER BY h.written_at DESC, h.id DESC LIMIT :most",
        {"to": to, "most": most},
    )
    return [Note(*row) for row in rows]


# ── the proposed text ────────────────────────────────────────────────────────────────────────────────────────────


def proposed_text(facts: HandOverFacts, zone: tzinfo) -> str:
    """The note as the record would write it, section by section; what there is none of is said in one line."""
    sections = (
        (_("Open incidents P1 and P2"), [_incident_line(each, zone) for each in facts.urgent]),
        (_("On hold"), [_hold_line(each, zone) for each in facts.on_hold]),
        (
            _("Promised to others until {time}").format(time=_time(facts.until, zone)),
            [
                *(_update_line(each, zone) for each in facts.updates),
                *(_promise_line(each, zone) for each in facts.promises),
            ],
        ),
        (_("Overdue tasks"), [_task_line(each, zone) for each in facts.late]),
        (_("On call next"), [_successor_line(each, zone) for each in facts.successors]),
    )  # fmt: skip
    said = [_section(heading, lines) for heading, lines in sections if lines]
    nothing = [heading for heading, lines in sections if not lines]
    if nothing:
        said.append(_("Nothing: {sections}.").format(sections=", ".join(nothing)))
    return "\n\n".join(said) + "\n"


def _section(heading: str, lines: Sequence[str]) -> str:
    shown = [f"- {line}" for line in lines[:_MOST_LINES]]
    more = len(lines) - len(shown)
    if more > 0:
        shown.append(_("- and {count} more").format(count=more))
    return "\n".join([heading, *shown])


def _incident_line(each: OpenIncident, zone: tzinfo) -> str:
    facts = [f"P{each.priority}", _(each.state), each.assignee or _("nobody has it")]
    if each.major:
        facts.insert(0, _("major incident"))
    if each.clock:
        facts.append(each.clock)
    line = _("{number} {title} · {facts}").format(
        number=number(each.id), title=isolated(each.title), facts=" · ".join(facts)
    )  # fmt: skip
    if not each.next_step:
        return line
    due = _(", due {time}").format(time=_time(each.next_due_at, zone)) if each.next_due_at else ""
    return line + "\n  " + _("Next step: {step}{due}").format(step=each.next_step, due=due)


def _hold_line(each: OpenIncident, zone: tzinfo) -> str:
    return _("{number} {title} · P{priority} · {reason} · untouched since {time}").format(
        number=number(each.id),
        title=isolated(each.title),
        priority=each.priority,
        reason=_(each.hold_reason) if each.hold_reason else _(State.ON_HOLD),
        time=_time(each.updated_at, zone),
    )


def _update_line(each: UpdateDue, zone: tzinfo) -> str:
    what = _("closing message") if each.over else _("update")
    return _("{number}: {what} for {audience} at {time}").format(
        number=number(each.incident_id), what=what, audience=isolated(each.audience), time=_time(each.due_at or 0, zone)
    )


def _promise_line(each: Promise, zone: tzinfo) -> str:
    return _("{number}: {name} told the caller {time}: “{text}”").format(
        number=number(each.incident_id), name=isolated(each.author), time=_time(each.at, zone), text=isolated(each.text)
    )


def _task_line(each: TaskRow, zone: tzinfo) -> str:
    return _("{number}: {title} · {who} · was due {time}").format(
        number=number(each.incident_id),
        title=isolated(each.title),
        who=isolated(each.who or each.role or _("nobody has it")),
        time=_time(each.due_at or 0, zone),
    )


def _successor_line(each: Successor, zone: tzinfo) -> str:
    return _("{rota}: {person} from {time}").format(
        rota=isolated(each.rota), person=isolated(each.person), time=_time(each.from_at, zone)
    )  # fmt: skip


def _time(at: int, zone: tzinfo) -> str:
    return clock.instant(at).astimezone(zone).strftime("%Y-%m-%d %H:%M")


# ── writing and taking over ──────────────────────────────────────────────────────────────────────────────────────


def write_hand_over(session: Session, *, to_id: int, text: str, rota_id: int | None = None) -> int:
    """Keep the note and tell whoever comes next; returns its id.

    Raises Refused for an empty text, for somebody who has left or is not there, and for the writer.
    """
    said = text_of(text).strip()
    if not said:
        raise Refused(_("The note says nothing yet. Write what the next one must know."))
    to_name = _present_name(session, to_id)
    if to_name.casefold() == session.actor.casefold():
        raise Refused(_("Hand over to somebody else; what you know you need not be told."))
    writer = session.reader.rows(
        "SELECT id FROM person WHERE lower(name) = lower(:name) AND withdrawn_at IS NULL", {"name": session.actor}
    )
    facts = {
        "key": uuid4().hex,
        "rota_id": rota_id,
        "from_id": writer[0][0] if writer else None,
        "to_id": to_id,
        "text": said,
        "written_at": session.at,
        "written_by": session.actor,
    }
    note_id = ledger.insert(session, hand_over, facts)
    subject = _("Hand-over note of {name}").format(name=session.actor)
    notify_people(
        session, incident_id=None, person_ids=[to_id], kind=AnnouncementKind.HAND_OVER, subject=subject, body=said
    )
    return note_id


def take_over(session: Session, note_id: int) -> None:
    """Say that the note was read and the work goes on. Raises Refused where that was said before."""
    row = ledger.current(session, hand_over, note_id)
    if row["taken_at"] is not None:
        raise Refused(_("This note was taken over already."))
    ledger.update(session, hand_over, note_id, {"taken_at": session.at})


def _present_name(session: Session, person_id: int) -> str:
    today = clock.instant(session.at).date().isoformat()
    found = session.reader.rows(
        "SELECT name FROM person WHERE id = :id AND withdrawn_at IS NULL AND (left_on = '' OR left_on >= :today)",
        {"id": person_id, "today": today},
    )
    if not found:
        raise Refused(_("Choose somebody who is still there; the note would reach nobody."))
    return str(found[0][0])
