"""Any rota at any instant says whom its layers, overrides and absences say, worked out here one instant at a time."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from incidentdesk.prepare.on_call import next_on_call, on_call_of
from incidentdesk.prepare.rota_shift import Layer, Override, Responder, Rota, final, lanes, uncovered
from incidentdesk.prepare.rota_span import length, merged
from incidentdesk.prepare.rota_time import DAY, HOUR, instant_at, wall_at
from incidentdesk.prepare.windows import DAYS

ZONES = tuple(map(ZoneInfo, (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns",
    "Africa/Casablanca", "Pacific/Apia", "UTC",
)))  # fmt: skip
WINDOWS = (
    {},
    {day: [["18:00", "08:00"]] for day in DAYS[:5]},
    {"sat": [["00:00", "24:00"]], "sun": [["00:00", "24:00"]]},
    {"sun": [["02:30", "03:30"], ["22:00", "02:30"]], "wed": [["09:00", "17:00"]]},
)
BEGINNING = datetime.fromisoformat("2026-01-05T00:00")
QUARTER = HOUR // 4


def a_day(number):
    return (BEGINNING.date() + timedelta(days=number)).isoformat()


absences = st.lists(
    st.tuples(st.integers(0, 360), st.integers(0, 20)).map(lambda each: (a_day(each[0]), a_day(sum(each))))
)
people = st.tuples(*(
    st.builds(
        Responder, st.just(number), st.just(f"P{number}"), st.sampled_from(["", "Asia/Kolkata", "America/St_Johns"]),
        st.just("") | st.integers(30, 360).map(a_day), absences.map(lambda each: tuple(each[:2])),
    )
    for number in range(1, 5)
))  # fmt: skip
layers = st.lists(
    st.builds(
        lambda order, begins, minutes, turn, every, windows, own, lasts: (
            order, BEGINNING + timedelta(days=begins, minutes=minutes), turn, every, windows, own, lasts
        ),
        st.lists(st.integers(1, 4), max_size=4), st.integers(0, 60), st.sampled_from([0, 90, 150, 540, 1439]),
        st.integers(1, 40), st.sampled_from(["hours", "days", "weeks"]), st.sampled_from(WINDOWS), st.booleans(),
        st.none() | st.integers(1, 200),
    ),
    min_size=1, max_size=3,
)  # fmt: skip
cuts = st.lists(
    st.tuples(st.integers(1, 4), st.none() | st.integers(1, 4), st.integers(0, 360 * 24), st.integers(1, 400)),
    max_size=5,
)


@st.composite
def rotas(draw):
    zone, start = draw(st.sampled_from(ZONES)), BEGINNING
    begins = instant_at(zone, start)
    drawn = [
        Layer(number, f"L{number}", number, starts, turn, every, tuple(order),
              starts + timedelta(days=lasts) if lasts else None, windows, own)
        for number, (order, starts, turn, every, windows, own, lasts) in enumerate(draw(layers), 1)
    ]  # fmt: skip
    overrides = tuple(
        Override(number, person, instead, begins + since * HOUR, begins + (since + hours) * HOUR)
        for number, (person, instead, since, hours) in enumerate(draw(cuts), 1)
    )
    return Rota(1, "R", zone, tuple(drawn), overrides, draw(people))


instants = st.integers(0, 360 * 96).map(lambda quarters: quarters * QUARTER)


# ── by hand, one instant at a time ───────────────────────────────────────────────────────────────────────────────


def by_hand(rota, at):
    """Everybody who is asked at an instant, in order."""
    found = []
    for place, layer in enumerate(rota.layers):
        person = whose_turn(rota, layer, at)
        for override in rota.overrides:
            if override.from_at <= at < override.until_at and (
                place == 0 if override.instead_of_id is None else override.instead_of_id == person
            ):
                person = override.person_id
        if person is not None and not is_away(rota, person, at):
            found.append(person)
    return found


def whose_turn(rota, layer, at):
    begun = instant_at(rota.zone, layer.starts) <= at
    ended = layer.ends is not None and instant_at(rota.zone, layer.ends) <= at
    if not begun or ended or not layer.people:
        return None
    number = 0
    while instant_at(rota.zone, layer.starts + (number + 1) * layer.step) <= at:
        number += 1
    person = layer.people[number % len(layer.people)]
    own = next(each for each in rota.people if each.id == person).time_zone
    zone = ZoneInfo(own) if layer.responder_time and own else rota.zone
    return person if not layer.windows or is_open(layer.windows, zone, at) else None


def is_open(windows, zone, at):
    today = wall_at(zone, at).date()
    return any(
        instant_at(zone, clock_of(day, opens)) <= at < instant_at(zone, clock_of(day, closes, opens))
        for day in (today - timedelta(days=1), today)
        for opens, closes in windows.get(DAYS[day.weekday()], ())
    )


def clock_of(day, text, opens=""):
    if text == "24:00":
        return datetime.combine(day + timedelta(days=1), time())
    later = 1 if opens and text <= opens else 0
    return datetime.combine(day + timedelta(days=later), time.fromisoformat(text))


def is_away(rota, person_id, at):
    person = next(each for each in rota.people if each.id == person_id)
    today = wall_at(ZoneInfo(person.time_zone) if person.time_zone else rota.zone, at).date()
    left = person.left_on and date.fromisoformat(person.left_on) < today
    return bool(left) or any(first <= today.isoformat() <= last for first, last in person.absences)


# ── the properties ───────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=300, deadline=None)
@given(rotas(), instants)
def test_who_is_on_call_is_whom_the_layers_the_overrides_and_the_absences_say(rota, after):
    at = instant_at(rota.zone, BEGINNING) + after
    assert [each.person_id for each in on_call_of(rota, at)] == by_hand(rota, at)


@settings(max_examples=150, deadline=None)
@given(rotas(), instants, st.integers(1, 20), st.lists(st.integers(0, 20 * 96), min_size=1, max_size=8))
def test_a_time_that_is_drawn_says_the_same_as_each_of_its_instants(rota, after, days, picks):
    start = instant_at(rota.zone, BEGINNING) + after
    end = start + days * DAY
    drawn = final(lanes(rota, start, end), start, end)
    for at in [start, end - 1, *(start + pick * QUARTER % (days * DAY) for pick in picks)]:
        told = [each.person_id for each in drawn if each.from_at <= at < each.until_at]
        assert told == by_hand(rota, at)[:1]


@settings(max_examples=150, deadline=None)
@given(rotas(), instants, st.integers(1, 15 * 96), st.integers(1, 15 * 96))
def test_two_times_after_each_other_say_what_the_whole_says(rota, after, first, second):
    start = instant_at(rota.zone, BEGINNING) + after
    middle, end = start + first * QUARTER, start + (first + second) * QUARTER
    assert held(rota, start, end) == held(rota, start, middle, middle, end)
    whole = uncovered(lanes(rota, start, end), start, end)
    parts = [*uncovered(lanes(rota, start, middle), start, middle), *uncovered(lanes(rota, middle, end), middle, end)]
    assert merged(whole) == merged(parts)
    covered = length(span for spans in held(rota, start, end).values() for span in spans)
    assert covered + length(whole) == end - start


def held(rota, *times):
    found = {}
    for start, end in zip(times[::2], times[1::2], strict=True):
        for shift in final(lanes(rota, start, end), start, end):
            found.setdefault(shift.person_id, []).append(shift.span)
    return {person_id: merged(spans) for person_id, spans in found.items()}


@settings(max_examples=150, deadline=None)
@given(rotas(), instants, st.integers(1, 20))
def test_a_shift_is_as_long_however_little_of_it_is_looked_at(rota, after, days):
    start = instant_at(rota.zone, BEGINNING) + after
    few = {each for lane in lanes(rota, start, start + days * DAY) for each in lane.shifts}
    many = {each for lane in lanes(rota, start - 50 * DAY, start + (days + 50) * DAY) for each in lane.shifts}
    assert few <= many


@settings(max_examples=100, deadline=None)
@given(rotas(), instants)
def test_the_next_one_is_the_first_who_is_asked_after_whoever_is_now(rota, after):
    at = instant_at(rota.zone, BEGINNING) + after
    now, following = by_hand(rota, at)[:1], next_on_call(rota, at)
    if following is None:
        return
    assert [following.person_id] == by_hand(rota, following.from_at)[:1] != now
    assert following.until_at > following.from_at > at
    for step in range(1, 12):
        between = at + (following.from_at - at) * step // 12
        assert by_hand(rota, between)[:1] in (now, [])
