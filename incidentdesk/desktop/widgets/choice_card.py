"""A large button for one of a few ways to go on."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from incidentdesk.desktop.theme import Theme

_PAD, _ICON = 16, 24


class ChoiceCard(QAbstractButton):
    """An icon, a title and a sentence; one of a group is chosen."""

    def __init__(self, theme: Theme, icon: str, title: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icon, self._sentence = theme, icon, sentence
        self.setText(title)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._dress)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        title = QFontMetrics(self._theme.font("strong")).height()
        words = QFontMetrics(self._theme.font("base"))
        room = QRect(0, 0, max(80, width - 2 * _PAD - _ICON - 12), 1_000)
        lines = words.boundingRect(room, Qt.TextFlag.TextWordWrap, self._sentence).height()
        return _PAD + title + 4 + lines + _PAD

    def sizeHint(self) -> QSize:
        return QSize(480, self.heightForWidth(480))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(480))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, focus = self.isChecked(), self.hasFocus()
        width = 2 if chosen or focus else 1
        painter.setPen(QPen(theme.colour("accent" if chosen else "focus" if focus else "border"), width))
        ground = "selection" if chosen else "hover" if self.underMouse() else "surface"
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 8, 8)
        if focus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("focus"), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(self.rect().adjusted(4, 4, -4, -4), 6, 6)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        inner = self.rect().adjusted(_PAD, _PAD, -_PAD, -_PAD)
        icon = theme.pixmap(self._icon, "accent" if chosen else "text2", _ICON, self.devicePixelRatioF())
        painter.drawPixmap(inner.right() - _ICON + 1 if mirrored else inner.left(), inner.top(), icon)
        side = _ICON + 12
        words = inner.adjusted(0, 0, -side, 0) if mirrored else inner.adjusted(side, 0, 0, 0)
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.colour("text"))
        title_height = painter.fontMetrics().height()
        leading = Qt.AlignmentFlag.AlignLeading
        painter.drawText(QRect(words.left(), words.top(), words.width(), title_height), leading, self.text())
        painter.setFont(theme.font("base"))
        painter.setPen(theme.colour("text2"))
        rest = words.adjusted(0, title_height + 4, 0, _PAD)
        painter.drawText(rest, leading | Qt.TextFlag.TextWordWrap, self._sentence)
        painter.end()

    def _dress(self) -> None:
        self.updateGeometry()
        self.update()
