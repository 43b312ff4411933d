"""The ledger shows tampering: rows changed, deleted, added, moved, cut off, and records changed past it (safe-12)."""

import subprocess
import sys

import pytest
import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.detect.intake import log_incident
from incidentdesk.investigate.cause_editing import add_below
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph
from incidentdesk.investigate.cause_record import save_changes
from incidentdesk.investigate.subject import INCIDENT, Subject
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.note import add_note
from incidentdesk.schema.soundness import examine
from incidentdesk.store import ledger
from incidentdesk.store.ledger import hash_of, head_of
from incidentdesk.store.verifying import Breach, differing, is_whole, verify


def fill(desk):
    """Five incidents with a history of eight rows each."""
    with desk.write(actor="Mei") as session:
        made = [log_incident(session, title=f"VPN down {count}") for count in range(5)]
    with desk.write(actor="Bo") as session:
        for incident_id in made:
            for change in range(6):
                change_incident(session, incident_id, {"title": f"VPN slow {change}"})
    with desk.write(actor="Mei") as session:
        for incident_id in made:
            add_note(session, incident_id, "dns1 hangs")


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request, filled_desk):
    return filled_desk(request.param, fill)


def tamper(desk, *statements):
    """Past the program, as somebody with another tool would."""
    with desk.engine.connect() as connection, connection.begin():
        if desk.dialect == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for statement in statements:
            connection.execute(sa.text(statement))


def found(desk):
    with desk.engine.connect() as connection:
        return verify(connection)


def strange(desk):
    return [(finding.where, finding.what) for finding in examine(desk).findings]


def test_what_was_not_touched_is_whole(filled):
    assert found(filled) == []
    with filled.engine.connect() as connection:
        assert differing(connection, range(6)) == []
    with filled.read() as reader:
        assert all(is_whole(reader, chain) for chain in range(6))


@pytest.mark.parametrize("column", [column.name for column in ledger.ledger.c if column.name not in ("id", "hash")])
def test_a_change_of_any_column_is_found_at_the_row(filled, column):
    value = "'x'" if isinstance(ledger.ledger.c[column].type, sa.Text) else f"{column} + 100000"
    tamper(filled, f"UPDATE ledger SET {column} = {value} WHERE chain = 3 AND position = 5")
    breaches = found(filled)
    assert breaches
    if column not in ("chain", "position"):
        assert [(breach.chain, breach.position) for breach in breaches] == [(3, 5)]
        assert "entry number 5 was changed" in breaches[0].sentence


def test_a_changed_hash_is_found(filled):
    tamper(filled, "UPDATE ledger SET hash = 'x' WHERE chain = 3 AND position = 5")
    assert found(filled) == [Breach(3, 5, "entry number 5 was changed")]


def test_a_changed_row_with_its_hash_made_anew_is_found_at_the_next(filled):
    with filled.read() as reader:
        previous = reader.rows("SELECT hash FROM ledger WHERE chain = 3 AND position = 4")[0][0]
        columns = ", ".join(column.name for column in ledger.ledger.c if column.name not in ("id", "hash"))
        [row] = reader.rows(f"SELECT {columns} FROM ledger WHERE chain = 3 AND position = 5")
    forged = hash_of(previous, ["Eve" if value == "Bo" else value for value in row])
    tamper(filled, f"UPDATE ledger SET actor = 'Eve', hash = '{forged}' WHERE chain = 3 AND position = 5")
    assert [(breach.chain, breach.position) for breach in found(filled)] == [(3, 6)]


@pytest.mark.parametrize("position", [1, 4, 7])
def test_a_deleted_row_is_found(filled, position):
    tamper(filled, f"DELETE FROM ledger WHERE chain = 3 AND position = {position}")
    assert [(breach.chain, breach.position) for breach in found(filled)] == [(3, position + 1)]


def test_a_cut_off_end_is_found(filled):
    tamper(filled, "DELETE FROM ledger WHERE chain = 3 AND position > 6")
    assert found(filled) == [Breach(3, 7, "the last entries are missing")]


def test_a_chain_that_is_gone_is_found(filled):
    tamper(filled, "DELETE FROM ledger WHERE chain = 3")
    assert found(filled) == [Breach(3, 0, "all entries are missing")]


def test_an_incident_without_any_history_is_found(filled):
    tamper(filled, "DELETE FROM ledger WHERE chain = 3", "DELETE FROM ledger_head WHERE chain = 3")
    assert ("INC-0003", "was added outside the program; the ledger does not know it") in strange(filled)


def test_a_record_added_past_the_ledger_is_found(filled):
    tamper(
        filled,
        "INSERT INTO entry (incident_id, text, author, happened_at, entered_at) VALUES (3, 'x', 'Eve', 1, 1)",
    )
    assert strange(filled) == [("entry 6", "was added outside the program; the ledger does not know it")]


def test_an_inserted_row_is_found(filled):
    columns = "chain, position, at, actor, via, gesture, noun, record_id, act, changes, reason, hash"
    values = "3, {}, 1, 'Eve', 'window', 1, 'incident', 3, 'changed', '{{}}', '', 'x'"
    tamper(
        filled,
        "UPDATE ledger SET position = position + 1000 WHERE chain = 3 AND position > 4",
        "UPDATE ledger SET position = position - 999 WHERE chain = 3 AND position > 1000",
        f"INSERT INTO ledger ({columns}) VALUES ({values.format(5)})",
    )
    assert [(breach.chain, breach.position) for breach in found(filled)] == [(3, 5)]


