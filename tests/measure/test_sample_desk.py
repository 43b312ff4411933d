from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from incidentdesk import clock
from incidentdesk.improve.lesson_kind import LessonKind
from incidentdesk.improve.review_record import review_record
from incidentdesk.improve.review_state import ReviewState, reviews
from incidentdesk.improve.review_step import gaps
from incidentdesk.investigate.action_list import actions
from incidentdesk.investigate.action_state import ActionState
from incidentdesk.investigate.action_type import ActionType
from incidentdesk.investigate.cause_record import cause_graph_of
from incidentdesk.investigate.evidence_list import EvidenceType, Stance, evidence_of
from incidentdesk.investigate.subject import Subject
from incidentdesk.measure.chart.catalogue import CHARTS
from incidentdesk.measure.chart.chart import Scope
from incidentdesk.measure.dashboard import shown_period
from incidentdesk.measure.metric.control_limits import Signal
from incidentdesk.measure.metric.facts import read_facts
from incidentdesk.measure.sample_cause import diagram_of
from incidentdesk.measure.sample_desk import fill_desk, stories
from incidentdesk.prepare.on_call import on_call
from incidentdesk.prepare.outlet_list import outlets
from incidentdesk.prepare.plan_list import plans
from incidentdesk.prepare.plan_template import plan_templates
from incidentdesk.prepare.plan_version import approved_version
from incidentdesk.refusal import Refused
from incidentdesk.schema.opening import open_desk
from incidentdesk.schema.soundness import examine
from incidentdesk.store.database import Database

# A Monday morning, the night from Saturday to Sunday, and both nights in which the clocks change.
MOMENTS = [
    datetime(2026, 11, 23, 7, 5, tzinfo=UTC),
    datetime(2026, 11, 22, 1, 0, tzinfo=UTC),
    datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
]


@pytest.fixture
def samples(sample_desk):
    return sample_desk


def one(database: Database, sql: str):
    with database.read() as reader:
        return reader.rows(sql)[0][0]


def test_there_are_190_incidents_over_half_a_year(samples):
    assert one(samples, "SELECT count(*) FROM incident") == 190
    first = clock.instant(one(samples, "SELECT min(created_at) FROM incident"))
    assert timedelta(weeks=24) < clock.now() - first < timedelta(weeks=27)


def test_every_state_and_most_reasons_to_wait_occur(samples):
    assert one(samples, "SELECT count(DISTINCT state) FROM incident") == 6
    assert one(samples, "SELECT count(DISTINCT on_hold_reason) FROM incident") >= 4
    assert 12 <= one(samples, "SELECT count(*) FROM incident WHERE state IN ('New', 'In Progress', 'On Hold')") <= 40


@pytest.mark.parametrize(
    "condition",
    [
        "major",
        "parent_id IS NOT NULL",
        "reopen_count > 0",
        "reassignment_count > 0",
        "override_reason <> ''",
        "time_sources <> '{}'",
        "id IN (SELECT incident_id FROM attachment)",
        "id IN (SELECT incident_id FROM watcher)",
        "id IN (SELECT incident_id FROM entry WHERE public)",
        "id IN (SELECT incident_id FROM entry WHERE NOT public)",
    ],
)
def test_every_noun_of_the_register_occurs(samples, condition):
    assert one(samples, f"SELECT count(*) FROM incident WHERE {condition}") > 0


def test_it_stands_up_to_the_check_like_any_other_desk(samples):
    assert examine(samples).findings == ()


def test_whoever_is_signed_in_acts_as_one_of_the_staff(samples):
    from incidentdesk.prepare.account import desktop_account, person_of_account

    with samples.read() as reader:
        assert person_of_account(reader, desktop_account())[1] == "Mei Okafor"


def test_numbers_follow_the_time_of_logging(samples):
    sql = "SELECT count(*) FROM incident AS a JOIN incident AS b ON b.id = a.id + 1 WHERE b.created_at < a.created_at"
    assert one(samples, sql) == 0


@pytest.mark.parametrize("now", MOMENTS)
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Tokyo", "America/Los_Angeles"])
def test_nothing_is_ahead_of_now_whenever_it_is_made(now, zone):
    told = stories(now, ZoneInfo(zone))
    assert len(told) == 190
    for story in told:
        times = [act.at for act in story.acts]
        assert story.acts[0].do == "log"
        assert times == sorted(times)
        assert times[-1] < now


