"""On the page of a plan: that one is asked to read the version that incidents run, and saying to have read it."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from incidentdesk import clock
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.widgets.day_field import short_day
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.writing import write
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.campaign_change import acknowledge_plan
from incidentdesk.prepare.plan_readership import Readership, readership_of
from incidentdesk.prepare.policy_sheet import person_at

if TYPE_CHECKING:
    from incidentdesk.desktop.prepare.plan_page import PlanPage

_NOUNS = frozenset({"campaign", "plan_acknowledgement", "plan_version", "person"})
_Found = tuple[Readership | None, int | None]


class PlanReadership(QObject):
    """`bar` is shown while a campaign asks the person who looks at the plan."""

    def __init__(self, page: "PlanPage") -> None:
        super().__init__(page)
        self._page, self.desk = page, page.desk
        self.found: Readership | None = None
        self._me: int | None = None
        self.bar = MessageBar(self.desk.theme)
        self.desk.registry.add(
            Action(
                "plan.acknowledge", _("Say that you have &read it"), self.acknowledge, "confirm", ("K",), "plan",
                "plans", 20, self.why_not, synonyms=_("acknowledge read campaign"),
            ),
            page,
        )  # fmt: skip
        self.desk.changes.changed.connect(self._heard)
        self.load()

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if _NOUNS & changes.keys():
            self.load()

    def load(self) -> None:
        desk = self.desk
        today = clock.now().astimezone(desk.zone).date().isoformat()
        desk.background.run_latest(
            f"readership of {id(self)}", _load, desk.database, self._page.plan_id, today, desk.account, desk.actor,
            then=lambda found: self._show(found, today), failed=lambda refused: self.bar.say(str(refused)),
        )  # fmt: skip

    def _show(self, found: _Found, today: str) -> None:
        self.found, self._me = found
        if self.found is not None and self.found.due_on:
            late = self.found.due_on < today
            said = (
                _("You were asked to read version {number} by {day}.")
                if late
                else _("You are asked to read version {number} by {day}.")
            )
            day = short_day(self.found.due_on, date.fromisoformat(today))
            sentence = f"{said.format(number=self.found.number, day=day)} {_read_by(self.found.readers)}"
            self.bar.say(
                sentence, "warning" if late else "info", _("I have &read it"), self.acknowledge, dismissable=False
            )
        else:
            self.bar.clear()
        self._page.bars.setContentsMargins(16, 8 if self.bar.text else 0, 16, 0)
        self.desk.registry.refresh()

    def why_not(self) -> str:
        if self.desk.database.read_only:
            return str(self.desk.database.read_only)
        if self.found is None:
            return _("Nothing of this plan is approved yet.")
        if self._me is None:
            return _("No person of the desk is known for you.")
        number = self.found.number
        return _("You have read version {number}.").format(number=number) if self.found.read_at is not None else ""

    def acknowledge(self) -> None:
        """Of the version that incidents run, whichever is shown."""
        found, me = self.found, self._me
        if found is None or me is None or self.why_not():
            return
        name = self._page.draft.sheet.row.name if self._page.draft.sheet else self._page.number
        said = _("You have acknowledged {name}").format(name=isolated(name))
        write(
            self.desk, self, lambda session: acknowledge_plan(session, found.version_id, me), said, toast=True,
            failed=self._page.say_refused,
        )  # fmt: skip


def _read_by(readers: int) -> str:
    return ngettext("{n} person has read it.", "{n} people have read it.", readers).format(n=readers)


def _load(database: Any, plan_id: int, today: str, account: str, actor: str) -> _Found:
    with database.read() as reader:
        me = person_at(reader, account, actor)
        return readership_of(reader, plan_id, me, today), me
