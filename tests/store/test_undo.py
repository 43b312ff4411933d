"""Undo takes a gesture back by writing its opposite, and never another's work."""

import io
import json

import pytest

from incidentdesk.detect.attachment import attach
from incidentdesk.detect.entry import entry
from incidentdesk.detect.incident import incident
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.state import HoldReason, State
from incidentdesk.investigate.action_intake import propose_action
from incidentdesk.investigate.cause_editing import add_below, set_facts, set_text, vote
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, applied
from incidentdesk.investigate.cause_record import cause_graph_of, save_changes
from incidentdesk.investigate.evidence_adding import Label, add_text
from incidentdesk.investigate.evidence_list import Stance
from incidentdesk.investigate.problem_intake import open_problem, open_problem_of
from incidentdesk.investigate.problem_link import link_incident, problem_of
from incidentdesk.investigate.problem_move import ProblemMove, move_problem
from incidentdesk.investigate.problem_state import ProblemState
from incidentdesk.investigate.stance import link_evidence
from incidentdesk.investigate.subject import INCIDENT, PROBLEM, Subject
from incidentdesk.prepare.naming import rename
from incidentdesk.prepare.person import person
from incidentdesk.prepare.setting import set_setting, setting_of
from incidentdesk.prepare.team import team, team_named
from incidentdesk.refusal import Refused
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.note import add_note, change_note
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import ledger, undoing, verifying
from incidentdesk.store.base import metadata
from tests.investigation import investigate_everything


def linked_incidents(reader, problem_id):
    rows = reader.rows(
        "SELECT incident_id FROM problem_incident WHERE problem_id = :id AND withdrawn_at IS NULL ORDER BY 1",
        {"id": problem_id},
    )
    return [row[0] for row in rows]


class Work:
    def __init__(self, desk):
        self.desk = desk

    def act(self, use_case, *arguments, actor="Mei", **named):
        """Runs a use case as one gesture; returns the gesture and what the use case returned."""
        with self.desk.write(actor=actor) as session:
            made = use_case(session, *arguments, **named)
            return session.gesture, made

    def undo(self, gesture, actor="Mei"):
        return self.act(undoing.undo, gesture, actor=actor)[0]

    def rows(self, sql, **parameters):
        with self.desk.read() as reader:
            return reader.rows(sql, parameters)

    def everything(self):
        """Every record without what only counts or repeats changes."""
        silent = {"version", "updated_at"}
        with self.desk.engine.connect() as connection:
            return {
                table.name: [
                    {name: value for name, value in row._asdict().items() if name not in silent}
                    for row in connection.execute(table.select().order_by(table.c.id))
                ]
                for table in (incident, entry, person, team)
            }

    def is_true_to_its_ledger(self):
        with self.desk.engine.connect() as connection:
            chains = [row[0] for row in self.rows("SELECT chain FROM ledger_head")]
            return verifying.verify(connection) == [] == verifying.differing(connection, chains)


@pytest.fixture
def work(desk):
    work = Work(desk)
    yield work
    assert work.is_true_to_its_ledger()


def test_a_gesture_and_its_undoing_and_redoing(work):
    _first, incident_id = work.act(log_incident, title="VPN down")
    before = work.everything()
    gesture, _none = work.act(change_incident, incident_id, {"title": "VPN slow", "impact": 1, "tags": ("a",)})
    after = work.everything()
    undoing = work.undo(gesture)
    assert work.everything() == before
    redoing = work.undo(undoing)
    assert work.everything() == after
    work.undo(redoing)
    assert work.everything() == before


@pytest.mark.parametrize(
    "gesture",
    [
        lambda s, i: change_incident(s, i, {"title": "x", "description": "y", "reporter": "Ann", "priority": 1,
                                            "override_reason": "z"}),
        lambda s, i: change_incident(s, i, {"assignee": "Mei", "team": "Net", "category": "C", "subcategory": "D"}),
        lambda s, i: add_note(s, i, "note", public=True),
        lambda s, i: move(s, i, Move(State.IN_PROGRESS, comment="on it")),
        lambda s, i: move(s, i, Move(State.RESOLVED, resolution_code="Solved", resolution_notes="restarted")),
        lambda s, i: move(s, i, Move(State.CANCELED, reason="no fault")),
        lambda s, i: ledger.withdraw(s, incident, i),
        lambda s, i: log_incident(s, title="another", reporter="Bo", team="Net"),
    ],
    ids=["facts", "assignment", "comment", "state", "resolution", "cancellation", "trash", "logging"],
)  # fmt: skip
def test_every_gesture_can_be_undone_and_redone(work, gesture):
    _first, incident_id = work.act(log_incident, title="VPN down")
    before = work.everything()
    number, _made = work.act(gesture, incident_id)
    after = work.everything()
    assert after != before
    undoing = work.undo(number)
    undone = work.everything()
    present = {table: [row for row in rows if row["withdrawn_at"] is None] for table, rows in undone.items()}
    assert present == before
    work.undo(undoing)
    assert work.everything() == after


