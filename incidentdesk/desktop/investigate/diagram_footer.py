"""The line below a diagram: how many causes there are of which kind, whether all is saved, and the keys."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.cause_document import SAVED, SAVING, SaveState
from incidentdesk.investigate.cause_graph import CauseGraph, Status
from incidentdesk.language import _, ngettext

_HEIGHT = 30


def counts_text(graph: CauseGraph) -> str:
    """ "39 causes · 12 verified · 1 root cause · 7 without evidence"; evidence is missed where something is claimed."""
    causes = graph.in_order()
    if not causes:
        return _("No causes yet")
    verified = sum(cause.status == Status.VERIFIED for cause in causes)
    roots = sum(cause.status == Status.ROOT_CAUSE for cause in causes)
    claimed = (Status.VERIFIED, Status.ROOT_CAUSE)
    bare = sum(cause.status in claimed and not graph.backing_of(cause.key).count for cause in causes)
    loose = sum(1 for each in graph.loose for _below in graph.subtree(each.key))
    parts = [
        ngettext("{count} cause", "{count} causes", len(causes)).format(count=len(causes)),
        ngettext("{count} verified", "{count} verified", verified).format(count=verified) if verified else "",
        ngettext("{count} root cause", "{count} root causes", roots).format(count=roots) if roots else "",
        ngettext("{count} without evidence", "{count} without evidence", bare).format(count=bare) if bare else "",
        ngettext("{count} on no bone", "{count} on no bone", loose).format(count=loose) if loose else "",
    ]
    return " · ".join(part for part in parts if part)


class DiagramFooter(QWidget):
    """`hints` are the keys that are worth knowing, as one line; `count` says how many there are of what."""

    def __init__(
        self,
        desk: Desk,
        hints: str,
        count: Callable[[CauseGraph], str] = counts_text,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._count = desk, count
        self.counts, self.state, self.hints = QLabel(), QLabel(), QLabel(hints)
        self.hints.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.hints.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 0, 16, 0)
        line.setSpacing(16)
        line.addWidget(self.counts)
        line.addWidget(self.state)
        line.addWidget(self.hints, 1)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def show_graph(self, graph: CauseGraph) -> None:
        self.counts.setText(self._count(graph))
        self._make_room()

    def show_state(self, state: SaveState) -> None:
        words = {SAVED: "", SAVING: _("Saving…")}
        self.state.setText(words.get(state.kind, _("Not saved")))
        self.state.setToolTip(state.why)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._desk.theme.colour("window"))
        painter.fillRect(0, 0, self.width(), 1, self._desk.theme.colour("border"))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """The keys stand there whole or not at all."""
        needed = self.counts.sizeHint().width() + self.state.sizeHint().width() + self.hints.sizeHint().width() + 80
        self.hints.setVisible(needed <= self.width())

    def _dress(self) -> None:
        theme = self._desk.theme
        for label in (self.counts, self.state, self.hints):
            label.setFont(theme.font("small"))
            theme.tint(label, "text2")
        self.setFixedHeight(max(_HEIGHT, self.counts.fontMetrics().height() + 12))
