"""incidentdesk recover: how the recovery of an incident stands."""

from datetime import tzinfo
from typing import TYPE_CHECKING, Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import column, plain, print_json
from incidentdesk.cli.recover_proof import COMMANDS as PROVING
from incidentdesk.detect.number import incident_id_of
from incidentdesk.detect.number import number as number_of
from incidentdesk.language import _
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.recover.all_clear import ToldOf
    from incidentdesk.recover.recovery_list import RecoverySheet, RestoreRow
    from incidentdesk.recover.temporary_fix_list import FixRow
    from incidentdesk.respond.exit_criterion_list import Criterion
    from incidentdesk.store.reading import Reader

_STAGES = ("mitigated_at", "restored_at", "resolved_at", "closed_at")
_MAJOR = "SELECT 1 FROM incident WHERE id = :id AND major"
_SECOND = 1_000_000  # microseconds


@click.group(
    "recover",
    short_help=_("The recovery of an incident: how it stands, begin it."),
    help=_("The recovery of incidents."),
)
def command() -> None:
    pass


for proving in PROVING:
    command.add_command(proving)


@command.command(
    "begin",
    short_help=_("Begin the recovery of an incident."),
    help=_("Begin the recovery of incident NUMBER: what is to be restored is proposed in the order of the services."),
)
@click.argument("number")
@click.option("--coordinator", metavar="NAME", default="", help=_("Who coordinates it."))
@pass_desk
def begin_command(desk: Desk, number: str, coordinator: str) -> None:
    from incidentdesk.recover.recovery_change import begin_recovery
    from incidentdesk.recover.recovery_list import recovery_of

    incident_id = incident_id_of(number)
    with desk.write() as session:
        _refuse_absent(session.reader, incident_id)
        begin_recovery(session, incident_id, coordinator=coordinator)
        sheet = recovery_of(session.reader, incident_id)
    for task in sheet.tasks if sheet is not None else ():
        click.echo(plain(_task_line(task, clock.stored(clock.now()))))


@command.command(
    "status",
    short_help=_("How the recovery of an incident stands."),
    help=_(
        "How the recovery of incident NUMBER stands: what is restored in which order, target against actual RTO and"
        " RPO, temporary fixes, exit criteria, and who waits for the all-clear."
    ),
)
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON, times in UTC, lengths in seconds."))
@pass_desk
def status_command(desk: Desk, number: str, as_json: bool) -> None:
    from incidentdesk.recover.all_clear import told
    from incidentdesk.recover.recovery_list import recovery_of
    from incidentdesk.recover.temporary_fix_list import fixes
    from incidentdesk.respond.exit_criterion_list import criteria_of
    from incidentdesk.respond.recovery_gate import why_closed

    incident_id = incident_id_of(number)
    with desk.database.read() as reader:
        stages = _refuse_absent(reader, incident_id)
        sheet, everybody = recovery_of(reader, incident_id), told(reader, incident_id)
        standing, criteria = fixes(reader, incident_id), criteria_of(reader, incident_id)
        # Only a major incident has a gate.
        shut = why_closed(reader, incident_id) if reader.rows(_MAJOR, {"id": incident_id}) else ""
    now = clock.stored(clock.now())
    if as_json:
        print_json({
            "number": number_of(incident_id),
            **{name: clock.iso(at) for name, at in stages.items()},
            **_recovery_values(sheet, now),
            "gate": {"open": not shut, "why": plain(shut) or None},
            "criteria": [_criterion_values(each) for each in criteria],
            "fixes": [_fix_values(each, now) for each in standing],
            "all_clear": [_told_values(each) for each in everybody],
        })  # fmt: skip
        return
    for line in (
        *_head_lines(incident_id, sheet, stages, now, desk.zone), *_fix_lines(standing, now, desk.zone),
        *_criterion_lines(criteria, shut), *_told_lines(everybody),
    ):  # fmt: skip
        click.echo(plain(line))


def _refuse_absent(reader: "Reader", incident_id: int) -> dict[str, int | None]:
    """The four stages of an incident; raises Refused where there is none."""
    rows = reader.rows(
        f"SELECT {', '.join(_STAGES)} FROM incident WHERE id = :id AND withdrawn_at IS NULL", {"id": incident_id}
    )
    if not rows:
        raise Refused(_("There is no {number}.").format(number=number_of(incident_id)))
    return dict(zip(_STAGES, rows[0], strict=True))


# -- lines


def _local(at: int | None, zone: tzinfo) -> str:
    return _("not yet") if at is None else clock.instant(at).astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _head_lines(
    incident_id: int, sheet: "RecoverySheet | None", stages: dict[str, int | None], now: int, zone: tzinfo
) -> list[str]:
    words = (_("Mitigated"), _("Restored"), _("Resolved"), _("Closed"))
    reached = " · ".join(f"{word}: {_local(at, zone)}" for word, at in zip(words, stages.values(), strict=True))
    if sheet is None:
        return [reached, _("The recovery of {number} was not begun yet.").format(number=number_of(incident_id))]
    missed, _known = sheet.aims(now)
    said = _("{done} of {count} done · {missed} targets missed · coordinated by {name}").format(
        done=sheet.done, count=len(sheet.tasks), missed=missed, name=sheet.coordinator or _("nobody")
    )
    return [reached, said, *(_task_line(task, now) for task in sheet.tasks)]


