"""The dialog of one feedback session: when, who, about what, what was decided, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QHBoxLayout, QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.file_name import documents, safe_file_name
from incidentdesk.desktop.improve.feedback_words import SESSION_MARK, SESSION_VERB
from incidentdesk.desktop.improve.improvement_dialog import open_improvement_dialog
from incidentdesk.desktop.improve.improvement_mark import IMPROVEMENT_MARK
from incidentdesk.desktop.investigate.action_dialog import open_action_dialog
from incidentdesk.desktop.investigate.line_list import Line, LineList
from incidentdesk.desktop.investigate.section import Section
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, text_box
from incidentdesk.desktop.widgets.line_rows import LineRows
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.desktop.widgets.state_bar import StateBar
from incidentdesk.desktop.widgets.state_mark import ACTION_MARK, Mark
from incidentdesk.desktop.writing import write
from incidentdesk.improve.feedback import FeedbackState
from incidentdesk.improve.feedback_invitation import invitation_bytes, send_invitation
from incidentdesk.improve.feedback_session_change import (
    change_session,
    following,
    give_up_session,
    move_session,
    plan_session,
    withdraw_session,
)
from incidentdesk.improve.feedback_session_fact import NEW_SESSION
from incidentdesk.improve.feedback_session_list import (
    ACTION,
    Outcome,
    SessionRow,
    feedback_session_facts,
    feedback_session_row,
    outcome_of,
)
from incidentdesk.improve.improvement import ImprovementSource, ImprovementState
from incidentdesk.investigate.action_state import ActionState
from incidentdesk.investigate.subject import subject_of
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.known_names import known_names
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 820, 720
_LINES = {"agenda": 4, "notes": 5}


@dataclass(frozen=True, slots=True)
class _Loaded:
    row: SessionRow
    facts: Facts
    outcome: tuple[Outcome, ...]
    people: tuple[str, ...]


def open_session_dialog(
    desk: Desk,
    parent: QWidget,
    session_id: int = 0,
    *,
    facts: Facts | None = None,
    done: Callable[[int], None] | None = None,
) -> "FeedbackSessionDialog":
    """Show a session, or plan a new one that begins with `facts`; `done(id)` follows when it is saved."""
    dialog = FeedbackSessionDialog(desk, session_id, facts or {}, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class FeedbackSessionDialog(RecordDialog):
    def __init__(self, desk: Desk, session_id: int, facts: Facts, parent: QWidget | None) -> None:
        title = _("Feedback session") if session_id else _("Plan a feedback session")
        key = f"feedback-session-{session_id or 'new'}-{facts.get('incidents', '')}"
        super().__init__(desk, title, session_store(desk.zone), session_id, key, parent)
        self._people: tuple[str, ...] = ()
        self._row: SessionRow | None = None
        self._build()
        self.begin({**NEW_SESSION, **facts}, _WIDTH, _HEIGHT)
        if not session_id:
            desk.background.run(_load_people, desk.database, then=self._offer, failed=self.fail)
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        theme, form = self.theme, self.form
        self.states = StateBar(theme)
        self.states.wanted.connect(self.go)
        self.body.insertWidget(1, self.states)
        starts = QLineEdit(placeholderText=_("2026-03-31 14:00"))
        ends = QLineEdit(placeholderText=_("15:00"))
        starts.setAccessibleDescription(_("A day with a time, 14:00 for the next time the clock shows it, or +2h"))
        ends.setAccessibleDescription(_("A time of the same day, or a day with a time"))
        self.attendees = LineRows(theme, _("Attendee"), _("Add an attendee"), self._attendee_cells)
        self.incidents = LineRows(theme, _("Incident"), _("Add an incident"), self._incident_cells)
        form.add_row(("title", _("&Title"), QLineEdit(maxLength=500), 6))
        form.add_row(
            ("starts", _("&From"), starts, 2), ("ends", _("&Until"), ends, 2), ("place", _("&Place"), QLineEdit(), 2)
        )
        form.add_row(("attendees", _("&Attendees"), self.attendees, 4), ("incidents", _("A&bout"), self.incidents, 2))
        form.add_row(("agenda", _("A&genda"), text_box(), 6), stretch=1)
        form.add_row(("notes", _("&Notes"), text_box(), 3), ("decisions", _("&Decisions"), text_box(), 3), stretch=2)
        for name, lines in _LINES.items():
            self._leave_room(name, lines)
        if self.record_id:
            self._build_outcome()

    def _leave_room(self, name: str, lines: int) -> None:
        """So many lines of a text are always seen; with little room the form scrolls."""
        grid, field = self.form.layout(), self.form.fields[name]
        row, *_rest = grid.getItemPosition(grid.indexOf(field))
        grid.setRowMinimumHeight(row, lines * field.fontMetrics().lineSpacing() + 14)

    def _build_outcome(self) -> None:
        self.outcome = Section(self.desk, _("What came of it"))
        self.outcome_list = LineList(self.desk, _("What came of it"))
        self.outcome_list.opened.connect(self._open_outcome)
        self.add_improvement = LinkButton(
            self.theme, _("Add an i&mprovement…"), "plus", description=_("Write down what is to become better")
        )
        self.add_improvement.setAutoDefault(False)
        self.add_improvement.clicked.connect(self._improve)
        self.add_action = LinkButton(
            self.theme, _("Add a &corrective action…"), "plus", description=_("Propose one for the incident")
        )
        self.add_action.setAutoDefault(False)
        self.add_action.clicked.connect(self._act)
        self.outcome.add(self.outcome_list)
        self.form.add_whole(self.outcome)
        self.form.add_whole(_leading(self.add_improvement, self.add_action))
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.invite = self.add_button(_("In&vite"), role, description=_("Send the invitation to all attendees"))
        self.keep_file = self.add_button(
            _("&Calendar file…"), role, description=_("Save the invitation as an iCalendar file")
        )
        self.invite.clicked.connect(self._invite)
        self.keep_file.clicked.connect(self._ask_file)

    def _attendee_cells(self) -> list[tuple[QWidget, int]]:
        name = NameField(_("Name"))
        name.setPlaceholderText(_("Name"))
        name.offer(self._people)
        came = ChoiceBox([("", _("not known yet")), ("yes", _("was there")), ("no", _("was not there"))])
        came.setAccessibleName(_("Was there"))
        return [(name, 3), (came, 2)]

    def _incident_cells(self) -> list[tuple[QWidget, int]]:
        line = QLineEdit(placeholderText=_("INC-0042"))
        line.setAccessibleName(_("Number"))
        return [(line, 1)]

    # -- words

    def saving_verb(self) -> str:
        return _("Save") if self.record_id else _("Plan")

    def said(self, created: bool) -> str:
        title = isolated(str(raw(self.form.fields["title"])).strip())
        return (_("Session planned: {title}") if created else _("Session changed: {title}")).format(title=title)

    def removed_sentence(self) -> str:
        return _("Session moved to the trash")

    def words(self, field: str, value: Any) -> str | None:
        return str(value).replace("\t", " · ") if field == "attendees" else None

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        for name, sentence in (
            ("title", _("Say in a few words what is talked over.")),
            ("starts", _("Say when it begins, such as 2026-03-31 14:00.")),
            ("ends", _("Say when it ends, such as 15:00.")),
        ):
            if not values[name]:
                return name, sentence
        return "", ""

    # -- reading

    def load(self) -> None:
        self.desk.background.run_latest(
            f"record of {id(self)}", _load_session, self.desk.database, self.record_id, self.desk.zone,
            then=self._loaded_session, failed=self.fail,
        )  # fmt: skip

    def _loaded_session(self, found: _Loaded) -> None:
        self._row = found.row
        self._offer(found.people)
        self._show_state()
        self.outcome_list.show_lines([
            Line(
                f"{each.noun} {each.id}", each.title,
                each.owner and _("owner {name}").format(name=isolated(each.owner)),
                f"{each.number} · {_(each.state)}", mark=_mark(each),
            )
            for each in found.outcome
        ])  # fmt: skip
        self.outcome.show_count(len(found.outcome))
        nothing = _("Nothing yet. What was decided becomes an improvement or an action, so that it is done.")
        self.outcome.say("" if found.outcome else nothing)
        self.add_action.setEnabled(bool(found.row.incidents))
        self.add_action.setToolTip("" if found.row.incidents else _("The session is about no incident."))
        self._loaded(found.facts)

    def _offer(self, people: tuple[str, ...]) -> None:
        self._people = people
        for row in self.attendees.rows:
            row.cells[0].offer(people)

    def _show_state(self) -> None:
        state = FeedbackState(self._row.state)
        self.states.show_state(SESSION_MARK[state], _(state))
        verbs = ((str(each), SESSION_VERB[each]()) for each in following(state))
        self.states.offer(verbs, why_not=str(self.desk.database.read_only))
        held = state == FeedbackState.HELD
        self.invite.setText(_("Send cancellation") if state == FeedbackState.CANCELED else _("In&vite"))
        self.invite.setEnabled(not held and not self.desk.database.read_only)
        self.invite.setToolTip(_("The session was held already.") if held else self.invite.accessibleDescription())

    # -- acting

    def go(self, state: str) -> None:
        """Save what is typed and bring the session to a state."""
        said = _("Session: {state}").format(state=_(state))
        self.save_and(lambda session, session_id: move_session(session, session_id, state), said)

    def _improve(self) -> None:
        begin = {"source": str(ImprovementSource.FEEDBACK)}
        open_improvement_dialog(
            self.desk, self, begin=begin, origins={"feedback_session_id": self.record_id}, done=lambda _id: self.load()
        )

    def _act(self) -> None:
        """Propose an action for the first of the incidents."""
        subject = subject_of(self._row.incidents[0])
        open_action_dialog(self.desk, self, subject=subject, done=lambda _id: self.load())

    def _open_outcome(self, key: str) -> None:
        noun, _blank, record_id = key.partition(" ")
        opening = open_action_dialog if noun == ACTION else open_improvement_dialog
        opening(self.desk, self, int(record_id), done=lambda _id: self.load())

    def _invite(self) -> None:
        """Save what is typed and send the invitation to everybody; the dialog stays open."""
        zone, session_id = self.desk.zone, self.record_id
        changed, seen = self.changes(), dict(self._seen)

        def act(session: Any) -> int:
            if changed:
                change_session(session, session_id, changed, seen=seen, zone=zone)
            return send_invitation(session, session_id, zone=zone)

        write(self.desk, self, act, _("Invitations sent"), then=self._invited, failed=self.fail)

    def _invited(self, count: int) -> None:
        told = ngettext("{count} invitation is in the outbox", "{count} invitations are in the outbox", count)
        self.message.say(told.format(count=count), "success")
        self.load()

    def _ask_file(self) -> None:
        name = safe_file_name(self._row.title if self._row else _("Feedback session"), ".ics")
        path, _kind = QFileDialog.getSaveFileName(
            self, _("Save the invitation"), str(documents() / name), _("iCalendar (*.ics)")
        )
        if path:
            self.save_file(Path(path))

    def save_file(self, path: Path) -> None:
        """Write the invitation as it is stored now."""
        whole = path if path.suffix else path.with_suffix(".ics")
        said = _("Written: {file}").format(file=isolated(whole.name))
        self.desk.background.run(
            _write_file, self.desk.database, whole, self.record_id,
            then=lambda _none: self.message.say(said, "success"), failed=self.fail,
        )  # fmt: skip


def _mark(each: Outcome) -> Mark:
    if each.noun == ACTION:
        return ACTION_MARK[ActionState(each.state)]
    return IMPROVEMENT_MARK[ImprovementState(each.state)]


def _leading(*widgets: QWidget) -> QWidget:
    """At the beginning of a line."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return line


