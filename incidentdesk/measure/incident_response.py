"""What the report of an incident says of its response: clocks of its SLA, how plans were kept to, who was told what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from incidentdesk import clock
from incidentdesk.detect.sla_clock import Clock, clocks_of
from incidentdesk.detect.sla_wording import aim_text, span_words, spoken_state, target_name
from incidentdesk.language import _, isolated
from incidentdesk.measure.printed import NEVER, minute_and_zone
from incidentdesk.prepare.sla_kind import SlaKind, Target
from incidentdesk.respond.adherence import PhaseAdherence, adherence_of
from incidentdesk.respond.announcement import AnnouncementState
from incidentdesk.respond.delivery_wording import delivery_text
from incidentdesk.respond.outbox_list import messages_of
from incidentdesk.respond.plan_run_list import Run
from incidentdesk.respond.status_update_list import Told, announcements
from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class SlaClock:
    """One clock in words; what is agreed between teams of the house (OLA) is not public."""

    target: str
    sla: str
    aim: str
    elapsed: str
    state: str
    due: str
    public: bool = False


@dataclass(frozen=True, slots=True)
class Announced:
    """What was sent to an audience or to single people; `at` in microseconds since 1970."""

    at: int
    by: str
    kind: str
    to: str
    subject: str
    delivery: str


@dataclass(frozen=True, slots=True)
class PlanKept:
    """One run of a plan, against the version that it began with; the counts are of its steps."""

    plan: str
    phases: Sequence[PhaseAdherence]


def sla_clocks(reader: Reader, incident_id: int, *, zone: tzinfo) -> list[SlaClock]:
    """The clocks as they stand now, those of an SLA first, in the order of their targets."""
    found = clocks_of(reader, [incident_id], clock.now()).get(incident_id, ())
    return [
        SlaClock(
            target=target_name(one),
            sla=one.sla,
            aim=aim_text(one),
            elapsed=span_words(one.elapsed, one.day),
            state=spoken_state(one),
            due=_due(one, zone),
            public=one.kind is SlaKind.SLA,
        )
        for one in sorted(found, key=_place)
    ]


def _place(one: Clock) -> tuple[bool, int, int]:
    return one.kind is not SlaKind.SLA, list(Target).index(one.target), one.started_at


def _due(one: Clock, zone: tzinfo) -> str:
    if one.ended_at is not None:
        return _("ended {time}").format(time=minute_and_zone(one.ended_at, zone))
    return _("never") if one.never_due else minute_and_zone(one.due_at, zone)


def plans_kept(reader: Reader, incident_id: int) -> list[PlanKept]:
    """Every run as it stands now, the first one first (N4)."""
    found = adherence_of(reader, incident_id, clock.stored(clock.now()))
    return [PlanKept(_run_text(each.run), each.phases) for each in reversed(found)]


def _run_text(run: Run) -> str:
    return _("{plan} (version {version}) · {state}").format(
        plan=isolated(run.plan), version=run.version, state=_(run.state)
    )


def announced(reader: Reader, incident_id: int) -> Sequence[Announced]:
    """What was sent, the first one first, with the counts of its messages by what came of them."""
    sent = [each for each in announcements(reader, incident_id) if each.state == AnnouncementState.SENT]
    return [_announced(reader, each) for each in reversed(sent)]


def _announced(reader: Reader, told: Told) -> Announced:
    at = told.written_at if told.sent_at is None else told.sent_at
    kind = f"{_(told.kind)} · {_(told.phase)}" if told.phase else _(told.kind)
    to = told.audience or ", ".join(dict.fromkeys(row.recipient for row in messages_of(reader, told.id)))
    return Announced(
        at, told.sent_by or told.written_by, kind, to or NEVER, told.subject, delivery_text(told.counts) or NEVER
    )
