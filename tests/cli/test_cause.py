"""Causes from files and into files, on the command line."""

import errno
import json
from pathlib import Path

import pytest

from incidentdesk.investigate.cause_file import causes_of_file
from incidentdesk.investigate.problem_intake import open_problem
from incidentdesk.schema.opening import open_desk
from tests.investigate.some_graphs import sample, told

GOLDEN = Path(__file__).parents[1] / "investigate" / "golden"


@pytest.fixture(autouse=True)
def incident(run):
    run("log", "WAN down", "--reporter", "Ann")


@pytest.fixture
def problem(file) -> None:
    database = open_desk(file)
    with database.write(actor="Mei Okafor") as session:
        open_problem(session, title="Firewalls restart")
    database.close()


def outline(run, number="1") -> list:
    """The texts of what is exported, as nested lists."""
    graph = causes_of_file(run("cause", "export", number, "-", "--form", "json").stdout_bytes, "a.json")

    def below(key: str) -> list:
        return [[each.text, *below(each.key)] for each in graph.children(key)]

    return below("")


@pytest.mark.parametrize("ending", ["md", "opml", "csv", "json", "mmd"])
def test_what_is_exported_can_be_imported(run, tmp_path, ending):
    run("log", "Another")
    assert run("cause", "import", "INC-0001", GOLDEN / "causes.json").stdout == (
        "7 causes imported into INC-0001, with 2 new categories.\n"
    )
    out = tmp_path / f"causes.{ending}"
    assert run("cause", "export", "1", out).stdout == f"7 causes written to {out}.\n"
    assert run("cause", "import", "2", out).exit_code == 0
    read = [causes_of_file(run("cause", "export", number, "-").stdout_bytes, "a.md") for number in "12"]
    assert told(read[0]) == told(read[1])


def test_an_investigation_begins_with_the_title_and_the_usual_categories(run, tmp_path):
    (tmp_path / "a.txt").write_text("Old firmware\n  Nobody looks\n")
    assert run("cause", "import", "1", tmp_path / "a.txt").stdout == "2 causes imported into INC-0001.\n"
    found = json.loads(run("cause", "export", "1", "-", "--form", "json").stdout)
    assert found["effect"]["text"] == "WAN down"
    assert [each["text"] for each in found["causes"] if each["kind"] == "category"][:2] == ["People", "Process"]


def test_a_file_with_categories_brings_its_own(run):
    run("cause", "import", "1", GOLDEN / "causes.md")
    assert [each[0] for each in outline(run)] == ["Hangs on no bone", "Technology", "People & process"]


def test_categories_of_the_same_name_are_the_same(run, tmp_path):
    run("cause", "import", "1", GOLDEN / "causes.md")
    (tmp_path / "a.md").write_text("## technology\n- Old cable\n")
    run("cause", "import", "1", tmp_path / "a.md")
    assert [each[0] for each in outline(run)[1][1:]] == ["Firmware 7.2.4 drops *BGP* [sessions]", "Old cable"]


def test_below_a_category(run, refused, tmp_path):
    (tmp_path / "a.txt").write_text("Old firmware\n")
    assert run("cause", "import", "1", tmp_path / "a.txt", "--under", "technology").exit_code == 0
    assert ["Technology", ["Old firmware"]] in outline(run)
    sentence = refused(run("cause", "import", "1", tmp_path / "a.txt", "--under", "Tech"))
    assert sentence == (
        "There is no category “Tech”. There are: People, Process, Technology, Environment, Information, Suppliers."
    )


def test_a_problem_has_causes(run, problem):
    assert "imported into PRB-0001" in run("cause", "import", "prb-1", GOLDEN / "causes.opml").stdout
    assert len(outline(run, "PRB-0001")) == 3


def test_the_causes_are_saved_as_who_is_signed_in(run, shown, meddle):
    run("cause", "import", "1", GOLDEN / "causes.md")
    assert run("check").exit_code == 0
    assert "Old" not in json.dumps(shown())


def test_standard_output_is_markdown_and_a_table_there_has_no_mark(run):
    run("cause", "import", "1", GOLDEN / "causes.json")
    assert run("cause", "export", "1", "-").stdout.startswith("# WAN down\n")
    assert run("cause", "export", "1", "-", "--form", "csv").stdout.startswith('"path","level"')