def session_store(zone: ZoneInfo) -> RecordStore:
    """How sessions are read and written; times are typed in that zone."""
    return RecordStore(
        noun="feedback_session",
        read=lambda reader, session_id: feedback_session_facts(_row(reader, session_id), reader, zone),
        create=lambda session, facts: plan_session(session, zone=zone, **facts),
        change=lambda session, key, changes, seen: change_session(session, key, changes, seen=seen, zone=zone),
        give_up=lambda session, key, given_up: give_up_session(session, key, given_up, zone=zone),
        withdraw=withdraw_session,
    )


def _row(reader: Any, session_id: int) -> SessionRow:
    found = feedback_session_row(reader, session_id)
    if found is None:
        raise Refused(_("The session is not there any more; somebody has taken it away."))
    return found


def _load_session(database: Any, session_id: int, zone: ZoneInfo) -> _Loaded:
    with database.read() as reader:
        row = _row(reader, session_id)
        outcome = tuple(outcome_of(reader, session_id))
        return _Loaded(row, feedback_session_facts(row, reader, zone), outcome, known_names(reader).people)


def _load_people(database: Any) -> tuple[str, ...]:
    with database.read() as reader:
        return known_names(reader).people


def _write_file(database: Any, path: Path, session_id: int) -> None:
    from incidentdesk.detect.transfer.atomic import written_whole

    with database.read() as reader:
        data = invitation_bytes(reader, session_id, clock.stored(clock.now()))
    with written_whole(path) as part:
        part.write_bytes(data)
