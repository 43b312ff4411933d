"""One program at a time works a desk, on both databases (team-5)."""

import subprocess
import sys
import threading

import pytest

from incidentdesk.agent import lease
from incidentdesk.agent.lease import LENGTH, give_back_lease, new_owner, take_lease

NOON = 1_772_452_800_000_000


def take(desk, owner, now):
    with desk.write(actor="Mei Okafor") as session:
        return take_lease(session, owner, now)


def test_the_first_one_works_and_the_second_waits_until_it_is_silent_for_a_minute(desk):
    first = take(desk, "there/1/a", NOON)
    assert (first.ours, first.anew) == (True, True)
    second = take(desk, "there/2/b", NOON + LENGTH - 1)
    assert (second.ours, second.owner) == (False, "there/1/a")
    later = take(desk, "there/2/b", NOON + LENGTH)
    assert (later.ours, later.anew, later.silence) == (True, True, LENGTH)


def test_who_works_keeps_it(desk):
    take(desk, "there/1/a", NOON)
    again = take(desk, "there/1/a", NOON + 15_000_000)
    assert (again.ours, again.anew, again.silence) == (True, False, 15_000_000)
    assert not take(desk, "there/2/b", NOON + LENGTH + 1).ours


def test_who_was_taken_over_while_it_slept_finds_out(desk):
    take(desk, "there/1/a", NOON)
    take(desk, "there/2/b", NOON + 2 * LENGTH)
    woken = take(desk, "there/1/a", NOON + 2 * LENGTH + 1)
    assert (woken.ours, woken.owner) == (False, "there/2/b")


def test_who_ends_gives_it_back_at_once(desk):
    take(desk, "there/1/a", NOON)
    with desk.write(actor="Mei Okafor") as session:
        give_back_lease(session, "there/2/b", NOON)
    assert not take(desk, "there/2/b", NOON + 1).ours
    with desk.write(actor="Mei Okafor") as session:
        give_back_lease(session, "there/1/a", NOON)
    assert take(desk, "there/2/b", NOON + 1).ours


def test_a_beat_from_the_future_keeps_nobody_waiting(desk):
    take(desk, "there/1/a", NOON + 86_400_000_000)
    assert take(desk, "there/2/b", NOON).ours


@pytest.mark.skipif(sys.platform == "win32", reason="there the lease runs out")
def test_a_program_that_died_here_gives_way_at_once(desk):
    died = subprocess.run(
        [sys.executable, "-c", "from incidentdesk.agent.lease import new_owner; print(new_owner())"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    take(desk, died, NOON)
    assert take(desk, new_owner(), NOON + 1).ours


def test_a_program_that_lives_here_does_not(desk):
    take(desk, new_owner(), NOON)
    assert not take(desk, new_owner(), NOON + 1).ours


def test_of_many_that_ask_at_one_moment_one_gets_it(desk):
    got = []

    def ask(number):
        got.append(take(desk, f"there/{number}/x", NOON).ours)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(got) == [False] * 7 + [True]


def test_an_owner_is_known_by_host_process_and_chance():
    assert new_owner() != new_owner()
    assert new_owner().startswith(lease._host())
