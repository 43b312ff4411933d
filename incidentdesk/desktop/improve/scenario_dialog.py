"""What is known of a scenario beside its injects: what it is about, which plan it drills, how often it comes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.day_field import DayField
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, text_box
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.improve.drill_list import scenario_row
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.drill_scenario import DrillKind
from incidentdesk.prepare.known_names import known_names, names_in
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 720, 600
_MONTHS = (0, 1, 2, 3, 6, 12, 24)
_NAMES = ("name", "kind", "plan", "service", "owner", "description", "objectives", "every_months", "next_on")


def open_scenario_dialog(
    desk: Desk, parent: QWidget, scenario_id: int = 0, *, done: Callable[[int], None] | None = None
) -> "ScenarioDialog":
    """Show the facts of a scenario, or begin a new one; `done(id)` follows when it is saved."""
    dialog = ScenarioDialog(desk, scenario_id, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class ScenarioDialog(RecordDialog):
    def __init__(self, desk: Desk, scenario_id: int, parent: QWidget | None) -> None:
        title = _("Scenario") if scenario_id else _("New scenario")
        super().__init__(desk, title, SCENARIO_STORE, scenario_id, f"scenario-{scenario_id or 'new'}", parent)
        self.plan, self.service, self.owner = (NameField(name) for name in (_("Plan"), _("Service"), _("Owner")))
        self._build()
        new: Facts = dict.fromkeys(_NAMES, "")
        self.begin({**new, "kind": str(DrillKind.SIMULATION), "every_months": 0}, _WIDTH, _HEIGHT)
        desk.background.run(_load_names, desk.database, then=self._offer, failed=self.fail)
        if not scenario_id:
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        kinds = [(str(each), _(each)) for each in DrillKind]
        self.plan.setPlaceholderText(_("none"))
        form = self.form
        form.add_row(("name", _("&Name"), QLineEdit(maxLength=200), 6))
        form.add_row(("kind", _("&Kind"), Chooser(self.theme, _("Kind"), kinds), 6))
        form.add_row(
            ("plan", _("Response &plan that it drills"), self.plan, 3), ("service", _("&Service"), self.service, 3)
        )
        form.add_row(("objectives", _("What it is to &show"), text_box(2), 6), stretch=1)
        form.add_row(("description", _("&Description"), text_box(2), 6), stretch=1)
        form.add_row(
            ("owner", _("&Owner"), self.owner, 2),
            ("every_months", _("&Repeated"), ChoiceBox((each, _every(each)) for each in _MONTHS), 2),
            ("next_on", _("Ne&xt on"), DayField(self.theme, self.desk.zone, _("Next on")), 2),
        )

    def saving_verb(self) -> str:
        return _("Save") if self.record_id else _("Go on to the injects")

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        return (_("Scenario made: {name}") if created else _("Scenario changed: {name}")).format(name=name)

    def removed_sentence(self) -> str:
        return _("Scenario moved to the trash")

    def words(self, field: str, value: Any) -> str | None:
        return _every(value) if field == "every_months" else None

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["name"]:
            return "name", _("A scenario needs a name, such as Ransomware in the file service.")
        if values["every_months"] and not values["next_on"]:
            return "next_on", _("Say when it comes next; after that it comes by itself.")
        return "", ""

    def _offer(self, names: Mapping[str, Sequence[str]]) -> None:
        self.plan.offer(names["plan"])
        self.service.offer(names["service"])
        self.owner.offer(names["owner"])


def _every(months: int) -> str:
    if not months:
        return _("never by itself")
    return ngettext("every month", "every {count} months", months).format(count=months)


def _load_names(database: Any) -> dict[str, Sequence[str]]:
    with database.read() as reader:
        names = known_names(reader)
        return {"plan": names_in(reader, "plan"), "service": names.services, "owner": names.staff}


def _facts(reader: Any, scenario_id: int) -> Facts:
    row = scenario_row(reader, scenario_id)
    if row is None:
        raise Refused(_("This scenario is not there any more; it may be in the trash."))
    return {name: getattr(row, name) for name in _NAMES}


def _create(session: Any, facts: Facts) -> int:
    from incidentdesk.prepare.drill_scenario_change import create_scenario

    return create_scenario(session, **facts)


def _change(session: Any, scenario_id: int, changes: Facts, seen: Facts) -> None:
    from incidentdesk.prepare.drill_scenario_change import change_scenario

    change_scenario(session, scenario_id, changes, seen=seen)


def _give_up(session: Any, scenario_id: int, given_up: Facts) -> None:
    from incidentdesk.prepare.drill_scenario_change import give_up_scenario

    give_up_scenario(session, scenario_id, given_up)


def _withdraw(session: Any, scenario_id: int) -> None:
    from incidentdesk.prepare.drill_scenario_change import withdraw_scenario

    withdraw_scenario(session, scenario_id)


SCENARIO_STORE = RecordStore(
    noun="drill_scenario", read=_facts, create=_create, change=_change, give_up=_give_up, withdraw=_withdraw
)
