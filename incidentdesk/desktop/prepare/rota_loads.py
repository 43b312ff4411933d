"""How much is asked of each person in the next weeks: hours and nights, beside the colour of the timeline."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from incidentdesk.desktop.prepare.rota_painting import person_colour
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.value_label import draw_text
from incidentdesk.language import _, ngettext
from incidentdesk.prepare.rota_load import Load
from incidentdesk.prepare.rota_time import HOUR

_SWATCH, _GAP, _BAR = 12, 8, 10


class RotaLoads(QWidget):
    """One line for each person, the heaviest load first; the bar is the share of the time."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._loads: Sequence[Load] = ()
        self._hues: Mapping[int, int] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Load of the next 28 days"))
        theme.changed.connect(self._resized)

    def show_loads(self, loads: Sequence[Load], hues: Mapping[int, int]) -> None:
        self._loads, self._hues = loads, hues
        self.setAccessibleDescription("; ".join(f"{each.person}, {load_words(each)}" for each in loads))
        self._resized()

    def _resized(self) -> None:
        self.setFixedHeight(len(self._loads) * self._row() + 4)
        self.update()

    def _row(self) -> int:
        return QFontMetrics(self._theme.font("base")).height() + 10

    def sizeHint(self) -> QSize:
        return QSize(320, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self.layoutDirection())
        for place, load in enumerate(self._loads):
            self._paint(painter, QRectF(0, 2 + place * self._row(), self.width(), self._row()), load)
        painter.end()

    def _paint(self, painter: QPainter, line: QRectF, load: Load) -> None:
        theme = self._theme
        words = load_words(load)
        metrics = QFontMetrics(theme.font("small"))
        said = max(metrics.horizontalAdvance(load_words(each)) for each in self._loads) + 4
        name = min(220.0, line.width() * 0.34)
        left, middle = line.left() + 4, line.center().y()
        colour = person_colour(theme, self._hues.get(load.person_id, 0))
        painter.fillRect(self._placed(QRectF(left, middle - _SWATCH / 2, _SWATCH, _SWATCH)), colour)
        painter.setFont(theme.font("base"))
        painter.setPen(theme.colour("text"))
        box = self._placed(QRectF(left + _SWATCH + _GAP, line.top(), name, line.height())).toRect()
        draw_text(painter, box, painter.fontMetrics().elidedText(load.person, Qt.TextElideMode.ElideRight, box.width()))
        begins = left + _SWATCH + 2 * _GAP + name
        room = line.width() - begins - said - 3 * _GAP
        if room > 24:
            track = QRectF(begins, middle - _BAR / 2, room, _BAR)
            painter.fillRect(self._placed(track), theme.colour("neutral_bg"))
            share = QRectF(begins, track.top(), room * min(1.0, load.share), _BAR)
            painter.fillRect(self._placed(share), colour)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text2"))
        end = self._placed(QRectF(line.width() - said - 4, line.top(), said, line.height())).toRect()
        draw_text(painter, end, words, trailing=True)

    def _placed(self, box: QRectF) -> QRectF:
        if self.layoutDirection() != Qt.LayoutDirection.RightToLeft:
            return box
        return QRectF(self.width() - box.right(), box.top(), box.width(), box.height())


def load_words(load: Load) -> str:
    """ "112 h · 7 nights" """
    hours = _("{count} h").format(count=QLocale().toString(round(load.held / HOUR)))
    nights = ngettext("{count} night", "{count} nights", load.nights).format(count=load.nights)
    return f"{hours} · {nights}"
