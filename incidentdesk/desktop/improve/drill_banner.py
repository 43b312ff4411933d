"""The hatched banner above every page of a drill: nobody who looks at it can take it for the real desk."""

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.elided_label import ElidedLabel
from incidentdesk.language import _

_STRIPE = 16  # logical pixels from one stripe to the next, measured along the banner
_MARGIN = 72


class DrillBanner(QWidget):
    """Says which drill it is, how long it has been running and what leaves. Emits `console_wanted` for its button."""

    console_wanted = Signal()

    def __init__(self, theme: Theme, number: str, title: str, leaving: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Drill {number}").format(number=number))
        self.setAccessibleDescription(leaving)
        self.word = QLabel(_("DRILL"))
        self.title = ElidedLabel()
        self.title.setText(f"{number} · {title}" if title else number)
        self.title.setToolTip(self.title.text())
        self.leaving = ElidedLabel()
        self.leaving.setText(leaving)
        self.leaving.setToolTip(leaving)
        self.clock = QLabel()
        self.clock.setAccessibleDescription(_("Time of the drill"))
        self.button = Button(theme, _("Console of the drill"), "drill", description=_("Go to who leads the drill"))
        self.button.clicked.connect(self.console_wanted)
        self.button.hide()
        for label in (self.word, self.title, self.leaving, self.clock):
            label.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN, 6, _MARGIN, 6)
        row.setSpacing(16)
        row.addWidget(self.word)
        row.addWidget(self.title, 3)
        row.addWidget(self.leaving, 4)
        row.addWidget(self.clock)
        row.addWidget(self.button)
        theme.changed.connect(self._dress)
        self._dress()

    def offer_console(self) -> None:
        """Let the button lead back to the console."""
        self.button.show()

    def show_time(self, text: str, standing: str = "") -> None:
        """The clock of the drill, and why it stands still."""
        words = f"{text}  {standing}".rstrip()
        if words != self.clock.text():
            self.clock.setText(words)
            self.clock.setAccessibleName(words)

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, 40))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Stripes over the whole width, and a plain plate below what is to be read."""
        theme, painter = self._theme, QPainter(self)
        ratio = self.devicePixelRatioF()
        painter.drawTiledPixmap(self.rect(), theme.cached(("drill", ratio), lambda: _tile(theme, ratio)))
        painter.fillRect(self.rect().adjusted(_MARGIN - 16, 0, 16 - _MARGIN, 0), theme.colour("warning_bg"))
        painter.fillRect(0, self.height() - 2, self.width(), 2, theme.colour("warning"))
        painter.end()

    def _dress(self) -> None:
        theme = self._theme
        big = QFont(theme.font("h2"))
        big.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 2)
        self.word.setFont(big)
        self.title.setFont(theme.font("strong"))
        self.clock.setFont(theme.font("strong"))
        theme.tint(self.word, "warning")
        for label in (self.title, self.leaving, self.clock):
            theme.tint(label, "text")
        self.update()


def _tile(theme: Theme, ratio: float) -> QPixmap:
    """One stripe that goes on where the next tile begins."""
    pixmap = QPixmap(QSize(round(_STRIPE * ratio), round(_STRIPE * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(theme.colour("warning_bg"))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("warning"), _STRIPE * 0.34, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap))
    for shift in (-_STRIPE, 0, _STRIPE):
        painter.drawLine(QPointF(shift, _STRIPE), QPointF(shift + _STRIPE, 0))
    painter.end()
    return pixmap
