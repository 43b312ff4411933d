"""incidentdesk drill: drills and their scenarios; a drill played from here, by people or by a script."""

import time
from dataclasses import asdict
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import VIA, Desk, pass_desk
from incidentdesk.cli.printing import column, plain, print_json
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

if TYPE_CHECKING:
    from incidentdesk.improve.drill_list import DrillRow
    from incidentdesk.improve.drill_result import DrillScore
    from incidentdesk.store.database import Database

_USUAL_LENGTH = 60  # minutes


@click.group("drill", short_help=_("List drills and play them."), help=_("Drills, which are played in a sandbox."))
def command() -> None:
    pass


@command.command("list", short_help=_("List drills."), help=_("List drills, those planned last first."))
@click.option("--scenarios", is_flag=True, help=_("List the scenarios instead."))
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array, times in UTC."))
@pass_desk
def list_command(desk: Desk, scenarios: bool, as_json: bool) -> None:
    from incidentdesk.improve import drill_list

    with desk.database.read() as reader:
        if scenarios:
            _print_scenarios(drill_list.scenarios(reader), as_json)
            return
        found = drill_list.drills(reader)
    if as_json:
        print_json([drill_object(row) for row in found])
        return
    for row in found:
        click.echo(plain(_line(row, desk.zone)))
    if not found:
        click.echo(_("No drill yet. “drill run SCENARIO --fast” plays one; “drill list --scenarios” names them."))


