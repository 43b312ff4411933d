"""The head of a review's page: how far it is, until when, who leads it, and the one step that comes next."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.fact_field import FactField, LineEditor, TimeEditor
from incidentdesk.desktop.widgets.button import Button, IconButton, LinkButton, PrimaryButton
from incidentdesk.detect.number import number
from incidentdesk.improve.review_record import ReviewRecord
from incidentdesk.improve.review_state import GLYPH, WRITABLE, ReviewState
from incidentdesk.language import N_, _, isolated

PRINT = "print"
# What the one filled button does in each state: its text, the step, its icon.
NEXT: dict[ReviewState, tuple[str, str, str]] = {
    ReviewState.DRAFT: (N_("Send to review"), "submit", "send"),
    ReviewState.IN_REVIEW: (N_("Mark as reviewed"), "approve", "check"),
    ReviewState.REVIEWED: (N_("Publish"), "publish", "public"),
    ReviewState.PUBLISHED: (N_("Print preview"), PRINT, "preview"),
}
BACK: dict[ReviewState, tuple[str, str]] = {
    ReviewState.IN_REVIEW: (N_("Back to draft…"), "return"),
    ReviewState.REVIEWED: (N_("Back to draft…"), "return"),
    ReviewState.PUBLISHED: (N_("Reopen…"), "reopen"),
}
_ROLE = {
    ReviewState.DRAFT: "warning",
    ReviewState.IN_REVIEW: "info",
    ReviewState.REVIEWED: "success",
    ReviewState.PUBLISHED: "text2",
    ReviewState.SKIPPED: "hint",
}


class ReviewHeader(QFrame):
    """Emits `step_wanted` with a step of NEXT or BACK, `committed(field, value, seen)` for lead and meeting."""

    back_wanted = Signal()
    step_wanted = Signal(str)
    fill_wanted = Signal()
    committed = Signal(str, object, object)

    def __init__(self, desk: Desk, incident_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._state = ReviewState.NOT_STARTED
        self._title = ""
        theme = desk.theme
        self.setObjectName("review_header")
        self.back = LinkButton(
            theme, number(incident_id), "chevron-left", description=_("Back to the page of the incident")
        )
        self.back.clicked.connect(self.back_wanted)
        self.title = QLabel()
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.step_back = Button(theme, "")
        self.step_back.clicked.connect(lambda: self.step_wanted.emit(BACK[self._state][1]))
        self.fill = Button(
            theme,
            _("Fill from the record"),
            "document",
            description=_("Write what is known already into the sections that are empty"),
        )
        self.fill.clicked.connect(self.fill_wanted)
        self.next = PrimaryButton(theme, _("Send to review"), "send")
        self.next.clicked.connect(lambda: self.step_wanted.emit(NEXT[self._state][1]))
        self.more = IconButton(theme, "more", _("More"), description=_("What else can be done with this review"))
        self.more.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        self.state = QLabel()
        self.due = QLabel()
        self.saved = QLabel()
        self.saved.setAccessibleDescription(_("Whether what was written is saved"))
        self.lead = FactField(desk, "lead", _("Lead"), lambda: LineEditor(_("Lead of the review")), self._show_lead)
        self.meeting = FactField(
            desk, "meeting_at", _("Meeting"), lambda: TimeEditor(desk, _("Review meeting")), self._show_meeting
        )
        for field in (self.lead, self.meeting):
            field.committed.connect(self.committed)
        self._build()
        theme.changed.connect(self._dress)
        self._dress()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 16, 8)
        layout.setSpacing(4)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(8)
        second.setSpacing(16)
        second.setContentsMargins(6, 0, 0, 0)
        first.addWidget(self.back)
        first.addWidget(self.title, 1)
        for button in (self.fill, self.step_back, self.next, self.more):
            first.addWidget(button)
        for widget in (self.state, self.due):
            second.addWidget(widget)
        for field in (self.lead, self.meeting):
            # The label stands on the line of its value.
            field.label.setContentsMargins(0, 4, 0, 0)
            second.addWidget(field, 1)
        second.addWidget(self.saved)
        layout.addLayout(first)
        layout.addLayout(second)

    # -- showing

    def show_record(self, record: ReviewRecord, staff: tuple[str, ...]) -> None:
        review, title = record.review, record.summary.title
        self._state = record.summary.state
        self._title = _("Review: {title}").format(title=isolated(title))
        self.title.setToolTip(title)
        self._elide()
        self.state.setText(f"{GLYPH[self._state]} {_(self._state)}")
        self.state.setAccessibleName(_("State: {state}").format(state=_(self._state)))
        self.state.setToolTip(_history(record, self._desk))
        for field in (self.lead, self.meeting):
            field.setVisible(review is not None)
            if review is not None:
                field.show_value(review.facts[field.name])
        self.lead.offer(staff)
        self._show_buttons()
        self._dress()

    def _show_buttons(self) -> None:
        writable = self._state in WRITABLE
        self.fill.setVisible(writable)
        self.next.setVisible(self._state in NEXT)
        self.step_back.setVisible(self._state in BACK)
        if self._state in NEXT:
            text, _step, icon = NEXT[self._state]
            _name(self.next, _(text))
            self.next._icon = icon
            self.next._dress()
        if self._state in BACK:
            _name(self.step_back, _(BACK[self._state][0]))
        for field in (self.lead, self.meeting):
            field.setEnabled(writable)
        why = str(self._desk.database.read_only)
        for button in (self.fill, self.step_back, self.next):
            # What is published can be printed all the same.
            shut = "" if button is self.next and self._state == ReviewState.PUBLISHED else why
            button.setEnabled(not shut)
            button.setToolTip(shut)

    def show_due(self, text: str, role: str) -> None:
        self.due.setText(text)
        self.due.setVisible(bool(text))
        self._desk.theme.tint(self.due, role)

    def say_saved(self, text: str, role: str = "text2") -> None:
        self.saved.setText(text)
        self._desk.theme.tint(self.saved, role)

    def _show_lead(self, value: Any) -> dict[str, Any]:
        return {"text": str(value)} if value else {"text": _("nobody yet"), "hint": True}

    def _show_meeting(self, value: datetime | None) -> dict[str, Any]:
        if value is None:
            return {"text": _("not planned"), "hint": True}
        at, zone = clock.stored(value), self._desk.zone
        told = moment.day_and_time(at, clock.stored(clock.now()), zone)
        return {"text": told, "tooltip": moment.full(at, zone)}

    def _elide(self) -> None:
        room = max(60, self.title.width())
        self.title.setText(self.title.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, room))

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._elide()

    def _dress(self) -> None:
        theme = self._desk.theme
        self.setStyleSheet(
            theme.sheet("#review_header { background: $surface; border: none; border-bottom: 1px solid $border; }")
        )
        self.title.setFont(theme.font("h2"))
        self.state.setFont(theme.font("strong"))
        self.due.setFont(theme.font("strong"))
        self.saved.setFont(theme.font("small"))
        theme.tint(self.state, _ROLE.get(self._state, "text2"))


def _history(record: ReviewRecord, desk: Desk) -> str:
    """Who took it from state to state, and when."""
    lines = []
    for step in record.steps:
        at = moment.day_and_time(step.at, clock.stored(clock.now()), desk.zone)
        told = _("{state}: {name}, {time}").format(state=_(step.state), name=step.who, time=at)
        lines.append(_("{told} – {reason}").format(told=told, reason=step.reason) if step.reason else told)
    return "\n".join(lines)


def _name(button: Button, text: str) -> None:
    button.setText(text)
    button.setAccessibleName(text.removesuffix("…"))
    button.setAccessibleDescription(text.removesuffix("…"))
