"""How a chart looks: colours by role, sizes and whether it is for paper; loading it needs no matplotlib."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from incidentdesk.paths import resources


@dataclass(frozen=True, slots=True)
class Look:
    """Lengths in pixels of 1/96 inch. `colours` are those of the roles in resources/themes by name.

    `scale` is how many dots a pixel has on the screen. On `paper` all is on white, and hatched where colours alone
    would tell things apart.
    """

    width: float
    height: float
    colours: Mapping[str, str]
    font_size: float = 12.0
    scale: float = 1.0
    paper: bool = False


@cache
def colours_of(theme: str) -> Mapping[str, str]:
    """The colour roles of the theme "light" or "dark"."""
    with (resources() / "themes" / f"{theme}.toml").open("rb") as file:
        return tomllib.load(file)


def paper_look(width: float, height: float) -> Look:
    """For paper; width and height in points, 7.5 pt text at the least."""
    pixels = 96 / 72
    return Look(width * pixels, height * pixels, colours_of("light"), font_size=10.5, paper=True)
