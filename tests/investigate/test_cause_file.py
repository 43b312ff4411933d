"""Files with causes: known by name and content, brought into a graph, and refused with a sentence."""

import errno
import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidentdesk.investigate.cause_editing import add_below, apply_category_set, set_facts
from incidentdesk.investigate.cause_file import (
    FORMS,
    LARGEST,
    WRITTEN_FORMS,
    causes_of_file,
    form_of,
    graph_from_file,
    write_file,
    written,
)
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, Effect, Kind, Side, applied, refuse_ring
from incidentdesk.investigate.cause_merging import brought_in
from incidentdesk.refusal import Refused
from tests.investigate.some_graphs import graphs, sample, told


def outline(graph: CauseGraph, key: str = EFFECT) -> list:
    return [[each.text, *outline(graph, each.key)] for each in graph.children(key)]


@pytest.fixture
def graph() -> CauseGraph:
    """A fishbone as it begins, with a cause on one of its bones."""
    empty = CauseGraph(Effect("WAN down"))
    begun = applied(empty, apply_category_set(empty, ["People", "Technology"]))
    return applied(begun, add_below(begun, begun.categories[0].key, "Tired").gesture)


def with_file(graph: CauseGraph, name: str, text: str, **how) -> CauseGraph:
    return applied(graph, graph_from_file(text.encode(), name, graph, **how))


# ── the form ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", [form for form in FORMS.values() if form.write])
def test_every_form_is_known_by_its_endings_and_read_back(form, tmp_path):
    for ending in form.endings:
        path = tmp_path / f"causes{ending.upper()}"
        write_file(path, sample())
        assert form_of(path.name) == form.name
        assert told(causes_of_file(path, path.name), categories_last=True) == told(sample(), categories_last=True)


@pytest.mark.parametrize("form", ["opml", "json", "mermaid", "csv"])
def test_without_an_ending_the_content_tells_the_form(form):
    data = written(sample(), form).encode()
    assert form_of("causes", data) == form
    assert told(causes_of_file(data, "causes"), categories_last=True) == told(sample(), categories_last=True)


def test_a_form_may_be_named_by_hand():
    assert outline(causes_of_file(b"- a\n  - b", "notes.log", form="markdown")) == [["a", ["b"]]]


def test_an_ending_that_tells_nothing_is_refused():
    with pytest.raises(Refused, match=re.escape("name of ⁨notes.log⁩ does not tell its form. It may end in .md, .opml")):
        causes_of_file(b"- a\n  - b", "notes.log")


