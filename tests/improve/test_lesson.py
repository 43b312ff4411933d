"""Lessons: written, found again together with everything else, and offered for incidents like theirs."""

import pytest

from incidentdesk.improve.knowledge import KnowledgeKind, found_knowledge
from incidentdesk.improve.lesson_change import change_lesson, withdraw_lesson, write_lesson
from incidentdesk.improve.lesson_list import lessons, lessons_of
from incidentdesk.improve.lesson_offer import offered_lessons
from incidentdesk.investigate.problem_intake import open_problem_of
from incidentdesk.investigate.subject import INCIDENT, PROBLEM, Subject
from incidentdesk.prepare.known_error_change import write_known_error
from incidentdesk.refusal import Refused
from incidentdesk.store import undoing
from incidentdesk.store.conflict import Conflict


def learn(work, subject=None, title="The log volume had no alert", **facts):
    return work.act(write_lesson, subject, title=title, **facts)


def incident(work, **facts):
    return Subject(INCIDENT, work.log(**facts))


def test_a_lesson_has_what_it_was_written_with(work):
    subject = incident(work, title="Payroll run failed")
    learn(
        work, subject, kind="Went badly", text="Nobody saw it", recommendation="Alert at 80 %", service="Payroll",
        category="Applications", tags=["Disk", "#alert"],
    )  # fmt: skip
    (row,) = work.read(lessons)
    assert (row.kind, row.title, row.text, row.recommendation) == (
        "Went badly", "The log volume had no alert", "Nobody saw it", "Alert at 80 %",
    )  # fmt: skip
    assert (row.service, row.category, row.tags) == ("Payroll", "Applications", ("alert", "disk"))
    assert (row.subject_number, row.subject_title) == (subject.number, "Payroll run failed")
    assert work.read(lessons_of, subject) == [row]


def test_a_lesson_may_be_about_nothing_in_particular(work):
    learn(work)
    assert work.read(lessons)[0].subject_number == ""


@pytest.mark.parametrize(
    ("facts", "sentence"), [({"title": ""}, "needs a title"), ({"kind": "Sad"}, "went well, went badly")]
)
def test_what_a_lesson_can_t_be_is_refused(work, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        learn(work, **facts)


def test_two_people_who_change_the_same_field_are_asked(work):
    lesson_id = learn(work, tags=["disk"])
    row = work.read(lessons)[0]
    seen = {"tags": row.tags, "text": row.text}
    work.act(change_lesson, lesson_id, {"tags": ["disk", "log"]}, seen=seen, actor="Pia Silva")
    work.act(change_lesson, lesson_id, {"text": "Nobody saw it"}, seen=seen)
    with pytest.raises(Conflict, match="Pia Silva"):
        work.act(change_lesson, lesson_id, {"tags": ["volume"]}, seen=seen)
    assert work.read(lessons)[0].tags == ("disk", "log")


def test_what_was_taken_away_comes_back_with_undo(work):
    lesson_id = learn(work, incident(work))
    with work.desk.write(actor="Mei Okafor") as session:
        withdraw_lesson(session, lesson_id)
        gesture = session.gesture
    assert work.read(lessons) == []
    work.act(undoing.undo, gesture)
    assert [row.id for row in work.read(lessons)] == [lesson_id]


# ── offered ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_lessons_of_incidents_like_it_are_offered_the_most_useful_first(work):
    subject, other = incident(work), incident(work)
    well = learn(work, subject, kind="Went well")
    badly = learn(work, subject, kind="Went badly")
    advice = learn(work, subject, kind="Got lucky", recommendation="Alert at 80 %")
    learn(work, other, recommendation="Something else")
    offered = work.read(offered_lessons, [subject.id], limit=3)
    assert [row.id for row in offered] == [advice, badly, well]
    assert work.read(offered_lessons, []) == []


def test_lessons_of_the_problem_behind_an_incident_are_offered_too(work):
    subject = incident(work)
    problem_id = work.act(open_problem_of, subject.id)
    lesson_id = learn(work, Subject(PROBLEM, problem_id))
    assert [row.id for row in work.read(offered_lessons, [subject.id])] == [lesson_id]


# ── found ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def known(work):
    """Of each kind one that has to do with full volumes."""
    subject = incident(work, title="Payroll stopped: volume full")
    return {
        KnowledgeKind.INCIDENT: subject.id,
        KnowledgeKind.PROBLEM: work.act(open_problem_of, subject.id, title="Volumes run full at night"),
        KnowledgeKind.KNOWN_ERROR: work.act(
            write_known_error, title="A full volume stops the payroll", workaround="Rm"
        ),
        KnowledgeKind.LESSON: learn(work, subject, "Nobody saw the volume run full"),
    }


def found(work, text, **options):
    return [(each.kind, each.id) for each in work.read(found_knowledge, text, **options)]


def test_one_search_finds_lessons_known_errors_problems_and_incidents(work, known):
    kinds = (KnowledgeKind.LESSON, KnowledgeKind.KNOWN_ERROR, KnowledgeKind.PROBLEM, KnowledgeKind.INCIDENT)
    assert found(work, "full volume") == [(kind, known[kind]) for kind in kinds]
    assert found(work, "full volume", kinds=["problem"]) == [(KnowledgeKind.PROBLEM, known[KnowledgeKind.PROBLEM])]


def test_all_words_must_be_there_and_each_may_go_on(work, known):
    assert found(work, "nobody vol") == [(KnowledgeKind.LESSON, known[KnowledgeKind.LESSON])]
    assert found(work, "volume elephant") == []
    assert found(work, "  ") == []


def test_words_of_the_title_come_before_words_of_the_text(work, known):
    deep = learn(work, None, "Something else", text="a full volume")
    assert [id_ for kind, id_ in found(work, "full volume", kinds=["lesson"])] == [known[KnowledgeKind.LESSON], deep]


def test_numbers_find_what_they_name(work, known):
    assert found(work, "PRB-1") == [(KnowledgeKind.PROBLEM, known[KnowledgeKind.PROBLEM])]
    assert found(work, "ke-0001") == [(KnowledgeKind.KNOWN_ERROR, known[KnowledgeKind.KNOWN_ERROR])]
    assert found(work, "INC-0001", kinds=["lesson"]) == []
