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


def test_a_long_text_begins_at_its_beginning_and_goes_to_the_chapter_that_is_chosen(desk, qtbot):
    window = ReadingWindow(desk, "User guide", resource_text("user_guide.md"))
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    assert window.text.verticalScrollBar().value() == 0
    assert window.chapters.isVisible()

    names = [window.chapters.item(row).text() for row in range(window.chapters.count())]
    window.chapters.setCurrentRow(names.index("Rotas"))

    bar = window.text.verticalScrollBar()
    assert 0 < bar.value() < bar.maximum()
    assert window.text.textCursor().block().text() == "Rotas"
    assert 0 <= window.text.cursorRect().top() < 40


def test_a_text_of_few_chapters_has_no_list_of_them(desk, qtbot):
    window = ReadingWindow(desk, "What’s new", resource_text("whats_new.md"))
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    assert not window.chapters.isVisible()
