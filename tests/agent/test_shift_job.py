"""Whoever takes turns is told before a shift begins, when the next one has moved, and when a swap is asked for."""

import json
from datetime import UTC, datetime

import pytest

from incidentdesk.agent.loop import Agent
from incidentdesk.agent.shift_job import tell_of_moved_shifts
from incidentdesk.prepare.absence import absence
from incidentdesk.prepare.person import person
from incidentdesk.prepare.rota_change import (
    add_override,
    answer_swap,
    create_rota,
    propose_swap,
    take_shift,
    withdraw_rota,
)
from incidentdesk.prepare.rota_layer_change import add_layer, change_layer
from incidentdesk.prepare.rota_time import DAY
from incidentdesk.prepare.setting import set_setting
from incidentdesk.respond.announcing import notify_people
from incidentdesk.store import ledger, undoing
from tests.agent.conftest import Outbox
from tests.prepare.rota_desk import ADA, BO, MEI, at, facts, ids, the_layer

NETWORK = {"name": "Network", "time_zone": "Europe/Berlin", "people": [MEI, BO, ADA]}


class Rotas:
    """A desk on Wednesday 2026-03-18 with a rota whose three people hand over on Mondays at nine in Berlin."""

    def __init__(self, desk, held):
        self.box, self.held, self.desk = Outbox(desk), held, desk
        self.go("2026-03-18T11:00")
        self.rota = self.act(create_rota, **NETWORK)
        for name, person_id in self.people().items():
            self.act(ledger.update, person, person_id, {"phone": f"+49 {name}"})

    def go(self, moment):
        self.held.now = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    def act(self, function, *arguments, **named):
        with self.desk.write(actor=MEI) as session:
            return function(session, *arguments, **named)

    def people(self):
        return ids(self.desk)

    def layer(self):
        return the_layer(self.desk, self.rota).id

    def run(self, moment=""):
        if moment:
            self.go(moment)
        return Agent(self.desk, post=self.box.post).once()

    def told(self):
        return [(row.recipient, row.subject) for row in self.messages()]

    def bodies(self):
        return {row.recipient: row.body for row in self.messages()}

    def messages(self):
        """Without what is told of the health of the rota."""
        return [row for row in self.box.rows() if not row.subject.startswith("Network: ")]


@pytest.fixture
def rotas(desk, held):
    return Rotas(desk, held)


@pytest.fixture
def sqlite_rotas(sqlite_desk, held):
    return Rotas(sqlite_desk, held)


# ── before a shift ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_shift_is_told_well_before_it_begins_so_that_a_holiday_is_seen_in_time_oncall_321(rotas):
    rotas.run("2026-03-22T07:59")
    assert rotas.told() == []
    for minute in range(4):
        rotas.run(f"2026-03-22T08:0{minute}")
    assert rotas.told() == [(BO, "On call from 2026-03-23 09:00 CET: Network")]
    assert rotas.bodies()[BO] == (
        "You are on call for \u2068Network\u2069 (\u2068Primary\u2069) from 2026-03-23 09:00 CET until"
        " 2026-03-30 09:00 CEST."
    )


def test_a_shift_is_told_again_an_hour_before_it_begins_and_once_oncall_2953(rotas):
    rotas.run("2026-03-22T09:00")
    rotas.run("2026-03-23T06:59")
    assert len(rotas.told()) == 1
    for minute in range(4):
        rotas.run(f"2026-03-23T07:0{minute}")
    assert rotas.told() == [(BO, "On call from 2026-03-23 09:00 CET: Network")] * 2


def test_the_night_shifts_of_a_week_are_told_a_day_before_the_first_only(rotas):
    rotas.act(change_layer, rotas.layer(), **facts((MEI, BO), windows="mon-fri 18:00-08:00"))
    for hour in range(24 * 7):
        rotas.run(f"2026-03-{22 + hour // 24}T{hour % 24:02d}:05")
    spoken = [(name, subject[13:29]) for name, subject in rotas.told() if subject.startswith("On call")]
    assert spoken.count((BO, "2026-03-23 18:00")) == 2
    assert spoken.count((BO, "2026-03-24 18:00")) == 1