def test_an_indented_text():
    text = "People\n\t\t\ttired\n  nobody there\n"
    assert outline(causes_of_file(text.encode("utf-16"), "notes.txt")) == [["People", ["tired"], ["nobody there"]]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_any_encoding(encoding):
    text = "- Überlastung der Störungsannahme\n- Käfig für größere Geräte\n"
    assert outline(causes_of_file(text.encode(encoding), "a.md"))[0] == ["Überlastung der Störungsannahme"]


# ── what a file brings in ────────────────────────────────────────────────────────────────────────────────────────────


def test_categories_of_the_same_name_are_the_same(graph):
    after = with_file(graph, "a.md", "## PEOPLE\n- New\n## Data\n- Old\n")
    assert outline(after) == [["People", ["Tired"], ["New"]], ["Technology"], ["Data", ["Old"]]]
    assert [each.side for each in after.categories] == [Side.TOP, Side.BOTTOM, Side.TOP]


def test_causes_on_no_bone_stay_so(graph):
    after = with_file(graph, "a.txt", "one\n  two\n")
    assert [each.text for each in after.loose] == ["one"]


def test_below_a_category_everything_is_a_cause(graph):
    people = graph.categories[0].key
    after = with_file(graph, "a.md", "## Data\n- Old\n", under=people)
    assert outline(after)[0] == ["People", ["Tired"], ["Data", ["Old"]]]
    assert len(after.categories) == 2


def test_nothing_is_brought_below_what_was_ruled_out(graph):
    tired = graph.in_order()[0].key
    ruled_out = applied(graph, set_facts(graph, [tired], status="Ruled out"))
    with pytest.raises(Refused, match="ruled out"):
        with_file(ruled_out, "a.txt", "one", under=tired)


def test_notes_of_a_category_come_to_those_it_has(graph):
    after = with_file(graph, "a.md", "## People\nfirst\n## people\nsecond\n## New\nthird\n## new\nfourth\n")
    notes = {each.text: each.note for each in after.categories}
    assert notes == {"People": "first\n\nsecond", "Technology": "", "New": "third\n\nfourth"}


def test_what_is_to_be_explained_stays(graph):
    assert with_file(graph, "a.md", "# No mail\n\nGate: OR\n\n- a\n").effect == graph.effect
    after = with_file(CauseGraph(), "a.md", "# No mail\n\nGate: OR\n\n- a\n")
    assert (after.effect.text, after.effect.gate, after.effect.dots) == ("No mail", "OR", 5)


def test_into_an_empty_graph_everything_comes():
    after = with_file(CauseGraph(), "a.json", written(sample(), "json"))
    assert after.effect == sample().effect
    assert sorted((after.causes[vote.cause].text, vote.voter, vote.dots) for vote in after.votes.values()) == [
        ("Firmware 7.2.4 drops *BGP* [sessions]", "bo", 1), ("Firmware 7.2.4 drops *BGP* [sessions]", "mei", 2),
    ]  # fmt: skip


def test_votes_do_not_come_into_a_graph_that_has_causes(graph):
    assert with_file(graph, "a.json", written(sample(), "json")).votes == {}


def test_nobody_has_promised_an_imported_counter_measure(graph):
    after = with_file(graph, "a.json", written(sample(), "json"))
    assert {(each.text, each.state, each.owner, each.number) for each in after.measures.values()} == {
        ("Subscribe to release notes", "Proposed", "Bo Ek", 0), ("Watch sessions", "Proposed", "", 0),
    }  # fmt: skip


def test_a_file_can_be_brought_in_twice(graph):
    once = with_file(graph, "a.json", written(sample(), "json"))
    twice = with_file(once, "a.json", written(sample(), "json"))
    assert len(twice.in_order()) == len(graph.in_order()) + 2 * len(sample().in_order())
    assert len(twice.categories) == len(once.categories)


@settings(max_examples=100, deadline=None)
@given(graphs(most=10), graphs(most=10), st.data())
def test_any_graph_is_brought_into_any_other(graph, found, data):
    under = data.draw(st.sampled_from([EFFECT, *graph.causes]))
    try:
        after = applied(graph, brought_in(graph, found, under))
    except Refused:
        return
    refuse_ring(after)
    assert len(after.in_order()) == len(graph.in_order()) + len(found.in_order()) + (
        len(found.categories) if under != EFFECT else 0
    )
    for cause in graph.causes.values():
        kept = after.children(cause.key)[: len(graph.children(cause.key))]
        assert [each.key for each in kept] == [each.key for each in graph.children(cause.key)]
    if not graph.causes and under == EFFECT:
        names = [each.text.casefold() for each in found.categories]
        if len(names) == len(set(names)):
            assert told(after) == [*told(CauseGraph(found.effect, found.causes, {}, proposed(found)))]


def proposed(graph: CauseGraph) -> dict:
    return {key: replace(each, state="Proposed") for key, each in graph.measures.items()}


@pytest.mark.parametrize("form", WRITTEN_FORMS)
def test_three_hundred_causes_twelve_deep(form):
    lines = "".join(f"{'  ' * (number % 12)}- Ursache {number} {'配' * (number % 7)}\n" for number in range(300))
    graph = causes_of_file(lines.encode(), "a.md")
    read = causes_of_file(written(graph, form).encode(), f"a{FORMS[form].endings[0]}")
    assert told(read) == told(graph)
    assert max(read.depth(key) for key in read.causes) == 12


@pytest.mark.parametrize("form", ["markdown", "opml", "csv", "mermaid"])
def test_a_cause_of_ten_thousand_characters(form):
    text = "a" * 10_000
    file = {
        "markdown": f"- {text}",
        "opml": f'<opml><body><outline text="{text}"/></body></opml>',
        "csv": f"level,cause\n1,{text}",
        "mermaid": f"ishikawa-beta\n  E\n    {text}",
    }[form]
    (cause,) = causes_of_file(file.encode(), f"a{FORMS[form].endings[0]}").causes.values()
    assert (len(cause.text), cause.note) == (200, text)


def test_the_5_whys_in_any_form():
    for form in ("markdown", "opml", "csv", "json"):
        read = causes_of_file(written(sample(), form, whys=True).encode(), f"a{FORMS[form].endings[0]}")
        assert outline(read) == [
            ["Firmware 7.2.4 drops *BGP* [sessions]", ["Release notes were not read"], ["Cooling alarm"]],
            ["Hangs on no bone"],
        ]
        assert not any(each.kind == Kind.CATEGORY for each in read.causes.values())


@pytest.mark.parametrize("form", WRITTEN_FORMS)
def test_a_hidden_round_is_not_told_by_a_file(form):
    hidden = replace(sample(), effect=replace(sample().effect, voting="hidden"))
    seen = [written(hidden, form, seen_by=name) for name in ("mei", "bo", "")]
    opened = [
        written(replace(hidden, votes={key: vote}), form, seen_by=vote.voter) for key, vote in hidden.votes.items()
    ]
    assert seen == [*opened, written(replace(hidden, votes={}), form)]
    assert len(set(seen)) == 3


# ── bad files ────────────────────────────────────────────────────────────────────────────────────────────────────────

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 60


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.md", b"", "⁨a.md⁩ is empty"),
        ("a.md", b"\0" * 90, "⁨a.md⁩ is empty"),
        ("a.md", PNG, "⁨a.md⁩ is a picture (PNG), no text with causes"),
        ("a.md", b"PK\x03\x04" + b"\0" * 60, "⁨a.md⁩ is a packed file (ZIP)"),
        ("a.md", b"some text \0\0\0\x01 and bytes" * 9, "is not text but binary data"),
        ("a.json", b"- a", "⁨a.json⁩: This is no JSON: line 1"),
        ("a.opml", b"- a", "⁨a.opml⁩: This is no OPML: line 1"),
        ("a.csv", b"- a", "⁨a.csv⁩: No columns of causes"),
        ("a.mmd", b"- a", "⁨a.mmd⁩: This is no fishbone of Mermaid"),
        ("a.md", b"# Only a title", "⁨a.md⁩ holds no causes"),
        ("a", b"nothing known", "does not tell its form"),
        ("a.md", b"x" * (LARGEST + 1), "⁨a.md⁩ is too large: files with causes have at most 8 MB"),
    ],
)
def test_what_is_no_file_with_causes_is_refused(name, data, sentence):
    with pytest.raises(Refused, match=re.escape(sentence)):
        graph_from_file(data, name, CauseGraph())


