"""A portable file brings along what stands around incidents: investigations, evidence, actions, problems, lessons."""

import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from incidentdesk.detect.attachment import attach, chunks
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.transfer.bundle import LEFT_OUT
from incidentdesk.detect.transfer.companion import companions
from incidentdesk.detect.transfer.packing import export_everything
from incidentdesk.detect.transfer.undoing import undo_import
from incidentdesk.detect.transfer.unpacking import take_everything
from incidentdesk.improve.lesson import lesson
from incidentdesk.improve.lesson_change import change_lesson
from incidentdesk.improve.review_sheet import review_of
from incidentdesk.investigate.action_change import change_action
from incidentdesk.investigate.action_list import actions
from incidentdesk.investigate.cause_editing import add_below, set_text
from incidentdesk.investigate.cause_graph import CauseGraph, Status
from incidentdesk.investigate.cause_record import cause_graph_of, save_changes
from incidentdesk.investigate.evidence_list import evidence_of
from incidentdesk.investigate.examination import examine as look_at
from incidentdesk.investigate.problem_link import link_incident
from incidentdesk.investigate.subject import INCIDENT, PROBLEM, Subject
from incidentdesk.measure.report_definition_change import create_definition
from incidentdesk.recover.outage_change import end_outage
from incidentdesk.recover.outage_list import outages
from incidentdesk.refusal import Refused
from incidentdesk.schema.opening import open_desk
from incidentdesk.schema.soundness import examine
from incidentdesk.store import ledger
from incidentdesk.store.base import metadata
from incidentdesk.store.database import Database
from tests.detection import detect_everything
from tests.improvement import improve_everything
from tests.investigation import BYTES, investigate_everything
from tests.measurement import measure_everything
from tests.preparation import prepare_everything

Fresh = Callable[[str], Database]
SAMPLES = Path(__file__).parents[2] / "schema" / "samples"
# What a merge takes in its own way or not at all; everything else must come along.
OWN = {"import", "ledger", "ledger_head", "setting"}


def linked_incidents(reader, problem_id):
    rows = reader.rows(
        "SELECT incident_id FROM problem_incident WHERE problem_id = :id AND withdrawn_at IS NULL ORDER BY 1",
        {"id": problem_id},
    )
    return [row[0] for row in rows]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for name in ("empty", "used"):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, ["sqlite", "postgresql"], indirect=True)


def fill_source(database: Database) -> None:
    """Two incidents of which the second one is investigated, as is its problem."""
    with database.write(actor="Mei Okafor") as session:
        log_incident(session, title="Mail is slow")
        incident_id = log_incident(session, title="VPN down", service="VPN", category="Network")
        attach(session, incident_id, "vpn.log", BytesIO(b"peer down\n"), size=10)
        investigate_everything(session, incident_id)
        prepare_everything(session, incident_id)
        measure_everything(session, incident_id)
        detect_everything(session, incident_id)
        improve_everything(session, incident_id)


def fill_used(database: Database) -> None:
    """An incident and its problem have been investigated here too."""
    with database.write(actor="Ines") as session:
        for title in ("Printer on fire", "Badge reader dead", "Fan too loud"):
            incident_id = log_incident(session, title=title)
            attach(session, incident_id, "fan.log", BytesIO(b"fan\n"), size=4)
        for incident_id, place in ((1, " (branch)"), (2, " (factory)")):
            investigate_everything(session, incident_id)
            prepare_everything(session, incident_id, place)
            measure_everything(session, incident_id, place)
            detect_everything(session, incident_id, place)
            improve_everything(session, incident_id, place)


def fill_nothing(_database: Database) -> None:
    pass


@pytest.fixture
def source(filled_desk: Callable[..., Database]) -> Database:
    return filled_desk("sqlite", fill_source)


@pytest.fixture
def bundle(source: Database, tmp_path: Path) -> Path:
    export_everything(source, tmp_path / "desk.incidentdesk")
    return tmp_path / "desk.incidentdesk"


@pytest.fixture
def empty(request: pytest.FixtureRequest, filled_desk: Callable[..., Database]) -> Database:
    return filled_desk(request.param, fill_nothing)


@pytest.fixture
def used(request: pytest.FixtureRequest, filled_desk: Callable[..., Database]) -> Database:
    """Another desk."""
    return filled_desk(request.param, fill_used)


