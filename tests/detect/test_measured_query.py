"""The register finds the very incidents that the statistics count."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from incidentdesk import clock
from incidentdesk.detect import register
from incidentdesk.detect.incident import incident
from incidentdesk.detect.query import completions, parse, render, written_filter
from incidentdesk.detect.register import Context
from incidentdesk.detect.sla_result import sla_result
from incidentdesk.detect.stage_span import SPANS
from incidentdesk.investigate.cause_trait import Gate, Voting
from incidentdesk.investigate.investigation import cause, investigation
from incidentdesk.investigate.problem import problem, problem_incident
from incidentdesk.measure.metric.definition import DEFINITIONS
from incidentdesk.measure.metric.facts import read_facts
from incidentdesk.measure.metric.grouping import whole
from incidentdesk.measure.metric.period import month
from incidentdesk.measure.metric.root_cause import root_causes
from incidentdesk.measure.metric.sla_share import METRIC_OF, read_results, sla_shares
from incidentdesk.prepare.sla_kind import Target
from incidentdesk.store import ledger

BERLIN = ZoneInfo("Europe/Berlin")
DAY = datetime(2026, 3, 9, 8, tzinfo=UTC)
CONTEXT = Context(datetime(2026, 4, 1, tzinfo=UTC), BERLIN)
PLAIN = {"channel": "Phone", "impact": 2, "urgency": 2, "priority": 3, "state": "New", "updated_at": 0}
BY = {"created_at": 0, "created_by": "Mei", "updated_at": 0}


def at(hours):
    """Microseconds, so many hours after the morning of that day."""
    return clock.stored(DAY + timedelta(hours=hours))


def log(session, **facts):
    return ledger.insert(session, incident, {**PLAIN, "title": "Mail is slow", "created_at": at(0), **facts})


def found(reader, text, context=CONTEXT):
    query = parse(text)
    assert not query.hints, query.hints
    assert parse(render(query)) == query
    numbers = sorted(register.ids(reader, query, context))
    assert register.count(reader, query, context) == len(numbers)
    return numbers


@pytest.fixture
def reader(desk):
    """Solved in order, against the order, acknowledged late, a child, a canceled one, a duplicate and a new one."""
    with desk.write(actor="Mei Okafor") as session:
        log(session, resolved_at=at(4), state="Resolved", resolution_code="Solved (permanently)")
        log(session, resolved_at=at(-1), state="Resolved", resolution_code="Gelöst")
        log(session, detected_at=at(-2), acknowledged_at=at(1), occurred_at=at(-1))
        log(session, resolved_at=at(3), state="Closed", parent_id=1, resolution_code="solved (PERMANENTLY)")
        log(session, resolved_at=at(3), state="Canceled")
        log(session, resolved_at=at(3), state="Closed", resolution_code="DUPLICATE")
        log(session)
    with desk.read() as reader:
        yield reader


# ── what counts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_counts_is_neither_canceled_nor_a_duplicate(reader):
    assert found(reader, "counted:yes") == [1, 2, 3, 4, 7]
    assert found(reader, "counted:no") == found(reader, "-counted:yes") == [5, 6]
    assert found(reader, "counted:yes") == found(reader, "-status:canceled -code:duplicate")
    assert found(reader, "counted:no,yes") == [1, 2, 3, 4, 5, 6, 7]


def test_a_metric_finds_what_has_both_times_in_their_order_and_no_children(reader):
    assert found(reader, "metric:time-to-resolve") == [1]
    assert found(reader, "metric:time-to-acknowledge") == [3]
    assert found(reader, "metric:time-to-resolve,time-to-acknowledge") == [1, 3]
    assert found(reader, "-metric:time-to-resolve") == [2, 3, 4, 5, 6, 7]
    assert found(reader, "metric:time-to-resolve or code:gelöst") == [1, 2]


def test_an_anomaly_has_ended_before_it_began(reader):
    assert found(reader, "anomaly:time-to-resolve") == [2]
    assert found(reader, "anomaly:time-to-detect") == [3]
    assert found(reader, "anomaly:any") == [2, 3]
    assert found(reader, "-anomaly:any") == [1, 4, 5, 6, 7]


def test_every_time_of_the_statistics_can_be_asked_for_by_the_name_of_its_definition():
    assert set(SPANS) <= set(DEFINITIONS)
    for name in SPANS:
        assert not parse(f"metric:{name} anomaly:{name}").hints
    assert [hint.text for hint in parse("metric:mood").hints]


# ── resolution codes ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_code_is_found_as_a_whole_and_in_any_case(reader):
    assert found(reader, 'code:"Solved (Permanently)"') == [1, 4]
    assert found(reader, "code:solved") == []
    assert found(reader, "code:GELÖST") == [2]
    assert found(reader, "code:gelost") == []
    assert found(reader, "code:duplicate,gelöst") == [2, 6]


def test_no_code_is_a_value_of_its_own_and_in_quotes_a_name(reader):
    assert found(reader, "code:none") == [3, 5, 7]
    assert found(reader, 'code:"none"') == []
    assert found(reader, "-code:none") == [1, 2, 4, 6]


def test_codes_of_the_desk_are_offered():
    text = "code:so"
    assert [each.insert for each in completions(text, len(text), {"code": ["Solved (permanently)", "Not solved"]})] == [
        '"Solved (permanently)"', '"Not solved"',
    ]  # fmt: skip


# ── results of SLAs ──────────────────────────────────────────────────────────────────────────────────────────────────


RESULT = {"kind": "SLA", "sla": "Office", "aim": 1, "elapsed": 1, "started_at": at(0), "target": Target.RESOLUTION}


def end(session, incident_id, outcome, hours, **facts):
    return ledger.insert(
        session, sla_result, {**RESULT, "incident_id": incident_id, "outcome": outcome, "ended_at": at(hours), **facts}
    )


@pytest.fixture
def ended(desk):
    """Met and missed in March and April; an OLA, a cancelled clock, one taken back, and some that count nowhere."""
    march, april = 24, 24 * 30
    with desk.write(actor="Mei Okafor") as session:
        for _number in range(6):
            log(session, state="Closed", resolved_at=at(4))
        log(session, state="Canceled")
        log(session, state="Closed", resolution_code="Duplicate")
        end(session, 1, "Met", march)
        end(session, 2, "Breached", march)
        end(session, 3, "Met", april)
        end(session, 4, "Breached", march, kind="OLA")
        end(session, 5, "Cancelled", march)
        ledger.withdraw(session, sla_result, end(session, 6, "Breached", march), reason="the clock runs again")
        end(session, 7, "Met", march)
        end(session, 8, "Breached", march)
        for number, hours in ((1, 1), (1, 2), (2, 1)):
            end(session, number, "Breached", hours, target=Target.UPDATE)
        end(session, 3, "Met", 1, target=Target.RESPONSE)
        end(session, 4, "Breached", 1, target=Target.RESPONSE)
    return desk


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("met:2026-03", [1]),
        ("missed:2026-03", [2]),
        ("met:2026-03..2026-04", [1, 3]),
        ("met>=2026-04-01", [3]),
        ("met:2026-03 or missed:2026-03", [1, 2]),
        ("-met:2026", [2, 4, 5, 6, 7, 8]),
        ("met-response:..2026-03-09", [3]),
        ("missed-response:2026-03", [4]),
        ("missed-update:2026-03", [1, 2]),
        ("met-update:2026-03", []),
        ("missed:yesterday", []),
    ],
)
def test_clocks_are_found_by_how_and_when_they_ended(ended, query, numbers):
    with ended.read() as reader:
        assert found(reader, query) == numbers


@pytest.mark.parametrize("target", [Target.RESOLUTION, Target.RESPONSE])
def test_the_list_has_as_many_incidents_as_the_share_says(ended, target):
    ending = "" if target == Target.RESOLUTION else f"-{target}"
    with ended.read() as reader:
        period = month(DAY.date(), BERLIN)
        (share,) = sla_shares(read_facts(reader), read_results(reader, period), whole(period))[METRIC_OF[target]]
        met, missed = (len(found(reader, period.written(f"{word}{ending}"))) for word in ("met", "missed"))
    assert (met, met + missed) == (share.hits, share.n)
    assert share.n > 0


# ── root causes ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def investigated(desk):
    """A root cause of an incident, one of a problem behind two, the same in other letters, and some that are none."""
    with desk.write(actor="Mei Okafor") as session:
        for _number in range(7):
            log(session)
        problem_id = ledger.insert(session, problem, {"title": "P", "state": "New", "priority": 2, **BY})
        links = [
            ledger.insert(session, problem_incident, {"incident_id": each, "problem_id": problem_id})
            for each in (2, 3, 7)
        ]
        ledger.withdraw(session, problem_incident, links[2], reason="another one")
        find(session, {"incident_id": 1}, "Firmware  drops\nBGP, “long”", "Root cause")
        find(session, {"problem_id": problem_id}, "FIRMWARE drops bgp, “long”", "Root cause")
        find(session, {"incident_id": 3}, "Größe der Platte", "Root cause")
        find(session, {"incident_id": 4}, "Firmware drops BGP, “long”", "Verified")
        gone = find(session, {"incident_id": 5}, "Firmware drops BGP, “long”", "Root cause")
        ledger.withdraw(session, cause, gone, reason="mistake")
        find(session, {"incident_id": 6}, "None", "Root cause")
    return desk


def find(session, subject, text, status):
    head = {"effect": "Mail is slow", "gate": Gate.OR, "dots": 3, "voting": Voting.OPEN, "started_at": 0}
    investigation_id = ledger.insert(session, investigation, {**subject, **head, "started_by": "Mei"})
    facts = {"investigation_id": investigation_id, "kind": "cause", "text": text, "status": status, "gate": Gate.OR}
    own = {"key": f"cause-{investigation_id}", "position": 1, "incident_id": subject.get("incident_id")}
    return ledger.insert(session, cause, {**facts, **own})


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ('root-cause:"firmware drops BGP, “long”"', [1, 2, 3]),
        ('root-cause:"firmware drops BGP"', []),
        ('root-cause:"GRÖSSE DER PLATTE"', [3]),
        ('root-cause:"größe  der platte","none"', [3, 6]),
        ("root-cause:none", [4, 5, 7]),
        ("-root-cause:none", [1, 2, 3, 6]),
        ('-root-cause:"größe der platte"', [1, 2, 4, 5, 6, 7]),
        ('root-cause:"none" or id:4', [4, 6]),
    ],
)
def test_root_causes_are_found_by_their_whole_text(investigated, query, numbers):
    with investigated.read() as reader:
        assert found(reader, query) == numbers


def test_each_root_cause_of_the_statistics_finds_its_incidents(investigated):
    with investigated.read() as reader:
        causes = root_causes(reader)
        assert len(causes) == 5
        for _number, text in causes:
            numbers = {number for number, other in causes if other.casefold() == text.casefold()}
            assert found(reader, written_filter("root-cause", text, names=True)) == sorted(numbers)
