"""incidentdesk note: write into the timeline of an incident."""

import click

from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.typed import instant_of, text_or_stdin
from incidentdesk.detect.number import incident_id_of, number
from incidentdesk.language import _


@click.command(
    "note",
    short_help=_("Add a work note or a public comment."),
    help=_("Add a work note for the team, or with --public a comment for the requester."),
)
@click.argument("incident", metavar="NUMBER")
@click.argument("text")
@click.option("--public", is_flag=True, help=_("The requester may read it."))
@click.option("--happened", default="", metavar="TIME", help=_("When it happened, if earlier than now."))
@click.option("--from-caller", default="", metavar="NAME", help=_("It is the answer of the requester."))
@pass_desk
def command(desk: Desk, incident: str, text: str, public: bool, happened: str, from_caller: str) -> None:
    from incidentdesk.respond.note import add_note

    incident_id = incident_id_of(incident)
    with desk.write() as session:
        add_note(
            session,
            incident_id,
            text_or_stdin(text),
            public=public,
            happened_at=instant_of(happened, desk.zone),
            from_caller=from_caller.strip(),
        )
    click.echo(number(incident_id))
