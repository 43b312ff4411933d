import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidentdesk.detect.attachment import attach, attached, chunks
from incidentdesk.detect.entry import entry
from incidentdesk.detect.incident import incident
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.transfer.export import ExportCancelled
from incidentdesk.detect.transfer.packing import export_everything
from incidentdesk.detect.transfer.undoing import undo_import
from incidentdesk.detect.transfer.unpacking import take_everything
from incidentdesk.refusal import Refused
from incidentdesk.schema.opening import open_desk
from incidentdesk.store import ledger, verifying
from incidentdesk.store.database import Database

Fresh = Callable[[str], Database]
TABLES = ("incident", "entry", "person", "team", "service", "category", "attachment", "ledger", "ledger_head")
CONTENT = b"\0\xff" * 700_000


@pytest.fixture
def source(sqlite_desk: Database) -> Database:
    """A desk with a child before its parent, notes, a history, a withdrawn incident and an attachment."""
    with sqlite_desk.write(actor="Mei") as session:
        first = log_incident(
            session, title="Mail is down", reporter="Zoë", team="Mail", category="Net", subcategory="DNS"
        )
        second = log_incident(session, title="Nobody can send", service="Mail")
        log_incident(session, title="Entered twice")
        ledger.update(session, incident, first, {"parent_id": second})
        note = {"incident_id": first, "text": "Looked", "author": "Mei", "public": True, "starred": True}
        ledger.insert(session, entry, {**note, "happened_at": session.at, "entered_at": session.at})
        attach(session, first, "trace.bin", io.BytesIO(CONTENT), size=len(CONTENT))
    with sqlite_desk.write(actor="Noah") as session:
        ledger.update(session, incident, first, {"state": "In Progress", "team_id": None})
        ledger.withdraw(session, incident, 3)
    return sqlite_desk


@pytest.fixture
def bundle(source: Database, tmp_path: Path) -> Path:
    export_everything(source, tmp_path / "desk.incidentdesk")
    return tmp_path / "desk.incidentdesk"


@pytest.fixture
def used(fresh_desk: Fresh) -> Database:
    """Another desk with an incident of its own."""
    database = fresh_desk("used")
    with database.write(actor="Ines") as session:
        log_incident(session, title="Printer on fire", team="mail")
    return database


