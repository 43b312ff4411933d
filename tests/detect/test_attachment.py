"""Attachments: limits, streaming, hostile names, and nothing left behind (safe-13, sec-7)."""

import hashlib
import random
import tracemalloc

import pytest

from incidentdesk.detect.attachment import CHUNK, LONGEST_NAME, attach, attached, chunks, safe_name, take_away
from incidentdesk.detect.intake import log_incident
from incidentdesk.prepare.setting import set_setting
from incidentdesk.refusal import Refused
from incidentdesk.store import undoing

MB = 1024 * 1024


class Stream:
    """A file of any size that takes no room, and may break off."""

    def __init__(self, size, *, breaks_at=None):
        self.left, self.read_so_far, self.breaks_at = size, 0, breaks_at

    def read(self, count):
        taken = min(count, self.left)
        self.left -= taken
        self.read_so_far += taken
        if self.breaks_at is not None and self.read_so_far >= self.breaks_at:
            raise OSError("the stick was pulled out")
        return b"x" * taken


@pytest.fixture
def incident_id(desk):
    with desk.write(actor="Mei") as session:
        return log_incident(session, title="VPN down")


def put(desk, incident_id, size, name="log.txt", *, stream=None, says=None, **named):
    with desk.write(actor="Mei") as session:
        stream = stream or Stream(size)
        return attach(session, incident_id, name, stream, size=size if says is None else says, **named)


