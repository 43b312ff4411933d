"""The scores of drills as a metric: their spread over time, and nothing where nothing could be measured."""

from incidentdesk.improve.drill_change import cancel_drill, end_drill, start_drill
from incidentdesk.improve.drill_result import DrillScore, ScoreLine, ScoreSection
from tests.drilling import furnish, make_scenario, schedule
from tests.measure.metric.measured_desk import measured, value, values


def score(share):
    return DrillScore((ScoreSection("Steps", 100, (ScoreLine("Look", share=share),)),))


def held(work, time, shares):
    """Drills one day after the other, each with that part of its points; None where nothing could be measured."""
    with work.desk.write(actor="Mei Okafor") as session:
        furnish(session)
        scenario_id = make_scenario(session)
    for share in shares:
        time.after(days=1)
        with work.desk.write(actor="Mei Okafor") as session:
            drill_id = schedule(session, scenario_id, "Bo Diaz")
            start_drill(session, drill_id)
            end_drill(session, drill_id, score=None if share is None else score(share))


def test_it_is_the_spread_of_what_could_be_measured_and_the_rest_lowers_the_coverage(work, time):
    held(work, time, [0.5, 0.8, None, 0.9])
    found = value(work, "drill-score")
    assert (found.n, found.population, found.median, found.high) == (3, 4, 80.0, 90.0)


def test_without_a_drill_there_is_no_data_and_one_that_was_called_off_is_none(work, time):
    held(work, time, [])
    with work.desk.write(actor="Mei Okafor") as session:
        drill_id = schedule(session, make_scenario(session, "Mail down"), "Bo Diaz")
        cancel_drill(session, drill_id, "A real incident came up.")
    found = value(work, "drill-score")
    assert (found.n, found.population, found.median) == (0, 0, None)


def test_it_belongs_to_when_the_drill_ended_and_has_no_priority(work, time):
    work.log()
    held(work, time, [0.4] * 40)
    by_month = values(work, "drill-score", "month")
    assert sum(each.n for each in by_month.values()) == 40
    assert len([each for each in by_month.values() if each.n]) > 1
    assert "drill-score" not in measured(work, "drill-score", by="priority").values
