"""Drawing a chart in a worker: as a picture with its marks for the window, or as a file."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from incidentdesk.measure.chart.chart import Chart
from incidentdesk.measure.chart.drawn import Mark
from incidentdesk.measure.chart.look import Look

# Matplotlib shares its fonts and caches among all figures, and is not made for several threads.
_DRAWING = threading.Lock()


@dataclass(frozen=True)
class ChartPicture:
    """What a chart looks like; marks stand in logical pixels."""

    image: QImage
    marks: Sequence[Mark]
    subtitle: str = ""

    def box(self, place: int) -> QRectF:
        mark = self.marks[place]
        return QRectF(mark.left, mark.top, mark.width, mark.height)


def draw_picture(chart: Chart, data: Any, look: Look) -> ChartPicture:
    """The chart as a picture of `look.scale` dots for each pixel."""
    from incidentdesk.measure.chart.image import image

    with _DRAWING:
        drawn = chart.draw(data, look)
        width, height, pixels = image(drawn, look)
    picture = QImage(pixels, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
    picture.setDevicePixelRatio(look.scale)
    return ChartPicture(picture, drawn.marks, chart.subtitle(data))


def save_picture(chart: Chart, data: Any, look: Look, path: Path) -> Path:
    """Write the chart as the PNG, SVG or PDF that the path names; raises Refused where it can't be written."""
    from incidentdesk.measure.chart.image import save

    with _DRAWING:
        save(chart.draw(data, look), path)
    return path


def look_of(colours: Mapping[str, str], width: float, height: float, font_size: float, scale: float) -> Look:
    return Look(width, height, colours, font_size=font_size, scale=scale)
