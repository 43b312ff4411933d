"""What another tool said of its SLAs becomes the result of clocks that have ended."""

from datetime import UTC, datetime

import pytest

from incidentdesk import clock
from incidentdesk.detect import register
from incidentdesk.detect.query import parse
from incidentdesk.detect.register import Context
from incidentdesk.detect.sla_clock import clocks_of
from incidentdesk.detect.sla_effect import recompute
from incidentdesk.detect.sla_explain import explained, explanation_text, fact_lines
from incidentdesk.detect.sla_wording import clock_sentence, level, row_text
from incidentdesk.detect.state import State
from incidentdesk.detect.transfer.mapping import from_json, to_json
from incidentdesk.detect.transfer.proposal import propose
from incidentdesk.detect.transfer.survey import survey
from incidentdesk.detect.transfer.taking import take
from incidentdesk.detect.transfer.undoing import undo_import
from incidentdesk.prepare.sla_change import create_sla
from incidentdesk.respond.transition import Move, move

NOW = datetime(2024, 3, 1, tzinfo=UTC)
HEADER = [
    "number", "short_description", "incident_state", "priority", "opened_at", "resolved_at", "closed_at", "made_sla",
]  # fmt: skip
MET = ["T1", "Printer", "7", "3", "2024-01-02 10:00", "2024-01-02 12:30", "2024-01-09 12:30", "true"]
MISSED = ["T2", "VPN", "6", "3", "2024-01-03 10:00", "2024-01-06 10:00", "", "false"]
ONLY_CLOSED = ["T3", "Mail", "7", "3", "2024-01-04 10:00", "?", "2024-01-04 11:00", "TRUE"]
OPEN = ["T4", "Disk", "2", "3", "2024-01-05 10:00", "", "", "true"]
CANCELED = ["T5", "Wiki", "8", "3", "2024-01-05 10:00", "2024-01-05 11:00", "2024-01-05 11:00", "true"]
BACKWARDS = ["T6", "Intranet", "6", "3", "2024-01-05 10:00", "2024-01-05 09:00", "", "false"]
NO_TIME = ["T7", "Badge", "7", "3", "2024-01-05 10:00", "", "", "true"]
NOT_SAID = ["T8", "Phone", "7", "3", "2024-01-05 10:00", "2024-01-05 11:00", "", "?"]
STRANGE = ["T9", "Screen", "7", "3", "2024-01-05 10:00", "2024-01-05 11:00", "", "perhaps"]
HOUR = 3_600_000_000


@pytest.fixture(autouse=True)
def held():
    clock.hold(lambda: NOW)
    yield
    clock.hold(None)


def taken(desk, sheet):
    outcome = take(desk, sheet, propose(sheet), actor="Mei Okafor")
    return outcome.created, outcome.updated, outcome.unchanged, outcome.refused_count


def results(desk, columns="incident_id, outcome, ended_at - started_at", where="withdrawn_at IS NULL"):
    with desk.read() as reader:
        return reader.rows(f"SELECT {columns} FROM sla_result WHERE {where} ORDER BY incident_id, id")


def agree(desk):
    """An SLA of the desk that fits everything, around the clock."""
    with desk.write(actor="Mei Okafor") as session:
        create_sla(session, name="Office", targets="P3\t\t\t1 h")


def found(desk, text):
    with desk.read() as reader:
        return sorted(register.ids(reader, parse(text), Context(NOW, UTC)))


def test_the_answer_becomes_the_result_of_what_has_ended(desk, table):
    sheet = table(HEADER, MET, MISSED, ONLY_CLOSED, OPEN, CANCELED, BACKWARDS, NO_TIME, NOT_SAID, STRANGE)
    assert taken(desk, sheet) == (9, 0, 0, 0)
    assert results(desk) == [
        (1, "Met", 150 * 60_000_000), (2, "Breached", 72 * HOUR), (3, "Met", HOUR), (6, "Breached", -HOUR),
    ]  # fmt: skip
    columns = "kind, target, sla, aim, elapsed, run"
    assert results(desk, columns, "incident_id IN (1, 6)") == [
        ("SLA", "resolution", "As imported", 0, 150 * 60_000_000, "import"),
        ("SLA", "resolution", "As imported", 0, 0, "import"),
    ]
    assert found(desk, "met:2024-01 or missed:2024-01") == [1, 2, 3, 6]
    assert found(desk, "missed:2024-01-06") == [2]
    assert found(desk, "sla:met") == [1, 3]


def test_what_the_tool_said_also_stays_in_the_note(sqlite_desk, table):
    outcome = take(sqlite_desk, sheet := table(HEADER, MET, OPEN, STRANGE), propose(sheet), actor="Mei Okafor")
    with sqlite_desk.read() as reader:
        notes = [text for (text,) in reader.rows("SELECT text FROM entry ORDER BY incident_id")]
    assert notes == ["made_sla: true", "made_sla: true", "made_sla: perhaps"]
    assert outcome.warnings == [(4, "SLA met ⁨perhaps⁩ has no counterpart here; it is kept in a work note.")]


