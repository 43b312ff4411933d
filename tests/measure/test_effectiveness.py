"""Whether corrective actions work: counts before and after, chance, and what counts as the same trouble."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import comb
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentdesk import clock
from incidentdesk.detect.intake import log_incident
from incidentdesk.investigate.action_intake import propose_action
from incidentdesk.investigate.action_move import ActionMove, move_action
from incidentdesk.investigate.action_query import ACTION_KEYS
from incidentdesk.investigate.cause_editing import add_below, set_facts
from incidentdesk.investigate.cause_graph import CauseGraph, Role, Status, applied
from incidentdesk.investigate.cause_record import save_changes, starting
from incidentdesk.investigate.problem_intake import open_problem_of
from incidentdesk.investigate.problem_known_error import make_known_error
from incidentdesk.investigate.problem_link import link_incident
from incidentdesk.investigate.subject import INCIDENT, PROBLEM, Subject
from incidentdesk.measure.effectiveness import DAY, Verdict, Window, verdicts, window_sentence
from incidentdesk.measure.poisson_test import at_most, chance_if_halved, chance_of_drop
from incidentdesk.measure.same_trouble import Basis
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.transition import Move, move
from incidentdesk.store.database import Database

DONE = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = DONE + timedelta(days=200)


class Story:
    """Things that happen at a desk so many days before (negative) or after an action is done."""

    def __init__(self, desk: Database, done: datetime = DONE) -> None:
        self.desk, self.done = desk, done

    def act(self, day: float, use_case, *arguments, **named):
        clock.hold(lambda: self.done + timedelta(days=day))
        try:
            with self.desk.write(actor="Mei Okafor") as session:
                return use_case(session, *arguments, **named)
        finally:
            clock.hold(None)

    def log(self, *days: float, service: str = "Mail", category: str = "Storage") -> list[int]:
        return [
            self.act(day, log_incident, title="The queue is full", service=service, category=category) for day in days
        ]

    def action(self, subject: Subject, day: float = 0, **facts) -> int:
        action_id = self.act(
            day - 0.01, propose_action, subject, text="Watch the queue", owner="Bo", due_on="2026-03-01", **facts
        )
        self.act(day, move_action, action_id, ActionMove("Done", completion="It is watched."))
        return action_id

    def cause(self, subject: Subject, text: str, status: Status = Status.ROOT_CAUSE) -> str:
        """The key of a new cause."""
        bones = starting(subject, "The queue is full", ("Technology",))
        graph = applied(CauseGraph(), bones)
        step = add_below(graph, graph.categories[0].key, text)
        graph = applied(graph, step.gesture)
        known = set_facts(graph, [step.key], status=status, role=Role.NONE, owner="", note="seen")
        self.act(0, save_changes, subject, (*step.gesture, *known), start=bones)
        return step.key

    def judged(self, action_id: int, day: float = 200):
        with self.desk.read() as reader:
            now = clock.stored(self.done + timedelta(days=day))
            return verdicts(reader, now, [action_id])[action_id]

    def counts(self, action_id: int, day: float = 200) -> list[tuple[int, int, int | None]]:
        return [(each.days, each.before, each.after) for each in self.judged(action_id, day).windows]


@pytest.fixture
def story(desk: Database) -> Story:
    return Story(desk)


def incident(incident_id: int) -> Subject:
    return Subject(INCIDENT, incident_id)


# -- counting, worked out by hand


def test_incidents_are_counted_in_equal_times_before_and_after(story: Story):
    first = story.log(-89, -61, -59, -40, -31, -29, -2, 10, 91)[0]
    action_id = story.action(incident(first))
    assert story.counts(action_id) == [(30, 2, 1), (60, 5, 1), (90, 7, 1)]
    found = story.judged(action_id)
    assert (found.verdict, found.basis) == (Verdict.YES, Basis.CATEGORY)
    # (8 over 0 plus 8 over 1) of 2 ** 8.
    assert found.decisive.chance == pytest.approx(9 / 256)
    assert found.sentence == "7 before, 1 after in 90 days; chance alone would do this in 4 of 100 cases."
    assert found.decisive.rate_before == pytest.approx(7 / 3)
    assert found.decisive.rate_after == pytest.approx(1 / 3)
    assert found.decisive.after_ids == [8]


def test_the_edges_belong_to_one_side_each(story: Story):
    first = story.log(-30, 0, 30)[0]
    assert story.counts(story.action(incident(first)))[0] == (30, 1, 1)


def test_what_has_not_passed_is_not_yet(story: Story):
    first = story.log(-20, -10, 5)[0]
    action_id = story.action(incident(first))
    assert story.counts(action_id, 12.5) == [(30, 2, None), (60, 2, None), (90, 2, None)]
    found = story.judged(action_id, 12.5)
    assert (found.verdict, found.days_to_next) == (Verdict.PENDING, 18)
    assert found.sentence == "It was done less than 30 days ago. The next comparison is due in 18 days."
    assert story.counts(action_id, 30) == [(30, 2, 1), (60, 2, None), (90, 2, None)]
    found = story.judged(action_id, 30)
    assert found.verdict == Verdict.UNKNOWN
    assert found.sentence == (
        "2 before, 1 after in 30 days; chance alone would do this in 50 of 100 cases. "
        "The next comparison is due in 30 days."
    )


def test_the_longest_time_that_has_passed_decides(story: Story):
    first = story.log(-3, -4, -5, -6, -7, 70, 71, 72, 73, 74)[0]
    action_id = story.action(incident(first))
    assert story.judged(action_id, 61).verdict == Verdict.YES
    assert story.judged(action_id, 90).verdict == Verdict.NO


def test_only_what_counts_in_times_counts(story: Story):
    ids = story.log(-5, -4, -3, -2, -1)
    story.log(-2, service="WAN")
    story.log(-2, category="Login")
    story.act(-0.5, move, ids[1], Move("Canceled", reason="No incident."))
    story.act(-0.5, change_incident, ids[2], {"resolution_code": "Duplicate"})
    action_id = story.action(incident(ids[0]))
    assert story.counts(action_id)[0] == (30, 3, 0)


def test_an_action_that_is_not_done_has_no_verdict(story: Story):
    first = story.log(-5)[0]
    action_id = story.action(incident(first))
    story.act(3, move_action, action_id, ActionMove("In Progress", reason="It came again."))
    with story.desk.read() as reader:
        assert verdicts(reader, clock.stored(LATER)) == {}


# -- what is the same trouble


def test_a_problem_gathers_its_incidents(story: Story):
    first, second, _third, after = story.log(-20, -10, -9, 10)
    problem_id = story.act(-8, open_problem_of, first)
    for each in (second, after):
        story.act(11, link_incident, problem_id, each)
    of_problem, of_incident = story.action(Subject(PROBLEM, problem_id)), story.action(incident(second))
    assert story.counts(of_problem)[0] == story.counts(of_incident)[0] == (30, 2, 1)
    found = story.judged(of_incident)
    assert found.basis == Basis.PROBLEM
    assert found.counted.startswith(f"Counted are the incidents of \u2068PRB-{problem_id:04d}\u2069")


def test_a_known_error_joins_problems(story: Story):
    first, second = story.log(-20, 10)
    problems = [story.act(-8, open_problem_of, each) for each in (first, second)]
    known_error_id = story.act(-7, make_known_error, problems[0])
    story.act(-7, lambda session: session.connection.exec_driver_sql(
        f"UPDATE problem SET known_error_id = {known_error_id} WHERE id = {problems[1]}"))  # fmt: skip
    assert story.counts(story.action(Subject(PROBLEM, problems[0])))[0] == (30, 1, 1)


def test_what_has_the_root_cause_of_a_problem_counts_without_a_link(story: Story):
    first, second, elsewhere = (*story.log(-20, 10), *story.log(11, service="WAN"))
    problem_id = story.act(-8, open_problem_of, first)
    for subject in (Subject(PROBLEM, problem_id), incident(second), incident(elsewhere)):
        story.cause(subject, "No  limit on attachments")
    assert story.counts(story.action(Subject(PROBLEM, problem_id)))[0] == (30, 1, 1)


def test_the_same_root_cause_on_the_same_service(story: Story):
    first, second, third, elsewhere = (*story.log(-20, -10, 10), *story.log(11, service="WAN"))
    for each, text in ((first, "Disk full"), (second, "disk FULL"), (third, "Disk  full"), (elsewhere, "Disk full")):
        story.cause(incident(each), text)
    action_id = story.action(incident(first))
    assert story.counts(action_id)[0] == (30, 2, 1)
    found = story.judged(action_id)
    assert found.basis == Basis.ROOT_CAUSE
    assert found.counted == "Counted are the incidents of \u2068Mail\u2069 with this root cause: \u2068Disk full\u2069."


def test_an_action_against_a_cause_asks_for_that_cause(story: Story):
    first, second, third = story.log(-20, -10, 10)
    key = story.cause(incident(first), "Nobody looks", Status.VERIFIED)
    story.cause(incident(second), "Disk full")
    story.cause(incident(third), "Nobody looks")
    # Its own incident counts in any case.
    assert story.counts(story.action(incident(first), cause=key))[0] == (30, 1, 1)


def test_nothing_says_what_would_be_the_same(story: Story):
    first = story.log(-20, -10, 10, category="")[0]
    found = story.judged(story.action(incident(first)))
    assert (found.verdict, found.basis) == (Verdict.UNKNOWN, Basis.NOTHING)
    assert found.sentence.startswith("Nothing says what would be the same trouble")


# -- chance


def window(before: int, after: int, days: int = 90) -> Window:
    return Window(days, True, [(0, each) for each in range(before + after)], 0, before, before + after)


@pytest.mark.parametrize(
    ("before", "after", "verdict", "sentence"),
    [
        (5, 0, "yes", "5 before, 0 after in 90 days; chance alone would do this in 3 of 100 cases."),
        (4, 0, "unknown", "4 before, 0 after in 90 days; chance alone would do this in 6 of 100 cases."),
        (0, 0, "unknown", "None before and none after in 90 days: there is nothing to compare."),
        (1, 1, "unknown", "1 before, 1 after in 90 days: too few to tell a change from chance."),
        (3, 3, "no", "3 before, 3 after in 90 days: it came at least as often as before."),
        (6, 4, "unknown", "6 before, 4 after in 90 days; chance alone would do this in 38 of 100 cases."),
        (100, 95, "no", "100 before, 95 after in 90 days: it has not become half of what it was."),
        (40, 10, "yes", "40 before, 10 after in 90 days; chance alone would do this in less than 1 of 100 cases."),
    ],
)
def test_the_verdict_says_no_more_than_the_numbers(before, after, verdict, sentence):
    assert (window(before, after).verdict, window_sentence(window(before, after))) == (verdict, sentence)


@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from((Fraction(1, 2), Fraction(1, 3), Fraction(2, 3))))
def test_the_tail_of_the_binomial_is_exact(count: int, more: int, share: Fraction):
    trials = count + more
    ways = (comb(trials, each) * share**each * (1 - share) ** (trials - each) for each in range(count + 1))
    assert at_most(count, trials, float(share)) == pytest.approx(float(sum(ways)), rel=1e-9)


def test_large_counts_are_reckoned_as_well():
    assert chance_of_drop(60_000, 60_000) == pytest.approx(0.5, abs=0.01)
    assert chance_of_drop(60_000, 50_000) < 1e-100
    assert chance_if_halved(60_000, 30_000) == pytest.approx(0.5, abs=0.01)


# -- time


@given(
    st.lists(st.floats(-100, 100, allow_nan=False), max_size=30),
    st.integers(-20_000, 40_000),
    st.floats(0, 120, allow_nan=False),
)
def test_shifting_everything_in_time_changes_nothing(days: list[float], shift: int, passed: float):
    from incidentdesk.measure.effectiveness import _judged
    from incidentdesk.measure.same_trouble import SameTrouble

    def judged(moved: int):
        done = moved * DAY
        logged = sorted((done + round(day * DAY), place) for place, day in enumerate(days))
        found = _judged(1, done, done + round(passed * DAY), SameTrouble(Basis.CATEGORY, ("Mail", "Storage"), logged))
        return found.verdict, found.sentence, [(each.before, each.after, each.before_ids) for each in found.windows]

    assert judged(0) == judged(shift)


@pytest.mark.parametrize("day", ["1970-01-05", "2099-06-01"])
def test_dates_far_away(sqlite_desk: Database, day: str):
    story = Story(sqlite_desk, datetime.fromisoformat(f"{day}T09:00+00:00"))
    first = story.log(-2, 1)[0]
    assert story.counts(story.action(incident(first)))[0] == (30, 1, 1)


def test_the_filter_knows_the_verdicts():
    assert set(ACTION_KEYS["effective"].values) == set(Verdict)


# -- speed


def test_a_thousand_actions_over_many_incidents(sqlite_desk: Database):
    story = Story(sqlite_desk)
    first = story.log(-1)[0]
    action_id = story.action(incident(first))
    with sqlite_desk.write(actor="Mei Okafor") as session:
        connection = session.connection
        columns = [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(incident)")]
        others = ", ".join(name for name in columns if name not in ("id", "created_at", "service_id"))
        connection.exec_driver_sql(
            f"INSERT INTO incident (created_at, service_id, {others})"
            " WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000)"
            f" SELECT created_at - x * 900000000, service_id, {others} FROM incident, n WHERE id = {first}"
        )
        columns = [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(corrective_action)")]
        others = ", ".join(name for name in columns if name not in ("id", "key", "completed_at"))
        connection.exec_driver_sql(
            f"INSERT INTO corrective_action (key, completed_at, {others})"
            " WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1000)"
            f" SELECT 'k' || x, completed_at - x * 86400000000, {others} FROM corrective_action, n"
            f" WHERE id = {action_id}"
        )
    start = process_time()
    with sqlite_desk.read() as reader:
        found = verdicts(reader, clock.stored(LATER))
    assert len(found) == 1001
    assert process_time() - start < 3
