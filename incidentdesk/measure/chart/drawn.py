"""A chart that is drawn: the figure, and where its marks are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Mark:
    """A point, a bar or a cell: its box in pixels from the upper left corner of the figure, and what it says.

    `text` is the tooltip, with n in it; `query` finds the incidents behind it in the register, exactly as many as it
    says, "" where there are none to be shown. Marks stand in the order in which ← and → go through them.
    """

    left: float
    top: float
    width: float
    height: float
    text: str
    query: str = ""
    # How many incidents the query finds.
    n: int = 0
    # Where it leads instead where it stands for no incidents, as DRL-0003.
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    figure: "Figure"
    marks: Sequence[Mark] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """What a chart says to whoever can't see it. Cells are texts or numbers; None is no data."""

    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]
