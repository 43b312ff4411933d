"""incidentdesk show: everything about one incident."""

from datetime import tzinfo
from typing import TYPE_CHECKING, Any

import click

from incidentdesk import clock
from incidentdesk.cli.clock_object import clock_object
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.found import row_of
from incidentdesk.cli.printing import column, plain, print_json
from incidentdesk.detect.number import incident_id_of, number
from incidentdesk.detect.priority import LEVEL_NAME, Level, priority_label
from incidentdesk.detect.register import IncidentRow
from incidentdesk.detect.stage_time import TIME_NAME
from incidentdesk.language import _
from incidentdesk.store.reading import Reader

if TYPE_CHECKING:
    from incidentdesk.detect.sla_clock import Clock
    from incidentdesk.respond.effort import Effort

_LABEL_WIDTH = 18  # columns
_MINUTE = 60_000_000  # microseconds


@click.command("show", help=_("Show an incident with its timeline."))
@click.argument("incident", metavar="NUMBER")
@click.option("--json", "as_json", is_flag=True, help=_("Print it as JSON, times in UTC."))
@pass_desk
def command(desk: Desk, incident: str, as_json: bool) -> None:
    row = row_of(desk.database, incident_id_of(incident))
    with desk.database.read() as reader:
        if as_json:
            print_json(_as_json(reader, row))
        else:
            _print(reader, row, desk.zone)


def _texts(reader: Reader, incident_id: int) -> tuple[str, str]:
    found = reader.rows("SELECT description, resolution_notes FROM incident WHERE id = :id", {"id": incident_id})
    return str(found[0][0]), str(found[0][1])


def _children(reader: Reader, incident_id: int) -> list[str]:
    sql = "SELECT id FROM incident WHERE parent_id = :id AND withdrawn_at IS NULL ORDER BY id"
    return [number(row[0]) for row in reader.rows(sql, {"id": incident_id})]


def _runs(reader: Reader, incident_id: int) -> list[str]:
    """ "WAN down (version 2): 4 of 9 steps", the plan that runs first."""
    from incidentdesk.respond.plan_run_list import runs_of
    from incidentdesk.respond.task_list import finished_of, tasks

    runs = runs_of(reader, incident_id)
    rows = tasks(reader, incident_id) if runs else []
    told = []
    for run in runs:
        done, count = finished_of(row for row in rows if row.plan_run_id == run.id)
        said = _("{plan} (version {version}): {done} of {count} steps").format(
            plan=run.plan, version=run.version, done=done, count=count
        )
        told.append(said if run.running else f"{said} · {_(run.state)}")
    return told


def _effort(reader: Reader, incident_id: int) -> "list[Effort]":
    from incidentdesk.respond.effort import effort_of
    from incidentdesk.respond.task_list import tasks

    return effort_of(tasks(reader, incident_id), clock.stored(clock.now()))


def _effort_text(effort: "list[Effort]") -> str:
    """ "2 h 10 min (Bo Diaz 2 h, Mei Okafor 10 min)"; "" where no time was spent."""
    from incidentdesk.prepare.minutes import length_text

    if not effort:
        return ""
    each = ", ".join(f"{one.who} {length_text(one.minutes * _MINUTE)}".strip() for one in effort)
    return f"{length_text(sum(one.minutes for one in effort) * _MINUTE)} ({each})"


def _clocks(reader: Reader, incident_id: int) -> "tuple[Clock, ...]":
    from incidentdesk.detect.sla_clock import clocks_of

    return clocks_of(reader, [incident_id], clock.now()).get(incident_id, ())


def _watchers(reader: Reader, incident_id: int) -> list[str]:
    sql = (
        "SELECT person.name FROM watcher JOIN person ON person.id = watcher.person_id"
        " WHERE watcher.incident_id = :id AND watcher.withdrawn_at IS NULL ORDER BY person.name"
    )
    return [str(row[0]) for row in reader.rows(sql, {"id": incident_id})]


def _as_json(reader: Reader, row: IncidentRow) -> dict[str, Any]:
    from incidentdesk.detect.transfer.export import json_object

    description, resolution_notes = _texts(reader, row.id)
    return {
        **json_object(row),
        "description": description,
        "override_reason": row.override_reason or None,
        "resolution_notes": resolution_notes or None,
        "updated_at": clock.iso(row.updated_at),
        "parent": None if row.parent_id is None else number(row.parent_id),
        "children": _children(reader, row.id),
        "watchers": _watchers(reader, row.id),
        "plans": _runs(reader, row.id),
        "work_minutes": {one.who: one.minutes for one in _effort(reader, row.id)},
        "sla": [clock_object(one) for one in _clocks(reader, row.id)],
        "attachments": _attachments(reader, row.id),
        "timeline": _timeline(reader, row.id),
    }


