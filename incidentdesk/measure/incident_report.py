"""One incident on paper: what happened, when, who was there, what was said and which files belong to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from incidentdesk import clock
from incidentdesk.detect.attachment import attached, chunks
from incidentdesk.detect.number import number
from incidentdesk.detect.priority import LEVEL_NAME
from incidentdesk.detect.stage_time import AUTOMATIC, TIME_NAME
from incidentdesk.language import N_, _, isolated
from incidentdesk.measure.incident_response import (
    Announced,
    PlanKept,
    SlaClock,
    announced,
    plans_kept,
    sla_clocks,
)
from incidentdesk.measure.printed import NEVER, minute_and_zone, priority_text, state_text
from incidentdesk.measure.recovery_told import RecoveryTold, recovery_told
from incidentdesk.prepare.setting import setting_of
from incidentdesk.refusal import Refused
from incidentdesk.respond import timeline
from incidentdesk.respond.effort import Effort, effort_of
from incidentdesk.respond.sheet import Sheet, sheet_of
from incidentdesk.respond.task_list import tasks
from incidentdesk.respond.timeline import Fact, Kind
from incidentdesk.store.reading import Reader

if TYPE_CHECKING:
    from incidentdesk.paper.frame import PageSize


@dataclass(frozen=True, slots=True)
class Field:
    """What is not marked public stays inside the desk."""

    label: str
    value: str
    public: bool = False


@dataclass(frozen=True, slots=True)
class StageTime:
    """`at` in microseconds since 1970, None if it has not come; `source` says how it is known."""

    label: str
    at: int | None
    source: str = ""
    public: bool = False


@dataclass(frozen=True, slots=True)
class Involved:
    role: str
    name: str
    contact: str = ""
    public: bool = False


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Instants in microseconds since 1970; `public` only for what was written for the requester."""

    happened_at: int
    entered_at: int
    actor: str
    glyph: str
    kind: str
    text: str
    public: bool = False


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """`size` in bytes; `picture` holds a PNG or JPEG that is to be shown."""

    name: str
    size: int
    sha256: str
    added_by: str
    picture: bytes | None = None


@dataclass(frozen=True, slots=True)
class IncidentReport:
    """Everything that a report may say; which of it is said follows from whom it is for."""

    number: str
    title: str
    state: str
    priority: str
    created_at: int
    description: str = ""
    resolution_code: str = ""
    resolution_notes: str = ""
    fields: Sequence[Field] = ()
    times: Sequence[StageTime] = ()
    clocks: Sequence[SlaClock] = ()
    people: Sequence[Involved] = ()
    plans: Sequence[PlanKept] = ()
    effort: Sequence[Effort] = ()
    recovery: RecoveryTold | None = None
    announced: Sequence[Announced] = ()
    timeline: Sequence[TimelineEntry] = ()
    attachments: Sequence[AttachedFile] = ()
    ledger_head: str = ""
    desk: str = ""


