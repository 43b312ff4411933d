"""incidentdesk log: write a new incident."""

import click

from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import print_json
from incidentdesk.cli.typed import instant_of, text_or_stdin
from incidentdesk.detect.channel import Channel
from incidentdesk.detect.number import number
from incidentdesk.language import _


@click.command("log", help=_("Log an incident and print its number."))
@click.argument("title")
@click.option("--description", "-d", default="", help=_("What happened; “-” reads it from standard input."))
@click.option("--impact", type=click.IntRange(1, 3), default=2, help=_("1 high, 2 medium, 3 low."))
@click.option("--urgency", type=click.IntRange(1, 3), default=2, help=_("1 high, 2 medium, 3 low."))
@click.option("--service", default="", help=_("What is affected."))
@click.option("--category", default="")
@click.option("--subcategory", default="")
@click.option("--reporter", default="", help=_("Who told us."))
@click.option("--team", default="")
@click.option("--assignee", default="", help=_("Who works on it."))
@click.option(
    "--channel",
    type=click.Choice([channel.value for channel in Channel], case_sensitive=False),
    default=Channel.PHONE.value,
)
@click.option("--tag", "tags", multiple=True, help=_("May be given several times."))
@click.option("--major", is_flag=True, help=_("Mark it as a major incident."))
@click.option("--occurred", default="", metavar="TIME", help=_("When it began, if that is known."))
@click.option("--detected", default="", metavar="TIME", help=_("When it was noticed. [default: now]"))
@click.option("--external-ref", default="", help=_("Its number in another system."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the incident as JSON."))
@pass_desk
def command(
    desk: Desk,
    title: str,
    description: str,
    impact: int,
    urgency: int,
    service: str,
    category: str,
    subcategory: str,
    reporter: str,
    team: str,
    assignee: str,
    channel: str,
    tags: tuple[str, ...],
    major: bool,
    occurred: str,
    detected: str,
    external_ref: str,
    as_json: bool,
) -> None:
    from incidentdesk.detect.intake import log_incident

    desk.may_create = True
    with desk.write() as session:
        incident_id = log_incident(
            session,
            title=title,
            description=text_or_stdin(description),
            reporter=reporter,
            channel=channel,
            service=service,
            category=category,
            subcategory=subcategory,
            impact=impact,
            urgency=urgency,
            team=team,
            assignee=assignee,
            tags=tags,
            major=major,
            occurred_at=instant_of(occurred, desk.zone),
            detected_at=instant_of(detected, desk.zone),
            external_ref=external_ref.strip() or None,
        )
    if as_json:
        from incidentdesk.cli.found import row_of
        from incidentdesk.detect.transfer.export import json_object

        print_json(json_object(row_of(desk.database, incident_id)))
    else:
        click.echo(number(incident_id))
