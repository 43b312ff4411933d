"""incidentdesk cause: the cause graph of an incident or a problem from files, and into files."""

from pathlib import Path

import click

from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.investigated import causes_of, title_of
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, Gesture, Kind, Noun
from incidentdesk.investigate.subject import Subject, subject_of
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_STANDARD_OUTPUT = "-"
_READ = ("markdown", "opml", "csv", "json", "mermaid", "outline")
_WRITTEN = ("markdown", "opml", "csv", "json", "mermaid")

_IMPORT_HELP = _(
    """Bring the causes of FILE into the investigation of NUMBER, which is begun where there is none.

    NUMBER is INC-0042, 42 or PRB-0003. The form is told by the ending (.md .opml .csv .json .mmd .txt) or by --form.
    Categories of the same name are the same; everything else stands behind what is there.
    """
)
_EXPORT_HELP = _(
    """Write the causes of NUMBER into FILE, in the form of its ending (.md .opml .csv .json .mmd) or of --form.

    NUMBER is INC-0042, 42 or PRB-0003; FILE may be - for standard output, which is Markdown without --form.
    """
)


@click.group("cause", short_help=_("Causes from files, and into files."), help=_("The causes of an investigation."))
def command() -> None:
    pass


@command.command("import", short_help=_("Bring causes from a file into an investigation."), help=_IMPORT_HELP)
@click.argument("number", metavar="NUMBER")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--form", type=click.Choice(_READ), default=None, help=_("The form, if the ending does not tell it."))
@click.option("--under", default="", metavar="CATEGORY", help=_("Below that category. [default: below the effect]"))
@pass_desk
def import_command(desk: Desk, number: str, file: Path, form: str | None, under: str) -> None:
    from incidentdesk.investigate.cause_file import causes_of_file
    from incidentdesk.investigate.cause_merging import brought_in
    from incidentdesk.investigate.cause_record import save_changes

    subject = subject_of(number)
    with desk.database.read() as reader:
        title_of(reader, subject)
        found = causes_of_file(file, file.name or str(file), form=form or "")
        if not found.causes:
            raise Refused(_("{file} holds no causes; there is nothing to import.").format(file=isolated(file.name)))
        graph, start = _graph(reader, subject, found)
    gesture = brought_in(graph, found, _category(graph, under))
    with desk.write() as session:
        save_changes(session, subject, gesture, start=start)
    _tell(subject, gesture)


def _graph(reader: Reader, subject: Subject, found: CauseGraph) -> tuple[CauseGraph, Gesture]:
    """The graph as it stands, and what an investigation begins with; categories of a file are taken for the usual."""
    from incidentdesk.investigate.category_set import category_sets
    from incidentdesk.investigate.cause_graph import applied
    from incidentdesk.investigate.cause_record import cause_graph_of, starting

    graph = cause_graph_of(reader, subject)
    if graph is not None:
        return graph, ()
    names = () if found.categories else category_sets(reader)[0].categories
    start = starting(subject, title_of(reader, subject), names)
    return applied(CauseGraph(), start), start


def _category(graph: CauseGraph, name: str) -> str:
    if not name:
        return EFFECT
    wanted = " ".join(name.split()).casefold()
    key = next((each.key for each in graph.categories if each.text.casefold() == wanted), None)
    if key is None:
        raise Refused(
            _("There is no category “{name}”. There are: {names}.").format(
                name=isolated(name), names=", ".join(each.text for each in graph.categories) or "—"
            )
        )
    return key


def _tell(subject: Subject, gesture: Gesture) -> None:
    new = [change.after for change in gesture if change.noun == Noun.CAUSE and change.before is None]
    made = [values["kind"] for values in new if values]
    causes, categories = made.count(Kind.CAUSE), made.count(Kind.CATEGORY)
    said = ngettext("{n} cause imported into {number}", "{n} causes imported into {number}", causes).format(
        n=causes, number=subject.number
    )
    if categories:
        said += ", " + ngettext("with {n} new category", "with {n} new categories", categories).format(n=categories)
    click.echo(f"{said}.")


@command.command("export", short_help=_("Write the causes of an investigation into a file."), help=_EXPORT_HELP)
@click.argument("number", metavar="NUMBER")
@click.argument("file", metavar="FILE", type=click.Path(allow_dash=True))
@click.option("--form", type=click.Choice(_WRITTEN), default=None, help=_("The form, if the ending does not tell it."))
@click.option("--whys", is_flag=True, help=_("The 5-Whys: without categories, only what is asked there."))
@pass_desk
def export_command(desk: Desk, number: str, file: str, form: str | None, whys: bool) -> None:
    from incidentdesk.investigate.cause_file import write_file, written

    subject = subject_of(number)
    with desk.database.read() as reader:
        title_of(reader, subject)
        graph = causes_of(reader, subject)
    if file == _STANDARD_OUTPUT:
        # A mark at the beginning of a table is for spreadsheets, which read files.
        text = written(graph, form or "markdown", whys=whys, seen_by=desk.actor)
        click.echo(text.removeprefix("\ufeff"), nl=False)
        return
    write_file(Path(file).absolute(), graph, form=form or "", whys=whys, seen_by=desk.actor)
    count = len(graph.in_order())
    click.echo(
        ngettext("{n} cause written to {file}.", "{n} causes written to {file}.", count).format(n=count, file=file)
    )
