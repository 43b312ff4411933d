"""The fishbone and the 5-Whys as documents and pictures, on the command line."""

import json
import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pypdf
import pytest

from incidentdesk.cli.printing import plain

GOLDEN = Path(__file__).parents[1] / "investigate" / "golden"


@pytest.fixture(autouse=True)
def investigated(run):
    run("log", "WAN down")
    run("cause", "import", "1", GOLDEN / "causes.json")


def png_size(path: Path) -> tuple[int, int]:
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", data[16:24])


def svg_text(path: Path) -> str:
    return " ".join(
        "".join(each.itertext()) for each in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")
    )


@pytest.mark.parametrize(
    ("diagram", "title", "words"),
    [
        ("fishbone", "Fishbone of INC-0001 WAN down", ["Technology", "Cooling alarm", "WAN down"]),
        ("whys", "5-Whys of INC-0001 WAN down", ["Cooling alarm", "Subscribe to release notes", "WAN down"]),
    ],
)
def test_a_document(run, tmp_path, diagram, title, words):
    out = tmp_path / "out.pdf"
    assert run("report", diagram, "INC-0001", out).stdout == f"Written to {out}. One A4 page.\n"
    document = pypdf.PdfReader(out)
    assert plain(document.metadata.title) == title
    assert [plain(each.title) for each in document.outline] == [title]
    text = " ".join(document.pages[0].extract_text().split())
    assert all(word in text for word in words)


def test_a_page_of_another_size(run, tmp_path):
    run("report", "fishbone", "1", tmp_path / "a4.pdf")
    run("report", "fishbone", "1", tmp_path / "letter.pdf", "--page-size", "letter")
    sizes = [pypdf.PdfReader(tmp_path / name).pages[0].mediabox.height for name in ("a4.pdf", "letter.pdf")]
    assert sizes[1] == 612
    assert sizes[0] != 612


@pytest.mark.parametrize(("diagram", "word"), [("fishbone", "Technology"), ("whys", "Watch sessions")])
def test_a_drawing(run, tmp_path, diagram, word):
    out = tmp_path / "out.svg"
    assert run("report", diagram, "1", out).stdout == f"Written to {out}.\n"
    assert word in svg_text(out)
    run("report", diagram, "1", tmp_path / "dark.svg", "--theme", "dark")
    assert (tmp_path / "dark.svg").read_text(encoding="utf-8") != out.read_text(encoding="utf-8")
    assert svg_text(tmp_path / "dark.svg") == svg_text(out)


@pytest.mark.parametrize("diagram", ["fishbone", "whys"])
def test_a_picture(run, tmp_path, diagram):
    for scale in (1, 2, 4):
        assert run("report", diagram, "1", tmp_path / f"{scale}.PNG", "--scale", scale).exit_code == 0
    one, two, four = (png_size(tmp_path / f"{scale}.PNG") for scale in (1, 2, 4))
    assert all(abs(two[side] - 2 * one[side]) <= 2 and abs(four[side] - 4 * one[side]) <= 4 for side in (0, 1))
    run("report", diagram, "1", tmp_path / "usual.png")
    assert png_size(tmp_path / "usual.png") == two


def test_texts_may_be_wider(run, tmp_path):
    run("report", "fishbone", "1", tmp_path / "narrow.png", "--wrap", "120")
    run("report", "fishbone", "1", tmp_path / "wide.png", "--wrap", "400")
    assert png_size(tmp_path / "narrow.png")[1] > png_size(tmp_path / "wide.png")[1]


def test_a_fishbone_without_causes_says_nothing_of_keys(run, tmp_path):
    run("log", "Another")
    (tmp_path / "a.txt").write_text("On no bone")
    run("cause", "import", "2", tmp_path / "a.txt")
    run("report", "fishbone", "2", tmp_path / "out.svg")
    assert "People" in svg_text(tmp_path / "out.svg")
    assert "Tab" not in svg_text(tmp_path / "out.svg")


def test_three_hundred_causes(run, tmp_path):
    lines = "".join(f"{'  ' * (number % 6)}- cause {number}\n" for number in range(300))
    (tmp_path / "a.md").write_text(
        "".join(f"## {name}\n{lines[at::1] if at == 0 else ''}" for at, name in enumerate("AB"))
    )
    run("log", "Another")
    run("cause", "import", "2", tmp_path / "a.md")
    result = run("report", "fishbone", "2", tmp_path / "out.pdf")
    assert result.exit_code == 0
    assert len(pypdf.PdfReader(tmp_path / "out.pdf").pages) > 1
    assert run("report", "whys", "2", tmp_path / "out.svg").exit_code == 0


# ── what cannot be ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("diagram", ["fishbone", "whys"])
def test_what_was_not_investigated_is_refused(run, refused, tmp_path, diagram):
    run("log", "Another")
    assert "Nothing has been investigated about INC-0002 yet" in refused(
        run("report", diagram, "2", tmp_path / "out.pdf")
    )
    assert refused(run("report", diagram, "PRB-9", tmp_path / "out.pdf")) == "There is no PRB-0009."
    assert not (tmp_path / "out.pdf").exists()


def test_where_nothing_can_be_written_is_refused(run, refused, tmp_path):
    for ending in ("pdf", "svg", "png"):
        refused(run("report", "fishbone", "1", tmp_path / "missing" / f"out.{ending}"))
        folder = tmp_path / f"out.{ending}"
        folder.mkdir()
        refused(run("report", "fishbone", "1", folder))
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


@pytest.mark.parametrize(
    "words",
    [
        ["1", "out.gif"], ["1", "out"], ["1"], ["1", "out.png", "--scale", "5"], ["1", "out.svg", "--scale", "2"],
        ["1", "out.pdf", "--theme", "dark"], ["1", "out.pdf", "--wrap", "200"], ["1", "out.png", "--theme", "blue"],
    ],
)  # fmt: skip
def test_wrong_usage(run, words):
    assert run("report", "fishbone", *words).exit_code == 2


@pytest.mark.parametrize("ending", ["pdf", "svg"])
@pytest.mark.parametrize(("voter", "seen"), [("Mei Okafor", True), ("Bo Ek", False)])
def test_in_a_hidden_round_only_ones_own_votes_are_shown(run, tmp_path, ending, voter, seen):
    run("log", "Another")
    whole = json.loads((GOLDEN / "causes.json").read_text(encoding="utf-8"))
    whole["effect"]["voting"] = "hidden"
    whole["votes"] = [{"cause": "a", "voter": voter, "dots": 7}]
    (tmp_path / "a.json").write_text(json.dumps(whole))
    run("cause", "import", "2", tmp_path / "a.json")
    out = tmp_path / f"out.{ending}"
    for diagram in ("fishbone", "whys"):
        run("report", diagram, "2", out)
        shown = svg_text(out) if ending == "svg" else pypdf.PdfReader(out).pages[0].extract_text()
        assert (re.search(r"\b7\b", shown.replace("7.2.4", "")) is not None) == seen
