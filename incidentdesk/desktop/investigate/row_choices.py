"""What rows with a state, an owner and a due date are offered: states that follow, people, and a day."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.choice_popup import Choice
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.day_field import DayField
from incidentdesk.desktop.widgets.state_mark import choice_mark
from incidentdesk.language import _
from incidentdesk.refusal import Refused


def neighbour(way: Sequence[str], state: str, step: int) -> str:
    """The state before or after one on the way of a board; "" where there is none."""
    if state not in way:
        return way[0] if step < 0 else ""
    place = list(way).index(state) + step
    return way[place] if 0 <= place < len(way) else ""


def state_choices(
    theme: Theme, following: Mapping[Any, Iterable[Any]], marks: Mapping[Any, Any], present: Iterable[Any]
) -> list[Choice]:
    """All states in their order; those that can't follow on one of the present ones say so."""
    common = set.intersection(*(set(following[state]) for state in present)) if present else set()
    return [
        Choice(
            state,
            _(state),
            mark=choice_mark(marks[state], theme),
            why_disabled="" if state in common else _("can't follow"),
        )
        for state in following
    ]


def owner_choices(actor: str, staff: Iterable[str]) -> list[Choice]:
    """Oneself first, then everybody else, then nobody."""
    others = [Choice(name, name) for name in staff if name != actor]
    nobody = Choice("", _("Nobody"), meaning=_("leaves it empty"))
    return [Choice(actor, actor, meaning=_("me · A A"), key="A"), *others, nobody]


def common(rows: Sequence[Any], name: str) -> Any:
    """What all rows say alike, None where they differ."""
    values = {getattr(row, name) for row in rows}
    return values.pop() if len(values) == 1 else None


class DueDialog(GestureDialog):
    """Until when; `rows` says in a few words what is due."""

    def __init__(self, desk: Desk, rows: str, due_on: str, parent: QWidget) -> None:
        super().__init__(desk, _("Due date of {rows}").format(rows=rows), _("Set due date"), parent)
        self.field = DayField(desk.theme, desk.zone, _("Due"))
        self.field.write(due_on)
        self.field.field.selectAll()
        self.field.changed.connect(self.check)
        self.add_field(_("&Until when? Empty takes it away"), self.field)
        self._body.addStretch(1)
        self.ready()
        self.field.setFocus()

    def why_not(self) -> str:
        try:
            self.field.value()
        except Refused as refused:
            return str(refused)
        return ""
