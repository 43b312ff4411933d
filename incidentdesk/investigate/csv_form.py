"""Causes as a table, one row each: for spreadsheets, and back by level or by path."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from incidentdesk.detect.transfer.cell import plain_cell, safe_cell
from incidentdesk.investigate.cause_fact_line import facts_of_measure, measure_line
from incidentdesk.investigate.cause_graph import Cause, CauseGraph, Effect, Kind
from incidentdesk.investigate.cause_sketch import SketchLine, grown, refuse_too_many
from incidentdesk.investigate.cause_word import gate_named, role_named, status_named
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

COLUMNS = (
    "path", "level", "category", "cause", "status", "role", "votes", "owner", "evidence_for", "evidence_against",
    "note", "counter_measures", "gate", "asked", "stop_reason", "accepted_reason",
)  # fmt: skip
_BOM = "\ufeff"
_STEP = " › "
_OTHER_STEPS = (_STEP, " > ", " / ", " -> ", "/", "\\", ">")
_OTHER_NAMES = {"text": "cause", "name": "cause", "depth": "level", "notes": "note", "description": "note"}
# Spreadsheets make "2.0" of 2.
_LEVEL = re.compile(r"[0-9]{1,5}(?:\.0{1,3})?")


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def cause_csv(graph: CauseGraph) -> str:
    """The table with a byte order mark, as spreadsheets want it; no cell is a formula.

    Categories are of level 0, causes that answer the first why of level 1.
    """
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for cause in graph.subtree(""):
        facts = _row(graph, cause)
        writer.writerow([safe_cell(facts.get(name, "")) for name in COLUMNS])
    return _BOM + out.getvalue()


def _row(graph: CauseGraph, cause: Cause) -> dict[str, str]:
    path = graph.path(cause.key)
    category = path[0].text if path[0].kind == Kind.CATEGORY else ""
    place = {"path": _STEP.join(each.text for each in path), "level": str(graph.depth(cause.key)), "category": category}
    if cause.kind == Kind.CATEGORY:
        return {**place, "note": cause.note}
    backing = graph.backing_of(cause.key)
    return {
        **place,
        "cause": cause.text,
        "status": cause.status,
        "role": cause.role,
        "votes": str(graph.votes_of(cause.key)),
        "owner": cause.owner,
        "evidence_for": str(backing.supports),
        "evidence_against": str(backing.contradicts),
        "note": cause.note,
        "counter_measures": "\n".join(map(measure_line, graph.measures_of(cause.key))),
        "gate": cause.gate,
        "asked": "yes" if cause.asked else "",
        "stop_reason": cause.stop_reason,
        "accepted_reason": cause.accepted_reason,
    }


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def causes_from_csv(text: str) -> CauseGraph:
    """Rows with level and cause, with category and cause, or with a path; the first row names the columns.

    Raises Refused where there are no such columns, where a level is no number and for more than can be drawn.
    """
    rows = _rows(text.removeprefix(_BOM))
    if not rows:
        return CauseGraph()
    refuse_too_many(len(rows))
    if "cause" in rows[0][1] and ("level" in rows[0][1] or "category" in rows[0][1]):
        return grown(Effect(), [*_by_level(rows)])
    return grown(Effect(), [*_by_path(rows)])


def is_cause_table(text: str) -> bool:
    """Whether the first row names columns of causes."""
    columns, _delimiter = _columns(text.removeprefix(_BOM))
    return _tell_causes(columns)


def _rows(text: str) -> list[tuple[int, dict[str, str]]]:
    columns, delimiter = _columns(text)
    if not _tell_causes(columns):
        raise Refused(
            _("No columns of causes are in the file. Its first row names them: “level” and “cause”, or “path”.")
        )
    ours = {"path", "level", "cause", "status"} <= set(columns)
    found = []
    # A note may fill nearly the whole file; the limit is one for the whole process.
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(_table(text), newline=""), delimiter=delimiter), 1):
            if number > 1 and any(cell.strip() for cell in cells):
                padded = [*cells, *[""] * (len(columns) - len(cells))]
                plain = [plain_cell(cell) if ours else cell for cell in padded]
                found.append((number, dict(zip(columns, plain, strict=False))))
    except csv.Error as error:
        raise Refused(
            _("The table can't be read after row {row}: {reason}.").format(row=len(found) + 1, reason=error)
        ) from error
    return found


def _tell_causes(columns: Sequence[str]) -> bool:
    return ("cause" in columns and ("level" in columns or "category" in columns)) or "path" in columns


def _table(text: str) -> str:
    """Without the line in which Excel names the delimiter."""
    return re.sub(r'\A"?sep=.?"?\r?\n', "", text, count=1, flags=re.IGNORECASE)


def _columns(text: str) -> tuple[list[str], str]:
    """The names of the columns and the delimiter with which most of them are known."""
    first = _table(text).lstrip("\r\n").partition("\n")[0][:10_000]
    best: tuple[int, list[str], str] = (-1, [], ",")
    for delimiter in ",;\t|":
        try:
            names = next(csv.reader([first.rstrip("\r")], delimiter=delimiter), [])
        except csv.Error:
            continue
        columns = [re.sub(r"[\s-]+", "_", name.strip().casefold()) for name in names]
        columns = [_OTHER_NAMES.get(name, name) if name not in COLUMNS else name for name in columns]
        known = sum(name in COLUMNS for name in columns)
        if known > best[0]:
            best = (known, columns, delimiter)
    return best[1], best[2]


def _by_level(rows: Sequence[tuple[int, Mapping[str, str]]]) -> Iterator[SketchLine]:
    """Rows of one category belong together, wherever in the table they stand."""
    lines: dict[str, list[SketchLine]] = {}
    levels = [(row, _level(number, row)) for number, row in rows]
    lowest = min((level for row, level in levels if not _is_category(row, level)), default=1)
    for row, level in levels:
        category = row.get("category", "").strip()
        group = lines.setdefault(category, [])
        if category and not group:
            group.append(SketchLine(0, category, {"kind": Kind.CATEGORY}))
        if not _is_category(row, level):
            facts, measures = _facts(row)
            group.append(SketchLine(level - lowest + bool(category), row["cause"], facts, measures=measures))
        elif row.get("note"):
            group[0].facts["note"] = row["note"]
    for group in lines.values():
        yield from group


def _is_category(row: Mapping[str, str], level: int) -> bool:
    return not row["cause"].strip() and bool(row.get("category", "").strip()) and (level == 0 or "level" not in row)


def _level(number: int, row: Mapping[str, str]) -> int:
    written = row.get("level", "").strip() or "1"
    if not _LEVEL.fullmatch(written):
        raise Refused(
            _("Row {row}: “{level}” is no level. Levels are whole numbers, 1 for the answers to the first why.").format(
                row=number, level=isolated(written[:60])
            )
        )
    return int(written.partition(".")[0])


def _by_path(rows: Sequence[tuple[int, Mapping[str, str]]]) -> Iterator[SketchLine]:
    """Every part of a path is a cause, the first with others below it a category."""
    paths = [row["path"] for _number, row in rows]
    step = next((each for each in _OTHER_STEPS if any(each in path for path in paths)), _STEP)
    told: dict[tuple[str, ...], Mapping[str, str]] = {}
    below: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for _number, row in rows:
        parts = tuple(part for part in (part.strip() for part in row["path"].split(step)) if part)
        for length in range(1, len(parts) + 1):
            here = parts[:length]
            if here not in told:
                told[here] = {}
                below.setdefault(here[:-1], []).append(here)
        if parts:
            told[parts] = row
    stack = below.get((), [])[::-1]
    while stack:
        here = stack.pop()
        children = below.get(here, [])
        facts, measures = _facts(told[here])
        if len(here) == 1 and children:
            facts = {"kind": Kind.CATEGORY, **({"note": facts["note"]} if "note" in facts else {})}
        yield SketchLine(len(here) - 1, here[-1], facts, measures=measures)
        stack += children[::-1]


def _facts(row: Mapping[str, str]) -> tuple[dict[str, Any], list[Mapping[str, Any]]]:
    found: dict[str, Any] = {
        "note": row.get("note"),
        "status": status_named(row.get("status", "")),
        "role": role_named(row.get("role", "")),
        "gate": gate_named(row.get("gate", "")),
        "owner": row.get("owner", "").strip(),
        "asked": row.get("asked", "").strip().casefold() in ("yes", "true", "1", _("yes")),
        "stop_reason": row.get("stop_reason"),
        "accepted_reason": row.get("accepted_reason"),
    }
    measures: list[Mapping[str, Any]] = [
        facts_of_measure(line) for line in row.get("counter_measures", "").splitlines() if line.strip()
    ]
    return {name: value for name, value in found.items() if value}, measures
