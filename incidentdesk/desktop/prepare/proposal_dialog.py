"""The dialogs of SLAs and calendars for what is only proposed: they show and check the same, and write nothing."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.drafts import forget_draft
from incidentdesk.desktop.prepare.calendar_dialog import CalendarDialog
from incidentdesk.desktop.prepare.sla_dialog import Offers, SlaDialog
from incidentdesk.desktop.record_dialog import Facts, RecordDialog
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.form_grid import put
from incidentdesk.language import _
from incidentdesk.prepare.sla_change import targets_of
from incidentdesk.refusal import Refused


class Proposing(RecordDialog):
    """Emits `proposed(facts, seen)`: what differs from today, empty for nothing, and what stands there today.

    `wanted` are the facts that are proposed already.
    """

    draft_prefix = "what-if-"
    proposed = Signal(object, object)

    def __init__(self, *arguments: Any, wanted: Mapping[str, Any], **options: Any) -> None:
        self._wanted = dict(wanted)
        super().__init__(*arguments, **options)

    def _add_buttons(self) -> None:
        role = QDialogButtonBox.ButtonRole
        self.cancel = self.add_button(_("Cancel"), role.RejectRole, description=_("What is typed is kept as a draft"))
        self.remove = None
        self.save = self.add_button(
            _("Compare"), role.AcceptRole, primary=True, description=_("See what it would have meant")
        )
        self.save.setDefault(False)
        self.save.setAutoDefault(False)
        self.save.setToolTip(QKeySequence("Ctrl+Return").toString(QKeySequence.SequenceFormat.NativeText))

    def _shut(self, _why: str) -> None:
        """A desk that can only be read can still be asked."""

    def _loaded(self, facts: Facts) -> None:
        super()._loaded(facts)
        self.form.setEnabled(True)

    def _take_up_draft(self) -> None:
        for name, value in self._wanted.items():
            put(self.form.fields[name], value)
        super()._take_up_draft()

    def _untouched(self) -> bool:
        """Whether it says what is proposed already, which is kept elsewhere."""
        return bool(self.record_id) and self.changes() == self._wanted

    def keep(self) -> None:
        if self._untouched():
            self._keeping.stop()
            forget_draft(self.desk.database.place, self._draft_key)
        else:
            super().keep()

    def reject(self) -> None:
        if self._untouched():
            self.keep()
            Sheet.reject(self)
        else:
            super().reject()

    def accept(self) -> None:
        if self._busy or (self.record_id and not self.form.isEnabled()):
            return
        try:
            values = self.values()
        except Refused:
            return
        name, sentence = self.why_not()
        if name:
            self.complain(name, sentence)
            return
        facts = self.changes() if self.record_id else values
        self._keeping.stop()
        forget_draft(self.desk.database.place, self._draft_key)
        Sheet.accept(self)
        self.proposed.emit(facts, {each: self._seen[each] for each in facts if each in self._seen})


class ProposedSla(Proposing, SlaDialog):
    """`calendars` are the minutes of a working day of those that are proposed, by their names."""

    def __init__(
        self, desk: Desk, sla_id: int, wanted: Mapping[str, Any], calendars: Mapping[str, int], parent: QWidget
    ) -> None:
        self._calendars = dict(calendars)
        super().__init__(desk, sla_id, dict(wanted) if not sla_id else None, parent, wanted=wanted if sla_id else {})
        self.setWindowTitle(_("Proposed SLA"))

    def why_not(self) -> tuple[str, str]:
        """With what is otherwise found only when it is written."""
        name, sentence = super().why_not()
        if not name:
            try:
                targets_of(str(self.values()["targets"]))
            except Refused as refused:
                return "targets", str(refused)
        return name, sentence

    def _offer(self, offers: Offers) -> None:
        super()._offer(replace(offers, calendars={**offers.calendars, **self._calendars}))


class ProposedCalendar(Proposing, CalendarDialog):
    def __init__(self, desk: Desk, calendar_id: int, wanted: Mapping[str, Any], parent: QWidget) -> None:
        super().__init__(desk, calendar_id, parent, wanted=wanted)
        self.setWindowTitle(_("Proposed calendar"))
