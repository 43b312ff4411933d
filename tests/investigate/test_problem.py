"""Problems: what each state asks for, their incidents, their workaround, and what becomes of those who wait."""

import itertools

import pytest

from incidentdesk.detect.state import HoldReason, State
from incidentdesk.investigate.cause_editing import add_below, set_facts
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, Status, applied
from incidentdesk.investigate.cause_record import save_changes, starting
from incidentdesk.investigate.problem_change import change_problem, problem_facts, withdraw_problem
from incidentdesk.investigate.problem_intake import open_problem, open_problem_of
from incidentdesk.investigate.problem_known_error import make_known_error, problems_of_known_errors
from incidentdesk.investigate.problem_link import link_incident, problem_of, unlink_incident
from incidentdesk.investigate.problem_list import problems
from incidentdesk.investigate.problem_move import ProblemMove, move_problem, reanalyses, return_to_work
from incidentdesk.investigate.problem_sheet import problem_sheet
from incidentdesk.investigate.subject import INCIDENT, PROBLEM, Subject
from incidentdesk.investigate.workaround import push_workaround
from incidentdesk.prepare.known_error_change import withdraw_known_error
from incidentdesk.prepare.known_error_list import known_error_row
from incidentdesk.refusal import Refused
from incidentdesk.respond.timeline import timeline
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import undoing
from incidentdesk.store.conflict import Conflict

TODAY = "2026-03-02"
STATES = ("New", "Assess", "Root Cause Analysis", "Fix in Progress", "Resolved", "Closed", "Risk accepted")
# As the specification has it, written down a second time on purpose.
ALLOWED = {
    ("New", "Assess"), ("New", "Root Cause Analysis"), ("New", "Risk accepted"),
    ("Assess", "Root Cause Analysis"), ("Assess", "Fix in Progress"), ("Assess", "Resolved"),
    ("Assess", "Risk accepted"),
    ("Root Cause Analysis", "Assess"), ("Root Cause Analysis", "Fix in Progress"), ("Root Cause Analysis", "Resolved"),
    ("Root Cause Analysis", "Risk accepted"),
    ("Fix in Progress", "Resolved"), ("Fix in Progress", "Root Cause Analysis"), ("Fix in Progress", "Risk accepted"),
    ("Resolved", "Closed"), ("Resolved", "Root Cause Analysis"), ("Closed", "Root Cause Analysis"),
    ("Risk accepted", "Root Cause Analysis"),
}  # fmt: skip
WAYS = {
    "Assess": ("Assess",),
    "Root Cause Analysis": ("Root Cause Analysis",),
    "Fix in Progress": ("Assess", "Fix in Progress"),
    "Resolved": ("Assess", "Resolved"),
    "Closed": ("Assess", "Resolved", "Closed"),
    "Risk accepted": ("Risk accepted",),
}


def linked_incidents(reader, problem_id):
    rows = reader.rows(
        "SELECT incident_id FROM problem_incident WHERE problem_id = :id AND withdrawn_at IS NULL ORDER BY 1",
        {"id": problem_id},
    )
    return [row[0] for row in rows]


def begin(work, title="Volumes fill up", **facts):
    return work.act(open_problem, title=title, **facts)


def go(work, problem_id, state, **wish):
    return work.act(move_problem, problem_id, ProblemMove(state, **wish))


def brought_to(work, state):
    problem_id = begin(work)
    for each in WAYS.get(state, ()):
        go(work, problem_id, each, resolution="Quota on every volume", reason="so it is")
    return problem_id


def sheet(work, problem_id):
    return work.read(problem_sheet, problem_id, today=TODAY)


def linked(work, problem_id, **facts):
    incident_id = work.log(**facts)
    work.act(link_incident, problem_id, incident_id)
    return incident_id


def notes(work, incident_id):
    return [(fact.text, fact.public) for fact in work.read(timeline, incident_id) if fact.entry_id]


def find_cause(work, subject, status=Status.VERIFIED, text="Log volume grew without limit"):
    cause = add_below(CauseGraph(), EFFECT, text)
    graph = applied(CauseGraph(), cause.gesture)
    gesture = (*cause.gesture, *set_facts(graph, [cause.key], status=status))
    work.act(save_changes, subject, gesture, start=starting(subject, "Volume full", ()))


@pytest.mark.parametrize(("before", "after"), list(itertools.product(STATES, STATES)))
def test_states_follow_as_the_specification_has_it(sqlite_work, before, after):
    problem_id = brought_to(sqlite_work, before)
    wish = {"resolution": "Quota", "reason": "so it is"}
    if (before, after) in ALLOWED:
        go(sqlite_work, problem_id, after, **wish)
        assert sheet(sqlite_work, problem_id).state == after
    else:
        with pytest.raises(Refused, match=r"can't become|already"):
            go(sqlite_work, problem_id, after, **wish)


