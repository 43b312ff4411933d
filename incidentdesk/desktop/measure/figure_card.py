"""A card with one number, what became of it, and the way to the incidents behind it."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.language import _
from incidentdesk.measure.dashboard import Figure

_PAD, _GAP = 16, 4
_HEIGHT = 92


class FigureCard(QAbstractButton):
    """Emits `chosen(query)` when it is pressed."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.figure: Figure | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(_("Figure"))
        self.setAccessibleDescription(_("Shows the incidents behind it"))
        self.clicked.connect(self._press)
        theme.changed.connect(self.updateGeometry)

    def show_figure(self, figure: Figure) -> None:
        self.figure = figure
        self.setAccessibleName(f"{figure.title}: {figure.value}")
        self.setAccessibleDescription(_("{note}. Shows the incidents behind it").format(note=figure.note))
        self.setToolTip(f"{figure.note}\n{figure.explanation}")
        self.update()

    def _press(self) -> None:
        if self.figure is not None and self.figure.query:
            self.chosen.emit(self.figure.query)

    def _heights(self) -> tuple[int, int, int]:
        fonts = ("base", "h1", "small")
        title, value, note = (QFontMetrics(self._theme.font(kind)).height() for kind in fonts)
        return title, value, note

    def sizeHint(self) -> QSize:
        return QSize(220, max(_HEIGHT, sum(self._heights()) + 2 * _GAP + 20))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus = self.hasFocus()
        painter.setPen(QPen(theme.colour("focus" if focus else "border"), 2 if focus else 1))
        painter.setBrush(theme.colour("hover" if self.underMouse() else "surface"))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 8, 8)
        if self.figure is None:
            return
        heights = self._heights()
        top = (self.height() - sum(heights) - 2 * _GAP) // 2
        for text, kind, role, height in zip(
            (self.figure.title, self.figure.value, self.figure.note),
            ("base", "h1", "small"),
            ("text2", "text", "text2"),
            heights,
            strict=True,
        ):
            self._line(painter, text, kind, role, QRect(_PAD, top, self.width() - 2 * _PAD, height))
            top += height + _GAP

    def _line(self, painter: QPainter, text: str, kind: str, role: str, room: QRect) -> None:
        font = self._theme.font(kind)
        painter.setFont(font)
        painter.setPen(self._theme.colour(role))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        side = Qt.AlignmentFlag.AlignRight if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 0
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter) | int(side), shown)
