"""The sections of a review at the leading edge: which are written, which are missing, and until when."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.improve.review_step import Gap
from incidentdesk.improve.review_text import SECTION_NAME, SECTIONS
from incidentdesk.language import _

WIDTH = 208  # logical pixels at the usual text size
WRITTEN, MISSING, ADVICE = "written", "missing", "advice"
_ICON = {WRITTEN: ("check", "success"), MISSING: ("warning", "warning"), ADVICE: ("minus", "outline")}


class SectionList(QFrame):
    """Emits `wanted(section)` when somebody chooses one."""

    wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._marks: dict[str, str] = {}
        self.setObjectName("section_list")
        self.due = QLabel(wordWrap=True)
        self.due.setAccessibleDescription(_("Until when the review is due"))
        self.count = QLabel(wordWrap=True)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Sections"))
        self.list.setAccessibleDescription(_("Enter goes to the section"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        for name in SECTIONS:
            item = QListWidgetItem(_(SECTION_NAME[name]))
            item.setData(Qt.ItemDataRole.UserRole, name)
            self.list.addItem(item)
        self.list.itemActivated.connect(self._choose)
        self.list.itemClicked.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 8, 12)
        column.setSpacing(4)
        column.addWidget(self.due)
        column.addWidget(self.count)
        column.addSpacing(8)
        column.addWidget(self.list, 1)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _choose(self, item: QListWidgetItem) -> None:
        self.wanted.emit(item.data(Qt.ItemDataRole.UserRole))

    def mark(self, name: str) -> None:
        """The section in which somebody is."""
        self.list.setCurrentRow(SECTIONS.index(name))

    def show_gaps(self, gaps: Iterable[Gap]) -> None:
        missing = {gap.section: gap for gap in gaps}
        self._marks = {}
        for row, name in enumerate(SECTIONS):
            gap = missing.get(name)
            mark = WRITTEN if gap is None else MISSING if gap.needed else ADVICE
            self._marks[name] = mark
            item = self.list.item(row)
            item.setToolTip(gap.sentence if gap else "")
            spoken = {WRITTEN: _("{section}, written"), MISSING: _("{section}, missing: {why}")}
            told = spoken.get(mark, _("{section}, could be added: {why}"))
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole,
                told.format(section=_(SECTION_NAME[name]), why=gap.sentence if gap else ""),
            )
        done = sum(mark == WRITTEN for mark in self._marks.values())
        self.count.setText(_("{done} of {all} sections written").format(done=done, all=len(SECTIONS)))
        self._draw()

    def show_due(self, text: str, role: str) -> None:
        self.due.setText(text)
        self.due.setVisible(bool(text))
        self._desk.theme.tint(self.due, role)

    def mark_of(self, name: str) -> str:
        """WRITTEN, MISSING or ADVICE; empty before anything was read."""
        return self._marks.get(name, "")

    def _draw(self) -> None:
        for row, name in enumerate(SECTIONS):
            if name in self._marks:
                self.list.item(row).setIcon(self._desk.theme.icon(*_ICON[self._marks[name]]))

    def fix_width(self, fixed: bool) -> None:
        """As wide as it stands beside the text, or as wide as there is room."""
        self._fixed = fixed
        width = WIDTH * max(100, self._desk.theme.scale) // 100
        self.setMinimumWidth(width if fixed else 0)
        self.setMaximumWidth(width if fixed else (1 << 24) - 1)

    def _dress(self) -> None:
        theme = self._desk.theme
        self.fix_width(getattr(self, "_fixed", True))
        self.setStyleSheet(
            theme.sheet(
                "#section_list { background: $surface; border: none; border-right: 1px solid $border; }"
                "QLabel { background: transparent; }"
                "QListWidget { background: $surface; border: none; outline: 0; color: $text; }"
                "QListWidget::item { padding: 6px 4px; border: 2px solid transparent; border-radius: 6px; }"
                "QListWidget::item:hover { background: $hover; }"
                "QListWidget::item:selected { background: $selection; color: $text; }"
                "QListWidget:focus::item:selected { border-color: $focus; }" + SCROLL_BARS
            )
        )
        self.due.setFont(theme.font("strong"))
        self.count.setFont(theme.font("small"))
        theme.tint(self.count, "text2")
        self._draw()
