"""A table of Markdown whose rows are steps: “| Step | Action | Owner | Time |”."""

import re
from collections.abc import Iterator, Sequence

from incidentdesk.prepare.plan_due_word import due_of_heading
from incidentdesk.prepare.plan_preview import Became, Piece
from incidentdesk.prepare.plan_wording import offset_of, offset_text

_ACTION = re.compile(
    r"actions?|tasks?|activity|what(?: to do)?|to do|todo|steps?|aktion|schritt|maßnahmen?|aufgaben?", re.I
)
_NUMBER = re.compile(r"#|no\.?|nr\.?|num(?:ber)?|steps?|order|schritt", re.I)
_SAYS = re.compile(r"description|instructions?|details|beschreibung", re.I)
_ROLE = re.compile(
    r"owner|role|who|responsible|assigned(?: to)?|assignee|team|rolle|verantwortlich|wer|zuständig", re.I
)
_DUE = re.compile(r"time|when|due|deadline|offset|target|by when|within|zeit|bis(?: wann)?|frist", re.I)
_DONE = re.compile(
    r"done when|expected(?: result)?|success(?: criteri(?:on|a))?|verification|exit criteria|fertig", re.I
)
_BREAK = re.compile(r"<br\s*/?>", re.I)


def table_pieces(lines: Sequence[str], first: int, gap: int) -> list[Piece]:
    """An action for each row, [] where the table is to be read and not done; `first` is the line of its head."""
    head, rows = _cells(lines[0]), [_cells(line) for line in lines[2:]]
    columns = _columns(head, rows)
    if "action" not in columns:
        return []
    pieces: list[Piece] = []
    for at, row in enumerate(rows, first + 2):
        cells = [*row, *[""] * (len(head) - len(row))]
        pieces += _row(head, cells, columns, at, 0 if pieces else gap)
    return pieces


def _columns(head: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Where the action and what is known of it stand; no action without a number, a role or a time beside it."""
    found: dict[str, int] = {}
    for name, pattern in (("role", _ROLE), ("due", _DUE), ("done", _DONE)):
        at = next((at for at, said in enumerate(head) if pattern.fullmatch(said)), None)
        if at is not None:
            found[name] = at
    numbered = next((at for at, said in enumerate(head) if _NUMBER.fullmatch(said) and _numbers(rows, at)), None)
    if numbered is not None:
        found["number"] = numbered
    patterns = [_ACTION, _SAYS] if numbered is not None else [_ACTION]
    for pattern in patterns:
        at = next((at for at, said in enumerate(head) if at != numbered and pattern.fullmatch(said)), None)
        if at is not None and found:
            return {**found, "action": at}
    return {}


def _numbers(rows: Sequence[Sequence[str]], at: int) -> bool:
    return all(len(row) > at and re.fullmatch(r"[\d.]*", row[at]) for row in rows)


def _row(head: Sequence[str], cells: Sequence[str], columns: dict[str, int], line: int, gap: int) -> Iterator[Piece]:
    title, *more = (part.strip() for part in _BREAK.split(cells[columns["action"]]))
    if not title:
        return
    role, due, done = (cells[columns[name]] if name in columns else "" for name in ("role", "due", "done"))
    offset = offset_of(due) if due else None
    offset = due_of_heading(due) if offset is None and due else offset
    said = [title]
    said += [f"role: {role}"] if role.strip("-–— ") else []
    said += [f"due: {offset_text(offset)}"] if offset is not None else []
    said += [f"done when: {done}"] if done else []
    yield Piece(line, line, Became.ACTION, "\n".join(said), gap)
    others = [
        (head[at], cell) for at, cell in enumerate(cells) if at not in columns.values() and at < len(head) and cell
    ]
    others += [(head[columns["due"]], due)] if due.strip("-–— ") and offset is None else []
    below = [*filter(None, more), *(f"{name}: {_BREAK.sub(' ', cell)}" if name else cell for name, cell in others)]
    if below:
        yield Piece(line, line, Became.INSTRUCTION, "\n\n".join(below), 1)


def _cells(line: str) -> list[str]:
    inside = line.strip().removeprefix("|")
    inside = inside[:-1] if inside.endswith("|") and not inside.endswith("\\|") else inside
    return [" ".join(cell.replace("\\|", "|").split()) for cell in re.split(r"(?<!\\)\|", inside)]
