"""Files of mail that are dropped on the list of incidents."""

from tests.desktop.detect.test_incident_list_page import titles
from tests.desktop.respond.test_letters_tab import MAIL, drop


def test_a_mail_that_is_dropped_on_the_list_stands_in_it(qtbot, open_list, sqlite_desk, tmp_path):
    page = open_list(sqlite_desk)
    (tmp_path / "one.EML").write_bytes(MAIL)
    assert drop(page, tmp_path / "one.EML")
    qtbot.waitUntil(lambda: "1 new incident:" in page.message.text)
    qtbot.waitUntil(lambda: titles(page) == ["No mail since noon"])


def test_mail_among_other_files_is_left_alone(open_list, sqlite_desk, tmp_path):
    page = open_list(sqlite_desk)
    (tmp_path / "one.eml").write_bytes(MAIL)
    (tmp_path / "cat.png").write_bytes(b"\x89PNG")
    assert not drop(page, tmp_path / "one.eml", tmp_path / "cat.png")
