"""What people write into the timeline of an incident: notes, comments, stars and corrections."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from incidentdesk import clock
from incidentdesk.desktop.conflict_dialog import ask_conflict
from incidentdesk.desktop.respond.composer import Stream
from incidentdesk.desktop.respond.note_dialogs import CorrectDialog, WholeTextDialog
from incidentdesk.desktop.respond.timeline_model import FactRow, GapRow
from incidentdesk.desktop.respond.writing import correcting, starring, write
from incidentdesk.detect.number import number
from incidentdesk.detect.typed_time import written_time
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage


class PageNotes(QObject):
    def __init__(self, page: "IncidentPage") -> None:
        super().__init__(page)
        self._page, self._desk, self._id = page, page.desk, page.incident_id

    def send(self, stream: Stream, text: str, happened_at: datetime | None) -> None:
        reporter = self._page.loaded.sheet.facts["reporter"] if self._page.loaded else ""
        said = {
            Stream.NOTE: _("Work note added to {number}"),
            Stream.COMMENT: _("Public comment added to {number}"),
            Stream.ANSWER: _("Caller’s answer added to {number}"),
        }[stream].format(number=number(self._id))
        write(
            self._desk,
            self._page,
            noting(self._id, stream, text, happened_at, reporter),
            said,
            then=self._sent,
            failed=self._page.composer.failed,
        )

    def _sent(self, _entry_id: int) -> None:
        self._page.composer.written()
        self._page.timeline.show_latest()

    def star(self, row: FactRow) -> None:
        fact = row.fact
        said = _("Star in {number} changed").format(number=number(self._id))
        write(self._desk, self._page, starring(fact.entry_id, not fact.starred), said, failed=self._page.say_refused)

    def edit(self, row: Any) -> None:
        """Correct one's own entry, read another's."""
        if not isinstance(row, FactRow) or row.fact.entry_id is None:
            return
        if row.fact.actor == self._desk.actor and not self._page.commands.why_nothing():
            self.correct(row)
        else:
            self.show_whole(row)

    def correct(self, row: FactRow) -> None:
        dialog = CorrectDialog(self._desk, row, self._page.window())
        dialog.wanted.connect(lambda: self._save_correction(dialog, row, row.fact.text))
        dialog.open()

    def _save_correction(self, dialog: CorrectDialog, row: FactRow, seen: str) -> None:
        text = dialog.text.toPlainText()

        def failed(refused: Refused) -> None:
            decided = ask_conflict(dialog, self._desk, refused) if isinstance(refused, Conflict) else None
            if decided is None:
                dialog.fail(refused)
                return
            dialog.text.setPlainText(str(decided["text"]))
            self._save_correction(dialog, row, str(refused.clashes[0].theirs))

        write(
            self._desk,
            dialog,
            correcting(row.fact.entry_id, text, seen),
            _("Note in {number} corrected").format(number=number(self._id)),
            then=lambda _none: dialog.accept(),
            failed=failed,
        )

    def show_whole(self, row: FactRow) -> None:
        WholeTextDialog(self._desk, row, self._page.window()).open()

    def add_from_memory(self, row: GapRow) -> None:
        """Write about a time at which nothing was recorded."""
        middle = clock.instant((row.start + row.end) // 2).replace(second=0, microsecond=0)
        self._page.composer.back_date(written_time(middle, self._desk.zone))


def noting(
    incident_id: int, stream: Stream, text: str, happened_at: datetime | None, reporter: str
) -> Callable[[Any], int]:
    """The act of writing a note, a comment or an answer."""

    def act(session: Any) -> int:
        from incidentdesk.respond.note import add_note

        return add_note(
            session,
            incident_id,
            text,
            public=stream == Stream.COMMENT,
            happened_at=happened_at,
            from_caller=reporter if stream == Stream.ANSWER else "",
        )

    return act
