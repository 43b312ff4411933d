"""The investigation of an incident reads well in its timeline, and hundreds of edits do not flood it."""

import io

import pytest

from incidentdesk.improve.lesson import lesson
from incidentdesk.improve.review import review
from incidentdesk.investigate.cause_editing import (
    add_below,
    add_category,
    add_measure,
    move,
    remove,
    set_facts,
    set_text,
    vote,
)
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, Noun, Status, applied, changed
from incidentdesk.investigate.cause_record import save_changes
from incidentdesk.investigate.corrective_action import corrective_action
from incidentdesk.investigate.custody import hand_over, take_away
from incidentdesk.investigate.evidence_adding import Label, add_file, add_text, relabel
from incidentdesk.investigate.evidence_list import evidence_of
from incidentdesk.investigate.examination import examine, record_findings
from incidentdesk.investigate.problem import problem, problem_incident
from incidentdesk.investigate.stance import link_evidence, unlink_evidence
from incidentdesk.investigate.subject import Subject
from incidentdesk.language import ISOLATE, POP
from incidentdesk.prepare.person import staff_named
from incidentdesk.respond.note import add_note
from incidentdesk.respond.timeline import Kind, timeline
from incidentdesk.store import ledger


class Diagram:
    """An incident's causes, edited gesture by gesture as a person does."""

    def __init__(self, work, time):
        self.work, self.time, self.graph = work, time, CauseGraph()
        self.subject = Subject("incident", work.log())
        self.bone = self.save(add_category(self.graph, "Technology"))

    def save(self, step, actor="Mei Okafor", later=5):
        gesture = getattr(step, "gesture", step)
        self.graph = applied(self.graph, gesture)
        self.time.after(seconds=later)
        self.last = self.work.act(save_changes, self.subject, gesture, actor=actor)
        return getattr(step, "key", "")

    def cause(self, text, **named):
        return self.save(add_below(self.graph, self.bone, text), **named)

    def set(self, key, actor="Mei Okafor", **facts):
        self.save(set_facts(self.graph, [key], **facts), actor=actor)

    def later(self):
        self.time.after(minutes=30)


@pytest.fixture
def diagram(work, time):
    diagram = Diagram(work, time)
    diagram.later()
    return diagram


def facts(diagram):
    with diagram.work.desk.read() as reader:
        found = timeline(reader, diagram.subject.id)
    return [fact for fact in found if fact.kind in (Kind.ANALYSIS, Kind.EVIDENCE)][1:]


def told(diagram):
    """The sentences after that with which the analysis began."""
    return [fact.text.replace(ISOLATE, "").replace(POP, "") for fact in facts(diagram)]


def put(diagram, name, actor="Mei Okafor"):
    made = []

    def add(session):
        made.append(add_file(session, diagram.subject, Label(), name, io.BytesIO(b"abc"), size=3))

    diagram.time.after(seconds=5)
    diagram.work.act(add, actor=actor)
    return made[0]


# ── causes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_look_at_causes_is_told(work, time):
    diagram = Diagram(work, time)
    with work.desk.read() as reader:
        [fact] = [fact for fact in timeline(reader, diagram.subject.id) if fact.kind == Kind.ANALYSIS]
    assert (fact.text, fact.about) == ("Analysis begun", "INC-0001#analysis")


def test_one_cause_is_told_by_its_name(diagram):
    key = diagram.cause("Firmware drops BGP")
    diagram.later()
    for facts_ in (
        {"status": Status.VERIFIED},
        {"status": Status.RULED_OUT},
        {"status": Status.SUSPECTED},
        {"status": Status.ROOT_CAUSE},
        {"role": "Trigger"},
    ):
        diagram.set(key, **facts_)
        diagram.later()
    diagram.save(set_text(diagram.graph, key, "Firmware 7.2.4 drops BGP"))
    diagram.later()
    diagram.save(remove(diagram.graph, [key]))
    assert told(diagram) == [
        "Cause added: Firmware drops BGP",
        "Verified: Firmware drops BGP",
        "Ruled out: Firmware drops BGP",
        "Suspected again: Firmware drops BGP",
        "Root cause: Firmware drops BGP",
        "Trigger: Firmware drops BGP",
        "Reworded: Firmware drops BGP → Firmware 7.2.4 drops BGP",
        "Cause taken away: Firmware 7.2.4 drops BGP",
    ]


def test_a_meeting_over_a_diagram_is_one_line(diagram):
    keys = [diagram.cause(f"cause {n}") for n in range(40)]
    for key in keys[:12]:
        diagram.set(key, status=Status.VERIFIED)
    for key in keys[12:15]:
        diagram.set(key, status=Status.RULED_OUT)
    diagram.set(keys[0], status=Status.ROOT_CAUSE)
    diagram.save(move(diagram.graph, [keys[3]], keys[0]))
    diagram.save(remove(diagram.graph, [keys[39]]))
    [fact] = facts(diagram)
    assert fact.text.replace(ISOLATE, "").replace(POP, "") == (
        "39 causes added · Root cause: cause 0 · 11 verified · 3 ruled out"
    )
    assert fact.happened_at == diagram.time.stored


