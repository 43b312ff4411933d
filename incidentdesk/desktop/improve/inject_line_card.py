"""The time line of injects in a card of its own, as high as it needs to be; beyond that it scrolls."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from incidentdesk.desktop.improve.inject_timeline import InjectTimeline
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.language import _


class InjectLineCard(QFrame):
    """`most` is how high the line may become, in pixels; `inside` is the layout that holds it."""

    def __init__(self, theme: Theme, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.line = InjectTimeline(theme)
        holder = QWidget()
        holder.setObjectName("holder")
        held = QVBoxLayout(holder)
        held.setContentsMargins(0, 0, 0, 0)
        held.addWidget(self.line)
        held.addStretch(1)
        self.scroll = scrolling(holder, _("Time line of the injects"))
        self.inside = QVBoxLayout(self)
        self.inside.setContentsMargins(8, 4, 8, 4)
        self.inside.setSpacing(4)
        self.inside.addWidget(self.scroll)
        self.line.laid_out.connect(lambda: self.scroll.setFixedHeight(min(self.line.height() + 4, most)))
        self.line.wanted.connect(self.scroll.ensureVisible)
