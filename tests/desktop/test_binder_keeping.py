"""The newest copy of the crisis binder is kept by itself in the folder that somebody has chosen."""

import os
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from incidentdesk.desktop import binder_folder as binder_folder_module
from incidentdesk.desktop.binder_folder import binder_file, binder_folder, keep_binder_in
from incidentdesk.desktop.binder_keeping import BinderKeeping
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.measure.binder import printable_binder
from incidentdesk.desktop.measure.report_preview import ReportPreview
from incidentdesk.prepare.contact_change import create_contact


@pytest.fixture
def desk(sqlite_desk, preferences, theme):
    zone = ZoneInfo("Europe/Berlin")
    desk = furnish(sqlite_desk, actor="Mei Okafor", preferences=preferences, theme=theme, zone=zone)
    yield desk
    desk.background.stop()


@pytest.fixture
def refusals():
    return []


@pytest.fixture
def keeping(desk, refusals, qapp):
    keeping = BinderKeeping(desk, refusals.append)
    yield keeping
    keeping.deleteLater()


def text_of(file):
    return " ".join(page.extract_text() for page in PdfReader(file).pages)


def test_a_copy_is_written_as_soon_as_the_folder_is_chosen_and_again_when_something_changed(
    desk, keeping, qtbot, tmp_path
):
    keep_binder_in(desk, str(tmp_path))
    file = binder_file(tmp_path)
    qtbot.waitUntil(file.exists, timeout=30_000)
    qtbot.waitUntil(lambda: not desk.background.jobs, timeout=30_000)
    with desk.database.write(actor="Mei") as session:
        create_contact(session, name="Uplink hotline", methods="Phone\t0800 1")
    qtbot.waitUntil(lambda: keeping._changed)
    keeping.look()
    qtbot.waitUntil(lambda: "Uplink hotline" in text_of(file), timeout=30_000)


def test_nothing_is_written_where_nobody_has_chosen_a_folder(desk, keeping, tmp_path):
    keeping.look()
    assert not desk.background.jobs


def test_a_copy_of_yesterday_is_replaced_because_the_rota_looks_ahead(desk, keeping, qtbot, tmp_path):
    keep_binder_in(desk, str(tmp_path))
    file = binder_file(tmp_path)
    qtbot.waitUntil(lambda: file.exists() and not desk.background.jobs, timeout=30_000)
    yesterday = time.time() - 26 * 3600
    os.utime(file, (yesterday, yesterday))
    keeping.look()
    qtbot.waitUntil(lambda: file.stat().st_mtime > yesterday + 3600, timeout=30_000)


def test_a_folder_that_is_gone_is_said_once_and_not_every_ten_minutes(desk, keeping, refusals, qtbot, tmp_path):
    keep_binder_in(desk, str(tmp_path / "stick"))
    qtbot.waitUntil(lambda: len(refusals) == 1)
    keeping.look()
    qtbot.waitUntil(lambda: not desk.background.jobs)
    assert len(refusals) == 1
    assert "is not there" in str(refusals[0])


def test_one_command_shows_the_binder_as_pages(desk, qtbot, qapp):
    preview = ReportPreview(desk, printable_binder())
    with qtbot.waitSignal(preview.made, timeout=20_000):
        preview.open()
    assert len(preview.document) >= 1
    preview.reject()


def test_another_desk_that_is_looked_at_does_not_replace_the_binder_of_this_one(desk, keeping, tmp_path):
    desk.preferences.set("binder_folders", {"/somewhere/else.db": str(tmp_path)})
    keeping.look()
    assert not desk.background.jobs
    assert not binder_file(tmp_path).exists()


def test_each_desk_has_its_folder_and_keeps_none_when_it_is_told_so(desk, tmp_path):
    desk.preferences.set("binder_folders", {"/somewhere/else.db": "/stick"})
    keep_binder_in(desk, str(tmp_path))
    assert binder_folder(desk) == tmp_path
    keep_binder_in(desk, "")
    assert binder_folder(desk) is None
    assert desk.preferences.get("binder_folders")["/somewhere/else.db"] == "/stick"


def test_a_folder_of_an_earlier_version_holds_for_the_own_desk_until_one_is_chosen(desk, monkeypatch):
    desk.preferences.set("binder_folder", "/stick")
    assert binder_folder(desk) is None
    monkeypatch.setattr(binder_folder_module, "default_database", lambda: Path(desk.database.place))
    assert binder_folder(desk) == Path("/stick")
    keep_binder_in(desk, "")
    assert binder_folder(desk) is None


def test_a_copy_that_can_not_be_replaced_stays_and_nothing_half_is_left(desk, keeping, refusals, qtbot, tmp_path):
    stick = tmp_path / "stick"
    binder_file(stick).mkdir(parents=True)
    keep_binder_in(desk, str(stick))
    qtbot.waitUntil(lambda: bool(refusals), timeout=30_000)
    assert "is a folder" in str(refusals[0])
    assert list(stick.iterdir()) == [binder_file(stick)]