@pytest.fixture(scope="module")
def made(request, tmp_path_factory):
    """A sample desk that was made at a moment in a zone, and both."""
    now, zone = request.param
    clock.hold(lambda: now)
    database = open_desk(tmp_path_factory.mktemp("made") / "sample.db")
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("incidentdesk.measure.sample_desk.local_zone", lambda: zone)
            fill_desk(database)
    finally:
        clock.hold(None)
    yield database, now, zone
    database.close()


def made_in(*zones):
    places = [(now, ZoneInfo(zone)) for zone in zones for now in MOMENTS]
    return pytest.mark.parametrize("made", places, indirect=True, ids=lambda place: f"{place[1]} {place[0]:%F %R}")


@made_in("Europe/Berlin", "Asia/Tokyo", "America/Los_Angeles")
def test_whenever_it_is_made_what_was_found_out_comes_after_what_it_is_about(made):
    database, now, _zone = made
    assert one(database, "SELECT max(at) FROM ledger") < clock.stored(now)
    assert one(database, "SELECT count(*) FROM problem_incident WHERE problem_id = 2") >= 3
    assert {summary.state for summary in reviews_of(database)} >= {"Published", "Skipped", "In Review", "Draft"}


@made_in("Europe/Berlin")
def test_whenever_it_is_made_the_charts_have_one_signal_and_one_new_baseline(made):
    database, now, zone = made
    with database.read() as reader:
        facts, period = read_facts(reader), shown_period("weeks-26", clock.stored(now), zone)
        scope = Scope(reader, facts, facts, period, clock.stored(now), zone)
        data = CHARTS["time-to-resolve"].gather(scope)
    signals = [week for week in data.weeks if week.signal]
    assert [week.signal for week in signals] == [Signal.ABOVE]
    assert 7 <= data.weeks.index(signals[0]) <= 11
    assert [each.baseline.caption for each in data.stretches if each.baseline] == ["new on-call rota"]


def reviews_of(database: Database):
    with database.read() as reader:
        return reviews(reader)


def test_it_is_the_same_every_time():
    assert stories(MOMENTS[0], UTC) == stories(MOMENTS[0], UTC)


# ── what was found out ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("title", "diagram", "count"),
    [
        ("Branch offices lost WAN access after firewall firmware change", "fishbone_wan", 39),
        ("VPN connections from home break off after about an hour", "fishbone_vpn", 17),
        ("Payroll run failed for 412 employees", "whys_payroll", 11),
        ("Mail from outside arrives up to four hours late", "whys_mail", 10),
    ],
)
def test_the_diagrams_are_those_of_the_files_with_votes_and_evidence(samples, title, diagram, count):
    with samples.read() as reader:
        (noun, subject_id) = reader.rows(
            "SELECT 'incident', id FROM incident WHERE title = :title"
            " UNION SELECT 'problem', id FROM problem WHERE title = :title",
            {"title": title},
        )[0]
        graph = cause_graph_of(reader, Subject(noun, subject_id))
        pieces = evidence_of(reader, Subject(noun, subject_id))
    assert graph is not None
    found = [
        (cause.text, cause.status, cause.role, graph.votes_of(cause.key), graph.backing_of(cause.key).count)
        for cause in graph.subtree("")
    ]
    assert found == [
        (
            cause.text,
            told.get("status", "Suspected"),
            told.get("role", ""),
            told.get("votes", 0),
            told.get("evidence", 0),
        )
        for cause, told in diagram_of(diagram).causes
    ]
    assert len(graph.in_order()) == count
    assert {piece.verdict for piece in pieces} == {"Matches"}


def test_every_type_of_evidence_and_every_state_of_an_action_occurs(samples):
    assert values(samples, "SELECT DISTINCT type FROM evidence") == set(EvidenceType)
    assert values(samples, "SELECT DISTINCT stance FROM cause_evidence") == set(Stance)
    assert values(samples, "SELECT DISTINCT state FROM corrective_action") == set(ActionState)
    assert values(samples, "SELECT DISTINCT type FROM corrective_action") == set(ActionType)
    with samples.read() as reader:
        today = clock.now().date().isoformat()
        late = [action for action in actions(reader, today=today) if action.overdue(today)]
    assert 2 <= len(late) <= 6
    assert all(action.owner for action in late)


