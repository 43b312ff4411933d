"""The ladder of incident commanders: rungs in their order, and somebody else who signs."""

from datetime import UTC, datetime

import pytest

from incidentdesk import clock
from incidentdesk.improve.commander_ladder import climber, ladder, record_evidence, withdraw_evidence
from incidentdesk.improve.training_result import CommanderStep
from incidentdesk.prepare.person import staff_named
from incidentdesk.refusal import Refused

TODAY = "2026-03-02"


@pytest.fixture(autouse=True)
def march():
    clock.hold(lambda: datetime(2026, 3, 2, 10, tzinfo=UTC))
    yield
    clock.hold(None)


@pytest.fixture
def bo(write):
    return write(staff_named, "Bo Diaz")


def show(write, step, **facts):
    return write(record_evidence, **{"person": "Bo Diaz", "step": step, "note": "On a call", **facts})


def climb(write, *steps):
    for step in steps:
        show(write, step)


TO_THE_LAST = (CommanderStep.SHADOW, CommanderStep.SHADOW, CommanderStep.SCRIBE,
               CommanderStep.REVERSE_SHADOW, CommanderStep.REVERSE_SHADOW)  # fmt: skip


def test_the_next_rung_follows_from_the_evidence(write, read, bo):
    assert not read(ladder, TODAY)
    show(write, CommanderStep.SHADOW)
    assert read(climber, bo, TODAY).next_step == CommanderStep.SHADOW
    show(write, CommanderStep.SHADOW)
    found = read(climber, bo, TODAY)
    assert (found.reached, found.next_step) == (CommanderStep.SHADOW, CommanderStep.SCRIBE)


def test_a_rung_before_those_below_it_is_refused(write, bo):
    with pytest.raises(Refused, match="“Shadow” comes first: shown 0 of 2 times"):
        show(write, CommanderStep.SCRIBE)


def test_nobody_qualifies_themselves(write, read, bo):
    climb(write, *TO_THE_LAST)
    with pytest.raises(Refused, match="who signs"):
        show(write, CommanderStep.QUALIFIED)
    with pytest.raises(Refused, match="sign for themselves"):
        show(write, CommanderStep.QUALIFIED, signed_by="bo diaz")
    show(write, CommanderStep.QUALIFIED, signed_by="Mei Okafor", day="2026-03-01")
    found = read(climber, bo, TODAY)
    assert (found.qualified, found.qualified_on) == (True, "2026-03-01")


def test_evidence_that_is_taken_away_lets_somebody_down(write, read, bo):
    climb(write, *TO_THE_LAST)
    last = read(climber, bo, TODAY).evidence[-1]
    write(withdraw_evidence, last.id)
    assert read(climber, bo, TODAY).next_step == CommanderStep.REVERSE_SHADOW


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"person": ""}, "who has shown it"),
        ({"person": "Nobody Known"}, "no person"),
        ({"step": "Captain"}, "no such rung"),
        ({"note": " "}, "where it was shown"),
        ({"day": "2026-03-03"}, "still to come"),
        ({"incident": "INC-0042"}, "no INC-0042"),
        ({"drill": "DRL-0007"}, "no DRL-0007"),
    ],
)
def test_evidence_that_can_not_be_is_refused(write, read, bo, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        show(write, **{"step": CommanderStep.SHADOW, **facts})
    assert not read(ladder, TODAY)