def _attachments(reader: Reader, incident_id: int) -> list[dict[str, Any]]:
    from incidentdesk.detect.attachment import attached

    return [
        {
            "name": file.name,
            "media_type": file.media_type,
            "size": file.size,
            "sha256": file.sha256,
            "added_at": clock.iso(file.added_at),
            "added_by": file.added_by,
        }
        for file in attached(reader, incident_id)
    ]


def _timeline(reader: Reader, incident_id: int) -> list[dict[str, Any]]:
    from incidentdesk.respond.timeline import timeline

    return [
        {
            "happened_at": clock.iso(fact.happened_at),
            "entered_at": clock.iso(fact.entered_at),
            "actor": fact.actor,
            "kind": fact.kind.value,
            "public": fact.public,
            "text": fact.text,
            "changes": [_change(change.field, change.before, change.after) for change in fact.changes],
            "reason": fact.reason,
            "via": fact.via,
        }
        for fact in timeline(reader, incident_id)
    ]


def _change(field: str, before: str | int | None, after: str | int | None) -> dict[str, Any]:
    shown = (
        clock.iso(value) if isinstance(value, int) and field.endswith("_at") else value for value in (before, after)
    )
    return dict(zip(("field", "before", "after"), (field, *shown), strict=True))


def _print(reader: Reader, row: IncidentRow, zone: tzinfo) -> None:
    from incidentdesk.detect.attachment import attached
    from incidentdesk.respond.timeline import sentence, timeline

    description, resolution_notes = _texts(reader, row.id)
    click.echo(f"{row.number}  {row.title}")
    for label, value in [*_facts(reader, row), *_times(row, zone)]:
        if value:
            click.echo(f"{column(label, _LABEL_WIDTH)} {value}")
    _print_clocks(_clocks(reader, row.id), zone)
    _print_text(_("Description"), description)
    _print_text(_("Resolution notes"), resolution_notes)
    files = attached(reader, row.id)
    if files:
        click.echo("\n" + _("Attachments"))
    for file in files:
        click.echo(plain(f"  {file.name}  {file.size} bytes  sha256 {file.sha256}"))
    click.echo("\n" + _("Timeline"))
    for fact in timeline(reader, row.id):
        told = plain(sentence(fact, zone)).replace("\n", "\n" + " " * 20)
        public = f" [{_('public')}]" if fact.public else ""
        click.echo(f"  {_minute(fact.happened_at, zone)}  {fact.actor}{public}: {told}")


def _facts(reader: Reader, row: IncidentRow) -> list[tuple[str, str]]:
    hold = f" · {_(row.on_hold_reason)}" if row.on_hold_reason else ""
    override = f" · {row.override_reason}" if row.override_reason else ""
    return [
        (_("State"), _(row.state) + hold),
        (_("Priority"), priority_label(row.priority) + override),
        (_("Impact"), _(LEVEL_NAME[Level(row.impact)])),
        (_("Urgency"), _(LEVEL_NAME[Level(row.urgency)])),
        (_("Major incident"), _("yes") if row.major else ""),
        (_("Reporter"), row.reporter),
        (_("Channel"), _(row.channel)),
        (_("Service"), row.service),
        (_("Category"), " · ".join(name for name in (row.category, row.subcategory) if name)),
        (_("Team"), row.team),
        (_("Assignee"), row.assignee),
        (_("Tags"), ", ".join(row.tags)),
        (_("Parent"), "" if row.parent_id is None else number(row.parent_id)),
        (_("Children"), ", ".join(_children(reader, row.id))),
        (_("Watchers"), ", ".join(_watchers(reader, row.id))),
        (_("Plan"), " · ".join(_runs(reader, row.id))),
        (_("Work"), _effort_text(_effort(reader, row.id))),
        (_("External reference"), row.external_ref or ""),
        (_("Resolution code"), row.resolution_code),
        (_("Reopenings"), str(row.reopen_count or "")),
        (_("Reassignments"), str(row.reassignment_count or "")),
    ]


def _times(row: IncidentRow, zone: tzinfo) -> list[tuple[str, str]]:
    known = ((name, getattr(row, name)) for name in TIME_NAME)
    return [(_(TIME_NAME[name]), _minute(at, zone, with_zone=True)) for name, at in known if at is not None]


def _print_clocks(clocks: "tuple[Clock, ...]", zone: tzinfo) -> None:
    from incidentdesk.detect.sla_wording import clock_sentence

    if clocks:
        click.echo("\n" + _("SLA clocks"))
    for one in clocks:
        due = "" if one.due_at is None else _(", due {time}").format(time=_minute(one.due_at, zone, with_zone=True))
        click.echo(plain(f"  {clock_sentence(one)}{due}"))


def _print_text(heading: str, text: str) -> None:
    if text:
        click.echo(f"\n{heading}\n{text}")


def _minute(at: int, zone: tzinfo, *, with_zone: bool = False) -> str:
    return clock.instant(at).astimezone(zone).strftime("%Y-%m-%d %H:%M %Z" if with_zone else "%Y-%m-%d %H:%M")
