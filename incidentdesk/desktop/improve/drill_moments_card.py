"""The card of what happened in the sandbox of a drill that is over."""

from collections.abc import Sequence

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.filling_list import FillingList
from incidentdesk.desktop.respond.command_card import CommandCard
from incidentdesk.improve.drill_result import Moment
from incidentdesk.language import _


class MomentsCard(CommandCard):
    """Hidden where nothing is known."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("What happened"))
        self.list = FillingList(desk, _("What happened"))
        self.list.setAccessibleDescription(_("The timeline of the sandbox, the first first"))
        self.inside.addWidget(self.list, 1)
        self.dress()

    def show_moments(self, moments: Sequence[Moment]) -> None:
        self.setVisible(bool(moments))
        items = []
        for place, each in enumerate(moments):
            at = clock.instant(each.at).astimezone(self.desk.zone).strftime("%H:%M")
            items.append({"key": place, "head": f"{at} · {each.who}", "text": each.text})
        self.list.show_items(items)
