"""Making and changing rotas on both databases: layers, overrides, swaps, and whose shifts move."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from incidentdesk import clock
from incidentdesk.prepare.absence import absence
from incidentdesk.prepare.on_call import next_on_call, rota_of, shifts, shifts_of_person
from incidentdesk.prepare.person import person
from incidentdesk.prepare.rota import rota_layer
from incidentdesk.prepare.rota_change import (
    add_override,
    answer_swap,
    change_rota,
    create_rota,
    propose_swap,
    take_shift,
    withdraw_override,
    withdraw_rota,
)
from incidentdesk.prepare.rota_health import health, health_of
from incidentdesk.prepare.rota_layer import drafted_layer, layer_facts
from incidentdesk.prepare.rota_layer_change import (
    add_layer,
    change_layer,
    end_layer,
    move_layer,
)
from incidentdesk.prepare.rota_list import rotas, rotas_named, stand_ins
from incidentdesk.prepare.rota_succession import changed_rota, moved
from incidentdesk.prepare.rota_time import HOUR
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger, undoing
from incidentdesk.store.conflict import Conflict
from tests.prepare.rota_desk import (
    ADA,
    BO,
    MEI,
    act,
    at,
    facts,
    held_clock,
    ids,
    network,
    read,
    swapped,
    the_layer,
    who,
)

_held_clock = pytest.fixture(autouse=True)(held_clock)


# ── making ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_rota_has_somebody_on_call_at_once(desk):
    rota_id = network(desk)
    assert who(desk, rota_id, "2026-03-18T11:00") == [MEI]
    assert who(desk, rota_id, "2026-03-23T08:00") == [BO]
    (row,) = read(desk, rotas, at("2026-03-18T11:00"))
    assert (row.number, row.now[0].person, row.next.person) == ("ROTA-0001", MEI, BO)


def test_two_rotas_are_not_called_the_same(desk):
    network(desk)
    with pytest.raises(Refused, match="already"):
        act(desk, create_rota, name="network ", time_zone="UTC")


def test_the_name_of_a_rota_in_the_trash_is_free(desk):
    act(desk, withdraw_rota, network(desk))
    act(desk, create_rota, name="NETWORK", time_zone="UTC")
    assert [row.name for row in read(desk, rotas, at("2026-03-18T11:00"))] == ["NETWORK"]


def test_a_zone_must_be_one(desk):
    with pytest.raises(Refused, match="There is no time zone"):
        act(desk, create_rota, name="Network", time_zone="Mars/Olympus")


def test_a_rota_with_nobody_in_it_can_be_made_and_says_so(desk):
    rota_id = act(desk, create_rota, name="Network", time_zone="UTC")
    assert who(desk, rota_id, "2026-03-18T11:00") == []
    found = read(desk, health, rota_id, at("2026-03-18T11:00"), at("2026-04-15T11:00"))
    assert [str(each.kind) for each in found] == ["Gap", "Nobody in it"]
    assert read(desk, health_of, rota_id, at("2026-03-18T11:00"), at("2026-04-15T11:00")).score == 0


def test_two_people_who_rename_a_rota_are_asked(desk):
    rota_id = network(desk)
    act(desk, change_rota, rota_id, {"name": "Networks"}, seen={"name": "Network"})
    with pytest.raises(Conflict):
        act(desk, change_rota, rota_id, {"name": "Net"}, seen={"name": "Network"})


def test_a_rota_in_the_trash_has_nobody_on_call_and_undo_brings_it_back(desk):
    rota_id = network(desk)
    with desk.write(actor=MEI) as session:
        withdraw_rota(session, rota_id)
    assert who(desk, rota_id, "2026-03-18T11:00") == []
    with desk.write(actor=MEI) as undo:
        undoing.undo(undo, session.gesture)
    assert who(desk, rota_id, "2026-03-18T11:00") == [MEI]


def test_who_is_on_call_is_found_by_team_or_by_name_goalert_1523(desk):
    network(desk, team="Network team")
    for name in ("network team", "NETWORK", ""):
        assert [each.name for each in read(desk, rotas_named, name)] == ["Network"]
    with pytest.raises(Refused, match="No team"):
        read(desk, rotas_named, "Payroll")


def test_the_next_one_is_told_with_the_time_goalert_4190(desk):
    rota_id = network(desk)
    following = next_on_call(read(desk, rota_of, rota_id), at("2026-03-18T11:00"))
    assert (following.person, following.from_at) == (BO, at("2026-03-23T08:00"))


def test_a_person_sees_the_own_shifts_of_all_rotas(desk):
    network(desk)
    act(desk, create_rota, name="Servers", time_zone="Europe/Berlin", people=[BO, MEI])
    found = read(desk, shifts_of_person, ids(desk)[BO], at("2026-03-18T11:00"), at("2026-03-30T07:00"))
    assert [each.rota for each in found] == ["Servers", "Network"]


# ── layers ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_change_of_the_order_leaves_the_past_and_the_turn_that_runs(desk):
    rota_id = network(desk)
    act(desk, change_layer, the_layer(desk, rota_id).id, **facts((MEI, ADA, BO)))
    assert [who(desk, rota_id, day) for day in ("2026-03-17T09:00", "2026-03-18T12:00", "2026-03-23T08:00")] == [
        [MEI], [MEI], [ADA],
    ]  # fmt: skip


def test_a_second_change_before_the_hand_over_makes_no_third_layer(desk):
    rota_id = network(desk)
    act(desk, change_layer, the_layer(desk, rota_id).id, **facts((MEI, ADA, BO)))
    following = the_layer(desk, rota_id)
    act(desk, change_layer, following.id, **facts((BO, ADA, MEI), starts="2026-03-23T09:00"))
    assert len(read(desk, rota_of, rota_id).layers) == 2
    assert who(desk, rota_id, "2026-03-23T08:00") == [BO]


def test_a_new_name_makes_no_new_layer(desk):
    rota_id = network(desk)
    layer_id = the_layer(desk, rota_id).id
    assert act(desk, change_layer, layer_id, **facts(name="First line")) == layer_id


def test_the_hand_over_moves_to_another_hour_without_a_gap(desk):
    rota_id = network(desk)
    act(desk, change_layer, the_layer(desk, rota_id).id, **facts(starts="2026-03-16T12:00"))
    found = read(desk, shifts, rota_id, at("2026-03-18T11:00"), at("2026-04-15T11:00"))
    assert all(one.until_at == other.from_at for one, other in pairwise(found))
    assert {clock.instant(each.from_at).hour for each in found[2:]} <= {10, 11}


def test_what_an_edit_moves_is_told_before_it_is_made_goalert_1973(desk):
    rota_id = network(desk)
    known = ids(desk)
    before, layer = read(desk, rota_of, rota_id), the_layer(desk, rota_id)
    draft = facts([known[each] for each in (MEI, ADA, BO)]) | {"layer_id": layer.id, "position": layer.position}
    after = changed_rota(before, drafted_layer(**draft), at("2026-03-18T11:00"))
    told = {each.person: each for each in moved(before, after, at("2026-03-18T11:00"), at("2026-04-15T11:00"))}
    assert set(told) == {BO, ADA}
    assert told[BO].lost[0] == told[ADA].gained[0] == (at("2026-03-23T08:00"), at("2026-03-30T07:00"))
    act(desk, change_layer, layer.id, **facts((MEI, ADA, BO)))
    assert moved(after, read(desk, rota_of, rota_id), at("2026-03-18T11:00"), at("2026-04-15T11:00")) == []


def test_an_edit_that_moves_nobody_says_so_oncall_5353(desk):
    rota_id = network(desk)
    before, layer, known = read(desk, rota_of, rota_id), the_layer(desk, rota_id), ids(desk)
    same = facts([known[each] for each in (MEI, BO, ADA)], name="First") | {"layer_id": layer.id, "position": 1}
    assert moved(before, changed_rota(before, drafted_layer(**same), at("2026-03-18T11:00")), 0, at("2026-04-15")) == []


def test_somebody_who_is_taken_out_of_the_order_finishes_the_turn(desk):
    rota_id = network(desk)
    act(desk, change_layer, the_layer(desk, rota_id).id, **facts((BO, ADA)))
    assert [who(desk, rota_id, day) for day in ("2026-03-20T09:00", "2026-03-23T09:00", "2026-03-30T09:00")] == [
        [MEI], [BO], [ADA],
    ]  # fmt: skip


def test_a_layer_that_somebody_else_has_changed_is_not_overwritten(desk):
    rota_id = network(desk)
    layer, seen = the_layer(desk, rota_id), layer_facts(read(desk, rota_of, rota_id), the_layer(desk, rota_id))
    act(desk, change_layer, layer.id, seen=seen, **facts(name="First", starts=seen["starts"]))
    with pytest.raises(Conflict, match=r"Mei Okafor.* has changed the same fields meanwhile"):
        act(desk, change_layer, layer.id, seen=seen, **facts(name="Second", starts=seen["starts"]))


def test_layers_change_places(desk):
    rota_id = network(desk)
    second = act(desk, add_layer, rota_id, **facts((ADA,), name="Secondary"))
    assert who(desk, rota_id, "2026-03-18T11:00") == [MEI, ADA]
    act(desk, move_layer, second, -1)
    assert who(desk, rota_id, "2026-03-18T11:00") == [ADA, MEI]
    with pytest.raises(Refused, match="first already"):
        act(desk, move_layer, second, -1)


def test_a_layer_that_is_ended_keeps_its_past(desk):
    rota_id = network(desk)
    act(desk, end_layer, the_layer(desk, rota_id).id)
    assert [who(desk, rota_id, day) for day in ("2026-03-18T10:00", "2026-03-18T12:00")] == [[MEI], []]


def test_ending_a_layer_with_a_follower_ends_the_lane(desk):
    rota_id = network(desk)
    following = act(desk, change_layer, the_layer(desk, rota_id).id, **facts((BO, ADA)))
    act(desk, end_layer, following)
    assert [who(desk, rota_id, day) for day in ("2026-03-18T10:00", "2026-03-18T12:00", "2026-03-24T12:00")] == [
        [MEI], [], [],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"turn": 0}, "A turn is 1 to"),
        ({"every": "months"}, "hours, days or weeks"),
        ({"starts": "soon"}, "is no date and time"),
        ({"ends": "2026-03-16T09:00"}, "ends before it begins"),
        ({"windows": "weekdays nine to five"}, "can't be read as times"),
        ({"name": " "}, "A layer needs a name"),
    ],
)
def test_a_layer_that_can_be_none_is_refused(sqlite_desk, changes, sentence):
    rota_id = network(sqlite_desk)
    with pytest.raises(Refused, match=sentence):
        act(sqlite_desk, add_layer, rota_id, **facts(**changes))


# ── standing in ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_override_counts_and_can_be_taken_away(desk):
    rota_id, known = network(desk), ids(desk)
    override_id = act(
        desk, add_override, rota_id, person_id=known[ADA], from_at=at("2026-03-18T12:00"),
        until_at=at("2026-03-18T18:00"), reason="Dentist",
    )  # fmt: skip
    assert who(desk, rota_id, "2026-03-18T13:00") == [ADA]
    (told,) = read(desk, stand_ins, rota_id, at("2026-03-18T11:00"))
    assert (told.person, told.instead_of, told.reason, told.created_by) == (ADA, "", "Dentist", MEI)
    act(desk, withdraw_override, override_id)
    assert who(desk, rota_id, "2026-03-18T13:00") == [MEI]


@pytest.mark.parametrize("hours", [0, -1])
def test_an_override_of_no_length_is_refused(sqlite_desk, hours):
    rota_id, known = network(sqlite_desk), ids(sqlite_desk)
    start = at("2026-03-18T12:00")
    with pytest.raises(Refused, match="The end is not after the beginning"):
        act(sqlite_desk, add_override, rota_id, person_id=known[ADA], from_at=start, until_at=start + hours * HOUR)


def test_nobody_stands_in_who_has_left_by_then(desk):
    rota_id, known = network(desk), ids(desk)
    act(desk, ledger.update, person, known[ADA], {"left_on": "2026-03-20"})
    span = {"from_at": at("2026-03-20T12:00"), "until_at": at("2026-03-21T12:00")}
    with pytest.raises(Refused, match="leaves on 2026-03-20"):
        act(desk, add_override, rota_id, person_id=known[ADA], **span)


def test_the_last_day_of_somebody_who_leaves_is_reckoned_in_their_own_time(desk):
    rota_id, known = network(desk), ids(desk)
    act(desk, ledger.update, person, known[ADA], {"left_on": "2026-03-20", "time_zone": "Pacific/Auckland"})
    over = at("2026-03-20T11:00")  # midnight in Auckland
    act(desk, add_override, rota_id, person_id=known[ADA], from_at=over - HOUR, until_at=over)
    with pytest.raises(Refused, match="leaves on 2026-03-20"):
        act(desk, add_override, rota_id, person_id=known[ADA], from_at=over - HOUR, until_at=over + 1)


def test_nobody_stands_in_who_is_absent_then(desk):
    rota_id, known = network(desk), ids(desk)
    days = {"key": "a", "person_id": known[ADA], "from_on": "2026-03-20", "until_on": "2026-03-22"}
    act(desk, ledger.insert, absence, days)
    span = {"from_at": at("2026-03-20T08:00"), "until_at": at("2026-03-21T08:00")}
    with pytest.raises(Refused, match=r"Ada Novak.* is absent then"):
        act(desk, add_override, rota_id, person_id=known[ADA], **span)
    act(desk, add_override, rota_id, person_id=known[ADA], from_at=span["from_at"], until_at=at("2026-03-24T08:00"))


def test_a_shift_is_taken_oncall_4538(desk):
    rota_id, known = network(desk), ids(desk)
    span = {"from_at": at("2026-03-23T08:00"), "until_at": at("2026-03-30T07:00")}
    act(desk, take_shift, rota_id, person_id=known[ADA], instead_of_id=known[BO], **span)
    assert [who(desk, rota_id, day) for day in ("2026-03-22T08:00", "2026-03-24T08:00", "2026-03-31T08:00")] == [
        [MEI], [ADA], [ADA],
    ]  # fmt: skip


def test_only_a_shift_that_there_is_can_be_taken(desk):
    rota_id, known = network(desk), ids(desk)
    span = {"from_at": at("2026-03-18T12:00"), "until_at": at("2026-03-19T12:00")}
    with pytest.raises(Refused, match="There is no shift of this person"):
        act(desk, take_shift, rota_id, person_id=known[ADA], instead_of_id=known[BO], **span)


def test_a_swap_moves_both_shifts_once_the_other_has_agreed(desk):
    rota_id, known = network(desk), ids(desk)
    pair = swapped(desk, rota_id, known)
    assert [who(desk, rota_id, day) for day in ("2026-03-20T12:00", "2026-03-24T12:00")] == [[MEI], [BO]]
    act(desk, answer_swap, pair, agreed=True)
    assert [who(desk, rota_id, day) for day in ("2026-03-20T12:00", "2026-03-24T12:00")] == [[BO], [MEI]]
    assert len({each.pair for each in read(desk, stand_ins, rota_id, at("2026-03-18T11:00"))}) == 1
    with pytest.raises(Refused, match="answered already"):
        act(desk, answer_swap, pair, agreed=False)


def test_a_swap_takes_no_shift_from_whoever_has_taken_it_meanwhile(desk):
    rota_id, known = network(desk), ids(desk)
    pair = swapped(desk, rota_id, known)
    span = {"from_at": at("2026-03-24T08:00"), "until_at": at("2026-03-25T08:00")}
    act(desk, take_shift, rota_id, person_id=known[ADA], instead_of_id=known[BO], **span)
    with pytest.raises(Refused, match=r"Bo Diaz.* no longer has all of this shift"):
        act(desk, answer_swap, pair, agreed=True)
    assert [who(desk, rota_id, day) for day in ("2026-03-20T12:00", "2026-03-24T12:00")] == [[MEI], [ADA]]
    act(desk, answer_swap, pair, agreed=False)


def test_a_swap_of_a_shift_that_is_over_is_not_agreed_to_any_more(desk):
    rota_id, known = network(desk), ids(desk)
    pair = swapped(desk, rota_id, known)
    clock.hold(lambda: datetime(2026, 3, 21, 9, tzinfo=UTC))
    with pytest.raises(Refused, match=r"The shift of .*Mei Okafor.* is over"):
        act(desk, answer_swap, pair, agreed=True)
    assert who(desk, rota_id, "2026-03-20T12:00") == [MEI]


def test_nobody_swaps_with_oneself_or_takes_the_own_shift(sqlite_desk):
    rota_id, known = network(sqlite_desk), ids(sqlite_desk)
    span = (at("2026-03-20T08:00"), at("2026-03-21T08:00"))
    with pytest.raises(Refused, match="two different people"):
        act(sqlite_desk, propose_swap, rota_id, first_id=known[MEI], first_span=span, second_id=known[MEI],
            second_span=span)  # fmt: skip
    with pytest.raises(Refused, match="stand in for oneself"):
        act(sqlite_desk, take_shift, rota_id, person_id=known[MEI], instead_of_id=known[MEI], from_at=span[0],
            until_at=span[1])  # fmt: skip


def test_nobody_stands_in_for_somebody_who_has_no_shift_then(desk):
    rota_id, known = network(desk), ids(desk)
    span = {"from_at": at("2026-03-24T08:00"), "until_at": at("2026-03-25T08:00")}
    act(desk, add_override, rota_id, person_id=known[ADA], instead_of_id=known[BO], **span)
    with pytest.raises(Refused, match="There is no shift of this person"):
        act(desk, add_override, rota_id, person_id=known[MEI], instead_of_id=known[BO], **span)
    assert who(desk, rota_id, "2026-03-24T12:00") == [ADA]


def test_a_declined_swap_moves_nothing(desk):
    rota_id, known = network(desk), ids(desk)
    act(desk, answer_swap, swapped(desk, rota_id, known), agreed=False)
    assert [who(desk, rota_id, day) for day in ("2026-03-20T12:00", "2026-03-24T12:00")] == [[MEI], [BO]]


def test_taking_away_half_a_swap_takes_the_other_too(desk):
    rota_id, known = network(desk), ids(desk)
    act(desk, answer_swap, swapped(desk, rota_id, known), agreed=True)
    half = read(desk, stand_ins, rota_id, at("2026-03-18T11:00"))[0]
    act(desk, withdraw_override, half.id)
    assert read(desk, stand_ins, rota_id, at("2026-03-18T11:00")) == []
    assert who(desk, rota_id, "2026-03-24T12:00") == [BO]


def test_a_change_of_a_layer_is_undone_in_one_step(desk):
    rota_id = network(desk)
    before = read(desk, rota_of, rota_id)
    with desk.write(actor=MEI) as session:
        change_layer(session, before.layers[0].id, **facts((MEI, ADA, BO)))
    with desk.write(actor=MEI) as undo:
        undoing.undo(undo, session.gesture)
    assert read(desk, rota_of, rota_id) == before


def test_an_absence_for_ever_is_reckoned_with(desk):
    rota_id, known = network(desk), ids(desk)
    days = {"key": "a", "person_id": known[MEI], "from_on": "0001-01-01", "until_on": "9999-12-31"}
    act(desk, ledger.insert, absence, days)
    assert who(desk, rota_id, "2026-03-18T12:00") == []


@pytest.mark.parametrize(
    ("column", "good", "bad"),
    [
        ("starts", "2026-03-02T09:00", "soon"),
        ("ends", "", "2026-03-02T09:00+01:00"),
        ("turn", 2, 0),
        ("windows", '{"mon": [["00:00", "24:00"]]}', '{"mon": 5}'),
        ("windows", "{}", '{"someday": []}'),
        ("windows", "{}", '{"mon": [["09:00"]]}'),
        ("windows", "{}", '{"mon": [["9", "x"]]}'),
    ],
)
def test_what_strangers_write_into_a_layer_must_make_sense(column, good, bad):
    fits = rota_layer.c[column].info["fits"]
    assert fits(good)
    assert not fits(bad)
