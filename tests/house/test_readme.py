"""The README says where each row of the specification is; what it names is there."""

import re
from pathlib import Path

import pytest

from incidentdesk.desktop.actions import MENUS
from incidentdesk.desktop.place_parts import PARTS
from incidentdesk.desktop.places import PLACES

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
TABLE = README.partition("## What it does, and where")[2].partition("\n## ")[0]
ROWS = [line.strip("| ").split(" | ") for line in TABLE.splitlines() if re.match(r"\| [A-Z]\d", line)]
PARTS_OF_AN_INCIDENT = {
    "Timeline", "Plan", "Updates", "Analysis", "Evidence", "Recovery", "Follow-up", "Attachments", "Related",
}  # fmt: skip
# Tier M of the specification, stage by stage.
MUST = [
    *(f"P{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16)),
    *(f"D{number}" for number in range(1, 15)),
    *(f"R{number}" for number in range(1, 14)),
    *(f"I{number}" for number in (1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14)),
    *(f"V{number}" for number in range(1, 9)),
    *(f"U{number}" for number in range(1, 8)),
]


def test_every_row_that_must_be_there_is_named_once():
    named = [row for cells in ROWS for row in cells[0].split(", ")]
    assert sorted(named) == sorted(set(named))
    assert set(MUST) <= set(named)


@pytest.mark.parametrize("where", sorted({each for cells in ROWS for each in re.findall(r"[^,(]+ › [^,(]+", cells[2])}))
def test_what_it_names_is_in_the_window(where):
    place, part = (each.strip() for each in where.split(" › "))
    if place == "Incident":
        assert part in PARTS_OF_AN_INCIDENT
        return
    if place in {text.replace("&", "") for _key, text in MENUS} and place in ("File", "Tools"):
        return
    key = next(each.key for each in PLACES if each.text == place)
    assert part in {each.text for each in PARTS[key]}