def test_what_is_typed_letter_by_letter_is_one_cause(diagram):
    key = diagram.cause("")
    for length in range(1, 24):
        diagram.save(set_text(diagram.graph, key, "Rollback plan not tested"[:length]), later=1)
    diagram.later()
    diagram.save(set_text(diagram.graph, key, "Rollback plan not tested"))
    assert told(diagram) == [
        "Cause added: Rollback plan not teste",
        "Reworded: Rollback plan not teste → Rollback plan not tested",
    ]


def test_a_cause_that_stayed_empty_is_told_when_it_says_something(diagram):
    key = diagram.cause("")
    diagram.later()
    diagram.save(set_text(diagram.graph, key, "Disk full"))
    assert told(diagram) == ["Cause added: Disk full"]


def test_what_was_taken_back_at_once_is_not_told(diagram):
    first = diagram.cause("one")
    diagram.cause("two")
    diagram.later()
    diagram.set(first, status=Status.VERIFIED)
    diagram.set(first, status=Status.SUSPECTED)
    third = diagram.cause("three")
    diagram.save(remove(diagram.graph, [third]))
    diagram.save(move(diagram.graph, [first], diagram.bone, 1))
    assert told(diagram) == ["2 causes added"]


def test_undo_of_the_ledger_is_folded_too(diagram):
    key = diagram.cause("one")
    diagram.later()
    diagram.set(key, status=Status.VERIFIED)
    diagram.work.undo(diagram.last)
    assert told(diagram) == ["Cause added: one"]


def test_two_people_have_a_line_each(diagram):
    key = diagram.cause("one")
    diagram.set(key, actor="Yuki Tanaka", status=Status.VERIFIED)
    assert [(fact.actor, fact.text.replace(ISOLATE, "").replace(POP, "")) for fact in facts(diagram)] == [
        ("Mei Okafor", "Cause added: one"),
        ("Yuki Tanaka", "Verified: one"),
    ]


def test_a_long_day_is_more_than_one_line(diagram):
    for n in range(30):
        diagram.cause(f"cause {n}", later=9 * 60)
    assert len(told(diagram)) == 5
    assert all(fact.kind == Kind.ANALYSIS for fact in facts(diagram))


def test_a_note_written_meanwhile_stands_in_its_place(diagram):
    diagram.cause("one")
    diagram.work.act(add_note, diagram.subject.id, "meanwhile")
    diagram.cause("two")
    with diagram.work.desk.read() as reader:
        last = [fact.text for fact in timeline(reader, diagram.subject.id)][-2:]
    assert last == ["meanwhile", "2 causes added"]


def test_votes_are_counted_and_never_told_for_what(diagram):
    key = diagram.cause("one")
    diagram.later()
    diagram.save(changed(Noun.EFFECT, diagram.graph.effect, voting="hidden"))
    diagram.save(vote(diagram.graph, key, "Mei Okafor", 1))
    diagram.save(vote(diagram.graph, key, "Mei Okafor", 1))
    diagram.later()
    diagram.save(vote(diagram.graph, key, "Mei Okafor", -1))
    assert told(diagram)[1:] == ["Votes are hidden · 2 votes given", "1 vote taken back"]


def test_what_is_to_be_explained_and_categories_are_told(diagram):
    diagram.save(set_text(diagram.graph, EFFECT, "Payroll run failed"))
    diagram.later()
    diagram.save(add_category(diagram.graph, "People"))
    diagram.save(add_category(diagram.graph, "Process"))
    assert told(diagram) == ["To be explained: Payroll run failed", "Categories added: People, Process"]


# ── actions, evidence, problems, reviews, lessons ────────────────────────────────────────────────────────────────────


def test_an_action_is_told_with_its_owner_and_its_date(diagram):
    cause = diagram.cause("one")
    diagram.later()
    key = diagram.save(add_measure(diagram.graph, cause, "Test the rollback plan"))
    with diagram.work.desk.write(actor="Mei Okafor") as session:
        owner = staff_named(session, "L. Novák")
        action_id = session.reader.rows("SELECT id FROM corrective_action WHERE key = :key", {"key": key})[0][0]
    for facts_ in (
        {"state": "Committed", "owner_id": owner, "due_on": "2026-04-30"},
        {"due_on": "2026-05-15"},
        {"detail": "with the ISP"},
        {"state": "Done"},
        {"withdrawn_at": 1},
    ):
        diagram.later()
        diagram.work.act(ledger.update, corrective_action, action_id, facts_)
    assert told(diagram)[1:] == [
        "Action proposed: Test the rollback plan",
        "Action committed: Test the rollback plan · owner L. Novák · due 2026-04-30",
        "Action changed: Test the rollback plan · due 2026-04-30 → 2026-05-15",
        "Action done: Test the rollback plan · owner L. Novák · due 2026-05-15",
        "Action taken away: Test the rollback plan",
    ]