def test_history_is_never_erased(work):
    gesture, incident_id = work.act(log_incident, title="VPN down")
    work.undo(gesture)
    acts = work.rows("SELECT act, reason FROM ledger WHERE chain = :id ORDER BY position", id=incident_id)
    assert acts == [("created", ""), ("changed", "undone")]


def test_undo_is_refused_after_another_has_changed_the_field(work):
    _first, incident_id = work.act(log_incident, title="VPN down")
    gesture, _none = work.act(change_incident, incident_id, {"title": "VPN slow", "description": "since eight"})
    work.act(change_incident, incident_id, {"title": "VPN gone"}, actor="Bo")
    before = work.everything()
    with pytest.raises(Refused, match=r"can't be undone any more: .*title.* has been changed since"):
        work.undo(gesture)
    assert work.everything() == before


def test_a_change_of_another_field_by_another_does_not_stop_undo(work):
    _first, incident_id = work.act(log_incident, title="VPN down")
    gesture, _none = work.act(change_incident, incident_id, {"title": "VPN slow"})
    work.act(change_incident, incident_id, {"description": "since eight"}, actor="Bo")
    work.undo(gesture)
    assert work.rows("SELECT title, description FROM incident") == [("VPN down", "since eight")]


@pytest.mark.parametrize(
    "later",
    [
        lambda s, i: change_incident(s, i, {"description": "since eight"}),
        lambda s, i: add_note(s, i, "dns1 hangs"),
        lambda s, i: move(s, i, Move(State.IN_PROGRESS)),
    ],
    ids=["a change", "a note", "a state"],
)
def test_logging_is_not_undone_once_another_works_on_the_incident(work, later):
    gesture, incident_id = work.act(log_incident, title="VPN down")
    work.act(later, incident_id, actor="Bo")
    with pytest.raises(Refused, match=r"Bo.* has worked on it since"):
        work.undo(gesture)
    assert work.rows("SELECT withdrawn_at FROM incident") == [(None,)]


def test_logging_can_be_undone_after_ones_own_later_work(work):
    gesture, incident_id = work.act(log_incident, title="VPN down")
    work.act(add_note, incident_id, "dns1 hangs")
    work.undo(gesture)
    assert work.rows("SELECT withdrawn_at IS NULL FROM incident") == [(False,)]


def test_a_note_is_not_undone_once_another_has_corrected_it(work):
    _first, incident_id = work.act(log_incident, title="VPN down")
    gesture, note = work.act(add_note, incident_id, "dns1 hangs")
    work.act(change_note, note, "dns2 hangs", actor="Bo")
    with pytest.raises(Refused, match="Bo"):
        work.undo(gesture)


def test_the_same_gesture_is_not_undone_twice(work):
    _first, incident_id = work.act(log_incident, title="VPN down")
    gesture, _none = work.act(change_incident, incident_id, {"title": "VPN slow"})
    work.undo(gesture)
    with pytest.raises(Refused, match="has been changed since"):
        work.undo(gesture)


def test_an_unknown_gesture_is_nothing_to_undo(work):
    with pytest.raises(Refused, match="nothing to undo"):
        work.undo(4711)


def test_a_gesture_that_only_kept_a_text_is_nothing_to_undo(work):
    _first, incident_id = work.act(log_incident, title="VPN down")
    gesture, _none = work.act(ledger.decline, incident, incident_id, {"title": "VPN gone"})
    with pytest.raises(Refused, match="nothing to undo"):
        work.undo(gesture)


def test_people_who_came_along_go_along_unless_they_are_needed(work):
    gesture, _first = work.act(log_incident, title="VPN down", reporter="Ann", assignee="Bo", team="Net", service="VPN")
    work.act(log_incident, title="Mail down", reporter="Cy", assignee="Bo", team="Net", actor="Di")
    work.undo(gesture)
    assert work.rows("SELECT name, staff FROM person WHERE withdrawn_at IS NULL ORDER BY name") == [
        ("Bo", True),
        ("Cy", False),
    ]
    assert work.rows("SELECT name FROM team WHERE withdrawn_at IS NULL") == [("Net",)]
    assert work.rows("SELECT name FROM service WHERE withdrawn_at IS NULL") == []