def test_a_row_added_past_the_end_is_found(filled):
    with filled.read() as reader:
        previous = reader.rows("SELECT hash FROM ledger_head WHERE chain = 3")[0][0]
    facts = [3, 9, 1, "Eve", "window", 1, "incident", 3, "changed", "{}", ""]
    forged = hash_of(previous, facts)
    columns = "chain, position, at, actor, via, gesture, noun, record_id, act, changes, reason, hash"
    values = ", ".join(repr(fact) for fact in (*facts, forged))
    tamper(filled, f"INSERT INTO ledger ({columns}) VALUES ({values})")
    assert found(filled) == [Breach(3, 9, "an entry was added past the end")]


def test_two_rows_that_changed_places_are_found(filled):
    tamper(
        filled,
        "UPDATE ledger SET position = 1003 WHERE chain = 3 AND position = 3",
        "UPDATE ledger SET position = 3 WHERE chain = 3 AND position = 4",
        "UPDATE ledger SET position = 4 WHERE chain = 3 AND position = 1003",
    )
    assert [(breach.chain, breach.position) for breach in found(filled)] == [(3, 3)]


@pytest.mark.parametrize("change", ["hash = 'x'", "position = position - 1", "position = position + 1"])
def test_a_changed_head_is_found(filled, change):
    tamper(filled, f"UPDATE ledger_head SET {change} WHERE chain = 3")
    assert [breach.chain for breach in found(filled)] == [3]


def test_a_chain_made_anew_from_end_to_end_is_found_by_the_head_that_was_printed(filled):
    """Whoever writes all hashes anew leaves a chain that agrees with itself; what was printed before does not."""
    with filled.engine.connect() as connection:
        printed = head_of(connection, 3)
        columns = [column.name for column in ledger.ledger.c if column.name not in ("id", "hash")]
        rows = connection.execute(sa.text(f"SELECT {', '.join(columns)} FROM ledger WHERE chain = 3 ORDER BY position"))
        facts = [["Eve" if value == "Bo" else value for value in row] for row in rows]
    last = ""
    forged = []
    for row in facts:
        last = hash_of(last, row)
        forged.append(f"UPDATE ledger SET actor = '{row[3]}', hash = '{last}' WHERE chain = 3 AND position = {row[1]}")
    tamper(filled, *forged, f"UPDATE ledger_head SET hash = '{last}' WHERE chain = 3")
    assert found(filled) == []
    with filled.engine.connect() as connection:
        assert head_of(connection, 3) != printed


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE incident SET title = 'all fine' WHERE id = 3", "incident 3 was changed outside the program: title"),
        ("UPDATE incident SET resolved_at = 1, state = 'Resolved' WHERE id = 3", "state, resolved_at"),
        ("UPDATE incident SET withdrawn_at = 5 WHERE id = 3", "withdrawn_at"),
        ("UPDATE incident SET major = true WHERE id = 3", "major"),
        ("UPDATE entry SET text = 'dns2 hangs' WHERE incident_id = 3", "entry 3 was changed outside the program: text"),
        ("UPDATE entry SET public = true WHERE incident_id = 3", "public"),
        ("DELETE FROM entry WHERE incident_id = 3", "entry 3 was changed outside the program: it is gone"),
    ],
)
def test_a_record_changed_past_the_ledger_is_found(filled, statement, sentence):
    tamper(filled, statement)
    assert found(filled) == []
    with filled.engine.connect() as connection:
        breaches = differing(connection, range(6))
    assert [breach.chain for breach in breaches] == [3]
    assert sentence in breaches[0].sentence
    with filled.read() as reader:
        assert [is_whole(reader, chain) for chain in range(6)] == [True, True, True, False, True, True]


def test_one_changed_row_among_very_many_is_found(sqlite_desk):
    """benchmarks/store_verify.py does it with a hundred thousand and measures the time."""
    rows = [
        {"title": f"VPN down {count}", "channel": "Import", "impact": 2, "urgency": 2, "priority": 3, "state": "New"}
        | {"created_at": count, "updated_at": count}
        for count in range(5_000)
    ]
    with sqlite_desk.write(actor="import") as session:
        ledger.insert_many(session, incident, rows)
    assert found(sqlite_desk) == []
    tamper(sqlite_desk, "UPDATE ledger SET actor = 'Eve' WHERE id = 3210")
    assert [(breach.chain, breach.position) for breach in found(sqlite_desk)] == [(3210, 1)]


def test_the_chain_of_an_incident_is_verified_where_nothing_of_its_investigation_is_loaded(sqlite_desk):
    with sqlite_desk.write(actor="Mei") as session:
        subject = Subject(INCIDENT, log_incident(session, title="VPN down"))
        save_changes(session, subject, add_below(CauseGraph(), EFFECT, "Certificate expired").gesture)
    program = (
        "import sys\nfrom incidentdesk.schema.opening import open_desk\n"
        "from incidentdesk.store.verifying import is_whole\n"
        f"with open_desk(sys.argv[1]).read() as reader: print(is_whole(reader, {subject.id}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(sqlite_desk.path)], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("True\n", "")
