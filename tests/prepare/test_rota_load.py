"""How much a rota asks of each person, and what is too much."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from incidentdesk.prepare.rota_health import assess
from incidentdesk.prepare.rota_load import loads
from incidentdesk.prepare.rota_shift import Layer, Responder, Rota, lanes
from incidentdesk.prepare.rota_time import DAY, HOUR, instant_at

BERLIN = ZoneInfo("Europe/Berlin")
PEOPLE = tuple(Responder(number, name) for number, name in enumerate(("Mei Okafor", "Bo Diaz", "Ada Novak"), 1))
START = instant_at(BERLIN, datetime(2026, 3, 16, 9))  # noqa: DTZ001
NIGHTS = {day: [["20:00", "08:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


def rota(*layers, people=PEOPLE):
    return Rota(1, "Network", BERLIN, layers, (), people)


def layer(*people, number=1, turn=1, every="weeks", **more):
    return Layer(number, f"Layer {number}", number, datetime(2026, 3, 16, 9), turn, every, people, **more)  # noqa: DTZ001


def load_of(whole, days=28):
    end = START + days * DAY
    return loads(whole, [shift for lane in lanes(whole, START, end) for shift in lane.shifts], START, end)


def sentences(whole, kind, days=28):
    return [each.sentence for each in assess(whole, START, START + days * DAY).findings if each.kind == kind]


def test_hours_nights_and_share_are_counted_with_the_night_of_summer_time():
    # Bo's week has the short night in it, so that Mei has begun another hour at the end of the 336.
    mei, bo = load_of(rota(layer(1, 2)), days=14)
    assert [(each.person, each.held / HOUR, each.nights) for each in (mei, bo)] == [
        ("Mei Okafor", 169, 7), ("Bo Diaz", 167, 7),
    ]  # fmt: skip
    assert mei.share + bo.share == pytest.approx(1)


def test_two_layers_at_once_count_once():
    (mei,) = load_of(rota(layer(1), layer(1, number=2)))
    assert mei.share == 1


def test_nights_are_those_of_the_responder():
    far = Responder(1, "Mei Okafor", time_zone="Australia/Sydney")
    (mei,) = load_of(rota(layer(1, windows=NIGHTS), people=(far,)))
    assert mei.nights < 28


def test_a_third_of_the_time_is_not_too_much():
    assert sentences(rota(layer(1, 2, 3)), "Overload", days=42) == []


def test_more_than_half_of_the_time_is_too_much_and_the_threshold_is_said():
    (first, *_rest) = sentences(rota(layer(1, 1, 2)), "Overload", days=42)
    assert "67 percent of the time; more than 50" in first


def test_more_than_half_of_the_nights_is_too_much():
    nights = layer(1, windows=NIGHTS)
    assert any("28 nights; more than 14" in each for each in sentences(rota(nights), "Overload"))


def test_three_weeks_in_a_row_are_too_many():
    three = layer(1, 2, 3, turn=3)
    assert any(
        "21 days without a free one; more than 14" in each for each in sentences(rota(three), "Overload", days=63)
    )
