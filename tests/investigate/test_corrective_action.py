"""Corrective actions: what each state asks for, what is overdue, and that diagrams and lists show the same ones."""

import itertools

import pytest

from incidentdesk.investigate.action_change import action_facts, change_action, give_up_action, withdraw_action
from incidentdesk.investigate.action_hint import likely_type, reminders_only
from incidentdesk.investigate.action_intake import propose_action
from incidentdesk.investigate.action_list import actions, actions_of, only_reminders
from incidentdesk.investigate.action_move import ActionMove, link_completion, move_action
from incidentdesk.investigate.action_number import action_number
from incidentdesk.investigate.action_state import is_overdue
from incidentdesk.investigate.cause_editing import add_below, add_measure
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, applied
from incidentdesk.investigate.cause_record import cause_graph_of, save_changes, starting
from incidentdesk.investigate.evidence_adding import Label, add_text
from incidentdesk.investigate.problem_intake import open_problem
from incidentdesk.investigate.subject import INCIDENT, PROBLEM, Subject
from incidentdesk.refusal import Refused
from incidentdesk.store import undoing
from incidentdesk.store.conflict import Conflict

TODAY = "2026-03-02"
# As the specification has it, written down a second time on purpose.
ALLOWED = {
    ("Proposed", "Committed"), ("Proposed", "In Progress"), ("Proposed", "Done"), ("Proposed", "Dropped"),
    ("Committed", "Proposed"), ("Committed", "In Progress"), ("Committed", "Done"), ("Committed", "Dropped"),
    ("In Progress", "Proposed"), ("In Progress", "Committed"), ("In Progress", "Done"), ("In Progress", "Dropped"),
    ("Done", "Verified"), ("Done", "In Progress"), ("Verified", "In Progress"), ("Dropped", "Proposed"),
}  # fmt: skip
STATES = ("Proposed", "Committed", "In Progress", "Done", "Verified", "Dropped")
WHOLE = {"owner": "L. Novák", "due_on": "2026-04-30", "completion": "Pull request 17", "reason": "so it is"}


def incident(work, **facts):
    return Subject(INCIDENT, work.log(**facts))


def propose(work, subject=None, text="Close maintenance by a checklist", **facts):
    return work.act(propose_action, subject or incident(work), text=text, **facts)


def move(work, action_id, state, **wish):
    work.act(move_action, action_id, ActionMove(state, **wish))


def brought_to(work, state):
    action_id = propose(work)
    ways = {
        "Committed": ("Committed",),
        "In Progress": ("In Progress",),
        "Done": ("Done",),
        "Verified": ("Done", "Verified"),
        "Dropped": ("Dropped",),
    }
    for each in ways.get(state, ()):
        move(work, action_id, each, **WHOLE)
    return action_id


def row(work, action_id):
    return next(each for each in work.read(actions, today=TODAY) if each.id == action_id)


