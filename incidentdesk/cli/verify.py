"""incidentdesk verify: was anything in an evidence bundle changed? Opens no database."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from incidentdesk.cli.printing import plain, print_json
from incidentdesk.language import _

_HELP = _(
    """Say whether anything in an evidence bundle was changed since it was made; exit 1 and name what.

    The seal stands in the timeline of the incident. Without it a bundle that somebody has made anew from the beginning
    is not recognised.
    """
)


@click.command("verify", short_help=_("Say whether an evidence bundle was changed."), help=_HELP)
@click.argument("bundle", metavar="BUNDLE", type=click.Path(path_type=Path))
@click.option("--seal", default="", metavar="SEAL", help=_("What was printed when it was made."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the verdict as JSON."))
def command(bundle: Path, seal: str, as_json: bool) -> None:
    from incidentdesk.measure.bundle_check import verify_bundle
    from incidentdesk.measure.bundle_words import finding_text, verdict_text

    verdict = verify_bundle(bundle, seal=seal)
    if as_json:
        print_json({"unchanged": verdict.unchanged, **asdict(verdict)})
    else:
        for finding in verdict.findings:
            click.echo(plain(finding_text(finding)))
        if verdict.unchanged:
            click.echo(plain(verdict_text(verdict)))
    if not verdict.unchanged:
        sys.exit(1)
