"""The services that are hurt, on the command view: the incident's own and what needs it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.command_card import CommandCard
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.field import dress_fields
from incidentdesk.desktop.widgets.flow import FlowLayout
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.language import _
from incidentdesk.respond.command_sheet import Affected

_LONGEST = 22  # characters; the map has the whole


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
        self._holder.setObjectName("holder")
        self.scroll = scrolling(self._holder, _("Affected services"), _("The one of the incident and what needs it"))
        self.scroll.viewport().installEventFilter(self)
        self.inside.addWidget(self.scroll, 1000)
        self.inside.addStretch(1)
        self.dress()

    def show_services(self, services: Sequence[Affected]) -> None:
        for chip in self.chips:
            chip.deleteLater()
        self.chips = [self._chip(each) for each in services]
        for chip in self.chips:
            self._flow.addWidget(chip)
            # What is not shown yet counts for nothing in the layout.
            chip.show()
        self.say(str(len(services)) if services else "")
        self.nothing.setVisible(not services)
        self.scroll.setVisible(bool(services))
        self.dress()
        self._fit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    def _fit(self) -> None:
        """No higher than its chips, and lower where the tasks need the room; then the arrow keys move it."""
        whole = self._flow.heightForWidth(self.scroll.viewport().width())
        self.scroll.setMaximumHeight(whole)
        low = self.scroll.height() < whole
        self.scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus if low else Qt.FocusPolicy.NoFocus)

    def _chip(self, each: Affected) -> QLabel:
        name = each.name if len(each.name) <= _LONGEST else each.name[: _LONGEST - 1] + "…"
        chip = QLabel(name if each.distance else _("{service} · {criticality}").format(
            service=name, criticality=_(each.criticality)))  # fmt: skip
        chip.setTextFormat(Qt.TextFormat.PlainText)
        chip.setObjectName("own" if not each.distance else "needs")
        about = _("{criticality}, needs it").format(criticality=_(each.criticality))
        chip.setToolTip(f"{each.name}\n{about if each.distance else _('The service of the incident')}")
        chip.setAccessibleName(chip.toolTip().replace("\n", ", "))
        return chip

    def dress(self) -> None:
        super().dress()
        theme = self.desk.theme
        dress_fields(self.scroll, theme, "QScrollArea, #holder { background: $surface; }")
        self._holder.setStyleSheet(theme.sheet(
            "QLabel { background: $neutral_bg; color: $text; border-radius: 4px; padding: 2px 8px; }"
            "QLabel#own { background: $danger_bg; border: 1px solid $danger; }"
        ))  # fmt: skip
