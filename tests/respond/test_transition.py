"""States: what may follow what, what each asks for, and what a parent hands down to its children."""

import itertools
from typing import Any

import pytest

from incidentdesk.detect.stage_time import source_of
from incidentdesk.detect.state import HoldReason, State
from incidentdesk.refusal import Refused
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.note import add_note
from incidentdesk.store import ledger

# As the specification has it, written down a second time on purpose.
ALLOWED = {
    ("New", "In Progress"),
    ("New", "On Hold"),
    ("New", "Resolved"),
    ("New", "Canceled"),
    ("In Progress", "On Hold"),
    ("In Progress", "Resolved"),
    ("In Progress", "Canceled"),
    ("On Hold", "In Progress"),
    ("On Hold", "On Hold"),
    ("On Hold", "Resolved"),
    ("On Hold", "Canceled"),
    ("Resolved", "Closed"),
    ("Resolved", "In Progress"),
    ("Closed", "In Progress"),
    ("Canceled", "New"),
}
WAYS = {
    "New": [],
    "In Progress": ["In Progress"],
    "On Hold": ["On Hold"],
    "Resolved": ["Resolved"],
    "Closed": ["Resolved", "Closed"],
    "Canceled": ["Canceled"],
}
SOLVED = {"resolution_code": "Solved", "resolution_notes": "restarted"}


def bring(work: Any, incident_id: int, state: str, **wish: Any) -> None:
    """Leads an incident from New into a state by allowed steps."""
    for step in WAYS[state]:
        asked = {"On Hold": {"hold_reason": HoldReason.VENDOR}, "Resolved": SOLVED, "Canceled": {"reason": "mistake"}}
        work.move(incident_id, State(step), **(asked.get(step, {}) | wish))


def state_of(work: Any, incident_id: int) -> tuple[str, str | None]:
    row = work.row(incident_id)
    return row["state"], row["on_hold_reason"]


@pytest.mark.parametrize(("before", "after"), list(itertools.product(State, State)))
def test_every_step_is_allowed_or_refused_as_specified(sqlite_work, before, after):
    incident_id = sqlite_work.log()
    bring(sqlite_work, incident_id, before)
    asked = {"reason": "because", **SOLVED}
    if after == State.ON_HOLD:
        asked["hold_reason"] = HoldReason.CHANGE
    if (before, after) in ALLOWED:
        sqlite_work.move(incident_id, after, **asked)
        assert sqlite_work.row(incident_id)["state"] == after
    else:
        row = sqlite_work.row(incident_id)
        with pytest.raises(Refused) as refused:
            sqlite_work.move(incident_id, after, **asked)
        assert sqlite_work.row(incident_id) == row
        assert ("already" in str(refused.value)) == (before == after)
        assert before in str(refused.value)


def test_a_refused_step_names_what_can_follow(sqlite_work):
    incident_id = sqlite_work.log()
    bring(sqlite_work, incident_id, "Closed")
    with pytest.raises(Refused, match=r"Closed can't become New\. What can follow: In Progress\."):
        sqlite_work.move(incident_id, State.NEW)


# ── On Hold ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_on_hold_needs_a_reason_and_says_which_there_are(sqlite_work):
    with pytest.raises(Refused, match="Awaiting Caller, Awaiting Change, Awaiting Problem, Awaiting Vendor"):
        sqlite_work.move(sqlite_work.log(), State.ON_HOLD)


@pytest.mark.parametrize("reason", [reason for reason in HoldReason if reason != HoldReason.CALLER])
def test_other_hold_reasons_need_no_comment(sqlite_work, reason):
    incident_id = sqlite_work.log()
    sqlite_work.move(incident_id, State.ON_HOLD, hold_reason=reason)
    assert state_of(sqlite_work, incident_id) == ("On Hold", reason)


@pytest.mark.parametrize("comment", ["", "  \n", "\0"])
def test_awaiting_caller_needs_a_comment(sqlite_work, comment):
    incident_id = sqlite_work.log()
    with pytest.raises(Refused):
        sqlite_work.move(incident_id, State.ON_HOLD, hold_reason=HoldReason.CALLER, comment=comment)
    assert state_of(sqlite_work, incident_id) == ("New", None)