def test_the_times_are_those_of_whoever_reads_them(rotas):
    rotas.act(ledger.update, person, rotas.people()[BO], {"time_zone": "Asia/Kolkata"})
    rotas.run("2026-03-23T07:30")
    assert rotas.told() == [(BO, "On call from 2026-03-23 13:30 IST: Network")]


@pytest.mark.parametrize(
    ("day", "time"), [("2026-03-29", "09:00 CEST"), ("2026-10-25", "09:00 CET")], ids=["clocks go on", "clocks go back"]
)
def test_on_the_day_of_another_clock_a_shift_is_told_at_the_right_hour_oncall_3261(rotas, day, time):
    rotas.act(add_layer, rotas.rota, **facts((ADA, BO), starts=f"{day}T09:00", name="Daily", turn=1, every="days"))
    for half_hour in range(20):
        rotas.run(f"{day}T{half_hour // 2:02d}:{30 * (half_hour % 2):02d}")
    spoken = [subject for _name, subject in rotas.told() if day in subject]
    assert spoken == [f"On call from {day} {time}: Network"] * 2


def test_the_sandbox_of_a_drill_tells_nobody_of_the_shifts_it_has_copied(sqlite_rotas):
    sqlite_rotas.act(set_setting, "drill", "DRL-0001")
    sqlite_rotas.act(ledger.update, person, sqlite_rotas.people()[BO], {"phone": ""})
    sqlite_rotas.run("2026-03-23T07:30")
    sqlite_rotas.act(change_layer, sqlite_rotas.layer(), **facts((MEI, ADA, BO)))
    sqlite_rotas.run()
    assert sqlite_rotas.box.rows() == []


def test_who_is_away_is_not_told_of_a_shift(rotas):
    days = {"key": "a", "person_id": rotas.people()[BO], "from_on": "2026-03-22", "until_on": "2026-03-29"}
    rotas.act(ledger.insert, absence, days)
    rotas.run("2026-03-23T07:30")
    assert rotas.told() == []


# ── a shift has moved ────────────────────────────────────────────────────────────────────────────────────────────


def test_whose_next_shift_another_has_moved_is_told_when_it_is_now_goalert_1973(rotas):
    rotas.run()
    rotas.act(change_layer, rotas.layer(), **facts((MEI, ADA, BO)))
    rotas.run()
    assert sorted(rotas.told()) == [
        (ADA, "Your shifts have changed: Network"),
        (BO, "Your shifts have changed: Network"),
    ]
    assert rotas.bodies()[BO].splitlines()[:3] == [
        "Until now your shift was 2026-03-23 09:00 CET until 2026-03-30 09:00 CEST.",
        "From now on your shifts are:",
        "  2026-03-30 09:00 CEST until 2026-04-06 09:00 CEST (\u2068Primary\u2069)",
    ]


def test_a_new_teammate_pushes_shifts_and_everybody_who_is_pushed_hears_of_it_oncall_5353(rotas):
    rotas.run()
    rotas.act(change_layer, rotas.layer(), **facts((MEI, "Cy Young", BO, ADA)))
    rotas.run()
    assert sorted(name for name, _subject in rotas.told()) == [ADA, BO, "Cy Young"]
    assert rotas.bodies()["Cy Young"].startswith("From now on your shifts are:\n  2026-03-23 09:00 CET")


def test_whose_next_shift_stays_hears_nothing_goalert_1973(rotas):
    rotas.run()
    rotas.act(change_layer, rotas.layer(), **facts(name="First line"))
    rotas.act(add_override, rotas.rota, person_id=rotas.people()[ADA], instead_of_id=None,
              from_at=at("2026-05-01T08:00"), until_at=at("2026-05-01T09:00"))  # fmt: skip
    rotas.run()
    assert [name for name, _subject in rotas.told()] == []


