"""How a monitor stands after a row of checks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentdesk.detect.monitor import Health
from incidentdesk.detect.monitor_course import (
    Course,
    Parent,
    Terms,
    flap_share,
    found_health,
    kept_text,
    step,
    with_kept,
)

MINUTE = 60_000_000
LETTER = {Health.UP: "u", Health.SOFT: "s", Health.DOWN: "D", Health.FLAPPING: "F", Health.SUPPRESSED: "p"}


def course_after(outcomes, terms=Terms(), **how):
    """The courses after each of some outcomes, a minute apart; "1" is a success."""
    courses = [Course()]
    for number, outcome in enumerate(outcomes, 1):
        courses.append(step(courses[-1], outcome == "1", number * MINUTE, terms, **how))
    return courses[1:]


@pytest.mark.parametrize(
    ("outcomes", "failures", "recoveries", "expected"),
    [
        ("111", 3, 2, "uuu"),
        ("10001", 3, 2, "ussDD"),
        ("100011", 3, 2, "ussDDu"),
        ("1001", 3, 2, "ussu"),
        ("10", 1, 1, "uD"),
        ("101", 1, 1, "uDu"),
        ("000", 3, 1, "ssD"),
        ("1000101", 3, 2, "ussDDDD"),
        ("10001011", 3, 2, "ussDDDDu"),
        # Six changes among the last checks are flapping, and it goes on until they are few.
        ("1010101", 3, 1, "usususF"),
        ("1010101" + "1" * 8, 3, 1, "usususF" + "F" * 8),
        ("1010101" + "1" * 16, 3, 1, None),
    ],
)
def test_soft_and_hard_states(outcomes, failures, recoveries, expected):
    shown = "".join(LETTER[each.health] for each in course_after(outcomes, Terms(failures, recoveries)))
    if expected is None:
        assert shown[-1] == "u"
        assert "F" in shown
    else:
        assert shown == expected


def test_a_hard_failure_began_with_the_first_failed_check_and_ended_with_the_first_that_was_well():
    courses = course_after("1000011")
    assert courses[3].failing_since == 2 * MINUTE
    assert courses[3].since == 4 * MINUTE
    assert (courses[6].health, courses[6].fine_since, courses[6].failing_since) == (Health.UP, 6 * MINUTE, None)


def test_the_history_says_that_what_was_well_was_well_while_a_recovery_is_awaited():
    assert [found_health(each) for each in course_after("0001")][-2:] == [Health.DOWN, Health.UP]


def test_a_monitor_behind_a_failing_parent_never_goes_down():
    courses = course_after("100000", parent=Parent(failing=True, checked_at=99 * MINUTE))
    assert "".join(LETTER[each.health] for each in courses) == "uppppp"
    assert not any(each.trouble for each in courses)


def test_a_failure_stays_soft_until_the_parent_was_looked_at_since_it_began():
    early = Parent(failing=False, checked_at=1 * MINUTE)
    courses = course_after("10000", Terms(2, 1), parent=early)
    assert "".join(LETTER[each.health] for each in courses) == "ussss"
    assert courses[-1].asks_parent
    after = step(courses[-1], False, 6 * MINUTE, Terms(2, 1), parent=Parent(False, 5 * MINUTE))
    assert after.health == Health.DOWN
    assert after.failing_since == 2 * MINUTE


def test_failures_in_maintenance_do_not_count_and_successes_do():
    before = course_after("1000")[-1]
    during = step(before, True, 5 * MINUTE, Terms(3, 1), maintenance=True)
    assert (during.health, during.down) == (Health.MAINTENANCE, False)
    course = Course()
    for number in range(10):
        course = step(course, False, number * MINUTE, Terms(), maintenance=True)
    assert (course.health, course.failures, course.trouble) == (Health.MAINTENANCE, 0, False)
    assert step(course, False, 11 * MINUTE, Terms()).health == Health.SOFT


def test_failures_before_and_after_a_time_in_which_nobody_looked_do_not_add_up():
    course = course_after("100")[-1]
    course = step(course, False, 200 * MINUTE, Terms(), unwatched=True)
    assert (course.health, course.failures, course.failing_since) == (Health.SOFT, 1, 200 * MINUTE)


def test_what_was_down_before_nobody_looked_recovers_with_what_is_seen_after():
    course = step(course_after("1000")[-1], True, 500 * MINUTE, Terms(3, 1), unwatched=True)
    assert (course.health, course.fine_since) == (Health.UP, 500 * MINUTE)


def test_the_share_of_changes_is_that_of_nagios():
    assert flap_share("1") == flap_share("1" * 21) == 0
    assert flap_share("10" * 10 + "1") == pytest.approx(1.0)
    # One change weighs the more the newer it is: 0.75 to 1.25 twentieths.
    assert flap_share("0" + "1" * 20) == pytest.approx(0.75 / 20)
    assert flap_share("1" * 20 + "0") == pytest.approx(1.25 / 20)


checks = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.sampled_from([None, True, False]), st.booleans(), st.integers(-3, 9)),
    max_size=60,
)


@given(checks, st.integers(1, 5), st.integers(1, 5))
def test_whatever_is_found_the_course_holds_together(found, failures, recoveries):
    terms, course, at = Terms(failures, recoveries), Course(), 1_000 * MINUTE
    in_a_row = 0
    for ok, maintenance, parent_fails, unwatched, minutes in found:
        at += minutes * MINUTE
        parent = None if parent_fails is None else Parent(parent_fails, at)
        before = course
        course = step(course, ok, at, terms, maintenance=maintenance, parent=parent, unwatched=unwatched)
        counts = not ok and not maintenance and not (parent and parent.failing)
        in_a_row = 0 if ok or (not counts and not before.down) else in_a_row + 1
        assert course.since <= at
        assert (course.failing_since or 0) <= at
        assert course.checked_at == at
        # Nothing goes down without so many failures that counted.
        if course.down and not before.down:
            assert in_a_row >= failures
            assert not maintenance
            assert course.failing_since is not None
        if before.down and not course.down:
            assert ok
            assert course.successes >= recoveries
        assert (course.health == Health.MAINTENANCE) == maintenance
        if course.health == Health.SUPPRESSED:
            assert parent is not None
            assert parent.failing
        assert course.health != Health.UP or ok
        assert len(course.outcomes) <= 21


@given(st.text("01", max_size=60))
def test_what_is_kept_is_read_back(outcomes):
    course = course_after("1" + outcomes)[-1]
    plain = Course(
        course.health, course.since, course.checked_at, course.failing_since,
        failures=course.failures, successes=course.successes,
    )  # fmt: skip
    assert with_kept(plain, kept_text(course)) == course


def test_what_was_kept_by_nobody_is_a_fresh_course():
    assert with_kept(Course(), "[]") == Course()
