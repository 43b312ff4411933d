"""The picture of a rota: where shifts, gaps and days stand."""

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from incidentdesk.prepare.rota_layout import Room, laid_out, neighbour
from incidentdesk.prepare.rota_shift import Layer, Override, Responder, Rota, lanes
from incidentdesk.prepare.rota_time import DAY, HOUR, instant_at

BERLIN = ZoneInfo("Europe/Berlin")
MEI, BO = Responder(1, "Mei Okafor"), Responder(2, "Bo Diaz", absences=(("2026-03-25", "2026-03-25"),))
ROOM = Room(width=1100, gutter=100, head=30, row=36, label=80)


def at(text):
    return instant_at(BERLIN, datetime.fromisoformat(text))


START = at("2026-03-16T00:00")


def picture(days=10, overrides=(), room=ROOM, since=START, **more):
    layer = Layer(1, "Primary", 1, datetime(2026, 3, 16, 9), 1, "weeks", (1, 2))  # noqa: DTZ001
    whole = Rota(1, "Network", BERLIN, (layer,), overrides, (MEI, BO))
    end = START + days * DAY
    return laid_out(lanes(whole, START, end), since, end, START + DAY, BERLIN, room, final_name="On call", **more)


def test_a_shift_stands_where_its_time_is():
    first, second = picture().bars_of(0)[:2]
    assert (first.left, first.right) == (pytest.approx(100 + 1000 * 9 / 240), pytest.approx(100 + 1000 * 177 / 240))
    assert second.left == first.right


def test_the_last_row_tells_gaps_but_not_before_the_rota_began():
    assert [bar.kind for bar in picture().bars_of(1)] == ["gap", "turn", "turn", "gap"]
    assert [bar.kind for bar in picture(owed_from=at("2026-03-16T09:00")).bars_of(1)] == ["turn", "turn", "gap"]


def test_whoever_is_away_is_shown_as_away():
    assert [bar.kind for bar in picture().bars_of(0)] == ["turn", "turn", "away"]


def test_an_override_is_told_from_a_turn():
    shown = picture(overrides=(Override(7, 2, None, START + DAY, START + 2 * DAY),)).bars_of(0)
    assert [bar.kind for bar in shown[:3]] == ["turn", "override", "turn"]


def test_what_goes_on_beyond_the_picture_is_open():
    assert picture(days=5).bars_of(0)[-1].right == 1100
    later = picture(days=5, since=START + DAY).bars_of(0)
    assert [(bar.left, bar.opens_left) for bar in later] == [(100, True)]


@pytest.mark.parametrize(("days", "labelled"), [(7, 7), (14, 8), (28, 5), (90, 7)])
def test_dates_have_room_for_their_words(days, labelled):
    ticks = [tick for tick in picture(days).ticks if tick.labelled]
    assert len(ticks) == labelled
    assert all(other.x - one.x >= ROOM.label for one, other in pairwise(ticks))


def test_days_of_summer_time_have_their_own_width():
    ticks = picture(days=20).ticks
    widths = {round(other.at - one.at) // HOUR for one, other in pairwise(ticks)}
    assert widths == {23, 24}


def test_a_place_is_an_instant_again():
    shown = picture(days=10)
    for hours in (0, 5, 100, 240):
        assert shown.instant(100 + 1000 * hours / 240) == START + hours * HOUR
    assert shown.instant(-50) == START
    assert shown.instant(5000) == START + 10 * DAY


def test_a_bar_is_found_at_a_place_and_beside_another():
    shown = picture()
    bar = shown.bar_at(300, 40)
    assert bar.shift.person == "Mei Okafor"
    assert shown.bar_at(300, 5) is None
    assert neighbour(shown.bars_of(0), bar.from_at, 1).shift.person == "Bo Diaz"
    assert neighbour(shown.bars_of(0), bar.from_at, -1) is None


def test_the_line_of_now_is_there_only_where_now_is():
    assert picture().now_x == 200
    later = START + 30 * DAY
    whole = Rota(1, "Network", BERLIN)
    assert (
        laid_out(lanes(whole, START, later), START, later, later + 1, BERLIN, ROOM, final_name="On call").now_x is None
    )