def test_evidence_is_told_from_its_adding_to_its_end(diagram):
    cause = diagram.cause("Firmware drops BGP")
    diagram.later()

    def add(session):
        evidence_id = add_text(session, diagram.subject, Label(title="syslog 08:09", text="reset"))
        link_evidence(session, evidence_id, cause, "supports")
        return evidence_id

    with diagram.work.desk.write(actor="Mei Okafor") as session:
        evidence_id = add(session)
    for step in (
        (link_evidence, evidence_id, cause, "contradicts"),
        (hand_over, evidence_id, "Corporate security"),
        (relabel, evidence_id, Label(title="syslog of core-sw-1")),
        (unlink_evidence, evidence_id, cause),
        (take_away, evidence_id),
    ):
        diagram.later()
        gesture = diagram.work.act(*step)
    diagram.later()
    diagram.work.undo(gesture)
    assert told(diagram)[1:] == [
        "Evidence added: syslog 08:09, supports “Firmware drops BGP”",
        "Evidence syslog of core-sw-1 contradicts “Firmware drops BGP”",
        "Evidence handed over: syslog of core-sw-1, to Corporate security",
        "Evidence syslog 08:09 is called syslog of core-sw-1 now",
        "Evidence syslog of core-sw-1 no longer linked to “Firmware drops BGP”",
        "Evidence taken away: syslog of core-sw-1",
        "Evidence added: syslog of core-sw-1",
    ]
    assert {fact.kind for fact in facts(diagram)[1:]} == {Kind.EVIDENCE}
    assert facts(diagram)[1].about == "INC-0001#evidence"


def test_a_file_added_as_evidence_is_told_once(diagram):
    put(diagram, "syslog.txt")
    with diagram.work.desk.read() as reader:
        assert [fact.kind for fact in timeline(reader, diagram.subject.id)][-2:] == [Kind.ANALYSIS, Kind.EVIDENCE]


def test_many_links_are_counted(diagram):
    causes = [diagram.cause(f"cause {n}") for n in range(4)]
    evidence_id = put(diagram, "syslog.txt")
    diagram.later()
    for cause in causes:
        diagram.work.act(link_evidence, evidence_id, cause, "supports")
    assert told(diagram)[2:] == ["4 links of evidence to causes changed"]


def test_many_pieces_are_counted_and_verified_in_one_line(diagram):
    ids = [put(diagram, f"{n}.log") for n in range(12)]
    diagram.later()
    with diagram.work.desk.write(actor="Mei Okafor") as session:
        session.connection.exec_driver_sql("UPDATE attachment_chunk SET data = data || data WHERE attachment_id = 1")
        found = examine(session.reader, evidence_of(session.reader, diagram.subject))
        record_findings(session, found)
    assert told(diagram) == [
        "12 pieces of evidence added",
        "Evidence verified: 11 match · 1 does not match: 0.log",
    ]
    assert len(ids) == 12


def test_the_problem_behind_it_is_told_by_its_number_and_title(diagram):
    facts_ = {"title": "Firmware", "state": "New", "priority": 2, "created_at": 0, "created_by": "", "updated_at": 0}
    with diagram.work.desk.write(actor="Mei Okafor") as session:
        problem_id = ledger.insert(session, problem, facts_)
        whose = {"incident_id": diagram.subject.id, "problem_id": problem_id}
        link = ledger.insert(session, problem_incident, whose)
    diagram.later()
    diagram.work.act(ledger.withdraw, problem_incident, link)
    assert told(diagram) == ["Linked to PRB-0001: Firmware", "No longer linked to PRB-0001: Firmware"]
    assert facts(diagram)[0].about == "PRB-0001"


def test_reviews_and_lessons_are_told(diagram):
    begun = {"incident_id": diagram.subject.id, "state": "Draft", "created_at": 0, "created_by": "", "updated_at": 0}
    with diagram.work.desk.write(actor="Mei Okafor") as session:
        review_id = ledger.insert(session, review, begun)
    for facts_ in ({"overview": "a"}, {"overview": "ab"}, {"state": "In Review"}, {"state": "Reviewed"}):
        diagram.later()
        diagram.work.act(ledger.update, review, review_id, facts_)
    diagram.later()
    learnt = {"kind": "Finding", "title": "Test rollbacks", "created_at": 0, "created_by": "", "updated_at": 0}
    diagram.work.act(ledger.insert, lesson, {**learnt, "incident_id": diagram.subject.id})
    assert told(diagram) == [
        "Review begun",
        "Review edited",
        "Review edited",
        "Review: Draft → In Review",
        "Review: In Review → Reviewed",
        "Lesson added: Test rollbacks",
    ]
    assert facts(diagram)[0].about == "INC-0001/review"