def test_a_problem_has_a_number_and_the_facts_it_was_opened_with(work):
    problem_id = begin(work, priority=2, service="Storage", owner="L. Novák", description="Twice a month")
    found = sheet(work, problem_id)
    assert (found.number, found.state, found.created_by) == ("PRB-0001", "New", "Mei Okafor")
    assert found.facts == {
        "title": "Volumes fill up", "description": "Twice a month", "priority": 2, "service": "Storage",
        "owner": "L. Novák", "workaround": "", "resolution": "", "risk_reason": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "sentence"), [({"title": " "}, "needs a title"), ({"title": "x", "priority": 0}, "1 to 5")]
)
def test_what_a_problem_can_t_be_is_refused(work, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        work.act(open_problem, **facts)


def test_a_problem_from_an_incident_takes_title_and_service_over_and_is_linked(work):
    incident_id = work.log(title="Payroll run failed", service="Payroll", impact=1, urgency=1, description="At 08:14")
    problem_id = work.act(open_problem_of, incident_id)
    found = sheet(work, problem_id)
    assert (found.facts["title"], found.facts["service"], found.facts["priority"], found.facts["description"]) == (
        "Payroll run failed", "Payroll", 1, "At 08:14",
    )  # fmt: skip
    assert [each.id for each in found.incidents] == [incident_id]
    assert work.read(problem_of, incident_id) == problem_id


def test_a_problem_from_an_incident_in_the_trash_is_refused(work):
    with pytest.raises(Refused, match="no such incident"):
        work.act(open_problem_of, 77)


# ── states ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_fix_begins_with_a_verified_cause_or_a_reason(work):
    problem_id = brought_to(work, "Root Cause Analysis")
    with pytest.raises(Refused, match="No cause is verified yet"):
        go(work, problem_id, "Fix in Progress")
    find_cause(work, Subject(PROBLEM, problem_id))
    go(work, problem_id, "Fix in Progress")
    assert sheet(work, problem_id).known_causes == 1


def test_a_suspected_cause_is_not_enough(work):
    problem_id = brought_to(work, "Root Cause Analysis")
    find_cause(work, Subject(PROBLEM, problem_id), Status.SUSPECTED)
    with pytest.raises(Refused, match="No cause is verified yet"):
        go(work, problem_id, "Fix in Progress")


def test_the_root_cause_of_a_linked_incident_counts_too(work):
    problem_id = brought_to(work, "Root Cause Analysis")
    find_cause(work, Subject(INCIDENT, linked(work, problem_id)), Status.ROOT_CAUSE)
    go(work, problem_id, "Fix in Progress")


def test_resolved_needs_a_resolution_and_keeps_it(work):
    problem_id = brought_to(work, "Assess")
    with pytest.raises(Refused, match="needs a resolution"):
        go(work, problem_id, "Resolved")
    go(work, problem_id, "Resolved", resolution="Quota on every volume")
    assert sheet(work, problem_id).facts["resolution"] == "Quota on every volume"
    assert sheet(work, problem_id).resolved_at is not None
    with pytest.raises(Refused, match="needs a resolution"):
        work.act(change_problem, problem_id, {"resolution": ""})


def test_an_accepted_risk_needs_a_reason_and_keeps_it(work):
    problem_id = begin(work)
    with pytest.raises(Refused, match="needs a reason"):
        go(work, problem_id, "Risk accepted")
    go(work, problem_id, "Risk accepted", reason="the system goes in May")
    assert sheet(work, problem_id).facts["risk_reason"] == "the system goes in May"
    with pytest.raises(Refused, match="needs a reason"):
        work.act(change_problem, problem_id, {"risk_reason": " "})


@pytest.mark.parametrize("state", ["Resolved", "Closed", "Risk accepted"])
def test_a_re_analysis_needs_a_reason_and_is_counted(work, state):
    problem_id = brought_to(work, state)
    with pytest.raises(Refused, match="re-analysis needs a reason"):
        go(work, problem_id, "Root Cause Analysis")
    go(work, problem_id, "Root Cause Analysis", reason="happened again")
    assert work.read(reanalyses, problem_id) == 1
    found = sheet(work, problem_id)
    assert (found.resolved_at, found.closed_at, found.facts["risk_reason"]) == (None, None, "")
    assert "happened again" in found.history[0].text


def test_the_way_back_from_a_fix_is_no_re_analysis(work):
    problem_id = brought_to(work, "Fix in Progress")
    go(work, problem_id, "Root Cause Analysis")
    assert work.read(reanalyses, problem_id) == 0


# ── facts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_people_who_change_the_same_field_are_asked(work):
    problem_id = begin(work)
    seen = work.act(problem_facts, problem_id)
    work.act(change_problem, problem_id, {"workaround": "Empty the volume"}, seen=seen, actor="Pia Silva")
    work.act(change_problem, problem_id, {"owner": "L. Novák"}, seen=seen)
    with pytest.raises(Conflict, match="Pia Silva"):
        work.act(change_problem, problem_id, {"workaround": "Restart"}, seen=seen)
    assert sheet(work, problem_id).facts["workaround"] == "Empty the volume"


def test_a_problem_in_the_trash_is_in_no_list_and_undo_brings_it_back(work):
    problem_id = begin(work)
    with work.desk.write(actor="Mei Okafor") as session:
        withdraw_problem(session, problem_id)
        gesture = session.gesture
    assert work.read(problems) == []
    work.act(undoing.undo, gesture)
    assert [each.number for each in work.read(problems)] == ["PRB-0001"]


def test_open_problems_come_first_then_the_most_urgent(work, time):
    done = brought_to(work, "Resolved")
    low, high = begin(work, priority=4), begin(work, priority=1)
    assert [each.id for each in work.read(problems)] == [high, low, done]


# ── incidents ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_many_incidents_have_one_problem(work):
    problem_id = begin(work)
    first, second = linked(work, problem_id), linked(work, problem_id)
    assert work.read(linked_incidents, problem_id) == [first, second]
    assert work.read(problems)[0].incidents == 2
    work.act(unlink_incident, problem_id, first)
    assert work.read(linked_incidents, problem_id) == [second]
    work.act(link_incident, problem_id, first)
    assert work.read(linked_incidents, problem_id) == [first, second]


def test_an_incident_has_one_problem_only_unless_it_is_moved(work):
    first, second = begin(work), begin(work, "Backups fail")
    incident_id = linked(work, first)
    with pytest.raises(Refused, match="INC-0001 is linked to PRB-0001 already"):
        work.act(link_incident, second, incident_id)
    work.act(link_incident, second, incident_id, move=True)
    assert (work.read(linked_incidents, first), work.read(linked_incidents, second)) == ([], [incident_id])
    told = [line.text for line in sheet(work, first).history]
    assert "INC-0001 released" in told
    assert "INC-0001 linked" in told


def test_linking_twice_changes_nothing(work):
    problem_id = begin(work)
    incident_id = linked(work, problem_id)
    written = work.read(lambda reader: reader.rows("SELECT count(*) FROM ledger"))
    work.act(link_incident, problem_id, incident_id)
    assert work.read(lambda reader: reader.rows("SELECT count(*) FROM ledger")) == written


def test_what_is_not_there_can_t_be_linked(work):
    with pytest.raises(Refused, match="There is no INC-0099"):
        work.act(link_incident, begin(work), 99)


# ── workaround ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_workaround_goes_to_every_open_incident_as_one_gesture(work):
    problem_id = begin(work, workaround="Empty /var/log")
    first, second = linked(work, problem_id), linked(work, problem_id)
    closed = linked(work, problem_id)
    work.act(move, closed, Move(State.CANCELED, reason="mistake"))
    with work.desk.write(actor="Mei Okafor") as session:
        pushed = push_workaround(session, problem_id)
        gesture = session.gesture
    assert (pushed.told, pushed.told_before) == ((first, second), ())
    assert notes(work, first) == notes(work, second) == [("Workaround of PRB-0001: Empty /var/log", False)]
    assert notes(work, closed) == []
    work.act(undoing.undo, gesture)
    assert notes(work, first) == []


def test_the_same_words_are_not_told_twice_unless_asked(work):
    problem_id = begin(work, workaround="Empty /var/log")
    first = linked(work, problem_id)
    work.act(push_workaround, problem_id)
    second = linked(work, problem_id)
    pushed = work.act(push_workaround, problem_id)
    assert (pushed.told, pushed.told_before) == ((second,), (first,))
    assert work.act(push_workaround, problem_id, again=True).told == (first, second)
    work.act(change_problem, problem_id, {"workaround": "Restart the service"})
    assert work.act(push_workaround, problem_id).told == (first, second)


def test_a_public_comment_is_another_stream_and_names_no_problem(work):
    problem_id = begin(work, workaround="Use the other printer")
    incident_id = linked(work, problem_id)
    work.act(push_workaround, problem_id)
    assert work.act(push_workaround, problem_id, public=True).told == (incident_id,)
    assert notes(work, incident_id)[-1] == ("Workaround: Use the other printer", True)


def test_only_those_that_are_chosen_are_told(work):
    problem_id = begin(work, workaround="Restart")
    first, second = linked(work, problem_id), linked(work, problem_id)
    assert work.act(push_workaround, problem_id, incident_ids=[second]).told == (second,)
    assert notes(work, first) == []


def test_nothing_to_tell_or_nobody_to_be_told_is_refused(work):
    problem_id = begin(work)
    with pytest.raises(Refused, match="no workaround yet"):
        work.act(push_workaround, problem_id)
    work.act(change_problem, problem_id, {"workaround": "Restart"})
    with pytest.raises(Refused, match="No open incident"):
        work.act(push_workaround, problem_id)


# ── those who wait ───────────────────────────────────────────────────────────────────────────────────────────────────


def waiting(work, problem_id):
    incident_id = linked(work, problem_id)
    work.act(move, incident_id, Move(State.IN_PROGRESS))
    work.act(move, incident_id, Move(State.ON_HOLD, HoldReason.PROBLEM))
    return incident_id


def test_what_waits_for_a_problem_is_told_when_it_is_resolved_and_can_go_on(work):
    problem_id = brought_to(work, "Assess")
    incident_id, other = waiting(work, problem_id), linked(work, problem_id)
    assert go(work, problem_id, "Resolved", resolution="Quota on every volume") == [incident_id]
    ((text, public),) = notes(work, incident_id)
    assert "PRB-0001" in text
    assert "Quota on every volume" in text
    assert public is False
    assert notes(work, other) == []
    # Going on is proposed, not done.
    assert sheet(work, problem_id).waiting == (incident_id,)
    assert work.act(return_to_work, problem_id) == [incident_id]
    assert [each.state for each in sheet(work, problem_id).incidents if each.id == incident_id] == ["In Progress"]


def test_what_waits_is_told_of_an_accepted_risk_too(work):
    problem_id = begin(work)
    incident_id = waiting(work, problem_id)
    assert go(work, problem_id, "Risk accepted", reason="too rare") == [incident_id]
    assert "too rare" in notes(work, incident_id)[0][0]


def test_who_waits_for_a_vendor_is_not_told(work):
    problem_id = brought_to(work, "Assess")
    incident_id = linked(work, problem_id)
    work.act(move, incident_id, Move(State.ON_HOLD, HoldReason.VENDOR))
    assert go(work, problem_id, "Resolved", resolution="Quota") == []
    assert notes(work, incident_id) == []


# ── known error ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_known_error_is_made_in_one_step(work):
    problem_id = begin(work, service="Storage", description="Payroll stops", workaround="Empty /var/log")
    find_cause(work, Subject(PROBLEM, problem_id), Status.ROOT_CAUSE, "Logs are not rotated")
    known_error_id = work.act(make_known_error, problem_id)
    found = work.read(known_error_row, known_error_id)
    assert (found.title, found.symptom, found.cause, found.workaround, found.service, found.state) == (
        "Volumes fill up", "Payroll stops", "Logs are not rotated", "Empty /var/log", "Storage", "Draft",
    )  # fmt: skip
    assert sheet(work, problem_id).known_error == found
    assert work.read(problems_of_known_errors) == {known_error_id: problem_id}


def test_a_problem_has_one_known_error(work):
    problem_id = begin(work)
    known_error_id = work.act(make_known_error, problem_id)
    with pytest.raises(Refused, match="has a known error already"):
        work.act(make_known_error, problem_id)
    work.act(withdraw_known_error, known_error_id)
    assert sheet(work, problem_id).known_error is None
    assert work.act(make_known_error, problem_id) != known_error_id


# ── history ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_history_tells_what_happened_the_latest_first(work, time):
    problem_id = begin(work)
    for act in (
        lambda: work.act(change_problem, problem_id, {"owner": "L. Novák", "priority": 1}),
        lambda: linked(work, problem_id),
        lambda: go(work, problem_id, "Assess"),
    ):
        time.after(minutes=1)
        act()
    lines = sheet(work, problem_id).history
    assert [line.actor for line in lines] == ["Mei Okafor"] * 4
    told = [line.text.replace("\u2068", "").replace("\u2069", "") for line in lines]
    assert told[0] == "State: New → Assess"
    assert told[1] == "INC-0001 linked"
    assert set(told[2].split(" · ")) == {"Owner: none → L. Novák", "Priority: P3 Moderate → P1 Critical"}
    assert told[3] == "Opened"


def test_there_is_no_sheet_of_what_is_not_there(work):
    with pytest.raises(Refused, match="There is no problem PRB-0012"):
        sheet(work, 12)
