"""incidentdesk intake: take in alerts and mails that lie in files, as if they had come by themselves."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import column, plain, print_json
from incidentdesk.detect.number import number as incident_number
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.detect.dead_letter_list import DeadLetterRow
    from incidentdesk.detect.taken import Taken
    from incidentdesk.store.session import Session

LARGEST_FILE = 100 * 1024 * 1024  # bytes

FileAndTaken = tuple[str, "Taken"]


@click.group(
    "intake",
    short_help=_("Take in alerts and mails from files."),
    help=_("Take in what lies in files, as if it had come by itself: each becomes an incident, a note on one, or an "
           "entry in the list of what could not be taken."),
)  # fmt: skip
def command() -> None:
    pass


@command.command(
    "alert",
    short_help=_("Take in payloads of watchers."),
    help=_("Take in each FILE as a payload that a watcher has sent; - is the standard input."),
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--preset", metavar="NAME", default="", help=_("What sends it, as alertmanager or zabbix."))
@click.option("--source", "source_name", metavar="NAME", default="", help=_("The source that it is taken for."))
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array with what became of each alert."))
@pass_desk
def take_alert_files(desk: Desk, files: Sequence[str], preset: str, source_name: str, as_json: bool) -> None:
    from incidentdesk.respond.alert_taking import take_alerts

    desk.may_create = True
    contents = [(name, contents_of(name)) for name in files]
    with desk.write() as session:
        source_id = _source(session, preset, source_name)
    told: list[FileAndTaken] = []
    for name, payload in contents:
        with desk.write() as session:
            found = take_alerts(session, source_id, payload, clock.stored(clock.now()))
        told += [(name, each) for each in found]
    tell(told, as_json=as_json)


@command.command(
    "mail",
    short_help=_("Take in mails (.eml, .mbox)."),
    help=_("Take in each mail of each FILE, as if it had come to a mailbox; - is the standard input."),
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--mailbox", "mailbox_name", metavar="NAME", default="", help=_("The mailbox that it is taken for."))
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array with what became of each mail."))
@pass_desk
def take_mail_files(desk: Desk, files: Sequence[str], mailbox_name: str, as_json: bool) -> None:
    from incidentdesk.detect.mail_file import mails_in
    from incidentdesk.detect.mailbox_list import mailbox_named
    from incidentdesk.improve.answer_mail import answered_by_mail
    from incidentdesk.respond.mail_taking import take_mail

    desk.may_create = True
    contents = [(name, contents_of(name)) for name in files]
    mailbox_id = None
    if mailbox_name:
        with desk.database.read() as reader:
            mailbox_id = mailbox_named(reader, mailbox_name).id
    told: list[FileAndTaken] = []
    for name, raw in contents:
        for mail in mails_in(raw, name):
            with desk.write() as session:
                told.append((name, take_mail(session, mail, mailbox_id=mailbox_id, answered=answered_by_mail)))
    tell(told, as_json=as_json)


@command.command("letters", short_help=_("List what could not be taken."))
@click.option("--all", "everything", is_flag=True, help=_("Those that were taken in later or dropped too."))
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array, times in UTC."))
@pass_desk
def list_letters(desk: Desk, everything: bool, as_json: bool) -> None:
    from incidentdesk.detect.dead_letter_list import dead_letters

    with desk.database.read() as reader:
        found = dead_letters(reader, all_states=everything)
    if as_json:
        print_json([_letter_as_json(row) for row in found])
        return
    for row in found:
        received = clock.instant(row.received_at).astimezone(desk.zone).strftime("%Y-%m-%d %H:%M")
        words = (
            column(str(row.id), 6), column(_("parked") if row.parked else _(row.state), 9), column(_(row.kind), 8),
            received, column(row.sender or row.source or "—", 24),
            " · ".join(part for part in (row.subject, row.reason) if part),
        )  # fmt: skip
        click.echo(plain(" ".join(words)))
    if not found:
        click.echo(_("Nothing waits: all that came in was taken."), err=True)


@command.command("retry", short_help=_("Try once more what could not be taken."))
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help=_("Print a JSON array with what became of it."))
@pass_desk
def retry_letter(desk: Desk, number: int, as_json: bool) -> None:
    from incidentdesk.respond.letter_retry import try_again

    with desk.write() as session:
        taken = try_again(session, number)
    tell([(str(number), taken)], as_json=as_json)


@command.command("drop", short_help=_("Decide that it is not to be taken."))
@click.argument("number", type=int)
@click.option("--reason", required=True, help=_("Why."))
@pass_desk
def drop_letter(desk: Desk, number: int, reason: str) -> None:
    from incidentdesk.detect.dead_letter_change import drop_dead_letter

    with desk.write() as session:
        drop_dead_letter(session, number, reason)


def _letter_as_json(row: "DeadLetterRow") -> dict[str, Any]:
    return {
        "number": row.id,
        "kind": row.kind,
        "state": row.state,
        "parked": row.parked,
        "source": row.source or None,
        "sender": row.sender or None,
        "subject": row.subject,
        "reason": plain(row.reason),
        "received_at": clock.iso(row.received_at),
        "incident": incident_number(row.incident_id) if row.incident_id else None,
    }


def _source(session: "Session", preset: str, source_name: str) -> int:
    from incidentdesk.detect.alert_preset import preset_named
    from incidentdesk.detect.alert_source_change import source_for_preset
    from incidentdesk.detect.alert_source_list import source_named

    if not source_name:
        if not preset:
            raise click.UsageError(_("Say what sends it with --preset, or name a source with --source."))
        return source_for_preset(session, preset)
    source = source_named(session.reader, source_name)
    if preset and preset_named(preset) != source.preset:
        raise Refused(
            _("The source “{name}” has the preset {preset}. Leave --preset out.").format(
                name=isolated(source.name), preset=source.preset
            )
        )
    return source.id


def contents_of(name: str) -> bytes:
    """The bytes of a file, or of the standard input for "-"; raises Refused where it can't be read or is too large."""
    if name == "-":
        return sys.stdin.buffer.read(LARGEST_FILE)
    path = Path(name)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Refused(
                _("{file} is too large: at most {most} MB.").format(
                    file=isolated(name), most=LARGEST_FILE // 1024 // 1024
                )
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Refused(_("{file} can't be read: {reason}.").format(file=isolated(name), reason=reason)) from error


def tell(told: Iterable[FileAndTaken], *, as_json: bool) -> None:
    """Print what became of each input: outcome, number, sender or source, subject, attachments, reason."""
    if as_json:
        print_json([_as_json(name, taken) for name, taken in told])
        return
    for name, taken in told:
        words = (
            column(_(taken.outcome), 9), column(taken.number or "—", 9), column(taken.source or taken.sender, 22),
            " · ".join(part for part in (taken.subject, _files(taken), taken.reason) if part),
        )  # fmt: skip
        click.echo(plain(f"{Path(name).name}: {' '.join(words)}".rstrip()))


def _files(taken: "Taken") -> str:
    return ", ".join(f"{each.name} ({each.size} B)" for each in taken.attachments)


def _as_json(name: str, taken: "Taken") -> dict[str, Any]:
    return {
        "file": name,
        "outcome": str(taken.outcome),
        "number": taken.number or None,
        "sender": plain(taken.sender) or None,
        "source": plain(taken.source) or None,
        "subject": taken.subject,
        "attachments": [{"name": each.name, "size": each.size} for each in taken.attachments],
        "reason": plain(taken.reason),
    }
