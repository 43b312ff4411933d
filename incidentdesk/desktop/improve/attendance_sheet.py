"""Who came to a session and what came of it: a line for everybody who is invited, all saved in one gesture."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QGridLayout, QLabel, QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.invite_sheet import InviteSheet
from incidentdesk.desktop.improve.training_printing import printable_attendance, printable_certificate
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.button import IconButton, LinkButton
from incidentdesk.desktop.widgets.elided_label import ElidedLabel
from incidentdesk.desktop.widgets.form_grid import ChoiceBox
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.desktop.writing import write
from incidentdesk.improve.training_result import Attendance, TrainingOutcome
from incidentdesk.improve.training_result_change import record_attendance, withdraw_result
from incidentdesk.improve.training_session_list import Attendee, SessionRow, session_row
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.training_session import SessionState
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 820, 560


class AttendanceSheet(Sheet):
    def __init__(self, desk: Desk, session_id: int, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Session"), parent)
        self.desk, self._session_id = desk, session_id
        self.row: SessionRow | None = None
        self.lines: dict[int, _Line] = {}
        self.heading, self.told = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.message = MessageBar(desk.theme)
        self.nothing = QLabel(_("Nobody is invited yet."))
        self.all_there = LinkButton(
            desk.theme, _("&All were there"), "check", description=_("Mark everybody who is invited as attended")
        )
        self._rows = QWidget()
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        for widget in (self.heading, self.told, self.message, self.nothing):
            self.body.addWidget(widget)
        self.body.addWidget(self.all_there, 0, Qt.AlignmentFlag.AlignLeading)
        self.body.addWidget(scrolling(self._rows, _("Attendance")), 1)
        self._add_buttons()
        self.all_there.clicked.connect(self.mark_all)
        desk.changes.changed.connect(self._heard)
        self.dress()
        self.fit(_WIDTH, _HEIGHT)
        self.load()

    def _add_buttons(self) -> None:
        role = QDialogButtonBox.ButtonRole
        self.close_button = self.add_close_button(_("Close"))
        self.print_button = self.add_button(
            _("List to s&ign…"), role.ActionRole, description=_("Print the list that those sign who come")
        )
        self.invite_button = self.add_button(
            _("I&nvite people…"), role.ActionRole, description=_("Put more people on the list")
        )
        self.save_button = self.add_button(
            _("&Save"), role.AcceptRole, primary=True, description=_("Record who came and the results")
        )
        self.buttons.accepted.disconnect()
        self.buttons.accepted.connect(self.save)
        self.print_button.clicked.connect(self._print)
        self.invite_button.clicked.connect(lambda: self.row and InviteSheet(self.desk, self.row, self).open())

    # -- reading

    def _heard(self, changes: Any) -> None:
        if changes.keys() & {"training_result", "training_session"}:
            self.load()

    def load(self) -> None:
        self.desk.background.run_latest(
            f"session of {id(self)}", _load, self.desk.database, self._session_id, then=self._show, failed=self._fail
        )

    def _show(self, row: SessionRow) -> None:
        """What somebody has begun to fill in stays."""
        typed = {key: line.typed() for key, line in self.lines.items() if line.changed()}
        self.row = row
        self._say(row)
        for line in self.lines.values():
            line.drop()
        self.lines = {}
        has_score = row.pass_mark > 0
        for place, each in enumerate(row.attendees):
            line = self.lines[each.result_id] = _Line(self, each, has_score)
            if each.result_id in typed:
                line.write(*typed[each.result_id])
            line.add_to(self._grid, place)
        self._grid.setRowStretch(len(row.attendees), 1)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 2)
        self.nothing.setVisible(not row.attendees)
        self.dress()
        self.allow()

    def _say(self, row: SessionRow) -> None:
        when = moment.full(row.starts_at, self.desk.zone)
        self.heading.setText(isolated(row.course))
        told = [when, row.place, row.trainer, _(row.state)]
        told += [_("pass mark {mark} %").format(mark=row.pass_mark)] if row.pass_mark else []
        self.told.setText(" · ".join(isolated(each) for each in told if each))

    # -- what can be done

    def why_shut(self) -> str:
        """Why nobody can be said to have come; "" where it can."""
        row = self.row
        if self.desk.database.read_only or row is None:
            return str(self.desk.database.read_only or _("It is being read."))
        if row.state == SessionState.CANCELED:
            return _("This session was canceled.")
        return _("This session is still to come.") if row.starts_at > clock.stored(clock.now()) else ""

    def allow(self) -> None:
        why = self.why_shut()
        changed = any(line.changed() for line in self.lines.values())
        for button, reason in (
            (self.save_button, why or ("" if changed else _("Nothing was changed yet."))),
            (self.all_there, why or ("" if self.lines else _("Nobody is invited yet."))),
            (self.invite_button, self._why_not_invited()),
        ):
            button.setEnabled(not reason)
            button.setToolTip(reason)
        for line in self.lines.values():
            line.allow(why)

    def _why_not_invited(self) -> str:
        if self.desk.database.read_only or self.row is None:
            return str(self.desk.database.read_only or _("It is being read."))
        return _("This session was canceled.") if self.row.state == SessionState.CANCELED else ""

    def mark_all(self) -> None:
        """Everybody of whom nothing is said yet was there."""
        for line in self.lines.values():
            if line.attendance.currentData() == Attendance.INVITED:
                line.attendance.choose(str(Attendance.ATTENDED))

    def save(self) -> None:
        """Record what was changed, in one gesture."""
        changed = {key: line.typed() for key, line in self.lines.items() if line.changed()}
        if not changed or self.why_shut():
            return
        zone = self.desk.zone

        def act(session: Any) -> None:
            for key, (attendance, score) in changed.items():
                record_attendance(session, key, attendance=attendance, score=score, zone=zone)

        said = ngettext("{n} attendance recorded", "{n} attendances recorded", len(changed)).format(n=len(changed))
        self.save_button.setEnabled(False)
        write(self.desk, self, act, said, then=lambda _none: self._saved(), failed=self._fail, toast=True)

    def _saved(self) -> None:
        self.message.clear()
        for line in self.lines.values():
            line.settle()
        self.load()

    def take_off(self, each: Attendee) -> None:
        """Take somebody off the list."""
        said = _("{name} taken off the list").format(name=isolated(each.name))
        write(self.desk, self, lambda session: withdraw_result(session, each.result_id), said, failed=self._fail,
              toast=True)  # fmt: skip

    def certify(self, each: Attendee) -> None:
        assert self.row is not None
        self._preview(printable_certificate(each.result_id, each.name, self.row.course))

    def _print(self) -> None:
        if self.row is not None:
            self._preview(printable_attendance(self.row.id, self.row.course))

    def _preview(self, printable: Any) -> None:
        from incidentdesk.desktop.measure.report_preview import ReportPreview

        ReportPreview(self.desk, printable, self).open()

    def _fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")
        self.allow()

    def dress(self) -> None:
        super().dress()
        self.heading.setFont(self.theme.font("h2"))
        self.theme.tint(self.told, "text2")
        self.theme.tint(self.nothing, "text2")


class _Line:
    """The fields of one person."""

    def __init__(self, sheet: AttendanceSheet, each: Attendee, has_score: bool) -> None:
        self._each, theme = each, sheet.theme
        self.name, self.team = ElidedLabel(each.name), ElidedLabel(each.team)
        for label in (self.name, self.team):
            label.setToolTip(label.text())
        theme.tint(self.team, "text2")
        self.attendance = ChoiceBox([(str(state), _(state)) for state in Attendance])
        self.attendance.setAccessibleName(_("Attendance of {name}").format(name=each.name))
        self.attendance.setAccessibleDescription(_("Invited, attended, absent or excused"))
        self.score = QLineEdit(maxLength=4, placeholderText=_("score %"))
        self.score.setAccessibleName(_("Score of {name}").format(name=each.name))
        self.score.setAccessibleDescription(_("Percent, from 0 to 100"))
        self.score.setFixedWidth(88)
        self.score.setVisible(has_score)
        self.result = QLabel(_(each.outcome) if each.outcome else "–")
        self.certificate = IconButton(theme, "certificate", _("Certificate of {name}").format(name=each.name))
        self.certificate.setVisible(each.outcome == TrainingOutcome.PASSED)
        self.remove = IconButton(theme, "close", _("Take {name} off the list").format(name=each.name))
        self.settle()
        self.attendance.currentIndexChanged.connect(lambda _index: sheet.allow())
        self.score.textChanged.connect(lambda _text: sheet.allow())
        self.certificate.clicked.connect(lambda: sheet.certify(each))
        self.remove.clicked.connect(lambda: sheet.take_off(each))

    def _widgets(self) -> tuple[QWidget, ...]:
        return self.name, self.team, self.attendance, self.score, self.result, self.certificate, self.remove

    def add_to(self, grid: QGridLayout, row: int) -> None:
        for column, widget in enumerate(self._widgets()):
            grid.addWidget(widget, row, column)

    def drop(self) -> None:
        for widget in self._widgets():
            widget.hide()
            widget.deleteLater()

    def settle(self) -> None:
        """What stands there now is what is saved."""
        if not hasattr(self, "_before"):
            self.write(self._each.attendance, "" if self._each.score is None else str(self._each.score))
        self._before = self.typed()

    def write(self, attendance: str, score: str) -> None:
        self.attendance.choose(attendance)
        self.score.setText(score)

    def typed(self) -> tuple[str, str]:
        return str(self.attendance.currentData()), self.score.text().strip()

    def changed(self) -> bool:
        return self.typed() != self._before

    def allow(self, why: str) -> None:
        there = self.attendance.currentData() == Attendance.ATTENDED
        self.attendance.setEnabled(not why)
        self.attendance.setToolTip(why)
        self.score.setEnabled(not why and there)
        self.score.setToolTip(why or ("" if there else _("Who was not there has no score.")))
        self.remove.setEnabled(self._each.attendance == Attendance.INVITED or not why)


def _load(database: Any, session_id: int) -> SessionRow:
    with database.read() as reader:
        row = session_row(reader, session_id)
    if row is None:
        raise Refused(_("The session is not there any more; somebody has taken it away."))
    return row
