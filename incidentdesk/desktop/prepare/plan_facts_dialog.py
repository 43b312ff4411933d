"""What is known of a plan beside its versions: name, owner, when it is looked at again, who is told if nobody is."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.day_field import DayField
from incidentdesk.desktop.widgets.form_grid import raw, text_box
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.language import _, isolated
from incidentdesk.prepare.escalation_list import policies
from incidentdesk.prepare.known_names import known_names
from incidentdesk.prepare.plan_list import PlanRow, plan_row
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 640, 400


def open_plan_facts(
    desk: Desk, parent: QWidget, plan_id: int, done: Callable[[int], None] | None = None
) -> "PlanFactsDialog":
    dialog = PlanFactsDialog(desk, plan_id, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class PlanFactsDialog(RecordDialog):
    def __init__(self, desk: Desk, plan_id: int, parent: QWidget | None) -> None:
        super().__init__(desk, _("Response plan"), PLAN_STORE, plan_id, f"plan-facts-{plan_id}", parent)
        self.owner, self.policy = NameField(_("Owner")), NameField(_("Escalation policy"))
        self.policy.setPlaceholderText(_("none"))
        form = self.form
        form.add_row(("name", _("&Name"), QLineEdit(maxLength=200), 6))
        form.add_row(
            ("owner", _("&Owner"), self.owner, 3),
            ("review_by", _("&Review by"), DayField(self.theme, desk.zone, _("Review by")), 3),
        )
        form.add_row(("escalation_policy", _("&Escalation while nobody answers"), self.policy, 6))
        form.add_row(("description", _("What it is &for, in a sentence"), text_box(3), 6), stretch=1)
        self.begin(dict.fromkeys(self.form.fields, ""), _WIDTH, _HEIGHT)
        desk.background.run(_load_names, desk.database, then=self._offer, failed=self.fail)
        self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def said(self, _created: bool) -> str:
        return _("Plan changed: {name}").format(name=isolated(str(raw(self.form.fields["name"])).strip()))

    def why_not(self) -> tuple[str, str]:
        return ("", "") if self.values()["name"] else ("name", _("A response plan needs a name. Say what it is for."))

    def _offer(self, names: tuple[list[str], list[str]]) -> None:
        staff, known = names
        self.owner.offer(staff)
        self.policy.offer(known)


def _load_names(database: Any) -> tuple[list[str], list[str]]:
    with database.read() as reader:
        return list(known_names(reader).staff), [each.name for each in policies(reader)]


def _facts(row: PlanRow | None) -> Facts:
    if row is None:
        raise Refused(_("This plan is not there any more; it may be in the trash."))
    names = ("name", "description", "owner", "escalation_policy", "review_by")
    return {name: getattr(row, name) for name in names}


def _create(session: Any, facts: Facts) -> int:
    from incidentdesk.prepare.plan_change import create_plan

    return create_plan(session, **facts)


def _change(session: Any, plan_id: int, changes: Facts, seen: Facts) -> None:
    from incidentdesk.prepare.plan_change import change_plan

    change_plan(session, plan_id, changes, seen=seen)


def _give_up(session: Any, plan_id: int, given_up: Facts) -> None:
    from incidentdesk.prepare.plan_change import give_up_plan

    give_up_plan(session, plan_id, given_up)


def _withdraw(session: Any, plan_id: int) -> None:
    from incidentdesk.prepare.plan_change import withdraw_plan

    withdraw_plan(session, plan_id)


PLAN_STORE = RecordStore(
    noun="plan",
    read=lambda reader, plan_id: _facts(plan_row(reader, plan_id)),
    create=_create,
    change=_change,
    give_up=_give_up,
    withdraw=_withdraw,
)
