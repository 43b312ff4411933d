"""How a maintenance window repeats: what was chosen, as a rule and in words."""

from datetime import date, datetime

import pytest

from incidentdesk.detect.maintenance import rule
from incidentdesk.detect.maintenance_repeat import Repeat, choice_of, repeat_text, rule_of
from incidentdesk.refusal import Refused

SECOND_SUNDAY = date(2026, 3, 8)


@pytest.mark.parametrize(
    ("repeat", "weekdays", "expected", "said"),
    [
        (Repeat.ONCE, (), "", "once"),
        (Repeat.DAILY, (), "FREQ=DAILY", "daily"),
        (Repeat.WEEKLY, ("su", "SA"), "FREQ=WEEKLY;BYDAY=SA,SU", "weekly on Saturday, Sunday"),
        (Repeat.WEEKLY, (), "FREQ=WEEKLY;BYDAY=SU", "weekly on Sunday"),
        (Repeat.MONTHLY, (), "FREQ=MONTHLY;BYMONTHDAY=8", "monthly on day 8"),
        (Repeat.MONTHLY_WEEKDAY, (), "FREQ=MONTHLY;BYDAY=2SU", "monthly on the second Sunday"),
    ],
)
def test_a_choice_is_a_rule_and_words(repeat, weekdays, expected, said):
    written = rule_of(repeat, SECOND_SUNDAY, weekdays)
    assert (written, repeat_text(written)) == (expected, said)
    assert choice_of(written)[0] == repeat


def test_the_thirty_first_is_the_last_day_of_every_month():
    written = rule_of(Repeat.MONTHLY, date(2026, 1, 31))
    assert repeat_text(written) == "monthly on the last day"
    days = rule(written, datetime.fromisoformat("2026-01-31T22:00")).between(
        datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2026-04-30T23:00")
    )
    assert [each.date().isoformat() for each in days] == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]


def test_a_fifth_weekday_is_the_last_of_every_month():
    assert repeat_text(rule_of(Repeat.MONTHLY_WEEKDAY, date(2026, 3, 29))) == "monthly on the last Sunday"


def test_a_weekday_that_there_is_not_is_refused():
    with pytest.raises(Refused, match="MO, TU, WE"):
        rule_of(Repeat.WEEKLY, SECOND_SUNDAY, ("someday",))
