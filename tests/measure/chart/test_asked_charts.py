"""The charts of satisfaction and of drills: every score with its n, the letters beside it, and no trend from few."""

from dataclasses import replace

import pytest

from incidentdesk.improve.drill_trend import HeldDrill
from incidentdesk.measure.chart import drill_scores, satisfaction
from incidentdesk.measure.chart.drill_scores import DrillScores
from incidentdesk.measure.chart.satisfaction import Scores
from incidentdesk.measure.comparison import medians_compared
from incidentdesk.measure.metric.distribution import Share
from incidentdesk.measure.metric.satisfaction import Answers
from tests.measure.chart.conftest import LONG_NAMES
from tests.measure.chart.drawing import LOOKS, clashes, cut_off, faint, words_of

ANSWERS = Answers((1, 3, 3, 7, 6), Share(13, 20, 32), Share(20, 32, 32))
SCORES = Scores(ANSWERS, "service:ERP counted:yes surveyed:2026-11")


def held(count, titles=LONG_NAMES):
    drills = [HeldDrill(each + 1, titles[each % len(titles)], each, each * 7 % 101) for each in range(count)]
    days = [f"2026-11-{each % 28 + 1:02}" for each in range(count)]
    return DrillScores(drills, days, medians_compared([], []))


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("counts", [(1, 3, 3, 7, 6), (0, 0, 0, 0, 1), (41_233, 8, 90_001, 120_400, 977_312)])
def test_scores_can_be_read_in_every_look(look, counts):
    n = sum(counts)
    data = replace(SCORES, answers=Answers(counts, Share(n // 2, n, n), Share(n, n, n)))
    drawn = satisfaction.draw(data, look)
    assert (clashes(drawn), cut_off(drawn), faint(drawn)) == ([], [], [])


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("count", [1, 2, 7, 40, 300])
def test_drills_can_be_read_in_every_look(look, count):
    drawn = drill_scores.draw(held(count), look)
    assert (clashes(drawn), cut_off(drawn), faint(drawn)) == ([], [], [])


def test_each_score_says_its_n_and_leads_to_the_incidents_behind_it():
    marks = satisfaction.draw(SCORES, LOOKS[0]).marks
    assert [mark.n for mark in marks] == [1, 3, 3, 7, 6]
    assert marks[3].query == "service:ERP counted:yes surveyed:2026-11 rated:4"
    assert marks[3].text == "4 of 5: n = 7 of 20 answers"


def test_the_share_of_good_answers_never_stands_without_its_interval_and_the_letters_that_were_answered():
    words = " ".join(words_of(satisfaction.draw(SCORES, LOOKS[0])))
    assert "CSAT 65.0 % chose 4 or 5 (n = 20, 95 % interval 43.3 to 81.9 %)" in words
    assert satisfaction.subtitle(SCORES) == "bar = answers with that score, n = 20; 20 of 32 letters answered (62.5 %)"


def test_whoever_was_asked_and_has_not_answered_is_told_instead_of_an_empty_chart():
    data = Scores(Answers((0,) * 5, Share(0, 0, 4), Share(0, 4, 4)), "")
    assert words_of(satisfaction.draw(data, LOOKS[0])) == ["0 of 4 letters answered (0.0 %)"]


def test_a_drill_is_led_to_by_its_number():
    (mark,) = drill_scores.draw(held(1, ["VPN down"]), LOOKS[0]).marks
    assert (mark.reference, mark.query) == ("DRL-0001", "")
    assert mark.text == "DRL-0001 VPN down, 2026-11-01: 0 of 100"


def test_the_latest_and_the_median_stand_above_the_drills_and_few_of_them_make_no_trend():
    found = held(3)
    found = replace(found, trend=medians_compared([14.0], [0.0, 7.0]))
    assert drill_scores.subtitle(found) == ("latest 14 of 100; median 7, n = 3; trend: too few to compare (n=1 and 2)")


def test_a_drill_without_a_score_is_in_the_table_and_has_no_mark():
    unscored = DrillScores([HeldDrill(1, "VPN down", 0, None)], ["2026-11-01"], medians_compared([], []))
    assert drill_scores.draw(unscored, LOOKS[0]).marks == ()
    assert drill_scores.table(unscored).rows[0][-1] is None
