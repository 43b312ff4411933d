"""The card of who takes part in a drill, as what, and where they are with it."""

from typing import Any

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.drill_sheet import DrillSheet, Presence
from incidentdesk.desktop.improve.filling_list import FillingList
from incidentdesk.desktop.respond.command_card import CommandCard
from incidentdesk.improve.drill import DrillPart
from incidentdesk.language import _


class PeopleCard(CommandCard):
    """Who takes part, as what, what they have in hand, and when they last did something."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Who is where"))
        self.nothing = self.add_text(_("Nobody takes part yet. Change the drill to name them."))
        self.list = FillingList(desk, _("Who is where"))
        self.inside.addWidget(self.list, 1)
        self.inside.addStretch(0)
        self.dress()

    def show_people(self, sheet: DrillSheet, now: int) -> None:
        people, live = sheet.people, sheet.row.live
        self.nothing.setVisible(not people)
        self.say(str(len(people)) if people else "")
        self.list.show_items([self._item(each, now) if live else _seat(each) for each in people])

    def _item(self, each: Presence, now: int) -> dict[str, Any]:
        seat, zone = each.seat, self.desk.zone
        parts = [seat.person, _(seat.part) if seat.part != DrillPart.PARTICIPANT else "", seat.role]
        observes = seat.part == DrillPart.OBSERVER
        idle = _("observes") if observes else _("nothing in hand")
        last = moment.relative(each.last_at, now, zone) if each.last_at else ""
        mark = ("ring", "info") if observes else ("check", "success") if each.last_at else ("dots", "text2")
        return {
            "key": seat.person_id,
            "head": " · ".join(filter(None, parts)),
            "text": each.doing or idle,
            "note": last,
            "said": _("last did something {time}").format(time=last) if last else "",
            "mark": mark,
        }


def _seat(each: Presence) -> dict[str, Any]:
    """Who takes part before it begins and after it is over."""
    seat = each.seat
    mark = ("ring", "info") if seat.part == DrillPart.OBSERVER else ("dots", "text2")
    return {
        "key": seat.person_id,
        "head": " · ".join(filter(None, (_(seat.part), seat.role))),
        "text": seat.person,
        "mark": mark,
    }
