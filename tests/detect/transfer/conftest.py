import csv
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from incidentdesk.detect.transfer.sheet import Sheet, open_sheet
from incidentdesk.schema.opening import open_desk
from incidentdesk.store.database import Database


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Sheet]:
    """A CSV file of some rows, the first of which is the header, opened."""

    def written(*rows: Sequence[str], name: str = "incidents.csv") -> Sheet:
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        return open_sheet(path)

    return written


@pytest.fixture
def fresh_desk(tmp_path: Path, empty_file: Path) -> Iterator[Callable[[str], Database]]:
    """Opens an empty desk beside the others, under a name of its own."""
    with ExitStack() as opened:

        def fresh(name: str) -> Database:
            path = tmp_path / f"{name}.db"
            shutil.copyfile(empty_file, path)
            return opened.enter_context(closing(open_desk(path)))

        yield fresh