def test_an_action_is_proposed_for_an_incident_and_has_a_number(work):
    subject = incident(work, title="Payroll run failed")
    action_id = propose(
        work, subject, type="Monitoring", effort="Detect", owner="L. Novák", due_on="2026-04-30", priority=2
    )
    found = row(work, action_id)
    assert found.number == action_number(action_id) == "ACT-0001"
    assert (found.state, found.type, found.effort, found.priority) == ("Proposed", "Monitoring", "Detect", 2)
    assert (found.owner, found.due_on, found.subject, found.subject_title) == (
        "L. Novák", "2026-04-30", subject, "Payroll run failed",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"text": "  "}, "needs a text"),
        ({"text": "x", "type": "Magic"}, "no type"),
        ({"text": "x", "effort": "Hope"}, "prevents, detects or corrects"),
        ({"text": "x", "priority": 6}, "1 to 5"),
        ({"text": "x", "due_on": "30 February"}, "is no date"),
        ({"text": "x", "cause": "unknown"}, "cause that the action answers is gone"),
    ],
)
def test_what_an_action_can_t_be_is_refused(work, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        work.act(propose_action, incident(work), **facts)


def test_an_action_for_what_is_not_there_is_refused(work):
    with pytest.raises(Refused, match="There is no PRB-0009"):
        work.act(propose_action, Subject(PROBLEM, 9), text="Fix it")


@pytest.mark.parametrize(("before", "after"), list(itertools.product(STATES, STATES)))
def test_states_follow_as_the_specification_has_it(sqlite_work, before, after):
    work = sqlite_work
    action_id = brought_to(work, before)
    if (before, after) in ALLOWED:
        move(work, action_id, after, **WHOLE)
        assert row(work, action_id).state == after
    else:
        with pytest.raises(Refused, match=r"can't become|already"):
            move(work, action_id, after, **WHOLE)


def test_committing_needs_an_owner_and_a_due_date(work):
    action_id = propose(work)
    with pytest.raises(Refused, match="needs an owner"):
        move(work, action_id, "Committed")
    with pytest.raises(Refused, match="needs a due date"):
        move(work, action_id, "Committed", owner="L. Novák")
    move(work, action_id, "Committed", owner="L. Novák", due_on="2026-04-30")
    assert (row(work, action_id).owner, row(work, action_id).due_on) == ("L. Novák", "2026-04-30")


def test_what_was_refused_has_written_nothing(work):
    action_id = propose(work)
    with pytest.raises(Refused):
        move(work, action_id, "Committed", owner="L. Novák")
    assert row(work, action_id).owner == ""


def test_done_needs_evidence_of_completion(work):
    action_id = brought_to(work, "Committed")
    work.act(change_action, action_id, {"completion": ""})
    with pytest.raises(Refused, match="evidence of completion"):
        move(work, action_id, "Done")
    move(work, action_id, "Done", completion="Checklist is in the wiki")
    assert row(work, action_id).completion == "Checklist is in the wiki"
    assert row(work, action_id).completed_at is not None


def test_linked_evidence_shows_that_it_was_done_too(work):
    subject = incident(work)
    action_id = propose(work, subject, owner="L. Novák", due_on="2026-04-30")
    evidence_id = work.act(add_text, subject, Label("Document", "Change record", text="Change 2291 rolled out"))
    work.act(link_completion, action_id, evidence_id)
    move(work, action_id, "Done")
    assert row(work, action_id).state == "Done"
    with pytest.raises(Refused, match="evidence of completion"):
        work.act(link_completion, action_id, None)
    move(work, action_id, "In Progress")
    work.act(link_completion, action_id, None)
    with pytest.raises(Refused, match="evidence of completion"):
        move(work, action_id, "Done")


def test_verified_says_who_has_seen_it_and_when(work, time):
    action_id = brought_to(work, "Done")
    time.after(days=3)
    move(work, action_id, "Verified")
    assert (row(work, action_id).verified_by, row(work, action_id).verified_at) == ("Mei Okafor", time.stored)


def test_verified_can_be_said_for_somebody_else_and_for_a_time_before_now_only(work, time):
    action_id = brought_to(work, "Done")
    with pytest.raises(Refused, match="still to come"):
        move(work, action_id, "Verified", verified_at=time.stored + 3_600_000_000)
    move(work, action_id, "Verified", verified_by="P. Silva", verified_at=time.stored - 1)
    assert (row(work, action_id).verified_by, row(work, action_id).verified_at) == ("P. Silva", time.stored - 1)


def test_what_does_not_work_after_all_is_taken_up_again_with_a_reason(work):
    action_id = brought_to(work, "Verified")
    with pytest.raises(Refused, match="needs a reason"):
        move(work, action_id, "In Progress")
    move(work, action_id, "In Progress", reason="happened again")
    found = row(work, action_id)
    assert (found.verified_by, found.verified_at, found.completed_at) == ("", None, None)


def test_dropping_needs_a_reason_which_is_kept_until_it_is_proposed_again(work):
    action_id = propose(work)
    with pytest.raises(Refused, match="needs a reason"):
        move(work, action_id, "Dropped")
    move(work, action_id, "Dropped", reason="too expensive")
    assert row(work, action_id).dropped_reason == "too expensive"
    move(work, action_id, "Proposed")
    assert row(work, action_id).dropped_reason == ""


@pytest.mark.parametrize("field", ["owner", "due_on"])
def test_what_was_promised_keeps_its_owner_and_its_date(work, field):
    action_id = brought_to(work, "Committed")
    with pytest.raises(Refused, match="committed action needs"):
        work.act(change_action, action_id, {field: ""})


def test_what_is_done_keeps_what_shows_it(work):
    action_id = brought_to(work, "Done")
    with pytest.raises(Refused, match="evidence of completion"):
        work.act(change_action, action_id, {"completion": " "})


def test_different_fields_of_two_people_merge_and_the_same_field_asks(work):
    action_id = propose(work)
    seen = work.act(action_facts, action_id)
    work.act(change_action, action_id, {"owner": "P. Silva"}, seen=seen, actor="Pia Silva")
    work.act(change_action, action_id, {"priority": 1}, seen=seen)
    with pytest.raises(Conflict, match="Pia Silva") as caught:
        work.act(change_action, action_id, {"owner": "L. Novák"}, seen=seen)
    (clash,) = caught.value.clashes
    assert (clash.field, clash.seen, clash.theirs, clash.mine) == ("owner", "", "P. Silva", "L. Novák")
    assert (row(work, action_id).owner, row(work, action_id).priority) == ("P. Silva", 1)


def test_what_is_given_up_stays_in_the_history(work):
    action_id = propose(work)
    work.act(give_up_action, action_id, {"text": "Something else"})
    kept = work.read(lambda reader: reader.rows("SELECT changes FROM ledger WHERE act = 'declined'"))
    assert "Something else" in kept[0][0]


def test_an_action_that_was_taken_away_is_in_no_list_and_can_t_be_changed(work):
    action_id = propose(work)
    with work.desk.write(actor="Mei Okafor") as session:
        withdraw_action(session, action_id)
        gesture = session.gesture
    assert work.read(actions, today=TODAY) == []
    with pytest.raises(Refused, match="has taken this away"):
        work.act(change_action, action_id, {"priority": 1})
    work.act(undoing.undo, gesture)
    assert row(work, action_id).id == action_id


@pytest.mark.parametrize(
    ("state", "due_on", "late"),
    [
        ("Committed", "2026-03-01", True),
        ("In Progress", "2026-03-01", True),
        ("Committed", "2026-03-02", False),
        ("Committed", "", False),
        # Proposed is not promised.
        ("Proposed", "2026-03-01", False),
        ("Done", "2026-03-01", False),
        ("Dropped", "2026-03-01", False),
    ],
)
def test_only_what_was_promised_can_be_overdue(state, due_on, late):
    assert is_overdue(state, due_on, TODAY) is late


def test_the_list_begins_with_what_is_overdue(work):
    subject = incident(work)
    idea = propose(work, subject, "an idea")
    later = propose(work, subject, "later", owner="P. Silva", due_on="2026-03-20")
    soon = propose(work, subject, "soon", owner="P. Silva", due_on="2026-03-05")
    late = propose(work, subject, "late", owner="P. Silva", due_on="2026-03-01")
    done = propose(work, subject, "done", owner="P. Silva", due_on="2026-02-01")
    for each in (later, soon, late):
        move(work, each, "Committed")
    move(work, done, "Done", completion="seen")
    assert [each.id for each in work.read(actions, today=TODAY)] == [late, soon, later, idea, done]
    assert [each.id for each in work.read(actions_of, subject, today=TODAY)] == [late, soon, later, idea, done]


def test_a_diagram_and_the_list_show_the_same_actions(work):
    subject = incident(work)
    graph = CauseGraph()
    cause = add_below(graph, EFFECT, "Log volume full")
    graph = applied(graph, cause.gesture)
    measure = add_measure(graph, cause.key, "Closing checklist")
    work.act(save_changes, subject, (*cause.gesture, *measure.gesture), start=starting(subject, "Payroll failed", ()))
    (drawn,) = work.read(actions, today=TODAY)
    assert (drawn.text, drawn.cause, drawn.cause_key, drawn.state) == (
        "Closing checklist", "Log volume full", cause.key, "Proposed",
    )  # fmt: skip
    written = propose(work, subject, "Alert on log growth", cause=cause.key)
    graph = work.read(cause_graph_of, subject)
    assert [each.number for each in graph.measures_of(cause.key)] == [drawn.id, written]


def test_a_problem_has_actions_too(work):
    subject = Subject(PROBLEM, work.act(open_problem, title="Volumes fill up"))
    action_id = propose(work, subject, "Quota on every volume")
    assert (row(work, action_id).subject_number, row(work, action_id).subject_title) == ("PRB-0001", "Volumes fill up")


# ── reminders ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("types", "only"),
    [
        ((), False),
        (("Training",), True),
        (("Training", "Policy or procedure"), True),
        (("Training", "Configuration"), False),
        # It may be a strong one.
        (("Training", ""), False),
    ],
)
def test_reminders_are_all_there_is_or_not(types, only):
    assert reminders_only(types) is only


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Remind everybody to close maintenance", "Training"),
        ("Retrain the on-call engineers", "Training"),
        ("Alle Kollegen schulen", "Training"),
        ("Train all on-call engineers", "Training"),
        ("Move the night train schedule to the new server", ""),
        ("Alert on log growth", ""),
        ("Constrain the volume size", ""),
    ],
)
def test_the_type_is_guessed_from_words_that_only_ask_people_to_remember(text, type_):
    assert likely_type("", text) == type_
    assert likely_type("Configuration", text) == "Configuration"


def test_the_hint_names_the_incidents_with_nothing_but_reminders(work):
    weak, strong, dropped = (incident(work, title=title) for title in ("weak", "strong", "dropped"))
    propose(work, weak, "Tell everybody")
    propose(work, weak, "Write it down", type="Policy or procedure")
    propose(work, strong, "Tell everybody", type="Training")
    propose(work, strong, "Quota", type="Configuration")
    propose(work, dropped, "Training", type="Training")
    quota = propose(work, dropped, "Quota", type="Configuration")
    move(work, quota, "Dropped", reason="no")
    assert set(only_reminders(work.read(actions, today=TODAY))) == {weak, dropped}
