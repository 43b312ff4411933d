"""Cause graphs in files: which form a file has, what it brings into a graph, and how a graph is written."""

import io
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path

from incidentdesk.detect.transfer.encoding import encoding_in
from incidentdesk.detect.transfer.signature import binary_kind
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, Effect, Gesture, Voting
from incidentdesk.investigate.cause_merging import brought_in
from incidentdesk.investigate.cause_sketch import SketchLine, grown
from incidentdesk.investigate.csv_form import cause_csv, causes_from_csv, is_cause_table
from incidentdesk.investigate.json_form import cause_json, causes_from_json
from incidentdesk.investigate.markdown_form import cause_markdown
from incidentdesk.investigate.markdown_reading import causes_from_markdown
from incidentdesk.investigate.mermaid_form import cause_mermaid, causes_from_mermaid, is_fishbone, whys_mermaid
from incidentdesk.investigate.opml_form import cause_opml, causes_from_opml
from incidentdesk.investigate.outline_text import parse_outline
from incidentdesk.language import N_, _, isolated
from incidentdesk.paper.file import replacing
from incidentdesk.refusal import Refused

LARGEST = 8 << 20  # bytes
_START = 4096  # bytes


@dataclass(frozen=True, slots=True)
class Form:
    """`name` is for the command line, `title` for people; `endings` with their dots, the usual one first."""

    name: str
    title: str
    endings: tuple[str, ...]
    write: Callable[[CauseGraph], str] | None = None


FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        Form("markdown", N_("Markdown"), (".md", ".markdown"), cause_markdown),
        Form("opml", N_("OPML outline"), (".opml",), cause_opml),
        Form("csv", N_("CSV table"), (".csv", ".tsv"), cause_csv),
        Form("json", N_("JSON"), (".json",), cause_json),
        Form("mermaid", N_("Mermaid"), (".mmd", ".mermaid"), cause_mermaid),
        Form("outline", N_("Indented text"), (".txt",)),
    )
}
WRITTEN_FORMS = tuple(form.name for form in FORMS.values() if form.write)


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def graph_from_file(
    source: Path | bytes, name: str, graph: CauseGraph, *, form: str = "", under: str = EFFECT
) -> Gesture:
    """What a file brings into a graph, below the effect or below one of its causes or categories.

    `name` is that of the file; its ending tells the form, where `form` does not. Raises Refused for a file that cannot
    be read, is too large, is not what it says or holds no causes.
    """
    found = causes_of_file(source, name, form=form)
    if not found.causes:
        raise Refused(_("{file} holds no causes; there is nothing to import.").format(file=isolated(name)))
    return brought_in(graph, found, under)


def causes_of_file(source: Path | bytes, name: str, *, form: str = "") -> CauseGraph:
    """The graph that a file tells; raises Refused like `graph_from_file`."""
    data = _bytes_of(source, name)
    if kind := _binary(data):
        raise Refused(_("{file} is {kind}, no text with causes.").format(file=isolated(name), kind=kind))
    form = form or form_of(name, data)
    try:
        return causes_from_opml(data) if form == "opml" else _READERS[form](_text_of(data, name))
    except Refused as refused:
        raise Refused(f"{isolated(name)}: {refused}") from refused


def form_of(name: str, data: bytes = b"", *, among: Collection[str] = tuple(FORMS)) -> str:
    """The form by the ending of a name, else by what stands in the file.

    Raises Refused where neither tells it, with the endings of the forms `among` which one is wanted.
    """
    ending = Path(name).suffix.lower()
    for form in FORMS.values():
        if ending in form.endings:
            return form.name
    start = _text_of(data[: _START * 4], name).lstrip("\ufeff \t\r\n")
    if start.startswith(("<?xml", "<opml")):
        return "opml"
    if start.startswith("{"):
        return "json"
    if is_fishbone(start):
        return "mermaid"
    if is_cause_table(start):
        return "csv"
    raise Refused(
        _("The name of {file} does not tell its form. It may end in {endings}, or name the form by hand.").format(
            file=isolated(name), endings=", ".join(FORMS[each].endings[0] for each in among)
        )
    )


