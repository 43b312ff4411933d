"""Causes as OPML: what is written is read back, outlines of others are read, and traps are refused."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, Status
from incidentdesk.investigate.opml_form import cause_opml, causes_from_opml
from incidentdesk.refusal import Refused
from tests.investigate.some_graphs import graphs, sample, told

GOLDEN = Path(__file__).parent / "golden"


def outline(graph: CauseGraph, key: str = EFFECT) -> list:
    return [[each.text, *outline(graph, each.key)] for each in graph.children(key)]


def opml(body: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?><opml version="2.0"><head>{head}</head><body>{body}</body></opml>'.encode()


def test_the_form_is_the_one_that_was_agreed():
    assert cause_opml(sample()) == (GOLDEN / "causes.opml").read_text(encoding="utf-8")


def test_it_is_opml_2():
    root = ElementTree.fromstring(cause_opml(sample()).encode())
    assert (root.tag, root.get("version"), [each.tag for each in root]) == ("opml", "2.0", ["head", "body"])
    outlines = list(root.iter("outline"))
    assert all("text" in each.attrib for each in outlines)
    assert all(name in ("text", "_note") or name[0] == "{" for each in outlines for name in each.attrib)


@settings(max_examples=300, deadline=None)
@given(graphs())
def test_what_is_written_is_read_back(graph):
    read = causes_from_opml(cause_opml(graph).encode())
    assert (read.effect.text, read.effect.gate) == (graph.effect.text, graph.effect.gate)
    assert told(read) == told(graph)
    assert [each.side for each in read.categories] == [each.side for each in graph.categories]


# ── outlines of others ───────────────────────────────────────────────────────────────────────────────────────────────


def test_outlines_with_others_below_them_are_categories():
    body = '<outline text="DNS"><outline text="slow" _note="since &lt;Monday&gt;"/></outline><outline text="Alone"/>'
    read = causes_from_opml(opml(body, "<title>No mail</title>"))
    assert (read.effect.text, outline(read)) == ("No mail", [["DNS", ["slow"]], ["Alone"]])
    assert [each.text for each in read.categories] == ["DNS"]
    assert read.in_order()[0].note == "since <Monday>"


def test_statuses_may_be_written_without_a_namespace():
    read = causes_from_opml(opml('<outline text="a" status="verified"/><outline title="b" status="nonsense"/>'))
    assert [(each.text, each.status) for each in read.in_order()] == [
        ("a", Status.VERIFIED), ("b", Status.SUSPECTED),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_other_encodings(encoding):
    name = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    text = f'<?xml version="1.0" encoding="{name}"?><opml><head/><body><outline text="Überlast"/></body></opml>'
    assert outline(causes_from_opml(text.encode(encoding))) == [["Überlast"]]


def test_a_long_text_is_whole_in_the_note():
    (cause,) = causes_from_opml(opml(f'<outline text="{"x" * 10_000}" _note="more"/>')).causes.values()
    assert (len(cause.text), cause.note) == (200, "x" * 10_000 + "\n\nmore")


# ── what is no OPML ──────────────────────────────────────────────────────────────────────────────────────────────────

BOMB = b'<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><opml><body><outline text="&b;"/></body></opml>'
OUTSIDE = b'<!DOCTYPE opml SYSTEM "file:///etc/passwd"><opml/>'


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This is no OPML: line 1, column 1: no element found"),
        (b"- a\n- b", "This is no OPML: line 1, column 1: syntax error"),
        (b"<opml><body><outline text='a'></body></opml>", "line 1, column 33: mismatched tag"),
        (b"<html><body/></html>", "no OPML: it begins with <.*html.*>"),
        (b"<?xml version='1.0' encoding='nonsense'?><opml/>", "unknown encoding"),
        (b"<opml><body><outline text='\x80'/></body></opml>", "not well-formed"),
        (BOMB, "has a document type"),
        (OUTSIDE, "has a document type"),
        (b"<opml><body>" + b"<outline text='a'>" * 120 + b"</outline>" * 120 + b"</body></opml>", "100 levels deep"),
        (b"<opml>" + b"<x>" * 9_999, "deeper in each other"),
        (opml("<outline text='a'/>" * 2_001), "2,001 causes; at most 2,000"),
    ],
)
def test_what_is_no_outline_is_refused(data, sentence):
    with pytest.raises(Refused, match=re.compile(sentence)):
        causes_from_opml(data)


def test_an_outline_of_nothing_is_nothing():
    assert causes_from_opml(opml("")).causes == {}
