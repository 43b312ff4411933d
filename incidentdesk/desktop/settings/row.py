"""What a page of settings is made of: sections with cards, cards with rows."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.field import buddy_of

_BEFORE = 7  # pixels, as before the text of other fields


class SettingRow(QWidget):
    """A name, a sentence and what is set; `wide` puts the control below them."""

    def __init__(
        self, theme: Theme, title: str, sentence: str, control: QWidget, *, wide: bool = False, words: str = ""
    ) -> None:
        super().__init__()
        self._theme = theme
        self._words = f"{title} {sentence} {words}".casefold()
        self.control = control
        self._title = QLabel(title)
        self._title.setBuddy(buddy_of(control))
        self._title.setWordWrap(True)
        self._sentence = QLabel(sentence)
        self._sentence.setWordWrap(True)
        self._sentence.setVisible(bool(sentence))
        if not control.accessibleName():
            control.setAccessibleName(title.replace("&", ""))
        if not control.accessibleDescription():
            control.setAccessibleDescription(sentence or title.replace("&", ""))
        if isinstance(control, QSpinBox):
            # No style sheet reaches the room before its text.
            control.lineEdit().setTextMargins(_BEFORE, 0, _BEFORE, 0)
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self._title, 0, 0)
        grid.addWidget(self._sentence, 1, 0)
        if wide:
            grid.addWidget(control, 2, 0)
            grid.setRowMinimumHeight(1, 4)
        else:
            grid.addWidget(control, 0, 1, 2, 1, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTrailing)
        theme.changed.connect(self._dress)
        self._dress()

    def fits(self, words: list[str]) -> bool:
        """Whether each of the words stands in it, all in lower case."""
        return all(word in self._words for word in words)

    def tell(self, sentence: str) -> None:
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))

    def _dress(self) -> None:
        self._theme.tint(self._sentence, "text2")


class Card(QWidget):
    """Rows that belong together, parted by lines."""

    def __init__(self, theme: Theme, rows: list[SettingRow]) -> None:
        super().__init__()
        self._theme = theme
        self._rows = rows
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(1)
        for row in rows:
            layout.addWidget(row)
        theme.changed.connect(self.update)

    @property
    def rows(self) -> list[SettingRow]:
        return list(self._rows)

    def narrow(self, words: list[str]) -> int:
        """Show the rows with all of these words; returns how many there are."""
        shown = 0
        for row in self._rows:
            fits = row.fits(words)
            row.setVisible(fits)
            shown += fits
        self.setVisible(shown > 0)
        return shown

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("border"), 1))
        painter.setBrush(self._theme.colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for row in [each for each in self._rows if each.isVisible()][1:]:
            painter.drawLine(1, row.y() - 1, self.width() - 2, row.y() - 1)
        painter.end()


class Section(QWidget):
    """A title and cards."""

    def __init__(self, theme: Theme, title: str, icon: str) -> None:
        super().__init__()
        self._theme = theme
        self.title, self.icon = title, icon
        self._heading = QLabel(title)
        self._cards: list[Card] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 24)
        self._layout.setSpacing(12)
        self._layout.addWidget(self._heading)
        theme.changed.connect(self._dress_heading)
        self._dress_heading()

    def add_card(self, *rows: SettingRow) -> Card:
        card = Card(self._theme, list(rows))
        self._cards.append(card)
        self._layout.addWidget(card)
        return card

    def narrow(self, words: list[str]) -> int:
        """Show what has all of these words in it, or in the section's own name."""
        named = all(word in self.title.casefold() for word in words)
        return sum(card.narrow([] if named else words) for card in self._cards)

    def _dress_heading(self) -> None:
        self._heading.setFont(self._theme.font("h2"))
