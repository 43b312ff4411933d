"""Rules on the command line: added from a file, tried on the past, switched on and off."""

import json

import pytest

_FILE = """
name = "Invoices"
trigger = "created"
actions = [{ do = "add tags", value = "erp" }, { do = "set", field = "team", value = "Applications" }]
condition = { field = "title", operator = "contains the word", value = "invoice" }
"""


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "invoices.toml"
    path.write_text(_FILE)
    return path


def test_a_desk_without_rules_says_how_one_comes(run):
    run("log", "VPN down")
    assert "“rule add” takes one from a file" in run("rule", "list").stderr


def test_a_rule_that_is_added_is_off_until_it_is_switched_on(run, written):
    added = run("rule", "add", written)
    assert "it is off" in added.stdout
    assert "no team “Applications”" in added.stderr
    refused = run("rule", "on", "invoices")
    assert refused.exit_code == 1
    assert "no team “Applications”" in refused.stderr
    run("log", "x", "--team", "Applications")
    assert run("rule", "on", "invoices").exit_code == 0
    assert json.loads(run("rule", "list", "--json").stdout)[0]["on"]
    run("rule", "off", "Invoices")
    assert not json.loads(run("rule", "list", "--json").stdout)[0]["on"]


def test_a_trial_lists_what_would_have_been_done(run, written):
    run("log", "Invoice lost", "--team", "Applications")
    run("log", "VPN down")
    told = json.loads(run("rule", "try", written, "--since", "today", "--json").stdout)
    assert (told["asked"], told["held"], told["incidents"]) == (2, 1, 1)
    assert told["fired"][0]["incident"] == "INC-0001"
    assert told["fired"][0]["would"] == ["Tags added: erp"]
    assert "INC-0001  Invoice lost" in run("rule", "try", written).stdout


def test_the_agent_runs_a_rule_once(run, written, shown):
    run("log", "x", "--team", "Applications")
    run("rule", "add", written)
    run("rule", "on", "Invoices")
    run("log", "Invoice lost")
    assert "rule Invoices" in run("agent", "--once").stdout.replace("\u2068", "").replace("\u2069", "")
    assert shown("INC-0002")["team"] == "Applications"
    told = json.loads(run("rule", "show", "Invoices", "--json").stdout)
    assert [each["incident"] for each in told["last_runs"]] == ["INC-0002"]
    run("agent", "--once")
    assert len(json.loads(run("rule", "show", "Invoices", "--json").stdout)["last_runs"]) == 1


def test_one_switch_is_for_all_rules(run, written):
    run("log", "x", "--team", "Applications")
    run("rule", "add", written)
    run("rule", "on", "Invoices")
    run("rule", "off", "--all")
    run("log", "Invoice lost")
    run("agent", "--once")
    assert json.loads(run("rule", "show", "Invoices", "--json").stdout)["last_runs"] == []
    assert run("rule", "off").exit_code == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "neither JSON nor TOML"),
        ('{"name": "x"}', "no trigger"),
        ('{"name": "x", "trigger": "created"}', "one action at least"),
        ('{"name": "x", "trigger": "age", "actions": [{"do": "note", "text": "y"}]}', "“minutes” is a whole number"),
        ('{"name": "x", "trigger": "created", "when": 1}', "A rule has no “when”"),
        ('{"name": "x", "trigger": "created", "actions": [{"do": "explode"}]}', "is nothing that a rule does"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_and_nothing_is_written(run, tmp_path, text, said):
    path = tmp_path / "bad"
    path.write_text(text)
    refused = run("rule", "add", path)
    assert refused.exit_code == 1
    assert said in refused.stderr.replace("\u2068", "").replace("\u2069", "")
    assert json.loads(run("rule", "list", "--json").stdout) == []


def test_every_field_operator_and_action_is_listed(run):
    words = run("rule", "words").stdout
    for word in ("department", "matches", "assign in turn", "link to same"):
        assert word in words


def test_the_examples_can_be_added(run):
    from incidentdesk.paths import resources

    examples = sorted((resources() / "rules").glob("*.toml"))
    assert len(examples) >= 4
    for path in examples:
        assert run("rule", "add", path).exit_code == 0
    told = json.loads(run("rule", "list", "--json").stdout)
    assert len(told) == len(examples)
    assert not any(each["on"] for each in told)