def content(database: Database, *, without: set[str] = frozenset()) -> dict[str, list[tuple[Any, ...]]]:  # type: ignore[assignment]
    """All rows of all tables, with the bytes of attachments, as they are compared."""
    names = [table.name for table in metadata.sorted_tables if table.name not in without]
    with database.read() as reader:
        rows = {name: reader.rows(f'SELECT * FROM "{name}" ORDER BY 1, 2') for name in names}
    return {name: [tuple(map(_plain, row)) for row in found] for name, found in rows.items()}


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, (bytes, memoryview)) else value


def counts(database: Database) -> dict[str, int]:
    with database.read() as reader:
        return {
            table.name: reader.rows(f'SELECT count(*) FROM "{table.name}" WHERE withdrawn_at IS NULL')[0][0]
            for table in companions()
        }


def test_every_table_but_those_that_are_named_goes_out(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        packed = {Path(name).stem for name in archive.namelist() if name.startswith("tables/")}
    assert packed == set(metadata.tables) - LEFT_OUT


def test_every_table_of_later_phases_is_filled_by_what_these_tests_take_along(source: Database) -> None:
    assert [name for name, count in counts(source).items() if not count] == []


def test_an_empty_desk_becomes_what_the_exported_one_was(source: Database, bundle: Path, empty: Database) -> None:
    outcome = take_everything(empty, bundle, actor="Mei Okafor")
    assert outcome.along == sum(counts(source).values())
    assert content(empty) == content(source)
    assert examine(empty).findings == ()
    with empty.write(actor="Mei Okafor") as session:
        subject = Subject(INCIDENT, 2)
        graph = cause_graph_of(session.reader, subject) or CauseGraph()
        save_changes(session, subject, add_below(graph, graph.categories[0].key, "Too few hands").gesture)
        assert all(
            finding.verdict == "Matches" for finding in look_at(session.reader, evidence_of(session.reader, subject))
        )


def test_a_used_desk_takes_what_it_does_not_have_and_keeps_what_it_has(
    source: Database, bundle: Path, used: Database
) -> None:
    before, there = counts(used), counts(source)
    outcome = take_everything(used, bundle, actor="Ines")
    assert counts(used) == {name: before[name] + there[name] for name in there}
    assert outcome.along == sum(there.values())
    assert f"{outcome.along} records of what belongs to them" in outcome.sentence()
    assert examine(used).findings == ()


def test_all_of_it_belongs_to_what_it_belonged_to(source: Database, bundle: Path, used: Database) -> None:
    take_everything(used, bundle, actor="Ines")
    pairs = [(Subject(INCIDENT, 2), Subject(INCIDENT, 5)), (Subject(PROBLEM, 1), Subject(PROBLEM, 3))]
    with source.read() as then, used.read() as now:
        for old, new in pairs:
            assert told(now, new) == told(then, old)
            assert [f.verdict for f in look_at(now, evidence_of(now, new))] == ["Matches"] * len(evidence_of(then, old))
        assert linked_incidents(now, 3) == [5]
        review = review_of(now, 5)
        assert review is not None
        assert (review.facts["lead"], review.facts["people_affected"], review.state) == ("Bo Diaz", 180, "Published")
        owned = [(action.text, action.owner, action.cause) for action in actions(now, today="2026-01-01")]
        assert owned.count(("Watch the certificates", "Bo Diaz", "Certificate expired 证书过期")) == 6
        files = now.rows("SELECT attachment_id FROM evidence WHERE problem_id = 3 AND attachment_id IS NOT NULL")
        assert b"".join(chunks(now, files[0][0])) == BYTES


def told(reader: Any, subject: Subject) -> tuple[Any, ...]:
    """What the investigation of a subject says, without the numbers of records."""
    graph = cause_graph_of(reader, subject)
    assert graph is not None
    causes = [
        (cause.text, cause.kind, cause.status, cause.role, cause.owner, cause.note, cause.stop_reason, cause.side,
         graph.depth(cause.key), graph.votes_of(cause.key), graph.backing_of(cause.key),
         [measure.text for measure in graph.measures_of(cause.key)])
        for cause in graph.subtree("")
    ]  # fmt: skip
    pieces = [
        (piece.type, piece.title, piece.text, piece.source, piece.link, piece.sha256, piece.collected_by, piece.verdict,
         piece.attachment_id is None, piece.entry_id is None, [(link.cause_text, link.stance) for link in piece.causes])
        for piece in evidence_of(reader, subject)
    ]  # fmt: skip
    return graph.effect, causes, pieces


def test_taking_it_twice_changes_nothing(bundle: Path, used: Database) -> None:
    take_everything(used, bundle, actor="Ines")
    before = content(used)
    outcome = take_everything(used, bundle, actor="Ines")
    assert (outcome.created, outcome.updated, outcome.along, outcome.batch_id) == (0, 0, 0, None)
    assert content(used) == before


def test_a_dry_run_counts_and_writes_nothing(source: Database, bundle: Path, used: Database) -> None:
    before = content(used)
    outcome = take_everything(used, bundle, actor="Ines", dry_run=True)
    assert outcome.along == sum(counts(source).values())
    assert content(used) == before


def test_undoing_the_import_withdraws_what_came_along_and_a_new_import_brings_it_back(
    source: Database, bundle: Path, used: Database
) -> None:
    before = counts(used)
    outcome = take_everything(used, bundle, actor="Ines")
    after = content(used, without=OWN)
    undo_import(used, outcome.batch_id or 0, actor="Ines")
    assert counts(used) == before
    assert examine(used).findings == ()
    take_everything(used, bundle, actor="Ines")
    assert counts(used) == {name: before[name] + there for name, there in counts(source).items()}
    assert {name: len(rows) for name, rows in content(used, without=OWN).items()} == {
        name: len(rows) for name, rows in after.items()
    }


def test_undoing_leaves_a_problem_that_an_incident_of_this_desk_has(bundle: Path, used: Database) -> None:
    outcome = take_everything(used, bundle, actor="Ines")
    with used.write(actor="Ines") as session:
        link_incident(session, 3, 3)
    undo_import(used, outcome.batch_id or 0, actor="Ines")
    with used.read() as reader:
        assert linked_incidents(reader, 3) == [3]
        assert reader.rows("SELECT withdrawn_at FROM problem WHERE id = 3") == [(None,)]


def test_what_was_changed_here_stays_and_what_was_changed_there_comes(
    source: Database, bundle: Path, used: Database, tmp_path: Path
) -> None:
    take_everything(used, bundle, actor="Ines")
    with used.write(actor="Ines") as session:
        change_lesson(session, 6, {"title": "Ours"})
        change_action(session, 11, {"text": "Both of us, here"})
    with source.write(actor="Mei Okafor") as session:
        change_lesson(session, 1, {"text": "Theirs"})
        change_action(session, 1, {"text": "Both of us, there", "detail": "Only there"})
        graph = cause_graph_of(session.reader, Subject(INCIDENT, 2)) or CauseGraph()
        (root,) = [each for each in graph.in_order() if each.status == Status.ROOT_CAUSE]
        more = add_below(graph, root.key, "The reminder went to a leaver")
        save_changes(
            session, Subject(INCIDENT, 2), (*more.gesture, *set_text(graph, root.key, "Certificate not renewed"))
        )
    export_everything(source, tmp_path / "later.incidentdesk")
    outcome = take_everything(used, tmp_path / "later.incidentdesk", actor="Ines")
    with used.read() as reader:
        assert reader.rows("SELECT title, text FROM lesson WHERE id = 6") == [("Ours", "Theirs")]
        assert reader.rows("SELECT text, detail FROM corrective_action WHERE id = 11") == [
            ("Both of us, here", "Only there")
        ]
        now = cause_graph_of(reader, Subject(INCIDENT, 5)) or CauseGraph()
        assert [each.text for each in now.in_order()] == [
            "Certificate not renewed", "Nobody renews it", "The reminder went to a leaver",
        ]  # fmt: skip
    assert [text for _row, text in outcome.warnings if "changed here and in the file" in text] != []
    undo_import(used, outcome.batch_id or 0, actor="Ines")
    with used.read() as reader:
        assert reader.rows("SELECT title, text FROM lesson WHERE id = 6") == [("Ours", "Nobody was told.")]
        before = cause_graph_of(reader, Subject(INCIDENT, 5)) or CauseGraph()
        assert [each.text for each in before.in_order()] == ["Certificate expired 证书过期", "Nobody renews it"]
    assert examine(used).findings == ()


def test_a_desk_takes_its_own_file_back_without_doubling_anything(source: Database, bundle: Path) -> None:
    with source.write(actor="Mei Okafor") as session:
        change_lesson(session, 1, {"title": "Written since"})
    before = content(source)
    outcome = take_everything(source, bundle, actor="Mei Okafor")
    assert (outcome.created, outcome.updated, outcome.along) == (0, 0, 0)
    assert content(source) == before


def test_what_went_abroad_comes_home_as_what_it_was(
    source: Database, bundle: Path, used: Database, tmp_path: Path
) -> None:
    take_everything(used, bundle, actor="Ines")
    before = counts(source)
    with used.write(actor="Ines") as session:
        change_lesson(session, 6, {"recommendation": "Seen abroad"})
    export_everything(used, tmp_path / "abroad.incidentdesk")
    take_everything(source, tmp_path / "abroad.incidentdesk", actor="Mei Okafor")
    with source.read() as reader:
        assert reader.rows("SELECT recommendation FROM lesson WHERE id = 1") == [("Seen abroad",)]
    # What was investigated abroad itself came along too, twice as much as here.
    assert counts(source) == {name: 3 * count for name, count in before.items()}
    assert examine(source).findings == ()


def test_nothing_is_added_to_an_incident_that_was_withdrawn_here(
    source: Database, bundle: Path, used: Database
) -> None:
    outcome = take_everything(used, bundle, actor="Ines")
    undo_import(used, outcome.batch_id or 0, actor="Ines")
    take_everything(used, bundle, actor="Ines")
    with used.write(actor="Ines") as session:
        ledger.withdraw(session, metadata.tables["incident"], 5)
        ledger.withdraw(session, lesson, 6)
    before = content(used)
    assert take_everything(used, bundle, actor="Ines").along == 0
    assert content(used) == before


def test_a_cause_below_one_that_was_made_later_is_put_there(source: Database, used: Database, tmp_path: Path) -> None:
    from incidentdesk.investigate.cause_editing import insert_parent

    subject = Subject(INCIDENT, 2)
    with source.write(actor="Mei Okafor") as session:
        graph = cause_graph_of(session.reader, subject) or CauseGraph()
        save_changes(session, subject, insert_parent(graph, graph.in_order()[0].key, "No alert").gesture)
    export_everything(source, tmp_path / "desk.incidentdesk")
    take_everything(used, tmp_path / "desk.incidentdesk", actor="Ines")
    with source.read() as then, used.read() as now:
        assert told(now, Subject(INCIDENT, 5)) == told(then, subject)


# ── older and damaged files ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A file as the first version of the program wrote it: no investigations, and format 1."""
    import gzip

    with (tmp_path / "older.db").open("wb") as file:
        file.write(gzip.decompress((SAMPLES / "0001.db.gz").read_bytes()))
    with closing(sqlite3.connect(tmp_path / "older.db")) as connection:
        (sizes,) = (connection.execute("SELECT count(*) FROM incident").fetchone(),)
        assert sizes == (12,)
    database = open_desk(tmp_path / "older.db")
    export_everything(database, tmp_path / "whole.incidentdesk")
    database.close()
    known = {table.name for table in companions()}
    return rewritten(tmp_path / "whole.incidentdesk", {}, leave=known, format=1, revision="0001")


def rewritten(
    path: Path,
    tables: dict[str, bytes],
    *,
    leave: set[str] = frozenset(),
    **manifest: Any,  # type: ignore[assignment]
) -> Path:
    """The file with other tables, whose checksums are right, or with fewer."""
    target = path.with_name(f"rewritten {path.name}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        said = json.loads(old.read("manifest.json")) | manifest
        for name, part in tables.items():
            said["tables"][name] = {"rows": part.count(b"\n"), "sha256": sha256(part).hexdigest()}
        said["tables"] = {name: each for name, each in said["tables"].items() if name not in leave}
        for info in old.infolist():
            name = Path(info.filename).stem
            if name not in leave and info.filename != "manifest.json":
                new.writestr(info.filename, tables.get(name, old.read(info)), info.compress_type)
        new.writestr("manifest.json", json.dumps(said))
    return target


def test_a_file_of_the_first_version_still_comes_in(older: Path, empty: Database) -> None:
    assert take_everything(empty, older, actor="Mei Okafor").created == 12
    assert examine(empty).findings == ()


def test_a_file_of_the_first_version_is_merged(older: Path, used: Database) -> None:
    outcome = take_everything(used, older, actor="Ines")
    assert (outcome.created, outcome.along) == (12, 0)
    assert examine(used).findings == ()


def table(bundle: Path, name: str) -> bytes:
    with zipfile.ZipFile(bundle) as archive:
        return archive.read(f"tables/{name}.jsonl")


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("cause", b'"status":"Root cause"', b'"status":"Odd"'),
        ("cause", b'"kind":"category"', b'"kind":"bone"'),
        ("cause", b'"asked":false', b'"asked":0'),
        ("evidence", b'"type":"Photo"', b'"type":"Rumour"'),
        ("cause_evidence", b'"stance":"supports"', b'"stance":"mentions"'),
        ("custody", b'"act":"Added"', b'"act":"Lost"'),
        ("corrective_action", b'"state":"Committed"', b'"state":"Odd"'),
        ("corrective_action", b'"due_on":"2026-04-01"', b'"due_on":"2026-04-31"'),
        ("corrective_action", b'"priority":2', b'"priority":9'),
        ("problem", b'"state":"Risk accepted"', b'"state":"Odd"'),
        ("known_error", b'"state":"Published"', b'"state":"Odd"'),
        ("lesson", b'"kind":"Went badly"', b'"kind":"Odd"'),
        ("review", b'"state":"Published"', b'"state":"Odd"'),
        ("review", b'[[\\"Orders delayed\\",\\"412\\"]]', b"{}"),
        ("investigation", b'"voting":"open"', b'"voting":"odd"'),
    ],
)
def test_values_that_no_desk_writes_are_refused(
    bundle: Path, fresh_desk: Fresh, name: str, before: bytes, after: bytes
) -> None:
    old = table(bundle, name)
    if before not in old:
        before, after = before.replace(b'\\",\\"', b'\\", \\"'), after
    assert before in old
    path = rewritten(bundle, {name: old.replace(before, after)})
    for where in ("fresh", "merged"):
        assert "damaged or was changed" in refusal_of(path, fresh_desk(where), begun=where == "merged")


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("cause", b'"investigation_id":1', b'"investigation_id":77'),
        ("corrective_action", b'"owner_id":1', b'"owner_id":77'),
        ("custody", b'"evidence_id":1', b'"evidence_id":77'),
        ("evidence", b'"incident_id":2', b'"incident_id":77'),
    ],
)
def test_references_to_nothing_are_refused(
    bundle: Path, fresh_desk: Fresh, name: str, before: bytes, after: bytes
) -> None:
    old = table(bundle, name)
    assert before in old
    path = rewritten(bundle, {name: old.replace(before, after, 1)})
    for where in ("fresh", "merged"):
        assert "do not fit together" in refusal_of(path, fresh_desk(where), begun=where == "merged")