def test_importing_again_changes_nothing_and_brings_what_changed(desk, table):
    taken(desk, table(HEADER, MET, MISSED))
    assert taken(desk, table(HEADER, MET, MISSED)) == (0, 0, 2, 0)
    assert taken(desk, table(HEADER, [*MET[:7], "false"], MISSED)) == (0, 1, 1, 0)
    assert results(desk) == [(1, "Breached", 150 * 60_000_000), (2, "Breached", 72 * HOUR)]


def test_an_incident_that_ends_in_a_later_export_gets_its_result(desk, table):
    taken(desk, table(HEADER, OPEN))
    assert results(desk) == []
    agree(desk)
    ended = ["T4", "Disk", "6", "3", "2024-01-05 10:00", "2024-01-05 15:00", "", "true"]
    assert taken(desk, table(HEADER, ended)) == (0, 1, 0, 0)
    assert results(desk) == [(1, "Met", 5 * HOUR)]
    assert taken(desk, table(HEADER, ended)) == (0, 0, 1, 0)


def test_undoing_the_import_takes_the_results_back_and_importing_brings_them_again(desk, table):
    sheet = table(HEADER, MET, MISSED)
    batch = take(desk, sheet, propose(sheet), actor="Mei Okafor").batch_id
    undo_import(desk, batch, actor="Mei Okafor")
    assert results(desk) == []
    assert taken(desk, sheet) == (2, 0, 0, 0)
    assert results(desk) == [(1, "Met", 150 * 60_000_000), (2, "Breached", 72 * HOUR)]
    assert len(results(desk, where="1 = 1")) == 2


def test_what_the_tool_said_stands_beside_the_slas_of_the_desk(desk, table):
    agree(desk)
    taken(desk, table(HEADER, [*MISSED[:7], "true"]))
    with desk.write(actor="Mei Okafor") as session:
        move(session, 1, Move(State.CLOSED))
    assert results(desk) == [(1, "Met", 72 * HOUR)]


@pytest.mark.parametrize("agreed", [False, True])
def test_a_reopening_takes_the_result_back_and_the_same_file_does_not_bring_it_again(desk, table, agreed):
    if agreed:
        agree(desk)
    taken(desk, table(HEADER, MET, MISSED))
    with desk.write(actor="Mei Okafor") as session:
        move(session, 2, Move(State.IN_PROGRESS, reason="It is gone again."))
    assert results(desk, "incident_id") == [(1,)]
    assert taken(desk, table(HEADER, MET, MISSED)) == (0, 0, 2, 0)
    assert results(desk, "incident_id") == [(1,)]


def test_a_recomputation_judges_by_the_slas_of_the_desk_where_one_fits(desk, table):
    taken(desk, table(HEADER, MET, [*MISSED[:3], "5", *MISSED[4:]]))
    agree(desk)
    with desk.write(actor="Mei Okafor") as session:
        recompute(session)
    assert results(desk, "incident_id, sla, outcome") == [(1, "Office", "Breached"), (2, "As imported", "Breached")]
    assert taken(desk, table(HEADER, MET, [*MISSED[:3], "5", *MISSED[4:]])) == (0, 0, 2, 0)


@pytest.mark.parametrize("agreed", [False, True])
def test_a_clock_without_a_known_target_says_so(desk, table, agreed):
    if agreed:
        agree(desk)
    taken(desk, table(HEADER, MET, MISSED, BACKWARDS))
    with desk.read() as reader:
        clocks = clocks_of(reader, [1, 2, 3], NOW)
        first = explained(reader, 2, NOW)
        backwards = explanation_text(3, explained(reader, 3, NOW), UTC)
    assert [row_text(clocks[each]) for each in (1, 2, 3)] == ["✓ met", "⚠ missed", "⚠ missed"]
    assert [level(clocks[each][0]) for each in (1, 2)] == [0, 4]
    assert clock_sentence(clocks[1][0]) == "Resolution: met, target not known (⁨As imported⁩)"
    assert dict(fact_lines(first[0], UTC)) == {
        "State": "missed",
        "Target": "not known",
        "Elapsed": "72 h",
        "Actual": "3 d by the clock on the wall",
        "Started": "2024-01-03 10:00",
        "Ended": "2024-01-06 10:00",
        "SLA": "⁨As imported⁩",
        "Why this SLA": "It is what the tool said that the incident was imported from.",
    }
    assert "-1" not in backwards.replace("2024-01", "")


def test_the_column_is_recognised_by_its_usual_names_and_can_be_mapped(sqlite_desk, table):
    sheet = table(["Number", "Short description", "State", "Opened", "Resolved", "Made SLA"])
    assert propose(sheet).columns["Made SLA"] == "sla_met"
    own = table(["Ticket", "Title", "Status", "Created", "Resolved", "SLA eingehalten"], [
        "1", "Disk", "Closed", "2024-01-05 10:00", "2024-01-05 11:00", "ja"
    ])  # fmt: skip
    mapping = propose(own)
    assert mapping.columns["SLA eingehalten"] == "sla_met"
    assert survey(own, mapping).unmapped["sla_met"] == {"ja": 1}
    mapping = from_json(to_json(mapping.with_values("sla_met", {"ja": "true"})))
    take(sqlite_desk, own, mapping, actor="Mei Okafor")
    assert results(sqlite_desk, "outcome") == [("Met",)]