def test_the_comment_of_awaiting_caller_is_public_and_the_first_response(work, time):
    incident_id = work.log()
    time.after(minutes=3)
    work.move(incident_id, State.ON_HOLD, hold_reason=HoldReason.CALLER, comment="Which room?")
    assert work.rows("SELECT text, public FROM entry") == [("Which room?", True)]
    assert work.row(incident_id)["first_response_at"] == time.stored


def test_a_comment_with_another_hold_is_a_work_note(work):
    incident_id = work.log()
    work.move(incident_id, State.ON_HOLD, hold_reason=HoldReason.VENDOR, comment="case 4711")
    assert work.rows("SELECT text, public FROM entry") == [("case 4711", False)]
    assert work.row(incident_id)["first_response_at"] is None


def test_one_hold_may_follow_another(work):
    incident_id = work.log()
    work.move(incident_id, State.ON_HOLD, hold_reason=HoldReason.VENDOR)
    work.move(incident_id, State.ON_HOLD, hold_reason=HoldReason.CHANGE)
    assert state_of(work, incident_id) == ("On Hold", "Awaiting Change")


@pytest.mark.parametrize("state", ["In Progress", "Resolved", "Canceled"])
def test_the_reason_of_a_hold_ends_with_it(sqlite_work, state):
    incident_id = sqlite_work.log()
    bring(sqlite_work, incident_id, "On Hold")
    sqlite_work.move(incident_id, State(state), hold_reason=HoldReason.VENDOR, reason="x", **SOLVED)
    assert state_of(sqlite_work, incident_id) == (state, None)


def test_an_answer_of_the_caller_ends_the_wait_for_the_caller(work, time):
    incident_id = work.log(reporter="Ann")
    work.move(incident_id, State.ON_HOLD, hold_reason=HoldReason.CALLER, comment="Which room?")
    first = work.row(incident_id)["first_response_at"]
    time.after(hours=1)
    work.act(add_note, incident_id, "Room 5", from_caller="Ann")
    assert state_of(work, incident_id) == ("In Progress", None)
    assert work.row(incident_id)["first_response_at"] == first
    assert work.rows("SELECT author, public FROM entry WHERE text = 'Room 5'") == [("Ann", True)]
    [(reason,)] = work.rows("SELECT reason FROM ledger WHERE changes LIKE '%on_hold_reason%' ORDER BY id DESC LIMIT 1")
    assert reason == "the caller has answered"


@pytest.mark.parametrize("state", ["New", "In Progress", "On Hold", "Resolved", "Closed", "Canceled"])
def test_an_answer_of_the_caller_changes_no_other_state(sqlite_work, state):
    incident_id = sqlite_work.log()
    bring(sqlite_work, incident_id, state)
    before = state_of(sqlite_work, incident_id)
    sqlite_work.act(add_note, incident_id, "Any news?", from_caller="Ann")
    assert state_of(sqlite_work, incident_id) == before


# ── times and counts ─────────────────────────────────────────────────────────────────────────────────────────────


def test_in_progress_acknowledges_once(work, time):
    incident_id = work.log()
    time.after(minutes=1)
    first = time.stored
    work.move(incident_id, State.IN_PROGRESS)
    time.after(minutes=1)
    bring(work, incident_id, "On Hold")
    work.move(incident_id, State.IN_PROGRESS)
    assert work.row(incident_id)["acknowledged_at"] == first


@pytest.mark.parametrize("missing", [{"resolution_code": ""}, {"resolution_notes": " \n"}, {"resolution_code": "  "}])
def test_resolved_needs_a_code_and_notes(sqlite_work, missing):
    incident_id = sqlite_work.log()
    with pytest.raises(Refused, match="needs a resolution code and notes"):
        sqlite_work.move(incident_id, State.RESOLVED, **(SOLVED | missing))


def test_a_code_and_notes_that_stand_already_are_enough(sqlite_work):
    incident_id = sqlite_work.log()
    sqlite_work.act(change_incident, incident_id, SOLVED)
    sqlite_work.move(incident_id, State.RESOLVED)
    assert sqlite_work.row(incident_id)["resolution_notes"] == "restarted"


