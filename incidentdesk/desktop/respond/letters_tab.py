"""What came in and could not be taken: to be looked at, tried again or dropped."""

from collections.abc import Callable
from typing import Any

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.mail_files import choose_mail_files
from incidentdesk.desktop.detect.taken_words import said_of, try_again_each
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table_pane import RecordListing
from incidentdesk.desktop.respond.intake_action import INCIDENT, MENU, OPEN, SCOPE, add_action, ask_reason
from incidentdesk.desktop.respond.intake_pane import IntakePane
from incidentdesk.desktop.respond.letter_sheet import LetterSheet
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.writing import write
from incidentdesk.detect.dead_letter import LetterState
from incidentdesk.detect.dead_letter_change import drop_dead_letter
from incidentdesk.detect.dead_letter_list import DeadLetterRow, dead_letters
from incidentdesk.detect.number import number
from incidentdesk.detect.taken import Taken
from incidentdesk.language import N_, _, ngettext

WAITING, ALL = "waiting", "all"
_STATE_MARK = {
    LetterState.WAITING: ("ring", "warning"),
    LetterState.TAKEN: ("check", "success"),
    LetterState.DROPPED: ("cross", "hint"),
}


def _mark(row: DeadLetterRow) -> tuple[str, str]:
    return (
        ("minus", "text2") if row.parked and row.state == LetterState.WAITING else _STATE_MARK[LetterState(row.state)]
    )


def state_text(row: DeadLetterRow) -> str:
    """Parked is what is whole and only not wanted."""
    return _("Parked") if row.parked and row.state == LetterState.WAITING else _(row.state)


COLUMNS = (
    Column("kind", N_("Kind"), lambda row, _now: _(row.kind), lambda row: row.kind, 104),
    Column("state", N_("State"), lambda row, _now: state_text(row), lambda row: (row.state, row.parked), 112,
           mark=_mark),
    Column("sender", N_("Sender"), lambda row, _now: row.sender or row.source, lambda row: row.sender.casefold(),
           184, 2,
           whole=lambda row, _now: " · ".join(part for part in (row.sender, row.source) if part)),
    Column("subject", N_("Subject"), lambda row, _now: row.subject or _("without a subject"),
           lambda row: row.subject.casefold(), role=lambda row, _now: "text" if row.subject else "hint"),
    Column("reason", N_("Why not"), lambda row, _now: row.reason, lambda row: row.reason.casefold(), 320, 1,
           role=lambda *_: "text2"),
    Column("incident", N_("Incident"), lambda row, _now: number(row.incident_id) if row.incident_id else "",
           lambda row: row.incident_id or 0, 88, 4, role=lambda *_: "text2"),
    Column("at", N_("Came in"), lambda row, now: moment.relative(row.received_at, now.at, now.zone),
           lambda row: row.received_at, 92, 3, whole=lambda row, now: moment.full(row.received_at, now.zone),
           role=lambda *_: "text2", trailing=True, descending=True),
)  # fmt: skip


def _searched(row: DeadLetterRow) -> str:
    return " ".join((_(row.kind), state_text(row), row.sender, row.source, row.subject, row.reason))


def _listing(wants_all: Callable[[], bool]) -> RecordListing:
    menu = (OPEN, "intake.again", "intake.drop")
    return RecordListing(
        name=_("Could not be taken"),
        icon="dead-letter",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: dead_letters(reader, all_states=wants_all()),
        nouns=frozenset({"dead_letter"}),
        searched=_searched,
        counted=lambda count: ngettext("{count} letter", "{count} letters", count).format(count=count),
        placeholder=_("A sender, words of the subject or the reason, “parked”"),
        nothing=_("Nothing is waiting here"),
        teaching=_(
            "A mail, an alert or a report that can't be taken is kept here, whole, until you have looked at it."
        ),
        making="",
        offered=menu,
        more=(INCIDENT,),
        menu=(*menu, INCIDENT, None, "edit.copy"),
        scope=SCOPE,
        page_menu=MENU,
    )


class LettersTab(IntakePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing(lambda: self.states.value == ALL))
        options = ((WAITING, _("To look at")), (ALL, _("All")))
        self.states = Chooser(desk.theme, _("State"), options)
        self.states.chosen.connect(lambda _value: self.refresh())
        self.top.addWidget(self.states)
        add_action(self, "again", _("T&ry again"), self.try_again, "refresh", "R", 20, self._why_not_waiting)
        add_action(self, "drop", _("&Drop…"), self.drop, "trash", "D", 20, self._why_not_waiting)
        add_action(self, "incident", _("Open &incident"), self._go, "incident", "O", 30, self._why_no_incident)
        self.declare()

    def new(self) -> None:
        choose_mail_files(self.desk, self)

    def open_row(self, row: DeadLetterRow) -> None:
        LetterSheet(self.desk, row, self).open()

    def show_record(self, letter_id: int) -> None:
        self.stand_on(letter_id)

    # -- commands

    def _waiting(self) -> list[int]:
        return [row.id for row in self.selected() if row.state == LetterState.WAITING]

    def _why_not_waiting(self) -> str:
        return self.why_nothing() or ("" if self._waiting() else _("It was decided already."))

    def _why_no_incident(self) -> str:
        row = next(iter(self.selected()), None)
        return self.why_no_row() or ("" if row and row.incident_id else _("It became no incident."))

    def _go(self) -> None:
        self.opened.emit(number(self.selected()[0].incident_id))

    def try_again(self) -> None:
        ids = self._waiting()
        said = ngettext("Tried again: {count} letter", "Tried again: {count} letters", len(ids)).format(count=len(ids))
        write(self.desk, self, try_again_each(ids), said, then=self._tried, failed=self.fail_act)

    def _tried(self, taken: list[Taken]) -> None:
        sentence, kind = said_of(taken)
        self.message.say(sentence, kind)

    def drop(self) -> None:
        ids = self._waiting()
        count = len(ids)
        title = ngettext("Drop {count} letter", "Drop {count} letters", count).format(count=count)
        said = ngettext("{count} letter dropped", "{count} letters dropped", count).format(count=count)

        def act(session: Any, reason: str) -> None:
            for each in ids:
                drop_dead_letter(session, each, reason)

        ask_reason(self.desk, self, title, _("Drop"), said, act)
