"""What the report of an incident says of its recovery: what was restored in which order, against which targets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from incidentdesk import clock
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.measure.printed import NEVER, minute_and_zone
from incidentdesk.prepare.minutes import length_text, minutes_text
from incidentdesk.recover.all_clear import told
from incidentdesk.recover.recovery_list import RecoverySheet, RestoreRow, recovery_of
from incidentdesk.recover.temporary_fix_list import FixRow, fixes
from incidentdesk.respond.exit_criterion_list import Criterion, criteria_of
from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class TaskTold:
    """`rto` and `rpo` say the actual, the target and how they stand to one another; empty where there is no target."""

    number: int
    phase: str
    title: str
    who: str
    state: str
    result: str
    rto: str
    rpo: str


@dataclass(frozen=True, slots=True)
class CriterionTold:
    title: str
    state: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecoveryTold:
    """`lines` are sentences about the whole: who coordinated it, what stands instead of a repair, the all-clear."""

    lines: Sequence[str]
    tasks: Sequence[TaskTold]
    criteria: Sequence[CriterionTold]


def recovery_told(reader: Reader, incident_id: int, *, zone: tzinfo) -> RecoveryTold | None:
    """None where no recovery was begun."""
    sheet = recovery_of(reader, incident_id)
    if sheet is None:
        return None
    now = clock.stored(clock.now())
    lines = [*_about(sheet, zone), *_fix_lines(fixes(reader, incident_id), zone), *_all_clear_line(reader, incident_id)]
    return RecoveryTold(
        lines,
        [_task(each, now) for each in sheet.tasks],
        [_criterion(each) for each in criteria_of(reader, incident_id)],
    )


def _about(sheet: RecoverySheet, zone: tzinfo) -> Iterator[str]:
    began = minute_and_zone(sheet.began_at, zone)
    who = isolated(sheet.coordinator) if sheet.coordinator else _("nobody")
    yield _("Begun {time} by {name}, coordinated by {coordinator}.").format(
        time=began, name=isolated(sheet.began_by), coordinator=who
    )
    if sheet.declared_at is not None:
        yield _("Declared as recovered {time} by {name}.").format(
            time=minute_and_zone(sheet.declared_at, zone), name=isolated(sheet.declared_by)
        )
    if sheet.rollback:
        yield _("If it made things worse: {text}").format(text=isolated(sheet.rollback))
    if sheet.change_ref:
        yield _("Under the change {reference}.").format(reference=isolated(sheet.change_ref))


def _fix_lines(found: Sequence[FixRow], zone: tzinfo) -> Iterator[str]:
    for each in found:
        until = minute_and_zone(each.expires_at, zone) if each.expires_at is not None else _("without an end")
        said = _("Temporary fix that still stands, until {time}: {text}")
        if each.removed_at is not None:
            until, said = minute_and_zone(each.removed_at, zone), _("Temporary fix, removed {time}: {text}")
        yield said.format(time=until, text=isolated(" ".join(each.text.split())))


def _all_clear_line(reader: Reader, incident_id: int) -> Iterator[str]:
    everybody = told(reader, incident_id)
    if not everybody:
        return
    known = sum(not each.waits for each in everybody)
    yield ngettext(
        "{known} of {count} who was told of the trouble has the all-clear.",
        "{known} of {count} who were told of the trouble have the all-clear.",
        len(everybody),
    ).format(known=known, count=len(everybody))


def _task(row: RestoreRow, now: int) -> TaskTold:
    rto = rpo = ""
    if row.rto is not None and row.rto_aim(now):
        rto = _("{actual} of {target} · {aim}").format(
            actual=length_text(row.recovery_time(now)), target=minutes_text(row.rto), aim=_(row.rto_aim(now))
        )
    if row.rpo is not None and row.rpo_aim():
        lost = row.data_lost()
        actual = NEVER if lost is None else length_text(lost)
        rpo = _("{actual} of {target} · {aim}").format(
            actual=actual, target=minutes_text(row.rpo), aim=_(row.rpo_aim())
        )
    who = row.ended_by or row.owner
    return TaskTold(row.number, _(row.phase), row.title, who, _(row.state), row.result, rto, rpo)


def _criterion(each: Criterion) -> CriterionTold:
    return CriterionTold(each.title, _(each.state), each.decided_by, each.reason)
