"""A drawing as a file: SVG or PNG, written whole or not at all."""

from pathlib import Path

from incidentdesk.desktop.diagram.painting import image
from incidentdesk.drawing.palette import LIGHT
from incidentdesk.drawing.shapes import Drawing
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused


def write_svg(path: Path, drawing: Drawing) -> None:
    """Raises Refused where the file can't be written; then what stood there before is still there."""
    from incidentdesk.detect.transfer.atomic import written_whole
    from incidentdesk.drawing.svg import svg
    from incidentdesk.paper.font_face import font_faces

    text = svg(drawing, LIGHT, faces=font_faces(drawing))
    with written_whole(path) as part:
        part.write_bytes(text.encode("utf-8", "replace"))


def write_png(path: Path, drawing: Drawing, scale: float) -> None:
    """With `scale` dots for each pixel of the drawing; raises Refused where that is too large, or can't be written."""
    from incidentdesk.detect.transfer.atomic import written_whole

    picture = image(drawing, LIGHT, scale)
    with written_whole(path) as part:
        if picture.isNull() or not picture.save(str(part), "PNG"):
            raise Refused(
                _("{file} can't be written: the picture is too large. Choose a smaller size.").format(
                    file=isolated(path.name)
                )
            )