def test_resolved_and_closed_write_their_times(work, time):
    incident_id = work.log()
    time.after(hours=1)
    bring(work, incident_id, "Resolved")
    resolved = time.stored
    time.after(hours=1)
    work.move(incident_id, State.CLOSED)
    row = work.row(incident_id)
    assert (row["resolved_at"], row["closed_at"]) == (resolved, time.stored)
    assert (row["resolution_code"], row["resolution_notes"]) == ("Solved", "restarted")


@pytest.mark.parametrize("state", ["Resolved", "Closed"])
def test_a_reopening_is_counted_and_takes_the_times_away(work, state):
    incident_id = work.log()
    for count in (1, 2):
        bring(work, incident_id, state)
        with pytest.raises(Refused, match="A reopening needs a reason"):
            work.move(incident_id, State.IN_PROGRESS, reason=" ")
        work.move(incident_id, State.IN_PROGRESS, reason="still broken")
        row = work.row(incident_id)
        assert (row["state"], row["reopen_count"]) == ("In Progress", count)
        assert (row["resolved_at"], row["closed_at"]) == (None, None)


def test_a_time_that_somebody_typed_does_not_mark_the_next_one_of_the_program(sqlite_work, time):
    incident_id = sqlite_work.log()
    bring(sqlite_work, incident_id, "Resolved")
    earlier = time.now
    time.after(hours=2)
    sqlite_work.act(change_incident, incident_id, {"resolved_at": earlier, "closed_at": earlier})
    sqlite_work.act(change_incident, incident_id, {"resolved_at": time.now})
    assert source_of(sqlite_work.row(incident_id)["time_sources"], "resolved_at")[0] == "manual"
    sqlite_work.move(incident_id, State.IN_PROGRESS, reason="still broken")
    bring(sqlite_work, incident_id, "Closed")
    assert sqlite_work.row(incident_id)["time_sources"] == "{}"


def test_a_cancellation_needs_a_reason_and_leads_back_to_new(sqlite_work):
    incident_id = sqlite_work.log()
    with pytest.raises(Refused, match="A cancellation needs a reason"):
        sqlite_work.move(incident_id, State.CANCELED, reason=" ")
    sqlite_work.move(incident_id, State.CANCELED, reason="no fault")
    sqlite_work.move(incident_id, State.NEW)
    assert state_of(sqlite_work, incident_id) == ("New", None)
    assert sqlite_work.row(incident_id)["reopen_count"] == 0


@pytest.mark.parametrize("text", ["a\0b", "\ud83d", "🔥 ‏ا", "x" * 900_000])
def test_strange_texts_do_no_harm(work, text):
    incident_id = work.log()
    work.move(incident_id, State.ON_HOLD, hold_reason=HoldReason.CALLER, comment=f"q {text}", reason=text)
    work.move(incident_id, State.RESOLVED, resolution_code=f"c {text[:50]}", resolution_notes=f"n {text}")
    work.move(incident_id, State.IN_PROGRESS, reason=f"r {text}")
    assert work.row(incident_id)["state"] == "In Progress"


# ── parents and children ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def family(sqlite_work):
    """A parent with a child in each state, by the name of the state."""
    parent = sqlite_work.log(title="parent")
    children = {}
    for state in State:
        children[state.value] = child = sqlite_work.log(title=f"child {state}")
        bring(sqlite_work, child, state)
        sqlite_work.act(change_incident, child, {"parent": str(parent)})
    return parent, children


def changed_children(work: Any, family: Any) -> dict[str, str]:
    _parent, children = family
    after = {before: work.row(child)["state"] for before, child in children.items()}
    return {before: state for before, state in after.items() if state != before}


def test_in_progress_is_handed_down_to_the_new_and_the_held(sqlite_work, family):
    sqlite_work.move(family[0], State.IN_PROGRESS)
    assert changed_children(sqlite_work, family) == {"New": "In Progress", "On Hold": "In Progress"}
    assert all(sqlite_work.row(family[1][state])["acknowledged_at"] for state in ("New", "On Hold"))


@pytest.mark.parametrize("reason", [HoldReason.CHANGE, HoldReason.PROBLEM, HoldReason.VENDOR])
def test_a_hold_for_others_is_handed_down_to_open_children(sqlite_work, family, reason):
    sqlite_work.move(family[0], State.ON_HOLD, hold_reason=reason)
    assert changed_children(sqlite_work, family) == {"New": "On Hold", "In Progress": "On Hold"}
    for state in ("New", "In Progress", "On Hold"):
        assert state_of(sqlite_work, family[1][state]) == ("On Hold", reason)


