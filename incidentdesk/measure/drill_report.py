"""The after-action report of a drill on paper: what was played, how it went against its targets, what changes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from reportlab.platypus import CondPageBreak, Flowable

from incidentdesk import clock
from incidentdesk.improve.drill import DrillPart, DrillState
from incidentdesk.improve.drill_gap import Gap, gaps_of, missed_text, seconds_text
from incidentdesk.improve.drill_list import DrillNote, DrillRow, drill_notes, drill_row, drills_of
from incidentdesk.improve.drill_number import drill_number
from incidentdesk.improve.drill_pause import pauses_of
from incidentdesk.improve.drill_result import DrillScore, ScoreLine, ScoreSection
from incidentdesk.improve.improvement_list import improvements
from incidentdesk.language import _, isolated
from incidentdesk.measure.printed import NEVER, minute, minute_and_zone
from incidentdesk.measure.report_pages import RIGHT, RIGHT_STRONG, SUB
from incidentdesk.paper.card import Card, Cards
from incidentdesk.paper.frame import PageSize, Sheet, write_document
from incidentdesk.paper.prose import prose
from incidentdesk.paper.signature import Signatory, SignatureLines
from incidentdesk.paper.styles import BODY, CELL, KICKER, LABEL, NOTE, STRONG, TITLE
from incidentdesk.paper.table import Cell, Column, Table
from incidentdesk.paper.text import Section, Text
from incidentdesk.prepare.scenario_content import Inject
from incidentdesk.prepare.setting import setting_of
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

SECOND = 1_000_000  # microseconds
PASSED, MISSED, UNKNOWN = "✓", "▲", "·"


@dataclass(frozen=True, slots=True)
class DrillReport:
    """All that the report says. `became` are number, state and owner of the improvements, by the key of the gap.

    `before` is the drill on the same scenario that ended before this one, None where there was none.
    """

    desk: str
    row: DrillRow
    objectives: str
    notes: tuple[DrillNote, ...]
    gaps: tuple[Gap, ...]
    became: dict[str, tuple[str, str, str]]
    before: DrillRow | None
    pauses: tuple[tuple[int, int | None], ...]


def gather_drill_report(reader: Reader, drill_id: int) -> DrillReport:
    """Raises Refused where there is no such drill, and where it has not ended."""
    row = drill_row(reader, drill_id)
    if row is None:
        raise Refused(_("There is no drill {number}.").format(number=drill_number(drill_id)))
    if row.state != DrillState.ENDED:
        raise Refused(_("{number} has not ended, so there is nothing to report yet.").format(number=row.number))
    gaps = gaps_of(reader, drill_id)
    known = {each.id: each for each in improvements(reader, today=clock.now().date().isoformat())}
    became = {
        gap.key: (known[gap.improvement_id].number, _(known[gap.improvement_id].state), known[gap.improvement_id].owner)
        for gap in gaps
        if gap.improvement_id in known
    }
    objectives = reader.rows("SELECT objectives FROM drill_scenario WHERE id = :id", {"id": row.scenario_id})
    return DrillReport(
        desk=str(setting_of(reader, "desk_name")) or _("Incident desk"),
        row=row,
        objectives=str(objectives[0][0]),
        notes=tuple(drill_notes(reader, drill_id)),
        gaps=tuple(gaps),
        became=became,
        before=_before(reader, row),
        pauses=tuple(pauses_of(reader, drill_id)),
    )


def _before(reader: Reader, row: DrillRow) -> DrillRow | None:
    held = (each for each in drills_of(reader, row.scenario_id) if each.state == DrillState.ENDED and each.score)
    earlier = [each for each in held if each.ended_at and row.ended_at and each.ended_at < row.ended_at]
    return max(earlier, key=lambda each: each.ended_at or 0, default=None)


def drill_report(
    report: DrillReport,
    path: Path | str,
    *,
    zone: tzinfo,
    made_by: str,
    made_at: int,
    page_size: PageSize | str = "A4",
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write the report as a PDF and return the number of its pages.

    `made_at` in microseconds since 1970. Raises Refused where the file cannot be written, or when it is cancelled.
    """
    made = minute_and_zone(made_at, zone)
    sheet = Sheet(
        desk=report.desk,
        title=_("{number} {title}").format(number=report.row.number, title=report.row.title),
        made=_("Made {time} by {person}").format(time=made, person=isolated(made_by)),
        author=_lead(report.row) or made_by,
        subject=_("After-action report"),
        mark=_("Drill · Internal"),
        page_size=PageSize(page_size),
    )
    return write_document(path, drill_story(report, zone), sheet, cancelled=cancelled)


