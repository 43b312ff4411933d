"""What tests of reports share: an application for the names that only Qt can set, and the text of a document."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2
import pytest


@pytest.fixture(autouse=True)
def application(qapp: object) -> object:
    """Qt has one application for each process: the one that tests of windows need as well."""
    return qapp


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
