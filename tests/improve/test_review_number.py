from datetime import UTC, datetime, timedelta

import pytest

from incidentdesk.improve.review_number import Span, length_text, spans

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def by_key(times: dict[str, datetime | None]) -> dict[str, Span]:
    return {span.key: span for span in spans(times)}


def test_every_span_runs_between_the_two_times_of_its_definition() -> None:
    found = by_key(
        {
            "occurred_at": at(0),
            "detected_at": at(4),
            "created_at": at(10),
            "acknowledged_at": at(11),
            "first_response_at": at(25),
            "mitigated_at": at(70),
            "restored_at": at(130),
            "resolved_at": at(190),
            "closed_at": at(5000),
        }
    )
    assert {key: span.text for key, span in found.items()} == {
        "detect": "4 min",
        "acknowledge": "7 min",
        "respond": "15 min",
        "mitigate": "1 h 10 min",
        "restore": "2 h 10 min",
        "resolve": "3 h",
        "impact": "1 h 10 min",
    }


def test_a_missing_time_is_not_recorded_and_never_now() -> None:
    found = by_key({"created_at": at(0), "detected_at": at(0)})
    assert found["resolve"].text == "not recorded"
    assert found["resolve"].why == "missing: Resolved"
    assert found["detect"].why == "missing: Occurred"
    assert all(span.length is None for span in found.values())


def test_what_stands_in_for_a_missing_time_is_named() -> None:
    found = by_key({"detected_at": at(5), "restored_at": at(65), "created_at": at(6)})
    assert (found["restore"].text, found["restore"].note) == ("1 h", "counted with Detected")
    assert (found["impact"].text, found["impact"].note) == ("1 h", "counted with Detected, Restored")


def test_times_in_the_wrong_order_give_no_length() -> None:
    found = by_key({"created_at": at(30), "first_response_at": at(10)})
    assert found["respond"].length is None
    assert found["respond"].why == "First response is before Created"


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(seconds=40), "40 s"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=2, minutes=31), "2 h 31 min"),
        (timedelta(days=3), "3 d"),
        (timedelta(days=3, hours=4, minutes=50), "3 d 4 h"),
    ],
)
def test_lengths_have_their_two_largest_units(length: timedelta, text: str) -> None:
    assert length_text(length) == text
