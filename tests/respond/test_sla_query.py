"""Finding incidents by how they stand against their SLAs, and by when they are due; on both databases."""

from datetime import UTC

import pytest

from incidentdesk import clock
from incidentdesk.detect import register, sla_standing
from incidentdesk.detect.query import parse, render
from incidentdesk.detect.register import Context
from incidentdesk.detect.sla_event import stories
from incidentdesk.prepare.calendar import calendar
from incidentdesk.prepare.setting import set_setting
from incidentdesk.prepare.team import team_named
from incidentdesk.respond.note import add_note
from incidentdesk.store import ledger
from tests.respond.sla_desk import HOUR, LONDON, agree, change_sla, go_to, hold, office, resolve, say


@pytest.fixture
def backlog(work, time):
    """At noon, incidents that began in the morning under a target of 8 hours and a first response within 4."""
    agree(work, office(work), response=4, resolution=8)
    found = {}
    go_to(time, "2026-03-09T09:00")
    found["late"] = work.log()
    found["met"] = work.log()
    go_to(time, "2026-03-09T10:00")
    found["risk"] = work.log()
    say(work, found["met"])
    go_to(time, "2026-03-09T12:30")
    found["fresh"] = work.log()
    found["paused"] = work.log()
    say(work, found["paused"])
    hold(work, found["paused"])
    resolve(work, found["met"])
    go_to(time, "2026-03-09T13:15")
    found["was late"] = work.log()
    work.move(found["was late"], "Canceled", reason="Twice.")
    return found


def names(work, backlog, text):
    context = Context(clock.now(), LONDON)
    with work.desk.read() as reader:
        found = register.ids(reader, parse(text), context)
        assert register.count(reader, parse(text), context) == len(found)
    of = {each: name for name, each in backlog.items()}
    return [of[each] for each in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("sla:risk", {"risk"}),
        ("sla:breached", {"late"}),
        ("is:overdue", {"late"}),
        ("sla:paused", {"paused"}),
        ("sla:met", {"met"}),
        ("sla:none", set()),
        ("-sla:met is:open", {"late", "risk", "fresh", "paused"}),
        ("sla:risk,breached", {"late", "risk"}),
        ("due:today", {"late", "risk", "fresh"}),
        ("due:tomorrow", set()),
        ("due<now", {"late"}),
        ("due:+1h", {"late", "risk"}),
        ("due:4h", {"late", "risk", "fresh"}),
        ("due:now..+4h", {"risk", "fresh"}),
        ("due<+1h -is:overdue", {"risk"}),
        ("due>+1h", {"fresh"}),
        ("due:-30min", {"late", "risk", "fresh"}),
    ],
)
def test_filters_of_slas(work, backlog, text, wanted):
    query = parse(text)
    assert query.hints == ()
    assert parse(render(query)) == query
    assert set(names(work, backlog, text)) == wanted


def test_a_mail_of_a_requester_can_make_an_update_due(work, time):
    agree(work, office(work), response=1, update=2, update_mode="answer")
    go_to(time, "2026-03-09T09:00")
    incident_id = work.log(reporter="Ann Lee")
    say(work, incident_id)
    go_to(time, "2026-03-09T10:00")
    assert names(work, {"mail": incident_id}, "due:+4h") == []
    with work.desk.write(actor="IncidentDesk", via="agent") as session:
        add_note(session, incident_id, "Any news?", from_caller="Ann Lee")
    assert names(work, {"mail": incident_id}, "due:+4h") == ["mail"]


def test_what_is_due_next_comes_first_and_what_is_not_due_last(work, backlog):
    assert names(work, backlog, "is:open sort:due") == ["late", "risk", "fresh", "paused"]
    assert names(work, backlog, "is:open sort:due-desc")[-1] == "paused"
    assert names(work, backlog, "is:open group:status sort:due")[:3] == ["late", "risk", "fresh"]


def test_without_any_sla_all_incidents_have_none(work):
    incident_id = work.log()
    for text, wanted in (
        ("sla:none", [incident_id]),
        ("sla:breached", []),
        ("due<now", []),
        ("sort:due", [incident_id]),
    ):
        with work.desk.read() as reader:
            assert list(register.ids(reader, parse(text), Context(clock.now(), UTC))) == wanted


def test_from_which_share_on_a_clock_is_at_risk_is_a_setting(work, backlog):
    with work.desk.write(actor="Mei Okafor") as session:
        set_setting(session, "sla_risk_percent", 10)
    assert set(names(work, backlog, "sla:risk")) == {"late", "risk", "fresh"}


def test_what_is_remembered_of_the_backlog_gives_way_to_what_happens(work, backlog, time):
    assert set(names(work, backlog, "is:overdue")) == {"late"}
    say(work, backlog["late"])
    assert set(names(work, backlog, "is:overdue")) == set()
    time.after(minutes=50)
    assert set(names(work, backlog, "is:overdue")) == {"risk"}
    change_sla(work, 1, targets='{"3": {"resolution": 60}}')
    assert set(names(work, backlog, "is:overdue")) == {"late", "risk", "fresh"}
    assert set(names(work, backlog, "sla:paused")) == {"paused"}


def test_what_is_remembered_gives_way_to_other_hours_and_to_nothing_else(work, backlog, time, monkeypatch):
    reckoned = []

    def stories_of(reader, ids):
        reckoned.append(len(ids))
        return stories(reader, ids)

    monkeypatch.setattr(sla_standing, "stories", stories_of)
    assert set(names(work, backlog, "sla:risk")) == {"risk"}
    with work.desk.write(actor="Mei Okafor") as session:
        team_named(session, "Network")
    reckoned.clear()
    assert set(names(work, backlog, "sla:risk")) == {"risk"}
    assert reckoned == []
    with work.desk.write(actor="Mei Okafor") as session:
        ledger.update(session, calendar, 1, {"windows": "{}"})
    assert set(names(work, backlog, "sla:risk")) == set()
    assert set(names(work, backlog, "due:today")) == set()


def test_a_row_of_the_list_shows_the_clock_that_is_due_next(work, backlog):
    with work.desk.read() as reader:
        context = Context(clock.now(), LONDON)
        rows = {row.id: row for row in register.rows(reader, list(backlog.values()), context)}
        bare = register.rows(reader, [backlog["late"]])
    first = {name: rows[each].clocks[0] for name, each in backlog.items()}
    assert (first["late"].target, first["late"].left) == ("response", -HOUR / 4)
    assert (first["risk"].target, first["risk"].percent) == ("response", 81.25)
    assert (first["paused"].target, first["paused"].state) == ("resolution", "Paused")
    assert first["met"].state == "Met"
    assert bare[0].clocks == ()
