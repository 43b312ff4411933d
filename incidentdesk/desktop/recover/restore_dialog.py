"""The dialog of one restore task: what is restored, by whom, after what, and how soon."""

from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.form_grid import raw, text_box
from incidentdesk.desktop.widgets.name_field import NameField, PersonField
from incidentdesk.desktop.widgets.tick_field import TickField
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated
from incidentdesk.prepare.known_names import known_names
from incidentdesk.prepare.minutes import minutes_of
from incidentdesk.recover.recovery import RestorePhase
from incidentdesk.recover.recovery_change import (
    add_restore_task,
    change_restore_task,
    give_up_restore_changes,
    withdraw_restore_task,
)
from incidentdesk.recover.recovery_fact import NEW_RESTORE_TASK
from incidentdesk.recover.recovery_list import RecoverySheet, recovery_of, restore_facts
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 720, 640


class RestoreDialog(RecordDialog):
    """A task that is there, or a new one, which begins with the phase `phase`."""

    def __init__(
        self, desk: Desk, sheet: RecoverySheet, task_id: int = 0, phase: str = "", parent: QWidget | None = None
    ) -> None:
        name = number(sheet.incident_id)
        title = _("Restore task") if task_id else _("New restore task for {number}").format(number=name)
        key = f"restore-{task_id}" if task_id else f"restore-new-{sheet.incident_id}"
        super().__init__(desk, title, _store(sheet.incident_id), task_id, key, parent)
        self._build(sheet, task_id)
        self.begin({**NEW_RESTORE_TASK, **({"phase": phase} if phase else {})}, _WIDTH, _HEIGHT)
        desk.background.run(load_known_names, desk.database, then=self._offer, failed=self.fail)

    def _build(self, sheet: RecoverySheet, task_id: int) -> None:
        form = self.form
        self.owner, self.service = PersonField(_("Who does it")), NameField(_("Service"))
        phases = [(str(each), _(each)) for each in RestorePhase]
        others = [(str(each.id), f"{each.number} · {each.title}") for each in sheet.tasks if each.id != task_id]
        form.add_row(("title", _("&What is to be restored"), QLineEdit(maxLength=500), 6))
        form.add_row(("service", _("&Service"), self.service, 3), ("owner", _("Who &does it"), self.owner, 3))
        form.add_row(("phase", _("&Phase"), Chooser(self.theme, _("Phase"), phases), 6))
        rto, rpo = QLineEdit(placeholderText=_("4 h")), QLineEdit(placeholderText=_("15 min"))
        rto.setAccessibleDescription(
            _("How long the service may be away, such as 4 h; empty takes it from the service")
        )
        rpo.setAccessibleDescription(_("How much data may be lost, such as 15 min; empty takes it from the service"))
        change = QLineEdit(placeholderText=_("CHG-1042"))
        change.setAccessibleDescription(_("The emergency change under which it is done; may stay empty"))
        form.add_row(("rto", _("&RTO"), rto, 2), ("rpo", _("RP&O"), rpo, 2), ("change_ref", _("&Change"), change, 2))
        if others:
            form.add_row(("needs", _("Done &before"), TickField(_("Done before"), others), 6))
        form.add_row(("instructions", _("&Instructions"), text_box(4), 6), stretch=2)
        form.add_row(("rollback", _("I&f it makes things worse"), text_box(2), 6), stretch=1)

    def _offer(self, known: Any) -> None:
        self.owner.offer(known.staff)
        self.service.offer(known.services)

    def said(self, created: bool) -> str:
        title = isolated(str(raw(self.form.fields["title"])).strip())
        return (_("Restore task added: {title}") if created else _("Restore task changed: {title}")).format(title=title)

    def words(self, field: str, value: Any) -> str | None:
        return _(str(value)) if field == "phase" else None

    def removed_sentence(self) -> str:
        return _("Restore task taken away")

    def removing_sentence(self) -> str:
        return _("Take it away; Undo brings it back")

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["title"]:
            return "title", _("Say what is to be restored.")
        for name in ("rto", "rpo"):
            try:
                minutes_of(values[name])
            except Refused as refused:
                return name, str(refused)
        return "", ""


def _store(incident_id: int) -> RecordStore:
    def read(reader: Any, task_id: int) -> Facts:
        sheet = recovery_of(reader, incident_id)
        row = sheet.task(task_id) if sheet is not None else None
        if row is None:
            raise Refused(_("The task is not there any more; somebody has taken it away."))
        return restore_facts(row)

    return RecordStore(
        noun="restore_task",
        read=read,
        create=lambda session, facts: add_restore_task(session, incident_id, **facts),
        change=lambda session, key, changes, seen: change_restore_task(session, key, changes, seen=seen),
        give_up=lambda session, key, given_up: give_up_restore_changes(session, key, given_up),
        withdraw=withdraw_restore_task,
    )


def load_known_names(database: Any) -> Any:
    with database.read() as reader:
        return known_names(reader)
