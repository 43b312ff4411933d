"""Who is invited to a session: those who lack the course first, ticked; anybody else can be."""

from typing import Any

from PySide6.QtWidgets import QDialogButtonBox, QLabel, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.people_ticks import PeopleTicks, Ticked
from incidentdesk.desktop.improve.training_words import cell_words
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.writing import write
from incidentdesk.improve.training_list import Cell, CellState, matrix
from incidentdesk.improve.training_message import send_invitations
from incidentdesk.improve.training_result_change import invite
from incidentdesk.improve.training_session_list import SessionRow, session_row
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.addressee import addressees
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 560, 600
_ORDER = (CellState.OVERDUE, CellState.OPEN, CellState.EXPIRING, CellState.MET, CellState.NOT_REQUIRED)
_LACKING = _ORDER[:3]
# Who could be invited, as (id, name, team, how they stand with the course).
_Person = tuple[int, str, str, Cell]


class InviteSheet(Sheet):
    def __init__(self, desk: Desk, row: SessionRow, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Invite to a session"), parent)
        self.desk, self._row = desk, row
        self.heading = QLabel(f"{isolated(row.course)} · {moment.full(row.starts_at, desk.zone)}", wordWrap=True)
        self.message = MessageBar(desk.theme)
        self.people = PeopleTicks(desk.theme, _("People"))
        for widget in (self.heading, self.message):
            self.body.addWidget(widget)
        self.body.addWidget(self.people, 1)
        self._add_buttons()
        self.people.changed.connect(self._allow)
        self.dress()
        self.fit(_WIDTH, _HEIGHT)
        self._allow()
        desk.background.run(_load, desk.database, row.id, self._today(), then=self._show, failed=self._fail)
        self.people.setFocus()

    def _today(self) -> str:
        return clock.now().astimezone(self.desk.zone).date().isoformat()

    def _add_buttons(self) -> None:
        role = QDialogButtonBox.ButtonRole
        self.cancel = self.add_close_button(_("Cancel"))
        self.quietly = self.add_button(
            _("Invite without a &message"), role.ActionRole, description=_("Put them on the list and send nothing")
        )
        self.send = self.add_button(_("&Invite and send"), role.AcceptRole, primary=True,
                                    description=_("Put them on the list and send the invitation"))  # fmt: skip
        self.buttons.accepted.disconnect()
        self.buttons.accepted.connect(lambda: self._invite(tell=True))
        self.quietly.clicked.connect(lambda: self._invite(tell=False))

    def _show(self, people: list[_Person]) -> None:
        today = self._today()
        order = sorted(people, key=lambda each: (_ORDER.index(each[3].state), each[1].casefold()))
        shown = []
        for person_id, name, team, cell in order:
            words = cell_words(cell, name, self._row.course, today)
            said = " · ".join(filter(None, (team, words.word, words.detail)))
            shown.append(Ticked(person_id, name, said, cell.state in _LACKING))
        self.people.show_people(shown)

    def _allow(self) -> None:
        count = len(self.people.ticked())
        why = str(self.desk.database.read_only) or ("" if count else _("Tick somebody first."))
        for button in (self.send, self.quietly):
            button.setEnabled(not why)
            button.setToolTip(why)

    def _invite(self, *, tell: bool) -> None:
        chosen, row, zone = self.people.ticked(), self._row, self.desk.zone
        if not chosen:
            return

        def act(session: Any) -> None:
            invite(session, row.id, chosen)
            if tell:
                send_invitations(session, row.id, zone=zone)

        said = ngettext("{n} person invited", "{n} people invited", len(chosen)).format(n=len(chosen))
        write(self.desk, self, act, said, then=lambda _none: self.accept(), failed=self._fail, toast=True)

    def _fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")

    def dress(self) -> None:
        super().dress()
        self.heading.setFont(self.theme.font("strong"))


def _load(database: Any, session_id: int, today: str) -> list[_Person]:
    """Everybody who works here and is not invited yet."""
    with database.read() as reader:
        row, found = session_row(reader, session_id), matrix(reader, today)
        if row is None:
            raise Refused(_("The session is not there any more; somebody has taken it away."))
        place = next((at for at, course in enumerate(found.courses) if course.id == row.course_id), -1)
        cells = {line.person.id: line.cells[place] for line in found.lines} if place >= 0 else {}
        invited = {each.person_id for each in row.attendees}
        nothing = Cell(CellState.NOT_REQUIRED)
        return [
            (each.id, each.name, each.team, cells.get(each.id, nothing))
            for each in addressees(reader, today)
            if each.id not in invited and (each.staff or each.id in cells)
        ]
