"""The head of the page of a scenario: what it drills, and what is done most often."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import Button, LinkButton, PrimaryButton
from incidentdesk.desktop.widgets.command_button import command_button
from incidentdesk.desktop.widgets.elided_label import ElidedLabel
from incidentdesk.improve.drill_list import ScenarioRow
from incidentdesk.language import _, ngettext
from incidentdesk.prepare.drill_time import drill_clock


class ScenarioHeader(QFrame):
    opened = Signal(str)

    def __init__(self, desk: Desk, number: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme = desk.theme
        self.setObjectName("header")
        self.back = LinkButton(theme, _("Scenarios"), "chevron-left", description=_("Back to the list of scenarios"))
        self.back.clicked.connect(lambda: self.opened.emit("drills#scenarios"))
        self.number, self.name, self.told = QLabel(number), ElidedLabel(), ElidedLabel()
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.back)
        first.addWidget(self.number)
        first.addWidget(self.name, 1)
        second.setContentsMargins(6, 0, 0, 0)
        second.setSpacing(8)
        second.addWidget(self.told, 1)
        for key, kind, words in (
            ("scenario.details", Button, _("Details…")),
            ("scenario.briefing", Button, _("Briefing…")),
            ("scenario.add", Button, _("Add an inject…")),
            ("scenario.schedule", PrimaryButton, _("Schedule a drill…")),
        ):
            second.addWidget(command_button(theme, desk.registry, key, kind, words))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 16, 8)
        column.setSpacing(4)
        column.addLayout(first)
        column.addLayout(second)
        theme.changed.connect(self._dress)
        self._dress()

    def show_row(self, row: ScenarioRow) -> None:
        self.name.setText(row.name)
        self.name.setToolTip(row.name)
        count = len(row.content.injects)
        parts = [
            _(row.kind),
            ngettext("{count} inject", "{count} injects", count).format(count=count),
            drill_clock(row.content.length) if count else "",
            row.plan or _("no plan"),
            _("the plan has no approved version") if row.plan and not row.approved else "",
            row.service,
            _("replays {number}").format(number=row.replays) if row.replays else "",
            row.owner,
        ]
        self.told.setText(" · ".join(filter(None, parts)))
        self.told.setToolTip("\n".join(filter(None, (*parts, row.objectives, row.description))))

    def _dress(self) -> None:
        theme = self._theme
        self.setStyleSheet(
            theme.sheet("#header { background: $surface; border: none; border-bottom: 1px solid $border; }")
        )
        self.name.setFont(theme.font("h2"))
        for label in (self.number, self.told):
            theme.tint(label, "text2")
