import sys

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QPainter, QTextDocument

from incidentdesk.desktop.widgets.markdown import (
    SHOWN_CHARACTERS,
    SHOWN_LINES,
    SilentDocument,
    document_of,
    is_tame,
    shortened,
)

HOSTILE = """![a](http://evil.example/a.png) ![b](file:///etc/passwd) ![c](//evil.example/share/c.png)
![d](\\\\evil.example\\share) ![e](cid:1) ![f](qrc:/x) <img src="http://evil.example/g.png">
<style>@import url(http://evil.example/h.css);</style> <link rel=stylesheet href=file:///etc/hosts>"""


@pytest.fixture
def asked(monkeypatch):
    """Every file and every connection that anybody asks for."""
    seen = []

    def hook(event, args):
        if seen_on[0] and event in ("open", "socket.connect", "socket.getaddrinfo"):
            seen.append((event, args))

    seen_on = [False]
    sys.addaudithook(hook)
    seen_on[0] = True
    yield seen
    seen_on[0] = False


def painted(document):
    image = QImage(400, 400, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    document.drawContents(painter)
    painter.end()


def test_nothing_is_fetched_by_looking_at_a_text(theme, asked):
    document = document_of(HOSTILE, theme)
    document.setTextWidth(300)
    painted(document)
    assert asked == []


def test_whatever_qt_asks_for_it_gets_nothing(theme):
    document = SilentDocument()
    for kind in (QTextDocument.ResourceType.ImageResource, QTextDocument.ResourceType.StyleSheetResource):
        assert not document.resource(kind, QUrl("file:///etc/hostname"))


def test_markdown_is_shown_as_what_it_means(theme):
    text = document_of("Called **them**\n\n- one\n- two", theme).toPlainText()
    assert "**" not in text
    assert "Called them" in text


def test_lines_stay_lines(theme):
    assert document_of("one\ntwo\nthree", theme).toPlainText().split() == ["one", "two", "three"]
    assert (
        document_of("one\ntwo", theme).blockCount() + document_of("one\ntwo", theme).toPlainText().count("\u2028") >= 2
    )


@pytest.mark.parametrize(
    "text",
    [
        "---\nsecret: yes\n---\nbody",
        "````a",
        "<b>bold</b> <script>x</script>",
        "path\\to\\file and C:\\Users",
        "see [this](not a link) and ![pic](x.png)",
        "a_b_c __init__ snake_case",
        "1. one\n2. two",
    ],
)
def test_no_word_of_a_text_is_hidden(theme, text):
    shown = document_of(text, theme).toPlainText()
    for word in ("secret", "body", "bold", "script", "path", "Users", "this", "init", "snake", "one", "two", "pic"):
        assert (word in shown) == (word in text)


@pytest.mark.parametrize(
    "text",
    [
        ">" * 4_000 + "x",
        "- " * 2_000 + "x",
        "1. " * 1_300 + "x",
        "|a" * 2_000 + "\n" + "|-" * 2_000 + "\n" + "|a" * 2_000,
        ("|a" * 39 + "\n" + "|-" * 39 + "\n" + "|a" * 39 + "\n") * 30,
    ],
)
def test_what_would_freeze_the_window_is_shown_as_it_was_typed(theme, text):
    short, _cut = shortened(text)
    assert document_of(short, theme).toPlainText() == short


def test_wide_tables_and_deep_nesting_are_not_tame():
    assert is_tame("| a | b |\n|---|---|\n| 1 | 2 |")
    assert not is_tame("|a" * 100)
    assert not is_tame(">" * 50 + "x")
    assert not is_tame("x" * 30_000)


def test_a_long_text_is_shortened_and_says_so():
    assert shortened("short") == ("short", False)
    text, cut = shortened("x" * (SHOWN_CHARACTERS + 1))
    assert cut
    assert len(text) <= SHOWN_CHARACTERS + 2
    text, cut = shortened("\n".join("line" for _each in range(SHOWN_LINES + 1)))
    assert cut
    assert text.count("\n") == SHOWN_LINES - 1