def test_a_name_that_was_withdrawn_comes_back_when_it_is_used_again(work):
    gesture, _first = work.act(log_incident, title="VPN down", reporter="Ann")
    work.undo(gesture)
    work.act(log_incident, title="Mail down", reporter="ann")
    assert work.rows("SELECT id, name, withdrawn_at FROM person") == [(1, "Ann", None)]


def test_a_rename_and_a_setting_can_be_undone(work):
    _first, team_id = work.act(team_named, "Net")
    gesture, _none = work.act(rename, team, team_id, "Network")
    work.undo(gesture)
    assert work.rows("SELECT name FROM team") == [("Net",)]
    work.act(set_setting, "desk_name", "A")
    gesture, _none = work.act(set_setting, "desk_name", "B")
    work.undo(gesture)
    with work.desk.read() as reader:
        assert setting_of(reader, "desk_name") == "A"


def test_what_a_gesture_wrote_in_several_chains_is_undone_together(work):
    with work.desk.write(actor="Mei") as session:
        made = [log_incident(session, title=f"number {count}") for count in range(5)]
        for incident_id in made:
            add_note(session, incident_id, "one of five")
    work.undo(session.gesture)
    assert work.rows("SELECT count(*) FROM incident WHERE withdrawn_at IS NULL") == [(0,)]
    assert work.rows("SELECT count(*) FROM entry WHERE withdrawn_at IS NULL") == [(0,)]


def test_a_refused_undo_leaves_all_of_the_gesture_as_it_is(work):
    with work.desk.write(actor="Mei") as session:
        first, second = (log_incident(session, title=f"number {count}") for count in range(2))
    gesture = session.gesture
    work.act(add_note, first, "mine", actor="Bo")
    with pytest.raises(Refused):
        work.undo(gesture)
    assert work.rows("SELECT id FROM incident WHERE withdrawn_at IS NULL ORDER BY id") == [(first,), (second,)]


def test_what_is_undone_is_written_by_who_undoes(work):
    _first, incident_id = work.act(log_incident, title="VPN down")
    gesture, _none = work.act(change_incident, incident_id, {"title": "VPN slow"})
    work.undo(gesture, actor="Bo")
    [(actor, changes)] = work.rows("SELECT actor, changes FROM ledger ORDER BY id DESC LIMIT 1")
    assert (actor, json.loads(changes)) == ("Bo", {"title": ["VPN slow", "VPN down"]})


def test_gestures_are_all_different_even_while_the_clock_is_held(work):
    from datetime import UTC, datetime

    from incidentdesk import clock
    from incidentdesk.store.session import new_gesture

    clock.hold(lambda: datetime(2026, 3, 2, tzinfo=UTC))
    try:
        gestures = [new_gesture() for _ in range(5_000)]
    finally:
        clock.hold(None)
    assert gestures == sorted(set(gestures))


# ── what stands around incidents ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def investigated(work):
    """An incident with a cause, by Mei; its subject and the key of the cause."""
    _first, incident_id = work.act(log_incident, title="VPN down")
    subject = Subject(INCIDENT, incident_id)
    step = add_below(CauseGraph(), EFFECT, "Certificate expired")
    gesture, _id = work.act(save_changes, subject, step.gesture)
    return subject, step.key, gesture


def graph_of(work, subject):
    with work.desk.read() as reader:
        return cause_graph_of(reader, subject)


def test_every_gesture_on_an_investigation_can_be_undone_and_redone(work):
    with work.desk.write(actor="Mei") as session:
        incident_id = log_incident(session, title="VPN down", service="VPN", category="Network")
        attach(session, incident_id, "vpn.log", io.BytesIO(b"peer down\n"), size=10)
    before = present(work)
    gesture, _problem_id = work.act(investigate_everything, incident_id)
    after = present(work)
    assert all(len(after[name]) > len(before[name]) for name in ("cause", "custody", "review", "problem", "lesson"))
    undoing = work.undo(gesture)
    assert present(work) == before
    work.undo(undoing)
    assert present(work) == after


def present(work):
    """The records that are not withdrawn, of every table, without what only counts or repeats changes."""
    with work.desk.engine.connect() as connection:
        return {
            table.name: [
                {name: value for name, value in row._asdict().items() if name not in ("version", "updated_at")}
                for row in connection.execute(table.select().where(table.c.withdrawn_at.is_(None)).order_by(table.c.id))
            ]
            for table in metadata.sorted_tables
            if "incident" in table.info
        }


