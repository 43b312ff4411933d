"""The dialog of one team: its department, its address, and who belongs to it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.wrapped_label import WrappedLabel
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, text_box
from incidentdesk.desktop.widgets.line_rows import LineRows
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.language import _, isolated
from incidentdesk.prepare.known_names import known_names
from incidentdesk.prepare.team_change import change_team, create_team, give_up_team, team_facts, withdraw_team
from incidentdesk.prepare.team_list import departments, teams

_WIDTH, _HEIGHT = 680, 600
_LEAD = "lead"


def open_team_dialog(
    desk: Desk, parent: QWidget, team_id: int = 0, *, done: Callable[[int], None] | None = None
) -> "TeamDialog":
    """Show a team, or make a new one; `done(id)` follows when it is saved."""
    dialog = TeamDialog(desk, team_id, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class TeamDialog(RecordDialog):
    def __init__(self, desk: Desk, team_id: int, parent: QWidget | None) -> None:
        title = _("Team") if team_id else _("New team")
        super().__init__(desk, title, TEAM_STORE, team_id, f"team-{team_id or 'new'}", parent)
        self._people: tuple[str, ...] = ()
        self._elsewhere: dict[str, str] = {}
        self._build()
        self.begin(dict.fromkeys(self.form.fields, ""), _WIDTH, _HEIGHT)
        if not team_id:
            desk.background.run(_load_offers, desk.database, 0, then=self._offer, failed=self.fail)
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        self.department = NameField(_("Department"))
        self.members = LineRows(self.theme, _("Member"), _("Add a member"), self._member_cells)
        email = QLineEdit(maxLength=200)
        email.setPlaceholderText(_("team@example.org"))
        form = self.form
        form.add_row(("name", _("&Name"), QLineEdit(maxLength=200), 6))
        form.add_row(
            ("department", _("&Department"), self.department, 3), ("email", _("&E-mail of the team"), email, 3)
        )
        form.add_row(("members", _("&Members"), self.members, 6))
        self.hint = WrappedLabel()
        self.hint.hide()
        form.add_whole(self.hint)
        form.add_row(("description", _("Desc&ription"), text_box(2), 6), stretch=1)
        self.members.changed.connect(self._say_moves)

    def _member_cells(self) -> list[tuple[QWidget, int]]:
        name = NameField(_("Person"))
        name.offer(self._people)
        name.setPlaceholderText(_("Person"))
        part = ChoiceBox([("", _("member")), (_LEAD, _("leads the team"))])
        part.setAccessibleName(_("Part"))
        return [(name, 3), (part, 2)]

    def _say_moves(self) -> None:
        """Who is in another team comes over from there."""
        names = [line.split("\t")[0] for line in self.members.text().splitlines()]
        moves = [
            _("{name} comes over from {team}").format(name=isolated(name), team=isolated(self._elsewhere[name]))
            for name in names
            if name in self._elsewhere
        ]
        self.hint.setText("; ".join(moves))
        self.hint.setVisible(bool(moves))

    # -- words

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        return (_("Team made: {name}") if created else _("Team changed: {name}")).format(name=name)

    def removed_sentence(self) -> str:
        return _("Team moved to the trash")

    def words(self, field: str, value: Any) -> str | None:
        return str(value).replace("\t", " · ") if field == "members" else None

    def why_not(self) -> tuple[str, str]:
        return ("", "") if self.values()["name"] else ("name", _("A team needs a name, such as Network."))

    # -- reading

    def load(self) -> None:
        self.desk.background.run_latest(
            f"record of {id(self)}",
            _load_team,
            self.desk.database,
            self.record_id,
            then=self._loaded_team,
            failed=self.fail,
        )

    def _loaded_team(self, found: tuple[Facts, "_Offers"]) -> None:
        facts, offers = found
        self._offer(offers)
        self._loaded(facts)

    def _offer(self, offers: "_Offers") -> None:
        self._people, names, self._elsewhere = offers
        self.department.offer(names)
        self._say_moves()

    def dress(self) -> None:
        super().dress()
        self.theme.tint(self.hint, "warning")


# People, departments, and who is in another team.
_Offers = tuple[tuple[str, ...], list[str], dict[str, str]]


TEAM_STORE = RecordStore(
    noun="team",
    read=team_facts,
    create=lambda session, facts: create_team(session, **facts),
    change=lambda session, key, changes, seen: change_team(session, key, changes, seen=seen),
    give_up=give_up_team,
    withdraw=withdraw_team,
)


def _offers(reader: Any, team_id: int) -> _Offers:
    elsewhere = {member.name: row.name for row in teams(reader) if row.id != team_id for member in row.members}
    return known_names(reader).people, [row.name for row in departments(reader)], elsewhere


def _load_offers(database: Any, team_id: int) -> _Offers:
    with database.read() as reader:
        return _offers(reader, team_id)


def _load_team(database: Any, team_id: int) -> tuple[Facts, _Offers]:
    with database.read() as reader:
        return team_facts(reader, team_id), _offers(reader, team_id)
