"""The file of a message in the outbox: shown by its name, and saved where a person wants it."""

import io

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from incidentdesk.detect.attachment import attach
from incidentdesk.prepare.audience_change import create_audience
from incidentdesk.respond.report_sending import send_report
from tests.desktop.respond.test_outbox_page import mail, open_outbox, queue

__all__ = ["mail", "open_outbox", "queue"]


def report(database):
    with database.write(actor="IncidentDesk") as session:
        audience_id = create_audience(session, name="Board", members="address\tboss@example.org")
        attachment_id = attach(session, None, "Monthly report 2026-10.pdf", io.BytesIO(b"%PDF" * 2000), size=8000)
        send_report(
            session, key="r", audience_id=audience_id, subject="Monthly report", body="All is well.",
            attachment_id=attachment_id,
        )  # fmt: skip


def test_a_file_is_named_and_saved(open_outbox, sqlite_desk, qtbot, tmp_path):
    report(sqlite_desk)
    page = open_outbox()
    page.list.table.go_to(page.list.rows[0].id)
    qtbot.waitUntil(lambda: page.preview.facts["file"][1].text().startswith("Monthly report 2026-10.pdf ("))
    page.list.table.setFocus()
    qtbot.keyClick(page.list.table, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: bool(page.window().findChildren(QFileDialog)))
    dialog = page.window().findChildren(QFileDialog)[0]
    dialog.fileSelected.emit(str(tmp_path / "saved.pdf"))
    dialog.close()
    qtbot.waitUntil(lambda: (tmp_path / "saved.pdf").exists())
    qtbot.waitUntil(lambda: not page.desk.background.jobs)
    assert (tmp_path / "saved.pdf").read_bytes() == b"%PDF" * 2000


def test_a_message_without_a_file_says_so(open_outbox, queue, qtbot):
    queue("Ada")
    page = open_outbox()
    page.list.table.go_to(page.list.rows[0].id)
    assert page.desk.registry.why_disabled("outbox.save") == "No file goes along with this message."


def test_a_folder_that_is_gone_is_said_and_the_message_stays(open_outbox, sqlite_desk, qtbot, tmp_path):
    report(sqlite_desk)
    page = open_outbox()
    page.list.save_file(page.list.rows[0], tmp_path / "gone" / "saved.pdf")
    qtbot.waitUntil(lambda: "could not be written" in page.list.message.text)
