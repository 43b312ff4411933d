import json

import pytest


def test_logging_prints_the_number(run):
    assert run("log", "The printer on floor 2 jams").stdout == "INC-0001\n"
    assert run("log", "Another one").stdout == "INC-0002\n"


def test_everything_that_is_known_is_written(run, shown):
    run(
        *("log", "VPN drops", "--description", "every ten minutes", "--impact", 1, "--urgency", 2),
        *("--service", "VPN", "--category", "Network", "--subcategory", "Remote access", "--reporter", "Åsa Lindqvist"),
        *("--team", "Network", "--assignee", "Mei Okafor", "--channel", "walk-up", "--tag", "VPN", "--tag", "home"),
        *("--major", "--occurred", "2026-03-08 09:50", "--detected", "2026-03-08T10:00:00Z", "--external-ref", "0042"),
    )
    found = shown()
    assert {key: found[key] for key in ("title", "description", "impact", "urgency", "priority", "service")} == {
        "title": "VPN drops",
        "description": "every ten minutes",
        "impact": 1,
        "urgency": 2,
        "priority": 2,
        "service": "VPN",
    }
    assert (found["category"], found["subcategory"], found["reporter"]) == ("Network", "Remote access", "Åsa Lindqvist")
    assert (found["team"], found["assignee"], found["channel"]) == ("Network", "Mei Okafor", "Walk-up")
    assert (found["tags"], found["major"], found["external_ref"]) == (["home", "vpn"], True, "0042")
    assert (found["occurred_at"], found["detected_at"]) == ("2026-03-08T09:50:00Z", "2026-03-08T10:00:00Z")


def test_whoever_is_signed_in_acts_and_the_door_is_named(run, shown):
    run("log", "x")
    logged = shown()["timeline"][0]
    assert (logged["actor"], logged["via"]) == ("Mei Okafor", "command line")


def test_times_are_meant_in_the_zone_that_is_asked_for(run, shown):
    run("--timezone", "Europe/Berlin", "log", "x", "--occurred", "2026-03-08 09:50", "--detected", "2026-03-08 09:51")
    assert shown()["occurred_at"] == "2026-03-08T08:50:00Z"


def test_a_description_can_be_piped_in(run, shown):
    run("log", "x", "--description", "-", standard_input="Zeile 1\r\nZeile 2: ähm\n")
    assert shown()["description"] == "Zeile 1\nZeile 2: ähm\n"


def test_a_pipe_that_is_no_utf8_is_read_all_the_same(run, shown):
    run("log", "x", "--description", "-", standard_input=b"Stra\xdfe")
    assert shown()["description"] == "Straße"


def test_the_new_incident_as_json(run):
    found = json.loads(run("log", "x", "--json").stdout)
    assert (found["number"], found["state"], found["assignee"]) == ("INC-0001", "New", None)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["log", "   "], "needs a title"),
        (["log", "x" * 501], "at most 500 characters"),
        (["log", "x", "--subcategory", "Paper"], "A subcategory needs a category"),
        (["log", "x", "--occurred", "soon"], "“soon” is no time"),
        (["log", "x", "--occurred", "2026-02-30 10:00"], "is no time"),
        (["log", "x", "--occurred", "9999-99-99"], "is no time"),
        (["log", "x", "--occurred", "2026-03-08 11:00", "--detected", "2026-03-08 10:00"], "can't be later than"),
        (["log", "x", "--team", "t" * 201], "at most 200 characters"),
    ],
)
def test_what_the_rules_forbid_is_refused_and_nothing_is_written(run, arguments, why, refused):
    assert why in refused(run(*arguments))
    assert run("list", "--json").stdout == "[]\n"


@pytest.mark.parametrize(
    "arguments",
    [["log"], ["log", "x", "--impact", "4"], ["log", "x", "--channel", "pigeon"], ["log", "x", "--nonsense"], ["fly"]],
)
def test_wrong_usage_has_a_status_of_its_own(run, arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage:" in result.stderr


def test_texts_of_every_kind_come_back_as_they_were(run, shown):
    title = "مكتب · 東京 · \U0001f525 · e\u0301 · =1+1 · %s {x}"
    run("log", title)
    assert shown()["title"] == title


def test_a_title_with_bytes_that_are_no_text(run, shown):
    run("log", "a\udcffb")
    assert shown()["title"] == "a?b"
