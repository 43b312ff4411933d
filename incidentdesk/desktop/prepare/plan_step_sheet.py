"""What is said when a version of a plan is submitted, sent back or approved."""

from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.plan_reading import PlanSheet
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.day_field import DayField
from incidentdesk.desktop.widgets.form_grid import FormGrid, put, raw, taken, text_box
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.language import _
from incidentdesk.prepare.plan import VersionState
from incidentdesk.refusal import Refused

_LOOKED_AT_AGAIN = 182  # days
_WIDTH, _HEIGHT = 560, 320


class PlanStepSheet(Sheet):
    """Emits `wanted(note, review_by)`; it stays until whoever opened it accepts it."""

    wanted = Signal(str, str)

    def __init__(self, desk: Desk, sheet: PlanSheet, state: str, warnings: int, parent: QWidget | None = None) -> None:
        title, verb, label = _words(sheet, state)
        super().__init__(desk.theme, title, parent)
        self.message = MessageBar(desk.theme)
        self.form = FormGrid(desk.theme)
        self.note = text_box(3)
        self.review = DayField(desk.theme, desk.zone, _("Look at it again by"))
        self.form.add_row(("note", label, self.note, 6), stretch=1)
        if state == VersionState.APPROVED:
            self.form.add_row(("review_by", _("Look at it &again by"), self.review, 3))
            today = clock.now().astimezone(desk.zone).date()
            put(self.review, _next_review(sheet.row.review_by, today))
        if state != VersionState.DRAFT:
            put(self.note, sheet.version.note)
        told = QLabel(_told(state, warnings, sheet), wordWrap=True)
        told.setTextFormat(Qt.TextFormat.PlainText)
        desk.theme.tint(told, "text2")
        for widget in (self.message, told):
            self.body.addWidget(widget)
        self.body.addWidget(self.form, 1)
        self.add_button(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.go = self.add_button(verb, QDialogButtonBox.ButtonRole.ActionRole, primary=True)
        self.go.clicked.connect(self._want)
        # Enter in the note begins a new line.
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.go.click)
        self.dress()
        self.fit(_WIDTH, _HEIGHT)
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _want(self) -> None:
        try:
            review_by = taken(self.review)
        except Refused as refused:
            self.form.complain("review_by", str(refused))
            return
        self.go.setEnabled(False)
        self.wanted.emit(raw(self.note), review_by)

    def fail(self, refused: Refused) -> None:
        self.go.setEnabled(True)
        self.message.say(str(refused), "danger")


def _next_review(known: str, today: date) -> str:
    """The day that stands there, or half a year on once it has come."""
    if known and known > today.isoformat():
        return known
    return (today + timedelta(days=_LOOKED_AT_AGAIN)).isoformat()


def _words(sheet: PlanSheet, state: str) -> tuple[str, str, str]:
    number = sheet.version.number
    if state == VersionState.DRAFT:
        return _("Send version {number} back").format(number=number), _("Send back"), _("What is &missing")
    if state == VersionState.IN_REVIEW:
        return _("Submit version {number}").format(number=number), _("Submit for review"), _("What is &new in it")
    return _("Approve version {number}").format(number=number), _("Approve"), _("What is &new in it")


def _told(state: str, warnings: int, sheet: PlanSheet) -> str:
    if state == VersionState.DRAFT:
        return _("The version becomes a draft again.")
    if state == VersionState.IN_REVIEW:
        said = _("Somebody else can look at it before incidents run it.")
    elif sheet.row.approved:
        said = _("From now on incidents run this version. Those that run version {number} go on with it.").format(
            number=sheet.row.approved.number
        )
    else:
        said = _("From now on incidents can run this plan.")
    return f"{said} {_('There are warnings to judge first.')}" if warnings else said
