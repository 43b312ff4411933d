"""The dialog in which a drill is scheduled: on which scenario, when, with whom, and what may leave the sandbox."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, put, raw, when_changed
from incidentdesk.desktop.widgets.line_rows import LineRows
from incidentdesk.desktop.widgets.name_field import NameField, PersonField
from incidentdesk.desktop.widgets.tick_field import TickField
from incidentdesk.improve.drill import DrillPart
from incidentdesk.improve.drill_list import DrillRow, drill_row, scenarios
from incidentdesk.language import _, isolated
from incidentdesk.prepare.known_names import people_to_ask
from incidentdesk.prepare.minutes import hours_text, minutes_of
from incidentdesk.prepare.rota_typed_time import typed_instant, written_instant
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 760, 620


def open_drill_dialog(
    desk: Desk, parent: QWidget, drill_id: int = 0, *, scenario_id: int = 0, done: Callable[[int], None] | None = None
) -> "DrillDialog":
    """Schedule a drill, or change one that has not started; `done(id)` follows when it is saved."""
    dialog = DrillDialog(desk, drill_id, scenario_id, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class DrillDialog(RecordDialog):
    def __init__(self, desk: Desk, drill_id: int, scenario_id: int, parent: QWidget | None) -> None:
        title = _("Drill") if drill_id else _("Schedule a drill")
        super().__init__(desk, title, _drill_store(desk), drill_id, f"drill-{drill_id or f'new-{scenario_id}'}", parent)
        self._people: Sequence[str] = ()
        self._roles: Sequence[str] = ()
        self._build()
        new = {"scenario_id": scenario_id or None, "title": "", "planned": "", "length": hours_text(60)}
        self.begin({**new, "participants": "", "effects": ""}, _WIDTH, _HEIGHT)
        desk.background.run(_load_offer, desk.database, then=self._offer, failed=self.fail)
        when_changed(self.form.fields["planned"], self._explain)
        when_changed(self.form.fields["effects"], self._explain_effects)
        self._explain()
        self._explain_effects()
        if not drill_id:
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        self.scenario = ChoiceBox()
        self.scenario.setEnabled(not self.record_id)
        self.people = LineRows(self.theme, _("Person"), _("Add somebody"), self._cells)
        self.effects = TickField(_("What may leave"))
        self.meaning, self.leaving = QLabel(wordWrap=True), QLabel(wordWrap=True)
        planned = QLineEdit(placeholderText=_("tomorrow 09:00"))
        planned.setAccessibleDescription(_("A time such as tomorrow 09:00, fri 14:00 or +2h"))
        form = self.form
        form.add_row(("scenario_id", _("&Scenario"), self.scenario, 3), ("title", _("&Title"), QLineEdit(), 3))
        form.fields["title"].setPlaceholderText(_("as the scenario"))
        form.add_row(("planned", _("&When"), planned, 4), ("length", _("&Length"), QLineEdit(), 2))
        form.add_whole(self.meaning)
        form.add_row(("participants", _("Who takes &part, and who observes"), self.people, 6))
        form.add_row(("effects", _("What &may leave the drill"), self.effects, 6))
        form.add_whole(self.leaving)
        # What is left in height stays below the fields.
        form.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        for label in (self.meaning, self.leaving):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setContentsMargins(0, 0, 0, 8)

    def _cells(self) -> list[tuple[QWidget, int]]:
        person = PersonField(_("Name"))
        person.setPlaceholderText(_("Name"))
        person.offer(self._people)
        part = ChoiceBox((str(each), _(each)) for each in (DrillPart.PARTICIPANT, DrillPart.LEAD, DrillPart.OBSERVER))
        part.setAccessibleName(_("Part"))
        role = NameField(_("Role"))
        role.setPlaceholderText(_("no role"))
        role.offer(self._roles)
        return [(person, 4), (part, 2), (role, 3)]

    # -- words

    def saving_verb(self) -> str:
        return _("Save") if self.record_id else _("Schedule drill")

    def said(self, created: bool) -> str:
        return _("Drill scheduled") if created else _("Drill changed")

    def removed_sentence(self) -> str:
        return _("Drill moved to the trash")

    def words(self, field: str, value: Any) -> str | None:
        return str(value).replace("\t", " · ") if field == "participants" else None

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["scenario_id"]:
            return "scenario_id", _("Choose what is played. Scenarios are made in the part of that name.")
        try:
            planned = typed_instant(values["planned"], clock.stored(clock.now()), self.desk.zone)
        except Refused as refused:
            return "planned", str(refused)
        if not self.record_id and planned < clock.stored(clock.now()) - moment.MINUTE:
            return "planned", _("This is in the past. Say when the drill is to be.")
        try:
            length = minutes_of(values["length"])
        except Refused as refused:
            return "length", str(refused)
        return ("", "") if length else ("length", _("Say how long it takes, such as 1 h."))

    def _explain(self) -> None:
        """Say what the time means while it is typed."""
        text = str(raw(self.form.fields["planned"])).strip()
        try:
            at = typed_instant(text, clock.stored(clock.now()), self.desk.zone)
            said = moment.full(at, self.desk.zone) if text else _("Now; it begins when somebody starts it.")
        except Refused as refused:
            said = str(refused)
        self.meaning.setText(said)
        self.meaning.setAccessibleName(said)

    def _explain_effects(self) -> None:
        chosen = [box.text() for box in self.effects.boxes.values() if box.isChecked()]
        if not self.effects.boxes:
            said = _("There is no outlet on this desk, so nothing can leave the drill.")
        elif not chosen:
            said = _("Nothing leaves the drill: messages stay in its own outbox.")
        else:
            said = _("Messages of the drill do leave through what is ticked. Each begins with [DRILL].")
        self.leaving.setText(said)
        self.leaving.setAccessibleName(said)
        self.theme.tint(self.leaving, "warning" if chosen else "text2")

    def _offer(self, offer: Mapping[str, Any]) -> None:
        self._people, self._roles = offer["people"], offer["roles"]
        self.scenario.offer([(None, _("choose one")), *offer["scenarios"]])
        self.effects.offer(offer["outlets"])
        for row in self.people.rows:
            row.cells[0].offer(self._people)
            row.cells[2].offer(self._roles)
        put(self.scenario, raw(self.scenario))
        self._explain_effects()

    def dress(self) -> None:
        super().dress()
        self.theme.tint(self.meaning, "text2")
        self._explain_effects()


def _load_offer(database: Any) -> dict[str, Any]:
    from incidentdesk.prepare.known_names import names_in

    with database.read() as reader:
        outlets = reader.rows("SELECT id, name FROM outlet WHERE withdrawn_at IS NULL AND enabled ORDER BY name")
        return {
            "people": people_to_ask(reader),
            "roles": names_in(reader, "role"),
            "scenarios": [(row.id, row.name) for row in scenarios(reader)],
            "outlets": [(str(row[0]), str(row[1])) for row in outlets],
        }


# -- reading and writing


def _drill_store(desk: Desk) -> RecordStore:
    """How drills are read and written; times are those of the desk's zone."""

    def read(reader: Any, drill_id: int) -> Facts:
        row = drill_row(reader, drill_id)
        if row is None:
            raise Refused(_("This drill is not there any more; it may be in the trash."))
        return _facts(reader, row, desk)

    def create(session: Any, facts: Facts) -> int:
        from incidentdesk.improve.drill_change import schedule_drill

        given = _given(session, facts, desk)
        return schedule_drill(session, scenario_id=int(facts["scenario_id"]), **given)

    def change(session: Any, drill_id: int, changes: Facts, _seen: Facts) -> None:
        from incidentdesk.improve.drill_change import change_drill

        change_drill(session, drill_id, **_given(session, changes, desk))

    def withdraw(session: Any, drill_id: int) -> None:
        from incidentdesk.improve.drill_change import withdraw_drill

        withdraw_drill(session, drill_id)

    return RecordStore("drill", read, create, change, lambda *_given_up: None, withdraw)


