"""The services that are hurt, on the command view: the incident's own and what needs it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.command_card import CommandCard
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.flow import FlowLayout
from incidentdesk.language import _
from incidentdesk.respond.command_sheet import Affected

_MOST = 8


class ServicesCard(CommandCard):
    """Emits `map_wanted` to see the map of all services."""

    map_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Affected services"))
        self.map = self.add_button(
            LinkButton(desk.theme, _("Service map"), "service-map", description=_("Open the service map"))
        )
        self.map.clicked.connect(self.map_wanted)
        self.nothing = self.add_text(_("No service is named. Name it on the page of the incident."))
        self.chips: list[QLabel] = []
        self._holder = QWidget()
        self._flow = FlowLayout(self._holder, gap=4)
        self.inside.addWidget(self._holder)
        self.dress()

    def show_services(self, services: Sequence[Affected]) -> None:
        for chip in self.chips:
            chip.deleteLater()
        self.chips = [self._chip(each) for each in services[:_MOST]]
        if len(services) > _MOST:
            more = QLabel(_("and {count} more").format(count=len(services) - _MOST))
            more.setToolTip(", ".join(each.name for each in services[_MOST:]))
            self.chips.append(more)
        for chip in self.chips:
            self._flow.addWidget(chip)
        self.say(str(len(services)) if services else "")
        self.nothing.setVisible(not services)
        self._holder.setVisible(bool(services))
        self.dress()

    def _chip(self, each: Affected) -> QLabel:
        chip = QLabel(each.name if each.distance else _("{service} · {criticality}").format(
            service=each.name, criticality=_(each.criticality)))  # fmt: skip
        chip.setTextFormat(Qt.TextFormat.PlainText)
        chip.setObjectName("own" if not each.distance else "needs")
        chip.setToolTip(
            _("{criticality}, needs it").format(criticality=_(each.criticality))
            if each.distance
            else _("The service of the incident")
        )
        chip.setAccessibleName(f"{each.name}, {chip.toolTip()}")
        return chip

    def dress(self) -> None:
        super().dress()
        theme = self.desk.theme
        self._holder.setStyleSheet(theme.sheet(
            "QLabel { background: $neutral_bg; color: $text; border-radius: 4px; padding: 2px 8px; }"
            "QLabel#own { background: $danger_bg; border: 1px solid $danger; }"
        ))  # fmt: skip
