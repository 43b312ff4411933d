import pypdfium2
import pytest

from incidentdesk.paper.prose import Item, prose
from incidentdesk.paper.text import Text


def marks(text):
    return [block._mark if isinstance(block, Item) else "¶" for block in prose(text)]


def test_lists_and_headings_are_known_by_how_their_lines_begin(written, pages):
    text = (
        "Two lines\nof one paragraph.\n\n## A heading ##\n- first\n* second\n    - below it\n1. one\n2) two\n\nThe end."
    )
    assert marks(text) == ["¶", "¶", "•", "•", "•", "1.", "2)", "¶"]
    (said,) = pages(written(*prose(text)))
    assert "Two lines of one paragraph. A heading • first • second • below it 1. one 2) two The end." in said


@pytest.mark.parametrize("text", ["-5 °C", "*bold* words", "3.5 million", "#hashtag", "2026-03-28 08:10", "a - b"])
def test_what_only_looks_like_a_list_stays_as_it_was_typed(text):
    assert [type(block) for block in prose(text)] == [Text]


def test_nothing_is_nothing(written):
    assert prose("") == prose(" \n\n") == prose("---\n***") == []


def test_a_long_item_goes_over_pages_with_one_mark(written, pages):
    texts = pages(written(Item("•", "word " * 3000)))
    assert len(texts) > 2
    assert "".join(texts).count("•") == 1
    assert "".join(texts).count("word") == 3000


def test_items_of_arabic_have_their_mark_at_the_right(written):
    def place_of_mark(text):
        with pypdfium2.PdfDocument(written(Item("•", text))) as document:
            page = document[0]
            said = page.get_textpage()
            at = next(i for i in range(said.count_chars()) if said.get_text_range(i, 1) == "•")
            left = said.get_charbox(at)[0]
            said.close()
            page.close()
            return left

    assert place_of_mark("first") < 100
    assert place_of_mark("خدمة البريد متوقفة") > 400


def test_ten_thousand_characters_without_a_blank_are_all_there(written, pages):
    assert "".join(pages(written(*prose("- " + "x" * 10_000)))).count("x") == 10_000