def test_what_cannot_be_opened_is_refused(tmp_path):
    for path in (tmp_path, tmp_path / "missing.md"):
        with pytest.raises(Refused, match="cannot be read: "):
            graph_from_file(path, path.name, CauseGraph())


def test_a_folder_without_permission(tmp_path, monkeypatch):
    def forbidden(path, *_how, **_more):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    # Rights on a folder would not keep root out, as whom tests may run.
    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(Refused, match="Permission denied"):
        graph_from_file(tmp_path / "a.md", "a.md", CauseGraph())
    with pytest.raises(Refused, match="may not be written here"):
        write_file(tmp_path / "a.md", sample())


def test_what_cannot_be_written_is_refused(tmp_path):
    with pytest.raises(Refused, match=r"folder of .* does not exist"):
        write_file(tmp_path / "missing" / "a.md", sample())
    folder = tmp_path / "a.md"
    folder.mkdir()
    with pytest.raises(Refused, match="is a folder"):
        write_file(folder, sample())
    with pytest.raises(Refused, match=r"may end in .md, .opml, .csv, .json, .mmd, or name the form"):
        write_file(tmp_path / "a.docx", sample())
    with pytest.raises(Refused, match="not as ⁨outline⁩"):
        write_file(tmp_path / "a.txt", sample())
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([form.endings[0] for form in FORMS.values()]))
def test_any_bytes_are_read_or_refused(data, ending):
    with suppress(Refused):
        causes_of_file(data, f"a{ending}")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.sampled_from([form.endings[0] for form in FORMS.values()]))
def test_any_text_is_read_or_refused(text, ending):
    with suppress(Refused):
        causes_of_file(text.encode("utf-8", "replace"), f"a{ending}")
