"""incidentdesk rule: the rules, and what one would have done to the past."""

from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import column, plain, print_json
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.respond.rule_list import Rule, Run
    from incidentdesk.respond.rule_trial import Trial

_DAYS = 365
_FILE_HELP = _(
    """
    FILE is TOML or JSON:

    \b
    name = "Invoices to Applications"
    trigger = "created"     # created, changed, commented, age, silence, hold, sla
    minutes = 60            # of age, silence and hold; percent = 80 of sla
    stops = true            # no rule behind it is asked
    [condition]             # all, any and not; left out, it holds always
    all = [
      { field = "service", operator = "is", value = "ERP" },
      { field = "title", operator = "contains the word", value = "invoice" },
    ]
    [[actions]]
    do = "set"
    field = "team"
    value = "Applications"

    `incidentdesk rule words` lists all fields, operators and actions. Examples lie in the folder resources/rules.
    """
)


@click.group("rule", short_help=_("List rules, try one on the past, switch it on."), help=_("Rules."))
def command() -> None:
    pass


@command.command("list", short_help=_("List the rules in the order in which they are asked."))
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array, times in UTC."))
@pass_desk
def list_command(desk: Desk, as_json: bool) -> None:
    from incidentdesk.respond.rule_list import rules
    from incidentdesk.respond.rule_sentence import sentence

    with desk.database.read() as reader:
        found = rules(reader)
    if as_json:
        print_json([_as_json(each) for each in found])
        return
    for each in found:
        state = _("on") if each.enabled else _("off")
        click.echo(f"{column(state, 4)} {column(str(each.runs), 6)} {each.name}")
        click.echo(plain(f"            {sentence(each)}"))
        if each.trouble:
            click.echo(plain(f"            {each.trouble}"))
    if not found:
        click.echo(_("There are no rules. “rule add” takes one from a file."), err=True)


@command.command("show", short_help=_("Show one rule with its last runs."))
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON object, times in UTC."))
@pass_desk
def show_command(desk: Desk, name: str, as_json: bool) -> None:
    from incidentdesk.detect.number import number
    from incidentdesk.respond.rule_list import rule_named, runs
    from incidentdesk.respond.rule_sentence import sentence

    with desk.database.read() as reader:
        rule = rule_named(reader, name)
        found = runs(reader, rule.id, limit=20)
    if as_json:
        told = [_run_json(each) for each in found]
        print_json({**_as_json(rule), "last_runs": told})
        return
    click.echo(rule.name)
    click.echo(plain(sentence(rule)))
    click.echo(_("on") if rule.enabled else _("off"))
    if rule.trouble:
        click.echo(plain(rule.trouble))
    for each in found:
        at = clock.instant(each.at).astimezone(desk.zone).strftime("%Y-%m-%d %H:%M")
        click.echo(plain(f"{at} {column(number(each.incident_id), 9)} {' · '.join(each.done)}"))


@command.command(
    "try",
    short_help=_("Say what a rule would have done to the past."),
    help=_("Replay a rule over this desk's own history; nothing is written. RULE is a file or the name of a rule.")
    + "\n\n"
    + cleandoc(_FILE_HELP),
)
@click.argument("rule")
@click.option("--since", metavar="DAY", help=_("From this day on. [default: a year ago]"))
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON object, times in UTC."))
@pass_desk
def try_command(desk: Desk, rule: str, since: str | None, as_json: bool) -> None:
    from incidentdesk.respond.rule_list import missing_names
    from incidentdesk.respond.rule_sentence import sentence
    from incidentdesk.respond.rule_trial import tried

    meant = _rule_of(desk, rule)
    now = clock.stored(clock.now())
    with desk.database.read() as reader:
        trial = tried(reader, meant, _since(desk, since), now)
        missing = missing_names(reader, meant)
        titles = _titles(reader, trial)
    for each in missing:
        click.echo(plain(each), err=True)
    if as_json:
        print_json(_trial_json(meant, trial, titles))
        return
    click.echo(plain(sentence(meant)))
    _print_trial(desk, trial, titles)


@command.command("add", short_help=_("Add a rule from a file, switched off."), help=cleandoc(_FILE_HELP))
@click.argument("file", type=click.Path(path_type=Path))
@pass_desk
def add_command(desk: Desk, file: Path) -> None:
    from incidentdesk.respond.rule_change import create_rule
    from incidentdesk.respond.rule_list import missing_names

    rule = _rule_in(file)
    with desk.write() as session:
        create_rule(
            session, name=rule.name, trigger=rule.trigger, condition=rule.condition, actions=rule.actions,
            amount=rule.amount, stops=rule.stops,
        )  # fmt: skip
        missing = missing_names(session.reader, rule)
    click.echo(plain(_("The rule {name} was added; it is off.").format(name=isolated(rule.name))))
    for each in missing:
        click.echo(plain(each), err=True)


@command.command("on", short_help=_("Switch a rule on, or all of them."))
@click.argument("name", required=False)
@click.option("--all", "every", is_flag=True, help=_("The one switch for all rules."))
@pass_desk
def on_command(desk: Desk, name: str | None, every: bool) -> None:
    _switch(desk, name, every, on=True)


@command.command("off", short_help=_("Switch a rule off, or all of them."))
@click.argument("name", required=False)
@click.option("--all", "every", is_flag=True, help=_("The one switch for all rules."))
@pass_desk
def off_command(desk: Desk, name: str | None, every: bool) -> None:
    _switch(desk, name, every, on=False)


