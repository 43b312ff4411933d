"""The sessions of all courses: who is invited, who came, and what came of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog

from incidentdesk import clock
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.file_name import documents, safe_file_name
from incidentdesk.desktop.improve.attendance_sheet import AttendanceSheet
from incidentdesk.desktop.improve.invite_sheet import InviteSheet
from incidentdesk.desktop.improve.reason_dialog import ReasonDialog
from incidentdesk.desktop.improve.session_column import COLUMNS
from incidentdesk.desktop.improve.session_dialog import open_session_dialog
from incidentdesk.desktop.improve.training_printing import printable_attendance
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.desktop.writing import write
from incidentdesk.detect.transfer.atomic import written_whole
from incidentdesk.improve.training_calendar import calendar_bytes
from incidentdesk.improve.training_message import send_invitations, tell_of_canceling
from incidentdesk.improve.training_session_list import SessionRow, session_row, sessions
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.training_session import SessionState
from incidentdesk.prepare.training_session_change import cancel_session, hold_session, withdraw_session


def _searched(row: SessionRow) -> str:
    people = (each.name for each in row.attendees)
    return " ".join((row.course, row.place, row.trainer, row.note, _(row.state), *people))


def _listing() -> RecordListing:
    acts = ("session.attendance", "drills.invite", "session.send")
    more = ("drills.edit", "session.calendar", "session.sheet", "session.held", "session.cancel")
    return RecordListing(
        name=_("Sessions"),
        icon="calendar",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: sessions(reader),
        nouns=frozenset({"training_session", "training_result", "training_course", "person"}),
        searched=_searched,
        counted=lambda count: ngettext("{count} session", "{count} sessions", count).format(count=count),
        placeholder=_("A course, a person, a place, a trainer, “planned”"),
        nothing=_("No sessions yet"),
        teaching=_("Plan when a course is held and invite people; afterwards say who came and who has passed."),
        making=_("Plan a session"),
        offered=("drills.open", *acts[1:], "session.sheet"),
        more=(*more[:2], *more[3:], None, "drills.remove"),
        menu=("drills.open", *acts, None, *more, None, "edit.copy", None, "drills.remove"),
        scope="drills",
        page_menu="drills",
    )


class SessionsTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        for action_id, text, run, keys, icon, section, why in (
            ("session.attendance", _("&Attendance and results…"), self._attend, (), "check", 20, self.why_no_row),
            ("drills.invite", _("&Invite…"), self._invite, ("I",), "users", 20, self._why_not_open),
            ("session.send", _("Send in&vitations"), self._send, ("O",), "send", 20, self._why_not_sent),
            ("drills.edit", _("&Edit…"), self._edit, ("F2",), "edit", 30, self.why_no_row),
            ("session.calendar", _("Save as &calendar file…"), self._save_calendar, (), "calendar", 40,
             self.why_no_row),
            ("session.sheet", _("List to s&ign…"), self._print, (), "printer", 40, self.why_no_row),
            ("session.held", _("It was &held"), self._hold, ("H",), "check", 50, self._why_not_held),
            ("session.cancel", _("Ca&ncel the session…"), self._cancel, (), "close", 50, self._why_not_open),
        ):  # fmt: skip
            desk.registry.add(Action(action_id, text, run, icon, keys, "drills", "drills", section, why), self)
        self.declare_removing(withdraw_session, _removed)
        self.declare()

    def new(self) -> None:
        open_session_dialog(self.desk, self, done=self.stand_on)

    def open_row(self, row: SessionRow) -> None:
        """What one comes for: before it the invitations and afterwards the results."""
        AttendanceSheet(self.desk, row.id, self.window()).open()

    def show_record(self, session_id: int) -> None:
        self.stand_on(session_id)
        AttendanceSheet(self.desk, session_id, self.window()).open()

    # -- commands

    def _row(self) -> SessionRow:
        return self.selected()[0]

    def _attend(self) -> None:
        self.open_row(self._row())

    def _edit(self) -> None:
        open_session_dialog(self.desk, self, self._row().id)

    def _invite(self) -> None:
        InviteSheet(self.desk, self._row(), self.window()).open()

    def _why_not_open(self) -> str:
        if why := self.why_nothing():
            return why
        row = self._row()
        if row.state == SessionState.CANCELED:
            return _("This session was canceled.")
        return _("This session was held.") if row.state == SessionState.HELD else ""

    def _send(self) -> None:
        row, zone = self._row(), self.desk.zone
        said = _("Invitations sent: {course}").format(course=isolated(row.course))
        self._write(lambda session: send_invitations(session, row.id, zone=zone), said)

    def _why_not_sent(self) -> str:
        if why := self._why_not_open():
            return why
        if not self._row().attendees:
            return _("Nobody is invited yet. Invite people first.")
        over = self._row().starts_at < clock.stored(clock.now())
        return _("This session has begun already.") if over else ""

    def _hold(self) -> None:
        """Also where nobody was invited; who came is said in its sheet."""
        row = self._row()
        said = _("Session held: {course}").format(course=isolated(row.course))
        self._write(lambda session: hold_session(session, row.id), said)

    def _why_not_held(self) -> str:
        if why := self._why_not_open():
            return why
        over = self._row().starts_at < clock.stored(clock.now())
        return "" if over else _("This session is still to come.")

    def _cancel(self) -> None:
        row = self._row()
        dialog = ReasonDialog(
            self.desk,
            _("Cancel the session"),
            _("&Why does it not take place? Those who are invited are told."),
            _("Cancel the session"),
            f"session-cancel-{row.id}",
            self.window(),
        )
        dialog.wanted.connect(lambda: self._cancel_for(dialog, row))
        dialog.open()

    def _cancel_for(self, dialog: ReasonDialog, row: SessionRow) -> None:
        reason, zone = dialog.reason(), self.desk.zone

        def act(session: Any) -> None:
            coming = session_row(session.reader, row.id)
            cancel_session(session, row.id, reason=reason)
            if coming is not None and coming.starts_at > session.at:
                tell_of_canceling(session, coming, reason, zone=zone)

        said = _("Session canceled: {course}").format(course=isolated(row.course))
        write(self.desk, dialog, act, said, then=lambda _none: dialog.accept(), failed=dialog.fail, toast=True)

    def _save_calendar(self) -> None:
        rows = self.selected()
        name = rows[0].course if len(rows) == 1 else _("Sessions")
        start = str(Path(documents()) / safe_file_name(name, ".ics"))
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Save as calendar file"), start, _("Calendar (*.ics)"),
        )  # fmt: skip
        if chosen:
            self.save_calendar(Path(chosen), rows)

    def save_calendar(self, path: Path, rows: list[SessionRow]) -> None:
        """Write sessions into an iCalendar file; what is there is replaced only when the new one is whole."""
        data = calendar_bytes(rows, at=clock.stored(clock.now()))
        self.desk.background.run(
            _save, path, data, then=lambda _none: self.desk.toasts.show(_("Saved: {name}").format(name=path.name)),
            failed=self._fail,
        )  # fmt: skip

    def _print(self) -> None:
        from incidentdesk.desktop.measure.report_preview import ReportPreview

        row = self._row()
        ReportPreview(self.desk, printable_attendance(row.id, row.course), self.window()).open()

    def _write(self, act: Callable[[Any], Any], said: str) -> None:
        write(self.desk, self, act, said, failed=self._fail, toast=True)


def _save(path: Path, data: bytes) -> None:
    with written_whole(path) as part:
        part.write_bytes(data)


def _removed(count: int) -> str:
    return ngettext("{count} session moved to the trash", "{count} sessions moved to the trash", count).format(
        count=count
    )
