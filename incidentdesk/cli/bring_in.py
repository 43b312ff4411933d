"""incidentdesk import: incidents out of the files of other tools."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import plain, print_json
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.detect.transfer.instants import DateOrder
    from incidentdesk.detect.transfer.mapping import Mapping
    from incidentdesk.detect.transfer.sheet import Sheet
    from incidentdesk.detect.transfer.survey import Progress
    from incidentdesk.detect.transfer.taking import Outcome

_MOST_SHOWN = 20
_WHOLE_DESK = ".incidentdesk"
_COUNTS = ("created", "updated", "unchanged", "refused_count")

_HELP = _(
    """Import incidents from CSV, XLSX and JSON files, or a whole desk from a file of `export FILE.incidentdesk`.

    The tool that wrote a file, its encoding and its columns are found out. The same file again changes nothing. Rows
    with faults are refused one by one; --errors writes them into a file with their numbers and reasons.
    """
)


@click.command("import", short_help=_("Import incidents from files."), help=_HELP)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--profile", metavar="NAME", default="", help=_("What wrote the file, if it is not to be found out."))
@click.option("--mapping", type=click.Path(path_type=Path), metavar="FILE", help=_("A mapping as JSON."))
@click.option("--origin", metavar="NAME", default="", help=_("What numbers of the file belong to. [default: the tool]"))
@click.option("--timezone", metavar="ZONE", help=_("Of times that name none. [default: as of all times]"))
@click.option("--day-first", "order", flag_value="day-first", default=None, help=_("5/3 is the fifth of March."))
@click.option("--month-first", "order", flag_value="month-first", help=_("5/3 is the third of May."))
@click.option("--encoding", metavar="NAME", default="", help=_("Of a text file, if it is not to be found out."))
@click.option("--delimiter", metavar="CHARACTER", default="", help=_("Of a CSV file, if it is not to be found out."))
@click.option("--sheet", metavar="NAME", default="", help=_("Which sheet of a workbook. [default: the first]"))
@click.option("--header/--no-header", default=None, help=_("Whether the first row names the columns."))
@click.option("--dry-run", is_flag=True, help=_("Only say what would happen."))
@click.option("--errors", type=click.Path(path_type=Path), metavar="FILE", help=_("Refused rows go there, as CSV."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the counts as JSON."))
@pass_desk
def command(
    desk: Desk,
    files: tuple[Path, ...],
    profile: str,
    mapping: Path | None,
    origin: str,
    timezone: str | None,
    order: str | None,
    encoding: str,
    delimiter: str,
    sheet: str,
    header: bool | None,
    dry_run: bool,
    errors: Path | None,
    as_json: bool,
) -> None:
    from incidentdesk.detect.transfer.sheet import open_sheet

    _check_profile(profile)
    zone = _zone_name(desk, timezone)
    desk.may_create = True
    sums = dict.fromkeys(_COUNTS, 0)
    for file in files:
        if file.suffix.lower() == _WHOLE_DESK:
            outcome = _take_whole_desk(desk, file, dry_run)
        else:
            opened = open_sheet(file, encoding=encoding, delimiter=delimiter, has_header=header, sheet_name=sheet)
            wanted = _mapping(opened, mapping, profile, zone if timezone or not mapping else None)
            wanted = replace(wanted, origin=origin or wanted.origin, order=_order(order) or wanted.order)
            outcome = _take(desk, opened, wanted, dry_run, _errors_of(errors, file, files))
        for name in _COUNTS:
            sums[name] += getattr(outcome, name)
        _tell_faults(outcome)
        if not as_json:
            click.echo(plain(f"{file.name}: {outcome.sentence()}"))
    if as_json:
        print_json({name.removesuffix("_count"): count for name, count in sums.items()})


def _check_profile(name: str) -> None:
    from incidentdesk.detect.transfer.profiles import OWN, PROFILES, profile_named

    if name and profile_named(name) is None:
        known = ", ".join(profile.key for profile in (*PROFILES, OWN))
        raise click.BadParameter(_("profiles are {known}").format(known=known), param_hint="--profile")


def _zone_name(desk: Desk, chosen: str | None) -> str:
    """Raises Refused for a zone that does not exist."""
    if chosen:
        from incidentdesk.detect.transfer.instants import zone_named

        return zone_named(chosen).key
    return getattr(desk.zone, "key", "UTC")


def _mapping(sheet: "Sheet", file: Path | None, profile: str, zone: str | None) -> "Mapping":
    """The one of a file, else the one that the columns propose; a zone that was asked for goes before the file's."""
    from incidentdesk.detect.transfer.mapping import from_json
    from incidentdesk.detect.transfer.proposal import propose

    if file is None:
        return propose(sheet, profile=profile, zone=zone or "UTC")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            _("The mapping {file} cannot be read: {reason}.").format(
                file=isolated(str(file)), reason=getattr(error, "strerror", None) or error
            )
        ) from error
    found = from_json(text)
    found = replace(found, zone=zone) if zone else found
    return found if found.origin else replace(found, origin=sheet.path.stem)


def _order(name: str | None) -> "DateOrder | None":
    from incidentdesk.detect.transfer.instants import DateOrder

    return DateOrder(name) if name else None


def _errors_of(errors: Path | None, file: Path, files: Sequence[Path]) -> Path | None:
    """One file of refused rows for each file, as their columns differ."""
    if errors is None or len(files) == 1:
        return errors
    return errors.with_name(f"{errors.stem} {file.stem}{errors.suffix}")


def _take(desk: Desk, sheet: "Sheet", mapping: "Mapping", dry_run: bool, errors: Path | None) -> "Outcome":
    from incidentdesk.detect.transfer.field import FIELDS
    from incidentdesk.detect.transfer.instants import Undecided
    from incidentdesk.detect.transfer.mapping import check_against
    from incidentdesk.detect.transfer.survey import survey, unmapped_sentence
    from incidentdesk.detect.transfer.taking import take

    check_against(mapping, sheet.columns)
    surveyed = survey(sheet, mapping)
    for field, values in surveyed.unmapped.items():
        click.echo(plain(unmapped_sentence(_(FIELDS[field].label), values)), err=True)
    try:
        return take(
            desk.database,
            sheet,
            mapping,
            actor=desk.actor,
            dry_run=dry_run,
            found=surveyed,
            error_file=errors,
            progress=_progress(),
        )
    except Undecided as undecided:
        raise Refused(f"{undecided} " + _("Use --day-first or --month-first.")) from undecided
    finally:
        _end_progress()


def _take_whole_desk(desk: Desk, file: Path, dry_run: bool) -> "Outcome":
    from incidentdesk.detect.transfer.unpacking import take_everything

    try:
        return take_everything(desk.database, file, actor=desk.actor, dry_run=dry_run, progress=_progress())
    finally:
        _end_progress()


def _progress() -> "Progress":
    if not sys.stderr.isatty():
        return lambda _done, _total: None
    return lambda done, total: click.echo(f"\r{done:,} / {total:,} ", err=True, nl=False)


def _end_progress() -> None:
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)


def _tell_faults(outcome: "Outcome") -> None:
    for row, reason in outcome.refused[:_MOST_SHOWN]:
        click.echo(plain(_("Row {row} refused: {reason}").format(row=row, reason=reason)), err=True)
    left = outcome.refused_count - min(outcome.refused_count, _MOST_SHOWN)
    if left:
        click.echo(_("… and {count} more; --errors FILE writes them all.").format(count=left), err=True)
