"""Audiences and message templates in the window."""

from zoneinfo import ZoneInfo

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMainWindow

from incidentdesk.desktop.conflict_dialog import ConflictDialog
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.prepare.audience_dialog import AudienceDialog
from incidentdesk.desktop.prepare.audiences_tab import AudiencesTab
from incidentdesk.desktop.prepare.message_template_dialog import MessageTemplateDialog
from incidentdesk.desktop.prepare.message_templates_tab import MessageTemplatesTab
from incidentdesk.desktop.theme import Theme
from incidentdesk.prepare.audience_change import change_audience, create_audience
from incidentdesk.prepare.audience_list import audiences
from incidentdesk.prepare.message_template_list import message_templates
from incidentdesk.prepare.person import staff_named
from incidentdesk.prepare.team import team_named

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def sit_before(qapp, qtbot, tmp_path, clear_desk, sqlite_desk):
    """Opens a window with one of the tabs."""
    opened = []

    def sit_before(kind):
        theme = Theme("light")
        theme.apply(qapp)
        preferences = Preferences(tmp_path / "settings")
        desk = furnish(sqlite_desk, actor="Mei", zone=ZoneInfo("UTC"), preferences=preferences, theme=theme)
        tab, window = kind(desk), QMainWindow()
        window.setCentralWidget(tab)
        window.resize(1280, 720)
        window.show()
        tab.refresh()
        opened.append((desk, window))
        qtbot.waitUntil(lambda: tab.rows is not None and window.isActiveWindow())
        tab.panes()[0].setFocus()
        return tab

    yield sit_before
    for desk, window in opened:
        qtbot.waitUntil(lambda desk=desk: not desk.background.jobs)
        QApplication.processEvents()
        shiboken6.delete(window)
        clear_desk(desk)


@pytest.fixture
def people(sqlite_desk):
    with sqlite_desk.write(actor="Mei") as session:
        staff_named(session, "Ann Lee")
        team_named(session, "Network")


def make(database, **facts):
    with database.write(actor="Mei") as session:
        return create_audience(session, **{"name": "Management", **facts})


def stored(database, read):
    with database.read() as reader:
        return read(reader)


def the_dialog(tab, kind, qtbot):
    def shown():
        return [each for each in tab.window().findChildren(kind) if each.isVisible()]

    qtbot.waitUntil(lambda: len(shown()) == 1)
    dialog = shown()[0]
    qtbot.waitUntil(lambda: dialog.form.isEnabled() and not tab.desk.background.jobs)
    return dialog


def test_an_audience_is_made_with_the_members_that_are_typed(sit_before, people, qtbot, sqlite_desk):
    tab = sit_before(AudiencesTab)
    QAbstractItemModelTester(tab.table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    tab.new()
    dialog = the_dialog(tab, AudienceDialog, qtbot)
    qtbot.keyClicks(dialog.form.fields["name"], "Branch managers")
    dialog.form.fields["cadence"].setText("45")
    dialog.members.add.click()
    kind, name = dialog.members.rows[0].cells
    kind.choose("team")
    qtbot.keyClicks(name, "network")
    dialog.members.add.click()
    kind, name = dialog.members.rows[1].cells
    kind.choose("address")
    qtbot.keyClicks(name, "board@example.org")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: len(stored(sqlite_desk, audiences)) == 1)
    row = stored(sqlite_desk, audiences)[0]
    assert (row.name, row.cadence) == ("Branch managers", 45)
    assert [(each.kind, each.name) for each in row.members] == [("team", "Network"), ("address", "board@example.org")]


@pytest.mark.parametrize(
    ("kind", "name", "sentence"),
    [
        ("person", "Nobody Known", "There is no person"),
        ("address", "not an address", "is no e-mail address"),
    ],
)
def test_a_member_that_there_is_not_is_named_and_nothing_typed_is_lost(
    sit_before, qtbot, sqlite_desk, kind, name, sentence
):
    tab = sit_before(AudiencesTab)
    tab.new()
    dialog = the_dialog(tab, AudienceDialog, qtbot)
    qtbot.keyClicks(dialog.form.fields["name"], "Board")
    dialog.members.setText(f"{kind}\t{name}")
    dialog.accept()
    qtbot.waitUntil(lambda: sentence in dialog.message.text)
    assert dialog.form.fields["name"].text() == "Board"
    assert stored(sqlite_desk, audiences) == []
    dialog.reject()


