"""The head of the page of a plan: its number and name, the state of its version, and the steps that follow."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from incidentdesk.desktop.prepare.plan_reading import PlanSheet
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import IconButton, LinkButton
from incidentdesk.desktop.widgets.day_field import short_day
from incidentdesk.desktop.widgets.state_bar import StateBar
from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.plan import VersionState

PLAN_MARK: dict[str, Mark] = {
    VersionState.DRAFT: ("quarter", "warning"),
    VersionState.IN_REVIEW: ("half", "info"),
    VersionState.APPROVED: ("seal", "success"),
    VersionState.SUPERSEDED: ("square", "text2"),
}
DISCARDED = N_("Discarded")


class PlanHead(QFrame):
    """`state` emits which state was asked for: one of VersionState, or DISCARDED for the draft."""

    def __init__(self, theme: Theme, number: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("header")
        self.back = LinkButton(theme, _("Plans"), "chevron-left", description=_("Back to the response plans"))
        self.number, self.name, self.told, self.saved = (
            QLabel(number),
            QLabel(wordWrap=True),
            QLabel(wordWrap=True),
            QLabel(),
        )
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.number.setAccessibleName(number)
        self.number.setAccessibleDescription(_("Number of the plan"))
        for label in (self.name, self.told, self.saved):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.more = IconButton(theme, "more", _("More"), description=_("What else can be done with this plan"))
        self.more.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(QMenu(self.more))
        self.state = StateBar(theme)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(8)
        for widget, share in ((self.back, 0), (self.number, 0), (self.name, 1), (self.saved, 0), (self.more, 0)):
            first.addWidget(widget, share)
        second.setContentsMargins(6, 0, 0, 0)
        second.addWidget(self.state, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 16, 8)
        column.setSpacing(4)
        column.addLayout(first)
        column.addLayout(second)
        self.late = QLabel()
        self.late.hide()
        # Both lie before the room that parts them from the buttons.
        self.state.row.insertWidget(2, self.late)
        self.state.row.insertWidget(3, self.told, 100)
        theme.changed.connect(self._dress)
        self._dress()

    def show_sheet(self, sheet: PlanSheet, today: date, why_read_only: str) -> None:
        row, version = sheet.row, sheet.version
        self.name.setText(row.name)
        state = _("Version {number} · {state}").format(number=version.number, state=_(version.state))
        self.state.show_state(PLAN_MARK[version.state], state)
        self.told.setText(" · ".join(filter(None, _told(sheet, today))))
        self.told.setToolTip(self.told.text())
        late = row.due_for_review(today.isoformat())
        day = short_day(row.review_by, today) if late else ""
        self.late.setText(_("review overdue since {day}").format(day=day) if late else "")
        self.late.setVisible(late)
        following, primary = _following(sheet)
        self.state.offer(following, primary=primary, why_not=why_read_only)

    def _dress(self) -> None:
        theme = self._theme
        self.setStyleSheet(
            theme.sheet("#header { background: $surface; border: none; border-bottom: 1px solid $border; }")
        )
        self.name.setFont(theme.font("h2"))
        for label in (self.saved, self.told):
            label.setFont(theme.font("small"))
        self.late.setFont(theme.font("strong"))
        theme.tint(self.late, "danger")
        for label in (self.number, self.saved, self.told):
            theme.tint(label, "text2")


def _told(sheet: PlanSheet, today: date) -> list[str]:
    row, version = sheet.row, sheet.version
    told = [_("owner {name}").format(name=isolated(row.owner)) if row.owner else _("no owner")]
    if row.review_by and not row.due_for_review(today.isoformat()):
        told.append(_("review by {day}").format(day=short_day(row.review_by, today)))
    if version.is_open:
        told.append(
            _("incidents run version {number}").format(number=row.approved.number)
            if row.approved
            else _("incidents can't run it yet")
        )
    elif version.approved_by:
        told.append(_("approved by {name}").format(name=isolated(version.approved_by)))
    return told


def _following(sheet: PlanSheet) -> tuple[list[tuple[str, str]], str]:
    """The states that can follow with the words of their buttons, and the one that is the next."""
    state = sheet.version.state
    dropping = [(DISCARDED, _("Discard the draft"))] if len(sheet.versions) > 1 else []
    if state == VersionState.DRAFT:
        submit, approve = (VersionState.IN_REVIEW, _("Submit for review…")), (VersionState.APPROVED, _("Approve…"))
        return [*dropping, approve, submit], VersionState.IN_REVIEW
    if state == VersionState.IN_REVIEW:
        back, approve = (VersionState.DRAFT, _("Send back…")), (VersionState.APPROVED, _("Approve…"))
        return [*dropping, back, approve], VersionState.APPROVED
    begin = _("Begin version {number}").format(number=max(each.number for each in sheet.versions) + 1)
    return [(VersionState.DRAFT, begin)], VersionState.DRAFT
