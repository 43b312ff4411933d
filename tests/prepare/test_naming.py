"""Names of people, teams, services and categories: found again, never doubled, brought back."""

import threading

import pytest

from incidentdesk.prepare.account import desktop_account, person_of_account
from incidentdesk.prepare.category import category_named
from incidentdesk.prepare.naming import LONGEST_NAME, rename, same_name
from incidentdesk.prepare.person import make_person_of_account, person, person_named, staff_named
from incidentdesk.prepare.service import service_named
from incidentdesk.prepare.setting import DEFAULTS, set_setting, setting_of
from incidentdesk.prepare.team import team, team_named
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger


def act(desk, use_case, *arguments, **named):
    with desk.write(actor="Mei") as session:
        return use_case(session, *arguments, **named)


def rows(desk, sql):
    with desk.read() as reader:
        return reader.rows(sql)


@pytest.mark.parametrize("use_case", [person_named, staff_named, team_named, service_named, category_named])
def test_a_name_is_made_once_and_found_again(desk, use_case):
    first = act(desk, use_case, "  Über   Wasser ")
    for spelling in ("Über Wasser", "über wasser", "ÜBER WASSER", "U\u0308ber Wasser", "Über\u00a0Wasser"):
        assert act(desk, use_case, spelling) == first
    assert act(desk, use_case, "") is None
    assert act(desk, use_case, " \n\0") is None


def test_the_exact_spelling_is_preferred(desk):
    act(desk, ledger.insert_many, person, [{"name": "ann"}, {"name": "Ann"}])
    assert act(desk, person_named, "Ann") == 2
    assert act(desk, person_named, "ann") == 1


def test_a_name_has_an_end(desk):
    act(desk, team_named, "x" * LONGEST_NAME)
    with pytest.raises(Refused, match="at most 200 characters"):
        act(desk, team_named, "x" * (LONGEST_NAME + 1))


def test_a_withdrawn_name_comes_back_rather_than_doubling(desk):
    team_id = act(desk, team_named, "Net")
    act(desk, ledger.withdraw, team, team_id)
    assert act(desk, team_named, "net") == team_id
    assert rows(desk, "SELECT name, withdrawn_at FROM team") == [("Net", None)]


def test_a_rename_to_a_name_that_is_there_is_refused(desk):
    first, second = act(desk, team_named, "Net"), act(desk, team_named, "Mail")
    for taken in ("Net", " NET "):
        with pytest.raises(Refused, match="already"):
            act(desk, rename, team, second, taken)
    with pytest.raises(Refused, match="can't be empty"):
        act(desk, rename, team, second, " ")
    act(desk, rename, team, first, "NET")
    assert rows(desk, "SELECT name FROM team ORDER BY id") == [("NET",), ("Mail",)]


def test_subcategories_of_two_categories_may_share_a_name(desk):
    parents = [act(desk, category_named, name) for name in ("Net", "Mail")]
    children = [act(desk, category_named, "Other", parent) for parent in parents]
    assert len(set(children)) == 2
    assert act(desk, category_named, "other", parents[0]) == children[0]


def test_the_same_new_name_from_two_people_at_one_moment_is_made_once(desk):
    gate, failed = threading.Barrier(3), []

    def write():
        try:
            gate.wait(timeout=20)
            for use_case in (team_named, service_named, category_named, person_named):
                act(desk, use_case, "Net")
            act(desk, set_setting, "desk_name", "Service desk")
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    for table in ("team", "service", "category", "person", "setting"):
        assert rows(desk, f"SELECT count(*) FROM {table}") == [(1,)]


def test_an_account_belongs_to_one_person(desk):
    mei = act(desk, make_person_of_account, "mei", "Mei Okafor")
    assert act(desk, make_person_of_account, "mei", "another name") == mei
    with desk.read() as reader:
        assert person_of_account(reader, "mei") == (mei, "Mei Okafor")
        assert person_of_account(reader, "nobody") == (None, "nobody")
    assert act(desk, make_person_of_account, "mei2", "Mei Okafor") != mei
    assert desktop_account()


@pytest.mark.parametrize("key", DEFAULTS)
def test_a_setting_has_its_default_until_it_is_set(sqlite_desk, key):
    with sqlite_desk.read() as reader:
        assert setting_of(reader, key) == DEFAULTS[key]
    act(sqlite_desk, set_setting, key, ["Ä", 1, None])
    with sqlite_desk.read() as reader:
        assert setting_of(reader, key) == ["Ä", 1, None]


def test_an_unknown_setting_is_a_bug(sqlite_desk):
    with pytest.raises(KeyError):
        act(sqlite_desk, set_setting, "colour", "red")
    with pytest.raises(KeyError), sqlite_desk.read() as reader:
        setting_of(reader, "colour")


def test_names_say_the_same_or_not():
    assert same_name(" mei  OKAFOR", "Mei Okafor")
    assert not same_name("Mei", "Mai")
