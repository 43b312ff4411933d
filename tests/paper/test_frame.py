import errno
import os
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest

from incidentdesk.paper import file as paper_file
from incidentdesk.paper.frame import MARGIN, PageSize, Sheet, own_page, write_document
from incidentdesk.paper.text import Text
from incidentdesk.refusal import Refused
from tests.paper.conftest import SHEET


def test_every_page_says_who_made_what_when_and_how_many_there_are(written, pages):
    texts = pages(written(Text("word\n" * 200)))
    assert len(texts) == 4
    for number, text in enumerate(texts, 1):
        assert f"page {number} of 4" in text
        assert "Acme IT" in text
        assert "Report on the mail" in text
        assert "Made 2026-11-23 18:00 CET by Mei Okafor" in text


def test_the_document_says_what_it_is(written):
    about = pypdf.PdfReader(written(Text("a"))).metadata
    assert (about.title, about.author, about.creator) == ("Report on the mail", "Mei Okafor", "IncidentDesk")


@pytest.mark.parametrize(
    ("page_size", "landscape", "size"),
    [
        (PageSize.A4, False, (595, 842)),
        (PageSize.A4, True, (842, 595)),
        (PageSize.LETTER, False, (612, 792)),
        (PageSize.LETTER, True, (792, 612)),
    ],
)
def test_pages_have_the_size_of_the_paper(page_size, landscape, size, written):
    sheet = Sheet("Desk", "Title", "Made", page_size=page_size, landscape=landscape)
    box = pypdf.PdfReader(written(Text("a"), sheet=sheet)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_a_very_long_title_is_cut_in_the_header_only(written, pages):
    sheet = Sheet("D" * 300, "title " * 100, "made " * 100, mark="Internal " * 20)
    (text,) = pages(written(Text("a"), sheet=sheet))
    assert text.count("…") == 4


def test_nothing_is_drawn_over_the_margin(written):
    import pypdfium2

    blocks = [Text("W" * 500), Text("https://" + "i" * 900), Text("张伟" * 200)]
    with pypdfium2.PdfDocument(written(*blocks)) as document:
        page = document[0]
        text = page.get_textpage()
        edges = [text.get_charbox(number) for number in range(text.count_chars())]
        text.close()
        page.close()
    assert min(box[0] for box in edges if box[2] > box[0]) >= MARGIN - 2
    assert max(box[2] for box in edges) <= 595 - MARGIN + 2


def test_the_file_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "report.pdf"
    path.write_bytes(b"before")

    def fail(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(paper_file.os, "fsync", fail)
    with pytest.raises(Refused, match="The disk is full"):
        write_document(path, [Text("a")], SHEET)
    assert path.read_bytes() == b"before"
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["report.pdf"]


@pytest.mark.parametrize(
    ("place", "reason"),
    [("missing/report.pdf", "does not exist"), (".", "is a folder"), ("file.txt/report.pdf", "does not exist")],
)
def test_a_place_that_cannot_be_written_to_is_refused_with_the_reason(place, reason, tmp_path):
    (tmp_path / "file.txt").write_text("a file and no folder", encoding="utf-8")
    with pytest.raises(Refused, match=reason):
        write_document(tmp_path / place, [Text("a")], SHEET)


def test_a_file_that_may_not_be_written_is_refused(tmp_path, monkeypatch):
    def fail(_self, _target):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(paper_file.Path, "replace", fail)
    with pytest.raises(Refused, match="open in another program"):
        write_document(tmp_path / "report.pdf", [Text("a")], SHEET)


def test_a_cancelled_document_leaves_no_file(tmp_path):
    asked = iter([False, False, True])
    with pytest.raises(Refused, match="Nothing was written"):
        write_document(tmp_path / "report.pdf", [Text("word\n" * 500)], SHEET, cancelled=lambda: next(asked))
    assert not list(tmp_path.glob("*.p*"))


def test_the_command_line_needs_no_application_of_its_own(tmp_path):
    """A process without a window, and a name that only Qt can set, in a thread."""
    program = (
        "import sys, threading\n"
        "from incidentdesk.paper.frame import Sheet, write_document\n"
        "from incidentdesk.paper.text import Text\n"
        "assert 'PySide6' not in sys.modules\n"
        "write_document(sys.argv[1], [Text('plain Ünïcode')], Sheet('a', 'b', 'c'))\n"
        "assert 'PySide6' not in sys.modules\n"
        "write_document(sys.argv[1], [Text('张伟 مرحبا')], Sheet('a', 'b', 'c'))\n"
    )
    environment = {name: value for name, value in os.environ.items() if name not in ("QT_QPA_PLATFORM", "DISPLAY")}
    path = tmp_path / "report.pdf"
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "张伟" in pypdf.PdfReader(path).pages[0].extract_text()


def test_blocks_may_have_pages_of_their_own_of_another_size(written):
    wide, wider = (842, 595), (1190, 842)
    story = [
        Text("first"),
        *own_page([Text("wide")], wide),
        *own_page([Text("wide too")], wide),
        *own_page([Text("wider")], wider),
        Text("last"),
    ]
    pages = pypdf.PdfReader(written(*story)).pages
    assert [(round(page.mediabox.width), page.extract_text().splitlines()[-1]) for page in pages] == [
        (595, "first"), (842, "wide"), (842, "wide too"), (1190, "wider"), (595, "last"),
    ]  # fmt: skip
    assert "page 4 of 5" in pages[3].extract_text()


def test_no_page_is_left_empty_around_a_page_of_its_own(written, pages):
    assert len(pages(written(*own_page([Text("alone")], (842, 595))))) == 1


def test_a_page_of_its_own_may_say_in_its_header_what_it_shows(written, pages):
    first, own, last = pages(
        written(Text("first"), *own_page([Text("own")], (842, 595), heading="Fishbone"), Text("x"))
    )
    assert "Fishbone · Report on the mail" in own
    assert "Fishbone" not in first + last


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="no devices here")
def test_a_device_is_not_replaced_by_a_report():
    with pytest.raises(Refused, match="is a device and no file"):
        write_document("/dev/null", [Text("x")], Sheet(desk="Desk", title="Title", made="today"))
    assert not Path("/dev/null").is_file()
