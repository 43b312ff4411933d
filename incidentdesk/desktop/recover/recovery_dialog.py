"""The dialog of a recovery: who coordinates it, what is done if it makes things worse, and under which change."""

from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.form_grid import text_box
from incidentdesk.desktop.widgets.name_field import PersonField
from incidentdesk.detect.number import number
from incidentdesk.language import _
from incidentdesk.prepare.known_names import known_names
from incidentdesk.recover.recovery_change import change_recovery, give_up_recovery_changes
from incidentdesk.recover.recovery_list import recovery_of
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 640, 420


class RecoveryDialog(RecordDialog):
    def __init__(self, desk: Desk, incident_id: int, parent: QWidget | None = None) -> None:
        title = _("Recovery of {number}").format(number=number(incident_id))
        super().__init__(desk, title, _store(), incident_id, f"recovery-{incident_id}", parent)
        self.coordinator = PersonField(_("Coordinator"), _("Who coordinates the recovery"))
        change = QLineEdit(placeholderText=_("CHG-1042"))
        change.setAccessibleDescription(_("The emergency change under which the recovery runs; may stay empty"))
        self.form.add_row(
            ("coordinator", _("Coo&rdinator"), self.coordinator, 3), ("change_ref", _("Emergency &change"), change, 3)
        )
        self.form.add_row(("rollback", _("I&f the recovery makes things worse"), text_box(5), 6), stretch=1)
        self.begin({}, _WIDTH, _HEIGHT)
        # It goes with its incident and is not taken away alone.
        self.remove.hide()
        desk.background.run(_load_people, desk.database, then=self.coordinator.offer, failed=self.fail)

    def said(self, _created: bool) -> str:
        return _("Recovery of {number} changed").format(number=number(self.record_id))


def _store() -> RecordStore:
    def read(reader: Any, incident_id: int) -> Facts:
        sheet = recovery_of(reader, incident_id)
        if sheet is None:
            raise Refused(_("The recovery is not there any more; somebody has undone its beginning."))
        return {"coordinator": sheet.coordinator, "rollback": sheet.rollback, "change_ref": sheet.change_ref}

    def never(_session: Any, _given: Any) -> Any:
        raise Refused(_("A recovery is begun and ended with its incident."))

    return RecordStore(
        noun="incident",
        read=read,
        create=never,
        change=lambda session, key, changes, seen: change_recovery(session, key, changes, seen=seen),
        give_up=lambda session, key, given_up: give_up_recovery_changes(session, key, given_up),
        withdraw=never,
    )


def _load_people(database: Any) -> tuple[str, ...]:
    with database.read() as reader:
        return known_names(reader).staff
