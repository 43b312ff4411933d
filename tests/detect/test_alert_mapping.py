"""A mapping reads the JSON of any other program."""

import json
from typing import Any

import pytest

from incidentdesk.detect.alert_mapping import AlertMapping, checked_mapping, mapping_of, mapping_text, try_mapping
from incidentdesk.detect.alert_mapping_guess import guessed_mapping
from incidentdesk.detect.alert_reading import read_alerts
from incidentdesk.refusal import Refused

SAMPLE = {
    "site": "Lisbon",
    "alerts": [
        {"labels": {"name": "Fan broken", "host.name": "sw1"}, "condition": "RED", "when": "2026-03-02T11:45:00Z"},
        {"labels": {"name": "Fan broken", "host.name": "sw2"}, "condition": "GREEN", "when": None},
    ],
}
MAPPING = AlertMapping(
    each="alerts[*]",
    title='{alerts[*].labels.name} in {$.site} on {labels."host.name"}',
    fingerprint='{labels.name}/{labels."host.name"}',
    status="condition",
    host='labels."host.name"',
    labels="labels",
    started_at="when",
    firing=("red", "yellow"),
)


def read(mapping: AlertMapping, payload: Any) -> Any:
    return read_alerts("mapping", mapping, json.dumps(payload).encode())


def test_paths_and_texts_with_paths_fill_the_fields() -> None:
    red, green = read(MAPPING, SAMPLE)
    assert red.title == "Fan broken in Lisbon on sw1"
    assert red.fingerprint == "Fan broken/sw1"
    assert (red.firing, green.firing) == (True, False)
    assert red.host == "sw1"
    assert red.labels == {"name": "Fan broken", "host.name": "sw1"}


def test_a_mapping_comes_back_from_the_record_as_it_was() -> None:
    assert mapping_of(mapping_text(MAPPING)) == MAPPING
    assert mapping_text(AlertMapping()) == "{}"
    assert mapping_of('{"title": "t", "firing": "red, yellow", "later": 1}').firing == ("red", "yellow")


def test_states_may_be_named_by_what_is_well_or_left_to_usual_words() -> None:
    payload = {"t": "x", "s": "calm"}
    assert not read(AlertMapping(title="t", status="s", resolved=("Calm",)), payload)[0].firing
    assert read(AlertMapping(title="t", status="s"), payload)[0].firing
    assert not read(AlertMapping(title="t", status="s"), {"t": "x", "s": "OK"})[0].firing


def test_without_a_fingerprint_title_host_and_service_make_the_cause() -> None:
    first, second = read(AlertMapping(title="t", host="h"), [{"t": "x", "h": "a"}, {"t": "x", "h": "b"}])
    assert first.fingerprint != second.fingerprint


def test_trying_it_names_every_field_that_finds_nothing() -> None:
    tried = try_mapping(AlertMapping(each="alerts", title="labels.name", host="labels.host", started_at="when"),
                        json.dumps(SAMPLE))  # fmt: skip
    assert [each.title for each in tried.told] == ["Fan broken", "Fan broken"]
    assert [sentence.replace("\u2068", "").replace("\u2069", "") for sentence in tried.missing] == [
        "“Host” finds nothing at labels.host.",
        "“Started” finds nothing at when.",
    ]
    assert "no object at" in try_mapping(AlertMapping(each="nothing", title="x"), json.dumps(SAMPLE)).missing[0]


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        (AlertMapping(), "needs a title"),
        (AlertMapping(title="{labels.name"), "In “Title” a brace stands alone"),
        (AlertMapping(title="x" * 501), "“Title” is too long"),
    ],
)
def test_a_mapping_that_can_not_work_is_refused(mapping: AlertMapping, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        checked_mapping(mapping)


def test_a_payload_without_the_title_is_refused() -> None:
    with pytest.raises(Refused, match="“Title” finds nothing at"):
        read(AlertMapping(title="name"), {"nom": "x"})


@pytest.mark.parametrize(
    "template", ["{__class__.__mro__}", "{{7*7}}", "{0}", "{title.__init__}", "%(title)s", "${7*7}", "{title!r:>99}"]
)
def test_nothing_in_a_text_is_ever_evaluated(template: str) -> None:
    mapping = AlertMapping(title="title", detail=template)
    try:
        detail = read(checked_mapping(mapping), {"title": "x"})[0].detail
    except Refused:
        return
    assert "49" not in detail
    assert "class" not in detail.replace("__class__", "")


def test_a_guess_finds_the_list_and_the_usual_names() -> None:
    sample = {"data": {"x": 1}, "problems": [{"meta": {"Severity": "high", "url": "http://x"}, "summary": "Down",
                                              "hostname": "a", "labels": {"a": "b"},
                                              "created_at": 1772451900}]}  # fmt: skip
    guess = guessed_mapping(json.dumps(sample))
    assert guess == AlertMapping(
        each="problems[*]", title="summary", severity="meta.Severity", host="hostname", labels="labels",
        link="meta.url", started_at="created_at",
    )  # fmt: skip
    assert try_mapping(guess, json.dumps(sample)).missing == []


def test_a_guess_quotes_names_that_are_no_plain_words() -> None:
    guess = guessed_mapping('{"a.b": {"title": "Down"}}')
    assert guess.title == '"a.b".title'
    assert try_mapping(guess, '{"a.b": {"title": "Down"}}').told[0].title == "Down"
