"""incidentdesk report fishbone and whys: the diagrams of an investigation, as a document or a picture."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk, pass_desk
from incidentdesk.cli.investigated import causes_of, title_of
from incidentdesk.cli.printing import plain
from incidentdesk.investigate.cause_graph import CauseGraph
from incidentdesk.investigate.subject import Subject, subject_of
from incidentdesk.language import _
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.drawing.shapes import Drawing

FISHBONE, WHYS = "fishbone", "whys"
_USUAL_SCALE = 2
_ENDINGS = (".pdf", ".svg", ".png")
_HELP = _(
    """{diagram} of NUMBER, which is INC-0042, 42 or PRB-0003.

    OUT ends in .pdf, .svg or .png. A PDF takes the largest page on which its text can be read, or several.
    """
)


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--page-size", type=click.Choice(["A4", "Letter"], case_sensitive=False), default="A4"),
        click.option("--wrap", type=click.IntRange(100, 600), help=_("Width of texts in a picture, in pixels.")),
        click.option("--scale", type=click.IntRange(1, 4), help=_("Dots for each pixel of a PNG. [default: 2]")),
        click.option("--theme", type=click.Choice(["light", "dark"]), help=_("Of a picture. [default: light]")),
        click.argument("out", metavar="OUT", type=click.Path(path_type=Path)),
        click.argument("number", metavar="NUMBER"),
    ):
        command = option(command)
    return command


@click.command(FISHBONE, short_help=_("The fishbone as PDF, SVG or PNG."), help=_HELP.format(diagram=_("The fishbone")))
@_options
@pass_desk
def fishbone_command(
    desk: Desk, number: str, out: Path, theme: str | None, scale: int | None, wrap: int | None, page_size: str
) -> None:
    _report(desk, FISHBONE, number, out, theme, scale, wrap, page_size)


@click.command(WHYS, short_help=_("The 5-Whys as PDF, SVG or PNG."), help=_HELP.format(diagram=_("The 5-Whys")))
@_options
@pass_desk
def whys_command(
    desk: Desk, number: str, out: Path, theme: str | None, scale: int | None, wrap: int | None, page_size: str
) -> None:
    _report(desk, WHYS, number, out, theme, scale, wrap, page_size)


def _report(
    desk: Desk,
    diagram: str,
    number: str,
    out: Path,
    theme: str | None,
    scale: int | None,
    wrap: int | None,
    page_size: str,
) -> None:
    ending = out.suffix.lower()
    _check(ending, theme, scale, wrap)
    subject = subject_of(number)
    if ending == ".pdf":
        _write_pdf(desk, diagram, subject, out, page_size)
        return
    with desk.database.read() as reader:
        title_of(reader, subject)
        graph = causes_of(reader, subject)
    _write_picture(out, _picture(_drawing(desk, diagram, graph, wrap), ending, theme, scale))


def _write_picture(out: Path, data: bytes) -> None:
    from incidentdesk.paper.file import replacing

    with replacing(out.absolute()) as file:
        file.write(data)
    click.echo(_("Written to {file}.").format(file=out))


def _check(ending: str, theme: str | None, scale: int | None, wrap: int | None) -> None:
    if ending not in _ENDINGS:
        raise click.BadParameter(_("the name must end in .pdf, .svg or .png"), param_hint="OUT")
    if ending == ".pdf" and (theme or wrap):
        raise click.UsageError(_("--theme and --wrap are for pictures; paper has its own colours and widths."))
    if ending != ".png" and scale:
        raise click.UsageError(_("--scale is for PNG; the other forms are sharp at any size."))


def _drawing(desk: Desk, diagram: str, graph: CauseGraph, wrap: int | None) -> "Drawing":
    from incidentdesk.paper.label import measured

    if diagram == WHYS:
        from incidentdesk.investigate.whys_drawing import whys
        from incidentdesk.investigate.whys_layout import CW, WhysLook

        cards = WhysLook(card_width=float(wrap or CW), seen_by=desk.actor, today=_today(desk))
        return whys(graph, measured, cards).drawing
    from incidentdesk.investigate.fishbone import fishbone
    from incidentdesk.investigate.fishbone_layout import USUAL_WRAP, Look

    # On the screen a fishbone without causes says what to do first.
    is_bare = not any(graph.children(category.key) for category in graph.categories)
    look = Look(wrap=float(wrap or USUAL_WRAP), seen_by=desk.actor, on_paper=is_bare)
    return fishbone(graph, measured, look).drawing


def _today(desk: Desk) -> str:
    return clock.now().astimezone(desk.zone).date().isoformat()


def _write_pdf(desk: Desk, diagram: str, subject: Subject, out: Path, page_size: str) -> None:
    from incidentdesk.measure.diagram_report import diagram_report, gather_diagram

    with desk.database.read() as reader:
        gathered = gather_diagram(reader, subject)
    why = diagram_report(
        gathered,
        diagram,
        out.absolute(),
        zone=desk.zone,
        made_by=desk.actor,
        made_at=clock.stored(clock.now()),
        page_size=page_size,
    )
    click.echo(f"{_('Written to {file}.').format(file=out)} {plain(why)}")


def _picture(drawing: "Drawing", ending: str, theme: str | None, scale: int | None) -> bytes:
    from incidentdesk.drawing.palette import DARK, LIGHT

    palette = DARK if theme == "dark" else LIGHT
    if ending == ".png":
        from incidentdesk.desktop.diagram.painting import png

        if data := png(drawing, palette, scale or _USUAL_SCALE):
            return data
        raise Refused(_("The picture would be too large. Choose a smaller scale, or SVG."))
    from incidentdesk.drawing.svg import svg
    from incidentdesk.paper.font_face import font_faces

    return svg(drawing, palette, faces=font_faces(drawing)).encode("utf-8", "replace")
