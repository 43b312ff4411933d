"""A damaged file is noticed, never silently rewritten, and never crashes the program (safe-5)."""

import contextlib
import hashlib
import os
import random
import sqlite3

import pytest

from incidentdesk.detect.intake import log_incident
from incidentdesk.refusal import Refused
from incidentdesk.respond.note import add_note
from incidentdesk.respond.timeline import timeline
from incidentdesk.schema.opening import open_desk
from incidentdesk.store import verifying
from incidentdesk.store.backup import back_up

DAMAGES = int(os.environ.get("INCIDENTDESK_TEST_DAMAGES", "200"))


@pytest.fixture(scope="session")
def sound(tmp_path_factory):
    """The bytes of a desk with some life in it."""
    path = tmp_path_factory.mktemp("sound") / "desk.db"
    desk = open_desk(path)
    for count in range(40):
        with desk.write(actor="Mei") as session:
            incident_id = log_incident(
                session, title=f"VPN down {count}", description="word " * 50, reporter=f"Ann {count}", tags=("vpn",)
            )
            add_note(session, incident_id, "looked at the logs " * 20, public=count % 2 == 0)
    desk.close()
    return path.read_bytes()


def damaged(sound, seed):
    """Bytes flipped, sectors zeroed or filled with noise, the end cut off."""
    chance = random.Random(seed)
    data = bytearray(sound)
    kind = seed % 5
    if kind == 0:
        for _ in range(chance.choice((1, 3, 20))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    elif kind == 1:
        start = chance.randrange(len(data) // 512) * 512
        data[start : start + 512] = bytes(512)
    elif kind == 2:
        start = chance.randrange(len(data) // 512) * 512
        data[start : start + 512] = chance.randbytes(512)
    elif kind == 3:
        start = chance.randrange(len(data) // 4096) * 4096
        other = chance.randrange(len(data) // 4096) * 4096
        data[start : start + 4096] = data[other : other + 4096]
    else:
        del data[chance.randrange(len(data)) :]
    return bytes(data)


def structure_is_sound(path):
    """What SQLite itself says of the file, by a second look that the program has no part in."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
            return connection.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return False


def use(path):
    """Opens, looks at everything, and writes; returns the sentences."""
    said = []
    try:
        desk = open_desk(path)
    except Refused as refused:
        return [str(refused)]
    try:
        with desk.read() as reader:
            ids = [row[0] for row in reader.rows("SELECT id FROM incident")]
            for incident_id in ids[:5]:
                timeline(reader, incident_id)
    except Refused as refused:
        said.append(str(refused))
    for _attempt in range(2):
        try:
            with desk.write(actor="Mei") as session:
                log_incident(session, title="VPN down")
        except Refused as refused:
            said.append(str(refused))
    desk.close()
    return said


def shows_a_way_out(sentence):
    """A damaged name of a table or number of a revision cannot be told from those of others."""
    ways = ("estore the newest backup", "belongs to another program", "Install that version")
    return any(way in sentence for way in ways)


def test_random_damages_crash_nothing_write_nothing_and_offer_the_backup(sound, tmp_path):
    """Whatever the structure of the file shows is noticed before the first write; what it does not show, a changed
    letter in a text, is found by the ledger (test_tampering.py)."""
    noticed = 0
    for seed in range(DAMAGES):
        path = tmp_path / f"{seed}.db"
        path.write_bytes(damaged(sound, seed))
        before = hashlib.sha256(path.read_bytes()).digest()
        was_sound = structure_is_sound(path)
        said = use(path)
        if was_sound:
            continue
        noticed += 1
        assert hashlib.sha256(path.read_bytes()).digest() == before, f"damage {seed} was written to"
        assert said, f"damage {seed} was not noticed"
        assert shows_a_way_out(said[-1]), (seed, said)
        path.unlink()
    assert noticed > DAMAGES / 3


def test_a_letter_changed_in_a_text_is_found_by_the_ledger(sound, tmp_path):
    path = tmp_path / "d.db"
    path.write_bytes(sound.replace(b"VPN down 17", b"VPN slow 17"))
    desk = open_desk(path)
    with desk.engine.connect() as connection:
        assert verifying.verify(connection) + verifying.differing(connection, list(range(41)))
    desk.close()


def test_a_damaged_file_is_not_backed_up_over_a_good_backup(sound, tmp_path):
    desk = open_desk(tmp_path / "d.db")
    with desk.write(actor="Mei") as session:
        for count in range(200):
            log_incident(session, title=f"VPN down {count}", description="x" * 500)
    back_up(desk, tmp_path / "good.db")
    good = (tmp_path / "good.db").read_bytes()
    desk.close()
    broken = bytearray(desk.path.read_bytes())
    broken[40_000:60_000] = bytes(20_000)
    desk.path.write_bytes(broken)
    desk = open_desk(desk.path)
    with pytest.raises(Refused, match=r"damaged|malformed"):
        back_up(desk, tmp_path / "good.db")
    assert (tmp_path / "good.db").read_bytes() == good
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d.db", "good.db"]
    desk.close()


def test_damage_is_looked_for_before_the_first_write_only(sqlite_desk, monkeypatch):
    looked = []
    monkeypatch.setattr(type(sqlite_desk), "refuse_damage", lambda desk: looked.append(desk))
    for _ in range(3):
        with sqlite_desk.write(actor="Mei") as session:
            log_incident(session, title="x")
    assert len(looked) == 1
