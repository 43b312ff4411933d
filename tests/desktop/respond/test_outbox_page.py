"""The outbox in the window: what waits, what failed and why, and what a person does about it."""

from zoneinfo import ZoneInfo

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.respond.outbox_page import OutboxPage
from incidentdesk.desktop.theme import Theme
from incidentdesk.detect.intake import log_incident
from incidentdesk.prepare.outlet import OutletKind, outlet
from incidentdesk.respond.outbox import MessageState, outbox_message
from incidentdesk.store import ledger


@pytest.fixture
def mail(sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        return ledger.insert(session, outlet, {"key": "mail", "name": "Mail", "kind": OutletKind.EMAIL})


@pytest.fixture
def queue(sqlite_desk, mail):
    """Puts a message into the outbox; returns its id."""

    def queue(recipient, state=MessageState.QUEUED, **facts):
        with sqlite_desk.write(actor="Mei Okafor") as session:
            incident_id = log_incident(session, title="WAN down")
            words = {"subject": "WAN down", "body": "We are on it.\nNext update at ten.", "address": "a@example.org"}
            kept = {
                "key": recipient,
                "message_id": f"<{recipient}@desk>",
                "outlet_id": mail,
                "incident_id": incident_id,
            }
            at = {"queued_at": session.at, "next_at": session.at}
            values = {**words, **kept, **at, "recipient": recipient, "state": state, **facts}
            return ledger.insert(session, outbox_message, values)

    return queue


@pytest.fixture
def open_outbox(qapp, qtbot, tmp_path, clear_desk, sqlite_desk):
    opened = []

    def open_outbox():
        theme = Theme("light")
        theme.apply(qapp)
        preferences = Preferences(tmp_path / "settings")
        desk = furnish(sqlite_desk, actor="Mei", zone=ZoneInfo("UTC"), preferences=preferences, theme=theme)
        page, window = OutboxPage(desk), QMainWindow()
        window.setCentralWidget(page)
        window.resize(1280, 720)
        window.show()
        qtbot.waitUntil(window.isActiveWindow)
        opened.append((desk, window))
        qtbot.waitUntil(lambda: page.list.rows is not None)
        page.list.panes()[0].setFocus()
        return page

    yield open_outbox
    for desk, window in opened:
        qtbot.waitUntil(lambda desk=desk: not desk.background.jobs)
        QApplication.processEvents()
        shiboken6.delete(window)
        clear_desk(desk)


def states(database):
    with database.read() as reader:
        return dict(reader.rows("SELECT recipient, state FROM outbox_message"))


def stand_on(page, message_id, qtbot):
    page.list.stand_on(message_id)
    qtbot.waitUntil(lambda: page.list.table.current() is not None and page.list.table.current().id == message_id)


def test_an_empty_outbox_says_what_will_stand_there(open_outbox):
    page = open_outbox()
    assert page.list.places.currentWidget() is page.list.first_use
    assert not page.preview.body.isVisible()


def test_an_empty_outbox_leads_to_where_sending_is_set_up(open_outbox, qtbot):
    page = open_outbox()
    with qtbot.waitSignal(page.opened) as opened:
        page.list.first_use.action_button.click()
    assert opened.args == ["settings#Messages"]


def test_a_message_is_read_with_what_was_said_of_it(open_outbox, queue, qtbot):
    message_id = queue("Bo Diaz", MessageState.FAILED, trouble="550 no such mailbox", attempts=4)
    page = open_outbox()
    QAbstractItemModelTester(page.list.table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    stand_on(page, message_id, qtbot)
    assert page.preview.body.toPlainText() == "We are on it.\nNext update at ten."
    told = [value.text() for _name, value in page.preview.facts.values() if value.isVisible()]
    assert {"Failed", "Bo Diaz", "550 no such mailbox", "4"} <= set(told)


def test_what_waits_says_when_it_is_tried_again(open_outbox, queue, qtbot):
    message_id = queue("Ada", attempts=2, trouble="greylisted", next_at=4_102_444_800_000_000)
    page = open_outbox()
    stand_on(page, message_id, qtbot)
    label, value = page.preview.facts["next"]
    assert (label.text(), "2100" in value.text()) == ("Next attempt", True)


def test_what_failed_is_tried_again_with_r(open_outbox, queue, qtbot, sqlite_desk):
    message_id = queue("Bo Diaz", MessageState.FAILED)
    page = open_outbox()
    stand_on(page, message_id, qtbot)
    qtbot.keyClick(page.list.table, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: states(sqlite_desk) == {"Bo Diaz": MessageState.QUEUED})


def test_what_waits_is_held_back_with_delete_and_comes_back_with_undo(open_outbox, queue, qtbot, sqlite_desk):
    message_id = queue("Bo Diaz")
    page = open_outbox()
    stand_on(page, message_id, qtbot)
    qtbot.keyClick(page.list.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: states(sqlite_desk) == {"Bo Diaz": MessageState.CANCELLED})
    qtbot.waitUntil(lambda: not page.desk.history.why_no_undo())
    page.desk.history.undo()
    qtbot.waitUntil(lambda: states(sqlite_desk) == {"Bo Diaz": MessageState.QUEUED})


def test_what_is_told_by_phone_is_copied_and_marked_as_told(open_outbox, queue, qtbot, sqlite_desk):
    message_id = queue("Bo Diaz", MessageState.BY_HAND, outlet_id=None)
    page = open_outbox()
    stand_on(page, message_id, qtbot)
    qtbot.keyClick(page.list.table, Qt.Key.Key_C)
    assert QGuiApplication.clipboard().text() == "WAN down\n\nWe are on it.\nNext update at ten.\n"
    qtbot.keyClick(page.list.table, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: states(sqlite_desk) == {"Bo Diaz": MessageState.SENT})


def test_what_was_sent_can_neither_be_held_back_nor_sent_again(open_outbox, queue, qtbot):
    message_id = queue("Bo Diaz", MessageState.SENT)
    page = open_outbox()
    stand_on(page, message_id, qtbot)
    assert "sent already" in page.desk.registry.why_disabled("outbox.cancel")
    assert "Only what failed" in page.desk.registry.why_disabled("outbox.retry")


def test_enter_opens_the_incident_that_a_message_tells_of(open_outbox, queue, qtbot):
    message_id = queue("Bo Diaz")
    page = open_outbox()
    stand_on(page, message_id, qtbot)
    with qtbot.waitSignal(page.opened) as opened:
        qtbot.keyClick(page.list.table, Qt.Key.Key_Return)
    assert opened.args == ["INC-0001"]


def test_the_filter_finds_by_recipient_state_and_what_was_said(open_outbox, queue, qtbot):
    queue("Bo Diaz", MessageState.FAILED, trouble="greylisted")
    queue("Ann")
    page = open_outbox()
    for words in ("bo", "failed", "greylisted diaz"):
        page.list.filter.set_text(words)
        assert [row.recipient for row in page.list.table.records.rows] == ["Bo Diaz"]


def test_the_title_stands_at_the_leading_edge_from_right_to_left_too(open_outbox, qapp):
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        page = open_outbox()
        title = next(label for label in page.findChildren(QLabel) if label.text() == "Outbox")
        ink = title.grab().toImage()
        ground = ink.pixelColor(0, 0)
        columns = range(ink.width() // 2)
        assert all(ink.pixelColor(x, y) == ground for x in columns for y in range(ink.height()))
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
