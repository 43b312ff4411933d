import hashlib

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QFileDialog

from incidentdesk.desktop.respond.attachments_pane import thumbnail
from incidentdesk.desktop.respond.incident_page import ATTACHMENTS
from incidentdesk.desktop.respond.upload_list import Incoming, incoming_of
from incidentdesk.detect.attachment import attached
from incidentdesk.detect.attachment_file import save_attachment
from incidentdesk.prepare.setting import set_setting
from incidentdesk.refusal import Refused


def files(page):
    with page.desk.database.read() as reader:
        return attached(reader, page.incident_id)


def mime(*paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def png(width=40, height=30):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    return image


def encoded(image, form="PNG"):
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, form)
    return content.data()


def enter(page, data):
    actions = Qt.DropAction.CopyAction
    event = QDragEnterEvent(
        QPointF(9, 9).toPoint(), actions, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.dragEnterEvent(event)
    return event.isAccepted()


def drop(page, data):
    event = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.dropEvent(event)


def test_files_are_dropped_anywhere_on_the_page(page, tmp_path, settle):
    for name in ("syslog.txt", "notes.txt"):
        (tmp_path / name).write_text(f"{name}\n" * 100)
    data = mime(tmp_path / "syslog.txt", tmp_path / "notes.txt")
    assert enter(page, data)
    assert page.drop_frame.isVisible()
    assert page.drop_frame.accessibleName() == "Drop to attach to INC-0001"
    drop(page, data)
    assert not page.drop_frame.isVisible()
    settle(page.desk)
    assert [each.name for each in files(page)] == ["syslog.txt", "notes.txt"]
    digest = hashlib.sha256((tmp_path / "syslog.txt").read_bytes()).hexdigest()
    card = page.attachments.cards[files(page)[0].id]
    assert card.hash.toolTip() == digest
    assert page.parts.text(ATTACHMENTS) == "Attachments 2"
    assert not page.uploads.isVisible()


def test_text_that_is_dragged_is_no_file(page):
    data = QMimeData()
    data.setText("only words")
    assert not enter(page, data)
    assert not page.drop_frame.isVisible()


def test_the_frame_goes_when_the_drag_leaves(page, tmp_path):
    (tmp_path / "a.txt").write_text("a")
    enter(page, mime(tmp_path / "a.txt"))
    page.dragLeaveEvent(QDragLeaveEvent())
    assert not page.drop_frame.isVisible()


def test_a_screenshot_is_pasted_from_the_clipboard(page, settle):
    QApplication.clipboard().setImage(png())
    page.timeline.view.setFocus()
    page.commands.paste()
    settle(page.desk)
    (file,) = files(page)
    assert file.name.startswith("Screenshot ")
    assert file.media_type == "image/png"
    settle(page.desk)
    page.show_part(ATTACHMENTS)
    assert not page.attachments.cards[file.id]._image.isNull()


def test_a_screenshot_pasted_into_the_composer_is_attached_and_text_is_text(page, settle):
    page.composer.edit.setFocus()
    QApplication.clipboard().setImage(png())
    page.composer.edit.paste()
    QApplication.clipboard().setText("words")
    page.composer.edit.paste()
    settle(page.desk)
    assert len(files(page)) == 1
    assert page.composer.edit.toPlainText() == "words"


def test_a_file_above_the_limit_is_refused_and_can_be_tried_again(page, tmp_path, settle, qtbot):
    with page.desk.database.write(actor="Mei Okafor") as session:
        set_setting(session, "attachment_limit", 1024 * 1024)
    large = tmp_path / "dump.bin"
    with large.open("wb") as file:
        file.truncate(2 * 1024 * 1024)
    page.files.attach([Incoming(large.name, large)])
    settle(page.desk)
    (row,) = page.uploads.rows
    assert "too large" in row.state.text()
    assert files(page) == []
    large.write_bytes(b"smaller now")
    qtbot.mouseClick(row.retry, Qt.MouseButton.LeftButton)
    settle(page.desk)
    assert [each.size for each in files(page)] == [11]
    assert page.uploads.rows == []


@pytest.mark.parametrize("kind", ["missing", "folder"])
def test_what_cannot_be_read_says_why(page, tmp_path, settle, kind):
    path = tmp_path / "thing"
    if kind == "folder":
        path.mkdir()
    page.files.attach([Incoming("thing", path)])
    settle(page.desk)
    assert "thing" in page.uploads.rows[0].state.text()
    page.uploads.rows[0].cancel.click()
    assert not page.uploads.isVisible()


def test_an_upload_can_be_cancelled_and_leaves_nothing(page, tmp_path, settle):
    path = tmp_path / "dump.bin"
    path.write_bytes(b"x" * 3_000_000)
    page.files.attach([Incoming(path.name, path), Incoming("second", None, b"second")])
    assert page.unsaved()
    page.uploads.rows[0].cancel.click()
    settle(page.desk)
    assert [each.name for each in files(page)] == ["second"]
    with page.desk.database.read() as reader:
        assert reader.rows("SELECT count(DISTINCT attachment_id) FROM attachment_chunk") == [(1,)]
    assert page.unsaved() == ""


def test_a_file_is_taken_away_and_brought_back(page, settle, qtbot):
    page.files.attach([Incoming("a.txt", None, b"a")])
    settle(page.desk)
    card = page.attachments.cards[files(page)[0].id]
    page.show_part(ATTACHMENTS)
    qtbot.mouseClick(card.away, Qt.MouseButton.LeftButton)
    settle(page.desk)
    assert files(page) == []
    assert page.attachments.empty.isVisible()
    page.desk.history.undo()
    settle(page.desk)
    assert [each.name for each in files(page)] == ["a.txt"]


HOSTILE = (
    "../../etc/passwd",
    "C:\\Windows\\win.ini",
    "\\\\evil\\share\\x.txt",
    "CON.txt",
    "a\0b.txt",
    "invoice\u202egpj.exe",
    "x" * 4_000,
    "..",
    "",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_save_as_proposes_a_safe_name(page, name, settle, qtbot, monkeypatch):
    proposed = []
    monkeypatch.setattr(QFileDialog, "selectFile", lambda _self, name: proposed.append(name))
    monkeypatch.setattr(QFileDialog, "open", lambda _self: None)
    page.files.attach([Incoming(name, None, b"x")])
    settle(page.desk)
    (file,) = files(page)
    page.attachments.ask_where(file)
    (safe,) = proposed
    assert safe
    assert len(safe) <= 120
    assert not set(safe) & set('/\\:\0\u202e<>"|?*')
    assert safe not in (".", "..", "CON.txt")


def test_a_file_is_saved_where_the_person_says(page, tmp_path, settle):
    content = bytes(range(256)) * 10_000
    page.files.attach([Incoming("dump.bin", None, content)])
    settle(page.desk)
    shown = []
    page.desk.toasts.shown.connect(shown.append)
    page.attachments.save(files(page)[0], tmp_path / "saved.bin")
    settle(page.desk)
    assert (tmp_path / "saved.bin").read_bytes() == content
    assert "saved.bin" in shown[0]
    assert [file.name for file in tmp_path.glob(".*")] == []


def test_a_folder_that_is_gone_is_said_on_the_page(page, tmp_path, settle):
    page.files.attach([Incoming("a.txt", None, b"a")])
    settle(page.desk)
    page.attachments.save(files(page)[0], tmp_path / "gone" / "a.txt")
    settle(page.desk)
    assert "could not be written" in page.message.text


def test_a_file_that_was_changed_in_the_database_is_not_saved(page, tmp_path, settle, sqlite_desk):
    import sqlalchemy as sa

    page.files.attach([Incoming("a.txt", None, b"abc")])
    settle(page.desk)
    with sqlite_desk.write(actor="somebody") as session:
        session.connection.execute(sa.text("UPDATE attachment_chunk SET data = x'00'"))
    with sqlite_desk.read() as reader, pytest.raises(Refused, match="changed in the database"):
        save_attachment(reader, files(page)[0].id, tmp_path / "a.txt", size=3)
    assert list(tmp_path.glob("*a.txt*")) == []


@pytest.mark.qt_log_ignore("libpng error")
def test_small_pictures_are_made_of_pictures_only():
    image = thumbnail(encoded(png(400, 300)))
    assert (image.width(), image.height()) == (56, 42)
    assert thumbnail(b"<svg xmlns='http://www.w3.org/2000/svg'><image href='http://evil.example'/></svg>") is None
    assert thumbnail(b"") is None
    assert thumbnail(b"\x89PNG\r\n\x1a\nbroken") is None


def test_a_picture_of_too_many_pixels_is_not_decoded():
    flood = bytearray(encoded(png(8, 8), "BMP"))
    flood[18:22] = (60_000).to_bytes(4, "little")
    flood[22:26] = (60_000).to_bytes(4, "little")
    assert thumbnail(bytes(flood)) is None


def test_a_link_that_is_dropped_is_no_file(page):
    data = QMimeData()
    data.setUrls([QUrl("https://example.net/a.png")])
    assert incoming_of(data, page.desk.zone) == []
    assert not enter(page, data)