def test_two_records_with_one_key_are_refused(bundle: Path, fresh_desk: Fresh) -> None:
    first, *rest = table(bundle, "evidence").splitlines(keepends=True)
    double = json.dumps({**json.loads(first), "id": 99}).encode() + b"\n"
    path = rewritten(bundle, {"evidence": b"".join((first, *rest, double))})
    for where in ("fresh", "merged"):
        assert "do not fit together" in refusal_of(path, fresh_desk(where), begun=where == "merged")


def test_a_file_with_a_table_of_the_future_is_named(bundle: Path, fresh_desk: Fresh) -> None:
    path = rewritten(bundle, {"starship": b""})
    assert "newer version" in refusal_of(path, fresh_desk("fresh"))


def refusal_of(path: Path, database: Database, *, begun: bool = False) -> str:
    """The refusal of a file, which leaves a desk as it was, but for what was written and undone in a used one."""
    if begun:
        with database.write(actor="Ines") as session:
            log_incident(session, title="Printer on fire")
    with pytest.raises(Refused) as refusal:
        take_everything(database, path, actor="Ines")
    assert set(counts(database).values()) == {0}
    with database.engine.connect() as connection:
        present = sa.select(sa.func.count()).select_from(metadata.tables["incident"])
        assert connection.execute(present.where(sa.text("withdrawn_at IS NULL"))).scalar() == int(begun)
    assert examine(database).findings == ()
    return str(refusal.value)


def test_an_outage_that_has_ended_meanwhile_is_no_other_one(source: Database, bundle: Path) -> None:
    with source.write(actor="Mei Okafor") as session:
        end_outage(session, next(row.id for row in outages(session.reader) if row.goes_on))
    assert take_everything(source, bundle, actor="Mei Okafor").along == 0
    with source.read() as reader:
        assert [row.goes_on for row in outages(reader)] == [False, False]


def test_what_another_desk_makes_by_itself_is_taken_once(source: Database, empty: Database, tmp_path: Path) -> None:
    with source.write(actor="Mei Okafor") as session:
        create_definition(session, name="Every month", every="month", folder=str(tmp_path))
    export_everything(source, tmp_path / "scheduled.incidentdesk")
    take_everything(empty, tmp_path / "scheduled.incidentdesk", actor="Mei Okafor")
    assert take_everything(empty, tmp_path / "scheduled.incidentdesk", actor="Mei Okafor").along == 0
