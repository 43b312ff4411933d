"""Choosing the response plan that is activated for an incident: the one that a rule fits first, Enter takes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.choice_popup import Choice, ChoicePopup
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.refusal import Refused


@dataclass(frozen=True, slots=True)
class Choosable:
    """A plan that can be activated; `why_not` says why it can't."""

    plan_id: int
    name: str
    steps: int
    fits: bool
    why_not: str = ""


def load_choosable(database: Any, incident_id: int) -> list[Choosable]:
    """The plan of the rule first, then the others by name, at last what runs already and what nobody approved."""
    from incidentdesk.prepare.plan_list import plans
    from incidentdesk.respond.activation import proposed_plan
    from incidentdesk.respond.plan_run_list import runs_of

    with database.read() as reader:
        proposal = proposed_plan(reader, incident_id)
        running = {run.plan_id for run in runs_of(reader, incident_id) if run.running}
        found = [
            Choosable(
                row.id,
                row.name,
                len(row.content.actions),
                proposal is not None and proposal.plan_id == row.id,
                _("runs already") if row.id in running else "" if row.approved else _("not approved yet"),
            )
            for row in plans(reader)
        ]
    return sorted(found, key=lambda each: (not each.fits, bool(each.why_not)))


def choose_plan(
    desk: Desk,
    owner: QWidget,
    incident_id: int,
    anchor: Callable[[], QRect],
    *,
    then: Callable[[int], None],
    failed: Callable[[Refused], None],
) -> None:
    """Offer the plans for an incident in a pop-up and activate what is chosen; `then(run_id)` follows."""

    def offer(found: list[Choosable]) -> None:
        if not found:
            failed(Refused(_("There is no response plan yet. Write one under Plans, or start from a template.")))
            return
        title = _("Activate a plan for {number}").format(number=number(incident_id))
        choices = [Choice(each, each.name, meaning=_meaning(each), why_disabled=each.why_not) for each in found]
        popup = ChoicePopup(desk.theme, title, choices, window=owner.window())
        popup.chosen.connect(
            lambda each: activate_plan(desk, owner, incident_id, each.plan_id, each.name, then, failed)
        )
        popup.open_at(anchor())

    desk.background.run_latest(
        f"plans for {id(owner)}", load_choosable, desk.database, incident_id, then=offer, failed=failed
    )


def _meaning(plan: Choosable) -> str:
    steps = ngettext("{count} step", "{count} steps", plan.steps).format(count=plan.steps)
    return _("fits · {steps}").format(steps=steps) if plan.fits else steps


def activate_plan(
    desk: Desk,
    owner: QObject,
    incident_id: int,
    plan_id: int,
    name: str,
    then: Callable[[int], None],
    failed: Callable[[Refused], None],
) -> None:
    """Activate a plan as one gesture that can be undone."""

    def act(session: Any) -> int:
        from incidentdesk.respond.activation import activate

        return activate(session, incident_id, plan_id=plan_id)

    said = _("Plan “{plan}” activated for {number}").format(plan=isolated(name), number=number(incident_id))
    write(desk, owner, act, said, then=then, failed=failed, toast=True)