@command.command("words", short_help=_("List the fields, operators and actions that a rule can hold."))
def words_command() -> None:
    from incidentdesk.respond.rule_action import SHAPES
    from incidentdesk.respond.rule_field import FIELDS, OPERATORS

    for name, field in FIELDS.items():
        click.echo(f"{column(name, 12)} {', '.join(OPERATORS[field.kind])}")
    click.echo("")
    for do, shape in SHAPES.items():
        fields = f" (field: {', '.join(shape.fields)})" if shape.fields else ""
        click.echo(f"{column(do, 20)} {_(shape.title)}{fields}")


def _switch(desk: Desk, name: str | None, every: bool, *, on: bool) -> None:
    from incidentdesk.respond.rule_change import switch_all_rules, switch_rule
    from incidentdesk.respond.rule_list import rule_named

    if every == bool(name):
        raise click.UsageError(_("Name a rule, or say --all."))
    with desk.write() as session:
        if name:
            switch_rule(session, rule_named(session.reader, name).id, on)
        else:
            switch_all_rules(session, on)


def _rule_of(desk: Desk, given: str) -> "Rule":
    from incidentdesk.respond.rule_list import rule_named

    if Path(given).is_file():
        return _rule_in(Path(given))
    with desk.database.read() as reader:
        return rule_named(reader, given)


def _rule_in(file: Path) -> "Rule":
    from incidentdesk.respond.rule_file import rule_in

    try:
        return rule_in(file.read_bytes())
    except OSError as error:
        raise Refused(_("{file} can't be read: {reason}.").format(
            file=isolated(str(file)), reason=error.strerror)) from error  # fmt: skip


def _since(desk: Desk, text: str | None) -> int:
    from datetime import datetime, time, timedelta

    from incidentdesk.detect.typed_day import typed_day

    today = clock.now().astimezone(desk.zone).date()
    day = typed_day(text, today) if text else today - timedelta(days=_DAYS)
    if day is None:
        raise Refused(_("“{text}” is no day, such as 2026-03-01.").format(text=isolated(text or "")))
    return clock.stored(datetime.combine(day, time(), desk.zone))


def _titles(reader: Any, trial: "Trial") -> dict[int, str]:
    from incidentdesk.detect.id_list import among_ids, list_of_ids

    ids = sorted({each.incident_id for each in trial.fired})
    rows = reader.rows(
        f"SELECT id, title FROM incident WHERE {among_ids(reader.dialect, 'id', 'ids')}", {"ids": list_of_ids(ids)}
    )
    return dict(rows)


def _print_trial(desk: Desk, trial: "Trial", titles: dict[int, str]) -> None:
    from incidentdesk.detect.number import number

    for each in trial.fired:
        at = clock.instant(each.at).astimezone(desk.zone).strftime("%Y-%m-%d %H:%M")
        click.echo(plain(f"{at} {column(number(each.incident_id), 9)} {titles.get(each.incident_id, '')}"))
        click.echo(plain(f"                 {' · '.join(each.sentences)}"))
    click.echo(
        ngettext(
            "It would have changed {n} incident; it was asked {asked} times and held {fitted} times.",
            "It would have changed {n} incidents; it was asked {asked} times and held {fitted} times.",
            trial.incidents,
        ).format(n=trial.incidents, asked=trial.asked, fitted=trial.fitted)
    )
    if trial.undone:
        click.echo(
            plain(
                ngettext(
                    "{n} time nothing could be done. {reason}", "{n} times nothing could be done. {reason}",
                    len(trial.undone),
                ).format(n=len(trial.undone), reason=trial.undone[-1])
            )
        )  # fmt: skip
    if trial.imported:
        click.echo(_("{n} of them came in by an import; only their last state is known.").format(n=trial.imported))


def _trial_json(rule: "Rule", trial: "Trial", titles: dict[int, str]) -> dict[str, Any]:
    from incidentdesk.detect.number import number
    from incidentdesk.respond.rule_sentence import sentence

    return {
        "rule": rule.name,
        "sentence": plain(sentence(rule)),
        "since": clock.iso(trial.since),
        "until": clock.iso(trial.until),
        "asked": trial.asked,
        "held": trial.fitted,
        "incidents": trial.incidents,
        "imported": trial.imported,
        "not_done": [plain(text) for text in trial.undone],
        "fired": [
            {"incident": number(each.incident_id), "title": titles.get(each.incident_id, ""), "at": clock.iso(each.at),
             "would": [plain(text) for text in each.sentences]}
            for each in trial.fired
        ],
    }  # fmt: skip


def _run_json(run: "Run") -> dict[str, Any]:
    from incidentdesk.detect.number import number

    return {
        "at": clock.iso(run.at),
        "incident": number(run.incident_id),
        "done": [plain(text) for text in run.done],
        "failed": run.failed,
        "late": run.late,
    }


def _as_json(rule: "Rule") -> dict[str, Any]:
    from incidentdesk.respond.rule_file import rule_facts
    from incidentdesk.respond.rule_sentence import sentence

    return {
        **rule_facts(rule),
        "sentence": plain(sentence(rule)),
        "on": rule.enabled,
        "on_since": clock.iso(rule.enabled_at) if rule.enabled else None,
        "trouble": plain(rule.trouble) or None,
        "runs": rule.runs,
        "last_run_at": clock.iso(rule.last_run_at),
    }
