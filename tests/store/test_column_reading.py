"""Whole columns of numbers, the same from both databases."""

import numpy as np
import pytest

from incidentdesk.detect.incident import incident
from incidentdesk.detect.intake import log_incident
from incidentdesk.store import column_reading, ledger
from incidentdesk.store.column_reading import MISSING, read_columns


@pytest.fixture
def five(desk):
    with desk.write(actor="Mei Okafor") as session:
        found = [log_incident(session, title=f"Incident {place}") for place in range(5)]
    with desk.write(actor="Mei Okafor") as session:
        for place, incident_id in enumerate(found):
            ledger.update(session, incident, incident_id, {"resolved_at": None if place == 2 else place - 3})
        ledger.withdraw(session, incident, found[4])
    return found


def read(desk, source="incident AS i WHERE i.withdrawn_at IS NULL", parameters=None, **expressions):
    with desk.read() as reader:
        return read_columns(reader, {"id": "i.id", **expressions}, source, parameters, key="i.id")


@pytest.mark.parametrize("at_once", [1, 2, 100_000])
def test_a_place_for_each_row_and_a_sign_for_what_is_missing(desk, five, at_once, monkeypatch):
    monkeypatch.setattr(column_reading, "_KEYS_AT_ONCE", at_once)
    found = read(desk, at="i.resolved_at", major="CASE WHEN i.major THEN 1 ELSE 0 END")
    order = np.argsort(found["id"])
    assert found["id"][order].tolist() == five[:4]
    assert found["at"][order].tolist() == [-3, -2, MISSING, 0]
    assert found["major"].tolist() == [0] * 4
    assert all(column.dtype == np.int64 for column in found.values())


def test_a_long_text_of_numbers_is_cut_between_two_of_them(desk, five, monkeypatch):
    monkeypatch.setattr(column_reading, "_CHARACTERS_AT_ONCE", 1)
    assert sorted(read(desk, at="i.resolved_at")["at"].tolist()) == [MISSING, -3, -2, 0]


def test_with_parameters(desk, five):
    assert read(desk, "incident AS i WHERE i.id > :low", {"low": five[1]})["id"].tolist() == five[2:]


def test_without_a_condition(desk, five):
    assert len(read(desk, "incident AS i")["id"]) == 5


def test_of_two_tables(desk, five):
    source = "incident AS i JOIN ledger AS l ON l.chain = i.id WHERE l.act <> 'created' AND i.withdrawn_at IS NOT NULL"
    assert read(desk, source, position="l.position")["id"].tolist() == five[4:] * 2


def test_nothing_is_nothing(desk):
    found = read(desk, at="i.resolved_at")
    assert [column.tolist() for column in found.values()] == [[], []]


def test_the_largest_numbers(desk, five):
    largest = (1 << 63) - 1
    assert set(read(desk, large=str(largest), small=str(-largest))["large"].tolist()) == {largest}