def content(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    with database.read() as reader:
        return {name: reader.rows(f'SELECT * FROM "{name}" ORDER BY 1, 2') for name in TABLES}


def titles(database: Database) -> list[tuple[Any, ...]]:
    with database.read() as reader:
        return reader.rows("SELECT id, title, state FROM incident WHERE withdrawn_at IS NULL ORDER BY id")


def sound(database: Database) -> bool:
    with database.write(actor="test") as session:
        differing = verifying.differing(session.connection, list(range(20)))
    with database.write(actor="test") as session:
        return not differing and not verifying.verify(session.connection)


def test_an_empty_desk_becomes_what_the_exported_one_was(source: Database, bundle: Path, desk: Database) -> None:
    if desk.path == source.path:
        pytest.fail("the source must be another desk")
    outcome = take_everything(desk, bundle, actor="Mei")
    assert outcome.created == 3
    assert content(desk) == content(source)
    assert sound(desk)
    with desk.read() as reader:
        assert b"".join(chunks(reader, attached(reader, 1)[0].id)) == CONTENT
    with desk.write(actor="Mei") as session:
        assert log_incident(session, title="The next one") == 4


def fill_nothing(_database: Database) -> None:
    pass


@pytest.fixture
def desk(request: pytest.FixtureRequest, filled_desk: Callable[..., Database]) -> Database:
    """An empty desk that is not the source."""
    return filled_desk(request.param, fill_nothing)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "desk" in metafunc.fixturenames:
        metafunc.parametrize("desk", ["sqlite", "postgresql"], indirect=True)


def test_the_same_desk_gives_the_same_tables(source: Database, bundle: Path, tmp_path: Path) -> None:
    export_everything(source, tmp_path / "again.incidentdesk")
    with zipfile.ZipFile(bundle) as first, zipfile.ZipFile(tmp_path / "again.incidentdesk") as second:
        assert json.loads(first.read("manifest.json"))["tables"] == json.loads(second.read("manifest.json"))["tables"]


def test_a_used_desk_takes_what_it_does_not_have(bundle: Path, used: Database) -> None:
    outcome = take_everything(used, bundle, actor="Ines")
    assert (outcome.created, outcome.unchanged) == (3, 0)
    assert titles(used) == [
        (1, "Printer on fire", "New"),
        (2, "Mail is down", "In Progress"),
        (3, "Nobody can send", "New"),
    ]
    with used.read() as reader:
        assert reader.rows("SELECT external_ref, parent_id FROM incident WHERE id = 2") == [("INC-0001", 3)]
        told = reader.rows("SELECT text, author, public, starred FROM entry WHERE incident_id = 2 ORDER BY id")
        assert told == [("Looked", "Mei", 1, 1), ("State New → In Progress\nTeam Mail → —", "Noah", 0, 0)]
        assert b"".join(chunks(reader, attached(reader, 2)[0].id)) == CONTENT
        assert reader.rows("SELECT name FROM team") == [("mail",)]
    assert sound(used)


def test_merging_twice_changes_nothing(bundle: Path, used: Database) -> None:
    take_everything(used, bundle, actor="Ines")
    before = content(used)
    outcome = take_everything(used, bundle, actor="Ines")
    assert (outcome.created, outcome.updated, outcome.unchanged) == (0, 0, 3)
    assert content(used) == before


def test_merging_can_be_undone(bundle: Path, used: Database) -> None:
    outcome = take_everything(used, bundle, actor="Ines")
    undo_import(used, outcome.batch_id or 0, actor="Ines")
    assert titles(used) == [(1, "Printer on fire", "New")]
    with used.read() as reader:
        assert attached(reader, 2) == []


def test_a_desk_takes_back_its_own_file_and_keeps_what_was_done_since(source: Database, bundle: Path) -> None:
    with source.write(actor="Mei") as session:
        ledger.update(session, incident, 1, {"state": "Resolved"})
    outcome = take_everything(source, bundle, actor="Mei")
    assert (outcome.created, outcome.updated) == (0, 0)
    assert titles(source)[0] == (1, "Mail is down", "Resolved")


def test_what_went_abroad_and_changed_there_comes_home(
    source: Database, bundle: Path, used: Database, tmp_path: Path
) -> None:
    take_everything(used, bundle, actor="Ines")
    with used.write(actor="Ines") as session:
        ledger.update(session, incident, 3, {"state": "Resolved"})
    export_everything(used, tmp_path / "abroad.incidentdesk")
    outcome = take_everything(source, tmp_path / "abroad.incidentdesk", actor="Mei")
    assert outcome.created == 1
    assert [title for _id, title, _state in titles(source)] == ["Mail is down", "Nobody can send", "Printer on fire"]


def test_what_went_abroad_does_not_come_home_with_its_own_history(
    source: Database, bundle: Path, used: Database, tmp_path: Path
) -> None:
    take_everything(used, bundle, actor="Ines")
    with used.write(actor="Ines") as session:
        ledger.insert(session, entry, {
            "incident_id": 2, "text": "Seen abroad", "author": "Ines", "happened_at": session.at,
            "entered_at": session.at,
        })  # fmt: skip
    export_everything(used, tmp_path / "abroad.incidentdesk")
    outcome = take_everything(source, tmp_path / "abroad.incidentdesk", actor="Mei")
    assert (outcome.created, outcome.updated, outcome.unchanged) == (1, 1, 2)
    with source.read() as reader:
        assert reader.rows("SELECT text FROM entry WHERE incident_id = 1 ORDER BY id") == [
            ("Looked",), ("Seen abroad",),
        ]  # fmt: skip


def test_a_dry_run_writes_nothing(bundle: Path, used: Database) -> None:
    before = content(used)
    assert take_everything(used, bundle, actor="Ines", dry_run=True).created == 3
    assert content(used) == before


def test_cancel_leaves_both_as_they_were(source: Database, bundle: Path, used: Database, tmp_path: Path) -> None:
    with pytest.raises(ExportCancelled):
        export_everything(source, tmp_path / "none.incidentdesk", cancelled=lambda: True)
    assert not (tmp_path / "none.incidentdesk").exists()
    assert take_everything(used, bundle, actor="Ines", cancelled=lambda: True).cancelled
    assert titles(used) == [(1, "Printer on fire", "New")]


# ── files that are not what they should be ───────────────────────────────────────────────────────────────────────


def changed(bundle: Path, change: Callable[[str, bytes], bytes | None], **more: bytes) -> Path:
    """The file with its parts changed or left out."""
    target = bundle.with_name("changed.incidentdesk")
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            part = change(info.filename, old.read(info))
            if part is not None:
                new.writestr(info.filename, part, info.compress_type)
        for name, part in more.items():
            new.writestr(name.replace("__", "/"), part)
    return target


def refused(path: Path, database: Database) -> str:
    with pytest.raises(Refused) as refusal:
        take_everything(database, path, actor="Mei")
    assert titles(database) == []
    return str(refusal.value)


def test_a_changed_table_is_found(bundle: Path, fresh_desk: Fresh) -> None:
    path = changed(bundle, lambda _name, part: part.replace(b"Mail is down", b"Mail is fine"))
    assert "the table incident was changed" in refused(path, fresh_desk("fresh"))


def test_a_changed_attachment_is_found(bundle: Path, fresh_desk: Fresh) -> None:
    path = changed(bundle, lambda name, part: part[:-1] + b"x" if name.startswith("attachments/") else part)
    assert "not what was attached" in refused(path, fresh_desk("fresh"))


def test_a_forged_history_is_found_even_with_a_right_checksum(bundle: Path, fresh_desk: Fresh) -> None:
    from hashlib import sha256

    with zipfile.ZipFile(bundle) as archive:
        forged = archive.read("tables/ledger.jsonl").replace(b'"Noah"', b'"Anna"')

    def change(name: str, part: bytes) -> bytes:
        if name == "manifest.json":
            manifest = json.loads(part)
            manifest["tables"]["ledger"]["sha256"] = sha256(forged).hexdigest()
            return json.dumps(manifest).encode()
        return forged if name == "tables/ledger.jsonl" else part

    assert "history" in refused(changed(bundle, change), fresh_desk("fresh"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../evil.txt", "does not belong there"),
        ("/etc/passwd", "does not belong there"),
        ("C:evil", "does not belong there"),
        ("tables/incident.jsonl/..", "does not belong there"),
        ("attachments/1/2", "does not belong there"),
    ],
)
def test_parts_that_no_desk_writes_are_refused(bundle: Path, fresh_desk: Fresh, name: str, said: str) -> None:
    path = changed(bundle, lambda _name, part: part)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "x")
    assert said in refused(path, fresh_desk("fresh"))


