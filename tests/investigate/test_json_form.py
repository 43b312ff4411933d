"""A cause graph as JSON comes back whole, and what is not right in a file is named with its place."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from incidentdesk.investigate.cause_graph import Backing, CauseGraph
from incidentdesk.investigate.json_form import cause_json, causes_from_json
from incidentdesk.refusal import Refused
from tests.investigate.some_graphs import graphs, sample

GOLDEN = Path(__file__).parent / "golden"


def test_the_form_is_the_one_that_was_agreed():
    assert cause_json(sample()) == (GOLDEN / "causes.json").read_text(encoding="utf-8")


def test_it_comes_back_whole():
    assert causes_from_json(cause_json(sample())) == sample()


@settings(max_examples=200, deadline=None)
@given(graphs())
def test_any_graph_comes_back_whole(graph):
    read = causes_from_json("\ufeff" + cause_json(graph))
    assert read == CauseGraph(graph.effect, graph.causes, graph.votes, graph.measures, graph.backing)


def test_a_file_may_leave_out_what_is_usual():
    text = '{"format": "incidentdesk causes", "version": 1, "effect": {}, "causes": [{"key": "a", "text": "A"}]}'
    assert [each.text for each in causes_from_json(text).loose] == ["A"]


def test_a_long_text_is_whole_in_the_note():
    whole = told()
    whole["causes"][1]["text"] = "x" * 10_000
    cause = causes_from_json(json.dumps(whole)).causes["a"]
    assert (len(cause.text), cause.note.startswith("x" * 10_000 + "\n\nFirst line")) == (200, True)


def told() -> dict:
    return json.loads(cause_json(sample()))


def with_(path: str, value) -> str:
    """The sample with one value put into it; `path` as the sentence of a refusal names it."""
    whole = told()
    at = whole
    *way, last = re.findall(r"\w+", path)
    for step in way:
        at = at[int(step) if step.isdecimal() else step]
    if isinstance(at, list) and int(last) == len(at):
        at.append(value)
    else:
        at[int(last) if isinstance(at, list) else last] = value
    return json.dumps(whole)


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        ("effect", None, "an object is needed"),
        ("causes", {}, "a list is needed"),
        ("causes[0]", "A", "an object is needed"),
        ("causes[1].text", 7, "a text is needed"),
        ("causes[1].key", "", "it is empty"),
        ("causes[1].position", "1", "a whole number is needed"),
        ("causes[1].position", True, "a whole number is needed"),
        ("causes[1].position", 1.5, "a whole number is needed"),
        ("causes[1].position", 10**30, "a number from"),
        ("causes[1].asked", 1, "true or false is needed"),
        ("causes[1].status", "Sleeping", "“⁨Sleeping⁩” is none of “Suspected”, “Verified”"),
        ("causes[1].role", "x", "is none of"),
        ("causes[1].gate", "XOR", "is none of “AND”, “OR”"),
        ("causes[1].kind", "bone", "is none of “cause”, “category”"),
        ("causes[1].parent", "nowhere", "there is no cause with the key “⁨nowhere⁩”"),
        ("causes[0].parent", "a", "a category stands below the effect"),
        ("causes[1].colour", "red", "there is no such field"),
        ("colour", "red", "there is no such field"),
        ("votes[0].cause", "t", "there is no cause with the key"),
        ("votes[0].dots", -1, "a number from 0"),
        ("votes[2]", {"cause": "a", "voter": "bo", "dots": 1}, "the key “⁨a/bo⁩” is there twice"),
        ("measures[0].effort", "Hope", "is none of “Prevent”, “Detect”, “Correct”"),
        ("measures[0].state", "Nearly", "is none of “Proposed”"),
        ("measures[0].due_on", "30 April", "is no date as 2026-04-30"),
        ("measures[0].cause", "nowhere", "there is no cause with the key"),
        ("evidence.nowhere", {"supports": 1}, "there is no cause with the key"),
        ("evidence.a", 4, "an object is needed"),
    ],
)
def test_what_is_not_right_is_named_with_its_place(path, value, why):
    with pytest.raises(Refused, match=re.escape(why)) as refused:
        causes_from_json(with_(path, value))
    assert str(refused.value).startswith(f"⁨{path.partition('.nowhere')[0]}") or path == "votes[2]"


def test_a_key_that_is_missing():
    whole = told()
    del whole["causes"][0]["key"]
    with pytest.raises(Refused, match=re.escape("causes[0].key⁩: it is missing")):
        causes_from_json(json.dumps(whole))


def test_a_cause_that_is_there_twice():
    whole = told()
    whole["causes"].append(whole["causes"][0])
    with pytest.raises(Refused, match=r"causes.*the key “⁨t⁩” is there twice"):
        causes_from_json(json.dumps(whole))


def test_a_ring():
    whole = told()
    by_key = {cause["key"]: cause for cause in whole["causes"]}
    by_key["d"]["parent"] = "f"
    with pytest.raises(Refused, match=r"causes.*would stand below itself"):
        causes_from_json(json.dumps(whole))
    by_key["d"]["parent"] = "d"
    with pytest.raises(Refused, match=r"causes.*HYPERLINK.*would stand below itself"):
        causes_from_json(json.dumps(whole))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no JSON: line 1, column 1"),
        ('{"format": "incidentdesk causes",}', "no JSON: line 1"),
        ("[]", "an object is needed"),
        ("{}", "holds no causes"),
        ('{"format": "incidentdesk causes", "version": 2}', "of version .*2.*; this program reads version 1"),
        ('{"format": "x", "format": "incidentdesk causes"}', "“⁨format⁩” is named twice"),
        ('{"format": NaN}', "NaN is no value of JSON"),
        ("[" * 100_000, "can be read|no JSON"),
        ("1" * 5_000, "can be read|an object is needed"),
        (json.dumps({"format": "incidentdesk causes", "version": 1, "effect": {}, "causes": [{}] * 2_001}), "at most"),
    ],
)
def test_what_is_no_graph_is_refused(text, sentence):
    with pytest.raises(Refused, match=sentence):
        causes_from_json(text)


def test_evidence_is_counted():
    assert causes_from_json(cause_json(sample())).backing == {"a": Backing(4, 1)}
