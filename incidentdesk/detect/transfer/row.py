"""A row of a file and the names of its columns."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from incidentdesk.language import _

LONGEST_CELL = 1_000_000  # characters; what is longer is a file of its own and belongs into an attachment
MOST_COLUMNS = 2_000


class Row(NamedTuple):
    """One row as it stands in the file.

    `number` counts records as a spreadsheet does: with a header the first row of data is row 2. `problem` says why the
    row cannot be taken; its cells are then what could be read of it.
    """

    number: int
    cells: Sequence[str]
    problem: str = ""


def column_names(header: Iterable[str]) -> tuple[str, ...]:
    """Names that tell every column apart: a second "Comment" becomes "Comment (2)", an empty one "Column 3"."""
    names: list[str] = []
    taken: set[str] = set()
    for position, given in enumerate(header, 1):
        name = " ".join(given.split()) or _("Column {number}").format(number=position)
        candidate, copy = name, 2
        while candidate in taken:
            candidate, copy = f"{name} ({copy})", copy + 1
        taken.add(candidate)
        names.append(candidate)
    return tuple(names)


def checked(number: int, cells: list[str], width: int) -> Row:
    """The row with exactly `width` cells, or with the reason why it has not."""
    if len(cells) != width:
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if len(cells) != width:
            return Row(number, cells, _ragged(cells, width))
    return Row(number, cells, content_problem(cells))


def content_problem(cells: Sequence[str]) -> str:
    """Why these texts cannot be stored; empty if they can."""
    whole = "".join(cells)
    if len(whole) > LONGEST_CELL and (longest := max(map(len, cells))) > LONGEST_CELL:
        return _("A cell has {length:,} characters; at most {most:,} are taken.").format(
            length=longest, most=LONGEST_CELL
        )
    if "\0" in whole:
        return _("A cell contains a NUL character, which no text has.")
    if not whole.isascii():
        try:
            whole.encode()
        except UnicodeEncodeError:
            return _("A cell contains bytes that are no text in the encoding of the file.")
    return ""


def _ragged(cells: Sequence[str], width: int) -> str:
    sentence = _("The row has {count} cells where the header has {width}.").format(count=len(cells), width=width)
    if any("\n" in cell for cell in cells):
        sentence += " " + _("Perhaps a quotation mark is not closed.")
    return sentence