def drill_story(report: DrillReport, zone: tzinfo) -> list[Flowable]:
    row = report.row
    blocks: list[Flowable] = [
        Text(_("After-action report · {number}").format(number=row.number), KICKER),
        Text(row.title, TITLE),
        Text(_("This was a drill in a sandbox. Nothing of it stands among what happened."), NOTE.but(after=8)),
        Cards(_cards(report)),
        _about(row, report, zone),
    ]
    if report.objectives:
        blocks += _prose(_("Objectives"), report.objectives)
    if row.conclusion:
        blocks += _prose(_("Conclusion"), row.conclusion)
    if row.score and row.score.trouble:
        blocks.append(Section(_("What is not known"), Text(row.score.trouble, BODY)))
    blocks += _score(row.score)
    blocks.append(Section(_("Gaps and what they became"), _gaps(report)))
    blocks += [Section(_("Who took part"), _seats(row)), Section(_("What was played"), _injects(report))]
    if report.notes:
        blocks.append(Section(_("What observers wrote down"), _notes(report, zone)))
    if row.timeline:
        blocks.append(Section(_("Timeline of the sandbox"), _timeline(row, zone)))
    blocks.append(Section(_("How this is counted"), Text(_(_RULE), BODY)))
    signatories = [Signatory(_("Lead of the drill"), _lead(row)), Signatory(_("Date"), "")]
    return [*blocks, CondPageBreak(90), SignatureLines(signatories)]


_RULE = (
    "Times count while the drill runs, not while it is paused. What came within its target has all its points; what "
    "was late loses them evenly and has none at twice the target; what never came has none. What can't be known gets "
    "no points and takes none away. A mandatory step that was left out with a reason has half."
)


def _prose(heading: str, text: str) -> list[Flowable]:
    first, *more = prose(text)
    return [Section(heading, first), *more]


def _lead(row: DrillRow) -> str:
    return next((each.person for each in row.seats if each.part == DrillPart.LEAD), "")


def _cards(report: DrillReport) -> list[Card]:
    row, score = report.row, report.row.score
    total = NEVER if score is None or score.total is None else f"{score.total} %"
    notes = []
    if score is not None and score.total is not None:
        notes.append(_("{points} of {most} points").format(points=round(score.points), most=score.most))
    if report.before is not None and report.before.score and report.before.score.total is not None:
        number, before = report.before.number, report.before.score.total
        notes.append(_("{number} had {total} %").format(number=number, total=before))
    late = sum(line.failed for section in (score.sections if score else ()) for line in section.lines)
    open_gaps = sum(gap.key not in report.became for gap in report.gaps)
    return [
        Card(_("Score"), total, notes),
        Card(_("Drilled for"), seconds_text(score.seconds if score else 0), [_paused(row)] if row.paused_for else []),
        Card(_("Targets missed"), str(late)),
        Card(_("Gaps"), str(len(report.gaps)), [_("{count} without an improvement").format(count=open_gaps)]),
    ]


def _paused(row: DrillRow) -> str:
    return _("paused for {length}").format(length=seconds_text(row.paused_for))


def _about(row: DrillRow, report: DrillReport, zone: tzinfo) -> Table:
    plan = NEVER
    if row.plan:
        plan = _("{plan}, version {number}").format(plan=row.plan, number=row.plan_version or NEVER)
    rows: list[tuple[Cell, Cell]] = [
        (_("Kind"), _(row.kind)),
        (_("Scenario"), row.scenario),
        (_("Plan"), plan),
        (_("Service"), row.service or NEVER),
        (_("Held"), f"{minute_and_zone(row.started_at, zone)} – {minute(row.ended_at, zone)}"),
        (_("Messages left through"), ", ".join(row.effects) or _("nothing: nothing left the sandbox")),
    ]
    for since, until in report.pauses:
        rows.append((_("Paused"), f"{minute(since, zone)} – {minute(until, zone)}"))
    return Table([Column("", width=120, style=LABEL), Column("")], rows, headings=False)


# ── the score ────────────────────────────────────────────────────────────────────────────────────────────────────


def _score(score: DrillScore | None) -> list[Flowable]:
    if score is None or not score.sections:
        return []
    return [
        Section(_("Score"), _summary(score)),
        *_section(_("Reactions"), [line for each in score.sections if _alone(each) for line in each.lines]),
        *(block for each in score.sections if not _alone(each) for block in _section(_(each.name), each.lines)),
    ]


def _summary(score: DrillScore) -> Table:
    columns = [Column(_("Part"), style=STRONG), Column(_("Points"), width=70, style=RIGHT_STRONG)]
    columns += [Column(_("Of"), width=50, style=RIGHT)]
    rows: list[tuple[Cell, ...]] = [
        (_(each.name), NEVER if each.points is None else f"{each.points:.1f}", _of(each)) for each in score.sections
    ]
    return Table(columns, [*rows, (_("Together"), f"{score.points:.1f}", str(score.most))])


