"""Logging an incident, on both databases."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from incidentdesk import clock
from incidentdesk.detect.channel import Channel
from incidentdesk.detect.incident import incident
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.stage_time import source_of
from incidentdesk.detect.wording import LONGEST_TEXT, LONGEST_TITLE
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger, verifying
from incidentdesk.store.database import Database

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

# What people, mails and files bring along; each must be kept as it is, but for what no database can hold.
STRANGE_TEXTS = {
    "emoji": "Printer on fire 🔥👩🏽‍💻",
    "right to left": "الطابعة لا تعمل \u202e\u2067abc",
    "chinese": "打印机着火了",
    "quotes": """' OR 1=1; --" `$(rm -rf)` {0} %s %(x)s :name ?""",
    "combining": "Cafe\u0301 Zalgo\u0335\u0321",
    "astral": "𝔸 \U0010ffff",
    "noncharacter": "x\ufffe\uffffx",
    "control": "a\x01\x1b[31m\x7fb",
    "backslashes": "\\\\share\\new\\table \\u0000",
    "long": "word " * 90,
}


@pytest.fixture
def noon() -> Any:
    clock.hold(lambda: NOON)
    yield NOON
    clock.hold(None)


def log(desk: Database, *, actor: str = "Mei Okafor", **facts: Any) -> int:
    with desk.write(actor=actor) as session:
        return log_incident(session, **({"title": "VPN down"} | facts))


def row_of(desk: Database, incident_id: int) -> dict[str, Any]:
    with desk.write(actor="reader") as session:
        return dict(ledger.current(session, incident, incident_id))


def names_in(desk: Database, table: str) -> list[str]:
    with desk.read() as reader:
        return [row[0] for row in reader.rows(f"SELECT name FROM {table} ORDER BY id")]


def test_a_logged_incident_is_there_with_all_that_was_said(desk: Database, noon: datetime) -> None:
    incident_id = log(
        desk,
        title="  VPN \n down ",
        description="Nobody gets in.\r\nSince eight.",
        reporter="Ann Lee",
        channel="walk-UP",
        service="VPN",
        category="Network",
        subcategory="Remote access",
        impact=1,
        urgency=2,
        team="Network team",
        assignee="Bo Diaz",
        tags=("#WAN", "vpn", "wan", "two words"),
        major=True,
        external_ref=" HD-77 ",
        origin="old desk",
    )
    row = row_of(desk, incident_id)
    assert row["title"] == "VPN down"
    assert row["description"] == "Nobody gets in.\nSince eight."
    assert row["channel"] == "Walk-up"
    assert (row["impact"], row["urgency"], row["priority"]) == (1, 2, 2)
    assert row["state"] == "New"
    assert row["tags"] == " two vpn wan words "
    assert row["major"] is True
    assert (row["origin"], row["external_ref"]) == ("old desk", "HD-77")
    assert names_in(desk, "person") == ["Ann Lee", "Bo Diaz"]
    assert names_in(desk, "category") == ["Network", "Remote access"]


def test_numbers_count_up_from_one(desk: Database) -> None:
    assert [log(desk) for _ in range(3)] == [1, 2, 3]


def test_created_and_detected_are_now_unless_said_otherwise(desk: Database, noon: datetime) -> None:
    row = row_of(desk, log(desk))
    assert row["created_at"] == row["detected_at"] == row["updated_at"] == clock.stored(noon)
    assert row["occurred_at"] is row["acknowledged_at"] is row["resolved_at"] is None
    assert row["time_sources"] == "{}"
    assert source_of(row["time_sources"], "detected_at") == ("auto", "")


def test_a_time_of_before_is_marked_as_back_dated_with_the_name(desk: Database, noon: datetime) -> None:
    row = row_of(desk, log(desk, occurred_at=noon - timedelta(hours=4), detected_at=noon - timedelta(seconds=30)))
    assert row["occurred_at"] == clock.stored(noon) - 4 * 3_600_000_000
    assert source_of(row["time_sources"], "occurred_at") == ("back-dated", "Mei Okafor")
    assert source_of(row["time_sources"], "detected_at") == ("manual", "Mei Okafor")


def test_times_in_the_wrong_order_are_refused_by_name(desk: Database, noon: datetime) -> None:
    with pytest.raises(Refused, match="“Occurred” can't be later than “Detected”"):
        log(desk, occurred_at=noon - timedelta(hours=1), detected_at=noon - timedelta(hours=2))
    with desk.read() as reader:
        assert reader.rows("SELECT id FROM incident") == []


def test_a_time_that_is_still_to_come_is_refused(desk: Database, noon: datetime) -> None:
    with pytest.raises(Refused, match="“Detected” is still to come"):
        log(desk, detected_at=noon + timedelta(minutes=2))


def test_clocks_of_workstations_may_differ_a_little(desk: Database, noon: datetime) -> None:
    log(desk, detected_at=noon + timedelta(seconds=50))


def test_an_instant_without_a_zone_is_a_bug(desk: Database) -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        log(desk, occurred_at=datetime(2026, 3, 2))  # noqa: DTZ001


@pytest.mark.parametrize("name", ["Mei Okafor", "mei okafor", "  Mei   Okafor "])
def test_whoever_takes_it_on_while_logging_has_acknowledged_it(desk: Database, noon: datetime, name: str) -> None:
    assert row_of(desk, log(desk, assignee=name))["acknowledged_at"] == clock.stored(noon)