def _bytes_of(source: Path | bytes, name: str) -> bytes:
    if isinstance(source, bytes):
        data = source[: LARGEST + 1]
    else:
        try:
            with source.open("rb") as file:
                data = file.read(LARGEST + 1)
        except OSError as error:
            raise Refused(
                _("{file} cannot be read: {reason}. Check that the file is there and that you may open it.").format(
                    file=isolated(name), reason=error.strerror or error
                )
            ) from error
    if len(data) > LARGEST:
        raise Refused(
            _("{file} is too large: files with causes have at most {most} MB.").format(
                file=isolated(name), most=LARGEST >> 20
            )
        )
    if not data.strip(b"\0 \t\r\n"):
        raise Refused(_("{file} is empty; there is nothing to import.").format(file=isolated(name)))
    return data


def _binary(data: bytes) -> str:
    kind = binary_kind(data[:_START])
    return kind or ("" if b"\0" not in data or _is_wide(data) else _("not text but binary data"))


def _is_wide(data: bytes) -> bool:
    return encoding_in(io.BytesIO(data)).startswith(("utf-16", "utf-32"))


def _text_of(data: bytes, name: str) -> str:
    """A half character at the end of a part of a file is no fault."""
    encoding = encoding_in(io.BytesIO(data))
    try:
        return data.decode(encoding, "replace")
    except LookupError as error:
        raise Refused(
            _("{file} is written in {encoding}, which can't be read. Save it as UTF-8.").format(
                file=isolated(name), encoding=encoding
            )
        ) from error


def _causes_from_outline(text: str) -> CauseGraph:
    return grown(Effect(), [SketchLine(line.depth, line.text) for line in parse_outline(text)])


_READERS: dict[str, Callable[[str], CauseGraph]] = {
    "markdown": causes_from_markdown,
    "csv": causes_from_csv,
    "json": causes_from_json,
    "mermaid": causes_from_mermaid,
    "outline": _causes_from_outline,
}


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def written(graph: CauseGraph, form: str, *, whys: bool = False, seen_by: str = "") -> str:
    """A graph in one of `WRITTEN_FORMS`; with `whys` as the 5-Whys show it, without categories and unasked causes.

    In a hidden round only the votes of `seen_by` are written. Raises Refused for another form.
    """
    write = FORMS[form].write if form in FORMS else None
    if write is None:
        raise Refused(
            _("Causes are written as {forms}, not as {form}.").format(
                forms=", ".join(WRITTEN_FORMS), form=isolated(form)
            )
        )
    if graph.effect.voting == Voting.HIDDEN:
        graph = replace(graph, votes={key: vote for key, vote in graph.votes.items() if vote.voter == seen_by})
    if whys:
        return whys_mermaid(graph) if form == "mermaid" else write(_as_whys(graph))
    return write(graph)


def _as_whys(graph: CauseGraph) -> CauseGraph:
    answers = graph.answers(EFFECT)
    causes = {each.key: each for answer in answers for each in graph.subtree(answer.key)}
    causes |= {each.key: replace(each, parent=EFFECT, position=place) for place, each in enumerate(answers)}
    votes = {key: vote for key, vote in graph.votes.items() if vote.cause in causes}
    measures = {key: measure for key, measure in graph.measures.items() if measure.cause in causes}
    backing = {key: backing for key, backing in graph.backing.items() if key in causes}
    return CauseGraph(graph.effect, causes, votes, measures, backing)


def write_file(path: Path, graph: CauseGraph, *, form: str = "", whys: bool = False, seen_by: str = "") -> None:
    """Write a graph into a file like `written`, in the form of its ending where none is given.

    It is there whole or not at all. Raises Refused where the form is unknown or the file cannot be written.
    """
    text = written(graph, form or form_of(path.name, among=WRITTEN_FORMS), whys=whys, seen_by=seen_by)
    with replacing(path) as file:
        # What is half of a character is no character anywhere.
        file.write(text.encode("utf-8", "replace"))
