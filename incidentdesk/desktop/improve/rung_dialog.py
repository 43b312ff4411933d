"""The dialog in which a rung of the ladder is recorded: who has shown what, where, and who has seen it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.day_field import DayField
from incidentdesk.desktop.widgets.form_grid import text_box
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.improve.commander_ladder import NEW_EVIDENCE, record_evidence, withdraw_evidence
from incidentdesk.improve.training_result import CommanderStep
from incidentdesk.language import _, isolated
from incidentdesk.prepare.known_names import known_names
from incidentdesk.prepare.naming import same_name

_WIDTH, _HEIGHT = 640, 480


def open_rung_dialog(
    desk: Desk, parent: QWidget, *, facts: Facts | None = None, done: Callable[[int], None] | None = None
) -> "RungDialog":
    """Record a rung that begins with `facts`; `done(id)` follows when it is saved."""
    dialog = RungDialog(desk, facts or {}, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class RungDialog(RecordDialog):
    def __init__(self, desk: Desk, facts: Facts, parent: QWidget | None) -> None:
        key = f"commander-evidence-{facts.get('person', '')}"
        super().__init__(desk, _("Record what was shown"), _STORE, 0, key, parent)
        self._build()
        today = clock.now().astimezone(desk.zone).date().isoformat()
        self.begin({**NEW_EVIDENCE, "day": today, **facts}, _WIDTH, _HEIGHT)
        desk.background.run(_load_names, desk.database, then=self._offer, failed=self.fail)
        first = self.form.fields["incident" if facts.get("person") else "person"]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        theme, form = self.theme, self.form
        self.person = NameField(_("Person"), _("Who has shown it"))
        self.signed_by = NameField(_("Seen by"), _("Who has seen it; who may lead on their own is signed by another"))
        incident, drill = QLineEdit(placeholderText=_("INC-0042")), QLineEdit(placeholderText=_("DRL-0001"))
        incident.setAccessibleDescription(_("Number of the incident in which it was shown; may stay empty"))
        drill.setAccessibleDescription(_("Number of the drill in which it was shown; may stay empty"))
        steps = [(str(step), _(step)) for step in CommanderStep]
        form.add_row(
            ("person", _("&Person"), self.person, 4), ("day", _("&Day"), DayField(theme, self.desk.zone, _("Day")), 2)
        )
        form.add_row(("step", _("&Rung"), Chooser(theme, _("Rung"), steps), 6))
        form.add_row(
            ("incident", _("&Incident"), incident, 2), ("drill", _("D&rill"), drill, 2),
            ("signed_by", _("S&een by"), self.signed_by, 2),
        )  # fmt: skip
        form.add_row(("note", _("&What was seen"), text_box(2), 6), stretch=1)

    def _offer(self, people: list[str]) -> None:
        self.person.offer(people)
        self.signed_by.offer(people)

    def saving_verb(self) -> str:
        return _("Record")

    def said(self, _created: bool) -> str:
        return _("Rung recorded: {name}").format(name=isolated(self.person.text().strip()))

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["person"]:
            return "person", _("Say who has shown it.")
        if not (values["incident"] or values["drill"] or values["note"]):
            return "note", _("Say where it was shown: an incident, a drill, or in a note.")
        if values["step"] == CommanderStep.QUALIFIED:
            if not values["signed_by"]:
                return "signed_by", _("Say who signs that this person may lead on their own.")
            if same_name(values["signed_by"], values["person"]):
                return "signed_by", _("Let somebody else sign.")
        return "", ""


def _unchangeable(*_arguments: Any) -> None:
    """Evidence is taken away and recorded anew; there is no dialog that changes it."""


_STORE = RecordStore(
    noun="commander_evidence",
    read=lambda _reader, _key: dict(NEW_EVIDENCE),
    create=lambda session, facts: record_evidence(session, **facts),
    change=_unchangeable,
    give_up=_unchangeable,
    withdraw=withdraw_evidence,
)


def _load_names(database: Any) -> list[str]:
    with database.read() as reader:
        return list(known_names(reader).staff)
