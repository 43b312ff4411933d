"""A text that is shown in some lines and can be activated, and how lines of people's texts are drawn."""

import unicodedata

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.language import _

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ValueLabel(QWidget):
    """A text of some lines that can be focused and activated; what does not fit is elided and told in the tooltip."""

    activated = Signal()

    def __init__(self, theme: Theme, name: str, *, font: str = "base", lines: int = 6, editable: bool = True) -> None:
        super().__init__()
        self._theme, self._name, self._font, self._lines = theme, name, font, lines
        self._editable = editable
        self._text, self._hint, self._note = "", False, ""
        self._laid_out: tuple[tuple, tuple[list[str], int]] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if editable else Qt.FocusPolicy.NoFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if editable:
            self.setCursor(Qt.CursorShape.IBeamCursor)
        theme.changed.connect(self._dress)

    def text(self) -> str:
        return self._text

    def write(self, text: str, *, hint: bool = False, note: str = "", tooltip: str = "") -> None:
        """Show a text; `hint` greys it, `note` stands below it in small letters."""
        self._text, self._hint, self._note = text, hint, note
        self.setAccessibleName(_("{name}: {value}").format(name=self._name, value=text))
        spoken = _("Enter changes it") if self._editable else note or text
        self.setAccessibleDescription(". ".join(part for part in (note, spoken) if part))
        self.setToolTip(tooltip or text)
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (*_ENTER, Qt.Key.Key_F2, Qt.Key.Key_Space) and self._editable:
            self.activated.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._editable and self.rect().contains(event.pos()):
            self.activated.emit()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._layout(width)[1] + 8

    def sizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(max(60, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.heightForWidth(max(60, self.width())))

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _layout(self, width: int) -> tuple[list[str], int]:
        """The lines at a width and the height of everything; kept, because layouts ask again and again."""
        key = (width, self._text, self._note, self._theme.scale)
        if self._laid_out is None or self._laid_out[0] != key:
            self._laid_out = (key, self._lay_out(width))
        return self._laid_out[1]

    def _lay_out(self, width: int) -> tuple[list[str], int]:
        lines = wrapped(self._text, self._theme.font(self._font), max(20, width - 12), self._lines)
        height = len(lines) * self._metrics(self._font).lineSpacing()
        if self._note:
            notes = wrapped(self._note, self._theme.font("small"), max(20, width - 12), 3)
            height += len(notes) * self._metrics("small").lineSpacing()
        return lines, max(height, self._metrics(self._font).lineSpacing())

    def _metrics(self, font: str) -> QFontMetrics:
        return QFontMetrics(self._theme.font(font))

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        frame = self.rect().adjusted(1, 1, -1, -1)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRoundedRect(frame, 6, 6)
        elif self._editable and self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(frame, 6, 6)
        lines, height = self._layout(self.width())
        y = max(4, (self.height() - height) // 2)
        for text, font, role in self._painted(lines):
            painter.setFont(theme.font(font))
            painter.setPen(theme.colour(role))
            spacing = painter.fontMetrics().lineSpacing()
            draw_text(painter, QRect(6, y, self.width() - 12, spacing), text)
            y += spacing
        painter.end()

    def _painted(self, lines: list[str]) -> list[tuple[str, str, str]]:
        role = "hint" if self._hint else "text"
        rows = [(line, self._font, role) for line in lines]
        if self._note:
            notes = wrapped(self._note, self._theme.font("small"), max(20, self.width() - 12), 3)
            rows += [(line, "small", "text2") for line in notes]
        return rows

    def _dress(self) -> None:
        self._laid_out = None
        self.updateGeometry()
        self.update()


def draw_text(painter: QPainter, rect: QRect, text: str, *, trailing: bool = False) -> None:
    """One line at the leading or trailing edge; a text of a person keeps its own direction in a page of the other."""
    mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
    edge = Qt.AlignmentFlag.AlignRight if mirrored != trailing else Qt.AlignmentFlag.AlignLeft
    strong = next((kind for letter in text if (kind := unicodedata.bidirectional(letter)) in ("L", "R", "AL")), "L")
    painter.save()
    painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight if strong == "L" else Qt.LayoutDirection.RightToLeft)
    flags = edge | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
    painter.drawText(rect, flags, text)
    painter.restore()


def wrapped(text: str, font: QFont, width: int, most: int) -> list[str]:
    """A text in lines that fit a width, the last one elided where there would be more than `most`."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    result: list[str] = []
    for paragraph in text[:4_000].split("\n"):
        layout = QTextLayout(paragraph, font)
        layout.setTextOption(option)
        layout.beginLayout()
        utf16 = paragraph.encode("utf-16-le", "surrogatepass")
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            start, length = line.textStart(), line.textLength()
            piece = utf16[2 * start : 2 * (start + length)].decode("utf-16-le", "surrogatepass")
            if len(result) == most - 1:
                rest = utf16[2 * start :].decode("utf-16-le", "surrogatepass")
                result.append(QFontMetrics(font).elidedText(rest.strip(), Qt.TextElideMode.ElideRight, width))
                layout.endLayout()
                return result
            result.append(piece.strip())
        layout.endLayout()
        if not paragraph:
            result.append("")
    return result
