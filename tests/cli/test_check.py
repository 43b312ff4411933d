import json
from pathlib import Path

import pytest


@pytest.fixture
def three(run):
    run("log", "Printer jams", "--reporter", "Ann")
    run("log", "VPN drops")
    run("note", "2", "The switch is old")


def findings(result):
    assert result.exit_code == 1
    return [(each["where"], each["what"]) for each in json.loads(result.stdout)["findings"]]


def test_a_sound_desk(run, three):
    assert run("check").stdout.endswith("Nothing is wrong.\n")
    told = json.loads(run("check", "--json").stdout)
    assert (told["sound"], told["incidents"], told["findings"]) == (True, 2, [])


def test_a_changed_entry_of_the_ledger_is_named(run, three, meddle):
    meddle("UPDATE ledger SET actor = 'Mallory' WHERE chain = 2 AND position = 1")
    assert findings(run("check", "--json")) == [("INC-0002", "entry number 1 was changed")]


def test_a_deleted_end_of_a_chain_is_named(run, three, meddle):
    meddle("DELETE FROM ledger WHERE chain = 2 AND position = (SELECT max(position) FROM ledger WHERE chain = 2)")
    assert ("INC-0002", "the last entries are missing") in findings(run("check", "--json"))


def test_a_record_that_was_changed_behind_the_ledger_is_named(run, three, meddle):
    meddle("UPDATE incident SET impact = 1 WHERE id = 1")
    (finding,) = findings(run("check", "--json"))
    assert finding[0] == "INC-0001"
    assert "impact" in finding[1]


def test_a_record_that_the_ledger_does_not_know_is_named(run, three, meddle):
    meddle("INSERT INTO person (name) VALUES ('Mallory')")
    assert findings(run("check", "--json")) == [
        ("person 2", "was added outside the program; the ledger does not know it")
    ]


def test_a_reference_into_nothing_is_named(run, three, meddle):
    meddle("UPDATE incident SET team_id = 99 WHERE id = 1")
    assert ("incident 1", "refers to a team that does not exist") in findings(run("check", "--json"))


def test_a_search_index_that_has_lost_something_is_named(run, three, meddle):
    meddle("DROP TRIGGER incident_text_update")
    meddle("UPDATE incident SET title = 'Something else' WHERE id = 1")
    assert "incident_text" in [where for where, _what in findings(run("check", "--json"))]


def test_what_is_wrong_is_told_in_lines_too(run, three, meddle):
    meddle("UPDATE ledger SET actor = 'Mallory' WHERE chain = 2 AND position = 1")
    result = run("check")
    assert (result.exit_code, result.stdout) == (1, "INC-0002: entry number 1 was changed\n1 thing is wrong.\n")


def test_a_damaged_page_is_named_and_the_file_is_left_as_it_is(run, three, file: Path):
    pages = bytearray(file.read_bytes())
    middle = len(pages) // 8192 * 4096
    pages[middle : middle + 4096] = b"\xa5" * 4096
    file.write_bytes(pages)
    result = run("check")
    assert result.exit_code == 1
    assert file.read_bytes() == bytes(pages)


def test_every_kind_of_damage_ends_in_a_sentence(run, three, file: Path):
    whole = file.read_bytes()
    for place in range(0, len(whole), len(whole) // 40):
        file.write_bytes(whole[:place] + bytes(byte ^ 0xFF for byte in whole[place : place + 64]) + whole[place + 64 :])
        damaged = file.read_bytes()
        result = run("check")
        assert result.exit_code in (0, 1)
        assert file.read_bytes() == damaged


def test_a_read_only_desk_can_be_checked(run, three, file: Path):
    file.chmod(0o444)
    assert run("check").exit_code == 0


def test_a_desk_that_does_not_exist(run, file: Path, refused):
    file.unlink()
    assert "There is no database" in refused(run("check"))
    assert not file.exists()