def test_that_a_shift_is_over_is_no_news(rotas):
    for day in range(18, 32):
        rotas.run(f"2026-03-{day}T12:00")
    assert [subject for _name, subject in rotas.told() if "changed" in subject] == []


def test_whose_shift_was_taken_is_told_and_told_again_when_that_is_undone(rotas):
    rotas.run()
    known = rotas.people()
    with rotas.desk.write(actor=ADA) as session:
        span = {"from_at": at("2026-03-18T11:00"), "until_at": at("2026-03-23T08:00")}
        take_shift(session, rotas.rota, person_id=known[ADA], instead_of_id=known[MEI], **span)
    rotas.run()
    rotas.run()
    assert sorted(name for name, _subject in rotas.told()) == [ADA, MEI]
    with rotas.desk.write(actor=ADA) as undo:
        undoing.undo(undo, session.gesture)
    rotas.run()
    assert sorted(name for name, _subject in rotas.told()) == [ADA, ADA, MEI, MEI]


def test_when_the_rota_is_taken_away_its_people_hear_that_they_have_no_shift_any_more(rotas):
    rotas.run()
    rotas.act(withdraw_rota, rotas.rota)
    rotas.run()
    assert sorted(name for name, _subject in rotas.told()) == [ADA, BO, MEI]
    assert rotas.bodies()[BO].endswith("You have no shift any more.")
    rotas.run()
    assert len(rotas.told()) == 3


def test_the_first_look_tells_nobody_and_a_new_rota_afterwards_everybody(rotas):
    rotas.run()
    assert rotas.told() == []
    rotas.act(create_rota, **{**NETWORK, "name": "Servers", "people": [ADA]})
    rotas.run()
    assert rotas.told() == [(ADA, "Your shifts have changed: Servers")]


def test_a_desk_without_a_rota_writes_nothing_down(sqlite_desk, held):
    Agent(sqlite_desk, post=Outbox(sqlite_desk).post).once()
    with sqlite_desk.read() as reader:
        assert reader.rows("SELECT key FROM setting WHERE key = 'known_shifts'") == []


def test_where_nothing_has_moved_nothing_is_written(sqlite_rotas):
    now = sqlite_rotas.held.stored
    tell_of_moved_shifts(sqlite_rotas.desk, now, notify_people)
    with sqlite_rotas.desk.read() as reader:
        before = reader.rows("SELECT count(*) FROM ledger")[0][0]
    tell_of_moved_shifts(sqlite_rotas.desk, now + DAY, notify_people)
    with sqlite_rotas.desk.read() as reader:
        assert reader.rows("SELECT count(*) FROM ledger")[0][0] == before
        (value,) = reader.rows("SELECT value FROM setting WHERE key = 'known_shifts'")[0]
    assert len(json.loads(value)[str(sqlite_rotas.rota)]) == 3


# ── a swap ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_has_to_agree_to_a_swap_is_asked_once_and_told_what_it_is(rotas):
    known = rotas.people()
    pair = rotas.act(
        propose_swap, rotas.rota, first_id=known[MEI], first_span=(at("2026-03-20T08:00"), at("2026-03-21T08:00")),
        second_id=known[BO], second_span=(at("2026-03-24T08:00"), at("2026-03-25T08:00")), reason="Concert",
    )  # fmt: skip
    rotas.run()
    rotas.run()
    assert rotas.told() == [(BO, "Mei Okafor proposes a swap: Network")]
    assert rotas.bodies()[BO].replace("\u2068", "").replace("\u2069", "").splitlines() == [
        "Bo Diaz would stand in for Mei Okafor: 2026-03-20 09:00 CET until 2026-03-21 09:00 CET.",
        "Mei Okafor would stand in for Bo Diaz: 2026-03-24 09:00 CET until 2026-03-25 09:00 CET.",
        "Reason: Concert",
        "Agree or decline on the page of ROTA-0001, under Overrides and swaps.",
    ]
    rotas.act(answer_swap, pair, agreed=True)
    rotas.run()
    assert sorted(name for name, _subject in rotas.told()) == [BO, BO, MEI]
