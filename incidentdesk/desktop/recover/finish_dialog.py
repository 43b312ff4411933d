"""What came of a restore task, and until when the data goes that came back."""

from PySide6.QtWidgets import QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog, text_field
from incidentdesk.desktop.widgets.time_field import TimeField
from incidentdesk.detect.typed_time import written_time
from incidentdesk.language import _, isolated
from incidentdesk.recover.recovery_list import RestoreRow
from incidentdesk.refusal import Refused


class FinishDialog(GestureDialog):
    def __init__(self, desk: Desk, task: RestoreRow, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Done: {title}").format(title=isolated(task.title)), _("Done"), parent)
        self.data_until = TimeField(desk.theme, desk.zone, _("Data up to"), placeholder=_("02:00, yesterday 17:00"))
        if task.data_until is not None:
            self.data_until.write(written_time(clock.instant(task.data_until), desk.zone))
        self.result = text_field(96)
        self.result.setPlainText(task.result)
        about = _("The time of the last data that came back; what is missing since then is the actual RPO")
        self.add_field(_("&Data up to"), self.data_until, about)
        self.add_field(_("&What came of it"), self.result)
        self.data_until.changed.connect(self.check)
        self.ready()
        self.data_until.setFocus()

    def why_not(self) -> str:
        try:
            at = self.data_until.value()
        except Refused as refused:
            return str(refused)
        return _("That time is still to come.") if at is not None and at > clock.now() else ""

    def said(self) -> dict[str, object]:
        """What `finish_restore_task` is given to."""
        until = self.data_until.value() if self.data_until.text().strip() else None
        return {"result": self.result.toPlainText(), "data_until": until}
