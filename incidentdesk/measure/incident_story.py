"""How the report of an incident is laid out."""

from collections.abc import Sequence
from datetime import tzinfo

from reportlab.platypus import Flowable

from incidentdesk.language import _, isolated, ngettext
from incidentdesk.measure.adherence_table import phases_table
from incidentdesk.measure.incident_report import (
    AttachedFile,
    Field,
    IncidentReport,
    Involved,
    StageTime,
    TimelineEntry,
)
from incidentdesk.measure.incident_response import Announced, SlaClock
from incidentdesk.measure.printed import NEVER, minute_and_zone, size
from incidentdesk.measure.recovery_table import recovery_blocks
from incidentdesk.paper.frame import Sheet
from incidentdesk.paper.picture import Picture
from incidentdesk.paper.styles import BODY, CELL, KICKER, LABEL, STRONG, TITLE, Align
from incidentdesk.paper.table import Cell, Column, Table
from incidentdesk.paper.text import Section, Text
from incidentdesk.prepare.minutes import length_text
from incidentdesk.respond.effort import Effort
from incidentdesk.respond.task_time import MINUTE


def story(report: IncidentReport, sheet: Sheet, zone: tzinfo, internal: bool) -> list[Flowable]:
    blocks: list[Flowable] = [
        Text(_("Incident report · {number}").format(number=report.number), KICKER),
        Text(report.title, TITLE),
        _summary(report, zone),
        Section(_("Description"), Text(report.description.strip() or _("No description was written."), BODY)),
    ]
    if report.fields:
        blocks.append(Section(_("Details"), _details(report.fields)))
    if report.times:
        blocks.append(Section(_("Times"), _times(report.times, zone)))
    if report.clocks:
        blocks.append(Section(_("SLA clocks"), _clocks(report.clocks)))
    if report.people:
        blocks.append(Section(_("People"), _people(report.people)))
    blocks.append(Section(_("Resolution"), Text(_resolution(report), BODY)))
    blocks.append(Section(_("Timeline") if internal else _("Messages"), _timeline(report.timeline, zone, internal)))
    blocks += [Section(_("How the plan was kept to"), phases_table(each.plan, each.phases)) for each in report.plans]
    if report.effort:
        blocks.append(Section(_("Time of work"), _effort(report.effort)))
    if report.recovery is not None:
        first, *rest = recovery_blocks(report.recovery)
        blocks += [Section(_("Recovery"), first), *rest]
    if report.announced:
        blocks.append(Section(_("Who was told"), _announced(report.announced, zone)))
    if report.attachments:
        blocks.append(Section(_("Attachments"), _attachments(report.attachments)))
    blocks.append(Section(_("About this report"), Text(_about(report, zone, internal), BODY)))
    return blocks + _pictures(report.attachments, sheet)


def _summary(report: IncidentReport, zone: tzinfo) -> Flowable:
    columns = [
        Column(_("State"), style=STRONG),
        Column(_("Priority"), style=STRONG),
        Column(_("Created"), style=STRONG),
    ]
    return Table(columns, [(report.state, report.priority, minute_and_zone(report.created_at, zone))])


def _details(fields: Sequence[Field]) -> Flowable:
    """Labels and values, two pairs side by side."""
    columns = [Column("", width=92, style=LABEL), Column(""), Column("", width=92, style=LABEL), Column("")]
    cells = [text for field in fields for text in (field.label, field.value or NEVER)]
    cells += [""] * (-len(cells) % 4)
    return Table(columns, [cells[i : i + 4] for i in range(0, len(cells), 4)], headings=False)


def _times(times: Sequence[StageTime], zone: tzinfo) -> Flowable:
    columns = [Column("", width=92, style=LABEL), Column("", width=150), Column("")]
    rows = [(time.label, minute_and_zone(time.at, zone), time.source) for time in times]
    return Table(columns, rows, headings=False)


def _clocks(clocks: Sequence[SlaClock]) -> Flowable:
    columns = [
        Column(_("Clock"), share=1.2),
        Column(_("Target"), width=84),
        Column(_("Elapsed"), width=84),
        Column(_("State"), width=84),
        Column(_("Due"), width=104, style=CELL),
    ]
    return Table(columns, [_clock_row(one) for one in clocks])


