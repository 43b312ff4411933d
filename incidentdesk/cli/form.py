"""incidentdesk form: the form for reports as a file that opens a mail."""

from pathlib import Path

import click

from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.printing import plain
from incidentdesk.language import _, isolated


@click.command(
    "form",
    short_help=_("Write the form for reports as a file that opens a mail."),
    help=_(
        "Write the form for reports into FILE. It needs no server: what somebody types opens in their mail program, as "
        "a mail to the mailbox that the agent reads. The form that the agent serves is set in the settings."
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--mail-to", metavar="ADDRESS", required=True, help=_("The address of the mailbox."))
@click.option("--language", default="en", show_default=True, help=_("ar, de, en or fr."))
@pass_desk
def command(desk: Desk, file: Path, mail_to: str, language: str) -> None:
    from incidentdesk.agent.web.mail_form import mail_form
    from incidentdesk.paper.file import replacing
    from incidentdesk.prepare.setting_value import setting_of

    with desk.database.read() as reader:
        title, intro = (str(setting_of(reader, f"web_{each}") or "") for each in ("title", "intro"))
    html = mail_form(mail_to, language, zone_name=str(desk.zone), title=title, intro=intro)
    with replacing(file) as written:
        written.write(html.encode())
    click.echo(plain(_("Written: {file}").format(file=isolated(str(file)))))
