"""How far the plan of an incident is, or which one a rule offers for it, in the preview beside the list."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.share_bar import ShareBar
from incidentdesk.desktop.widgets.value_label import draw_text
from incidentdesk.language import _, isolated, ngettext

_MOST, _BOX, _GAP = 5, 16, 10


@dataclass(frozen=True, slots=True)
class PlanShare:
    """The plan that runs, how much of it is done, and some of its steps: (title, whether it is finished, its state).

    `offered` says that it does not run yet, and that a rule chooses it.
    """

    plan: str
    done: int
    count: int
    steps: tuple[tuple[str, bool, str], ...] = ()
    offered: bool = False


def load_plan_share(reader: Any, incident_id: int) -> PlanShare | None:
    """None where no plan runs for the incident and none is offered."""
    from incidentdesk.respond.activation import proposed_plan
    from incidentdesk.respond.next_step import steps_around
    from incidentdesk.respond.plan_run_list import runs_of
    from incidentdesk.respond.task_list import finished_of, tasks

    run = next((run for run in runs_of(reader, incident_id) if run.running), None)
    if run is None:
        proposal = proposed_plan(reader, incident_id)
        return PlanShare(proposal.plan, 0, proposal.steps, offered=True) if proposal is not None else None
    rows = [row for row in tasks(reader, incident_id) if row.plan_run_id == run.id]
    steps = tuple((row.title, row.finished, row.state) for row in steps_around(rows, _MOST))
    return PlanShare(run.plan, *finished_of(rows), steps)


class PlanPreview(QWidget):
    """Hidden while no plan runs and none is offered."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.heading = QLabel(wordWrap=True)
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.bar, self.steps = ShareBar(theme), _Steps(theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        for widget in (self.heading, self.bar, self.steps):
            layout.addWidget(widget)
        self.hide()

    def show_share(self, share: PlanShare | None, keys: str = "") -> None:
        """`keys` are those that activate what is offered."""
        self.setVisible(share is not None)
        if share is None:
            return
        self.heading.setText(_offer(share, keys) if share.offered else _progress(share))
        self.bar.setVisible(not share.offered)
        self.bar.show_share(share.done, share.count)
        self.steps.show_steps(share.steps)


def _progress(share: PlanShare) -> str:
    said = _("Plan: {plan} — {done} of {count} steps")
    return said.format(plan=isolated(share.plan), done=share.done, count=share.count)


def _offer(share: PlanShare, keys: str) -> str:
    steps = ngettext("{count} step", "{count} steps", share.count).format(count=share.count)
    said = _("Plan “{plan}” fits: {steps}.").format(plan=isolated(share.plan), steps=steps)
    return _("{said} Key {keys}, then Enter.").format(said=said, keys=keys) if keys else said


class _Steps(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._steps: tuple[tuple[str, bool, str], ...] = ()
        self.setAccessibleName(_("Steps of the plan"))
        theme.changed.connect(self.updateGeometry)

    def show_steps(self, steps: tuple[tuple[str, bool, str], ...]) -> None:
        self._steps = steps
        self.setAccessibleDescription(", ".join(f"{title}: {_(state)}" for title, _finished, state in steps))
        self.setToolTip("\n".join(title for title, _finished, _state in steps))
        self.updateGeometry()
        self.update()

    def _line(self) -> int:
        return max(_BOX, QFontMetrics(self._theme.font("base")).height()) + 10

    def sizeHint(self) -> QSize:
        return QSize(160, self._line() * len(self._steps))

    minimumSizeHint = sizeHint

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self.layoutDirection())
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        painter.setFont(self._theme.font("base"))
        for place, (title, finished, state) in enumerate(self._steps):
            row = QRect(0, place * self._line(), self.width(), self._line())
            box = QRect(row.right() + 1 - _BOX if mirrored else 0, row.top() + (row.height() - _BOX) // 2, _BOX, _BOX)
            self._paint_box(painter, box, state)
            words = row.adjusted(0, 0, -_BOX - _GAP, 0) if mirrored else row.adjusted(_BOX + _GAP, 0, 0, 0)
            painter.setPen(self._theme.colour("text2" if finished else "text"))
            metrics = painter.fontMetrics()
            shown = metrics.elidedText(" ".join(title.split()), Qt.TextElideMode.ElideRight, words.width())
            draw_text(painter, words, shown)
        painter.end()

    def _paint_box(self, painter: QPainter, box: QRect, state: str) -> None:
        theme = self._theme
        done = state == "Done"
        painter.setPen(QPen(theme.colour("success" if done else "outline"), 1.5))
        painter.setBrush(theme.colour("success" if done else "neutral_bg" if state == "Skipped" else "surface"))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
        if done:
            painter.drawPixmap(
                box.adjusted(2, 2, -2, -2), theme.pixmap("check", "surface", 12, self.devicePixelRatioF())
            )
        elif state == "Skipped":
            painter.fillRect(QRect(box.left() + 4, box.center().y(), _BOX - 8, 2), theme.colour("outline"))
