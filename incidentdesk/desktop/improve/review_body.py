"""Sections, text and record: beside each other where there is room, else behind tabs."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.review_form import ReviewForm
from incidentdesk.desktop.improve.review_side import WIDTH as SIDE_WIDTH
from incidentdesk.desktop.improve.review_side import ReviewSide
from incidentdesk.desktop.improve.section_list import WIDTH as LIST_WIDTH
from incidentdesk.desktop.improve.section_list import SectionList
from incidentdesk.desktop.widgets.part_tabs import PartTabs
from incidentdesk.language import _

_NARROWEST_TEXT = 420  # logical pixels
WRITE, SECTION_LIST, RECORD = range(3)


class ReviewBody(QWidget):
    """`arranged` comes when the parts have gone behind tabs or come out again."""

    arranged = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.sections, self.form, self.side = SectionList(desk), ReviewForm(desk), ReviewSide(desk)
        self.tabs = PartTabs(desk.theme, _("Parts of the review"), (_("Text"), _("Sections"), _("Record")))
        self.tabs.hide()
        self.parts = QStackedWidget()
        self.parts.addWidget(self.form)
        self._row = QHBoxLayout()
        self._row.setSpacing(0)
        for widget, stretch in ((self.sections, 0), (self.parts, 1), (self.side, 0)):
            self._row.addWidget(widget, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addLayout(self._row, 1)
        self.tabs.currentChanged.connect(self._show_part)
        desk.theme.changed.connect(self.arrange)

    @property
    def narrow(self) -> bool:
        """Whether there are tabs."""
        return self.parts.count() > 1

    def go_to(self, section: str) -> None:
        self._turn_to(WRITE)
        self.form.go_to(section)

    def show_record(self) -> None:
        self._turn_to(RECORD)

    def _turn_to(self, part: int) -> None:
        if self.narrow:
            self.tabs.setCurrentIndex(part)

    def _show_part(self, part: int) -> None:
        self.parts.setCurrentIndex(min(part, self.parts.count() - 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        scale = max(100, self._desk.theme.scale)
        narrow = self.width() < (LIST_WIDTH + SIDE_WIDTH + _NARROWEST_TEXT) * scale // 100
        if narrow == self.narrow:
            return
        for widget, place in ((self.sections, 0), (self.side, 2)):
            widget.fix_width(not narrow)
            if narrow:
                self._row.removeWidget(widget)
                self.parts.addWidget(widget)
            else:
                self.parts.removeWidget(widget)
                self._row.insertWidget(place, widget)
                widget.show()
        self.tabs.setVisible(narrow)
        self.tabs.setCurrentIndex(WRITE)
        self.parts.setCurrentIndex(WRITE)
        self.arranged.emit()
