"""The colours of diagrams by name, for the light window, the dark one, and paper.

Every text keeps a contrast of at least 4.5 to what it stands on and every line 3 (WCAG 2.2, 1.4.3 and 1.4.11).
"""

from collections.abc import Mapping

# Names of colours with their paint as "#RRGGBB".
Palette = Mapping[str, str]

CATEGORIES = 8
# How much of its hue the box of a category, and the twigs of level 1 and deeper take, over the surface.
_BOX, _TWIG, _DEEP_TWIG = 0.12, 0.80, 0.72
# What is chosen is tinted with so much of the accent.
_TINT = 0.10

_LIGHT = {
    "surface": "#FFFFFF",
    "text": "#1B2430",
    "muted": "#4B5765",
    "outline": "#7E8B99",
    "accent": "#0B5CAD",
    # The problem, and the spine that leads to it.
    "head": "#22303F",
    "head_text": "#FFFFFF",
    "spine": "#22303F",
    "suspected": "#55606E",
    "verified": "#006B52",
    # Still 4.5 to the tint of what is selected.
    "ruled_out": "#626D7A",
    "root": "#A8320B",
    "root_fill": "#FDEBE3",
    "root_pill_text": "#FFFFFF",
    "pill": "#EDF1F5",
    "pill_text": "#4B5765",
    # What deserves a second look, as a root cause that nobody verified.
    "warning": "#7A4F00",
    "warning_fill": "#FFF3D6",
    # 5-Whys: every second column, the cards, and what leads from one to the next.
    "column": "#F9FAFB",
    "card": "#FFFFFF",
    "card_outline": "#7E8B99",
    "link": "#7E8B99",
    "gate": "#FFFFFF",
    "gate_outline": "#7E8B99",
    "measure": "#006B52",
    "measure_fill": "#F1F8F6",
    "measure_pill_text": "#FFFFFF",
}
_DARK = {
    "surface": "#171C22",
    "text": "#E6EBF1",
    "muted": "#B4BFCA",
    "outline": "#75828F",
    "accent": "#5AA9F2",
    "head": "#DCE4EC",
    "head_text": "#1B2430",
    "spine": "#C3CCD6",
    "suspected": "#A9B4C0",
    "verified": "#4FD0AB",
    "ruled_out": "#8E99A6",
    "root": "#FF9A73",
    "root_fill": "#3A231B",
    "root_pill_text": "#1A0B06",
    "pill": "#27303A",
    "pill_text": "#B4BFCA",
    "warning": "#F2C14E",
    "warning_fill": "#3A2F12",
    "column": "#1C2229",
    "card": "#171C22",
    "card_outline": "#75828F",
    "link": "#75828F",
    "gate": "#171C22",
    "gate_outline": "#75828F",
    "measure": "#4FD0AB",
    "measure_fill": "#182824",
    "measure_pill_text": "#0E1318",
}
_LIGHT_HUES = ("#0067A5", "#B34A00", "#00745A", "#8A3D78", "#7A5C00", "#3F5F7F", "#9B2D3F", "#4B6B1E")
_DARK_HUES = ("#6DB8EC", "#F0935A", "#45C7A3", "#D89BC8", "#D9B84A", "#9DB4CB", "#F08C99", "#A7C96A")


def mixed(colour: str, share: float, over: str) -> str:
    """A colour that covers so much of the one below it."""
    channels = (
        round(int(colour[at : at + 2], 16) * share + int(over[at : at + 2], 16) * (1 - share)) for at in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02X}" for channel in channels)


def hue(number: int) -> str:
    """The name of the colour of the category with that number, counted from 0; after the eighth they begin again.

    With "_fill", "_twig" and "_deep_twig" behind it, it is the name of the paint of its box and its twigs.
    """
    return f"category_{number % CATEGORIES + 1}"


def _complete(basic: dict[str, str], hues: tuple[str, ...]) -> Palette:
    surface = basic["surface"]
    whole = {**basic, "selection": mixed(basic["accent"], _TINT, surface)}
    for number, colour in enumerate(hues):
        whole[hue(number)] = colour
        whole[f"{hue(number)}_fill"] = mixed(colour, _BOX, surface)
        whole[f"{hue(number)}_twig"] = mixed(colour, _TWIG, surface)
        whole[f"{hue(number)}_deep_twig"] = mixed(colour, _DEEP_TWIG, surface)
    return whole


LIGHT = _complete(_LIGHT, _LIGHT_HUES)
DARK = _complete(_DARK, _DARK_HUES)
PAPER = LIGHT
