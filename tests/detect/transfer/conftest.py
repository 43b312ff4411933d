import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from incidentdesk.detect.transfer.sheet import Sheet, open_sheet


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Sheet]:
    """A CSV file of some rows, the first of which is the header, opened."""

    def written(*rows: Sequence[str], name: str = "incidents.csv") -> Sheet:
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        return open_sheet(path)

    return written
