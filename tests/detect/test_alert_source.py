"""A source has a name, a token that is shown once, and what is done with its alerts."""

from typing import Any

import pytest

from incidentdesk.detect.alert_mapping import AlertMapping
from incidentdesk.detect.alert_source_change import (
    change_source,
    create_source,
    new_token,
    source_for_preset,
    withdraw_source,
)
from incidentdesk.detect.alert_source_list import signed_source_of_key, source_named, source_of_token, sources
from incidentdesk.prepare import secret
from incidentdesk.refusal import Refused
from incidentdesk.store.database import Database


def make(desk: Database, **facts: Any) -> tuple[int, str]:
    with desk.write(actor="Mei Okafor") as session:
        return create_source(session, **({"name": "Prometheus"} | facts))


def found(desk: Database, token: str) -> str | None:
    with desk.read() as reader:
        row = source_of_token(reader, token)
    return row.name if row else None


def test_a_token_opens_its_source_and_lies_nowhere(desk: Database) -> None:
    _id, token = make(desk, preset="alertmanager", threshold=3, within="15")
    assert len(token) >= 43
    assert found(desk, token) == "Prometheus"
    with desk.read() as reader:
        stored = reader.rows("SELECT token_hash FROM alert_source")[0][0]
        told = " ".join(row[0] for row in reader.rows("SELECT changes FROM ledger"))
        row = source_named(reader, " prometheus ")
    assert token not in stored + told
    assert (row.threshold, row.within, row.on_recovery, row.has_token) == (3, 15, "Propose to resolve", True)


@pytest.mark.parametrize("wrong", ["", "x", "sïgnätüre", "\ud800", "0" * 64])
def test_another_token_opens_nothing(desk: Database, wrong: str) -> None:
    make(desk)
    assert found(desk, wrong) is None


def test_the_token_before_and_one_of_a_source_that_is_off_open_nothing(desk: Database) -> None:
    source_id, first = make(desk)
    with desk.write(actor="Mei Okafor") as session:
        second = new_token(session, source_id)
    assert (found(desk, first), found(desk, second)) == (None, "Prometheus")
    with desk.write(actor="Mei Okafor") as session:
        change_source(session, source_id, {"enabled": False})
    assert found(desk, second) is None
    with desk.write(actor="Mei Okafor") as session:
        change_source(session, source_id, {"enabled": True})
        withdraw_source(session, source_id)
    assert found(desk, second) is None


def test_the_secret_of_a_signed_source_lies_in_the_vault(desk: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret, "_keyring", lambda: None)
    monkeypatch.setenv("INCIDENTDESK_VAULT_PASSPHRASE", "correct horse")
    _id, shown = make(desk, signed=True)
    assert shown.startswith("whsec_")
    assert found(desk, shown) is None
    with desk.read() as reader:
        key = sources(reader)[0].key
        row = signed_source_of_key(reader, key)
    assert row is not None
    assert secret.secret_of(f"alert-source:{key}") == shown


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": " "}, "A source needs a name"),
        ({"preset": "nagois"}, "There is no preset"),
        ({"preset": "mapping"}, "The mapping needs a title"),
        ({"preset": "mapping", "mapping": "[]"}, "no JSON object"),
        ({"threshold": -1}, "whole number from 0"),
        ({"threshold": 101}, "whole number from 0"),
        ({"within": "soon"}, "Minutes are a whole number"),
        ({"service": "Unknown"}, "There is no service"),
        ({"on_recovery": "Forget"}, "Choose what happens"),
        ({"sample": "x" * 200_001}, "The sample is too long"),
        ({"colour": "red"}, "There is no field"),
    ],
)
def test_what_a_source_can_not_be_is_refused(sqlite_desk: Database, facts: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        make(sqlite_desk, **facts)


def test_names_are_taken_once(desk: Database) -> None:
    make(desk)
    with pytest.raises(Refused, match=r"There is .*already"):
        make(desk, name="PROMETHEUS")


def test_a_mapping_is_kept_as_it_was_given(desk: Database) -> None:
    make(desk, preset="mapping", mapping=AlertMapping(title="name"), sample='{"name": "x"}')
    with desk.read() as reader:
        row = sources(reader)[0]
    assert (row.preset, row.mapping, row.sample) == ("mapping", '{"title": "name"}', '{"name": "x"}')


def test_what_is_brought_in_by_hand_has_a_source_without_a_token(desk: Database) -> None:
    with desk.write(actor="Mei Okafor") as session:
        first, second = source_for_preset(session, "zabbix"), source_for_preset(session, "Zabbix")
        with pytest.raises(Refused, match="A mapping belongs to a source"):
            source_for_preset(session, "mapping")
    assert first == second
    with desk.read() as reader:
        assert [(row.name, row.has_token) for row in sources(reader)] == [("Zabbix", False)]
        with pytest.raises(Refused, match=r"There is no source .*There are: Zabbix"):
            source_named(reader, "Nagios")
    assert found(desk, "") is None
