"""Who is on call for the incident on the page, and its escalation: seen, begun and ended by hand."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from incidentdesk import clock
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.language import _
from incidentdesk.respond.duty import Duty, duty_of

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage

_NOUNS = frozenset({
    "escalation", "escalation_policy", "escalation_step", "rota", "rota_layer", "rota_turn", "rota_override",
    "absence", "person", "service", "role_holder",
})  # fmt: skip
_MINUTE, _GATHERING = 60_000, 150  # milliseconds


class OnCallCommands(QObject):
    """`menu_actions` are for the menu of the page; what was read is in `duty`."""

    menu_actions = ("incident.escalate", "incident.end_escalation")

    def __init__(self, page: "IncidentPage") -> None:
        super().__init__(page)
        self._page, self._desk, self._id = page, page.desk, page.incident_id
        self.duty = Duty()
        for key, text, run, icon, why, synonyms in (
            ("escalate", _("&Escalate"), self.escalate, "escalation", self.why_not_escalate,
             _("page wake notify call on call policy")),
            ("end_escalation", _("En&d the escalation…"), self.end, "close", self.why_not_end, _("stop paging")),
        ):  # fmt: skip
            page.desk.registry.add(
                Action(
                    f"incident.{key}", text, run, icon=icon, scope="incident", menu="incident/respond", section=60,
                    why_disabled=why, synonyms=synonyms,
                ),
                page,
            )  # fmt: skip
        box = page.details.on_call
        box.opened.connect(page.opened)
        box.acknowledge_wanted.connect(lambda: page.desk.registry.run("run.acknowledge"))
        box.escalate_wanted.connect(lambda: page.desk.registry.run("incident.escalate"))
        box.end_wanted.connect(lambda: page.desk.registry.run("incident.end_escalation"))
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING)
        self._gathering.timeout.connect(self.refresh)
        self._minute = QTimer(self, interval=_MINUTE)
        self._minute.timeout.connect(self._tick)
        self._minute.start()
        page.shown.connect(self.refresh)
        page.desk.changes.changed.connect(self._heard)

    # -- reading

    def refresh(self) -> None:
        self._desk.background.run_latest(
            f"duty {id(self)}", _read, self._desk.database, self._id, then=self._show, failed=self._page.say_refused
        )  # fmt: skip

    def _show(self, found: tuple[Duty, int]) -> None:
        self.duty, now = found
        self._page.details.on_call.show_duty(self.duty, now)
        self._desk.registry.refresh()

    def _heard(self, changes: Any) -> None:
        if _NOUNS & changes.keys():
            self._gathering.start()

    def _tick(self) -> None:
        if self._page.isVisible():
            self.refresh()

    # -- why not

    def why_not_escalate(self) -> str:
        why = self._page.commands.why_nothing() or self.duty.why_over
        if why:
            return why
        if self.duty.escalating is not None:
            return _("This incident is being escalated already.")
        return "" if self.duty.policy_id else _("The service of this incident has no escalation policy with a step.")

    def why_not_end(self) -> str:
        return self._page.commands.why_nothing() or (
            "" if self.duty.escalating is not None else _("Nothing is being escalated here.")
        )

    # -- doing

    def escalate(self) -> None:
        said = _("{number}: escalation begun").format(number=number(self._id))
        act = _starting(self._id, self.duty.policy_id)
        write(self._desk, self._page, act, said, failed=self._page.say_refused, toast=True)

    def end(self) -> None:
        running = self.duty.escalating
        assert running is not None
        dialog = LineDialog(
            self._desk,
            _("End the escalation of {number}").format(number=number(self._id)),
            _("Nobody else is notified. &Why?"),
            _("End the escalation"),
            _("Say why; whoever reviews the incident will ask."),
            parent=self._page.window(),
        )
        said = _("{number}: escalation ended").format(number=number(self._id))

        def save() -> None:
            act = _ending(running.id, dialog.line.text().strip())
            write(self._desk, dialog, act, said, then=lambda _none: dialog.accept(), failed=dialog.fail, toast=True)

        dialog.wanted.connect(save)
        dialog.open()


def _read(database: Any, incident_id: int) -> tuple[Duty, int]:
    now = clock.stored(clock.now())
    with database.read() as reader:
        return duty_of(reader, incident_id, now), now


def _starting(incident_id: int, policy_id: int) -> Callable[[Any], int]:
    def act(session: Any) -> int:
        from incidentdesk.respond.escalation_step_taking import start_escalation

        return start_escalation(session, incident_id, policy_id)

    return act


def _ending(escalation_id: int, reason: str) -> Callable[[Any], None]:
    def act(session: Any) -> None:
        from incidentdesk.respond.escalation_step_taking import end_escalation

        end_escalation(session, escalation_id, reason)

    return act
