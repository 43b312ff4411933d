import pytest
from PySide6.QtCore import QUrl

from incidentdesk.desktop.reading_window import LocalText, ReadingWindow, resource_text


def test_nothing_is_fetched_by_looking(qtbot):
    text = LocalText()
    qtbot.addWidget(text)
    for place in ("http://example.org/x.png", "file:///etc/passwd", "//evil/share/x.png"):
        assert text.loadResource(2, QUrl(place)) is None
    text.show_markdown("![x](file:///etc/hostname) <b>not bold</b>")
    assert "<b>" in text.toPlainText()


@pytest.mark.parametrize("name", ["user_guide.md", "whats_new.md"])
def test_the_texts_are_there(desk, qtbot, name):
    window = ReadingWindow(desk, "Text", resource_text(name))
    qtbot.addWidget(window)
    assert len(window.text.toPlainText()) > 300
