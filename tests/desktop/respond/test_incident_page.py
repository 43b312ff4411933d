from PySide6.QtCore import Qt

from incidentdesk.respond.timeline import Kind, timeline

CONTROL = Qt.KeyboardModifier.ControlModifier


def notes(page):
    with page.desk.database.read() as reader:
        facts = timeline(reader, page.incident_id)
    return [(fact.kind, fact.text) for fact in facts if fact.kind in (Kind.NOTE, Kind.COMMENT)]


def test_a_work_note_is_written_with_the_keys_alone(page, qtbot):
    page.composer.edit.setFocus()
    qtbot.keyClicks(page.composer.edit, "Restarted the queue")
    with qtbot.waitSignal(page.shown):
        qtbot.keyClick(page.composer.edit, Qt.Key.Key_Return, CONTROL)
    assert notes(page) == [(Kind.NOTE, "Restarted the queue")]
    qtbot.waitUntil(lambda: page.composer.edit.toPlainText() == "")
    assert "Restarted the queue" in page.timeline.model.index(1).data()


def test_the_page_shows_what_is_known(page):
    assert page.header.title.value_label.text() == "Mail is down"
    assert page.details.fields["reporter"].value_label.text() == "A. Lindqvist"
    assert page.details.fields["tags"].value_label.text() == "mail"
