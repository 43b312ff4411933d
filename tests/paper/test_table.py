import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidentdesk.paper.frame import write_document
from incidentdesk.paper.styles import CELL, STRONG, Align
from incidentdesk.paper.table import Column, Table
from incidentdesk.paper.text import Section
from tests.paper.conftest import SHEET

COLUMNS = [Column("Number", width=60), Column("Title")]


def test_the_headings_are_repeated_on_every_page(written, pages):
    texts = pages(written(Table(COLUMNS, [(str(number), f"incident {number}") for number in range(1000)])))
    assert len(texts) > 20
    assert all("Number Title" in text for text in texts)


def test_no_row_is_lost_or_doubled_between_pages(written, pages):
    rows = [(f"N{number:04d}", "text " * (number % 40)) for number in range(300)]
    text = " ".join(pages(written(Table(COLUMNS, rows))))
    assert [word for word in text.split() if word.startswith("N0")] == [row[0] for row in rows]


def test_a_cell_taller_than_a_page_goes_on_on_the_next(written, pages):
    words = [f"w{number}" for number in range(9000)]
    texts = pages(written(Table(COLUMNS, [("first", "short"), ("long", " ".join(words)), ("last", "short")])))
    assert len(texts) > 5
    assert [word for word in " ".join(texts).split() if word[0] == "w" and word[1:].isdigit()] == words
    assert "last short" in texts[-1]


def test_a_row_of_a_few_lines_is_not_split(written, pages):
    rows = [(f"N{number}", "begin " + "word " * 60 + "end") for number in range(60)]
    for text in pages(written(Table(COLUMNS, rows))):
        assert text.count("begin") == text.count("end")


def test_rows_follow_their_heading_to_the_next_page(written, pages):
    filler = Table(COLUMNS, [(str(number), "filler") for number in range(35)])
    for rows in range(30, 40):
        filler = Table(COLUMNS, [(str(number), "filler") for number in range(rows)])
        texts = pages(written(filler, Section("Heading", Table(COLUMNS, [("first", "row")]))))
        assert [("Heading" in text) for text in texts] == [("first row" in text) for text in texts]


def test_a_cell_may_have_blocks_in_several_styles(written, pages):
    cell = (("Work note · 张伟", STRONG), ("The text.", CELL))
    (text,) = pages(written(Table(COLUMNS, [("1", cell)])))
    assert "Work note · 张伟 The text." in text


def test_too_many_columns_share_the_page():
    table = Table([Column(f"c{number}", width=100) for number in range(20)], [["x"] * 20])
    table.wrap(400, 400)
    assert sum(table._widths) < 400


def test_progress_is_told_after_every_page(tmp_path):
    done = []
    table = Table(COLUMNS, [(str(number), "x") for number in range(200)], follow=done.append)
    pages = write_document(tmp_path / "a.pdf", [table], SHEET)
    assert len(done) == pages - 1
    assert done == sorted(done)


def test_numbers_end_at_the_right_edge(written):
    import pypdfium2

    path = written(Table([Column("Size", width=80, style=CELL.but(align=Align.RIGHT))], [("9",), ("1000",)]))
    with pypdfium2.PdfDocument(path) as document:
        page = document[0]
        text = page.get_textpage()
        found = [text.search(word) for word in ("9", "1000")]
        rights = []
        for searcher, length in zip(found, (1, 4), strict=True):
            start, _count = searcher.get_next()
            rights.append(text.get_charbox(start + length - 1)[2])
            searcher.close()
        text.close()
        page.close()
    assert rights[0] == pytest.approx(rights[1], abs=1.5)


_cells = st.one_of(st.text(max_size=400), st.text("ab \n", max_size=6000))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(_cells, _cells, _cells), max_size=12))
def test_any_cells_make_a_table(rows, tmp_path):
    columns = [Column("a", width=30), Column("b"), Column("c", share=2)]
    assert write_document(tmp_path / "any.pdf", [Section("Any", Table(columns, rows))], SHEET) >= 1
