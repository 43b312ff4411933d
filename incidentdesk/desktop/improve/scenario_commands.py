"""What can be done with a scenario and its injects; every gesture is saved at once and can be undone."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.improve.briefing_dialog import BriefingDialog
from incidentdesk.desktop.improve.drill_dialog import open_drill_dialog
from incidentdesk.desktop.improve.inject_dialog import InjectDialog
from incidentdesk.desktop.improve.scenario_dialog import open_scenario_dialog
from incidentdesk.desktop.writing import write
from incidentdesk.improve.drill_number import drill_number
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.scenario_content import Inject, ScenarioContent, inject_named
from incidentdesk.prepare.scenario_edit import MINUTE, at_time, in_place, with_copy, with_inject, without_injects

if TYPE_CHECKING:
    from incidentdesk.desktop.improve.scenario_page import ScenarioPage

Edit = Callable[[ScenarioContent], ScenarioContent]
_FIRST_STEP = 5 * MINUTE  # a new inject comes so long after the last one


class ScenarioCommands(QObject):
    def __init__(self, page: "ScenarioPage") -> None:
        super().__init__(page)
        self._page, self._desk = page, page.desk
        page.desk.registry.add_all(self._actions(), page)

    def _actions(self) -> Iterator[Action]:
        page, nothing, inject = self._page, self._page.why_nothing, self._why_no_inject
        for key, text, run, keys, icon, section, why in (
            ("add", _("&Add an inject…"), self.add, ("N",), "plus", 10, nothing),
            ("edit", _("&Edit the inject…"), self.edit, ("Return", "Enter"), "edit", 10, inject),
            ("copy", _("&Duplicate the inject"), self.copy, ("D",), "copy", 10, inject),
            ("remove", _("Ta&ke the inject away"), self.remove, ("Del",), "trash", 10, inject),
            ("earlier", _("A minute earlie&r"), lambda: self.shift(-MINUTE), ("-",), "minus", 20, inject),
            ("later", _("A minute &later"), lambda: self.shift(MINUTE), ("+", "="), "plus", 20, inject),
            ("up", _("Before the one a&bove"), lambda: self.swap(-1), ("Alt+Up",), "chevron-up", 20, inject),
            ("down", _("After the one belo&w"), lambda: self.swap(1), ("Alt+Down",), "chevron-down", 20, inject),
            ("next", _("Next inject"), lambda: page.table.step(1), ("J",), "chevron-down", 25, inject),
            ("previous", _("Previous inject"), lambda: page.table.step(-1), ("K",), "chevron-up", 25, inject),
            ("briefing", _("Briefing and &incident…"), self.briefing, ("B",), "document", 30, nothing),
            ("details", _("Na&me, plan, recurrence…"), self.details, ("R",), "settings", 30, page.why_absent),
            ("schedule", _("&Schedule a drill on it…"), self.schedule, ("S",), "schedule", 40, self._why_unplayable),
        ):  # fmt: skip
            menu = "" if key in ("next", "previous") else "drills"
            yield Action(f"scenario.{key}", text, run, icon, keys, "scenario", menu, section, why)

    def _why_no_inject(self) -> str:
        return self._page.why_nothing() or ("" if self._page.current() else _("Choose an inject first."))

    def _why_unplayable(self) -> str:
        why = self._page.why_nothing()
        return why or ("" if self._page.row.content.injects else _("It has no injects, so nothing would happen."))

    # -- injects

    def add(self) -> None:
        injects = self._page.row.content.injects
        self._open(None, injects[-1].at + _FIRST_STEP if injects else 0)

    def edit(self) -> None:
        inject = self._page.current()
        self._open(inject, inject.at)

    def open_inject(self, key: str) -> None:
        inject = inject_named(self._page.row.content, key)
        if inject is not None and not self._page.why_nothing():
            self._open(inject, inject.at)

    def _open(self, inject: Inject | None, at: int) -> None:
        draft_key = f"inject-{self._page.scenario_id}-{inject.key if inject else 'new'}"
        dialog = InjectDialog(self._desk, inject, at, draft_key, self._page.window())
        dialog.offer_roles(self._page.roles)

        def save() -> None:
            made = dialog.inject()
            said = _("Inject changed: {title}") if inject else _("Inject added: {title}")
            self._write(
                lambda content: with_inject(content, made), said.format(title=isolated(made.title)), made.key,
                dialog, dialog.accept, dialog.fail,
            )  # fmt: skip

        dialog.wanted.connect(save)
        dialog.open()

    def copy(self) -> None:
        from incidentdesk.prepare.plan_content import new_key

        inject, key = self._page.current(), new_key()
        said = _("Inject duplicated: {title}").format(title=isolated(inject.title))
        self._write(lambda content: with_copy(content, inject.key, key), said, key)

    def remove(self) -> None:
        chosen = self._page.table.selected()
        keys = frozenset(each.key for each in chosen)
        said = ngettext("{count} inject taken away", "{count} injects taken away", len(keys)).format(count=len(keys))
        self._write(lambda content: without_injects(content, keys), said, toast=True)

    def shift(self, seconds: int) -> None:
        chosen = self._page.table.selected()
        self.move(frozenset(each.key for each in chosen), seconds)

    def move(self, keys: frozenset[str], seconds: int) -> None:
        """Let injects come so many seconds later, together."""
        self._write(lambda content: at_time(content, keys, seconds), _("Injects moved in time"))

    def swap(self, step: int) -> None:
        key = self._page.current().key
        self._write(lambda content: in_place(content, key, step), _("Injects swapped"), key)

    # -- the scenario

    def briefing(self) -> None:
        dialog = BriefingDialog(self._desk, self._page.row.content, self._page.window())
        dialog.wanted.connect(
            lambda: self._write(dialog.applied, _("Briefing changed"), "", dialog, dialog.accept, dialog.fail)
        )
        dialog.open()

    def details(self) -> None:
        open_scenario_dialog(self._desk, self._page, self._page.scenario_id)

    def schedule(self) -> None:
        open_drill_dialog(
            self._desk, self._page, scenario_id=self._page.scenario_id,
            done=lambda drill_id: self._page.opened.emit(drill_number(drill_id)),
        )  # fmt: skip

    # -- writing

    def _write(
        self,
        edit: Edit,
        said: str,
        key: str = "",
        owner: QObject | None = None,
        then: Callable[[], None] | None = None,
        failed: Callable[[Any], None] | None = None,
        *,
        toast: bool = False,
    ) -> None:
        """Apply an edit to the content as it is now, so that what another has changed meanwhile stays."""
        page, scenario_id = self._page, self._page.scenario_id

        def act(session: Any) -> None:
            from incidentdesk.prepare.drill_scenario_change import change_scenario, scenario_facts

            content = scenario_facts(session, scenario_id)["content"]
            change_scenario(session, scenario_id, {"content": edit(content)})

        def done(_none: Any) -> None:
            if key:
                page.stand_on(key)
            if then is not None:
                then()

        write(self._desk, owner or page, act, said, then=done, failed=failed or page.say_refused, toast=toast)
