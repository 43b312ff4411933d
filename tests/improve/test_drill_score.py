"""The score of a drill: what was reached against its targets, and what can't be known."""

from dataclasses import replace

import pytest

from incidentdesk.detect.intake import log_incident
from incidentdesk.improve.drill_change import judge_inject, pause_drill, resume_drill
from incidentdesk.improve.drill_result import DETECTION, EXPECTED, FIRST_ACTION, STEPS, UPDATES, score_from, score_text
from incidentdesk.improve.drill_score import timed, updates_in_time
from incidentdesk.respond.activation import activate
from incidentdesk.respond.announcing import send_announcement
from incidentdesk.respond.note import add_note
from incidentdesk.respond.plan_run_change import acknowledge
from incidentdesk.respond.task_change import finish_task, skip_task
from incidentdesk.respond.task_list import tasks
from incidentdesk.schema.drill_running import begin_drill, play_due, standing_score
from tests.drilling import drill_on


class Drill:
    """A drill that runs, with what people do in its sandbox."""

    def __init__(self, work, time):
        self.work, self.time = work, time
        self.id = drill_on(work.desk, "Bo Diaz")
        self.sandbox = begin_drill(work.desk, self.id, actor="Mei Okafor")
        self.play()

    def play(self):
        return play_due(self.work.desk, self.sandbox, self.id, actor="Mei Okafor")

    def after(self, **span):
        self.time.after(**span)
        self.play()

    def act(self, use_case, *arguments, **facts):
        with self.sandbox.write(actor="Ada Novak") as session:
            return use_case(session, *arguments, **facts)

    def read(self, read, *arguments):
        with self.sandbox.read() as reader:
            return read(reader, *arguments)

    def task(self, title):
        return next(row.id for row in self.read(tasks, 1) if row.title == title)

    @property
    def score(self):
        return standing_score(self.work.desk, self.sandbox, self.id)

    def lines(self, name):
        return {line.name: line for section in self.score.sections if section.name == name for line in section.lines}


@pytest.fixture
def drill(sqlite_work, time):
    drill = Drill(sqlite_work, time)
    yield drill
    drill.sandbox.close()


def test_detection_is_measured_from_the_signal_to_the_log(drill):
    drill.after(seconds=90)
    drill.act(log_incident, title="VPN is down")
    line = drill.lines(DETECTION)[DETECTION]
    assert (line.target, line.actual, line.share) == (120, 90, 1.0)


def test_a_signal_that_nobody_logs_is_a_failure_and_the_rest_is_not_known(drill):
    drill.after(minutes=20)
    score = drill.score
    assert score.trouble.startswith("Nothing was logged")
    assert drill.lines(DETECTION)[DETECTION].share == 0
    assert [each.name for each in score.sections] == [DETECTION, EXPECTED]


def test_times_do_not_count_while_the_drill_is_paused(drill):
    drill.after(seconds=60)
    drill.work.act(pause_drill, drill.id, "Lunch")
    drill.time.after(hours=1)
    drill.work.act(resume_drill, drill.id)
    drill.after(seconds=30)
    drill.act(log_incident, title="VPN is down")
    assert (drill.lines(DETECTION)[DETECTION].actual, drill.score.seconds) == (90, 90)


def test_what_is_not_due_yet_is_not_held_against_anybody(drill):
    drill.act(log_incident, title="VPN is down")
    drill.act(activate, 1, plan_id=1)
    drill.after(minutes=2)
    lines = drill.lines(STEPS)
    assert {line.share for line in lines.values()} == {None}
    assert lines["Look at the gateway"].note == "Its time was not up when the drill ended."
    assert lines["Make tea"].note == "It was optional."