def count(desk, table):
    with desk.read() as reader:
        return reader.rows(f"SELECT count(*) FROM {table}")[0][0]


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
def test_what_is_attached_comes_back_as_it_was(desk, incident_id, size):
    attachment_id = put(desk, incident_id, size)
    with desk.read() as reader:
        data = b"".join(chunks(reader, attachment_id))
        [found] = attached(reader, incident_id)
    assert data == b"x" * size
    assert (found.name, found.size, found.media_type) == ("log.txt", size, "text/plain")
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert count(desk, "attachment_chunk") == -(-size // CHUNK)


def test_a_file_above_the_limit_is_refused_before_it_is_read(desk, incident_id):
    stream = Stream(2048 * MB)
    with pytest.raises(Refused, match="at most 25 MB"):
        put(desk, incident_id, 2048 * MB, stream=stream)
    assert stream.read_so_far == 0


def test_a_file_that_is_larger_than_it_said_is_refused_and_leaves_nothing(desk, incident_id):
    with desk.write(actor="Mei") as session:
        set_setting(session, "attachment_limit", 2 * MB)
    stream = Stream(2048 * MB)
    with pytest.raises(Refused, match="at most 2 MB"):
        put(desk, incident_id, 0, stream=stream, says=10)
    assert stream.read_so_far <= 3 * CHUNK
    assert count(desk, "attachment") == count(desk, "attachment_chunk") == 0


@pytest.mark.parametrize("way", ["the source breaks off", "cancelled"])
def test_what_ends_midway_leaves_nothing(desk, incident_id, way):
    def cancel(done, _all):
        if done >= 2 * CHUNK:
            raise KeyboardInterrupt

    if way == "cancelled":
        with pytest.raises(KeyboardInterrupt):
            put(desk, incident_id, 5 * CHUNK, progress=cancel)
    else:
        with pytest.raises(OSError, match="pulled out"):
            put(desk, incident_id, 5 * CHUNK, stream=Stream(5 * CHUNK, breaks_at=3 * CHUNK))
    assert count(desk, "attachment") == count(desk, "attachment_chunk") == 0
    put(desk, incident_id, CHUNK)
    assert count(desk, "attachment_chunk") == 1


def test_progress_is_told_chunk_by_chunk(desk, incident_id):
    told = []
    put(desk, incident_id, 2 * CHUNK + 5, progress=lambda done, total: told.append((done, total)))
    assert [done for done, _total in told] == [CHUNK, 2 * CHUNK, 2 * CHUNK + 5]
    assert {total for _done, total in told} == {2 * CHUNK + 5}


def test_a_large_file_takes_little_memory(sqlite_desk):
    with sqlite_desk.write(actor="Mei") as session:
        incident_id = log_incident(session, title="VPN down")
        set_setting(session, "attachment_limit", 200 * MB)
    tracemalloc.start()
    attachment_id = put(sqlite_desk, incident_id, 64 * MB)
    with sqlite_desk.read() as reader:
        for _chunk in chunks(reader, attachment_id):
            pass
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 * MB


def test_bytes_that_changed_in_the_database_are_noticed(desk, incident_id):
    import sqlalchemy as sa

    attachment_id = put(desk, incident_id, CHUNK)
    with desk.engine.begin() as connection:
        connection.execute(sa.text("UPDATE attachment_chunk SET data = :data"), {"data": b"y" * CHUNK})
    with pytest.raises(Refused, match="not what was attached"), desk.read() as reader:
        list(chunks(reader, attachment_id))


def test_an_attachment_is_taken_away_and_brought_back_by_undo(desk, incident_id):
    attachment_id = put(desk, incident_id, 10)
    with desk.write(actor="Mei") as session:
        take_away(session, attachment_id)
    with desk.read() as reader:
        assert attached(reader, incident_id) == []
    with desk.write(actor="Mei") as again:
        undoing.undo(again, session.gesture)
    with desk.read() as reader:
        assert [found.id for found in attached(reader, incident_id)] == [attachment_id]


def test_an_attachment_to_an_incident_that_is_not_there_is_refused(desk):
    with pytest.raises(Refused, match="no incident with the number 9"):
        put(desk, 9, 10)
    assert count(desk, "attachment_chunk") == 0


# ── hostile names (sec-7) ────────────────────────────────────────────────────────────────────────────────────────

PARTS = [
    *("../", "..\\", "/", "\\", "C:", "C:\\", "\\\\server\\share\\", "//server/share/", "file:///", "~/", "$HOME/"),
    *("\0", "\n", "\r\n", "\t", "\x1b[31m", "\x7f", "\u202e", "\u2066", "\u200b", "\ufeff", "\u0000", "\ud800"),
    *("CON", "nul", "COM1", "lpt9", "aux.txt", "PRN.", "con .txt", ".", "..", "...", " ", "  ", "-rf", ".hidden"),
    *("|", "<", ">", "?", "*", '"', ":", ";", "&&", "`id`", "$(id)", "%00", "%2e%2e%2f", "::$DATA", "COM¹", "e\u0301"),
    *("a" * 4096, "打" * 400, "🔥" * 200, "x" * 300 + ".txt", "." + "y" * 5000, "report.pdf.exe", "normal.txt"),
]


def hostile_names():
    chance = random.Random(5)
    names = list(PARTS)
    while len(names) < 300:
        names.append("".join(chance.choice(PARTS) for _ in range(chance.randint(2, 4))))
    return names


def is_safe(name):
    devices = {"con", "prn", "aux", "nul", *(f"{kind}{n}" for kind in ("com", "lpt") for n in "0123456789¹²³")}
    return (
        0 < len(name) <= LONGEST_NAME
        and len(name.encode()) <= 255
        and not set(name) & set('/\\:*?"<>|')
        and name.isprintable()
        and name not in (".", "..")
        and not name.endswith((" ", "."))
        and not name.startswith(" ")
        and name.split(".")[0].strip().lower() not in devices
    )


def test_three_hundred_hostile_names_become_safe_ones():
    assert len(hostile_names()) >= 300
    unsafe = [(name[:40], safe_name(name)[:40]) for name in hostile_names() if not is_safe(safe_name(name))]
    assert unsafe == []


def test_a_safe_name_stays_as_it_is():
    for name in ("log.txt", "Bericht Ärzte 2026.pdf", "打印机.png", "a.tar.gz", "no ending", safe_name("../../x")):
        assert safe_name(name) == name


def test_a_long_name_keeps_its_ending():
    assert safe_name("x" * 300 + ".txt").endswith("x.txt")


def test_hostile_names_are_stored_by_number_and_write_no_file(sqlite_desk, tmp_path):
    with sqlite_desk.write(actor="Mei") as session:
        incident_id = log_incident(session, title="VPN down")
        for name in hostile_names():
            attach(session, incident_id, name, Stream(3), size=3)
    with sqlite_desk.read() as reader:
        names = [found.name for found in attached(reader, incident_id)]
    assert len(names) == len(hostile_names())
    assert all(is_safe(name) for name in names)
    assert [path.name for path in tmp_path.iterdir() if path.name != "profile"] == ["desk.db"]
