"""Reports that are made by themselves: laid down, sent once, late, retried, never in the way of others."""

import datetime
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from incidentdesk import clock
from incidentdesk.agent import report_job
from incidentdesk.agent.delivery import Post
from incidentdesk.agent.loop import Agent
from incidentdesk.agent.overdue import SILENCE, Decision, overdue_work
from incidentdesk.agent.report_job import Attempts, make_due_reports
from incidentdesk.detect.intake import log_incident
from incidentdesk.measure.report_definition import report_definition
from incidentdesk.measure.report_definition_change import (
    change_definition,
    create_definition,
    withdraw_definition,
)
from incidentdesk.measure.report_definition_list import definitions
from incidentdesk.prepare.audience_change import change_audience, create_audience
from incidentdesk.prepare.outlet_change import create_outlet
from incidentdesk.respond.outbox_list import outbox
from incidentdesk.store import ledger

DUE = datetime.datetime(2026, 12, 1, 7, 0, tzinfo=datetime.UTC)


@pytest.fixture
def made(monkeypatch):
    """Reports are made at once by a stand-in, which remembers what it was asked for."""
    asked = []

    def make(_database, arguments, *, zone, look):
        look(Path("said"))
        asked.append((arguments[-1], arguments[arguments.index("--period") + 1], zone))
        folder = Path(arguments[arguments.index("--folder") + 1])
        (folder / f"{arguments[-1]} {asked[-1][1]}.pdf").write_bytes(b"%PDF-1.7 pages")
        Path(arguments[arguments.index("--summary") + 1]).write_text("All is well.\nNothing has changed.", "utf-8")

    monkeypatch.setattr(report_job, "run_own_process", make)
    return asked


@pytest.fixture
def keep(desk, held):
    """Keeps a report of every month in November; it is due on 1 December at 07:00 UTC."""

    def keep(**facts):
        held.now = datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC)
        with desk.write(actor="Mei") as session:
            key = create_definition(session, **{"name": "Monthly report", "every": "month", "zone": "UTC", **facts})
        held.now = DUE
        return key

    return keep


@pytest.fixture
def board(desk):
    with desk.write(actor="Mei") as session:
        create_outlet(
            session, name="Mail", kind="E-mail",
            options={"host": "127.0.0.1", "port": 25, "security": "Not encrypted", "sender": "desk@example.com"},
        )  # fmt: skip
        members = "address\tboss@example.org\naddress\tcio@example.org"
        return create_audience(session, name="Board", members=members)


def due(desk, attempts=None, **options):
    return make_due_reports(desk, clock.stored(clock.now()), attempts or Attempts(), **options)


def kept(desk):
    with desk.read() as reader:
        return definitions(reader)[0]


def sent(desk):
    with desk.read() as reader:
        return sorted(outbox(reader), key=lambda row: row.id)


def test_a_report_is_laid_down_when_it_is_due_and_once(desk, keep, made, held, tmp_path):
    keep(folder=str(tmp_path))
    held.after(seconds=-1)
    assert due(desk) == []
    held.after(seconds=1)
    lines = due(desk)
    assert "November 2026 made" in lines[0]
    assert [each.name for each in tmp_path.glob("*.pdf")] == ["Monthly report 2026-11.pdf"]
    assert made == [("Monthly report", "2026-11", "UTC")]
    assert kept(desk).made_for == "2026-11"
    assert due(desk) == []


def test_an_audience_gets_the_sentences_and_the_file_that_lies_at_the_desk(desk, keep, board, made):
    keep(audience="Board")
    due(desk)
    first, second = sent(desk)
    assert (first.recipient, second.recipient) == ("boss@example.org", "cio@example.org")
    assert first.kind == "Report"
    assert first.subject == "Monthly report: November 2026"
    assert first.body.startswith("All is well.\nNothing has changed.\n\nThe whole report is the file")
    assert first.file == "Monthly report 2026-11.pdf"
    assert first.file_size == len(b"%PDF-1.7 pages")