def test_steps_are_done_in_time_late_left_out_or_forgotten(drill):
    drill.act(log_incident, title="VPN is down")
    drill.act(activate, 1, plan_id=1)
    drill.after(minutes=7, seconds=30)
    drill.act(finish_task, drill.task("Look at the gateway"))
    drill.act(skip_task, drill.task("Call the provider"), reason="They called us")
    drill.after(minutes=30)
    lines = drill.lines(STEPS)
    assert (lines["Look at the gateway"].actual, lines["Look at the gateway"].share) == (450, 0.5)
    assert lines["Call the provider"].share == 0.5
    assert "They called us" in lines["Call the provider"].note


def test_a_plan_that_was_not_activated_has_no_points_for_its_steps(drill):
    drill.act(log_incident, title="VPN is down")
    drill.after(minutes=20)
    (line,) = drill.lines(STEPS).values()
    assert (line.share, line.note) == (0, "The plan was not activated.")


def test_the_first_action_is_what_somebody_does_and_not_the_acknowledgement(drill):
    drill.act(log_incident, title="VPN is down")
    drill.after(minutes=1)
    drill.act(acknowledge, 1)
    drill.after(minutes=4)
    drill.act(add_note, 1, "I look at the gateway")
    assert drill.lines(FIRST_ACTION)["First action"].actual == 300


def test_updates_are_counted_against_their_rhythm(drill):
    drill.act(log_incident, title="VPN is down")
    drill.act(activate, 1, plan_id=1)
    drill.after(minutes=9)
    (draft,) = drill.read(lambda reader: reader.rows("SELECT id FROM announcement WHERE state = 'Draft'"))[0]
    drill.act(send_announcement, draft)
    drill.after(minutes=35)
    line = drill.lines(UPDATES)["Management"]
    assert (line.target, line.actual, line.share, line.counts) == (2, 1, 0.5, True)


def test_an_observer_s_word_goes_before_the_records(drill):
    drill.act(log_incident, title="VPN is down")
    drill.act(add_note, 1, "I look")
    drill.after(minutes=20)
    drill.after(minutes=20)
    assert drill.lines(EXPECTED)["Note written"].share == 0
    assert drill.lines(EXPECTED)["Answer her"].note == "No observer has judged it."
    drill.work.act(judge_inject, drill.id, "found", True)
    drill.work.act(judge_inject, drill.id, "boss", False)
    assert drill.lines(EXPECTED)["Note written"].share == 1
    assert (drill.lines(EXPECTED)["Answer her"].share, drill.lines(EXPECTED)["Answer her"].failed) == (0, True)


def test_what_can_t_be_known_takes_no_points_away(drill):
    drill.act(log_incident, title="VPN is down")
    score = drill.score
    known = [each for each in score.sections if each.share is not None]
    assert (score.most, score.total) == (sum(each.weight for each in known), 100)


def test_a_score_is_kept_as_it_is(drill):
    drill.act(log_incident, title="VPN is down")
    score = drill.score.with_improvement("note-1", 7)
    assert score_from(score_text(score)) == score
    assert score_from("{}") is None
    assert score_from(score_text(replace(score, sections=()))).total is None


@pytest.mark.parametrize(
    ("actual", "target", "share"), [(0, 60, 1), (60, 60, 1), (90, 60, 0.5), (120, 60, 0), (999, 60, 0), (999, 0, 1)]
)
def test_what_is_late_loses_its_points_evenly(actual, target, share):
    assert timed(actual, target) == share
    assert timed(None, target) == 0


@pytest.mark.parametrize(
    ("sent", "end", "due", "in_time"),
    [
        ([], 500, 0, 0),
        ([], 600, 1, 0),
        ([500], 2000, 1, 1),
        ([500], 2300, 2, 1),
        ([700], 800, 1, 0),
        ([500, 2000, 4500], 4600, 3, 2),
        ([500, 2000], 9100, 5, 2),
    ],
)
def test_updates_that_came_in_time_of_those_that_were_due(sent, end, due, in_time):
    assert updates_in_time(sent, 0, 1800, end) == (due, in_time)
