"""Keeping reports: names, conflicts, schedules, and what strangers have written."""

import pytest

from incidentdesk.measure.report_choice import ReportChoice
from incidentdesk.measure.report_definition import report_definition
from incidentdesk.measure.report_definition_change import (
    change_definition,
    create_definition,
    definition_facts,
    give_up_definition,
    withdraw_definition,
)
from incidentdesk.measure.report_definition_list import definition_named, definitions
from incidentdesk.prepare.audience_change import create_audience, withdraw_audience
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.conflict import Conflict


@pytest.fixture
def keep(desk):
    def keep(**facts):
        with desk.write(actor="Mei") as session:
            return create_definition(session, **{"name": "Monthly report", **facts})

    return keep


def kept(desk):
    with desk.read() as reader:
        return definitions(reader)


def facts_of(desk, definition_id):
    with desk.read() as reader:
        return definition_facts(reader, definition_id)


def change(desk, definition_id, *, seen=None, **changes):
    with desk.write(actor="Ada") as session:
        change_definition(session, definition_id, changes, seen=seen)


def test_a_kept_report_is_read_as_it_was_chosen(desk, keep):
    keep(query="team:network", sections=["load"], formats=["pdf", "xlsx"], business=True)
    row = kept(desk)[0]
    assert row.choice == ReportChoice(query="team:network", sections=("load",), formats=("pdf", "xlsx"), business=True)
    assert (row.schedule.every, row.made_for, row.audience) == ("", "", "")


def test_a_name_is_given_once_and_found_in_any_case(desk, keep):
    keep()
    with pytest.raises(Refused, match="already"):
        keep(name="monthly  REPORT")
    with pytest.raises(Refused, match="needs a name"):
        keep(name="  ")
    with desk.read() as reader:
        assert definition_named(reader, "MONTHLY report").name == "Monthly report"
        with pytest.raises(Refused, match=r"There are: .*Monthly report"):
            definition_named(reader, "Weekly")


def test_a_name_that_lies_in_the_trash_comes_back_with_the_new_choice_and_is_made_anew(desk, keep):
    first = keep(query="old")
    with desk.write(actor="Mei") as session:
        ledger.update(session, report_definition, first, {"made_for": "2026-10"})
        withdraw_definition(session, first)
    assert kept(desk) == []
    assert keep(query="new") == first
    assert (kept(desk)[0].choice.query, kept(desk)[0].made_for) == ("new", "")


def test_two_people_who_change_different_facts_do_not_disturb_each_other(desk, keep):
    key = keep()
    seen = facts_of(desk, key)
    change(desk, key, seen=seen, query="team:network")
    change(desk, key, seen=seen, page_size="Letter")
    assert (kept(desk)[0].choice.query, kept(desk)[0].choice.page_size) == ("team:network", "Letter")


def test_two_people_who_change_the_same_fact_are_asked_and_what_is_given_up_stays_in_the_history(desk, keep):
    key = keep()
    seen = facts_of(desk, key)
    change(desk, key, seen=seen, query="team:network")
    with pytest.raises(Conflict) as conflict:
        change(desk, key, seen=seen, query="team:mail")
    assert [(clash.field, clash.theirs, clash.mine) for clash in conflict.value.clashes] == [
        ("query", "team:network", "team:mail")
    ]
    assert conflict.value.changed_by == "Ada"
    with desk.write(actor="Bo") as session:
        give_up_definition(session, key, {"query": "team:mail"})
    acts = [row[0] for row in _ledger(desk)]
    assert acts[-1] == ledger.DECLINED


def _ledger(desk):
    with desk.read() as reader:
        return reader.rows("SELECT act FROM ledger WHERE noun = 'report_definition' ORDER BY position")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"every": "month"}, "Say where it goes"),
        ({"every": "week", "folder": "/srv"}, "Choose the same twice"),
        ({"every": "month", "period": "range", "first": "2026-10-01", "last": "2026-10-02", "folder": "/x"}, "same"),
        ({"every": "month", "audience": "Board"}, "There is no audience"),
        ({"every": "month", "folder": "/srv", "days": 40}, "1 to 28 days"),
        ({"every": "month", "folder": "/srv", "at": "7"}, "no time of day"),
        ({"every": "month", "folder": "reports"}, "whole path"),
        ({"report": "weather"}, "There is no report"),
        ({"colour": "red"}, "There is no field"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused(desk, keep, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        keep(**facts)
    assert kept(desk) == []


def test_an_audience_is_sent_the_pdf(desk, keep):
    with desk.write(actor="Mei") as session:
        create_audience(session, name="Board", members="address\tboss@example.org")
    with pytest.raises(Refused, match="is sent the PDF"):
        keep(every="month", audience="board", formats=("csv",))
    keep(every="month", audience="board")
    assert kept(desk)[0].audience == "Board"


def test_a_schedule_that_stays_keeps_what_it_has_missed_and_another_begins_anew(desk, keep):
    key = keep(every="month", folder="/srv")
    with desk.write(actor="Mei") as session:
        row = ledger.current(session, report_definition, key)
        since = kept(desk)[0].schedule.since
        earlier = row["schedule"].replace(str(since), str(since - 10**12))
        ledger.update(session, report_definition, key, {"schedule": earlier})
    change(desk, key, query="team:network")
    assert kept(desk)[0].schedule.since == since - 10**12
    change(desk, key, at="09:00")
    assert kept(desk)[0].schedule.since > since - 10**12


def test_a_change_takes_the_old_trouble_away(desk, keep):
    key = keep(every="month", folder="/nowhere")
    with desk.write(actor="IncidentDesk") as session:
        ledger.update(session, report_definition, key, {"trouble": "The folder does not exist."})
    change(desk, key, folder="/srv")
    assert kept(desk)[0].trouble == ""


@pytest.mark.parametrize(
    "columns", [{"choice": '{"new": 1}'}, {"schedule": '{"every": 3}'}, {"report": "weather"}, {"choice": "["}]
)
def test_what_a_stranger_has_written_is_listed_as_unreadable_and_can_be_chosen_anew(desk, keep, columns):
    key = keep()
    with desk.write(actor="Mei") as session:
        ledger.update(session, report_definition, key, columns)
    row = kept(desk)[0]
    assert "another version" in row.unreadable or "There is no report" in row.unreadable
    assert facts_of(desk, key)["report"] == "period"
    change(desk, key, query="team:network")
    assert (kept(desk)[0].unreadable, kept(desk)[0].choice.query) == ("", "team:network")


def test_an_audience_that_was_taken_away_is_none(desk, keep):
    with desk.write(actor="Mei") as session:
        audience_id = create_audience(session, name="Board", members="address\tboss@example.org")
    keep(every="month", audience="Board")
    with desk.write(actor="Mei") as session:
        withdraw_audience(session, audience_id)
    assert (kept(desk)[0].audience_id, kept(desk)[0].audience) == (None, "")