def incident_report(
    report: IncidentReport,
    path: Path | str,
    *,
    zone: tzinfo,
    internal: bool,
    made_by: str,
    made_at: int,
    page_size: "PageSize | str" = "A4",
    attachments: bool | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write the report as a PDF and return the number of its pages.

    `internal` False leaves out work notes, changes, plans, recovery, who was told and every field that is not public.
    The attachments go with the internal report; `attachments` True prints them for others too, since nothing marks a
    file as public.
    `made_at` in microseconds since 1970. Raises Refused where the file cannot be written, or when it is cancelled.
    """
    from incidentdesk.measure.incident_story import story
    from incidentdesk.paper import frame

    shown = report if internal else _public(report)
    if not (internal if attachments is None else attachments):
        shown = _without_attachments(shown)
    sheet = frame.Sheet(
        desk=report.desk or _("Incident desk"),
        title=f"{report.number} {report.title}",
        made=_("Made {time} by {person}").format(time=minute_and_zone(made_at, zone), person=isolated(made_by)),
        author=made_by,
        subject=_("Incident report"),
        mark=_("Internal") if internal else _("Public"),
        page_size=frame.PageSize(page_size),
    )
    return frame.write_document(path, story(shown, sheet, zone, internal), sheet, cancelled=cancelled)


def _public(report: IncidentReport) -> IncidentReport:
    """What may leave the desk: comments that their authors made public, and fields that are marked so."""
    return replace(
        report,
        fields=[field for field in report.fields if field.public],
        times=[replace(time, source="") for time in report.times if time.public],
        clocks=[one for one in report.clocks if one.public],
        people=[replace(person, contact="") for person in report.people if person.public],
        plans=(),
        effort=(),
        recovery=None,
        announced=(),
        timeline=[entry for entry in report.timeline if entry.public],
    )


def _without_attachments(report: IncidentReport) -> IncidentReport:
    return replace(report, attachments=())


# Which of the fields and times a report for the requester may show.
_PUBLIC_TIMES = ("occurred_at", "created_at", "restored_at", "resolved_at", "closed_at")
_SOURCE = {"manual": N_("entered by {person}"), "back-dated": N_("back-dated by {person}")}
_KIND = {
    Kind.NOTE: N_("Work note"),
    Kind.COMMENT: N_("Public comment"),
    Kind.LOGGED: N_("Logged"),
    Kind.STATE: N_("Changed"),
    Kind.FIELD: N_("Changed"),
    Kind.FILE: N_("Attachment"),
    Kind.ANALYSIS: N_("Analysis"),
    Kind.EVIDENCE: N_("Evidence"),
    Kind.PLAN: N_("Plan"),
    Kind.MESSAGE: N_("Message"),
    Kind.RECOVERY: N_("Recovery"),
}
# A file that is larger is listed but not shown.
_LARGEST_PICTURE = 25 * 1024 * 1024  # bytes
_CONTACT = (
    "SELECT reporter.email, reporter.phone, assignee.email, assignee.phone FROM incident i"
    " LEFT JOIN person reporter ON reporter.id = i.reporter_id"
    " LEFT JOIN person assignee ON assignee.id = i.assignee_id WHERE i.id = :id"
)


def gather_incident_report(reader: Reader, incident_id: int, *, zone: tzinfo) -> IncidentReport:
    """Everything that is known about an incident; raises Refused where there is no such incident.

    What of it is public is marked here; `incident_report` leaves the rest out where it is for others.
    """
    sheet = sheet_of(reader, incident_id)
    facts = sheet.facts
    head = reader.rows("SELECT hash FROM ledger_head WHERE chain = :id", {"id": incident_id})
    return IncidentReport(
        number=number(incident_id),
        title=facts["title"],
        state=state_text(sheet.state),
        priority=priority_text(facts["priority"]),
        created_at=clock.stored(facts["created_at"]),
        description=facts["description"],
        resolution_code=_(facts["resolution_code"]) if facts["resolution_code"] else "",
        resolution_notes=facts["resolution_notes"],
        fields=_fields(sheet),
        times=[_stage_time(sheet, name) for name in TIME_NAME],
        clocks=sla_clocks(reader, incident_id, zone=zone),
        people=_people(reader, sheet),
        plans=plans_kept(reader, incident_id),
        effort=effort_of(tasks(reader, incident_id), clock.stored(clock.now())),
        recovery=recovery_told(reader, incident_id, zone=zone),
        announced=announced(reader, incident_id),
        timeline=[_entry(fact, zone) for fact in timeline.timeline(reader, incident_id)],
        attachments=_attachments(reader, incident_id),
        ledger_head=head[0][0] if head else "",
        desk=setting_of(reader, "desk_name"),
    )


def _fields(sheet: Sheet) -> list[Field]:
    facts = sheet.facts
    fields = [
        Field(_("Service"), facts["service"], public=True),
        Field(_("Team"), facts["team"], public=True),
        Field(_("Category"), facts["category"], public=True),
        Field(_("Subcategory"), facts["subcategory"], public=True),
        Field(_("Impact"), _(LEVEL_NAME[facts["impact"]]), public=True),
        Field(_("Urgency"), _(LEVEL_NAME[facts["urgency"]]), public=True),
        Field(_("Channel"), _(facts["channel"]), public=True),
        Field(_("Major incident"), _("yes") if facts["major"] else _("no")),
        Field(_("Tags"), " ".join(facts["tags"])),
        Field(_("On hold"), _(sheet.on_hold_reason) if sheet.on_hold_reason else ""),
        Field(_("Reason of the priority"), facts["override_reason"]),
        Field(_("Parent"), facts["parent"]),
        Field(_("Children"), ", ".join(number(child.id) for child in sheet.children)),
        Field(_("External reference"), facts["external_ref"]),
        Field(_("Reopened"), str(sheet.reopen_count)),
        Field(_("Reassigned"), str(sheet.reassignment_count)),
    ]
    # What nobody filled in is left out, but for the fields that every incident should have.
    return [field for field in fields if field.value or field.public]


def _stage_time(sheet: Sheet, name: str) -> StageTime:
    at = sheet.facts[name]
    source, who = sheet.sources.get(name, (AUTOMATIC, ""))
    told = _(_SOURCE[source]).format(person=isolated(who)) if at and source in _SOURCE else ""
    return StageTime(_(TIME_NAME[name]), clock.stored(at) if at else None, told, public=name in _PUBLIC_TIMES)


def _people(reader: Reader, sheet: Sheet) -> list[Involved]:
    ((*reporter, email, phone),) = reader.rows(_CONTACT, {"id": sheet.id})
    return [
        Involved(_("Reporter"), sheet.facts["reporter"] or NEVER, _contact(*reporter), public=True),
        Involved(_("Assignee"), sheet.facts["assignee"] or NEVER, _contact(email, phone), public=True),
        *(Involved(_("Affected"), each.name, each.note) for each in sheet.affected if not each.reporter),
        *(Involved(_("Watcher"), name) for name in sheet.watchers),
    ]


def _contact(email: str | None, phone: str | None) -> str:
    return " · ".join(part for part in (email, phone) if part)


def _entry(fact: Fact, zone: tzinfo) -> TimelineEntry:
    said = _("Channel: {channel}").format(channel=_(fact.text)) if fact.kind == Kind.LOGGED else ""
    return TimelineEntry(
        happened_at=fact.happened_at,
        entered_at=fact.entered_at,
        actor=fact.actor,
        glyph=timeline.GLYPH[fact.kind],
        kind=_(_KIND[fact.kind]),
        text=said or timeline.sentence(fact, zone),
        public=fact.public,
    )


def _attachments(reader: Reader, incident_id: int) -> list[AttachedFile]:
    return [
        AttachedFile(file.name, file.size, file.sha256, file.added_by, _picture(reader, file.id, file.size))
        for file in attached(reader, incident_id)
    ]


def _picture(reader: Reader, attachment_id: int, size: int) -> bytes | None:
    """The bytes of a PNG or JPEG file, which is known by how it begins and not by what it is called."""
    if size > _LARGEST_PICTURE:
        return None
    data = b""
    try:
        for chunk in chunks(reader, attachment_id):
            data += chunk
            if not data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
                return None
    except Refused:
        # The list of attachments still has it; what has changed is not shown as if it were what was attached.
        return None
    return data or None