def _of(section: ScoreSection) -> str:
    return NEVER if section.points is None else str(section.weight)


def _alone(section: ScoreSection) -> bool:
    """Whether it is one quantity and no list."""
    return len(section.lines) == 1 and section.lines[0].name == _(section.name)


def _section(name: str, lines: Sequence[ScoreLine]) -> list[Flowable]:
    if not lines:
        return []
    columns = [Column("", width=12), Column(_("What"), share=2.4), Column(_("Target"), width=74, style=RIGHT)]
    columns += [Column(_("Reached"), width=74, style=RIGHT_STRONG), Column(_("Note"), share=1.6, style=LABEL)]
    return [CondPageBreak(90), Text(name, SUB), Table(columns, [_line(line) for line in lines])]


def _line(line: ScoreLine) -> tuple[Cell, ...]:
    sign = UNKNOWN if line.share is None else MISSED if line.failed else PASSED
    note = line.note or (missed_text(line) if line.failed and line.counts else "")
    return sign, line.name, _amount(line.target, line), _amount(line.actual, line), note


def _amount(amount: int | None, line: ScoreLine) -> str:
    if amount is None:
        return NEVER
    return str(amount) if line.counts else seconds_text(amount)


# ── what came of it ──────────────────────────────────────────────────────────────────────────────────────────────


def _gaps(report: DrillReport) -> Flowable:
    if not report.gaps:
        return Text(_("No gap was seen."), BODY)
    columns = [Column(_("Gap"), share=1.8), Column(_("Seen by"), width=78, style=LABEL)]
    columns += [Column(_("Improvement"), share=1)]
    return Table(columns, [_gap(gap, report) for gap in report.gaps])


def _gap(gap: Gap, report: DrillReport) -> tuple[Cell, ...]:
    said: Cell = ((gap.title, STRONG), (gap.text, LABEL)) if gap.measured else gap.text
    became = report.became.get(gap.key)
    return said, _("measured") if gap.measured else _("an observer"), _improvement(became)


def _improvement(became: tuple[str, str, str] | None) -> Cell:
    if became is None:
        return f"{MISSED} {_('none yet')}"
    number, state, owner = became
    return ((f"{number} · {state}", STRONG), (owner or _("no owner yet"), LABEL))


def _seats(row: DrillRow) -> Flowable:
    if not row.seats:
        return Text(_("Nobody was named."), BODY)
    columns = [Column(_("Person"), style=STRONG), Column(_("Part")), Column(_("Role"))]
    return Table(columns, [(each.person, _(each.part), each.role or NEVER) for each in row.seats])


def _injects(report: DrillReport) -> Table:
    columns = [Column(_("Planned"), width=58, style=RIGHT), Column(_("Played"), width=58, style=RIGHT)]
    columns += [Column(_("Inject"), share=1.6), Column(_("Expected"), share=1.2)]
    return Table(columns, [_inject(report, each) for each in report.row.content.injects])


def _inject(report: DrillReport, inject: Inject) -> tuple[Cell, ...]:
    within = _("within {length}").format(length=seconds_text(inject.within)) if inject.within else ""
    expected = inject.expected or _(inject.deed) if inject.expects else NEVER
    said: Cell = ((inject.title, STRONG), (_told(inject), LABEL))
    return seconds_text(inject.at), _played(report, inject.key), said, ((expected, CELL), (within, LABEL))


def _told(inject: Inject) -> str:
    """Of which kind it is, from whom and for whom it came, and what it said."""
    role = _("for {role}").format(role=inject.role) if inject.role else ""
    return "\n".join(filter(None, (" · ".join(filter(None, (_(inject.kind), inject.sender, role))), inject.text)))


def _played(report: DrillReport, key: str) -> str:
    """After how much drilling it came."""
    played, started_at = report.row.played.get(key), report.row.started_at
    if played is None or started_at is None:
        return NEVER
    stood = sum((until or played.at) - since for since, until in report.pauses if since < played.at)
    return seconds_text((played.at - started_at - stood) // SECOND)


def _notes(report: DrillReport, zone: tzinfo) -> Table:
    columns = [Column(_("Time"), width=88), Column(_("Who"), width=96, style=LABEL), Column(_("Note"))]
    rows: list[tuple[Cell, ...]] = [
        (minute(each.at, zone), each.author, f"{MISSED} {each.text}" if each.gap else each.text)
        for each in report.notes
    ]
    return Table(columns, rows)


def _timeline(row: DrillRow, zone: tzinfo) -> Table:
    columns = [Column(_("Time"), width=88), Column(_("Who"), width=96, style=LABEL), Column(_("What"))]
    return Table(columns, [(minute(each.at, zone), each.who, each.text) for each in row.timeline])
