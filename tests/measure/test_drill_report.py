"""The after-action report of a drill: read back as whoever was not there reads it."""

from datetime import UTC

import pytest

from incidentdesk import clock
from incidentdesk.improve.drill_change import conclude_drill, note_drill
from incidentdesk.improve.drill_gap import gaps_of, improvement_from_gap
from incidentdesk.measure.drill_report import drill_report, gather_drill_report
from incidentdesk.refusal import Refused
from incidentdesk.schema.drill_fast import run_fast
from tests.drilling import drill_on, schedule


@pytest.fixture
def printed(sqlite_desk, tmp_path, pages):
    """Prints a drill; gives its text on one line."""

    def print_(drill_id):
        path = tmp_path / "drill.pdf"
        with sqlite_desk.read() as reader:
            report = gather_drill_report(reader, drill_id)
        now = clock.stored(clock.now())
        count = drill_report(report, path, zone=UTC, made_by="Mei Okafor", made_at=now)
        found = pages(path)
        assert len(found) == count
        return " ".join(" ".join(found).split())

    return print_


def act(desk, use_case, *arguments, **facts):
    with desk.write(actor="Mei Okafor") as session:
        return use_case(session, *arguments, **facts)


def test_it_says_how_the_drill_went_and_what_became_of_its_gaps(sqlite_desk, printed):
    drill_id = drill_on(sqlite_desk, "Bo Diaz", "Ada Novak", objectives="- Find it fast")
    run_fast(sqlite_desk, drill_id, actor="Bo Diaz", pace=1.3)
    act(sqlite_desk, note_drill, drill_id, "Nobody had the key", gap=True)
    act(sqlite_desk, conclude_drill, drill_id, "The provider was called late.")
    with sqlite_desk.read() as reader:
        key = gaps_of(reader, drill_id)[0].key
    act(sqlite_desk, improvement_from_gap, drill_id, key, owner="Ada Novak")
    text = printed(drill_id)
    for said in (
        "After-action report · DRL-0001", "VPN outage, version 1", "Find it fast", "The provider was called late.",
        "nothing: nothing left the sandbox", "Look at the gateway", "5 min", "6 min 30 s", "Nobody had the key",
        "IMP-0001 · New", "Ada Novak", "none yet", "Phones ring", "within 2 min", "Timeline of the sandbox",
        "activated", "Lead of the drill", "Bo Diaz",
    ):  # fmt: skip
        assert said in text, said


def test_it_names_the_drill_before_and_its_score(sqlite_desk, printed):
    first = drill_on(sqlite_desk)
    second = act(sqlite_desk, schedule, 1)
    run_fast(sqlite_desk, first, actor="Bo Diaz", pace=1.3)
    run_fast(sqlite_desk, second, actor="Bo Diaz", pace=0.5)
    with sqlite_desk.read() as reader:
        before = gather_drill_report(reader, second).before
    assert before.id == first
    assert f"DRL-0001 had {before.score.total} %" in printed(second)
    assert "had" not in printed(first).split("Objectives")[0].split("Kind")[0]


def test_a_drill_that_has_not_ended_has_no_report(sqlite_desk, printed):
    drill_id = drill_on(sqlite_desk)
    with pytest.raises(Refused, match="has not ended"):
        printed(drill_id)
    with pytest.raises(Refused, match="no drill DRL-0007"):
        printed(7)