def test_what_was_missed_is_made_late_and_only_for_the_newest_period(desk, keep, board, made, held):
    keep(audience="Board")
    held.now = datetime.datetime(2027, 3, 3, tzinfo=datetime.UTC)
    lines = due(desk)
    assert [period for _name, period, _zone in made] == ["2027-02"]
    assert "late" in lines[0]
    assert "3 periods before it were missed" in lines[0]
    assert sent(desk)[0].body.startswith("Late: this was due at 2027-03-01 07:00 UTC")
    assert "3 periods before it were missed" in sent(desk)[0].body


def test_a_folder_that_is_gone_is_said_and_nothing_is_sent_until_it_is_there(
    desk, keep, board, made, tmp_path, monkeypatch
):
    folder = tmp_path / "share"
    keep(folder=str(folder), audience="Board")
    attempts = Attempts()
    lines = due(desk, attempts)
    assert "could not be made" in lines[0]
    assert "does not exist" in kept(desk).trouble
    assert sent(desk) == []
    # It is left alone for a minute, and then tried again.
    folder.mkdir()
    assert due(desk, attempts) == []
    later = time.monotonic() + 61
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert "made" in due(desk, attempts)[0]
    assert kept(desk).trouble == ""
    assert len(sent(desk)) == 2


def test_the_pauses_between_attempts_grow_and_a_change_is_tried_at_once(desk, keep, made, tmp_path, monkeypatch):
    key = keep(folder=str(tmp_path / "gone"))
    attempts, now = Attempts(), [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    tries = []
    for _minute in range(130):
        if due(desk, attempts):
            tries.append(round(now[0] - 1000))
        now[0] += 60
    assert tries == [0, 60, 360, 2160, 5760]
    with desk.write(actor="Mei") as session:
        change_definition(session, key, {"folder": str(tmp_path)})
    assert "made" in due(desk, attempts)[0]


def test_a_full_disk_leaves_no_half_file(desk, keep, made, tmp_path, monkeypatch):
    keep(folder=str(tmp_path))

    def full(_file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert "The disk is full" in due(desk)[0]
    assert list(tmp_path.glob("*.pdf")) == list(tmp_path.glob(".*.part")) == []


def test_a_report_that_fails_keeps_no_other_from_being_made(desk, keep, made, tmp_path, monkeypatch):
    keep(name="Bad", folder=str(tmp_path))
    keep(name="Good", folder=str(tmp_path))
    make = report_job.run_own_process

    def sometimes(database, arguments, **options):
        if arguments[-1] == "Bad":
            raise RuntimeError("a bug")
        make(database, arguments, **options)

    monkeypatch.setattr(report_job, "run_own_process", sometimes)
    lines = due(desk)
    assert len(lines) == 2
    assert "it failed unexpectedly" in lines[0]
    assert (tmp_path / "Good 2026-11.pdf").exists()


def test_a_report_that_hangs_is_ended(desk, keep, tmp_path, monkeypatch):
    keep(folder=str(tmp_path))

    def hang(_database, _arguments, *, zone, look):
        while True:
            look(Path("said"))
            time.sleep(0.01)

    monkeypatch.setattr(report_job, "run_own_process", hang)
    assert "It took longer than 1 minute" in due(desk, seconds=0.05)[0]
    assert "It took longer" in kept(desk).trouble


def test_where_another_program_has_taken_over_nothing_is_recorded(desk, keep, board, made):
    keep(audience="Board")
    assert due(desk, still_ours=lambda: False) == []
    assert sent(desk) == []
    assert (kept(desk).made_for, kept(desk).trouble) == ("", "")


def test_two_programs_at_once_send_it_once(desk, keep, board, made, monkeypatch):
    keep(audience="Board")
    both, make = threading.Barrier(2, timeout=20), report_job.run_own_process

    def together(*arguments, **options):
        make(*arguments, **options)
        both.wait()

    monkeypatch.setattr(report_job, "run_own_process", together)
    with ThreadPoolExecutor(2) as pool:
        lines = [each for found in pool.map(lambda _n: due(desk), range(2)) for each in found]
    assert len(lines) == 1
    assert len(sent(desk)) == 2


def test_what_was_laid_down_before_the_program_died_is_laid_down_again_and_sent_once(
    desk, keep, board, made, tmp_path, monkeypatch
):
    keep(folder=str(tmp_path), audience="Board")

    def die(*_arguments, **_options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(report_job, "send_report", die)
        with pytest.raises(KeyboardInterrupt):
            due(desk)
    assert (kept(desk).made_for, sent(desk)) == ("", [])
    due(desk)
    due(desk)
    assert [each.name for each in tmp_path.glob("*.pdf")] == ["Monthly report 2026-11.pdf"]
    assert len(sent(desk)) == 2


def test_an_audience_that_is_empty_by_now_is_said(desk, keep, board, made):
    keep(audience="Board")
    with desk.write(actor="Mei") as session:
        change_audience(session, board, {"members": ""})
    assert "Nobody is in this audience" in due(desk)[0]
    assert kept(desk).made_for == ""


def test_what_was_withdrawn_or_cannot_be_read_is_left_alone(desk, keep, made, tmp_path):
    gone, damaged = keep(name="Gone", folder=str(tmp_path)), keep(name="Damaged", folder=str(tmp_path))
    with desk.write(actor="Mei") as session:
        withdraw_definition(session, gone)
        ledger.update(session, report_definition, damaged, {"choice": '{"new": 1}'})
    assert due(desk) == []
    assert made == []


# -- after a silence


def late_texts(desk):
    with desk.read() as reader:
        return [each.text for each in overdue_work(reader, clock.stored(clock.now()))]


def test_late_work_names_the_reports_that_would_be_sent_and_not_those_for_a_folder(desk, keep, board, held, tmp_path):
    keep(audience="Board")
    keep(name="Folder", folder=str(tmp_path))
    held.now = DUE + datetime.timedelta(microseconds=SILENCE - 1)
    assert late_texts(desk) == []
    held.after(days=2)
    assert [text.translate({0x2068: "", 0x2069: ""}) for text in late_texts(desk)] == [
        "Monthly report of November 2026, to Board"
    ]


def test_only_noted_means_not_sent_but_laid_down(sqlite_desk, board_of, made, held, tmp_path):
    board_of(sqlite_desk, held, tmp_path)
    held.now = DUE + datetime.timedelta(days=2)
    agent = Agent(sqlite_desk, post=Post(nowhere=True), decide=lambda _late: Decision.NOTE)
    agent.once()
    assert sent(sqlite_desk) == []
    assert (tmp_path / "Monthly report 2026-11.pdf").exists()
    assert kept(sqlite_desk).made_for == "2026-11"
    Agent(sqlite_desk, post=Post(nowhere=True)).once()
    assert sent(sqlite_desk) == []


@pytest.fixture
def board_of():
    def board_of(database, held, folder):
        held.now = datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC)
        with database.write(actor="Mei") as session:
            create_audience(session, name="Board", members="address\tboss@example.org")
            create_definition(
                session, name="Monthly report", every="month", zone="UTC", folder=str(folder), audience="Board"
            )
        # A program that worked until then, so that there was a silence.
        Agent(database, post=Post(nowhere=True)).once()
        held.now = DUE

    return board_of


def test_the_agent_makes_the_real_report_and_a_second_one_finds_nothing_to_do(sqlite_desk, board_of, held, tmp_path):
    with sqlite_desk.write(actor="Mei") as session:
        log_incident(session, title="VPN down")
    board_of(sqlite_desk, held, tmp_path)
    done = Agent(sqlite_desk, post=Post(nowhere=True)).once()
    assert any("November 2026 made" in line for line in done.lines), done.lines
    assert (tmp_path / "Monthly report 2026-11.pdf").read_bytes().startswith(b"%PDF")
    message = sent(sqlite_desk)[0]
    assert message.file_size == (tmp_path / "Monthly report 2026-11.pdf").stat().st_size
    assert "November 2026" in message.body
    again = Agent(sqlite_desk, post=Post(nowhere=True)).once()
    assert again.lines == []
    assert len(sent(sqlite_desk)) == 1


def test_a_report_that_is_refused_says_what_the_command_said(sqlite_desk, held, tmp_path):
    held.now = datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC)
    with sqlite_desk.write(actor="Mei") as session:
        create_definition(
            session, name="Mail", report="service", service="Nowhere", every="month", zone="UTC", folder=str(tmp_path)
        )
    held.now = DUE
    lines = due(sqlite_desk)
    assert "Nowhere" in lines[0]
