"""The import wizard, driven as a person would."""

import pytest

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.detect.importing.wizard import COLUMNS, FILE, OUTCOME, VALUES, ImportWizard
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.transfer.packing import export_everything
from incidentdesk.detect.transfer.unpacking import take_everything
from incidentdesk.improve.lesson_change import write_lesson
from incidentdesk.investigate.subject import INCIDENT, Subject
from incidentdesk.schema.opening import open_desk

GLPI = (
    '"ID";"Title";"Status";"Last update";"Opening date";"Priority";"Requester - Requester";"Assigned to - Technician"\n'
    '"6";"Logiciel";"Pending";"2026-09-14 10:45";"2026-09-14 10:40";"Medium";"Raphael";""\n'
    '"2";"Imprimante";"New";"2026-09-14 10:38";"2026-09-14 09:30";"Medium";"Anna";"Tech"\n'
)
UNKNOWN_STATE = (
    "Number,Subject,Status,Created\n1,Mail is slow,Parked,2026-01-02 10:00\n2,No power,New,2026-01-02 11:00\n"
)
AMBIGUOUS = "Number,Subject,Created\n1,Mail is slow,5/3/2016 10:00\n2,No power,6/3/2016 11:00\n"


@pytest.fixture
def wizard_on(qtbot, qapp, tmp_path, sqlite_desk):
    theme = Theme("light")
    desk = furnish(sqlite_desk, actor="Mei", preferences=Preferences(tmp_path / "settings"), theme=theme)

    def open_with(text, name="tickets.csv", wait=True):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        wizard = ImportWizard(desk)
        qtbot.addWidget(wizard)
        wizard.show()
        wizard.open_file(str(path))
        if wait:
            qtbot.waitUntil(lambda: wizard._opened is not None or bool(wizard.message.text))
        return wizard

    yield open_with
    desk.background.stop()


def go_on(qtbot, wizard, step):
    wizard.next.click()
    qtbot.waitUntil(lambda: wizard._job is None and wizard.stack.currentIndex() == step)


def incidents(database):
    with database.read() as reader:
        return reader.rows("SELECT external_ref, title, state FROM incident WHERE withdrawn_at IS NULL ORDER BY id")


def test_a_known_tool_is_recognised_and_comes_in(qtbot, wizard_on, sqlite_desk):
    wizard = wizard_on(GLPI)
    assert wizard.file_step.preview.rowCount() == 2
    assert wizard.column_step.profile.currentData() == "glpi"
    go_on(qtbot, wizard, COLUMNS)
    go_on(qtbot, wizard, VALUES)
    go_on(qtbot, wizard, OUTCOME)
    assert wizard.next.text() == "Import 2 incidents"
    assert incidents(sqlite_desk) == []
    wizard.next.click()
    qtbot.waitUntil(lambda: wizard._outcome is not None and not wizard._outcome.dry_run)
    assert [row[0] for row in incidents(sqlite_desk)] == ["6", "2"]
    assert wizard.leave.text() == "Close"


def test_an_import_is_undone_with_one_button(qtbot, wizard_on, sqlite_desk):
    wizard = wizard_on(GLPI)
    for step in (COLUMNS, VALUES, OUTCOME):
        go_on(qtbot, wizard, step)
    wizard.next.click()
    qtbot.waitUntil(lambda: wizard._outcome is not None and not wizard._outcome.dry_run)
    wizard.outcome_step.undo.click()
    qtbot.waitUntil(lambda: wizard._outcome is None and wizard._job is None)
    assert incidents(sqlite_desk) == []
    assert "undone" in wizard.outcome_step.title.text()


def test_an_earlier_import_can_be_undone_from_the_first_step(qtbot, wizard_on, sqlite_desk):
    first = wizard_on(GLPI)
    for step in (COLUMNS, VALUES, OUTCOME):
        go_on(qtbot, first, step)
    first.next.click()
    qtbot.waitUntil(lambda: first._outcome is not None and not first._outcome.dry_run)
    second = ImportWizard(first.desk)
    qtbot.addWidget(second)
    second.show()
    qtbot.waitUntil(lambda: not second.file_step.earlier.isHidden())
    second.file_step.undo_wanted.emit(1)
    qtbot.waitUntil(lambda: incidents(sqlite_desk) == [])


def test_a_value_without_counterpart_is_shown_and_not_guessed(qtbot, wizard_on, sqlite_desk):
    wizard = wizard_on(UNKNOWN_STATE)
    go_on(qtbot, wizard, COLUMNS)
    go_on(qtbot, wizard, VALUES)
    assert "no counterpart" in wizard.value_step.told.text()
    go_on(qtbot, wizard, OUTCOME)
    assert wizard._outcome.refused_count == 1
    wizard.back.click()
    chooser = wizard.value_step.chooser_of("Parked")
    chooser.setCurrentIndex(chooser.findData("On Hold: Awaiting Vendor"))
    go_on(qtbot, wizard, OUTCOME)
    assert wizard._outcome.refused_count == 0
    wizard.next.click()
    qtbot.waitUntil(lambda: len(incidents(sqlite_desk)) == 2)
    qtbot.waitUntil(lambda: wizard._job is None)