def test_the_5_whys(run):
    run("cause", "import", "1", GOLDEN / "causes.json")
    assert run("cause", "export", "1", "-", "--whys", "--form", "mermaid").stdout.startswith("flowchart LR\n")
    assert "## " not in run("cause", "export", "1", "-", "--whys").stdout


def test_a_form_by_hand(run, tmp_path):
    (tmp_path / "notes").write_text("- a\n  - b\n")
    assert run("cause", "import", "1", tmp_path / "notes", "--form", "markdown").exit_code == 0
    assert run("cause", "export", "1", tmp_path / "out.dat", "--form", "opml").exit_code == 0
    assert (tmp_path / "out.dat").read_text(encoding="utf-8").startswith("<?xml")


def test_every_golden_file_tells_the_same(run):
    wanted = told(sample(), categories_last=True)
    for name in ("causes.md", "causes.opml", "causes.csv", "causes.json", "causes.mmd"):
        assert told(causes_of_file(GOLDEN / name, name), categories_last=True) == wanted


# ── what cannot be ───────────────────────────────────────────────────────────────────────────────────────────────────

RING = {
    "format": "incidentdesk causes",
    "version": 1,
    "effect": {},
    "causes": [{"key": "a", "parent": "b", "text": "A"}, {"key": "b", "parent": "a", "text": "B"}],
}


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.opml", b"<rss/>", "a.opml: This is XML, but no OPML: it begins with <rss>. Export the outline as OPML."),
        ("a.json", json.dumps(RING).encode(), "a.json: causes: “A” would stand below itself."),
        ("a.md", b"", "a.md is empty; there is nothing to import."),
        ("a.md", b"%PDF-1.7 \0\x01\x02", "a.md is a PDF document, no text with causes."),
        ("a.csv", b"name,age\nBo,7", "a.csv: No columns of causes are in the file. Its first row names them: "),
        ("a.xyz", b"some words", "The name of a.xyz does not tell its form."),
    ],
)
def test_a_bad_file_is_refused_and_nothing_is_begun(run, refused, tmp_path, name, data, sentence):
    (tmp_path / name).write_bytes(data)
    assert refused(run("cause", "import", "1", tmp_path / name)).startswith(sentence)
    assert (
        refused(run("cause", "export", "1", "-"))
        == "Nothing has been investigated about INC-0001 yet. Add a cause first."
    )


def test_a_folder_and_a_file_that_is_not_there_are_refused(run, refused, tmp_path):
    assert "cannot be read: Is a directory" in refused(run("cause", "import", "1", tmp_path, "--form", "markdown"))
    assert refused(run("cause", "import", "1", ".", "--form", "markdown")).startswith(". cannot be read: ")
    assert "cannot be read: No such file" in refused(run("cause", "import", "1", tmp_path / "a.md"))


def test_a_folder_without_permission_is_refused(run, refused, tmp_path, monkeypatch):
    run("cause", "import", "1", GOLDEN / "causes.md")
    # Rights on a folder would not keep root out, as whom tests may run.
    monkeypatch.setattr(Path, "open", _forbidden)
    assert "may not be written here" in refused(run("cause", "export", "1", tmp_path / "a.md"))


def _forbidden(path, *_how, **_more):
    raise PermissionError(errno.EACCES, "Permission denied", str(path))


def test_numbers_that_are_none_are_refused(run, refused):
    assert refused(run("cause", "import", "7", GOLDEN / "causes.md")) == "There is no INC-0007."
    assert refused(run("cause", "export", "PRB-7", "-")) == "There is no PRB-0007."
    assert "is no number of an incident or a problem" in refused(run("cause", "export", "ABC", "-"))


def test_wrong_usage(run):
    for words in (("cause",), ("cause", "import", "1"), ("cause", "export", "1", "-", "--form", "docx")):
        assert run(*words).exit_code == 2


def test_ten_thousand_characters_and_three_hundred_causes(run, tmp_path):
    lines = "".join(f"{'  ' * (number % 12)}- {'x' * 10_000 if number == 5 else number}\n" for number in range(300))
    (tmp_path / "a.md").write_text(lines)
    assert run("cause", "import", "1", tmp_path / "a.md").stdout == "300 causes imported into INC-0001.\n"
    found = json.loads(run("cause", "export", "1", "-", "--form", "json").stdout)
    (long,) = (each for each in found["causes"] if each["text"].startswith("x"))
    assert (len(long["text"]), len(long["note"])) == (200, 10_000)
