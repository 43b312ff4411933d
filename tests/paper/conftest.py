"""What tests of paper share: a document made of blocks, and its text as a reader of PDF takes it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2
import pytest
from reportlab.platypus import Flowable

from incidentdesk.paper.frame import Sheet, write_document

SHEET = Sheet("Acme IT", "Report on the mail", "Made 2026-11-23 18:00 CET by Mei Okafor", author="Mei Okafor")


@pytest.fixture(autouse=True)
def application(qapp: object) -> object:
    """Qt has one application for each process: the one that tests of windows need as well."""
    return qapp


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Writes blocks as a document and gives its path."""

    def write(*blocks: Flowable, sheet: Sheet = SHEET) -> Path:
        path = tmp_path / "document.pdf"
        write_document(path, blocks, sheet)
        return path

    return write


@pytest.fixture
def pages() -> Callable[[Path], Sequence[str]]:
    """The text of each page, with single blanks."""

    def read(path: Path) -> list[str]:
        with pypdfium2.PdfDocument(path) as document:
            texts = []
            for page in document:
                text = page.get_textpage()
                texts.append(" ".join(text.get_text_range().split()))
                text.close()
                page.close()
            return texts

    return read
