"""incidentdesk recover backup, verify, sign, meet, waive, declare: proving a recovery, and opening its gate."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import plain
from incidentdesk.cli.typed import instant_of
from incidentdesk.detect.number import incident_id_of
from incidentdesk.detect.number import number as number_of
from incidentdesk.language import _, isolated
from incidentdesk.prepare.account import desktop_account
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.recover.row_comparison import RowComparison
    from incidentdesk.recover.tree_comparison import TreeComparison
    from incidentdesk.respond.exit_criterion_list import Criterion
    from incidentdesk.store.reading import Reader

_place = click.option("--at", "place", metavar="PATH", default="", help=_("The folder or the archive."))
_hashes = click.option("--hashes", metavar="FILE", default="", help=_("Its file of hashes, as sha256sum writes it."))


@click.command(
    "backup",
    short_help=_("Check a backup before it is used."),
    help=_("Check the backup NAME before it is used for incident NUMBER. Ends with 1 where it is not whole."),
)
@click.argument("number")
@click.argument("name")
@_place
@_hashes
@click.option("--made", metavar="TIME", default="", help=_("When it was made."))
@click.option("--test-restore", metavar="TEXT", default="", help=_("What a test restore has shown."))
@pass_desk
def backup_command(
    desk: Desk, number: str, name: str, place: str, hashes: str, made: str, test_restore: str
) -> None:  # fmt: skip
    from incidentdesk.recover.backup_checking import backup_doubts, record_backup_check

    incident_id, found = incident_id_of(number), _tree(place, hashes, extra=False) if hashes else None
    at = instant_of(made, desk.zone) if made else None
    made_at = clock.stored(at) if at is not None else None
    with desk.write() as session:
        doubts = backup_doubts(session.reader, incident_id, name=name, backup_at=made_at, compared=found)
        record_backup_check(
            session, incident_id, name=name, compared=found, location=place, backup_at=made_at,
            test_restore=test_restore,
        )  # fmt: skip
    for doubt in doubts:
        click.echo(plain(doubt), err=True)
    _tell_tree(found)


@click.command(
    "verify",
    short_help=_("Verify what was restored."),
    help=_(
        "Verify what was restored for incident NUMBER: files against their file of hashes, or row counts and checksums"
        " of two CSV files. Ends with 1 where something differs; a second person signs what has passed."
    ),
)
@click.argument("number")
@click.argument("title")
@_place
@_hashes
@click.option("--more", is_flag=True, help=_("Files beside those of the file of hashes are all right."))
@click.option("--expected", metavar="CSV", default="", help=_("Tables with rows, as they should be."))
@click.option("--found", "actual", metavar="CSV", default="", help=_("Tables with rows, as they are."))
@pass_desk
def verify_command(
    desk: Desk, number: str, title: str, place: str, hashes: str, more: bool, expected: str, actual: str
) -> None:
    from incidentdesk.recover.verification_change import record_rows, record_tree

    incident_id = incident_id_of(number)
    if expected and actual:
        rows = _rows(Path(expected), Path(actual))
        with desk.write() as session:
            record_rows(session, incident_id, rows, title=title, account=desktop_account())
        _tell_rows(rows)
        return
    if not place or not hashes:
        raise Refused(_("Give --at and --hashes for files, or --expected and --found for tables."))
    tree = _tree(place, hashes, extra=not more)
    with desk.write() as session:
        record_tree(session, incident_id, tree, title=title, account=desktop_account())
    _tell_tree(tree)


@click.command(
    "sign",
    short_help=_("Sign a verification as a second person."),
    help=_("Sign the verification TITLE of incident NUMBER that has passed, as a second person."),
)
@click.argument("number")
@click.argument("title")
@pass_desk
def sign_command(desk: Desk, number: str, title: str) -> None:
    from incidentdesk.recover.proof_list import newest, verifications
    from incidentdesk.recover.verification_change import sign_verification

    incident_id = incident_id_of(number)
    with desk.write() as session:
        known = newest(verifications(session.reader, incident_id))
        found = next((each for each in known if each.title.casefold() == title.strip().casefold()), None)
        if found is None:
            raise Refused(
                _("{number} has no verification “{title}”. There are: {known}.").format(
                    number=number_of(incident_id), title=isolated(title),
                    known=", ".join(each.title for each in known) or _("none"),
                )
            )  # fmt: skip
        sign_verification(session, found.id, account=desktop_account())


@click.command(
    "meet",
    short_help=_("Sign that an exit criterion is met."),
    help=_("Sign that the exit criterion of incident NUMBER with these words in its title is met."),
)
@click.argument("number")
@click.argument("criterion")
@click.option("--seen", metavar="TEXT", default="", help=_("What you saw."))
@pass_desk
def meet_command(desk: Desk, number: str, criterion: str, seen: str) -> None:
    from incidentdesk.recover.criterion_evidence import sign_criterion

    with desk.write() as session:
        sign_criterion(session, _criterion(session.reader, incident_id_of(number), criterion).id, seen=seen)


@click.command(
    "waive",
    short_help=_("Go without an exit criterion, with a reason."),
    help=_("Go without the exit criterion of incident NUMBER with these words in its title."),
)
@click.argument("number")
@click.argument("criterion")
@click.option("--reason", metavar="TEXT", default="", help=_("Why it counts as recovered all the same."))
@pass_desk
def waive_command(desk: Desk, number: str, criterion: str, reason: str) -> None:
    from incidentdesk.respond.exit_criterion_change import waive_criterion

    with desk.write() as session:
        waive_criterion(session, _criterion(session.reader, incident_id_of(number), criterion).id, reason=reason)


@click.command(
    "declare",
    short_help=_("Declare an incident recovered."),
    help=_("Declare incident NUMBER recovered: each exit criterion is met or waived, and service is back."),
)
@click.argument("number")
@pass_desk
def declare_command(desk: Desk, number: str) -> None:
    from incidentdesk.recover.declaring import declare_recovered

    with desk.write() as session:
        declare_recovered(session, incident_id_of(number))


COMMANDS = (backup_command, verify_command, sign_command, meet_command, waive_command, declare_command)


def _criterion(reader: "Reader", incident_id: int, words: str) -> "Criterion":
    """The one whose title has these words; raises Refused, with all titles, where there is none or more than one."""
    from incidentdesk.respond.exit_criterion_list import criteria_of

    known = criteria_of(reader, incident_id)
    wanted = words.strip().casefold()
    exact = [each for each in known if each.title.casefold() == wanted]
    found = exact or [each for each in known if wanted in each.title.casefold()]
    if len(found) != 1 or not wanted:
        titles = "; ".join(each.title for each in known) or _("none; begin the recovery first")
        raise Refused(
            _("“{words}” is not one exit criterion of {number}. There are: {titles}.").format(
                words=isolated(words), number=number_of(incident_id), titles=titles
            )
        )
    return found[0]


def _tree(place: str, hashes: str, *, extra: bool) -> "TreeComparison":
    from incidentdesk.recover.tree_comparison import compare_tree, manifest_at

    if not place:
        raise Refused(_("Give the folder or the archive with --at."))
    return compare_tree(Path(place), manifest_at(Path(hashes)), extra=extra)


def _rows(expected: Path, actual: Path) -> "RowComparison":
    from incidentdesk.recover.row_comparison import compare_files

    return compare_files(expected, actual)


def _tell_tree(found: "TreeComparison | None") -> None:
    """Raises Refused, after it was kept, where it is not whole."""
    from incidentdesk.recover.tree_comparison import verdict

    if found is None:
        return
    for each in found.findings if not found.of_another else ():
        click.echo(plain(f"{_(each.difference)}: {each.path} {each.said}".rstrip()))
    if not found.whole:
        raise Refused(verdict(found))
    click.echo(plain(verdict(found)))


def _tell_rows(found: "RowComparison") -> None:
    from incidentdesk.recover.row_comparison import verdict

    for each in found.differences:
        click.echo(plain(f"{each.name}: {each.expected or '—'} → {each.found or '—'}"))
    if not found.whole:
        raise Refused(verdict(found))
    click.echo(plain(verdict(found)))
