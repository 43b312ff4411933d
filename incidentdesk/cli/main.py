"""The command line: the same functions as the window, for schedulers, scripts and checks.

Exit status: 0 done, 1 refused (the sentence stands on stderr), 2 wrong usage. A command's module is imported when it
is wanted, and loads what it needs when it runs: `list` is on the screen before SQLAlchemy could be.
"""

import errno
import os
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

import click

from incidentdesk import __version__
from incidentdesk.cli.desk import Desk
from incidentdesk.cli.printing import plain, speak_utf8
from incidentdesk.language import _
from incidentdesk.refusal import Refused

# In the order of the help: command -> the module that holds it.
COMMANDS = {
    "log": "log",
    "list": "list",
    "show": "show",
    "set": "set",
    "note": "note",
    "activate": "activate",
    "plan": "plan",
    "oncall": "oncall",
    "sla": "sla",
    "cause": "cause",
    "action": "action",
    "outage": "outage",
    "recover": "recover",
    "survey": "survey",
    "improvement": "improvement",
    "monitor": "monitor",
    "alert": "alert",
    "intake": "intake",
    "mailbox": "mailbox",
    "import": "bring_in",
    "export": "export",
    "drill": "drill",
    "training": "training",
    "report": "report",
    "readiness": "readiness",
    "bundle": "bundle",
    "verify": "verify",
    "rule": "rule",
    "baseline": "baseline",
    "metrics": "metrics",
    "chart": "chart",
    "outbox": "outbox",
    "agent": "agent",
    "form": "form",
    "check": "check",
    "backup": "backup",
    "restore": "restore",
    "upgrade": "upgrade",
}


class RefusedByDesk(click.ClickException):
    """A Refused on its way to stderr."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        click.echo(plain(self.message), file=file, err=True)


class Commands(click.Group):
    """Commands that are imported when they are called for, and whose refusals become sentences."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"incidentdesk.cli.{COMMANDS[cmd_name]}").command
        return found

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as unknown:
            # Click knows only of commands that were imported.
            raise click.exceptions.NoSuchCommand(unknown.command_name, possibilities=COMMANDS, ctx=ctx) from unknown

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refused as refused:
            raise RefusedByDesk(str(refused)) from refused
        except OSError as error:
            # What was to be said has no room; a broken pipe ends as quietly as everywhere.
            if error.errno not in (errno.ENOSPC, errno.EDQUOT) or error.filename is not None:
                raise
            raise RefusedByDesk(_("The output can't be written: the disk is full.")) from error

    def main(self, *arguments: Any, **options: Any) -> Any:
        speak_utf8()
        options.setdefault("prog_name", "incidentdesk")
        return super().main(*arguments, **options)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    help=_("Incident management for a small IT team. Without a command, the window opens."),
)
@click.option(
    "--database",
    metavar="PATH_OR_URL",
    envvar="INCIDENTDESK_DATABASE",
    show_envvar=True,
    help=_("A file, or postgresql://… for a team. If not given: the file of this account."),
)
@click.option("--demo", is_flag=True, help=_("Sample data in a throw-away file; your own records are not touched."))
@click.option("--self-test", is_flag=True, help=_("Open the window, make one PDF, print versions and times, and exit."))
@click.option("--timezone", metavar="ZONE", help=_("Of times that are typed and shown. [default: this machine's]"))
@click.version_option(__version__, prog_name="IncidentDesk")
@click.pass_context
def main(context: click.Context, database: str | None, demo: bool, self_test: bool, timezone: str | None) -> None:
    if demo and context.get_parameter_source("database") == click.core.ParameterSource.COMMANDLINE:
        raise click.UsageError(_("--demo brings its own database; leave --database out."))
    desk = Desk(where=None if demo else database, demo=demo, zone_name=timezone)
    context.obj = context.with_resource(desk)
    if self_test:
        _self_test(context)
    elif context.invoked_subcommand is None:
        _open_window(context, desk)


def _self_test(context: click.Context) -> None:
    if context.invoked_subcommand:
        raise click.UsageError(_("--self-test stands alone, without a command."))
    if not _has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    context.exit(_application().self_test())


def _open_window(context: click.Context, desk: Desk) -> None:
    if not _has_screen():
        raise Refused(_("There is no screen to open a window on. Commands work without: incidentdesk --help."))
    context.exit(_application().run(desk.place, demo=desk.demo))


def _has_screen() -> bool:
    """Without one Qt would end the program with a core dump."""
    known = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform in ("win32", "darwin") or any(os.environ.get(name) for name in known)


def _application() -> ModuleType:
    try:
        return import_module("incidentdesk.desktop.application")
    except ImportError as error:
        if ".so" not in str(error) and "DLL" not in str(error):
            raise
        raise Refused(
            _("A library that the window needs is missing: {reason}. The README names what to install.").format(
                reason=error
            )
        ) from error
