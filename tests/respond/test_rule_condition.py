"""Conditions: what they say as JSON is what they are, and/or/not obey their laws, and no pattern hangs."""

import json
import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from incidentdesk import clock
from incidentdesk.refusal import Refused
from incidentdesk.respond.rule_condition import (
    ALWAYS,
    AllOf,
    AnyOf,
    Comparison,
    Not,
    RuleFacts,
    TooSlow,
    condition_of,
    condition_text,
    holds,
    stored_condition,
)
from incidentdesk.respond.rule_field import Operator as Op

_TEXTS = some.text(min_size=1, max_size=12).map(str.strip).filter(bool)
_COMPARISONS = some.one_of(
    some.builds(Comparison, some.sampled_from(["title", "words"]), some.sampled_from([Op.WORD, Op.CONTAINS]), _TEXTS),
    some.builds(Comparison, some.just("service"), some.sampled_from([Op.IS, Op.IS_NOT]), _TEXTS),
    some.builds(
        Comparison, some.just("team"), some.just(Op.AMONG), some.lists(_TEXTS, min_size=1, max_size=3).map(tuple)
    ),
    some.builds(Comparison, some.just("assignee"), some.sampled_from([Op.EMPTY, Op.FILLED])),
    some.builds(
        Comparison, some.just("priority"), some.sampled_from([Op.AT_LEAST, Op.AT_MOST, Op.IS]), some.integers(0, 6)
    ),
    some.builds(Comparison, some.just("tags"), some.sampled_from([Op.HAS, Op.LACKS]), _TEXTS),
    some.builds(Comparison, some.just("major"), some.sampled_from([Op.YES, Op.NO])),
    some.builds(
        Comparison,
        some.just("time"),
        some.sampled_from([Op.BETWEEN, Op.OUTSIDE]),
        some.just("22:00-06:00"),
        some.sampled_from(["", "Europe/Berlin"]),
    ),
)
_CONDITIONS = some.recursive(
    _COMPARISONS,
    lambda inner: some.one_of(
        some.lists(inner, max_size=3).map(tuple).map(AllOf),
        some.lists(inner, max_size=3).map(tuple).map(AnyOf),
        inner.map(Not),
    ),
    max_leaves=8,
)
_FACTS = some.builds(
    lambda title, service, priority, tags, major, at: RuleFacts(
        at,
        {"title": title, "words": title, "service": service, "team": service, "assignee": "", "priority": priority,
         "tags": tuple(tags), "major": major},
        lambda _asked, _name: False,
    ),
    _TEXTS, _TEXTS, some.integers(1, 5), some.lists(_TEXTS, max_size=3), some.booleans(),
    some.integers(0, 2_000_000_000_000_000),
)  # fmt: skip


def _facts(at: int = 0, **values: object) -> RuleFacts:
    return RuleFacts(at, values, lambda _asked, _name: None)


def _at(text: str) -> int:
    return clock.stored(datetime.fromisoformat(text).replace(tzinfo=UTC))


@given(_CONDITIONS)
def test_a_condition_comes_back_from_its_json_as_it_was(condition):
    assert condition_of(json.loads(condition_text(condition))) == condition
    assert condition_of(stored_condition(condition)) == condition


@given(_CONDITIONS, _CONDITIONS, _FACTS)
def test_all_any_and_not_obey_their_laws(one, other, facts):
    assert holds(Not(one), facts) is not holds(one, facts)
    assert holds(AllOf((one, other)), facts) is (holds(one, facts) and holds(other, facts))
    assert holds(AnyOf((one, other)), facts) is (holds(one, facts) or holds(other, facts))
    assert holds(Not(AllOf((one, other))), facts) is holds(AnyOf((Not(one), Not(other))), facts)
    assert holds(ALWAYS, facts)
    assert not holds(AnyOf(()), facts)


_NAMES = some.sampled_from(["all", "any", "not", "field", "operator", "value", "zone", "x"])
_ANYTHING = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(_NAMES, inner),
)


@given(_ANYTHING)
@settings(max_examples=500)
def test_whatever_stands_in_a_file_is_a_condition_or_is_refused(stored):
    with suppress(Refused):
        condition_of(stored)


@pytest.mark.parametrize(
    ("words", "title", "found"),
    [
        ("invoice", "The invoice is lost", True),
        ("INVOICE", "invoice", True),
        ("invoice", "invoices are lost", False),
        ("log in", "Can't log in to SAP", True),
        ("log in", "catalog in use", False),
        ("größe", "Die GRÖSSE stimmt nicht", True),
        ("c++", "The c++ build fails", True),
    ],
)
def test_a_word_stands_alone(words, title, found):
    assert holds(Comparison("title", Op.WORD, words), _facts(title=title)) is found