def _clock_row(one: SlaClock) -> tuple[Cell, ...]:
    return ((one.target, STRONG), (one.sla, LABEL)), one.aim, one.elapsed, one.state, one.due


def _people(people: Sequence[Involved]) -> Flowable:
    columns = [Column("", width=92, style=LABEL), Column(""), Column("")]
    return Table(columns, [(person.role, person.name, person.contact) for person in people], headings=False)


def _resolution(report: IncidentReport) -> str:
    parts = [part for part in (report.resolution_code, report.resolution_notes.strip()) if part]
    return "\n".join(parts) or _("Not resolved yet.")


def _timeline(entries: Sequence[TimelineEntry], zone: tzinfo, internal: bool) -> Flowable:
    if not entries:
        return Text(_("Nothing was written yet.") if internal else _("No message was written for the requester."), BODY)
    columns = [Column(_("Time"), width=104, style=LABEL), Column(_("What happened"), style=CELL)]
    return Table(columns, [_entry_row(entry, zone) for entry in entries])


_SAME_MINUTE = 60_000_000  # microseconds


def _entry_row(entry: TimelineEntry, zone: tzinfo) -> tuple[Cell, Cell]:
    head = f"{entry.glyph} {entry.kind} · {isolated(entry.actor)}"
    blocks = [(head, STRONG)]
    if abs(entry.entered_at - entry.happened_at) > _SAME_MINUTE:
        blocks.append((_("entered {time}").format(time=minute_and_zone(entry.entered_at, zone)), LABEL))
    if entry.text.strip():
        blocks.append((entry.text.strip("\n").rstrip(), CELL.but(align=Align.START)))
    return minute_and_zone(entry.happened_at, zone), tuple(blocks)


def _effort(effort: Sequence[Effort]) -> Flowable:
    """Whose time the tasks took, with the sum below where it is more than one person's."""
    columns = [Column("", width=150, style=LABEL), Column("")]
    rows = [(each.who or NEVER, length_text(each.minutes * MINUTE)) for each in effort]
    if len(rows) > 1:
        rows.append((_("Together"), length_text(sum(each.minutes for each in effort) * MINUTE)))
    return Table(columns, rows, headings=False)


def _announced(told: Sequence[Announced], zone: tzinfo) -> Flowable:
    columns = [
        Column(_("Time"), width=104, style=LABEL),
        Column(_("To"), share=0.8),
        Column(_("What"), share=1.4),
        Column(_("Delivery"), share=0.7),
    ]
    return Table(columns, [_announced_row(each, zone) for each in told])


def _announced_row(told: Announced, zone: tzinfo) -> tuple[Cell, ...]:
    head = f"{told.kind} · {isolated(told.by)}"
    return minute_and_zone(told.at, zone), told.to, ((told.subject, CELL), (head, LABEL)), told.delivery


def _attachments(files: Sequence[AttachedFile]) -> Flowable:
    columns = [
        Column(_("Name"), share=1.2),
        Column(_("Size"), width=52, style=CELL.but(align=Align.RIGHT)),
        Column(_("Added by"), share=0.7),
        Column(_("SHA-256"), share=1.2, style=CELL.but(size=7, leading=9.5)),
    ]
    return Table(columns, [(file.name, size(file.size), file.added_by, file.sha256) for file in files])


def _pictures(files: Sequence[AttachedFile], sheet: Sheet) -> list[Flowable]:
    # The heading and the first picture must fit on one page.
    room = sheet.text_size[1] * 0.8
    pictures = [Picture(file.picture, file.name, room) for file in files if file.picture is not None]
    return [Section(_("Pictures"), pictures[0]), *pictures[1:]] if pictures else []


def _about(report: IncidentReport, zone: tzinfo, internal: bool) -> str:
    count = len(report.timeline)
    if internal:
        scope = ngettext(
            "It shows {count} entry of the timeline.", "It shows all {count} entries of the timeline.", count
        )
    else:
        scope = ngettext("It shows {count} public comment.", "It shows {count} public comments.", count)
    sentences = [scope.format(count=count), _("Times are in the zone {zone}.").format(zone=zone)]
    if internal and report.ledger_head:
        sentences.append(_("The chain of changes of this incident ends with {hash}.").format(hash=report.ledger_head))
    return " ".join(sentences)
