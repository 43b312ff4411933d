"""The same incident, asked for at every place that tells of its clocks: all say the same; on both databases."""

from zoneinfo import ZoneInfo

import pytest

from incidentdesk import clock
from incidentdesk.cli.clock_object import clock_object
from incidentdesk.detect import register
from incidentdesk.detect.register import Context
from incidentdesk.detect.sla_elapsed import incident_clocks
from incidentdesk.detect.sla_explain import explained
from incidentdesk.detect.sla_standing import standings
from incidentdesk.detect.sla_wording import row_text
from incidentdesk.measure.metric.facts import read_facts
from incidentdesk.measure.metric.period import between
from incidentdesk.measure.sla_report import gather_sla
from incidentdesk.respond.change import change_incident
from tests.respond.conftest import Work, time
from tests.respond.sla_desk import HOUR, LONDON, agree, go_to, hears, hold, office, resolve, results

__all__ = ["time"]


@pytest.fixture
def work(desk, time):
    return Work(desk)


@pytest.fixture
def hard(work, time):
    """Logged on the Friday before the clock goes forward, on hold over the weekend, handed on, its priority changed
    twice, reopened, with a holiday in between; it is Friday afternoon."""
    targets = {str(each): {"response": 60, "update": 240, "resolution": 1200} for each in range(1, 6)}
    agree(work, office(work, ("09:00", "12:00"), ("13:00", "17:00"), holidays='[["2026-04-02", "Outing"]]'),
          targets=targets)  # fmt: skip
    go_to(time, "2026-03-27T11:30")
    incident_id = work.log(team="Service desk", reporter="Ann Lee")
    go_to(time, "2026-03-27T13:15")
    hold(work, incident_id, "Awaiting Caller", comment="Which one is it?")
    go_to(time, "2026-03-30T10:00")
    hears(work, incident_id, "The one on floor 2.")
    for impact in (1, 3):
        work.act(change_incident, incident_id, {"impact": impact, "urgency": impact})
    go_to(time, "2026-03-30T15:00")
    resolve(work, incident_id)
    go_to(time, "2026-04-01T16:00")
    work.move(incident_id, "In Progress", reason="It is back.")
    go_to(time, "2026-04-03T14:00")
    return incident_id


def asked(work, incident_id):
    """The open resolution clock as each place gives it."""
    with work.desk.read() as reader:
        context = Context(clock.now(), LONDON)
        (row,) = register.rows(reader, [incident_id], context)
        head = incident_clocks(reader, incident_id, clock.now())
        told = explained(reader, incident_id, clock.now())
        standing = standings(reader, clock.now())[incident_id]
    return row, head, told, standing


def test_while_it_goes_on_list_page_explanation_and_command_line_agree(work, hard):
    row, head, told, standing = asked(work, hard)
    assert row.clocks == head.clocks == tuple(each.clock for each in told)
    resolution = next(each for each in told if each.clock.target == "resolution" and each.clock.is_open)
    # 45 min on Friday, 4 h on Monday after the hold, 1 h on the day of the reopening, 4 h on the day after the outing.
    assert resolution.clock.elapsed == 9.75 * HOUR == resolution.segments[-1].total == head.elapsed.business
    assert resolution.hours.endswith("Closed on 2026-04-02: holidays.")
    assert clock_object(resolution.clock)["elapsed_seconds"] == 9.75 * 3600
    assert standing.due == min(each.due_at for each in head.clocks if each.is_open)
    assert row_text(row.clocks) == "⚠ 1 h over"


def test_when_it_has_ended_report_and_metrics_agree_with_what_was_written(work, hard, time):
    resolve(work, hard)
    written = [row for row in results(work, hard) if row[0] == "resolution"]
    assert written == [("resolution", "Met", 9.75, 20)]
    now = clock.now()
    period = between(now.date().replace(day=1), now.date(), ZoneInfo("Europe/London"))
    with work.desk.read() as reader:
        facts = read_facts(reader)
        content = gather_sla(reader, period, clock.stored(now), everything=facts, facts=facts)
        (ended,) = [each for each in incident_clocks(reader, hard, now).clocks if each.target == "resolution"]
    assert (ended.state, ended.elapsed) == ("Met", 9.75 * HOUR)
    kept = {each.target: each.share for each in content.kept}
    share = content.whole.of("sla-resolution")
    assert (share.hits, share.n) == (kept["resolution"].hits, kept["resolution"].n) == (1, 1)
    assert clock_object(ended)["difference_seconds"] == 10.25 * 3600
