"""A card of one proof: how it stands as a sign and in words, what it rests on, and what can be done with it."""

import re
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import Button, LinkButton
from incidentdesk.desktop.widgets.flow import FlowLayout
from incidentdesk.desktop.widgets.leading import lead
from incidentdesk.desktop.widgets.share_bar import ShareBar

# An address has no place at which a line could end.
_LONG_WORD = re.compile(r"\S{24}(?=\S)")


@dataclass(frozen=True, slots=True)
class CardAct:
    """`why_not` says why it can't be done now, "" where it can."""

    key: str
    text: str
    description: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """`look` is the icon with the role of its colour, `state` the word for it; `share` is how far it is, 0 to 1."""

    id: int
    look: tuple[str, str]
    state: str
    title: str
    lines: tuple[str, ...]
    acts: tuple[CardAct, ...]
    share: float | None = None
    late: bool = False


class ProofCard(QFrame):
    """Emits `wanted` with the key of what is to be done and the id of the record."""

    wanted = Signal(str, int)

    def __init__(self, desk: Desk, card: Card, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self.card = desk, card
        self.setObjectName("proof")
        self.icon = QLabel()
        self.icon.setAccessibleName(card.state)
        self.title = _label(card.title)
        self.state = _label(card.state)
        self.lines = [_label(line) for line in card.lines if line]
        self.buttons: dict[str, Button] = {}
        self.bar = ShareBar(desk.theme) if card.share is not None else None
        self._build()
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _build(self) -> None:
        card = self.card
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        for line in (self.state, *self.lines):
            words.addWidget(line)
        if self.bar is not None:
            self.bar.show_share(round((card.share or 0) * 1000), 1000, card.lines[0])
            words.addSpacing(4)
            words.addWidget(self.bar)
        if card.acts:
            words.addWidget(self._button_row())
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 6 if card.acts else 10)
        row.setSpacing(12)
        row.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def _button_row(self) -> QWidget:
        row = QWidget()
        flow = FlowLayout(row, gap=4)
        for act in self.card.acts:
            button = LinkButton(self._desk.theme, act.text, description=act.description)
            button.setAutoDefault(False)
            button.setAccessibleName(f"{act.text.rstrip('…')}: {self.card.title}")
            button.setEnabled(not act.why_not)
            button.setToolTip(act.why_not or act.description)
            button.clicked.connect(lambda _on=False, key=act.key: self.wanted.emit(key, self.card.id))
            self.buttons[act.key] = button
            flow.addWidget(button)
        return row

    def _dress(self) -> None:
        theme = self._desk.theme
        edge = "danger" if self.card.late else "border"
        self.setStyleSheet(
            theme.sheet(f"#proof {{ background: $surface; border: 1px solid ${edge}; border-radius: 8px; }}")
        )
        name, role = self.card.look
        self.icon.setPixmap(theme.pixmap(name, role, 20, self.devicePixelRatioF()))
        self.title.setFont(theme.font("strong"))
        for label in (self.state, *self.lines):
            label.setFont(theme.font("small"))
            theme.tint(label, "text2")
        if self.card.late:
            theme.tint(self.state, "danger")
        for label in (self.title, self.state, *self.lines):
            lead(label)


def _label(text: str) -> QLabel:
    """Wrapped wherever there is no more room, also in the middle of an address."""
    label = QLabel(_LONG_WORD.sub("\\g<0>\u200b", text), wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAccessibleName(text)
    return label