@command.command(
    "run",
    short_help=_("Play a drill and print its score."),
    help=_(
        "Play drill NAME (DRL-0001), or a new one on the scenario NAME, and print its score. Its sandbox is a desk of "
        "its own, whose path is printed: those who take part open it with --database. Ctrl+C pauses the drill; the "
        "same command with its number goes on. With --fast a script takes part and the clock is moved on, so that it "
        "is over in a moment."
    ),
)
@click.argument("name", metavar="NAME")
@click.option("--fast", is_flag=True, help=_("Let a script take part, in a moment."))
@click.option(
    "--pace",
    type=click.IntRange(1, 1000),
    default=70,
    show_default=True,
    metavar="PERCENT",
    help=_("With --fast: how much of every target the script takes; above 100 it is late."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print the drill with its score as JSON, times in UTC."))
@pass_desk
def run_command(desk: Desk, name: str, fast: bool, pace: int, as_json: bool) -> None:
    from incidentdesk.schema.drill_fast import run_fast
    from incidentdesk.schema.drill_running import row_of

    drill_id = _drill_to_run(desk, name)

    def tell(second: int, line: str) -> None:
        if not as_json:
            click.echo(plain(f"{_clock(second)}  {line}"))

    if fast:
        run_fast(desk.database, drill_id, actor=desk.actor, pace=pace / 100, tell=tell)
    else:
        _run_live(desk, drill_id, tell, as_json)
    row = row_of(desk.database, drill_id)
    if as_json:
        print_json(drill_object(row))
    else:
        _print_score(row)


@command.command(
    "replay",
    short_help=_("Make a scenario of a past incident."),
    help=_("Make a scenario of incident NUMBER: what came then comes again, what was done then is expected."),
)
@click.argument("number", metavar="NUMBER")
@click.option("--name", default="", metavar="NAME", help=_("What the scenario is called."))
@pass_desk
def replay_command(desk: Desk, number: str, name: str) -> None:
    from incidentdesk.detect.number import incident_id_of
    from incidentdesk.improve.drill_list import scenario_row
    from incidentdesk.improve.scenario_replay import replay_of
    from incidentdesk.prepare.drill_scenario_change import create_scenario

    with desk.write() as session:
        facts = replay_of(session.reader, incident_id_of(number))
        scenario_id = create_scenario(session, **{**facts, **({"name": name} if name.strip() else {})})
        row = scenario_row(session.reader, scenario_id)
    assert row is not None
    _print_scenarios([row], as_json=False)


def drill_named(reader: Reader, typed: str) -> int:
    """The id of the drill of that number, else of the newest that ended with that title or scenario.

    Raises Refused where there is none.
    """
    from incidentdesk.improve.drill import DrillState
    from incidentdesk.improve.drill_list import drills
    from incidentdesk.prepare.naming import same_name

    known = drills(reader)
    for row in known:
        if row.number == typed.strip().upper() or str(row.id) == typed.strip():
            return row.id
    titled = [row for row in known if same_name(row.title, typed) or same_name(row.scenario, typed)]
    ended = [row for row in titled if row.state == DrillState.ENDED] or titled
    if not ended:
        raise Refused(
            _("There is no drill “{name}”. “drill list” shows those that there are.").format(name=isolated(typed))
        )
    return max(ended, key=lambda row: (row.ended_at or 0, row.id)).id


def drill_object(row: "DrillRow") -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "scenario": row.scenario,
        "kind": row.kind,
        "state": row.state,
        "plan": row.plan,
        "plan_version": row.plan_version,
        "service": row.service,
        "planned_at": clock.iso(row.planned_at),
        "started_at": clock.iso(row.started_at),
        "ended_at": clock.iso(row.ended_at),
        "paused_seconds": row.paused_for,
        "participants": [{"name": each.person, "part": each.part, "role": each.role} for each in row.seats],
        "effects": list(row.effects),
        "score": None if row.score is None else _score_object(row.score),
        "conclusion": row.conclusion,
    }


def _score_object(score: "DrillScore") -> dict[str, Any]:
    return {
        "percent": score.total,
        "points": round(score.points, 2),
        "of": score.most,
        "trouble": score.trouble,
        "sections": [
            {
                "name": each.name,
                "points": None if each.points is None else round(each.points, 2),
                "of": each.weight,
                "lines": [asdict(line) for line in each.lines],
            }
            for each in score.sections
        ],
    }


# ── playing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _drill_to_run(desk: Desk, typed: str) -> int:
    """A drill that is scheduled, by its number; else a new one on the scenario of that name."""
    from incidentdesk.improve.drill_change import schedule_drill
    from incidentdesk.improve.drill_list import drills, scenarios
    from incidentdesk.prepare.naming import same_name

    with desk.write() as session:
        for row in drills(session.reader):
            if row.number == typed.strip().upper():
                return row.id
        known = scenarios(session.reader)
        found = next((each for each in known if same_name(each.name, typed)), None)
        if found is None:
            raise Refused(
                _("There is no drill and no scenario “{name}”. Scenarios are: {known}.").format(
                    name=isolated(typed), known=", ".join(isolated(each.name) for each in known) or _("none yet")
                )
            )
        length = max(_USUAL_LENGTH, -(-found.content.length // 60))
        return schedule_drill(session, scenario_id=found.id, planned_at=session.at, planned_length=length)


def _run_live(desk: Desk, drill_id: int, tell: Any, quiet: bool) -> None:
    """Play the injects in their time until the time of the drill is up."""
    from incidentdesk.improve.drill import DrillState
    from incidentdesk.improve.drill_change import pause_drill
    from incidentdesk.schema.drill_running import finish_drill, play_due, row_of

    sandbox = _begun(desk, drill_id)
    try:
        if not quiet:
            click.echo(_("The sandbox: {place}").format(place=sandbox.place))
        while (row := row_of(desk.database, drill_id)).live:
            elapsed = row.elapsed(clock.stored(clock.now()))
            titles = {each.key: each.title for each in row.content.injects}
            for key in play_due(desk.database, sandbox, drill_id, actor=desk.actor, via=VIA):
                tell(elapsed, titles[key])
            if _gave_way(desk) or row.state == DrillState.PAUSED:
                reason = row_of(desk.database, drill_id).reason
                raise Refused(_("{number} is paused: {reason}").format(number=row.number, reason=reason))
            if elapsed >= max(row.content.length, row.planned_length * 60):
                break
            time.sleep(1.0)
        finish_drill(desk.database, drill_id, actor=desk.actor, via=VIA)
    except KeyboardInterrupt:
        with desk.write() as session:
            pause_drill(session, drill_id, _("Interrupted on the command line."))
        raise
    finally:
        sandbox.close()


def _gave_way(desk: Desk) -> bool:
    """Whether a real major incident came up, for which what runs is paused now."""
    from incidentdesk.improve.drill_pause import drills_to_pause, pause_for_majors

    with desk.database.read() as reader:
        if not drills_to_pause(reader):
            return False
    with desk.write() as session:
        return bool(pause_for_majors(session))


def _begun(desk: Desk, drill_id: int) -> "Database":
    """The sandbox of a drill that is started, or goes on where it was paused."""
    from incidentdesk.improve.drill import DrillState
    from incidentdesk.improve.drill_change import resume_drill
    from incidentdesk.schema.drill_running import begin_drill, row_of, sandbox_of

    row = row_of(desk.database, drill_id)
    if not row.live:
        return begin_drill(desk.database, drill_id, actor=desk.actor, via=VIA)
    sandbox = sandbox_of(desk.database, drill_id)
    if row.state == DrillState.PAUSED:
        with desk.write() as session:
            resume_drill(session, drill_id)
    return sandbox


# ── printing ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _clock(seconds: int) -> str:
    return f"T+{seconds // 3600:02d}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


def _line(row: "DrillRow", zone: tzinfo) -> str:
    when = clock.instant(row.started_at or row.planned_at).astimezone(zone).strftime("%Y-%m-%d %H:%M")
    score = f"{row.score.total} %" if row.score and row.score.total is not None else ""
    return f"{row.number}  {column(_(row.state), 10)} {when}  {column(score, 6)} {column(row.title, 44)} {row.plan}"


def _print_score(row: "DrillRow") -> None:
    from incidentdesk.improve.drill_gap import seconds_text

    score = row.score
    if score is None:
        return
    total = "—" if score.total is None else f"{score.total} %"
    said = _("{number} {title}: {total}, {points} of {most} points").format(
        number=row.number, title=row.title, total=total, points=round(score.points), most=score.most
    )
    click.echo(plain(f"\n{said}"))
    if score.trouble:
        click.echo(plain(score.trouble), err=True)
    for section in score.sections:
        points = "—" if section.points is None else f"{section.points:.1f}"
        click.echo(plain(f"\n{_(section.name)}  {points} / {section.weight}"))
        for line in section.lines:
            shown = "—" if line.actual is None else seconds_text(line.actual)
            if line.counts and line.actual is not None:
                shown = f"{line.actual} / {line.target}"
            mark = "·" if line.share is None else "▲" if line.failed else "✓"
            click.echo(plain(f"  {mark} {column(line.name, 56)} {column(shown, 12)} {line.note}"))


def _print_scenarios(found: list[Any], as_json: bool) -> None:
    if as_json:
        names = ("name", "kind", "plan", "service", "replays", "every_months", "next_on", "drills", "last_total")
        print_json(
            [{name: getattr(each, name) for name in names} | {"injects": len(each.content.injects)} for each in found]
        )
        return
    for each in found:
        count = _("{count} injects").format(count=len(each.content.injects))
        click.echo(plain(f"{column(each.name, 48)} {column(_(each.kind), 12)} {column(count, 12)} {each.plan}"))
