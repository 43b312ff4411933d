"""The report of corrective actions: what it says on paper and in its file, against what is measured."""

from datetime import UTC, datetime

import pytest

from incidentdesk import clock
from incidentdesk.detect.intake import log_incident
from incidentdesk.investigate.action_intake import propose_action
from incidentdesk.investigate.action_move import ActionMove, move_action
from incidentdesk.investigate.subject import INCIDENT, Subject
from incidentdesk.measure.actions_report import actions_report, actions_tables, gather_actions
from incidentdesk.measure.metric.facts import read_facts
from incidentdesk.measure.metric.grouping import whole
from incidentdesk.measure.metric.measuring import measure
from incidentdesk.measure.metric.period import all_time
from incidentdesk.measure.report_pages import Making
from tests.measure.what_if_desk import at

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
MAKING = Making("Acme IT", UTC, "Mei Okafor", clock.stored(NOW))


@pytest.fixture(autouse=True)
def let_go():
    yield
    clock.hold(None)


@pytest.fixture
def acted(desk):
    """An incident with an action that is late, one done in time, one done late, one only proposed and one dropped."""

    def plan(session):
        subject = Subject(INCIDENT, log_incident(session, title="WAN down"))
        wanted = (
            ("Replace the line card", "2026-03-20", "Hardware replacement"),
            ("Watch both lines", "2026-03-15", "Monitoring"),
            ("Remind everybody of the checklist", "2026-03-10", ""),
            ("Think about a third line", "", ""),
            ("Move the office", "2026-03-12", ""),
        )
        return [
            propose_action(session, subject, text=text, due_on=due, type=kind, owner="Mei Okafor" if due else "")
            for text, due, kind in wanted
        ]

    ids = at(desk, "2 09:00", plan)
    for each in (ids[0], ids[1], ids[2]):
        at(desk, "3 09:00", lambda session, each=each: move_action(session, each, ActionMove("Committed")))
    done = ActionMove("Done", completion="See the change record.")
    at(desk, "14 09:00", lambda session: move_action(session, ids[1], done))
    at(desk, "11 09:00", lambda session: move_action(session, ids[2], done))
    at(desk, "4 09:00", lambda session: move_action(session, ids[4], ActionMove("Dropped", reason="Too dear.")))
    return ids


def gathered(desk, query=""):
    with desk.read() as reader:
        return gather_actions(reader, query, me="Mei Okafor", zone=UTC, now=clock.stored(NOW))


def test_the_late_one_comes_first_and_every_action_is_told(desk, acted, tmp_path, pages):
    assert actions_report(gathered(desk), tmp_path / "a.pdf", MAKING) == len(pages(tmp_path / "a.pdf"))
    text = " ".join(pages(tmp_path / "a.pdf"))
    assert "5 actions; 1 is overdue; 1 of 3 that were due are done in time: 33.3 % (6–79 % · few)." in text
    places = [text.index(each) for each in ("ACT-0001", "ACT-0004", "ACT-0002", "ACT-0005")]
    assert places == sorted(places)
    assert "ACT-0001 Replace the line card INC-0001 Mei Okafor Committed ▲ 2026-03-20 Hardware replacement —" in text
    assert "ACT-0005 Move the office Too dear. INC-0001 Mei Okafor Dropped 2026-03-12" in text
    assert "ACT-0004 Think about a third line INC-0001 nobody Proposed — — —" in text
    assert text.index("Hardware replacement 1 1 1 0 0.0 % 1") < text.index("Training 1 0 0 1 0.0 % 1")
    assert "actions completed by their due date ÷ actions that were due" in text.split("What the numbers mean")[1]


def test_its_share_in_time_is_the_metric(desk, acted):
    with desk.read() as reader:
        facts = read_facts(reader)
        measurement = measure(reader, facts, whole(all_time(UTC)), clock.stored(NOW), names=("actions-on-time",))
    assert gathered(desk).on_time == measurement.of("actions-on-time")


def test_a_filter_leaves_out_and_is_named(desk, acted, tmp_path, pages):
    content = gathered(desk, "is:overdue")
    actions_report(content, tmp_path / "a.pdf", MAKING)
    (first, *_others) = pages(tmp_path / "a.pdf")
    assert "filter: is:overdue · as of 2026-03-31 12:00 UTC" in first
    assert "1 action; 1 is overdue; 0 of 1 that were due are done in time" in first


def test_the_file_has_the_same_numbers(desk, acted):
    content = gathered(desk)
    tables = actions_tables(content)
    sums = dict(tables["Sums"].rows)
    assert (sums["actions"], sums["overdue"], sums["due"], sums["in_time"]) == (5, 1, 3, 1)
    assert sums["in_time_share"] == pytest.approx(1 / 3)
    assert (sums["state Done"], sums["state Dropped"]) == (2, 1)
    row = dict(zip(tables["Corrective actions"].headings, tables["Corrective actions"].rows[0], strict=True))
    assert (row["number"], row["overdue"], row["completed_at"]) == ("ACT-0001", True, None)


def test_without_actions_it_says_so(desk, tmp_path, pages):
    assert actions_report(gathered(desk), tmp_path / "a.pdf", MAKING) == 1
    assert "No corrective action matches this." in pages(tmp_path / "a.pdf")[0]
