"""The shifts of a rota: turns without gap or overlap in every zone, windows, overrides, absences."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidentdesk import clock
from incidentdesk.prepare.on_call import next_on_call, on_call_of
from incidentdesk.prepare.rota_shift import Layer, Override, Responder, Rota, final, lanes, layer_shifts, uncovered
from incidentdesk.prepare.rota_span import length, merged
from incidentdesk.prepare.rota_time import DAY, HOUR, instant_at, wall_at, window_spans

BERLIN, LONDON, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/London"), ZoneInfo("America/New_York")
LORD_HOWE, KOLKATA, SYDNEY = ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kolkata"), ZoneInfo("Australia/Sydney")
ZONES = (BERLIN, LONDON, NEW_YORK, LORD_HOWE, KOLKATA)
MEI, BO, ADA = Responder(1, "Mei Okafor"), Responder(2, "Bo Diaz"), Responder(3, "Ada Novak")
WEEKDAY_NIGHTS = {day: [["18:00", "08:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def wall(text):
    return datetime.fromisoformat(text)


def layer(*people, starts="2026-01-05T09:00", turn=1, every="weeks", position=1, **more):
    order = tuple(each.id for each in people)
    return Layer(
        more.pop("id", position), more.pop("name", "Primary"), position, wall(starts), turn, every, order, **more
    )


def rota(*layers, zone=BERLIN, people=(MEI, BO, ADA), overrides=()):
    return Rota(1, "Network", zone, layers, overrides, people)


def at(text, zone=BERLIN):
    return instant_at(zone, wall(text))


def walls(shifts, zone=BERLIN):
    return [
        (each.person, wall_at(zone, each.from_at).isoformat(" ", "minutes"),
         wall_at(zone, each.until_at).isoformat(" ", "minutes"))
        for each in shifts
    ]  # fmt: skip


# ── turns ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_people_take_turns_in_their_order():
    found = layer_shifts(rota(week := layer(MEI, BO)), week, at("2026-01-05T09:00"), at("2026-01-20T09:00"))
    assert walls(found) == [
        ("Mei Okafor", "2026-01-05 09:00", "2026-01-12 09:00"),
        ("Bo Diaz", "2026-01-12 09:00", "2026-01-19 09:00"),
        ("Mei Okafor", "2026-01-19 09:00", "2026-01-26 09:00"),
    ]


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_a_hand_over_stays_at_nine_all_year_oncall_3261(zone):
    year = layer(MEI, BO)
    found = layer_shifts(rota(year, zone=zone), year, at("2026-01-05T09:00", zone), at("2026-12-28T09:00", zone))
    assert {wall_at(zone, each.from_at).time().isoformat() for each in found} == {"09:00:00"}
    assert len(found) == 51


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01", "2026-04-05", "2026-10-04"])
def test_a_shift_of_seven_days_leaves_no_gap_in_the_nights_of_summer_time_grafana_84192(zone, day):
    start, end = at(f"{day}T00:00", zone) - 3 * DAY, at(f"{day}T00:00", zone) + 3 * DAY
    for each in (layer(MEI), layer(MEI, BO, turn=1, every="days"), layer(MEI, BO, turn=12, every="hours")):
        assert uncovered(lanes(rota(each, zone=zone), start, end), start, end) == []


def test_the_night_in_which_the_clock_goes_forward_is_an_hour_shorter():
    nights = layer(MEI, BO, starts="2026-01-05T08:00", turn=12, every="hours")
    found = layer_shifts(rota(nights), nights, at("2026-03-28T20:00"), at("2026-03-29T08:00"))
    assert [(each.until_at - each.from_at) / HOUR for each in found] == [11]


def test_the_night_in_which_the_clock_goes_back_is_an_hour_longer():
    nights = layer(MEI, BO, starts="2026-01-05T08:00", turn=12, every="hours")
    found = layer_shifts(rota(nights), nights, at("2026-10-24T20:00"), at("2026-10-25T08:00"))
    assert [(each.until_at - each.from_at) / HOUR for each in found] == [13]


def test_lord_howe_moves_by_half_an_hour_only():
    days = layer(MEI, BO, turn=1, every="days")
    found = layer_shifts(
        rota(days, zone=LORD_HOWE), days, at("2026-04-04T09:00", LORD_HOWE), at("2026-04-05T09:00", LORD_HOWE)
    )
    assert [(each.until_at - each.from_at) / HOUR for each in found] == [24.5]


def test_a_time_that_the_clock_leaves_out_is_when_it_goes_forward():
    assert clock.instant(at("2026-03-29T02:30")) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert at("2026-03-29T02:00") == at("2026-03-29T02:59") == at("2026-03-29T03:00")


def test_of_a_time_that_comes_twice_the_first_is_meant():
    assert clock.instant(at("2026-10-25T02:30")) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_turns_of_an_hour_keep_their_order_over_both_nights():
    hours = layer(MEI, BO, ADA, starts="2026-03-28T00:00", turn=1, every="hours")
    for start, end in (("2026-03-28T20:00", "2026-03-29T08:00"), ("2026-10-24T20:00", "2026-10-25T08:00")):
        assert uncovered(lanes(rota(hours), at(start), at(end)), at(start), at(end)) == []


def test_nothing_begins_before_the_layer_and_nothing_is_left_after_its_end():
    short = layer(MEI, BO, ends=wall("2026-01-14T12:00"))
    found = layer_shifts(rota(short), short, at("2025-12-01T00:00"), at("2026-03-01T00:00"))
    assert walls(found)[0][1] == "2026-01-05 09:00"
    assert walls(found)[-1] == ("Bo Diaz", "2026-01-12 09:00", "2026-01-14 12:00")


def test_a_layer_with_nobody_in_it_has_no_shifts():
    assert layer_shifts(rota(empty := layer()), empty, at("2026-01-05T09:00"), at("2026-02-05T09:00")) == []


# ── properties over any rota ─────────────────────────────────────────────────────────────────────────────────────

any_layer = st.builds(
    lambda count, turn, every, hour, minute, windows: layer(
        *(MEI, BO, ADA)[:count], starts=f"2026-01-05T{hour:02d}:{minute:02d}", turn=turn, every=every, windows=windows
    ),
    st.integers(1, 3), st.integers(1, 40), st.sampled_from(["hours", "days", "weeks"]), st.integers(0, 23),
    st.sampled_from([0, 30]), st.sampled_from([{}, WEEKDAY_NIGHTS, {"sun": [["00:00", "24:00"], ["22:30", "02:30"]]}]),
)  # fmt: skip
starts = st.integers(0, 365 * 24 * 2).map(lambda half_hours: half_hours * HOUR // 2 + at("2026-01-05T23:30"))


@settings(max_examples=150, deadline=None)
@given(any_layer, st.sampled_from(ZONES), starts, st.integers(1, 40))
def test_at_every_instant_of_the_windows_exactly_one_is_on_call(each, zone, start, days):
    end = start + days * DAY
    spans = [shift.span for shift in layer_shifts(rota(each, zone=zone), each, start, end)]
    cut = [(max(since, start), min(until, end)) for since, until in spans]
    owed = window_spans(each.windows, zone, start, end)
    start = max(start, instant_at(zone, each.starts))
    assert merged(cut) == merged((max(since, start), min(until, end)) for since, until in owed)
    assert sum(until - since for since, until in cut) == length(cut), "two shifts of one layer overlap"


@settings(max_examples=60, deadline=None)
@given(
    any_layer, any_layer, st.sampled_from(ZONES), starts, st.lists(
        st.tuples(st.integers(1, 3), st.none() | st.integers(1, 3), st.integers(0, 300), st.integers(1, 200)),
        max_size=4,
    ),
)  # fmt: skip
def test_who_is_asked_first_is_one_person_at_any_time(upper, lower, zone, start, cuts):
    overrides = tuple(
        Override(number, person, instead, start + since * HOUR, start + (since + hours) * HOUR)
        for number, (person, instead, since, hours) in enumerate(cuts, 1)
    )
    below = layer(MEI, BO, position=2, starts="2026-01-06T10:00", turn=lower.turn, every=lower.every)
    whole, end = rota(upper, below, zone=zone, overrides=overrides), start + 14 * DAY
    found = lanes(whole, start, end)
    for lane in found:
        assert length(each.span for each in lane.shifts) == sum(b - a for a, b in (each.span for each in lane.shifts))
    shown = final(found, start, end)
    covered = length(each.span for each in shown)
    assert covered == sum(each.until_at - each.from_at for each in shown)
    assert covered + length(uncovered(found, start, end)) == end - start


# ── windows ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_opens():
    nights = layer(MEI, windows={"fri": [["22:00", "06:00"]]})
    found = layer_shifts(rota(nights), nights, at("2026-01-05T09:00"), at("2026-01-12T09:00"))
    assert walls(found) == [("Mei Okafor", "2026-01-09 22:00", "2026-01-10 06:00")]


def test_windows_can_be_meant_in_the_time_of_the_responder_oncall_5512():
    far = Responder(1, "Mei Okafor", time_zone="Australia/Sydney")
    days = {"mon": [["09:00", "17:00"]]}
    own = layer(far, windows=days, responder_time=True)
    found = layer_shifts(rota(own, people=(far,)), own, at("2026-01-11T00:00"), at("2026-01-14T00:00"))
    assert walls(found, SYDNEY) == [("Mei Okafor", "2026-01-12 09:00", "2026-01-12 17:00")]
    rotas = layer(far, windows=days)
    found = layer_shifts(rota(rotas, people=(far,)), rotas, at("2026-01-11T00:00"), at("2026-01-14T00:00"))
    assert walls(found) == [("Mei Okafor", "2026-01-12 09:00", "2026-01-12 17:00")]


# ── standing in ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_override_cuts_into_a_shift():
    stand_in = Override(7, BO.id, None, at("2026-01-06T12:00"), at("2026-01-06T18:00"), reason="Dentist")
    (lane,) = lanes(rota(layer(MEI), overrides=(stand_in,)), at("2026-01-06T00:00"), at("2026-01-07T00:00"))
    assert walls(lane.shifts) == [
        ("Mei Okafor", "2026-01-05 09:00", "2026-01-06 12:00"),
        ("Bo Diaz", "2026-01-06 12:00", "2026-01-06 18:00"),
        ("Mei Okafor", "2026-01-06 18:00", "2026-01-12 09:00"),
    ]
    assert (lane.shifts[1].override_id, lane.shifts[1].reason) == (7, "Dentist")


def test_a_shift_ends_where_an_override_begins_later():
    stand_in = Override(7, BO.id, None, at("2026-01-06T12:00"), at("2026-01-06T18:00"))
    (found,) = on_call_of(rota(layer(MEI), overrides=(stand_in,)), at("2026-01-05T10:00"))
    assert found.until_at == at("2026-01-06T12:00")


def test_an_override_instead_of_one_leaves_the_others_where_they_are():
    stand_in = Override(7, ADA.id, BO.id, at("2026-01-05T09:00"), at("2026-01-19T09:00"))
    (lane,) = lanes(rota(layer(MEI, BO), overrides=(stand_in,)), at("2026-01-05T09:00"), at("2026-01-19T09:00"))
    assert [each.person for each in lane.shifts] == ["Mei Okafor", "Ada Novak"]


def test_an_override_fills_a_gap_also_where_there_is_no_layer():
    stand_in = Override(7, ADA.id, None, at("2026-01-05T09:00"), at("2026-01-06T09:00"))
    found = on_call_of(rota(overrides=(stand_in,)), at("2026-01-05T10:00"))
    assert [each.person for each in found] == ["Ada Novak"]


def test_the_later_of_two_overrides_counts():
    first = Override(7, BO.id, None, at("2026-01-06T00:00"), at("2026-01-08T00:00"))
    then = Override(8, ADA.id, BO.id, at("2026-01-07T00:00"), at("2026-01-08T00:00"))
    whole = rota(layer(MEI), overrides=(first, then))
    assert [on_call_of(whole, at(day))[0].person for day in ("2026-01-06T12:00", "2026-01-07T12:00")] == [
        "Bo Diaz", "Ada Novak",
    ]  # fmt: skip


# ── who is not there ─────────────────────────────────────────────────────────────────────────────────────────────


def test_where_the_first_is_absent_the_layer_below_is_asked():
    away = Responder(1, "Mei Okafor", absences=(("2026-01-07", "2026-01-08"),))
    whole = rota(layer(away), layer(BO, position=2, name="Secondary"), people=(away, BO))
    assert [each.person for each in on_call_of(whole, at("2026-01-07T00:00"))] == ["Bo Diaz"]
    assert [each.person for each in on_call_of(whole, at("2026-01-09T00:00"))] == ["Mei Okafor", "Bo Diaz"]


def test_somebody_who_leaves_while_on_call_is_on_call_to_the_last_day_and_moves_nobody():
    leaver = Responder(1, "Mei Okafor", left_on="2026-01-07")
    whole = rota(layer(leaver, BO), people=(leaver, BO))
    assert [each.person for each in on_call_of(whole, at("2026-01-07T23:59"))] == ["Mei Okafor"]
    assert on_call_of(whole, at("2026-01-08T00:00")) == []
    assert [each.person for each in on_call_of(whole, at("2026-01-12T09:00"))] == ["Bo Diaz"]


def test_the_next_one_is_another_person_goalert_583():
    whole = rota(layer(MEI, MEI, BO))
    following = next_on_call(whole, at("2026-01-06T00:00"))
    assert (following.person, following.from_at) == ("Bo Diaz", at("2026-01-19T09:00"))


def test_where_one_is_always_on_call_nobody_is_next():
    assert next_on_call(rota(layer(MEI)), at("2026-01-06T00:00")) is None


def test_a_shift_says_its_whole_time_and_not_that_which_was_asked_for():
    (found,) = on_call_of(rota(layer(MEI, BO)), at("2026-01-07T00:00"))
    assert (found.from_at, found.until_at) == (at("2026-01-05T09:00"), at("2026-01-12T09:00"))
    assert timedelta(microseconds=found.until_at - found.from_at) == timedelta(days=7)
