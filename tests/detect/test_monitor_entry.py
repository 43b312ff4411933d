"""How the options of a monitor are entered, and what is kept of them."""

import pytest

from incidentdesk.detect.monitor import MonitorKind
from incidentdesk.detect.monitor_entry import (
    ENTRIES,
    TARGETS,
    option_text,
    option_value,
    seconds_of,
    seconds_text,
    typed_options,
)
from incidentdesk.detect.monitor_option import OPTIONS
from incidentdesk.detect.monitor_sentence import monitor_sentence
from incidentdesk.refusal import Refused


@pytest.mark.parametrize("kind", list(MonitorKind))
def test_every_option_of_a_check_can_be_entered(kind):
    assert {option.name for option in ENTRIES[kind]} == set(OPTIONS[kind]) - {"machine"}
    assert TARGETS[kind].meaning


@pytest.mark.parametrize(
    ("text", "seconds"), [("30 s", 30), ("5min", 300), ("1 h 30 min", 5400), ("2d", 172_800), ("45", 45)]
)
def test_a_length_of_time_is_read_in_seconds(text, seconds):
    assert seconds_of(text) == seconds
    assert seconds_of(seconds_text(seconds)) == seconds


@pytest.mark.parametrize("text", ["soon", "5 parsecs", "", "-1 s", "1e3 s"])
def test_what_is_no_length_of_time_is_refused(text):
    with pytest.raises(Refused, match="no length of time"):
        seconds_of(text)


@pytest.mark.parametrize("kind", list(MonitorKind))
def test_the_usual_value_stays_empty_in_a_line_and_is_not_kept(kind):
    for option in ENTRIES[kind]:
        assert option_value(option, option_text(option, option.usual)) == option.usual
    assert typed_options(kind, {}) == {}


def test_what_is_entered_is_kept_as_the_check_reads_it():
    typed = {"status": "200, 401", "redirects": "no", "hosts": "a.example, b.example", "latency": "1500"}
    assert typed_options(MonitorKind.HTTP, typed) == {
        "status": "200, 401", "redirects": False, "hosts": ["a.example", "b.example"], "latency": 1500,
    }  # fmt: skip
    assert typed_options(MonitorKind.FILE, {"minutes": "2 h"}) == {"minutes": 120}


@pytest.mark.parametrize(
    ("kind", "option", "sentence"),
    [
        (MonitorKind.PING, {"status": "200"}, "has no option “.status.”"),
        (MonitorKind.DISK, {"percent": "full"}, "write a number above 0"),
        (MonitorKind.SMTP, {"security": "perhaps"}, "choose one of TLS, STARTTLS, none"),
    ],
)
def test_what_an_option_cannot_be_is_refused(kind, option, sentence):
    with pytest.raises(Refused, match=sentence):
        typed_options(kind, option)


def test_a_monitor_says_what_it_will_do():
    facts = {"kind": "Web page", "target": "https://erp.example.com", "interval": 60, "failures": 3, "service": "ERP"}
    said = monitor_sentence(facts).replace("\u2068", "").replace("\u2069", "")
    assert said.startswith(
        "Looks at https://erp.example.com every minute; after 3 failures in a row an incident for ERP is opened."
    )
    assert "resolved by itself" in monitor_sentence({**facts, "on_recovery": "Resolve it"})
    assert monitor_sentence({**facts, "enabled": False}) == "It is switched off: nothing is looked at."
