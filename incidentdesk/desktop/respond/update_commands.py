"""What can be done with the updates of an incident: writing, skipping, snoozing and ending them."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage
    from incidentdesk.desktop.respond.update_row import UpdateRow
    from incidentdesk.desktop.respond.updates_part import UpdatesPart


class UpdateCommands(QObject):
    def __init__(self, part: "UpdatesPart", page: "IncidentPage") -> None:
        super().__init__(part)
        self._part, self._page, self._desk = part, page, page.desk
        self._id = page.incident_id
        page.desk.registry.add_all(self._actions(), page)

    def _actions(self) -> Iterator[Action]:
        why = self._page.commands.why_nothing
        yield Action(
            "updates.write", _("Write status &update…"), self.write, icon="announce", shortcuts=("Ctrl+Shift+U",),
            scope="incident", menu="incident/respond", section=40, why_disabled=why,
            synonyms=_("announce tell stakeholders message mail"),
        )  # fmt: skip
        yield Action(
            "incident.command_view", _("Command &view"), self.open_command_view, icon="command-view",
            shortcuts=("Ctrl+Shift+M",), scope="incident", menu="incident/respond", section=50,
            why_disabled=self._page.commands.why_absent, synonyms=_("war room major incident one screen wall"),
        )  # fmt: skip

    def open_command_view(self) -> None:
        self._page.opened.emit(f"{number(self._id)}/command")

    # -- writing to audiences

    def write(self) -> None:
        self.open_sheet()

    def close(self) -> None:
        """Write to all those who were not told of the end."""
        untold = set(self._part.loaded.untold)
        ids = [each.audience_id for each in self._part.loaded.told if each.audience in untold]
        self.open_sheet(ids, phase="Resolved")

    def open_sheet(self, audiences: Sequence[int] = (), *, phase: str = "", told: Any = None) -> None:
        from incidentdesk.desktop.respond.update_sheet import UpdateSheet

        sheet = UpdateSheet(
            self._desk, self._id, self._part.window(), audiences=audiences, phase=phase, told=told
        )  # fmt: skip
        sheet.open()

    def open_draft(self, told: Any) -> None:
        self.open_sheet(told=told)

    def discard(self, told: Any) -> None:
        from incidentdesk.respond.announcing import discard_draft

        said = _("Draft for {audience} thrown away").format(audience=isolated(told.audience))
        self._do(lambda session: discard_draft(session, told.id), said, toast=True)

    def make_audiences(self) -> None:
        from incidentdesk.respond.status_update import make_usual_audiences

        self._do(make_usual_audiences, _("Users, Management and Responders made"), toast=True)

    # -- when they are told

    def connect_row(self, row: "UpdateRow") -> None:
        row.write_wanted.connect(lambda audience_id: self.open_sheet([audience_id]))
        row.skip_wanted.connect(self.skip)
        row.snooze_wanted.connect(self.snooze)
        row.cadence_wanted.connect(self.change_cadence)
        row.end_wanted.connect(self.end)
        row.start_wanted.connect(self.start)

    def skip(self, schedule_id: int) -> None:
        from incidentdesk.respond.update_cadence import skip_update

        dialog = LineDialog(
            self._desk, _("Skip this update"), _("&Why is it left out?"), _("Skip update"),
            _("Say why; those who wait for it may ask."), parent=self._part.window(),
        )  # fmt: skip
        self._ask(dialog, lambda session: skip_update(session, schedule_id, dialog.line.text()), _("Update skipped"))

    def end(self, schedule_id: int) -> None:
        from incidentdesk.respond.update_cadence import end_updates

        dialog = LineDialog(
            self._desk, _("End the updates of this audience"), _("&Why is it told no more?"), _("End updates"),
            _("Say why it is told no more."), parent=self._part.window(),
        )  # fmt: skip
        self._ask(dialog, lambda session: end_updates(session, schedule_id, dialog.line.text()), _("Updates ended"))

    def snooze(self, schedule_id: int, minutes: int) -> None:
        from incidentdesk.respond.update_cadence import snooze_update

        self._do(lambda session: snooze_update(session, schedule_id, minutes), _("Update snoozed"))

    def change_cadence(self, schedule_id: int, minutes: int) -> None:
        from incidentdesk.respond.update_cadence import change_cadence

        self._do(lambda session: change_cadence(session, schedule_id, minutes), _("Cadence changed"))

    def start(self, audience_id: int) -> None:
        from incidentdesk.respond.update_cadence import start_updates

        self._do(lambda session: start_updates(session, self._id, audience_id), _("Updates started"))

    # -- saving

    def _do(self, act: Callable[[Any], Any], said: str, *, toast: bool = False) -> None:
        write(self._desk, self._part, act, said, failed=self._page.say_refused, toast=toast)

    def _ask(self, dialog: LineDialog, act: Callable[[Any], Any], said: str) -> None:
        dialog.wanted.connect(
            lambda: write(self._desk, dialog, act, said, then=lambda _none: dialog.accept(), failed=dialog.fail)
        )
        dialog.open()
