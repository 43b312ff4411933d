"""Buttons that follow the theme.

They are painted here and not by a style sheet: a style sheet costs milliseconds for each widget when it is made and
again when the theme changes.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QPushButton, QStyle, QToolButton, QWidget

from incidentdesk.desktop.theme import Theme

_ICON_GAP, _ARROW = 6, 14


@dataclass(frozen=True, slots=True)
class Look:
    """The colour roles of a button; "" is nothing. `pad` is the room beside the text in logical pixels."""

    ground: str = "surface"
    border: str = "border"
    ink: str = "text"
    over: str = "hover"
    down: str = "border"
    off_ground: str = "window"
    off_ink: str = "outline"
    focus: str = "focus"
    pad: int = 12
    height: int = 32
    bold: bool = False


_PLAIN = Look()
_PRIMARY = Look(
    ground="accent",
    border="accent",
    ink="accent_text",
    over="accent_hover",
    down="accent_hover",
    off_ground="neutral_bg",
    off_ink="text2",
    focus="text",
    pad=16,
    bold=True,
)
_LINK = Look(ground="", border="", ink="link", over="", down="", off_ground="", pad=6, height=28)


class Button(QPushButton):
    """A button with a border; its text is a verb and its object."""

    look = _PLAIN
    role = "text2"

    def __init__(
        self, theme: Theme, text: str, icon: str = "", *, description: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._icon = icon
        self.setAccessibleName(text.replace("&", ""))
        self.setAccessibleDescription(description or text.replace("&", ""))
        if description:
            self.setToolTip(description)
        self.setIconSize(QSize(16, 16))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self._dress)
        self._dress()

    def sizeHint(self) -> QSize:
        metrics = self._metrics()
        width = metrics.size(Qt.TextFlag.TextShowMnemonic, self.text()).width() + 2 * self.look.pad
        if not self.icon().isNull():
            width += self.iconSize().width() + (_ICON_GAP if self.text() else 0)
        if self.menu() is not None:
            width += _ARROW
        return QSize(width, max(self.look.height, metrics.height() + 12))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_frame(painter, self, self._theme, self.look)
        self._paint_words(painter)
        painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        enabled, icon = self.isEnabled(), self.icon()
        colour = self._theme.colour(self.look.ink if enabled else self.look.off_ink)
        painter.setFont(self._words_font())
        words = painter.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, self.text()).width()
        room = self.rect().adjusted(self.look.pad, 0, -self.look.pad, 0)
        if self.menu() is not None:
            room = _without_end(room, _ARROW, self._mirrored())
            _paint_arrow(painter, self.rect(), colour, self._mirrored())
        side = 0 if icon.isNull() else self.iconSize().width()
        gap = _ICON_GAP if side and self.text() else 0
        start = room.left() + max(0, (room.width() - side - gap - words) // 2)
        if side:
            at = start + words + gap if self._mirrored() else start
            mode = QIcon.Mode.Normal if enabled else QIcon.Mode.Disabled
            icon.paint(painter, QRect(at, (self.height() - side) // 2, side, side), Qt.AlignmentFlag.AlignCenter, mode)
        left = start if self._mirrored() else start + side + gap
        box = QRect(left, 0, min(words + 1, room.right() + 1 - left), self.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | self._mnemonic_flag()
        painter.setPen(colour)
        if self.look is _LINK and self.underMouse() and enabled:
            font = painter.font()
            font.setUnderline(True)
            painter.setFont(font)
        painter.drawText(box, flags, self.text())

    def _mnemonic_flag(self) -> Qt.TextFlag:
        shown = self.style().styleHint(QStyle.StyleHint.SH_UnderlineShortcut, None, self)
        return Qt.TextFlag.TextShowMnemonic if shown else Qt.TextFlag.TextHideMnemonic

    def _mirrored(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _words_font(self) -> QFont:
        font = QFont(self.font())
        if self.look.bold:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._words_font())

    def _dress(self) -> None:
        if self._icon:
            self.setIcon(self._theme.icon(self._icon, self.role))
        self.updateGeometry()
        self.update()


class PrimaryButton(Button):
    """The one filled button of a view; it steps back while another one is."""

    look = _PRIMARY
    role = "accent_text"

    def fill(self, filled: bool) -> None:
        if filled != (self.look is _PRIMARY):
            self.look = _PRIMARY if filled else _PLAIN
            self.role = "accent_text" if filled else "text2"
            self._dress()


class LinkButton(Button):
    """A button that looks like a link."""

    look = _LINK
    role = "link"


class IconButton(QToolButton):
    """An icon of 20 pixels in a target of 32, named for those who cannot see it."""

    look = Look(ground="", border="", off_ground="", down="selection")

    def __init__(
        self, theme: Theme, icon: str, name: str, *, description: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self.setAccessibleName(name)
        self.setAccessibleDescription(description or name)
        self.setToolTip(description or name)
        self.setIconSize(QSize(20, 20))
        self.setMinimumSize(32, 32)
        # A tool button would otherwise be left out of the tab order.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self._dress)
        self._dress()

    def show_icon(self, icon: str) -> None:
        self._icon = icon
        self._dress()

    def sizeHint(self) -> QSize:
        return QSize(32, 32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_frame(painter, self, self._theme, self.look)
        side = self.iconSize()
        box = QRect(
            (self.width() - side.width()) // 2, (self.height() - side.height()) // 2, side.width(), side.height()
        )
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        self.icon().paint(painter, box, Qt.AlignmentFlag.AlignCenter, mode)
        painter.end()

    def _dress(self) -> None:
        self.setIcon(self._theme.icon(self._icon))
        self.update()


def _paint_frame(painter: QPainter, button: QAbstractButton, theme: Theme, look: Look) -> None:
    ground = look.ground
    if not button.isEnabled():
        ground = look.off_ground
    elif button.isDown() or button.isChecked():
        ground = look.down or look.ground
    elif button.underMouse():
        ground = look.over or look.ground
    focused = button.hasFocus()
    edge = look.focus if focused else look.border
    if edge == look.border and not button.isEnabled() and edge:
        edge = "border"
    width = 2.0 if focused else 1.0
    if edge:
        painter.setPen(QPen(theme.colour(edge), width))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(ground) if ground else Qt.BrushStyle.NoBrush)
    if edge or ground:
        half = width / 2
        painter.drawRoundedRect(QRectF(button.rect()).adjusted(half, half, -half, -half), 6, 6)


def _without_end(rect: QRect, width: int, mirrored: bool) -> QRect:
    return rect.adjusted(width, 0, 0, 0) if mirrored else rect.adjusted(0, 0, -width, 0)


def _paint_arrow(painter: QPainter, rect: QRect, colour: QColor, mirrored: bool) -> None:
    x = rect.left() + 14.0 if mirrored else rect.right() - 13.0
    y = rect.center().y() + 0.5
    painter.setPen(QPen(colour, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPolyline(QPolygonF([QPointF(x - 3.5, y - 2), QPointF(x, y + 1.5), QPointF(x + 3.5, y - 2)]))