def test_an_audience_says_whom_it_reaches_now(sit_before, people, qtbot, sqlite_desk):
    audience_id = make(sqlite_desk, members="person\tAnn Lee\naddress\tboard@example.org")
    tab = sit_before(AudiencesTab)
    tab.show_record(audience_id)
    dialog = the_dialog(tab, AudienceDialog, qtbot)
    qtbot.waitUntil(lambda: bool(dialog.reached.text()))
    assert "Ann Lee" in dialog.reached.text()
    assert "To be told by hand" in dialog.reached.text()
    dialog.reject()


def test_two_people_who_change_the_members_are_asked(sit_before, people, qtbot, sqlite_desk):
    audience_id = make(sqlite_desk, members="person\tAnn Lee")
    tab = sit_before(AudiencesTab)
    tab.show_record(audience_id)
    dialog = the_dialog(tab, AudienceDialog, qtbot)
    dialog.members.setText("person\tAnn Lee\naddress\tboard@example.org")
    with sqlite_desk.write(actor="Bo Diaz") as session:
        change_audience(session, audience_id, {"members": "team\tNetwork"})
    dialog.accept()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(ConflictDialog)))
    dialog.findChildren(ConflictDialog)[0].reject()
    qtbot.waitUntil(lambda: not tab.desk.background.jobs)
    dialog.reject()


def test_an_audience_goes_to_the_trash_and_comes_back(sit_before, qtbot, sqlite_desk):
    audience_id = make(sqlite_desk)
    tab = sit_before(AudiencesTab)
    tab.stand_on(audience_id)
    qtbot.keyClick(tab.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: stored(sqlite_desk, audiences) == [])
    qtbot.waitUntil(lambda: not tab.desk.history.why_no_undo())
    tab.desk.history.undo()
    qtbot.waitUntil(lambda: len(stored(sqlite_desk, audiences)) == 1)


def test_a_template_shows_what_comes_out_while_it_is_typed(sit_before, qtbot, sqlite_desk):
    make(sqlite_desk)
    tab = sit_before(MessageTemplatesTab)
    tab.new()
    dialog = the_dialog(tab, MessageTemplateDialog, qtbot)
    qtbot.keyClicks(dialog.form.fields["name"], "Management: started")
    dialog.audience.choose("Management")
    dialog.subject.setText("{{ incident.number }} is under way")
    dialog.text.setPlainText("Dear {{ audience }},")
    assert dialog.shown.toPlainText() == "INC-0042 is under way\n\nDear Management,"
    dialog.text.moveCursor(dialog.text.textCursor().MoveOperation.End)
    dialog._insert(dialog.offered.item(1))
    assert dialog.text.toPlainText() == "Dear {{ audience }},{{ incident.title }}"
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: len(stored(sqlite_desk, message_templates)) == 1)
    row = stored(sqlite_desk, message_templates)[0]
    assert (row.name, row.audience, row.subject) == (
        "Management: started", "Management", "{{ incident.number }} is under way",
    )  # fmt: skip


def test_a_field_goes_where_the_cursor_stood_last(sit_before, qtbot):
    tab = sit_before(MessageTemplatesTab)
    tab.new()
    dialog = the_dialog(tab, MessageTemplateDialog, qtbot)
    for field, text in ((dialog.subject, dialog.subject.text), (dialog.text, dialog.text.toPlainText)):
        field.setFocus()
        dialog.offered.setCurrentRow(0)
        dialog.offered.setFocus()
        qtbot.keyClick(dialog.offered, Qt.Key.Key_Return)
        assert text() == "{{ incident.number }}"
        qtbot.waitUntil(field.hasFocus)


def test_a_field_that_there_is_not_is_named_below_the_text_and_not_saved(sit_before, qtbot, sqlite_desk):
    tab = sit_before(MessageTemplatesTab)
    tab.new()
    dialog = the_dialog(tab, MessageTemplateDialog, qtbot)
    qtbot.keyClicks(dialog.form.fields["name"], "Odd")
    dialog.subject.setText("Hello")
    dialog.text.setPlainText("{{ incident.colour }}")
    assert "incident.colour" in dialog.form.error("body")
    assert dialog.shown.toPlainText() == ""
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    assert stored(sqlite_desk, message_templates) == []
    dialog.reject()
