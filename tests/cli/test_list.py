import json

import pytest

KEYS = [
    *("number", "external_ref", "title", "state", "on_hold_reason", "priority", "impact", "urgency", "service"),
    *("category", "subcategory", "reporter", "channel", "team", "assignee", "tags", "major", "occurred_at"),
    *("detected_at", "created_at", "acknowledged_at", "first_response_at", "mitigated_at", "restored_at"),
    *("resolved_at", "closed_at", "reopen_count", "reassignment_count", "resolution_code"),
]


@pytest.fixture
def three(run):
    run("log", "Printer jams", "--impact", 1, "--urgency", 1, "--assignee", "Mei Okafor", "--tag", "paper")
    run("log", "VPN drops", "--team", "Network", "--assignee", "佐藤 健一")
    run("log", "Mail is slow")
    run("set", "3", "state=Canceled", "reason=a mistake")


def titles(result):
    return [each["title"] for each in json.loads(result.stdout)]


def test_json_has_the_agreed_keys_in_their_order(run, three):
    found = json.loads(run("list", "--json").stdout)
    assert [list(each) for each in found] == [KEYS] * 3


def test_the_last_changed_come_first(run, three):
    assert titles(run("list", "--json")) == ["Mail is slow", "VPN drops", "Printer jams"]


def test_a_query_finds_as_in_the_window(run, three):
    assert titles(run("list", "is:open", "sort:id", "--json")) == ["VPN drops", "Printer jams"]
    assert titles(run("list", "printer", "--json")) == ["Printer jams"]
    assert titles(run("list", "tag:paper or team:network", "sort:title", "--json")) == ["Printer jams", "VPN drops"]


def test_a_query_may_begin_with_a_minus(run, three):
    assert titles(run("list", "-is:open", "--json")) == ["Mail is slow"]
    assert len(titles(run("list", "-has:attachment", "--json"))) == 3


def test_a_limit(run, three):
    assert len(titles(run("list", "--limit", 2, "--json"))) == 2
    assert titles(run("list", "--limit", 0, "--json")) == []


def test_lines_stand_in_columns_whatever_the_script(run, three):
    lines = run("list").stdout.splitlines()
    assert lines[1].startswith("INC-0002   P3   New          佐藤 健一          ")
    assert lines[2].startswith("INC-0001   P1   New          Mei Okafor         ")
    assert all(line.endswith(title) for line, title in zip(lines, ("slow", "drops", "jams"), strict=True))


def test_what_is_not_understood_is_said_and_searched_as_text(run, three):
    result = run("list", "colour:red", "--json")
    assert (result.exit_code, result.stdout) == (0, "[]\n")
    assert "colour" in result.stderr


def test_an_option_that_does_not_exist_is_no_query(run):
    assert run("list", "--jsn").exit_code == 2
    assert run("list", "--limit", "-1").exit_code == 2


def test_an_empty_desk_has_an_empty_list(run):
    assert run("list").stdout == ""
    assert json.loads(run("list", "--json").stdout) == []