def test_dates_that_do_not_tell_their_order_are_asked_for(qtbot, wizard_on, sqlite_desk):
    wizard = wizard_on(AMBIGUOUS)
    go_on(qtbot, wizard, COLUMNS)
    wizard.next.click()
    qtbot.waitUntil(lambda: bool(wizard.message.text))
    assert wizard.stack.currentIndex() == COLUMNS
    wizard.column_step.order.setCurrentIndex(wizard.column_step.order.findData("day-first"))
    go_on(qtbot, wizard, OUTCOME)
    wizard.next.click()
    qtbot.waitUntil(lambda: len(incidents(sqlite_desk)) == 2)
    qtbot.waitUntil(lambda: wizard._job is None)
    with sqlite_desk.read() as reader:
        created = reader.rows("SELECT created_at FROM incident ORDER BY id")[0][0]
    assert created == 1457172000_000000  # 5 March 2016 10:00 UTC


def test_a_picture_is_refused_with_a_sentence_on_the_first_step(qtbot, wizard_on):
    wizard = wizard_on(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    assert "picture" in wizard.message.text
    assert wizard.stack.currentIndex() == FILE
    assert not wizard.next.isEnabled()


def test_a_column_left_out_is_not_imported(qtbot, wizard_on, sqlite_desk):
    wizard = wizard_on(GLPI)
    go_on(qtbot, wizard, COLUMNS)
    wizard.column_step.chooser_of("Requester - Requester").setCurrentIndex(0)
    go_on(qtbot, wizard, VALUES)
    go_on(qtbot, wizard, OUTCOME)
    wizard.next.click()
    qtbot.waitUntil(lambda: len(incidents(sqlite_desk)) == 2)
    qtbot.waitUntil(lambda: wizard._job is None)
    with sqlite_desk.read() as reader:
        assert reader.rows("SELECT count(*) FROM incident WHERE reporter_id IS NOT NULL") == [(0,)]


def test_refused_rows_are_saved_with_their_numbers_and_reasons(qtbot, wizard_on, tmp_path):
    wizard = wizard_on(UNKNOWN_STATE)
    for step in (COLUMNS, VALUES, OUTCOME):
        go_on(qtbot, wizard, step)
    wizard.save_refused(tmp_path / "refused.csv")
    qtbot.waitUntil(lambda: "refused rows are in" in wizard.message.text)
    text = (tmp_path / "refused.csv").read_text("utf-8-sig")
    assert text.startswith("Row,Reason,Number,Subject")
    assert "Parked" in text


def test_cancel_in_the_middle_leaves_nothing_behind(qtbot, wizard_on, sqlite_desk):
    rows = "".join(f"{number},No power {number},2026-01-02 11:00\n" for number in range(30_000))
    wizard = wizard_on("Number,Subject,Created\n" + rows)
    go_on(qtbot, wizard, COLUMNS)
    go_on(qtbot, wizard, OUTCOME)
    wizard.next.click()
    qtbot.waitUntil(lambda: len(incidents(sqlite_desk)) > 0, timeout=20_000)
    wizard.reject()
    qtbot.waitUntil(lambda: wizard._job is None, timeout=30_000)
    assert "cancelled" in wizard.outcome_step.title.text()
    assert incidents(sqlite_desk) == []


def test_a_whole_desk_comes_back_from_its_one_file(qtbot, qapp, tmp_path, wizard_on, sqlite_desk):
    path = tmp_path / "other.incidentdesk"
    other = open_desk(tmp_path / "other.db")
    with other.write(actor="Bo") as session:
        log_incident(session, title="Mail is slow")
    export_everything(other, path)
    other.close()
    wizard = wizard_on(path.read_bytes(), "again.incidentdesk", wait=False)
    qtbot.waitUntil(lambda: wizard._outcome is not None)
    assert wizard.next.text() == "Import 1 incident"
    wizard.next.click()
    qtbot.waitUntil(lambda: not wizard._outcome.dry_run and wizard._job is None)
    assert [row[1] for row in incidents(sqlite_desk)] == ["Mail is slow"]


def test_a_file_that_brings_only_causes_and_lessons_can_be_imported(qtbot, tmp_path, wizard_on, sqlite_desk):
    path = tmp_path / "other.incidentdesk"
    other = open_desk(tmp_path / "other.db")
    with other.write(actor="Bo") as session:
        incident_id = log_incident(session, title="Mail is slow")
    export_everything(other, path)
    with sqlite_desk.write(actor="Mei") as session:
        log_incident(session, title="Printer on fire")
    take_everything(sqlite_desk, path, actor="Mei")
    with other.write(actor="Bo") as session:
        write_lesson(session, Subject(INCIDENT, incident_id), title="Look at the queue")
    export_everything(other, path)
    other.close()
    wizard = wizard_on(path.read_bytes(), "again.incidentdesk", wait=False)
    qtbot.waitUntil(lambda: wizard._outcome is not None)
    assert "1 record of what belongs to them would come along" in wizard.outcome_step.along.text()
    assert wizard.next.isVisible()
    assert wizard.next.text() == "Import"
    wizard.next.click()
    qtbot.waitUntil(lambda: not wizard._outcome.dry_run and wizard._job is None)
    with sqlite_desk.read() as reader:
        assert reader.rows("SELECT incident_id, title FROM lesson") == [(2, "Look at the queue")]


def test_a_damaged_desk_file_is_refused_on_the_first_step(qtbot, wizard_on):
    wizard = wizard_on(b"no zip at all", "broken.incidentdesk", wait=False)
    qtbot.waitUntil(lambda: bool(wizard.message.text))
    assert wizard.stack.currentIndex() == FILE
    assert not wizard.next.isEnabled()
