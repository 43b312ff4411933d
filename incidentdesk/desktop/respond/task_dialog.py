"""The dialog of one task."""

from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.respond.plan_sheet import PlanSheet
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.form_grid import raw, text_box
from incidentdesk.desktop.widgets.name_field import NameField, PersonField
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.respond.typed_due import due_text, typed_due

_WIDTH, _HEIGHT = 680, 620
_LINES = ("title", "phase", "role", "person", "team", "department", "due", "minutes", "instructions", "criterion")


class TaskDialog(RecordDialog):
    """A task that is there, or a new one of an incident, which stands behind the task `after`."""

    def __init__(
        self, desk: Desk, incident_id: int, sheet: PlanSheet, task_id: int = 0, after: int | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        title = _("Task") if task_id else _("New task for {number}").format(number=number(incident_id))
        key = f"task-{task_id}" if task_id else f"task-new-{incident_id}"
        store = _store(incident_id, after, desk.zone)
        super().__init__(desk, title, store, task_id, key, parent)
        self._build(sheet)
        self.begin({**dict.fromkeys(_LINES, ""), "phase": _phase_of(sheet, after), "mandatory": False}, _WIDTH, _HEIGHT)

    def _build(self, sheet: PlanSheet) -> None:
        person, team, department = PersonField(_("Person")), NameField(_("Team")), NameField(_("Department"))
        phase, role = NameField(_("Phase")), NameField(_("Role"))
        person.offer(sheet.people)
        team.offer(sheet.teams)
        department.offer(sheet.departments)
        phase.offer(dict.fromkeys(row.phase for row in sheet.tasks if row.phase))
        role.offer(each.role for each in sheet.roles)
        due, minutes = QLineEdit(placeholderText=_("+30, 14:30")), QLineEdit()
        due.setToolTip(_("+30 is in 30 minutes, 14:30 the next time the clock shows it, or 2026-03-31 14:30"))
        form = self.form
        form.add_row(("title", _("&What is to be done"), QLineEdit(maxLength=500), 6))
        form.add_row(("person", _("&Person"), person, 2), ("team", _("&Team"), team, 2),
                     ("department", _("&Department"), department, 2))  # fmt: skip
        form.add_row(("role", _("&Role"), role, 3), ("phase", _("P&hase"), phase, 3))
        options = [(True, _("yes")), (False, _("no"))]
        form.add_row(("due", _("D&ue"), due, 2), ("minutes", _("Time &spent, in minutes"), minutes, 2),
                     ("mandatory", _("&Mandatory"), Chooser(self.theme, _("Mandatory"), options), 2))  # fmt: skip
        form.add_row(("instructions", _("&Instructions, in Markdown"), text_box(4), 6), stretch=2)
        form.add_row(("criterion", _("It is done &when"), text_box(2), 6), stretch=1)

    def said(self, created: bool) -> str:
        text = isolated(str(raw(self.form.fields["title"])).strip())
        return (_("Task added: {title}") if created else _("Task changed: {title}")).format(title=text)

    def words(self, field: str, value: Any) -> str | None:
        return due_text(value, self.desk.zone) if field == "due" else None

    def removed_sentence(self) -> str:
        return _("Task taken away")

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["title"]:
            return "title", _("Say what is to be done.")
        try:
            typed_due(values["due"], clock.now(), self.desk.zone)
        except Refused as refused:
            return "due", str(refused)
        if values["minutes"] and not values["minutes"].isdecimal():
            return "minutes", _("The time spent is a whole number of minutes.")
        return "", ""


def _phase_of(sheet: PlanSheet, after: int | None) -> str:
    return next((row.phase for row in sheet.tasks if row.id == after), "")


def _store(incident_id: int, after: int | None, zone: ZoneInfo) -> RecordStore:
    """How tasks are read and written, with the times as they are typed."""

    def read(reader: Any, task_id: int) -> Facts:
        from incidentdesk.respond.task_list import tasks

        row = next((row for row in tasks(reader, incident_id) if row.id == task_id), None)
        if row is None:
            raise Refused(_("The task is not there any more; somebody has taken it away."))
        due = None if row.due_at is None else clock.instant(row.due_at)
        shown = {name: getattr(row, name) for name in _LINES if name not in ("due", "minutes")}
        minutes = "" if row.minutes is None else str(row.minutes)
        return {**shown, "due": due_text(due, zone), "minutes": minutes, "mandatory": row.mandatory}

    def create(session: Any, facts: Facts) -> int:
        from incidentdesk.respond.task_change import add_task

        return add_task(session, incident_id, after=after, **_stored(facts, zone))

    def change(session: Any, task_id: int, changes: Facts, seen: Facts) -> None:
        from incidentdesk.respond.task_change import change_task

        change_task(session, task_id, _stored(changes, zone), seen=_seen(session, task_id, _stored(seen, zone), zone))

    def give_up(session: Any, task_id: int, given_up: Facts) -> None:
        from incidentdesk.respond.task_change import give_up_task_changes

        give_up_task_changes(session, task_id, _stored(given_up, zone))

    def withdraw(session: Any, task_id: int) -> None:
        from incidentdesk.respond.task_change import withdraw_task

        withdraw_task(session, task_id)

    return RecordStore("task", read, create, change, give_up, withdraw)


def _seen(session: Any, task_id: int, seen: Facts, zone: ZoneInfo) -> Facts:
    """A time is shown to the minute; where it is still that minute, nobody has changed it."""
    from incidentdesk.respond.task_change import facts_of_task

    stored = facts_of_task(session, task_id)["due"]
    if "due" in seen and due_text(stored, zone) == due_text(seen["due"], zone):
        return {**seen, "due": stored}
    return seen


def _stored(facts: Facts, zone: ZoneInfo) -> Facts:
    changed = dict(facts)
    # After a conflict they are what is stored already.
    if isinstance(facts.get("due"), str):
        changed["due"] = typed_due(facts["due"], clock.now(), zone)
    if isinstance(facts.get("minutes"), str):
        changed["minutes"] = int(facts["minutes"]) if facts["minutes"].strip() else None
    return changed