@pytest.mark.parametrize("reason", [HoldReason.CALLER, HoldReason.EVIDENCE, HoldReason.SCHEDULED])
def test_a_hold_of_the_parents_own_is_not_handed_down(sqlite_work, family, reason):
    sqlite_work.move(family[0], State.ON_HOLD, hold_reason=reason, comment="Which room?")
    assert changed_children(sqlite_work, family) == {}
    assert state_of(sqlite_work, family[1]["On Hold"]) == ("On Hold", "Awaiting Vendor")


def test_resolved_is_handed_down_with_code_and_notes(sqlite_work, family):
    sqlite_work.move(family[0], State.RESOLVED, resolution_code="Solved by workaround", resolution_notes="other line")
    solved = ("New", "In Progress", "On Hold")
    assert changed_children(sqlite_work, family) == dict.fromkeys(solved, "Resolved")
    for state in solved:
        row = sqlite_work.row(family[1][state])
        assert (row["resolution_code"], row["resolution_notes"]) == ("Solved by workaround", "other line")
    assert sqlite_work.row(family[1]["Resolved"])["resolution_notes"] == "restarted"


def test_closed_is_not_handed_down(sqlite_work, family):
    bring(sqlite_work, family[0], "Resolved")
    before = {child: state_of(sqlite_work, child) for child in family[1].values()}
    sqlite_work.move(family[0], State.CLOSED)
    assert {child: state_of(sqlite_work, child) for child in family[1].values()} == before


def test_a_cancellation_is_not_handed_down(sqlite_work, family):
    sqlite_work.move(family[0], State.CANCELED, reason="no fault")
    assert changed_children(sqlite_work, family) == {}


def test_a_reopening_by_the_desk_reopens_the_children(sqlite_work, family):
    bring(sqlite_work, family[0], "Closed")
    sqlite_work.move(family[0], State.IN_PROGRESS, reason="still broken")
    states = {state: sqlite_work.row(child)["state"] for state, child in family[1].items()}
    assert states == dict.fromkeys(State, "In Progress") | {"Canceled": "Canceled"}
    assert sqlite_work.row(family[1]["Closed"])["reopen_count"] == 1


def test_a_reopening_by_the_caller_reopens_no_child(sqlite_work, family):
    bring(sqlite_work, family[0], "Closed")
    before = {child: state_of(sqlite_work, child) for child in family[1].values()}
    sqlite_work.move(family[0], State.IN_PROGRESS, reason="still broken", by_caller=True)
    assert {child: state_of(sqlite_work, child) for child in family[1].values()} == before


def test_nothing_is_handed_up(work):
    parent = work.log()
    child = work.log()
    work.act(change_incident, child, {"parent": str(parent)})
    for state in ("Resolved", "Closed"):
        bring(work, child, "Resolved") if state == "Resolved" else work.move(child, State.CLOSED)
        assert state_of(work, parent) == ("New", None)


def test_a_child_that_was_taken_away_or_let_go_is_left_alone(work):
    from incidentdesk.detect.incident import incident

    parent, gone, free = work.log(), work.log(), work.log()
    for child in (gone, free):
        work.act(change_incident, child, {"parent": str(parent)})
    work.act(ledger.withdraw, incident, gone)
    work.act(change_incident, free, {"parent": ""})
    work.move(parent, State.IN_PROGRESS)
    assert state_of(work, gone) == state_of(work, free) == ("New", None)


def test_parent_and_children_move_in_one_gesture_that_can_be_undone(work):
    parent = work.log()
    children = [work.log() for _ in range(3)]
    for child in children:
        work.act(change_incident, child, {"parent": str(parent)})
    everybody = [parent, *children]
    before = [work.row(one) for one in everybody]
    gesture = work.move(parent, State.RESOLVED, **SOLVED)
    assert {work.row(one)["state"] for one in everybody} == {"Resolved"}
    undoing = work.undo(gesture)
    silent = {"version": 0, "updated_at": 0}
    assert [work.row(one) | silent for one in everybody] == [row | silent for row in before]
    work.undo(undoing)
    assert {work.row(one)["resolution_notes"] for one in everybody} == {"restarted"}
