"""How ready the desk is: a card for each area with what is missing, and every number leads to what it counts."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.command_button import command_button
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.share_bar import ShareBar
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.language import _, ngettext

_READ_FROM = frozenset(
    {
        "plan", "plan_version", "contact", "contact_method", "rota", "rota_layer", "absence", "person",
        "acknowledgement", "policy_version", "training_result", "training_requirement", "training_course",
        "drill", "service",
    }
)  # fmt: skip
_GATHERING = 300  # milliseconds
_CARD = 330  # logical pixels at 100 %, the least width of a card
_MOST = 4  # gaps that a card shows at once


class ReadinessTab(QWidget):
    """Emits `opened(reference)`, and `loaded` whenever what was read is shown."""

    opened = Signal(str)
    loaded = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.found: Any = None
        self.cards: dict[str, AreaCard] = {}
        self._columns = 0
        self._build()
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING)
        self._gathering.timeout.connect(self.refresh)
        desk.changes.changed.connect(self._heard)
        desk.theme.changed.connect(self._dress)
        self._dress()
        self.refresh()

    def _build(self) -> None:
        theme = self.desk.theme
        self.score, self.definition = QLabel(), QLabel(wordWrap=True)
        self.score.setAccessibleName(_("Readiness"))
        self.bar = ShareBar(theme)
        self.binder = command_button(theme, self.desk.registry, "reports.binder")
        self.binder.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        words = QVBoxLayout()
        words.setSpacing(4)
        for widget in (self.score, self.bar, self.definition):
            words.addWidget(widget)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addLayout(words, 1)
        head.addWidget(self.binder, 0, Qt.AlignmentFlag.AlignTop)
        self.message = MessageBar(theme)
        self.grid = QGridLayout()
        self.grid.setSpacing(12)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 12)
        column.setSpacing(16)
        column.addLayout(head)
        column.addWidget(self.message)
        column.addLayout(self.grid)
        column.addStretch(1)
        self.scroll = QScrollArea(widgetResizable=True)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.scroll)

    # -- what the page asks

    def refresh(self) -> None:
        self.desk.background.run_latest(
            f"readiness-{id(self)}", _read, self.desk.database, self.desk.zone, then=self._show, failed=self._fail
        )

    def new(self) -> None:
        """Nothing is made here."""

    def panes(self) -> list[QWidget]:
        return [card.number for card in self.cards.values()] or [self.binder]

    # -- showing

    def _show(self, found: Any) -> None:
        from incidentdesk.measure.readiness import DEFINITION

        self.found = found
        self.message.clear()
        score = found.score
        text = _("Nothing is prepared yet") if score is None else _("{score} of 100 ready").format(score=score)
        self.score.setText(text)
        self.bar.show_share(score or 0, 100, "" if score is None else text)
        self.definition.setText(_(DEFINITION))
        for area in found.areas:
            if area.key not in self.cards:
                card = self.cards[area.key] = AreaCard(self.desk)
                card.opened.connect(self.opened)
            self.cards[area.key].show_area(area)
        self._columns = 0
        self._arrange()
        self.loaded.emit()

    def _fail(self, refused: Any) -> None:
        self.message.say(str(refused), "danger", _("Retry"), self.refresh)

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if _READ_FROM & changes.keys():
            self._gathering.start()

    def _arrange(self) -> None:
        scale = max(1.0, self.desk.theme.scale / 100)
        columns = max(1, min(3, int(self.width() // (_CARD * scale))))
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self.cards.values()):
            self.grid.addWidget(card, place // columns, place % columns)
        for column in range(3):
            self.grid.setColumnStretch(column, 1 if column < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _dress(self) -> None:
        theme = self.desk.theme
        self.score.setFont(theme.font("h1"))
        self.definition.setFont(theme.font("small"))
        theme.tint(self.definition, "text2")
        self.scroll.setStyleSheet(
            theme.sheet("QScrollArea, QScrollArea > QWidget > QWidget { background: $window; }" + SCROLL_BARS)
        )
        self._columns = 0
        self._arrange()


class AreaCard(QFrame):
    """One area: its number, which leads to what it counts, and what is missing."""

    opened = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        theme = desk.theme
        self.area: Any = None
        self.setObjectName("card")
        self.title, self.counted = QLabel(), QLabel(wordWrap=True)
        self.number = Button(theme, "", description=_("Shows all of them"))
        self.number.clicked.connect(lambda: self.opened.emit(self.area.reference))
        self.bar = ShareBar(theme)
        self.gaps = TwoLineList(theme, _("What is missing"), most=_MOST)
        self.gaps.opened.connect(lambda reference: self.opened.emit(reference))
        self.done = QLabel(wordWrap=True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        head.addWidget(self.number)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        for widget in (self.bar, self.counted, self.gaps, self.done):
            column.addWidget(widget)
        column.addStretch(1)
        theme.changed.connect(self._dress)
        self._dress()

    def show_area(self, area: Any) -> None:
        self.area = area
        self.title.setText(area.title)
        share = _("{met} of {total}").format(met=f"{area.met:,}", total=f"{area.total:,}") if area.total else "–"
        self.number.setText(share)
        self.number.setAccessibleName(f"{area.title}: {share}")
        self.bar.show_share(area.met, area.total, f"{area.title}: {share}")
        self.counted.setText(area.counted)
        self.gaps.setAccessibleName(_("What is missing: {area}").format(area=area.title))
        self.gaps.show_items(
            [
                {"key": gap.reference, "head": gap.subject, "text": gap.text, "mark": ("cross", "danger")}
                for gap in area.gaps
            ]
        )
        self.done.setText(self._said())
        self.done.setVisible(bool(self.done.text()))

    def _said(self) -> str:
        area = self.area
        if not area.total:
            return _("Nothing to count yet.")
        more = len(area.gaps) - _MOST
        if more > 0:
            return ngettext("and {count} more below", "and {count} more below", more).format(count=f"{more:,}")
        return "" if area.gaps else _("Nothing is missing.")

    def _dress(self) -> None:
        theme = self._desk.theme
        self.title.setFont(theme.font("h2"))
        for label in (self.counted, self.done):
            label.setFont(theme.font("small"))
            theme.tint(label, "text2")
        self.setStyleSheet(
            theme.sheet("#card { background: $surface; border: 1px solid $border; border-radius: 8px; }")
        )


def _read(database: Any, zone: Any) -> Any:
    from incidentdesk.measure.readiness import readiness

    with database.read() as reader:
        return readiness(reader, zone=zone)
