"""SLAs: their targets in words and minutes, their order, and what they can't be."""

import pytest

from incidentdesk.prepare.calendar_change import create_calendar
from incidentdesk.prepare.calendar_list import calendars
from incidentdesk.prepare.minutes import hours_text
from incidentdesk.prepare.sla_change import (
    change_sla,
    create_sla,
    move_sla,
    sla_facts,
    switch_slas,
    targets_of,
    targets_text,
    withdraw_sla,
)
from incidentdesk.prepare.sla_kind import Target
from incidentdesk.prepare.sla_list import slas
from incidentdesk.prepare.sla_preset import PRESETS, create_preset_sla, preset_facts
from incidentdesk.prepare.sla_wanted import wanted_columns
from incidentdesk.prepare.target_text import FULL_DAY, target_minutes, target_text
from incidentdesk.refusal import Refused

EIGHT = 8 * 60


@pytest.mark.parametrize(
    ("typed", "day", "minutes"),
    [
        ("15 min", EIGHT, 15),
        ("4 h", EIGHT, 240),
        ("1 h 30 min", EIGHT, 90),
        ("2 business days", EIGHT, 960),
        ("1 bd 2h", EIGHT, 600),
        ("1 business week", EIGHT, 2400),
        ("1,5 h", EIGHT, 90),
        ("2 days", FULL_DAY, 2880),
        ("1 w", FULL_DAY, 7 * FULL_DAY),
        ("", EIGHT, None),
    ],
)
def test_a_target_is_typed_as_people_say_it(typed, day, minutes):
    assert target_minutes(typed, day) == minutes


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("soon", "no target"),
        ("2 days", "two things. Write “2 business days”"),
        ("1 week", "two things"),
        ("0 min", "at least a minute"),
        ("9999 h", "at most a year"),
        ("4 h sharp", "no target"),
    ],
)
def test_a_target_that_can_t_be_understood_is_refused(typed, sentence):
    with pytest.raises(Refused, match=sentence):
        target_minutes(typed, EIGHT)


def test_a_day_is_never_shown_without_saying_which():
    assert target_text(960, EIGHT) == "2 business days"
    assert target_text(480, EIGHT) == "1 business day"
    assert target_text(2 * FULL_DAY, FULL_DAY) == "48 h"
    assert target_text(90, EIGHT) == "1 h 30 min"
    assert (target_text(None, EIGHT), hours_text(None)) == ("", "")


def test_servicenow_two_days_on_a_calendar_of_eight_hours_are_not_six_working_days_unawares(write, read):
    """There a day is a block of 24 hours; here 48 hours are shown as the six business days that they are."""
    with pytest.raises(Refused, match="two things"):
        target_minutes("2 days", EIGHT)
    write(create_calendar, name="Office", time_zone="Europe/London", windows="mon-fri 09:00-17:00")
    write(create_sla, name="Standard", calendar="Office", targets="P1\t\t\t48 h")
    (row,) = read(slas)
    assert target_text(row.target(1, Target.RESOLUTION), row.day) == "6 business days"
    assert target_text(target_minutes("2 business days", row.day), row.day) == "2 business days"


def test_targets_are_read_as_they_are_written():
    targets = {1: {"response": 15, "resolution": 240}, 3: {"update": 2880}}
    assert targets_of(targets_text(targets)) == targets


@pytest.mark.parametrize(
    ("targets", "sentence"),
    [
        ("", "at least one target"),
        ("P9\t15 min", "no priority"),
        ("P1\t5 h\t\t4 h", "First response would be due after the resolution"),
        ("P1\tsoon", "no target"),
    ],
)
def test_targets_that_make_no_sense_are_refused(write, targets, sentence):
    with pytest.raises(Refused, match=sentence):
        write(create_sla, name="Standard", targets=targets)


@pytest.mark.parametrize("fact", ["service", "team", "category", "calendar"])
def test_what_an_sla_is_for_must_be_there(write, fact):
    with pytest.raises(Refused, match="There is no"):
        write(create_sla, name="Standard", targets="P1\t15 min", **{fact: "Nothing"})


def test_an_sla_has_what_was_written(write, desk):
    sla_id = write(create_sla, name="Standard", targets="P1\t15 min\t\t4 h", pauses="Awaiting Vendor", restarts=True)
    write(change_sla, sla_id, {"update_mode": "answer", "targets": "P1\t15 min\t1 h\t4 h"})
    with desk.write(actor="x") as session:
        facts = sla_facts(session.reader, sla_id)
    assert (facts["targets"], facts["pauses"]) == ("P1\t15 min\t1 h\t4 h", "Awaiting Vendor")
    assert (facts["update_mode"], facts["restarts"], facts["enabled"]) == ("answer", True, True)


def test_slas_are_put_in_order_switched_off_and_withdrawn(write, read):
    first, second, third = (write(create_sla, name=name, targets="P1\t15 min") for name in "ABC")
    write(move_sla, third, -1)
    write(switch_slas, [second], enabled=False)
    write(withdraw_sla, first)
    assert [(row.name, row.enabled) for row in read(slas)] == [("C", True), ("B", False)]
    with pytest.raises(Refused, match="already"):
        write(change_sla, second, {"name": "c"})


def test_a_preset_brings_its_calendar_once(write, read):
    office, critical, between = PRESETS
    for preset in PRESETS:
        write(create_preset_sla, zone="Europe/Berlin", **preset_facts(preset))
    assert [row.name for row in read(calendars)] == ["Business hours"]
    rows = {row.name: row for row in read(slas)}
    assert rows[office.name].day == EIGHT
    assert rows[office.name].target(3, Target.RESOLUTION) == 960
    assert rows[critical.name].day == FULL_DAY
    assert (rows[between.name].kind, rows[between.name].restarts) == ("OLA", True)
    assert not any(row.idle for row in rows.values())


def test_what_is_about_to_be_written_is_told_in_columns(write, read):
    sla_id = write(create_sla, name="Standard", targets="P1\t15 min")
    facts = {"targets": "P1\t30 min", "pauses": "Scheduled"}
    columns = read(wanted_columns, sla_id, facts)
    assert (columns["id"], columns["position"], columns["name"]) == (sla_id, 1, "Standard")
    assert (columns["targets"], columns["pauses"]) == ('{"1": {"response": 30}}', '["Scheduled"]')
    assert read(wanted_columns, 0, {"name": "New", "targets": "P1\t30 min"})["position"] == 2
    with pytest.raises(Refused, match="any more"):
        read(wanted_columns, sla_id, {"service": "Gone"})
