"""The HTML that some playbooks have in their Markdown: a table's row with a list of steps is a phase, all else text."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from incidentdesk.prepare.plan_preview import Became, Piece

_STRONG = ("b", "strong", "summary")
_STEPS = re.compile(r"response|action|step|procedure|what to do|task", re.IGNORECASE)


@dataclass
class _Cell:
    """A line of text, or of the items of a list."""

    line: int
    head: bool
    texts: list[tuple[int, str]] = field(default_factory=list)
    items: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(text for _line, text in self.texts)

    @property
    def all(self) -> str:
        return " ".join(text for _line, text in sorted([*self.texts, *self.items]))


def html_pieces(source: str, first: int, last: int) -> list[Piece]:
    """Phases and actions of a table, [] where no row has a list; `first` is the line of the source in its file."""
    reader = _Reader(first)
    reader.feed(source)
    reader.close()
    head = next(([cell.text for cell in row] for row in reader.rows if row and all(cell.head for cell in row)), [])
    if not any(cell.items for row in reader.rows for cell in row):
        return []
    pieces: list[Piece] = []
    for row in reader.rows:
        if row and not all(cell.head for cell in row):
            pieces += _row(row, head, last)
    return pieces


def html_text(source: str) -> str:
    """What is to be read in it as Markdown, a table as a table; '' for comments and marks alone."""
    reader = _Reader(1, loose=True)
    reader.feed(source)
    reader.close()
    reader.flush()
    said = "\n\n".join(reader.loose)
    rows = [[cell.all.replace("|", "\\|") for cell in row] for row in reader.rows if any(cell.all for cell in row)]
    if not rows:
        return said
    width = max(map(len, rows))
    table = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
    if not all(cell.head for cell in reader.rows[0]):
        table.insert(0, f"|{' |' * width}")
    return "\n\n".join(filter(None, (said, "\n".join([table[0], f"|{'---|' * width}", *table[1:]]))))


def _row(row: list[_Cell], head: list[str], last: int) -> list[Piece]:
    acting = _acting(row, head)
    if acting is None:
        said = " ".join(cell.text for cell in row if cell.text)
        return [Piece(row[0].line, row[0].line, Became.INSTRUCTION, said, 1)] if said else []
    pieces = [Piece(row[0].line, row[0].line, Became.PHASE, row[0].text)]
    for cell in row[1:]:
        if cell is acting:
            continue
        pieces += [Piece(line, line, Became.INSTRUCTION, text, 1) for line, text in cell.texts]
        pieces += [
            Piece(line, line, Became.INSTRUCTION, f"- {text}", 0 if at else 1)
            for at, (line, text) in enumerate(cell.items)
        ]
    pieces += [Piece(line, line, Became.INSTRUCTION, text, 1) for line, text in acting.texts]
    return pieces + [Piece(line, min(line, last), Became.ACTION, text) for line, text in acting.items]


def _acting(row: list[_Cell], head: list[str]) -> _Cell | None:
    """The cell whose items are the actions: that below “Response” or “Steps”, else the last one with a list."""
    listed = [(at, cell) for at, cell in enumerate(row) if cell.items and at > 0]
    named = [cell for at, cell in listed if at < len(head) and _STEPS.search(head[at])]
    return named[0] if named else listed[-1][1] if listed else None


class _Reader(HTMLParser):
    """Gathers the rows, and what stands in none; code stays code, links keep their addresses."""

    def __init__(self, first: int, *, loose: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[_Cell]] = []
        self.loose: list[str] = []
        self._keeps_loose = loose
        self._first = first
        self._text = ""
        self._begun = first
        self._link = ""

    @property
    def _line(self) -> int:
        return self._first + self.getpos()[0] - 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.flush()
            self.rows.append([])
        elif tag in ("td", "th"):
            self.flush()
            if not self.rows:
                self.rows.append([])
            self.rows[-1].append(_Cell(self._line, tag == "th"))
        elif tag in ("li", "p", "br"):
            self.flush()
            self._begun = self._line
        elif tag == "code":
            self._text += "`"
        elif tag == "a":
            self._link = dict(attrs).get("href") or ""
            self._link = "" if self._link.startswith("#") else self._link
            self._text += "[" if self._link else ""
        elif tag in _STRONG:
            self._text += "**"

    def handle_endtag(self, tag: str) -> None:
        if tag == "code":
            self._text += "`"
        elif tag in _STRONG:
            self._text += "**"
            if tag == "summary":
                self.flush()
        elif tag == "a" and self._link:
            self._text += f"]({self._link})"
            self._link = ""
        elif tag == "li":
            self.flush(item=True)
        elif tag in ("p", "td", "th", "ul", "ol", "tr", "div"):
            self.flush()

    def handle_data(self, data: str) -> None:
        if not self._text.strip():
            self._begun = self._line
        self._text += data

    def flush(self, *, item: bool = False) -> None:
        text, self._text = " ".join(self._text.split()), ""
        if text and self.rows and self.rows[-1]:
            cell = self.rows[-1][-1]
            (cell.items if item else cell.texts).append((self._begun, text))
        elif text.strip("*` ") and self._keeps_loose:
            self.loose.append(f"- {text}" if item else text)
