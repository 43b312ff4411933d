"""The head of the command view: what it is about, how long it has been going on, and how it stands with being major."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.clock_strip import ClockStrip
from incidentdesk.desktop.respond.header import running
from incidentdesk.desktop.widgets.button import Button, IconButton, LinkButton, PrimaryButton
from incidentdesk.desktop.widgets.chip import PriorityChip, StateLabel
from incidentdesk.desktop.widgets.command_button import command_button
from incidentdesk.desktop.widgets.elided_label import ElidedLabel
from incidentdesk.detect.number import number
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.respond.major_step import QUALIFIERS

_STEPS = ("major.propose", "major.accept", "major.reject", "major.demote")


class CommandHeader(QFrame):
    """Emits `opened(reference)` to go to the incident itself or to its parts."""

    opened = Signal(str)

    def __init__(self, desk: Desk, incident_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._id = desk, incident_id
        self._sheet: Any = None
        self.setObjectName("header")
        theme, name = desk.theme, number(incident_id)
        self.back = LinkButton(
            theme, name, "chevron-left", description=_("Back to the page of {number}").format(number=name)
        )
        self.back.clicked.connect(lambda: self.opened.emit(name))
        self.title = ElidedLabel()
        self.clock = QLabel()
        self.clock.setAccessibleDescription(_("Time since it began"))
        self.since = QLabel()
        self.full = IconButton(theme, "full-screen", _("Full screen"), description=_("Full screen (F11)"))
        self.full.clicked.connect(lambda: desk.registry.run("view.full_screen"))
        self.priority = PriorityChip(theme)
        self.state = StateLabel(theme)
        self.major = QLabel()
        self.qualifiers = ElidedLabel()
        self.major.setTextFormat(Qt.TextFormat.PlainText)
        self.children_link = LinkButton(theme, "", "link", description=_("Open the child incidents"))
        self.children_link.clicked.connect(lambda: self.opened.emit(f"{name}#related"))
        self.steps = {action_id: self._step(action_id) for action_id in _STEPS}
        self.clocks = ClockStrip(desk, incident_id)
        self._build()
        theme.changed.connect(self.dress)
        self.dress()

    def _step(self, action_id: str) -> Button:
        words = {"major.propose": _("Propose as major…"), "major.accept": _("Accept as major…"),
                 "major.reject": _("Reject…"), "major.demote": _("Demote…")}  # fmt: skip
        kind = PrimaryButton if action_id == "major.accept" else Button
        button = command_button(self._desk.theme, self._desk.registry, action_id, kind, words[action_id])
        button.hide()
        return button

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 16, 8)
        column.setSpacing(4)
        first = QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(self.back)
        first.addWidget(self.priority)
        first.addWidget(self.title, 1)
        first.addWidget(self.clock)
        first.addWidget(self.full)
        second = QHBoxLayout()
        second.setSpacing(16)
        second.setContentsMargins(4, 0, 0, 0)
        for widget in (self.state, self.major):
            second.addWidget(widget)
        second.addWidget(self.qualifiers, 1)
        second.addWidget(self.children_link)
        for button in self.steps.values():
            second.addWidget(button)
        column.addLayout(first)
        column.addLayout(second)
        third = QHBoxLayout()
        third.setSpacing(4)
        third.setContentsMargins(4, 0, 0, 0)
        third.addWidget(self.since, 0, Qt.AlignmentFlag.AlignTop)
        third.addWidget(self.clocks, 1)
        column.addLayout(third)

    # -- what is shown

    def show_sheet(self, command: Any, now: int) -> None:
        self._sheet = command.sheet
        facts = command.sheet.facts
        self.title.setText(facts["title"])
        self.title.setToolTip(facts["title"])
        self.priority.show_priority(facts["priority"])
        self.state.show_state(command.sheet.state)
        count = len(command.sheet.children)
        self.children_link.setVisible(count > 0)
        self.children_link.setText(ngettext("{count} child", "{count} children", count).format(count=count))
        self.children_link.setAccessibleName(self.children_link.text())
        self._show_major(command.major, command.triggers)
        self.clocks.show_clocks(command.clocks)
        self.tick(now)

    def _show_major(self, major: Any, triggers: Any) -> None:
        state = str(major.state or "")
        candidate = bool(triggers) and not state
        words = {
            "Accepted": _("Major incident"), "Proposed": _("Proposed as major"), "Rejected": _("Not major"),
            "Demoted": _("Demoted"),
        }  # fmt: skip
        self.major.setText(_("Candidate for a major incident") if candidate else words.get(state, ""))
        self.major.setVisible(bool(self.major.text()))
        said = [f"{_(QUALIFIERS[key])}: {isolated(text)}" if text else _(QUALIFIERS[key])
                for key, text in major.qualifiers.items() if key in QUALIFIERS]  # fmt: skip
        reasons = [each.sentence for each in triggers] if candidate else said
        if state == "Proposed":
            reasons.insert(0, _("by {name}").format(name=isolated(major.proposed_by)))
        reason = major.decision or major.reason
        if reason:
            reasons.append(reason)
        self.qualifiers.setText(" · ".join(reasons))
        self.qualifiers.setToolTip("\n".join(reasons))
        shown = {
            "major.propose": candidate or state in ("Rejected", "Demoted") or not state,
            "major.accept": state == "Proposed",
            "major.reject": state == "Proposed",
            "major.demote": state == "Accepted",
        }
        for action_id, button in self.steps.items():
            button.setVisible(shown[action_id])
        self._desk.theme.tint(self.major, "danger" if state == "Accepted" else "warning")

    def tick(self, now: int) -> None:
        if self._sheet is None:
            return
        facts = self._sheet.facts
        began = clock.stored(facts["occurred_at"] or facts["created_at"])
        ended = facts["resolved_at"] if self._sheet.state not in OPEN_STATES else None
        text = running((clock.stored(ended) if ended else now) - began)
        if text != self.clock.text():
            self.clock.setText(text)
            self.clock.setAccessibleName(_("{length} since it began").format(length=text))
        self.since.setText(self._since_words(began, now))
        self.since.setToolTip(moment.full(began, self._desk.zone))
        self.clocks.tick()
        # It goes on in the line of the clocks.
        self.since.setMinimumHeight(self.clocks.business.minimumHeight())

    def _since_words(self, began: int, now: int) -> str:
        local = clock.instant(began).astimezone(self._desk.zone).strftime("%H:%M")
        at = local if now - began < moment.DAY else moment.day(began, now, self._desk.zone)
        return _("since {time}").format(time=at)

    def dress(self) -> None:
        theme = self._desk.theme
        self.setStyleSheet(
            theme.sheet("#header { background: $surface; border: none; border-bottom: 1px solid $border; }")
        )
        self.title.setFont(theme.font("h1"))
        big = QFont(theme.font("h1"))
        big.setPointSizeF(big.pointSizeF() * 1.4)
        big.setFeature(QFont.Tag("tnum"), 1)
        self.clock.setFont(big)
        self.major.setFont(theme.font("strong"))
        for label in (self.since, self.qualifiers):
            theme.tint(label, "text2")