def _task_line(task: "RestoreRow", now: int) -> str:
    from incidentdesk.prepare.minutes import length_text, minutes_text

    aim, lost = task.rto_aim(now), task.data_lost()
    rto = rpo = ""
    if aim:
        rto = _("RTO {actual} of {target} {aim}").format(
            actual=length_text(task.recovery_time(now)), target=minutes_text(task.rto), aim=_(aim).lower()
        )
    if task.rpo_aim():
        actual = _("not known") if lost is None else length_text(lost)
        rpo = _("RPO {actual} of {target}").format(actual=actual, target=minutes_text(task.rpo))
    parts = (
        column(str(task.number), 3), column(_(task.phase), 9), column(_(task.state), 12), column(task.owner or "—", 18),
        task.title, " · ".join(part for part in (rto, rpo) if part),
    )  # fmt: skip
    return " ".join(parts).rstrip()


def _fix_lines(standing: "list[FixRow]", now: int, zone: tzinfo) -> list[str]:
    lines = []
    for fix in standing:
        if fix.stands:
            text = (
                _("Temporary fix EXPIRED {time}: {text}") if fix.expired(now) else _("Temporary fix to {time}: {text}")
            )
            lines.append(text.format(time=_local(fix.expires_at, zone), text=" ".join(fix.text.split())))
    return lines


def _criterion_lines(criteria: "list[Criterion]", shut: str) -> list[str]:
    lines = [f"{column(_(each.state), 8)} {each.title} {each.reason}".rstrip() for each in criteria]
    return [*lines, *([shut] if shut else [])]


def _told_lines(everybody: "list[ToldOf]") -> list[str]:
    waiting = [each for each in everybody if each.waits]
    if not everybody:
        return []
    said = _("All-clear: {known} of {count} were told").format(
        known=len(everybody) - len(waiting), count=len(everybody)
    )
    return [
        said,
        *(f"{column(_(each.knows), 13)} {each.name} {', '.join(each.audiences)}".rstrip() for each in waiting),
    ]


# -- values


def _recovery_values(sheet: "RecoverySheet | None", now: int) -> dict[str, Any]:
    if sheet is None:
        return {"began_at": None, "coordinator": None, "declared_at": None, "tasks": []}
    return {
        "began_at": clock.iso(sheet.began_at),
        "began_by": sheet.began_by,
        "coordinator": sheet.coordinator or None,
        "rollback": sheet.rollback or None,
        "change": sheet.change_ref or None,
        "declared_at": clock.iso(sheet.declared_at),
        "declared_by": sheet.declared_by or None,
        "phase": sheet.phase or None,
        "tasks": [_task_values(task, sheet, now) for task in sheet.tasks],
    }


def _task_values(task: "RestoreRow", sheet: "RecoverySheet", now: int) -> dict[str, Any]:
    numbers = {each.id: each.number for each in sheet.tasks}
    lost = task.data_lost()
    return {
        "number": task.number,
        "phase": task.phase,
        "title": task.title,
        "service": task.service or None,
        "owner": task.owner or None,
        "state": task.state,
        "needs": [numbers[each] for each in task.needs],
        "waits_for": [numbers[each] for each in task.waits_for],
        "started_at": clock.iso(task.started_at),
        "ended_at": clock.iso(task.ended_at),
        "result": task.result or None,
        "rto": {
            "target": None if task.rto is None else task.rto * 60,
            "actual": task.recovery_time(now) / _SECOND,
            "aim": task.rto_aim(now) or None,
        },
        "rpo": {
            "target": None if task.rpo is None else task.rpo * 60,
            "actual": None if lost is None else lost / _SECOND,
            "aim": task.rpo_aim() or None,
        },
    }


def _criterion_values(each: "Criterion") -> dict[str, Any]:
    return {"title": each.title, "state": each.state, "reason": each.reason or None, "by": each.decided_by or None}


def _fix_values(each: "FixRow", now: int) -> dict[str, Any]:
    return {
        "text": each.text,
        "placed_at": clock.iso(each.placed_at),
        "placed_by": each.placed_by,
        "expires_at": clock.iso(each.expires_at),
        "expired": each.expired(now),
        "removed_at": clock.iso(each.removed_at),
    }


def _told_values(each: "ToldOf") -> dict[str, Any]:
    return {
        "name": each.name,
        "address": each.address or None,
        "audiences": list(each.audiences),
        "told_at": clock.iso(each.last_at),
        "all_clear": each.knows,
        "all_clear_at": clock.iso(each.closed_at),
    }