@pytest.mark.parametrize(
    "later",
    [
        lambda s, subject, key: save_changes(s, subject, add_below(graph(s, subject), key, "Nobody renews").gesture),
        lambda s, subject, key: save_changes(s, subject, vote(graph(s, subject), key, "Bo", 1)),
        lambda s, subject, key: save_changes(s, subject, set_text(graph(s, subject), key, "Certificate lost")),
        lambda s, subject, key: propose_action(s, subject, text="Renew it", cause=key),
        lambda s, subject, key: link_evidence(
            s, add_text(s, subject, Label(text="It is red.")), key, Stance.SUPPORTS
        ),
    ],
    ids=["a cause below", "a vote", "a text", "an action", "evidence"],
)  # fmt: skip
def test_a_cause_is_not_taken_back_once_another_has_worked_on_it(work, investigated, later):
    subject, key, gesture = investigated
    work.act(later, subject, key, actor="Bo")
    with pytest.raises(Refused, match=r"Bo.* has worked on it since"):
        work.undo(gesture)
    assert key in graph_of(work, subject).causes


def graph(session, subject):
    return cause_graph_of(session.reader, subject)


def test_a_cause_is_not_taken_back_while_another_cause_stands_below_it(work, investigated):
    subject, key, gesture = investigated
    below, _id = work.act(save_changes, subject, add_below(graph_of(work, subject), key, "Nobody renews").gesture)
    with pytest.raises(Refused, match="stands below it"):
        work.undo(gesture)
    work.undo(below)
    work.undo(gesture)
    assert graph_of(work, subject) is None


def test_bringing_back_is_not_undone_once_another_has_worked_on_it(work, investigated):
    subject, key, gesture = investigated
    brought_back = work.undo(work.undo(gesture))
    work.act(lambda s: save_changes(s, subject, vote(graph(s, subject), key, "Bo", 1)), actor="Bo")
    with pytest.raises(Refused, match=r"Bo.* has worked on it since"):
        work.undo(brought_back)


def test_a_problem_is_not_taken_back_once_another_investigates_it(work):
    gesture, problem_id = work.act(open_problem, title="VPN drops")
    begun = add_below(CauseGraph(), EFFECT, "Certificate").gesture
    work.act(save_changes, Subject(PROBLEM, problem_id), begun, actor="Bo")
    with pytest.raises(Refused, match=r"Bo.* has worked on it since"):
        work.undo(gesture)


def test_a_problem_that_came_along_stays_if_another_incident_has_it_now(work):
    _first, first = work.act(log_incident, title="VPN down")
    _second, second = work.act(log_incident, title="VPN down again")
    gesture, problem_id = work.act(open_problem_of, first)
    work.act(link_incident, problem_id, second, actor="Bo")
    work.undo(gesture)
    with work.desk.read() as reader:
        assert linked_incidents(reader, problem_id) == [second]
        assert problem_of(reader, first) is None
    assert work.rows("SELECT withdrawn_at FROM problem") == [(None,)]


def test_the_state_of_a_problem_goes_back_together_with_what_its_incidents_were_told(work):
    _first, incident_id = work.act(log_incident, title="VPN down")
    _gesture, problem_id = work.act(open_problem_of, incident_id)
    work.act(move, incident_id, Move(State.ON_HOLD, HoldReason.PROBLEM))
    work.act(move_problem, problem_id, ProblemMove(ProblemState.ANALYSIS))
    accepted = ProblemMove(ProblemState.RISK_ACCEPTED, reason="Replaced in June anyway.")
    gesture, _told = work.act(move_problem, problem_id, accepted)
    assert work.rows("SELECT count(*) FROM entry") == [(1,)]
    work.undo(gesture)
    assert work.rows("SELECT state, risk_reason FROM problem") == [("Root Cause Analysis", "")]
    assert work.rows("SELECT count(*) FROM entry WHERE withdrawn_at IS NULL") == [(0,)]


def test_people_who_came_along_with_a_cause_of_a_problem_stay_if_they_are_needed(work):
    _first, problem_id = work.act(open_problem, title="VPN drops")
    subject = Subject(PROBLEM, problem_id)
    step = add_below(CauseGraph(), EFFECT, "Certificate")
    owned = set_facts(applied(CauseGraph(), step.gesture), [step.key], owner="Bo")
    gesture, _id = work.act(save_changes, subject, (*step.gesture, *owned))
    work.act(log_incident, title="Mail down", assignee="Bo")
    work.undo(gesture)
    assert work.rows("SELECT name, withdrawn_at FROM person") == [("Bo", None)]
    assert work.rows("SELECT count(*) FROM cause WHERE withdrawn_at IS NULL") == [(0,)]