def test_links_are_refused(bundle: Path, fresh_desk: Fresh) -> None:
    path = changed(bundle, lambda _name, part: part)
    link = zipfile.ZipInfo("attachments/99")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "does not belong there" in refused(path, fresh_desk("fresh"))


def test_a_newer_format_is_named(bundle: Path, fresh_desk: Fresh) -> None:
    path = changed(bundle, lambda _name, part: part.replace(b'"format": 5', b'"format": 6'))
    assert "newer version" in refused(path, fresh_desk("fresh"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"state":"New"', b'"state":"Odd"'),
        (b'"impact":2', b'"impact":9'),
        (b'"version":1', b'"version":"x"'),
        (b'"id":1,', b'"id":99999999999999999999,'),
        (b'"title":', b'"colour":'),
        (b'"Mail is down"', b'"Mail\\u0000down"'),
        (b'"Mail is down"', b'"Mail\\ud800down"'),
    ],
)
def test_values_that_no_desk_writes_are_refused(bundle: Path, fresh_desk: Fresh, before: bytes, after: bytes) -> None:
    path = changed(bundle, lambda name, part: part.replace(before, after) if "incident" in name else part)
    assert "damaged or was changed" in refused(path, fresh_desk("fresh"))


def test_other_archives_and_other_files_are_refused(tmp_path: Path, fresh_desk: Fresh) -> None:
    path = tmp_path / "other.incidentdesk"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    assert "not one that IncidentDesk exported" in refused(path, fresh_desk("fresh"))
    path.write_bytes(b"no archive at all")
    assert "damaged" in refused(path, fresh_desk("again"))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=4))
def test_damage_is_refused_or_harmless(
    tmp_path_factory: pytest.TempPathFactory, empty_file: Path, one_bundle: bytes, damage: list[tuple[int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("damage")
    shutil.copyfile(empty_file, folder / "used.db")
    damaged = bytearray(one_bundle)
    for position, byte in damage:
        damaged[position % len(damaged)] = byte
    (folder / "a.incidentdesk").write_bytes(damaged)
    database = open_desk(folder / "used.db")
    try:
        take_everything(database, folder / "a.incidentdesk", actor="Mei", dry_run=True)
        take_everything(database, folder / "a.incidentdesk", actor="Mei")
    except Refused:
        assert titles(database) == []
    finally:
        database.close()


@pytest.fixture(scope="module")
def one_bundle(tmp_path_factory: pytest.TempPathFactory, empty_file: Path) -> bytes:
    folder = tmp_path_factory.mktemp("one")
    shutil.copyfile(empty_file, folder / "desk.db")
    database = open_desk(folder / "desk.db")
    with database.write(actor="Mei") as session:
        log_incident(session, title="Mail is down", team="Mail")
    export_everything(database, folder / "desk.incidentdesk")
    database.close()
    return (folder / "desk.incidentdesk").read_bytes()