def test_an_incident_for_somebody_else_is_not_acknowledged(desk: Database) -> None:
    assert row_of(desk, log(desk, assignee="Bo Diaz"))["acknowledged_at"] is None


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [(1, 1, 1), (1, 2, 2), (2, 1, 2), (1, 3, 3), (2, 2, 3), (3, 1, 3), (2, 3, 4), (3, 2, 4), (3, 3, 5)],
)
def test_priority_is_the_one_of_the_matrix(sqlite_desk: Database, impact: int, urgency: int, priority: int) -> None:
    assert row_of(sqlite_desk, log(sqlite_desk, impact=impact, urgency=urgency))["priority"] == priority


@pytest.mark.parametrize("level", [0, 4, -1, 2.5, "high", None])
def test_other_levels_are_refused(sqlite_desk: Database, level: Any) -> None:
    with pytest.raises(Refused, match="1 \\(high\\), 2 \\(medium\\) or 3 \\(low\\)"):
        log(sqlite_desk, impact=level)


@pytest.mark.parametrize("title", ["", "   ", "\n\t", "\0"])
def test_an_empty_title_is_refused(sqlite_desk: Database, title: str) -> None:
    with pytest.raises(Refused, match="needs a title"):
        log(sqlite_desk, title=title)


def test_the_longest_title_fits_and_one_more_letter_does_not(desk: Database) -> None:
    log(desk, title="ü" * LONGEST_TITLE)
    with pytest.raises(Refused, match="501"):
        log(desk, title="ü" * (LONGEST_TITLE + 1))


def test_the_longest_description_fits_and_one_more_letter_does_not(desk: Database) -> None:
    text = "ä b" * (LONGEST_TEXT // 3) + "x"
    assert row_of(desk, log(desk, description=text))["description"] == text
    with pytest.raises(Refused, match="1000001"):
        log(desk, description=text + "x")


def test_an_unknown_channel_is_refused_with_the_known_ones(sqlite_desk: Database) -> None:
    with pytest.raises(Refused, match="Phone, Walk-up, E-mail"):
        log(sqlite_desk, channel="pigeon")


@pytest.mark.parametrize("channel", list(Channel))
def test_every_channel_is_kept(sqlite_desk: Database, channel: Channel) -> None:
    assert row_of(sqlite_desk, log(sqlite_desk, channel=channel))["channel"] == channel.value


def test_a_subcategory_needs_a_category(sqlite_desk: Database) -> None:
    with pytest.raises(Refused, match="needs a category"):
        log(sqlite_desk, subcategory="VPN")


def test_what_is_refused_leaves_nothing_behind(desk: Database) -> None:
    with pytest.raises(Refused):
        log(desk, reporter="Ann", service="VPN", category="Network", impact=9)
    with desk.read() as reader:
        for table in ("incident", "person", "service", "category", "ledger", "ledger_head"):
            assert reader.rows(f"SELECT count(*) FROM {table}") == [(0,)], table


@pytest.mark.parametrize("kind", STRANGE_TEXTS)
def test_strange_texts_come_back_as_they_were(desk: Database, kind: str) -> None:
    text = STRANGE_TEXTS[kind].strip()
    incident_id = log(desk, title=text, description=text, reporter=text[:200], origin=text, external_ref=text)
    row = row_of(desk, incident_id)
    assert row["description"] == row["origin"] == row["external_ref"] == text
    assert row["title"] == " ".join(text.split())
    assert len(names_in(desk, "person")) == 1


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x\udfffy\0", "\ud83d\ud83d"])
def test_what_no_database_keeps_does_not_stop_an_incident(desk: Database, text: str) -> None:
    """NUL is left out, a half of a surrogate pair becomes a question mark; nothing raises."""
    everywhere = dict.fromkeys(
        ("title", "description", "reporter", "service", "category", "subcategory", "team", "assignee", "origin"), text
    )
    incident_id = log(desk, actor=f"Mei{text}", external_ref=text, tags=(text,), **everywhere)
    row = row_of(desk, incident_id)
    for value in row.values():
        if isinstance(value, str):
            value.encode()
            assert "\0" not in value
    with desk.engine.connect() as connection:
        assert verifying.verify(connection) == []
        assert verifying.differing(connection, [ledger.DESK, incident_id]) == []


def test_a_reporter_is_found_again_whatever_the_letters_case(desk: Database) -> None:
    first, second, third = (row_of(desk, log(desk, reporter=name)) for name in ("Ärzte Å", "ärzte å", "ÄRZTE A\u030a"))
    assert first["reporter_id"] == second["reporter_id"] == third["reporter_id"]


def test_the_ledger_holds_every_fact_of_the_new_incident(desk: Database, noon: datetime) -> None:
    incident_id = log(desk, description="since eight", impact=3)
    with desk.read() as reader:
        [(noun, act, actor, via, changes)] = reader.rows(
            "SELECT noun, act, actor, via, changes FROM ledger WHERE chain = :id", {"id": incident_id}
        )
    assert (noun, act, actor, via) == ("incident", "created", "Mei Okafor", "window")
    facts = json.loads(changes)
    assert facts["title"] == "VPN down"
    assert facts["description"] == "since eight"
    assert facts["priority"] == 4
    assert facts["created_at"] == clock.stored(noon)
    assert "updated_at" not in facts