def _facts(reader: Any, row: DrillRow, desk: Desk) -> Facts:
    outlets = {
        str(name): str(key) for key, name in reader.rows("SELECT id, name FROM outlet WHERE withdrawn_at IS NULL")
    }
    return {
        "scenario_id": row.scenario_id,
        "title": row.title,
        "planned": written_instant(row.planned_at, desk.zone),
        "length": hours_text(row.planned_length),
        "participants": "\n".join(f"{seat.person}\t{seat.part}\t{seat.role}".rstrip() for seat in row.seats),
        "effects": " ".join(outlets[name] for name in row.effects if name in outlets),
    }


def _given(session: Any, facts: Facts, desk: Desk) -> dict[str, Any]:
    """The facts as the use case takes them."""
    given: dict[str, Any] = {"title": facts["title"]} if facts.get("title") else {}
    if "planned" in facts:
        given["planned_at"] = typed_instant(facts["planned"], session.at, desk.zone)
    if "length" in facts:
        given["planned_length"] = minutes_of(facts["length"]) or 60
    if "participants" in facts:
        given["participants"] = [_seating(session, line) for line in facts["participants"].splitlines()]
    if "effects" in facts:
        names = {str(key): str(name) for key, name in session.reader.rows("SELECT id, name FROM outlet")}
        given["effects"] = [names[key] for key in facts["effects"].split() if key in names]
    return given


def _seating(session: Any, line: str) -> Any:
    from incidentdesk.improve.drill_change import Seating

    person, part, role = [*line.split("\t"), "", "", ""][:3]
    person_id = _named(session, "person", person, _("Nobody is called “{name}”. Choose somebody of the list."))
    role_id = _named(session, "role", role, _("There is no role “{name}”. Choose one of the list."))
    assert person_id is not None
    return Seating(person_id, part or str(DrillPart.PARTICIPANT), role_id)


def _named(session: Any, table: str, name: str, missing: str) -> int | None:
    if not name.strip():
        return None
    found = session.reader.rows(
        "SELECT id FROM " + table + " WHERE lower(name) = :name AND withdrawn_at IS NULL ORDER BY id",
        {"name": name.strip().lower()},
    )
    if not found:
        raise Refused(missing.format(name=isolated(name.strip())))
    return int(found[0][0])
