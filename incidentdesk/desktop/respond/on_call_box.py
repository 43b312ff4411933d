"""Who is on call for an incident, among its details, and how far its escalation is."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.language import _, isolated
from incidentdesk.prepare.rota_list import rota_number
from incidentdesk.respond.duty import Duty, Escalating, RotaDuty

_NOW: Mark = ("check", "success")
_NEXT: Mark = ("ring", "text2")
_NOBODY: Mark = ("cross", "danger")


class OnCallBox(QWidget):
    """Seen where somebody can be on call or escalated to. Emits `opened(reference)` for a rota, and what is wanted."""

    opened = Signal(str)
    acknowledge_wanted = Signal()
    escalate_wanted = Signal()
    end_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.heading = QLabel(_("On call"))
        self.heading.setContentsMargins(0, 12, 0, 4)
        self.list = TwoLineList(desk.theme, _("On call"), most=6)
        self.list.setAccessibleDescription(_("Enter opens the rota"))
        self.list.opened.connect(self.opened.emit)
        self.said = QLabel(wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setContentsMargins(6, 0, 0, 0)
        theme = desk.theme
        about = _("Notify people step by step until somebody acknowledges")
        self.escalate = LinkButton(theme, _("Escalate"), "escalation", description=about)
        self.end = LinkButton(theme, _("End the escalation…"), "close", description=_("Notify nobody else"))
        about = _("Say that somebody looks after the incident; nobody else is notified")
        self.acknowledge = LinkButton(theme, _("Acknowledge"), "check", description=about)
        self.acknowledge.clicked.connect(self.acknowledge_wanted)
        self.escalate.clicked.connect(self.escalate_wanted)
        self.end.clicked.connect(self.end_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self.heading, self.list, self.said):
            column.addWidget(widget)
        for button in (self.acknowledge, self.escalate, self.end):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def show_duty(self, duty: Duty, now: int) -> None:
        zone = self._desk.zone
        self.list.show_items([item for each in duty.rotas for item in _items(each, now, zone)])
        self.list.setVisible(bool(duty.rotas))
        said = _escalating_words(duty.escalating, now, zone) if duty.escalating else ""
        self.said.setText(said)
        self.said.setAccessibleName(said)
        self.said.setVisible(bool(said))
        writable = not self._desk.database.read_only
        self.escalate.setVisible(writable and duty.escalating is None and duty.policy_id > 0 and not duty.why_over)
        for button in (self.acknowledge, self.end):
            button.setVisible(writable and duty.escalating is not None)
        self.setVisible(bool(duty.rotas) or duty.escalating is not None or duty.policy_id > 0)

    def _dress(self) -> None:
        self.heading.setFont(self._desk.theme.font("strong"))
        self._desk.theme.tint(self.said, "warning")


def _items(duty: RotaDuty, now: int, zone: Any) -> list[dict[str, Any]]:
    """Whoever is asked first and who is next; who stands behind is in the tip."""
    key, items = rota_number(duty.rota_id), []
    for each in duty.now[:1]:
        until = _("until {time}").format(time=moment.day_and_time(each.until_at, now, zone))
        behind = "\n".join(f"{other.layer}: {other.person}" for other in duty.now[1:])
        items.append({"key": key, "head": duty.rota, "text": each.person, "note": until, "said": behind, "mark": _NOW})
    if not duty.now:
        items.append({"key": key, "head": duty.rota, "text": _("Nobody is on call."), "mark": _NOBODY})
    if duty.next:
        ahead = moment.relative(duty.next.from_at, now, zone)
        head = _("{rota} · next").format(rota=duty.rota)
        items.append({"key": key, "head": head, "text": duty.next.person, "note": ahead, "mark": _NEXT})
    return items


def _escalating_words(each: Escalating, now: int, zone: Any) -> str:
    if not each.step:
        return _("{policy}: everybody was notified, and nobody has acknowledged.").format(policy=isolated(each.policy))
    sentence = _("{policy}, step {step} of {steps}: notifies {whom} {when}, unless somebody acknowledges.")
    if each.next_at <= now:
        sentence = _("{policy}, step {step} of {steps} is due: {whom}.")
    return sentence.format(
        policy=isolated(each.policy), step=each.step, steps=each.steps, whom=each.whom,
        when=moment.relative(each.next_at, now, zone),
    )  # fmt: skip