def test_reviews_stand_where_reviews_can_stand(samples):
    found = {summary.state: summary for summary in reviews_of(samples)}
    assert found.keys() == {"Published", "In Review", "Draft", "Skipped"}
    now = clock.stored(clock.now())
    assert found[ReviewState.IN_REVIEW].due_at < now < found[ReviewState.DRAFT].due_at
    assert found[ReviewState.SKIPPED].skipped_reason
    published = found[ReviewState.PUBLISHED]
    with samples.read() as reader:
        record = review_record(reader, published.incident_id, today="2026-01-01")
    assert record.review is not None
    assert gaps(record.review.facts, record.graph, actions=len(record.actions), starred=len(record.starred)) == []
    assert len(record.starred) == 5
    assert published.published_at <= published.resolved_at + 3 * 86_400_000_000


def test_a_problem_is_being_solved_and_another_ones_risk_was_accepted(samples):
    assert values(samples, "SELECT state FROM problem") == {"Fix in Progress", "Risk accepted"}
    assert one(samples, "SELECT count(*) FROM known_error WHERE state = 'Published'") == 3
    assert one(samples, "SELECT count(*) FROM lesson") == 6
    assert values(samples, "SELECT DISTINCT kind FROM lesson") == set(LessonKind)


def values(database: Database, sql: str) -> set[str]:
    with database.read() as reader:
        return {row[0] for row in reader.rows(sql)}


def test_one_major_incident_is_in_the_middle_of_its_plan(samples):
    with samples.read() as reader:
        states = dict(
            reader.rows(
                "SELECT t.state, count(*) FROM task t JOIN plan_run r ON r.id = t.plan_run_id"
                " WHERE r.state = 'Running' GROUP BY t.state"
            )
        )
        roles = reader.rows("SELECT count(*) FROM incident_role WHERE until_at IS NULL")[0][0]
        (major,) = reader.rows(
            "SELECT m.state, i.state, i.major FROM major_incident m JOIN incident i ON i.id = m.incident_id"
        )
    assert states == {"Done": 5, "Skipped": 1, "In Progress": 1, "Open": 2}
    assert roles >= 3
    assert (major[0], major[1], bool(major[2])) == ("Accepted", "In Progress", True)


def test_what_was_told_was_delivered_and_nothing_of_it_can_leave_the_machine(samples):
    assert one(samples, "SELECT count(*) FROM outbox_message WHERE state = 'Sent'") >= 10
    assert one(samples, "SELECT count(*) FROM outbox_message WHERE state <> 'Sent'") == 0
    with samples.read() as reader:
        assert all(row.options.get("nowhere") for row in outlets(reader))


def test_all_templates_are_approved_plans_and_one_of_them_is_overdue(samples):
    with samples.read() as reader:
        rows = plans(reader)
        today = clock.now().date().isoformat()
        assert {row.name for row in rows} >= {template.name for template in plan_templates()}
        assert all(approved_version(reader, row.id) is not None for row in rows)
        assert len([row for row in rows if row.review_by < today]) == 1


def test_somebody_is_on_call_day_and_night(samples):
    with samples.read() as reader:
        rota_id = reader.rows("SELECT id FROM rota WHERE name = 'Infrastructure on call'")[0][0]
        begin = clock.stored(clock.now())
        for hours in range(0, 24 * 14, 5):
            assert on_call(reader, rota_id, begin + hours * 3_600_000_000)


def test_a_desk_that_is_in_use_is_not_filled(samples, tmp_path: Path):
    with pytest.raises(Refused, match="empty desk"):
        fill_desk(samples)


# ── and what is measured of it ───────────────────────────────────────────────────────────────────────────────────────


def test_outages_and_kept_reports_are_there_to_be_looked_at(samples):
    assert one(samples, "SELECT count(*) FROM outage WHERE NOT planned") == 3
    assert one(samples, "SELECT count(*) FROM outage WHERE planned") == 1
    assert one(samples, "SELECT count(*) FROM report_definition") == 3