@pytest.mark.parametrize(
    ("at", "zone", "found"),
    [
        ("2026-03-02 22:00", "", True),
        ("2026-03-03 05:59", "", True),
        ("2026-03-03 06:00", "", False),
        ("2026-03-02 21:30", "Europe/Berlin", True),
        ("2026-07-02 20:30", "Europe/Berlin", True),
        ("2026-01-02 20:30", "Europe/Berlin", False),
    ],
)
def test_a_night_goes_over_midnight_by_the_clock_of_its_zone(at, zone, found):
    assert holds(Comparison("time", Op.BETWEEN, "22:00-06:00", zone), _facts(_at(at))) is found


def test_a_weekday_is_the_one_of_the_zone():
    sunday = Comparison("weekday", Op.AMONG, ("sun",), "Pacific/Auckland")
    assert holds(sunday, _facts(_at("2026-02-28 12:00")))
    assert not holds(sunday, _facts(_at("2026-03-01 12:00")))


@pytest.mark.parametrize(
    ("stored", "sentence"),
    [
        ({"field": "colour", "operator": "is", "value": "red"}, "knows no field"),
        ({"field": "title", "operator": "at least", "value": 3}, "is compared by"),
        ({"field": "title", "operator": "matches", "value": "("}, "can't be read"),
        ({"field": "title", "operator": "is", "value": ""}, "value is missing"),
        ({"field": "priority", "operator": "is", "value": "high"}, "no number"),
        ({"field": "time", "operator": "between", "value": "25:00-06:00"}, "is written 22:00-06:00"),
        ({"field": "time", "operator": "between", "value": "22:00-06:00", "zone": "Mars/Base"}, "no time zone"),
        ({"field": "weekday", "operator": "is one of", "value": ["someday"]}, "Weekdays are written"),
        ({"all": [], "any": []}, "nothing else may stand"),
        ({"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {}}}}}}}}}}, "within one another"),
    ],
)
def test_what_is_wrong_in_a_condition_is_said(stored, sentence):
    with pytest.raises(Refused, match=sentence):
        condition_of(stored)


_EVIL = [
    r"(a+)+$", r"(a*)*$", r"(a|a)*$", r"(a|aa)+$", r"(a|a?)+$", r"(.*a){20}$", r"(a+)+b", r"(a+a+)+b", r"([a-z]+)*\d",
    r"(\w+)*\d", r"(\w+\s?)*\d$", r"^(\w+)+\d$", r"^(a?){40}a{40}\d", r"((a+)+)+\d", r"(a*a*)*b", r"(a{1,10}){1,10}b",
    r"(?:a+)+\d", r"(?:a|b|ab)*\d", r"^(([a-z])+.)+[A-Z]([a-z])+\d$", r"(a+){10}\d", r"(a?a?)*\d", r"(?:(?:a)*)*\d",
    r"(\S+)*\d", r"(.+)+\d", r"(.*)*\d", r"(.|\n)*\d\d", r"(aa|a)*\d", r"(a|b)*(a|b)*(a|b)*\d", r"(a.?)+\d",
    r"(?:.+.+)+=\d", r".*.*.*.*.*=\d", r"(a+b?)+\d", r"(a[^b]?)+\d", r"^(a|[^b])+\d$", r"(x*a+)+\d",
    r"(?:[a-z]|[a-y])+\d", r"(a|(a))+\d", r"(\w|\w\w)+\d", r"((a|b|!)+)+\d", r"(a++|a+)+\d", r"(?=(a+)+\d)a",
    r"(?!(a+)+\d)b", r"(a+)+\1\d", r"(a+)(a+)(a+)(a+)(a+)(a+)\d", r"((?:a+)?)+\d", r"^(?:a(?:a(?:a)?)?)+\d$",
    r"(a{0,5}){0,5}(a{0,5})*\d", r"(\w*)*[0-9]", r"([^\d]+)+\d", r"(?:a+|a+!)+\d",
]  # fmt: skip


def test_no_pattern_takes_longer_than_it_may():
    assert len(_EVIL) == 50
    slow = 0
    for pattern in _EVIL:
        condition = condition_of({"field": "title", "operator": "matches", "value": pattern})
        began = time.process_time()
        try:
            holds(condition, _facts(title="a" * 200 + "!"))
        except TooSlow:
            slow += 1
        assert time.process_time() - began < 0.5, pattern
    assert slow > 10
